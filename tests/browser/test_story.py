"""What anyone sees: a leg that stands, walks, leaks, is dressed and is examined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import secondheart as sh

ANKLE = "__lv.app.found?.rows.find((row) => row.name === 'ankle_vein_mean' && row.side === 'left')"
OpenTab = Callable[..., Any]


def faster(tab: Any) -> None:
    tab.page.select_option("[aria-label=Speed]", "5")


def test_it_opens_standing_with_the_column_high_and_walking_lets_it_fall(open_tab: OpenTab) -> None:
    tab = open_tab()
    assert tab.page.locator("#hint").is_visible()
    assert tab.page.locator("[data-verb=stand]").get_attribute("aria-pressed") == "true"
    assert 70 < tab.get(tab.reading("ankle")) < 95  # P02, P06, P17: 76 to 87 mmHg
    column = float(tab.page.locator("[data-tube=ankle]").get_attribute("data-cm"))
    assert 90 < column < 120  # as high as the heart is above the ankle
    assert tab.until("document.querySelector('#chart-ankle .chart-numbers').dataset.value > 70")

    tab.page.click("[data-verb=walk]")
    tab.until("__lv.app.state.scenario.verb === 'walk'")
    assert not tab.page.locator("#hint").is_visible()
    tab.until("document.querySelector('[data-muscle=superficial_posterior]').dataset.tight === 'true'")
    faster(tab)
    tab.until(f"{ANKLE} && {ANKLE}.a < 40 && {ANKLE}.window_s > 5")
    assert tab.get(f"{ANKLE}.normal_high") == 30
    assert tab.until("document.querySelector('[data-valve=great_saphenous_knee]').dataset.open === 'false'")
    broken = "Number(document.querySelector('[data-tube=calf]').dataset.cm)"
    assert tab.until(f"{broken} < 40")  # the tube below the shut valve holds a short column only
    assert tab.wrong == []


def test_a_leaking_vein_keeps_the_pressure_high_and_shows_its_reflux(open_tab: OpenTab) -> None:
    tab = open_tab()
    slider = tab.page.locator("#leak-great_saphenous")
    slider.focus()
    for _ in range(8):
        slider.press("ArrowRight")
    knee = "document.querySelector('[data-valve=great_saphenous_knee]').dataset"
    tab.until(f"{knee}.leak > 0.3")
    assert "0.4" in slider.get_attribute("aria-valuetext")
    tab.page.click("[data-verb=walk]")
    faster(tab)
    tab.until(f"{knee}.reflux === 'true'")
    tab.until(f"{ANKLE} && {ANKLE}.window_s > 9.5")
    assert tab.get(f"{ANKLE}.a") > 35
    cell = tab.page.locator("[data-finding=ankle_vein_mean] td").first
    assert cell.get_attribute("class") == "out"

    tab.page.locator("[data-valve=great_saphenous_knee] .hit").click(force=True)
    assert "great saphenous knee" in tab.page.inner_text("#inspect h2")
    assert tab.wrong == []


def test_two_legs_on_one_clock_bare_and_dressed(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.page.select_option("#compare", "dressed")
    tab.until("document.querySelectorAll('.leg-panel').length === 2")
    tab.until("document.querySelector('[data-body=b] [data-worn]').dataset.worn.includes('ankle')")
    assert tab.get("document.querySelector('[data-body=a] [data-worn]').dataset.worn") == ""
    tab.until("__lv.app.found?.rows.every((row) => row.b !== null)")
    heads = tab.until(
        "[...document.querySelectorAll('#findings thead th')].map((one) => one.textContent).join().includes('B − A')"
    )
    assert heads
    assert tab.until("/A .*B /.test(document.querySelector('#chart-ankle .chart-numbers').textContent)")
    assert tab.until("document.querySelector('[data-finding=ankle_vein_mean] .difference').dataset.size") == "small"
    assert tab.page.locator("[data-finding=leg_swelling]").count() == 1
    tab.page.click("#controls [data-body=a]")
    tab.page.select_option("#person", "weak")
    tab.until("__lv.app.state.presets.a === 'weak' && __lv.app.state.presets.b === 'healthy'")
    tab.page.click("#controls [data-body=b]")
    assert tab.page.input_value("#person") == "healthy"
    tab.page.select_option("#compare", "")
    tab.until("document.querySelectorAll('.leg-panel').length === 1")
    assert tab.wrong == []


def test_the_chambers_of_a_device_fill_on_the_leg_and_are_gone_with_it(open_tab: OpenTab) -> None:
    tab = open_tab()
    foot, calf = (f"document.querySelector('[data-chamber={site}]')" for site in ("foot", "calf"))
    cushion = f"{foot}.querySelector('.cushion')"
    thick = f"{cushion}.getBBox().height"
    tab.until(f"{foot}.getAttribute('visibility') === 'hidden'")
    tab.page.locator("[data-more] summary").click()
    tab.page.select_option("#set-device", "foot-pump")
    limp = tab.until(f"{foot}.dataset.mmhg === '0' && {thick}")  # empty at first: drawn limp, and pale
    assert tab.until(f"{foot}.dataset.mmhg === '130' && {thick}") > limp + 5  # devices.toml: 130 mmHg
    assert tab.get(f"getComputedStyle({cushion}).fill") == "rgb(254, 232, 56)"  # the bright end of the legend
    assert tab.get(f"{calf}.getAttribute('visibility')") == "hidden"
    assert tab.until("/foot-pump, foot 130 mmHg/.test(document.querySelector('.badges').textContent)")
    tab.page.select_option("#set-device", label="none")
    tab.until(f"{foot}.getAttribute('visibility') === 'hidden'")
    assert tab.wrong == []


def test_a_clinical_test_prints_its_trace_and_finds_what_the_library_finds(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.page.click("[data-test=avp]")
    tab.until("document.querySelector('[data-result=avp] svg.paper path')")
    shown = tab.get("[...document.querySelectorAll('[data-result=avp] [data-value]')].map((one) => +one.dataset.value)")
    assert shown == [pytest.approx(finding.value, rel=1e-9) for finding in sh.ambulatory_pressure(sh.Person())]
    assert "Not medical advice" in tab.page.inner_text("[data-result=avp]")
    assert tab.wrong == []


def test_two_legs_are_examined_side_by_side(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.page.select_option("#compare", "preset:varicose")
    tab.until("__lv.app.hello.bodies.length === 2 && !document.querySelector('#clinic select').hidden")
    tab.page.click("[data-test=avp]")
    tab.until("document.querySelectorAll('[data-result=avp] svg.paper path.b').length > 0")
    result = "[...document.querySelectorAll('[data-result=avp] %s')]"
    assert tab.get(f"{result % 'thead th'}.map((one) => one.textContent)")[:3] == ["finding", "A", "B"]
    shown = tab.get(f"{result % '[data-value]'}.map((one) => +one.dataset.value)")
    for leg, person in enumerate((sh.Person(), sh.condition(sh.Person(), "varicose-great_saphenous"))):
        found = [finding.value for finding in sh.ambulatory_pressure(person)]
        assert shown[leg::2] == [pytest.approx(value, rel=1e-9) for value in found]
    assert tab.wrong == []


def test_what_is_changed_while_it_is_paused_is_seen_at_once(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.page.click("[data-do=play]")
    tab.until("__lv.app.source.running === false")
    tab.page.select_option("#wear", "RAL II")
    assert tab.until("document.querySelector('[data-worn]').dataset.worn.includes('ankle')")
    assert not tab.get("__lv.app.state.scenario.playing")
    assert tab.wrong == []


def test_a_day_goes_by_and_the_leg_swells(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.page.get_by_role("button", name="A whole day, at speed").click()
    tab.page.click("[data-day-name=office]")
    told = "document.querySelector('[data-day]').textContent"
    assert tab.until(f"/^0[89]:.*, (sit|fidget|walk|weight)/.test({told}) && {told}").endswith("mL.")
    assert tab.until("__lv.app.series.last('a', 'swelling_left') > 5")
    assert tab.until("document.querySelector('.morning').getAttribute('visibility') === 'visible'")
    assert tab.wrong == []


@pytest.mark.parametrize("width", [1366, 1000])
def test_the_leg_covers_nothing_that_stands_further_down(open_tab: OpenTab, width: int) -> None:
    tab = open_tab(viewport={"width": width, "height": 800})
    tab.page.locator("[data-valve=great_saphenous_knee] .hit").dispatch_event("click")
    covered = """() => ['inspect', 'findings', 'teach', 'clinic'].filter((id) => {
      const below = document.getElementById(id);
      below.scrollIntoView();
      const [a, b] = [document.getElementById('picture'), below].map((one) => one.getBoundingClientRect());
      return a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    })"""
    assert tab.page.evaluate(covered) == []
