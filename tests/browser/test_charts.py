"""The charts of the laboratory: they glide, can be held, gone back in and zoomed, and say what they show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

OpenTab = Callable[..., Any]
ENDS = "__lv.app.charts.time.ends"


def test_charts_glide_are_held_zoomed_and_go_back(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab()
    before = tab.until(f"__lv.app.series.now > 4 && {ENDS}[1]")
    assert tab.until(f"{ENDS}[1] > {before}")  # it glides
    tab.page.click("[data-time=hold]")
    held = tab.get(ENDS)
    tab.until(f"__lv.app.series.now > {held[1]} + 2")
    assert tab.get(ENDS) == held
    assert tab.get("document.querySelector('[data-time=hold]').ariaPressed") == "true"
    tab.page.click("[data-time=nearer]")
    assert tab.get(f"{ENDS}[1] - {ENDS}[0]") == pytest.approx(15.0)
    box = tab.page.locator("#chart-ankle canvas").bounding_box()
    x, y = box["x"] + box["width"] * 0.5, box["y"] + 40
    tab.page.mouse.move(x, y)
    tab.page.mouse.down()
    tab.page.mouse.move(x + 120, y, steps=4)
    tab.page.mouse.up()
    assert tab.get(f"{ENDS}[1] - {ENDS}[0]") < 6.0
    tab.page.locator("#chart-ankle .plot-focus").focus()
    tab.page.keyboard.press("PageUp")
    assert tab.get(f"{ENDS}[1]") < held[1]
    tab.page.keyboard.press("Escape")
    assert tab.get("__lv.app.charts.time.until") is None
    assert tab.wrong == []


def test_four_minutes_can_be_gone_back(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab()
    tab.speed(60)
    tab.until("__lv.app.series.now > 500")
    tab.speed(1)
    tab.until("__lv.app.state.scenario.speed === 1")
    for _ in range(40):
        tab.page.click("[data-time=earlier]")
    assert tab.get(f"{ENDS}[0] <= __lv.app.series.now - 230")  # of now: the clicks take their time
    assert tab.until("document.querySelectorAll('#chart-ankle canvas').length") == 1
    assert tab.get("__lv.app.series.between('a', 'ankle_vein_left', ...__lv.app.charts.time.ends).x.length") > 2


def test_what_stands_far_above_all_else_is_cut_and_marked(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab()
    low, high, plain = tab.page.evaluate(
        """async () => {
          const { robust, ends } = await import("/static/lab/axis.js");
          const values = [...Array.from({ length: 200 }, (_, i) => 40 + (i % 10)), 900];
          return [robust(values), ends(null, 40, robust(values), {})[1], robust([1, 2, 900])];
        }"""
    )
    assert low < 70  # 1.25 times the 98th percentile
    assert high < 100
    assert plain == 900  # too few to say what is usual


def test_each_line_has_its_value_at_its_end(open_tab: OpenTab) -> None:
    script = """(() => {
      const draw = CanvasRenderingContext2D.prototype.fillText;
      window.__texts = new Set();
      CanvasRenderingContext2D.prototype.fillText = function fillText(text, ...rest) {
        if (this.canvas.closest(".chart")) window.__texts.add(text);
        return draw.call(this, text, ...rest);
      };
    })()"""
    tab = open_tab(script=script)
    tab.lab()
    tab.page.select_option("#compare", "preset:varicose")
    tab.until("__lv.app.hello.bodies.length === 2")
    assert tab.until("[...__texts].some((one) => /^A 8[01]$/.test(one))")
    assert tab.until("[...__texts].some((one) => /^B \\d+$/.test(one))")
    assert tab.until("[...__texts].some((one) => /^normal, /.test(one))")


def test_what_was_done_when_stands_under_the_charts_on_their_clock(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab()
    tab.until("__lv.app.series.now > 4")
    tab.page.click("[data-verb=walk]")
    tab.until("document.querySelectorAll('#activity-lane .moves').length === 1")
    lane = "[...document.querySelectorAll('#activity-lane .activity-row span')].map((one) => one.textContent)"
    assert tab.until(f"/walk/.test({lane}) && {lane}") == ["stand", "walk 3 km/h"]
    begins, now = tab.get("[__lv.app.activities.of('a')[1].from, __lv.app.series.now]")
    tab.until("__lv.app.charts.events.length")
    assert begins == pytest.approx(tab.get("__lv.app.charts.events.at(-1).time"), abs=0.05)
    assert 0.0 < begins < now
    left, line = tab.page.evaluate(
        """() => [document.querySelector('#activity-lane .moves').getBoundingClientRect().left,
          document.querySelector('#chart-ankle canvas').getBoundingClientRect()].map((one) => one.left ?? one)"""
    )
    assert left > line
    assert tab.wrong == []


def test_a_strip_shows_which_vein_lets_blood_back_when_by_the_limit_of_each(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab()
    tab.page.click("[data-verb=walk]")
    tab.until("/3 cycles/.test(document.querySelector('#reflux-title').textContent) && __lv.app.series.now > 6")
    tab.until("/none of \\d+ veins/.test(document.querySelector('[data-reflux-words]').textContent)")
    rows = "[...document.querySelectorAll('#reflux-strip tbody tr')].map((one) => one.innerText.split('\\t'))"
    tab.page.click("#reflux-strip button")
    found = {name: (longest, limit) for name, longest, limit in tab.until(f"{rows}.length > 30 && {rows}")}
    assert {found[name][1] for name in ("popliteal", "femoral upper")} == {"1000"}
    assert found["Cockett perforators"][1] == "350"
    assert found["great saphenous knee"][1] == "500"
    tab.page.select_option("[aria-label='Whose leg']", "varicose")
    tab.until("/\\d+ of \\d+ veins beyond/.test(document.querySelector('[data-reflux-words]').textContent)")
    assert tab.wrong == []


def test_no_line_goes_through_the_word_of_what_is_normal(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab()
    tab.page.click("[data-verb=walk]")
    tab.speed(5)
    word = "__lv.app.charts.charts.find((one) => one.row.key === 'ankle').plot.normalWord"
    tab.until(f"__lv.app.series.now > 40 && {word}")  # lines fill the chart from its left end
    tab.speed(1)
    for _ in range(5):
        seen = tab.get("__lv.app.charts.redraws")
        tab.until(f"__lv.app.charts.redraws > {seen} + 5")
        assert tab.get(f"{word}.passed") == 0
        assert tab.get(f"{word}.word").startswith("normal")
