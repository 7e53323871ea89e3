"""What leaves the page is what `secondheart run` gives; and nothing else leaves it."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import xarray as xr

OpenTab = Callable[..., Any]


def fetched(tab: Any, file: str, folder: Path) -> Path:
    """Click a way out, and keep what comes."""
    if tab.page.locator("#export-menu").is_hidden():
        tab.page.click("[aria-controls=export-menu]")
    with tab.page.expect_download() as coming:
        tab.page.click(f"[data-export='{file}']")
    path = folder / file.split("?")[0]
    coming.value.save_as(path)
    return path


def test_exports_are_bit_for_bit_what_the_command_gives(open_tab: OpenTab, tmp_path: Path) -> None:
    tab = open_tab()
    tab.lab()
    tab.page.click("[data-verb=tiptoe]")
    tab.until("__lv.app.series.now > 6")
    tab.page.click("#transport [data-do=play]")
    tab.until("__lv.app.state.scenario.playing === false")
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    for file in ("command.txt", "protocol.toml", "person.toml"):
        fetched(tab, file, tmp_path)
    for file in ("result.csv", "result.nc"):
        fetched(tab, file, theirs)
    lines = [line for line in (tmp_path / "command.txt").read_text().splitlines() if not line.startswith("#") and line]
    for line in lines:
        words = line.split()
        assert words[0] == "secondheart", line
        subprocess.run([sys.executable, "-m", *words], cwd=tmp_path, check=True, capture_output=True)
    mine, its = xr.load_dataset(tmp_path / "result.nc"), xr.load_dataset(theirs / "result.nc")
    exact, packed = (its, mine) if its["volume"].dtype == np.float64 else (mine, its)  # the page's, the command's
    rounded = exact.map(lambda one: one.astype(packed[one.name].dtype)).assign_coords(exact.coords)
    xr.testing.assert_equal(rounded, packed)
    assert mine.attrs["hash"] == its.attrs["hash"]
    assert "tiptoe" in mine.attrs["protocol"]
    table = (theirs / "result.csv").read_text().splitlines()
    assert len(table) > mine.sizes["time"]
    assert tab.wrong == []


def test_a_shared_address_opens_the_same_leg(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab()
    tab.page.select_option("#person", "weak")
    tab.until("__lv.app.state.scenario.a.strength_percent === 50")
    tab.page.click("[aria-controls=export-menu]")
    tab.page.click("[data-export=share]")
    address = tab.until("location.hash.startsWith('#lab&s=') && location.hash")
    other = open_tab(address)
    other.until("__lv.app.state?.scenario.a.strength_percent === 50")
    assert other.get("__lv.session") != tab.get("__lv.session")


def test_the_story_of_a_replay_offers_only_what_can_be_seen_in_it(
    open_tab: OpenTab, browser: Any, tmp_path: Path
) -> None:
    tab = open_tab()
    tab.page.click("[data-verb=walk]")
    tab.until("__lv.app.state.scenario.verb === 'walk' && __lv.time > 6")
    tab.lab()
    path = fetched(tab, "replay.html?seconds=60", tmp_path)
    page = browser.new_context().new_page()
    page.goto(f"{path.as_uri()}#story=4")  # a scene of another leg than the recorded one
    played = type(tab).until
    tab.page = page
    assert played(tab, "__lv.app.state?.scenario.verb === 'walk' && __lv.drawn > 20")
    assert tab.page.inner_text("#story .title") == "Every step is a heartbeat of the leg."
    told, error = [], "document.querySelector('[data-error=verb]').textContent"
    while tab.page.locator("[data-back]").count():
        tab.page.click("[data-back]")
    while True:
        told.append(tab.page.inner_text("#story .count"))
        if tab.page.locator("[data-act]").count():
            tab.page.click("[data-act]")
        assert tab.get(error) == ""
        if not tab.page.locator("[data-next]").count():
            break
        tab.page.click("[data-next]")
    assert told == ["2 of 6", "3 of 6"]  # where a person walks
    assert not tab.page.get_by_role("button", name="Break a door").count()


def test_a_replay_plays_from_disk_without_a_server(open_tab: OpenTab, browser: Any, tmp_path: Path) -> None:
    tab = open_tab()
    tab.until("__lv.frames > 60")
    tab.lab()
    path = fetched(tab, "replay.html?seconds=60", tmp_path)
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(path.as_uri())
    played = type(tab).until
    tab.page = page
    assert played(tab, "window.__lv && __lv.drawn > 20")
    tab.page.locator(".seek input").fill("500")
    assert tab.until("Math.abs(__lv.app.source.share - 0.5) < 0.2")
    tab.page.click("#to-lab")
    assert tab.until("__lv.app.charts?.redraws > 2")
    play = "[data-seek-play]"
    for shown, then in (("Pause", "Play"), ("Play", "Pause")):
        assert tab.page.inner_text(play) == shown
        tab.page.click(play)
        tab.until(f"document.querySelector('{play}').textContent === '{then}'")
    assert tab.page.locator("#transport [data-do=play]").is_hidden()  # one of them is enough
    tab.page.set_viewport_size({"width": 360, "height": 800})
    tab.until("!document.querySelector('#more').hidden")
    assert tab.get("document.querySelector('.bar').getBoundingClientRect().height") < 50
    assert tab.get("document.querySelector('.seek input').getBoundingClientRect().width") > 100
    tab.menu()
    assert tab.page.locator("[aria-label=Speed]").is_visible()
    tab.page.set_viewport_size({"width": 1366, "height": 900})
    tab.tools()
    tab.page.click("[data-choice=scheme]")
    assert tab.until(f"70 < {tab.reading('ankle')} && {tab.reading('ankle')} < 95")
    assert [url for url in asked if urlsplit(url).scheme not in ("file", "data")] == []
    assert wrong == []
    context.close()


def test_nothing_leaves_the_machine(open_tab: OpenTab, server: Any) -> None:
    tab = open_tab()
    assert not any("/lab/charts.js" in url for url in tab.asked)  # only the laboratory needs it
    tab.lab()
    tab.until("__lv.app.charts.redraws > 2")
    hosts = {urlsplit(url).netloc for url in tab.asked if not url.startswith("data:")}
    assert hosts == {f"127.0.0.1:{server.port}"}
    answer = tab.page.request.get(server.url)
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert re.search(r"<script(?![^>]*\b(src|data-library)=)[^>]*>", answer.text()) is None  # no inline script
    assert tab.wrong == []


def test_the_page_decodes_the_frame_that_python_wrote(open_tab: OpenTab, data: Path) -> None:
    told = json.loads((data / "golden.json").read_text(encoding="utf-8"))
    frame = base64.b64encode((data / "golden.bin").read_bytes()).decode()
    script = """async ([hello, text]) => {
      const { decode } = await import("/static/connection/frame.js");
      const frame = decode(Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer, hello);
      const plain = (body) => Object.fromEntries(Object.entries(body).map(([name, row]) => [name, [...row]]));
      return { ...frame, bodies: frame.bodies.map(plain) };
    }"""
    tab = open_tab()
    found = tab.page.evaluate(script, [told["hello"], frame])
    values = told["values"]
    assert [found["seq"], found["time"], found["flags"]] == [values["seq"], values["time_s"], values["flags"]]
    names = [block["name"] for block in told["hello"]["blocks"]]
    for mine, its in zip(found["bodies"], values["bodies"], strict=True):
        assert [mine[name] for name in names] == its["blocks"]
        assert mine["samples"] == [number for row in its["samples"] for number in row]
        assert mine["beats"] == [number for row in its["beats"] for number in row]
