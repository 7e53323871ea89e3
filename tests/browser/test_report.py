"""Pages of results open offline, wide and on a phone: nothing is asked for, cut off or broken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from secondheart import Person, leaking_valves, simulate
from secondheart.protocol import stand, tiptoe
from secondheart.report.page import run_page
from secondheart.report.panels import LabelledRun

PROTOCOL = stand(seconds=4) + tiptoe(times=2) + stand(seconds=4)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
BROKEN = """() => [...document.querySelectorAll('.what td.n, .held .v')].filter((cell) => {
  const range = document.createRange();
  const words = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    range.selectNodeContents(words.currentNode);
    if (/\\d/.test(words.currentNode.data) && range.getClientRects().length > 1) return true;
  }
  return false;
}).map((cell) => cell.textContent)"""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    people = [
        leaking_valves(Person(name=f"leaking-popliteal={leak}"), "popliteal", leak) for leak in (0.1, 0.4, 0.7, 1)
    ]
    cases = [LabelledRun(person.name, simulate(person, PROTOCOL)) for person in people]
    made = tmp_path_factory.mktemp("report") / "page.html"
    made.write_text(run_page(cases, "secondheart compare"), encoding="utf-8")
    return made


@pytest.fixture(params=[(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
def opened(request: pytest.FixtureRequest, browser: Any, page_file: Path) -> Iterator[tuple[Any, list[str]]]:
    size, scheme = request.param
    context = browser.new_context(viewport=size, color_scheme=scheme, offline=True)
    tab, happened = context.new_page(), []
    tab.on("request", lambda asked: happened.append(asked.url))
    tab.on("pageerror", lambda error: happened.append(str(error)))
    tab.on("console", lambda said: said.type == "error" and happened.append(said.text))
    tab.goto(page_file.as_uri())
    tab.wait_for_selector("html[data-charts=ready]", state="attached")
    yield tab, happened
    context.close()


def test_a_page_asks_for_nothing_and_no_number_is_broken(opened: tuple[Any, list[str]], page_file: Path) -> None:
    tab, happened = opened
    assert [url for url in happened if not url.startswith(("data:", "blob:"))] == [page_file.as_uri()]
    assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert tab.evaluate(BROKEN) == []
    assert tab.locator(".blank .back:visible, .blank .ring:visible").count() == 0


def test_a_button_moves_all_clocks_together(opened: tuple[Any, list[str]]) -> None:
    tab, _ = opened
    tab.get_by_role("button", name="2. 2 x tiptoe").click()
    roots = "Bokeh.documents[0].roots().filter((one) => one.name !== 'loop')"
    ranges = tab.evaluate(f"{roots}.map((one) => [one.x_range.start, one.x_range.end])")
    assert len(ranges) > 5
    assert all(one == [3, 7] for one in ranges)
