"""Keyboard alone suffices, small screens do, axe finds nothing serious, and a server that was away is met again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

OpenTab = Callable[..., Any]
SERIOUS = ("serious", "critical")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def test_the_keyboard_alone_suffices(open_tab: OpenTab) -> None:
    tab = open_tab()
    keys = tab.page.keyboard
    keys.press("Tab")
    assert tab.get("document.activeElement.className") == "skip"
    keys.press("Enter")
    tab.page.locator("#picture").focus()
    keys.press("w")
    tab.until("__lv.app.state.scenario.verb === 'walk'")
    keys.press("]")
    tab.until("__lv.app.state.scenario.speed === 2")
    keys.press(" ")
    tab.until("__lv.app.state.scenario.playing === false")
    before = tab.until("__lv.app.source.running === false && __lv.time")
    keys.press(".")
    tab.until(f"__lv.time > {before}")
    keys.press("?")
    assert tab.page.locator("dialog[open]").count() == 1
    keys.press("Escape")

    sit = reached(tab, "[data-verb=sit]")
    assert sit
    keys.press("Enter")
    tab.until("__lv.app.state.scenario.verb === 'sit'")
    assert reached(tab, "#chart-ankle .plot-focus")
    keys.press("ArrowLeft")
    assert "Ankle vein pressure" in tab.page.inner_text("#polite")
    assert reached(tab, "#leak-deep")
    keys.press("ArrowRight")
    tab.until("Object.keys(__lv.app.state.scenario.a.leaks ?? {}).length > 0")


def reached(tab: Any, wanted: str) -> bool:
    """Press Tab until something has the focus."""
    for _ in range(120):
        if tab.get(f"document.activeElement.matches({wanted!r})"):
            return True
        tab.page.keyboard.press("Tab")
    return False


@pytest.mark.parametrize(("scheme", "width"), [("light", 1366), ("dark", 360)])
def test_axe_finds_nothing_serious_wide_and_narrow_light_and_dark(open_tab: OpenTab, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    tab = open_tab(color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    tab.page.select_option("#compare", "dressed")
    tab.page.click("[data-verb=walk]")
    tab.until("__lv.app.found?.rows.some((row) => row.difference.size) && __lv.app.charts.redraws > 2")
    tab.page.locator("[data-more] summary").click()
    tab.page.locator("[data-valve=great_saphenous_knee] .hit").first.dispatch_event("click")
    found = axe.run(tab.page, options={"runOnly": RULES}).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found if one["impact"] in SERIOUS] == []
    assert tab.get("document.documentElement.scrollWidth") <= width
    assert tab.page.locator("#disclaimer").is_visible()
    tab.page.get_by_role("button", name="Signs and relief").click()
    signs = tab.page.inner_text("dialog[open]")
    assert signs.index("A doctor first") < signs.index("What eases")
    assert "Not medical advice" in signs


def test_a_server_that_was_away_is_met_again_with_all_that_was_set(open_tab: OpenTab, server: Any) -> None:
    tab = open_tab()
    tab.page.select_option("#person", "weak")
    tab.page.click("[data-verb=walk]")
    set_so = "__lv.app.state.scenario.verb === 'walk' && __lv.app.state.scenario.a.strength_percent === 50"
    tab.until(f"{set_so} && __lv.time > 2")
    server.stop()
    tab.until("__lv.live === false && document.documentElement.classList.contains('dim')")
    frames, hellos = tab.get("[__lv.frames, __lv.hellos]")
    server.start()
    tab.until(f"__lv.live && __lv.frames > {frames} + 10 && __lv.hellos > {hellos}")
    tab.until(set_so)
    assert not tab.get("document.documentElement.classList.contains('dim')")


def test_a_duplicated_tab_gets_a_session_of_its_own(open_tab: OpenTab) -> None:
    tab = open_tab()
    session = tab.get("__lv.session")
    twin = tab.page.context.new_page()
    twin.goto(tab.page.url.replace("#", ""))
    twin.evaluate(f"sessionStorage.setItem('secondheart.session', '{session}')")
    twin.reload()
    first, tab.page = tab.page, twin
    assert tab.until(f"window.__lv && __lv.drawn > 2 && __lv.session !== '{session}'")
    tab.page = first
    seen = tab.get("__lv.frames")
    tab.until(f"__lv.frames > {seen} + 5")
