"""What a reader takes hold of: time within a stride, the lens, a stocking; and what each scene claims."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

OpenTab = Callable[..., Any]
CHOSEN = "__lv.page.scene.lens.doorsOf(__lv.page.scene.actors[0], __lv.page.scene.chosen).upper.name"
BAR = "document.querySelector('[data-stride]')"
KNEE = "__lv.page.scene.actors[0].figure.pose_.left.knee"


def test_one_stride_is_gone_through_by_hand(open_tab: OpenTab) -> None:
    tab = open_tab("#story=3")
    tab.until("!document.querySelector('.stride').hidden")
    bar = tab.page.locator("[data-stride]")
    knees, words = [], set()
    for share in (100, 300, 550, 700, 900):
        bar.fill(str(share))
        tab.until(f"Math.abs(__lv.page.scene.actors[0].values.phase - {share / 1000}) < 0.05")
        tab.until(f"{BAR}.getAttribute('aria-valuetext').startsWith('{share // 10} %')")
        knees.append(tab.get(KNEE))
        words.add(bar.get_attribute("aria-valuetext"))
    assert tab.until("__lv.app.state.scenario.playing === false")
    assert max(knees) - min(knees) > 35
    assert len(words) == 5
    shown = float(tab.get("document.querySelector('[data-number]').dataset.value"))
    moment = "__lv.app.series.value('a', 'ankle_vein_left', __lv.page.story.stride.moment)"
    assert shown == pytest.approx(tab.get(moment), abs=0.1)
    tab.page.click("#quick [data-do=play]")
    tab.until("__lv.page.story.stride.moment === null")
    assert tab.wrong == []


def test_the_lens_shows_what_its_scene_says(open_tab: OpenTab) -> None:
    tab = open_tab("#story=3")
    tab.until("__lv.page.story.stride.ready")
    captions = set()
    for share in range(0, 1000, 25):
        tab.page.locator("[data-stride]").fill(str(share))
        seen = tab.get("__lv.pictures")
        tab.until(f"__lv.pictures > {seen}")
        caption, stride = tab.get(f"[__lv.page.scene.lens.caption, {BAR}.nextSibling.textContent]")
        assert caption.startswith("The calf squeezes") == stride.startswith("the calf "), (share, caption, stride)
        captions.add(caption)
    assert any(one.startswith("The calf squeezes: upper door open") for one in captions), captions
    assert any(one.startswith("The calf rests: upper door shut") for one in captions), captions


def test_the_lens_is_dragged_along_the_veins(open_tab: OpenTab) -> None:
    tab = open_tab("#story=3")
    lens = tab.until("__lv.page.scene.actors[0].seeded && __lv.page.story.lensPlace()")
    box = tab.page.locator("#picture").bounding_box()
    first = tab.get(CHOSEN)
    x, y = box["x"] + lens["x"], box["y"] + lens["y"]
    tab.page.mouse.move(x, y)
    tab.page.mouse.down()
    tab.page.mouse.move(x, y - 60, steps=6)
    tab.page.mouse.up()
    above = tab.get(CHOSEN)
    assert above != first
    tab.page.mouse.down()
    tab.page.mouse.move(x, y + 10, steps=6)
    tab.page.mouse.up()
    assert tab.get(CHOSEN) != above
    tab.page.click("#quick [data-do=play]")
    tab.until("__lv.app.state.scenario.playing === false && !__lv.page.scene.scheduled")  # the picture stands
    place = """(name) => {
      const { scene } = __lv.page;
      const row = scene.actors[0].doors.rows.find((one) => one.name === name);
      return scene.actors[0].camera.toScreen([row.x, row.y]);
    }"""
    here = tab.page.evaluate(place, tab.get(CHOSEN))
    there = tab.page.evaluate(place, "great_saphenous_knee")
    tab.page.mouse.move(box["x"] + here[0], box["y"] + here[1])
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + there[0], box["y"] + there[1], steps=5)
    tab.page.mouse.up()
    assert tab.get(CHOSEN) == "great_saphenous_knee"
    assert tab.wrong == []


def test_a_stocking_is_pulled_up_the_leg_and_off_again(open_tab: OpenTab) -> None:
    tab = open_tab("#story=4")
    tab.until("__lv.app.state.presets.a === 'varicose' || __lv.app.state.scenario.verb === 'walk'")
    tab.page.click("[data-verb=stand]")
    handle = tab.page.locator(".handle")
    tab.until("!document.querySelector('.handle').hidden && __lv.page.scene.actors[0].amount === 0")
    box = handle.bounding_box()
    knee = "__lv.page.scene.actors[0].camera.toScreen(__lv.page.scene.actors[0].figure.near.at(6, 47))"
    picture = tab.page.locator("#picture").bounding_box()
    to = tab.get(knee)
    tab.page.mouse.move(box["x"] + 18, box["y"] + 18)
    tab.page.mouse.down()
    tab.page.mouse.move(picture["x"] + to[0], picture["y"] + to[1], steps=8)
    tab.page.mouse.up()
    tab.until("__lv.app.state.scenario.wear.a?.length === 1")
    assert tab.get("__lv.app.state.scenario.wear.a[0].thigh_mmHg") == 0
    assert handle.get_attribute("aria-valuetext") == "to the knee"
    handle.focus()
    tab.page.keyboard.press("ArrowUp")
    tab.until("__lv.app.state.scenario.wear.a[0].thigh_mmHg > 0")
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("ArrowDown")
    tab.until("__lv.app.state.scenario.wear.a.length === 0")
    assert handle.bounding_box()["width"] >= 24
    assert tab.wrong == []


def test_a_broken_door_leaks_through_the_lens(open_tab: OpenTab) -> None:
    tab = open_tab("#story=3")
    tab.until("__lv.app.state.scenario.speed === 0.25")
    assert tab.until("__lv.page.scene.actors[0].doors.count().back === 0")
    tab.page.click("[data-act]")
    tab.until("Object.keys(__lv.app.hello.people.a.leaks).length > 0")
    assert tab.until("__lv.page.scene.actors[0].doors.count().back > 0")


def test_a_stocking_hardly_changes_the_pressure_inside_a_leaking_vein(open_tab: OpenTab) -> None:
    tab = open_tab("#story=4")
    tab.until("__lv.app.state.scenario.verb === 'walk' && __lv.app.series.now > 12")
    tab.page.click("[data-act]")
    tab.page.click("[data-guess=stays]")
    assert tab.until("document.querySelector('.answer').dataset.answer") == "stays"
    assert "across its wall" in tab.page.inner_text(".answer")


def test_a_day_on_ones_feet_swells_the_leg(open_tab: OpenTab) -> None:
    tab = open_tab("#story=6")
    told = "document.querySelector('.answer').textContent"
    assert tab.until(f"/^[01][0-9]:.* mL more than in the morning/.test({told})")
    assert tab.until("__lv.app.series.last('a', 'swelling_left') > 8")
    tab.page.click("[data-act]")
    assert "doctor" in tab.page.inner_text("dialog[open]").lower()
