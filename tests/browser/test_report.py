"""Pages of results open offline, wide and on a phone: nothing is asked for, cut off or broken."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from secondheart import Person, leaking_valves, simulate, wear_stockings
from secondheart.protocol import stand, tiptoe, walk
from secondheart.report.page import run_page
from secondheart.report.panels import LabelledRun

PROTOCOL = stand(seconds=4) + tiptoe(times=2) + stand(seconds=4)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
TIMED = "Bokeh.documents[0].roots().filter((one) => one.name !== 'loop')"
LEFT_EDGES = f"{TIMED}.map((one) => Math.round(Bokeh.index.find_one(one).frame.bbox.left))"
# Resolves as soon as all charts begin at one place.
ALIGNED = f"""() => new Promise((found, late) => {{
  const began = performance.now();
  const look = () => {{
    if (new Set({LEFT_EDGES}).size === 1) found(true);
    else if (performance.now() - began > 20000) late(new Error(String({LEFT_EDGES})));
    else requestAnimationFrame(look);
  }};
  setTimeout(look, 300);
}})"""
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


def test_all_charts_begin_at_one_place_and_a_long_walk_is_means_until_it_is_looked_at(
    browser: Any, tmp_path: Path
) -> None:
    walked = simulate(Person(), stand(seconds=5) + walk(km_h=3, seconds=90))
    made = tmp_path / "walk.html"
    made.write_text(run_page([LabelledRun("", walked)]), encoding="utf-8")
    tab = browser.new_page(viewport=DESK)
    tab.goto(made.as_uri())
    tab.wait_for_selector("html[data-charts=ready]", state="attached")
    for size in (DESK, PHONE):
        tab.set_viewport_size(size)
        tab.evaluate(ALIGNED)  # rejects where they never do
    shown = "Bokeh.documents[0].get_model_by_name('pressure/1%s').visible"
    assert tab.evaluate(shown % "/mean")
    assert not tab.evaluate(shown % "")
    tab.evaluate("Bokeh.documents[0].roots()[0].x_range.setv({ start: 20, end: 40 })")
    assert tab.evaluate(shown % "")
    assert not tab.evaluate(shown % "/band")
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_that_is_mailed_is_whole_without_a_script(browser: Any, tmp_path: Path, scheme: str) -> None:
    dressed = wear_stockings(Person(), "RAL II")
    made = tmp_path / "mail.html"
    made.write_text(run_page([LabelledRun("", simulate(dressed, PROTOCOL))], light=True), encoding="utf-8")
    context = browser.new_context(viewport=PHONE, color_scheme=scheme, offline=True, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(made.as_uri())
    edges = {round(one.bounding_box()["x"]) for one in tab.locator(".still:not(#figure-loop) .field").all()}
    assert len(edges) == 1  # one clock, from one edge
    assert tab.locator(".moment .cloth").first.is_visible()
    bones = tab.locator("use").first.bounding_box()
    assert bones["height"] > 300
    assert tab.locator("body").bounding_box()["width"] <= PHONE["width"]
    context.close()


# Names beside a chart that are not seen whole, and the smallest letters among them
CUT = """() => {
  const rows = [...document.querySelectorAll(".still .row")];
  const cut = rows.filter((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight);
  const letters = rows.map((one) => parseFloat(getComputedStyle(one).fontSize));
  return [cut.map((one) => one.textContent), Math.min(...letters)];
}"""


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_every_valve_of_a_page_that_is_mailed_has_its_whole_name(browser: Any, tmp_path: Path, width: int) -> None:
    made = tmp_path / "mail.html"
    made.write_text(run_page([LabelledRun("", simulate(Person(), PROTOCOL))], light=True), encoding="utf-8")
    tab = browser.new_page(viewport={"width": width, "height": 844})
    tab.goto(made.as_uri())
    cut, smallest = tab.evaluate(CUT)
    rows = [one.bounding_box() for one in tab.locator(".still.raster .row").all()]
    field = tab.locator(".still.raster .field").bounding_box()
    tab.close()
    assert cut == []
    assert smallest > 9.5
    assert max(one["height"] for one in rows) - min(one["height"] for one in rows) < 0.5  # as high as its stripe
    assert rows[0]["y"] == pytest.approx(field["y"], abs=2)
    assert rows[-1]["y"] + rows[-1]["height"] == pytest.approx(field["y"] + field["height"], abs=2)


HOURS = """() => {
  const below = document.querySelector(".still .below");
  const span = (hour, k) => `<span style="left:${8.3 * k}%">${String(hour % 24).padStart(2, "0")}:00</span>`;
  below.innerHTML = Array.from({ length: 12 }, (_, k) => span(8 + 2 * k, k)).join("");
  return [...below.children].filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect());
}"""


def test_the_clock_of_a_day_has_room_on_a_phone(browser: Any, tmp_path: Path) -> None:
    made = tmp_path / "mail.html"
    made.write_text(run_page([LabelledRun("", simulate(Person(), PROTOCOL))], light=True), encoding="utf-8")
    tab = browser.new_page(viewport=PHONE)
    tab.goto(made.as_uri())
    hours = tab.evaluate(HOURS)
    tab.close()
    assert len(hours) >= 3
    assert all(left["right"] < right["left"] for left, right in itertools.pairwise(hours))
