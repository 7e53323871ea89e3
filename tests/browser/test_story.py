"""The story on its stage: a person who walks, doors that hold, one number, and nothing that is not so."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

OpenTab = Callable[..., Any]
CONTROLS = "[...document.querySelectorAll('button, select, input, textarea')].filter((one) => one.checkVisibility())"
SEVERAL_STRIDES_S = 8.0
# How far to the right the head and the trunk reach, on the screen.
FACE = """(() => {
  const [{ figure, camera }] = __lv.page.scene.actors;
  return camera.step(0) || Math.max(...figure.trunk.map((point) => camera.toScreen(figure.put(point))[0]));
})()"""
# Runs in the page: pictures come no more often than that, as on a slow machine.
SLOWED = """(() => {
  const every = %s;
  let next = 0;
  window.requestAnimationFrame = (draw) => {
    const now = performance.now();
    next = Math.max(next + every, now);
    return setTimeout(() => draw(performance.now()), next - now);
  };
})()"""


def walk(tab: Any) -> None:
    tab.page.click("[data-verb=walk]")
    tab.until("__lv.app.state.scenario.verb === 'walk' && __lv.page.scene.actors[0].amount === 1")


def test_at_first_sight_there_is_a_person_a_sentence_a_number_and_little_else(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.until("document.querySelector('[data-number]').dataset.value > 70")
    assert tab.get(f"{CONTROLS}.length") <= 12
    words = tab.get("document.body.innerText.split(/\\s+/).filter((one) => /[a-z]/i.test(one)).length")
    assert (
        words - tab.get("[...document.querySelectorAll('option')].map((one) => one.text).join(' ').split(' ').length")
        <= 120
    )
    assert not any("/lab/charts.js" in url or "/laboratory.json" in url for url in tab.asked)
    scale = tab.get("__lv.page.scene.actors[0].camera.scale")
    assert 0.6 < 172 * scale / 900 < 0.85  # of the window's height
    assert tab.page.locator("#disclaimer").is_visible()
    assert tab.wrong == []


def test_the_person_walks_and_the_knee_bends(open_tab: OpenTab) -> None:
    tab = open_tab()
    walk(tab)
    tab.page.evaluate(
        """() => {
          window.__knees = [];
          window.__soles = [];
          const look = () => {
            const { figure } = __lv.page.scene.actors[0];
            window.__knees.push(figure.pose_.left.knee);
            window.__soles.push(Math.min(figure.near.sole()[0], figure.far.sole()[0]));
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    assert tab.until("Math.max(...__knees) - Math.min(...__knees) > 40")
    assert tab.until("__knees.length > 60 && Math.max(...__soles.map(Math.abs)) < 0.5")  # no foot floats or sinks
    assert tab.until("Number(document.querySelector('[data-number]').dataset.value) < 45")
    assert tab.wrong == []


def test_healthy_doors_show_no_reflux_however_slowly_pictures_come_and_with_reduced_motion(open_tab: OpenTab) -> None:
    ways = [*({"script": SLOWED % ms} for ms in (40, 200, 500)), {"reduced_motion": "reduce"}]
    tabs = [watch_for_reflux(open_tab(**way)) for way in ways]  # all at once: each has strides to wait for
    for tab, start in tabs:
        tab.page.bring_to_front()
        tab.until(f"__lv.time > {start} + {SEVERAL_STRIDES_S}")
        assert tab.get("__back") == 0
        assert tab.page.locator("[data-reflux=true]").count() == 0
        assert "flow back" not in tab.get("__lv.page.words()")


def watch_for_reflux(tab: Any) -> tuple[Any, float]:
    """Walk, and look at every picture from now on: no door may be shown as leaking, in the picture or in words."""
    walk(tab)
    tab.page.evaluate(
        """() => {
          window.__back = 0;
          const { scene } = __lv.page;
          const drawn = scene.options.onDrawn;
          scene.options.onDrawn = () => {
            drawn();
            window.__back = Math.max(window.__back, scene.actors[0].doors.count().back);
          };
        }"""
    )
    return tab, tab.get("__lv.time")


def test_a_door_that_leaks_is_shown_and_said(open_tab: OpenTab) -> None:
    tab = open_tab("#story=4")
    tab.until("__lv.page.scene.actors[0].doors.count().back > 0")
    assert tab.until("document.querySelectorAll('.touch [data-reflux=true]').length > 0")
    assert tab.until("/let blood flow back/.test(__lv.page.words())")
    assert tab.until("/falls back|does not close/.test(document.querySelector('.lens-words').textContent)")
    assert tab.wrong == []


def test_every_vein_and_valve_is_reached_by_keys(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.until("document.querySelectorAll('.touch [role=button]').length > 50")
    tab.page.click("[data-do=play]")
    tab.page.locator(".touch [tabindex='0']").focus()
    count = tab.get("document.querySelectorAll('.touch [role=button]').length")
    names = set()
    for _ in range(count):
        names.add(tab.get("document.activeElement.getAttribute('aria-label') + document.activeElement.dataset.valve"))
        tab.page.keyboard.press("ArrowDown")
    valves = tab.get("__lv.app.hello.valves.filter((one) => one.side === 'left').length")
    assert len(names) == count == valves + 22
    tab.page.keyboard.press("Enter")
    assert tab.until("__lv.page.scene.hello")
    wide = tab.get("document.querySelector('.touch circle').getBoundingClientRect().width")
    assert wide >= 24
    assert tab.wrong == []


def test_on_a_phone_and_enlarged_picture_number_and_controls_are_in_sight(open_tab: OpenTab) -> None:
    tab = open_tab(viewport={"width": 390, "height": 844})
    tab.until("document.querySelector('[data-number]').dataset.value > 70")
    for width, height in ((390, 844), (683, 450), (360, 740)):
        tab.page.set_viewport_size({"width": width, "height": height})
        tab.until(f"__lv.page.scene.width <= {width}")
        for one in ("#picture", "[data-number]", "[data-verb=walk]", "[data-act]", "#disclaimer"):
            box = tab.page.locator(one).first.bounding_box()
            assert min(box["x"], box["y"]) >= 0, one
            assert box["x"] + box["width"] <= width + 1, one
            assert box["y"] + box["height"] <= height + 1, one
        assert tab.get("document.documentElement.scrollWidth") <= width
        assert tab.get("document.documentElement.scrollHeight") <= height
        number = tab.page.locator(".number-card").bounding_box()
        above = tab.page.locator("#story").bounding_box()
        assert number["y"] >= above["y"] + above["height"] or number["x"] >= above["x"] + above["width"]
        box = tab.until(f"__lv.page.scene.boxes[0].x + __lv.page.scene.boxes[0].width <= {width} - 100 && {FACE}")
        assert box < number["x"], (width, height)  # it does not stand before the face


@pytest.mark.parametrize("step", [1, 4, 5, 6])
@pytest.mark.parametrize("size", [(1366, 768), (768, 1024), (683, 450), (390, 844), (360, 740)])
def test_cards_badges_and_words_keep_free_of_each_other_and_of_the_feet(
    open_tab: OpenTab, size: tuple[int, int], step: int
) -> None:
    tab = open_tab(f"#story={step}", viewport={"width": size[0], "height": size[1]})
    if step == 5:
        tab.until("document.querySelector('[data-ankle]').textContent")
    if step == 6:
        tab.until("document.querySelectorAll('.scene-badges .badge').length > 0")
    if step == 4:
        tab.page.click("[data-act]")
    seen = tab.get("__lv.pictures")
    tab.until(f"__lv.pictures > {seen} + 40")  # until the picture has made room
    overlaps, soles, badges = tab.get(
        """(() => {
          const parts = [...document.querySelectorAll("#story > *, #now > .card, .bar, #foot, .scene-badges")]
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().width > 0);
          const boxes = parts.map((one) => one.getBoundingClientRect());
          const touch = (a, b) =>
            a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
          const pairs = parts.flatMap((one, i) => parts.slice(i + 1)
            .filter((two, k) => touch(boxes[i], boxes[i + 1 + k])).map((two) => `${one.className} ${two.className}`));
          const [{ camera }] = __lv.page.scene.actors;
          const stage = __lv.page.scene.canvas.getBoundingClientRect();
          const badges = document.querySelector(".scene-badges").getBoundingClientRect();
          return [pairs, stage.top + camera.toScreen([0, 0])[1], badges.height ? badges.top : Infinity];
        })()"""
    )
    assert overlaps == []
    assert soles < badges
    assert tab.wrong == []


@pytest.mark.parametrize("step", range(1, 7))
def test_each_scene_is_an_address_with_one_action(open_tab: OpenTab, step: int) -> None:
    tab = open_tab(f"#story={step}")
    tab.until(f"document.querySelector('.count').textContent.startsWith('{step} of 6')")
    assert tab.page.locator("[data-act]").count() == 1
    if step > 1:
        wanted = ["walk", "walk", "walk", "walk", "day"][step - 2]
        tab.until(f"__lv.app.state.scenario.verb === '{wanted}'")
    if step == 3:
        tab.until("__lv.app.state.scenario.speed === 0.25")
    if step < 6:
        tab.page.click("[data-next]")
        tab.until(f"location.hash === '#story={step + 1}'")
    assert tab.wrong == []


def test_a_guess_comes_first_and_the_number_answers(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.until("document.querySelector('[data-number]').dataset.value > 70")
    tab.page.click("[data-act]")
    tab.page.click("[data-guess=falls]")
    assert tab.until("document.querySelector('.answer').dataset.answer") == "falls"
    assert tab.page.inner_text(".answer").startswith("Right: it falls, from ")


def test_what_the_forces_do_is_that_of_their_test_and_of_the_scene(open_tab: OpenTab) -> None:
    from secondheart import Person
    from secondheart.app.force_shares import ForceShares

    tab = open_tab("#story=5")
    three = "document.querySelector('.three').innerText"
    done = "/^walking/.test(document.querySelector('.forces-card > p:last-child').textContent)"
    tab.page.evaluate(
        """() => {
          const [shares, doing] = [".three", ".forces-card > p:last-child"].map((one) => document.querySelector(one));
          window.__states = new Set();
          const look = () => {
            const state = doing.textContent.split(",")[0];
            if (/[0-9] %/.test(shares.innerText)) __states.add(`${__lv.app.state.scenario.verb}: ${state}`);
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    shown = tab.until(f"{done} && /[0-9] %/.test({three}) && {three}")
    tab.until("__states.has('walk: walking')")
    seen = set(tab.get("[...__states]"))
    assert seen <= {"stand: standing", "walk: walking"}  # never what a person did before, beside one who walks
    whole = [int(one) for one in re.findall(r"(-?\d+) %", shown.replace("−", "-"))]
    expected = ForceShares().of(Person(), "walking")
    assert whole == [round(expected.shares[name]) for name in ("heart", "breathing", "muscles")]
    with_muscles, without = re.findall(r"[0-9]+", tab.page.inner_text("[data-ankle]"))
    assert int(with_muscles) == round(expected.ankle_mmHg)
    assert int(without) == round(expected.ankle_without_muscles_mmHg)
    assert int(without) > 2 * int(with_muscles)  # what the scene's sentence says the muscles do
    assert whole[0] > whole[2]  # and the heart


def test_a_followed_drop_tells_its_seconds_and_strides(open_tab: OpenTab) -> None:
    tab = open_tab("#story=5")
    tab.until("__lv.page.scene.actors[0].amount === 1")
    tab.page.click("[data-act]")
    trip = "__lv.page.scene.actors[0].trip"
    seconds, strides = tab.until(f"{trip}.seconds > 5 && [{trip}.seconds, {trip}.strides]")
    assert strides == pytest.approx(seconds / 1.3, abs=0.6)  # 3 km/h: a stride takes 1.3 s
    assert tab.until("/up the veins|up to the heart/.test(document.querySelector('.answer').textContent)")
    tab.lab()
    tab.tools()
    tab.page.click("[data-do=restart]")
    tab.until(f"{trip}.on === false")
    assert tab.page.get_by_role("button", name="Follow a drop").get_attribute("aria-pressed") == "false"


def test_veins_doors_and_bones_stand_out_of_every_skin(open_tab: OpenTab) -> None:
    tab = open_tab()
    found = tab.page.evaluate(
        """async () => {
          const { palette, contrast, TONE_NAMES } = await import("/static/scene/palette.js");
          const best = (...some) => Math.max(...some);
          const of = (dark, tone) => {
          const all = palette(dark, tone);
          const skins = [all.skin, all.middle];
          return {
            vein: Math.min(...skins.flatMap((skin) => all.bloods
              .map((blood) => best(contrast(blood, skin), contrast(all.casing, skin))))),
            bone: Math.min(...skins.map((skin) => best(contrast(all.bone, skin), contrast(all.boneEdge, skin)))),
            door: Math.min(...all.bloods
              .map((blood) => best(contrast(all.leaf, blood), contrast(all.leafEdge, blood)))),
          };
          };
          return [true, false].flatMap((dark) => TONE_NAMES.map((tone) => of(dark, tone)));
        }"""
    )
    assert len(found) == 8
    assert all(value >= 3.0 for one in found for value in one.values()), found


def test_a_left_leg_points_its_toes_to_the_right_and_a_right_leg_to_the_left(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab(scheme=True)
    toes = """(() => {
      const { camera, figure } = __lv.page.scene.actors[0];
      return camera.toScreen(figure.near.ofFoot(18, -7))[0] - camera.toScreen(figure.near.ofFoot(-5, -7))[0];
    })()"""
    plan = "(__lv.app.stage.legs[0].body.turn([20, 118])[0] - __lv.app.stage.legs[0].body.turn([230, 118])[0])"
    assert tab.get(toes) > 0
    assert tab.get(plan) > 0
    tab.page.click("[data-choice=right]")
    assert tab.until(f"{toes} < 0 && {plan} < 0")


@pytest.fixture
def cold(browser: Any, tmp_path: Path) -> Iterator[tuple[Any, subprocess.Popen[str]]]:
    """Give a page that waits for its server, which has to compile first; the server ends without a word of errors."""
    command = [sys.executable, "-m", "secondheart", "app", "--no-browser", "--port", "0"]
    kept = {"XDG_STATE_HOME": str(tmp_path), "SECONDHEART_CACHE": str(tmp_path / "cold"), "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **kept}
    )
    assert server.stdout is not None
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    try:
        page.goto(server.stdout.readline().split()[0])
        page.wait_for_selector("progress", state="visible")
        yield page, server
    finally:
        page.close()
        server.send_signal(signal.SIGINT)
        _, errors = server.communicate(timeout=60)
    assert errors == ""


def test_a_cold_start_shows_the_still_person_and_says_what_is_awaited(cold: tuple[Any, Any]) -> None:
    page, _ = cold
    assert "Making the body ready" in page.inner_text(".answer")
    assert page.evaluate("__lv.hellos") == 0  # nothing is known of the body yet
    assert page.evaluate("__lv.pictures > 0")
    assert page.evaluate(f"{CONTROLS}.filter((one) => !one.disabled).map((one) => one.id)") == ["to-lab"]
    page.wait_for_selector("[data-verb=walk]:not([disabled])", timeout=120_000)
    assert page.locator("progress").is_hidden()


def test_a_server_that_is_ended_in_a_cold_start_is_awaited_no_longer(cold: tuple[Any, Any]) -> None:
    page, server = cold
    server.send_signal(signal.SIGINT)
    server.wait(timeout=60)
    page.wait_for_selector("#notice", state="visible")
    assert "does not answer" in page.inner_text("#notice")
    assert page.locator("progress").is_hidden()
    assert page.locator(".answer").is_hidden()


def test_forced_colours_keep_pressed_buttons_and_the_legend(open_tab: OpenTab) -> None:
    tab = open_tab(forced_colors="active")
    tab.lab(scheme=True)
    assert tab.get("getComputedStyle(document.querySelector('.ramp')).backgroundImage").startswith("linear-gradient")
    style = "getComputedStyle(document.querySelector('[data-verb=%s]')).outlineStyle"
    assert tab.get(style % "stand") == "solid"
    assert tab.get(style % "walk") != "solid"


def test_after_a_comparison_is_chosen_header_and_sliders_change_the_same_leg(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab("valves")
    tab.page.select_option("#compare", "preset:varicose")
    tab.until("__lv.app.body === 'b' && __lv.app.state.scenario.b")
    assert tab.page.locator(".tab-head [data-body=b]").get_attribute("aria-pressed") == "true"
    tab.page.select_option("#person", "weak")
    tab.until("__lv.app.state.presets.b === 'weak' && __lv.app.state.presets.a === 'healthy'")
    slider = tab.page.locator("#leak-deep")
    slider.focus()
    slider.press("ArrowRight")
    tab.until("Object.keys(__lv.app.state.scenario.b.leaks ?? {}).length > 0")
    assert tab.get("Object.keys(__lv.app.state.scenario.a.leaks ?? {}).length") == 0


def test_the_list_of_stockings_says_which_are_prescribed(open_tab: OpenTab) -> None:
    tab = open_tab()
    groups = (
        "[...document.querySelectorAll('#%s optgroup')]"
        ".map((one) => [one.label, [...one.children].map((option) => option.value)])"
    )
    for name in ("quick-wear", "wear"):
        if name == "wear":
            tab.lab("worn")
        rows = dict(tab.get(groups % name))
        (prescribed,) = [values for label, values in rows.items() if label.startswith("prescribed, after a doctor")]
        assert {"RAL III", "RAL IV"} <= set(prescribed)
        assert not {"RAL III", "RAL IV"} & {
            value for label, values in rows.items() for value in values if "doctor" not in label
        }
    tab.page.get_by_role("button", name="Signs and relief").click()
    offered = tab.page.inner_text("dialog[open]")
    assert "class I" in offered
    assert "class III" not in offered
    assert "class IV" not in offered


@pytest.mark.parametrize(
    ("width", "height"), [(390, 844), (683, 384), (683, 1000), (768, 1024), (1024, 600), (1024, 1366)]
)
def test_no_thigh_walks_behind_the_number(open_tab: OpenTab, width: int, height: int) -> None:
    tab = open_tab("#story=4", viewport={"width": width, "height": height})
    tab.until("__lv.app.state.scenario.verb === 'walk' && __lv.page.scene.actors[0].amount === 1")
    tab.until("__lv.page.scene.view === 'leg' && __lv.page.scene.reach(0)?.near.length > 100")
    behind = """(() => {
      const [card, from] = ["#now .card", "#picture"].map((one) => document.querySelector(one).getBoundingClientRect());
      const [left, top] = [card.x - from.x, card.y - from.y];
      const under = ([x, y]) => x > left && x < left + card.width && y > top && y < top + card.height;
      return __lv.page.scene.reach(0).near.filter(under).length;
    })()"""
    assert tab.until(f"{behind} === 0")


def test_a_scene_calls_whom_it_made_by_name_until_something_else_is_set(open_tab: OpenTab) -> None:
    tab = open_tab("#story=4")
    whose = "document.querySelector('#person').selectedOptions[0]?.textContent"
    assert tab.until(f"{whose} === 'One leaking vein'")
    tab.page.click("#to-lab")
    tab.until("__lv.app.charts?.redraws > 0")
    tab.get("__lv.app.ask({ type: 'leak', vein: 'popliteal_left', leak: 0.2 })")
    assert tab.until(f"{whose} === 'Own settings'")
