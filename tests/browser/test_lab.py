"""The laboratory: a leg that stands, walks, leaks, is dressed, compared and examined."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

import secondheart as sh

ANKLE = "__lv.app.found?.rows.find((row) => row.name === 'ankle_vein_mean' && row.side === 'left')"
OpenTab = Callable[..., Any]


def faster(tab: Any) -> None:
    tab.speed(5)


def alike(*legs: list[sh.Finding]) -> list[float | None]:
    """Return the values that the page shows row by row: left and right once where they are alike in all legs."""
    rows = list(zip(*legs, strict=True))
    twins = {
        (row[0].test, row[0].name)
        for row, after in itertools.pairwise(rows)
        if row[0].name == after[0].name and [one.value for one in row] == [one.value for one in after]
    }
    shown = [row for row in rows if not ((row[0].test, row[0].name) in twins and row[0].side == "right")]
    return [one.value for row in shown for one in row]


def test_it_opens_standing_with_the_column_high_and_walking_lets_it_fall(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab(scheme=True)
    assert tab.page.locator("[data-verb=stand]").get_attribute("aria-pressed") == "true"
    assert 70 < tab.get(tab.reading("ankle")) < 95  # P02, P06, P17: 76 to 87 mmHg
    column = float(tab.page.locator("[data-tube=ankle]").get_attribute("data-cm"))
    assert 90 < column < 120  # as high as the heart is above the ankle
    assert tab.until("document.querySelector('#chart-ankle .chart-numbers').dataset.value > 70")

    tab.page.click("[data-verb=walk]")
    tab.until("__lv.app.state.scenario.verb === 'walk'")
    tab.until("document.querySelector('[data-muscle=superficial_posterior]').dataset.tight === 'true'")
    faster(tab)
    tab.until(f"{ANKLE} && {ANKLE}.a < 40 && {ANKLE}.window_s > 5")
    assert tab.get(f"{ANKLE}.normal_high") == 30
    assert tab.until("document.querySelector('.scheme [data-valve=great_saphenous_knee]').dataset.open === 'false'")
    broken = "Number(document.querySelector('[data-tube=calf]').dataset.cm)"
    assert tab.until(f"{broken} < 40")  # the tube below the shut valve holds a short column only
    assert tab.wrong == []


SMALL = ((360, 800), (390, 844), (683, 450), (844, 390), (768, 1024))  # 683 x 450 is 1366 x 900 at 200 %


def test_in_small_windows_stage_and_chart_are_in_sight_and_the_header_is_one_row(open_tab: OpenTab) -> None:
    tab = open_tab(viewport={"width": 390, "height": 844})
    tab.lab()
    for width, height in SMALL:
        tab.page.set_viewport_size({"width": width, "height": height})
        tab.until(f"innerWidth === {width} && __lv.page.scene.width < {width}")
        box = "document.querySelector('%s').getBoundingClientRect()"
        end = tab.get(f"{box % '#foot'}.top")
        assert tab.get(f"{box % '.bar'}.height") < 50
        for one in ("#picture", "#chart-ankle canvas"):
            assert tab.until(f"{box % one}.bottom <= {end} && {box % one}.height > 100"), (one, width)
        assert tab.get("document.documentElement.scrollWidth") <= width
        in_row = "#quick [data-verb=lie], #quick [data-verb=run], #quick [data-do=play], #more, #to-lab"
        rows = tab.get(f"[...document.querySelectorAll('{in_row}')].map((one) => one.getBoundingClientRect())")
        assert len(rows) == 5
        assert all(row["width"] >= 24 and row["height"] >= 24 and row["right"] <= width for row in rows)
        assert len({round(row["top"] + row["height"] / 2) for row in rows}) == 1
    assert tab.wrong == []


def test_the_menu_of_a_small_window_holds_the_rest_and_gives_it_back(open_tab: OpenTab) -> None:
    tab = open_tab(viewport={"width": 360, "height": 800})
    tab.lab()
    rest = ("#person", "#quick-wear", "[aria-label=Speed]", "[data-do=restart]", "#compare", ".menu > button")
    assert not any(tab.page.locator(one).is_visible() for one in rest)
    tab.page.click("#more")
    assert all(tab.page.locator(one).is_visible() for one in rest)
    tab.page.select_option("#person", "weak")
    tab.until("__lv.app.state.presets.a === 'weak'")
    tab.page.click(".menu > button")
    assert tab.page.locator("[data-export='result.csv']").is_visible()
    tab.page.locator("#person").focus()
    tab.page.keyboard.press("Escape")
    assert tab.get("document.activeElement.id") == "more"
    assert tab.page.locator("#more-menu").is_hidden()
    tab.page.click("#to-lab")  # in the story they stand in the header
    assert tab.get("document.querySelector('#preset').parentElement.className").startswith("bar")
    tab.page.click("#to-lab")
    tab.page.set_viewport_size({"width": 1366, "height": 900})
    tab.until("!document.querySelector('.bar').classList.contains('folded')")
    assert all(tab.page.locator(one).is_visible() for one in rest)
    assert tab.page.locator("#more").is_hidden()
    order = tab.get("[...document.querySelectorAll('.bar > *')].filter((one) => one.id).map((one) => one.id).join()")
    assert order == "quick,preset,transport,tools,more-menu"
    assert tab.wrong == []


def test_a_leaking_vein_keeps_the_pressure_high_and_shows_its_reflux(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab("valves")
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
    tab.until(f"{ANKLE} && {ANKLE}.window_s > 9.5 && __lv.app.found.settled")
    assert tab.get(f"{ANKLE}.a") > 35
    cell = "document.querySelector('[data-finding=ankle_vein_mean] td')"
    assert tab.until(f"{cell}.className === 'out'")

    tab.page.locator("[data-valve=great_saphenous_knee]").dispatch_event("click")
    assert "great saphenous knee" in tab.page.inner_text("#inspect h2")
    assert tab.wrong == []


def test_two_legs_on_one_clock_bare_and_dressed(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab("numbers", scheme=True)
    tab.page.select_option("#compare", "dressed")
    tab.until("document.querySelectorAll('.leg-panel').length === 2")
    tab.until("document.querySelector('[data-body=b] [data-worn]').dataset.worn.includes('ankle')")
    assert tab.get("document.querySelector('[data-body=a] [data-worn]').dataset.worn") == ""
    assert tab.page.input_value("#compare") == "dressed"
    tab.until("__lv.app.found?.rows.every((row) => row.b !== null)")
    heads = tab.until(
        "[...document.querySelectorAll('#findings thead th')].map((one) => one.textContent).join().includes('B − A')"
    )
    assert heads
    assert tab.until("/A .*B /.test(document.querySelector('#chart-ankle .chart-numbers').textContent)")
    assert tab.until("document.querySelector('[data-finding=ankle_vein_mean] .difference').dataset.size") == "small"
    assert tab.page.locator("[data-finding=leg_swelling]").count() == 1
    for leg in "ab":  # what is clicked belongs to the leg that it is clicked on
        tab.page.locator(f".touch [data-body={leg}][data-valve=great_saphenous_knee]").dispatch_event("click")
        assert tab.page.inner_text("#inspect h2").endswith(f"leg {leg.upper()}")
    tab.page.click(".tab-head [data-body=a]")
    tab.page.select_option("#person", "weak")
    tab.until("__lv.app.state.presets.a === 'weak' && __lv.app.state.presets.b === 'healthy'")
    tab.page.click(".tab-head [data-body=b]")
    assert tab.page.input_value("#person") == "healthy"
    tab.page.select_option("#compare", "")
    tab.until("document.querySelectorAll('.leg-panel').length === 1")
    assert tab.wrong == []


def test_the_chambers_of_a_device_fill_on_the_leg_and_are_gone_with_it(open_tab: OpenTab) -> None:
    tab = open_tab()
    foot, calf = (f"document.querySelector('[data-chamber={site}]')" for site in ("foot", "calf"))
    cushion = f"{foot}.querySelector('.cushion')"
    thick = f"{cushion}.getBBox().height"
    tab.lab("devices", scheme=True)
    tab.until(f"{foot}.getAttribute('visibility') === 'hidden'")
    tab.page.select_option("#set-device", "foot-pump")
    limp = tab.until(f"{foot}.dataset.mmhg === '0' && {thick}")  # empty at first: drawn limp, and pale
    assert tab.until(f"{foot}.dataset.mmhg === '130' && {thick}") > limp + 5  # devices.toml: 130 mmHg
    assert tab.get(f"getComputedStyle({cushion}).fill") == "rgb(254, 232, 56)"  # the bright end of the legend
    assert tab.get(f"{calf}.getAttribute('visibility')") == "hidden"
    assert tab.until("/foot pump, foot 130 mmHg/.test(document.querySelector('.scheme .badges').textContent)")
    tab.page.select_option("#set-device", label="none")
    tab.until(f"{foot}.getAttribute('visibility') === 'hidden'")
    assert tab.wrong == []


def test_a_clinical_test_prints_its_trace_and_finds_what_the_library_finds(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab("tests")
    tab.page.click("[data-test=avp]")
    tab.until("document.querySelector('[data-result=avp] svg.paper path')")
    shown = tab.get("[...document.querySelectorAll('[data-result=avp] [data-value]')].map((one) => +one.dataset.value)")
    assert shown == pytest.approx(alike(sh.ambulatory_pressure(sh.Person())), rel=1e-9)
    assert "Male, 30 years" in tab.page.inner_text("[data-who]")
    assert "Not medical advice" in tab.page.inner_text("[data-result=avp]")
    assert tab.wrong == []


def test_two_legs_are_examined_side_by_side(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab("tests")
    tab.page.select_option("#compare", "preset:varicose")
    tab.until("__lv.app.hello.bodies.length === 2 && !document.querySelector('#clinic select').hidden")
    tab.page.click("[data-test=avp]")
    tab.until("document.querySelectorAll('[data-result=avp] svg.paper path.b').length > 0")
    result = "[...document.querySelectorAll('[data-result=avp] %s')]"
    assert tab.get(f"{result % 'thead th'}.map((one) => one.textContent)")[:3] == ["finding", "A", "B"]
    shown = tab.get(f"{result % '[data-value]'}.map((one) => +one.dataset.value)")
    people = sh.Person(), sh.condition(sh.Person(), "varicose-great-saphenous")
    assert shown == pytest.approx(alike(*(sh.ambulatory_pressure(person) for person in people)), rel=1e-9)
    assert tab.wrong == []


def test_what_a_leg_wears_it_wears_in_a_clinical_test_too(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab("tests", scheme=True)
    tab.page.select_option("#quick-wear", "RAL II")
    tab.until("document.querySelector('[data-worn]').dataset.worn.includes('ankle')")
    tab.page.click("[data-test=avp]")
    tab.until("document.querySelector('[data-result=avp] svg.paper path')")
    shown = tab.get("[...document.querySelectorAll('[data-result=avp] [data-value]')].map((one) => +one.dataset.value)")
    dressed = sh.wear_stockings(sh.Person(), "RAL II")
    assert shown == pytest.approx(alike(sh.ambulatory_pressure(dressed)), rel=1e-9)
    assert "RAL II" in tab.page.inner_text("[data-who]")
    assert tab.wrong == []


def test_the_three_forces_say_what_was_done_and_which_of_them_acted(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab("tests")
    tab.page.click("[data-test=forces]")
    tab.until("document.querySelector('[data-result=forces] h4')")
    heads = tab.get("[...document.querySelectorAll('[data-result=forces] h4')].map((one) => one.textContent)")
    assert heads[:3] == ["lying", "standing", "walking"]
    assert "walking, with heart + breathing alone" in heads
    assert len(heads) == len(set(heads)) == 3 + 24
    assert tab.wrong == []


def test_a_tourniquet_is_tied_tightened_seen_and_taken_off(open_tab: OpenTab) -> None:
    tab = open_tab()
    strap = "document.querySelector('[data-chamber=below_knee]')"
    tab.lab("worn", scheme=True)
    assert tab.page.locator("#cuff-mmHg").is_hidden()
    tab.page.select_option("#cuff", "tourniquet:below_knee")
    assert tab.until(f"{strap}.getAttribute('visibility') === 'visible' && {strap}.dataset.mmhg === '120'")
    both = f"[...{strap}.querySelectorAll('.cushion')].every((one) => one.getBBox().width > 5)"
    assert tab.get(both)  # before and behind the knee
    assert tab.until("/tourniquet, below knee 120 mmHg/.test(document.querySelector('.scheme .badges').textContent)")
    tab.page.locator("#cuff-mmHg").fill("40")
    tab.until(f"{strap}.dataset.mmhg === '40'")
    tab.page.select_option("#cuff", "none")
    tab.until(f"{strap}.getAttribute('visibility') === 'hidden'")
    assert tab.wrong == []


def test_lying_each_glass_tube_stands_on_the_leg_where_its_vein_is(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab(scheme=True)
    tab.page.click("[data-verb=lie]")
    tab.until("__lv.app.stage.frame && __lv.app.stage.legs[0].body.posture[2] < 1")
    left = "(name) => document.querySelector(`[data-tube=${name}] .glass`).getBoundingClientRect().left"
    places = tab.get(f"['foot', 'ankle', 'calf', 'knee', 'thigh'].map({left})")
    assert places == sorted(places, reverse=True)  # a left leg from its inner side: the feet point to the right
    knee = tab.get("document.querySelector('[data-reading=knee]').getBoundingClientRect().left")
    assert abs(places[3] - knee) < 60
    full = "(one) => document.querySelector(`[data-tube=ankle] ${one}`).getBoundingClientRect().height"
    settled = "document.querySelector('[data-tube=ankle]').dataset.cm < 16"
    glass, blood = tab.until(f"{settled} && ['.glass', '.blood'].map({full})")
    assert 0.2 * glass < blood < 0.9 * glass  # 5 to 12 mmHg lift blood by 6 to 16 cm: it does not run over
    assert tab.wrong == []


def test_what_has_only_just_begun_is_not_called_abnormal(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab("numbers")
    tab.page.click("[data-verb=walk]")
    cell = "document.querySelector('[data-finding=ankle_vein_mean] td')"
    tab.until("__lv.app.found?.since_s > 0")
    assert tab.get("__lv.app.found.settled") is False
    assert tab.get(f"{cell}.className") == ""
    assert tab.until("/nothing is called abnormal/.test(document.querySelector('#findings').textContent)")
    assert tab.wrong == []


def test_what_is_changed_while_it_is_paused_is_seen_at_once(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab("worn", scheme=True)
    tab.page.click("#transport [data-do=play]")
    tab.until("__lv.app.source.running === false")
    tab.page.select_option("#wear", "RAL II")
    assert tab.until("document.querySelector('[data-worn]').dataset.worn.includes('ankle')")
    assert not tab.get("__lv.app.state.scenario.playing")
    assert tab.wrong == []


def test_a_day_goes_by_and_the_leg_swells(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab("guess", scheme=True)
    tab.page.get_by_role("button", name="A whole day, at speed").click()
    tab.page.click("[data-day-name=office]")
    told = "document.querySelector('[data-day]').textContent"
    assert tab.until(f"/^0[89]:.*, (sit|fidget|walk|weight)/.test({told}) && {told}").endswith("mL.")
    assert tab.until("__lv.app.series.last('a', 'swelling_left') > 5")
    assert tab.until("document.querySelector('.morning').getAttribute('visibility') === 'visible'")
    assert tab.wrong == []


def test_a_question_waits_until_the_leg_has_settled_however_fast_it_ran_before(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab("guess")
    tab.page.click("[data-verb=walk]")
    tab.speed(60)
    tab.until("__lv.time > 120")
    tab.page.get_by_role("button", name="Guess first: three questions").click()
    tab.page.click("#teach [data-guess=falls]")
    assert tab.until("document.querySelector('#teach [data-answer]')?.dataset.answer") == "falls"
    told = tab.page.inner_text("#teach [data-answer] p")
    assert told.startswith("Right: it falls, from 7") or told.startswith("Right: it falls, from 8")
    assert tab.until("__lv.app.state.scenario.speed === 60")  # as it was before the question
    assert tab.wrong == []
