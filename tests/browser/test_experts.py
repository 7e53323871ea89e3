"""The laboratory for experts: duplex at a vein, treatments, own garments and devices, A beside B, a table of cycles."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from secondheart.clinic.reverse_flow import reflux_time

OpenTab = Callable[..., Any]


def inspect(tab: Any, vein: str) -> None:
    tab.page.locator(f".touch [data-vessel={vein}]").first.dispatch_event("click")
    tab.until("document.querySelector('#inspect [data-do=squeeze]')")


def test_the_page_times_reflux_as_the_clinic_does(open_tab: OpenTab) -> None:
    tab = open_tab()
    chance = random.Random(7)
    courses = []
    for _ in range(40):
        pieces = [(chance.choice([-8.0, -2.0, -0.5, 4.0]), chance.randint(1, 60)) for _ in range(8)]
        courses.append([value for value, count in pieces for _ in range(count)])
    got = tab.page.evaluate(
        """async (courses) => {
          const { refluxTime } = await import("/static/lab/duplex.js");
          return courses.map((one) => refluxTime(one.map((value) => [value, 0.01])));
        }""",
        courses,
    )
    times = [0.01 * (np.arange(len(one)) + 0.5) for one in courses]
    expected = [reflux_time(at, np.array(one), 0.0) for at, one in zip(times, courses, strict=True)]
    assert got == pytest.approx(expected, abs=0.011)
    assert sum(one > 0 for one in expected) > 10


@pytest.mark.parametrize(("who", "refluxes"), [("healthy", False), ("varicose", True)])
def test_a_squeeze_and_release_tells_reflux_in_ms(open_tab: OpenTab, who: str, refluxes: bool) -> None:
    tab = open_tab()
    tab.lab()
    if who != "healthy":
        tab.page.select_option("#person", who)
        tab.until(f"__lv.app.state.presets.a === '{who}'")
    inspect(tab, "great_saphenous_calf")
    tab.page.click("[data-do=squeeze]")
    tab.until("document.querySelector('[data-chart^=\"velocity:\"]')")
    told = tab.until("/(closes within|reflux)/.test(document.querySelector('[data-duplex]').textContent)")
    assert told
    ms = float(tab.get("document.querySelector('[data-duplex]').dataset.reflux"))
    assert (ms > 500) == refluxes, ms
    assert tab.get("__lv.app.state.scenario.cuffs.length") == 0
    assert tab.wrong == []


def test_a_treatment_and_an_own_profile_are_put_on_and_shown(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab("body")
    tab.page.check("[data-treatment=ligated-saphenofemoral-junction]")
    tab.until("__lv.app.state.scenario.a.treatments?.length === 1")
    tab.page.click("[data-tab=worn]")
    tab.page.click("text=Own profile")
    tab.page.fill("[data-field=ankle]", "25")
    tab.page.click("[data-do=wear-own]")
    tab.until("__lv.app.state.scenario.wear.a?.[0].ankle_mmHg === 25")
    assert tab.until(
        "/ankle 16, calf 1\\d mmHg on the veins/.test(document.querySelector('.scene-badges').textContent)"
    )
    tab.page.click("[data-tab=body]")
    tab.page.uncheck("[data-treatment=ligated-saphenofemoral-junction]")
    tab.until("__lv.app.state.scenario.a.treatments.length === 0")
    assert tab.wrong == []


def test_two_devices_stand_side_by_side_and_each_cycle_is_a_row(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab("devices")
    tab.page.click("[data-verb=lie]")
    tab.page.select_option("#compare", "copy")
    tab.until("__lv.app.body === 'b'")
    tab.page.click("text=Own programme")
    tab.page.fill("[data-field=hold_s]", "2")
    tab.page.fill("[data-field=period_s]", "8")
    tab.page.click("[data-do=own-device]")
    tab.until("__lv.app.state.scenario.apart.device?.name === 'own programme'")
    tab.page.click(".tab-head [data-body=a]")
    tab.page.select_option("#set-device", "foot-pump")
    tab.until("__lv.app.state.scenario.device === 'foot-pump'")
    assert tab.get("__lv.app.state.scenario.apart.device.period_s") == 8
    charted = "document.querySelector('#chart-chamber-%s .chart-numbers')?.textContent"
    assert tab.until(f"/A 130/.test({charted % 'foot'})")  # devices.toml: 130 mmHg
    assert tab.until(f"/B 4[78]/.test({charted % 'ankle'})")
    tab.page.click("[data-tab=cycles]")
    tab.speed(5)
    tab.until("document.querySelectorAll('.cycles tbody tr').length >= 3")
    with tab.page.expect_download() as coming:
        tab.page.click("[data-export='cycles.csv']")
    with open(coming.value.path(), encoding="utf-8") as text:
        rows = list(csv.DictReader(io.StringIO(text.read())))
    mine = [row for row in rows if row["leg"] == "B"]
    assert all(float(row["length_s"]) == pytest.approx(8.0, abs=0.3) for row in mine[1:])
    assert all(0 < float(row["chamber_peak_mmHg"]) <= 48.5 for row in mine)
    assert all(float(row["femoral_forward_mL"]) > 0 for row in rows)
    assert tab.wrong == []


def test_one_leg_breathes_slowly_and_sits_beside_one_that_stands(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab("breath")
    assert tab.page.locator("#b-does").is_hidden()
    tab.page.select_option("#compare", "copy")
    tab.until("__lv.app.body === 'b' && __lv.app.hello.bodies.length === 2")
    slider = tab.page.locator("[id='set-breathing.rate_per_min']")
    slider.focus()
    slider.press("Home")
    tab.until("__lv.app.state.scenario.apart.breathing?.rate_per_min < 10")
    assert tab.get("__lv.app.state.scenario.breathing") is None
    tab.page.select_option("#b-does", "sit")
    tab.until("__lv.app.state.scenario.apart.verb === 'sit'")
    trunk = "(k) => __lv.page.scene.actors[k].figure.near"
    assert tab.until(f"(({trunk})(1).sin[10] > 0.8) && (({trunk})(0).sin[10] < 0.2)")  # B's thigh lies, A's hangs
    assert tab.until("__lv.app.series.last('a', 'ankle_vein_left') > __lv.app.series.last('b', 'ankle_vein_left') + 15")
    tab.page.select_option("#b-does", "")
    tab.until("__lv.app.state.scenario.apart.verb === undefined")
    tab.page.click(".tab-head [data-body=a]")
    assert tab.get("Number(document.getElementById('set-breathing.rate_per_min').value)") > 10
    tab.page.select_option("#compare", "")
    tab.until("Object.keys(__lv.app.state.scenario.apart).length === 0")
    assert tab.wrong == []


def test_each_stride_is_a_row_whose_flow_is_that_of_the_leg(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab("cycles")
    tab.page.click("[data-verb=walk]")
    tab.until("__lv.app.series.now > 14")
    rows = tab.until("document.querySelectorAll('.cycles tbody tr').length >= 6 && __lv.app.cycles.rows.slice(-4)")
    for row in rows:
        assert row["length_s"] == pytest.approx(1.3, abs=0.15)  # a stride at 3 km/h
        assert row["calf_ejected_mL"] > 1
    mean = sum(row["leg_outflow_mL"] for row in rows) / sum(row["length_s"] for row in rows)
    lately = tab.get("__lv.app.series.mean('a', 'leg_outflow_left', 6) / 60")
    assert mean == pytest.approx(lately, rel=0.35)
