"""Keyboard alone suffices, small screens do, axe finds nothing serious, and a server that was away is met again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

OpenTab = Callable[..., Any]
CONTRAST = ["color-contrast", "link-in-text-block"]
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
    assert reached(tab, "#to-lab")
    keys.press("Enter")
    tab.until("__lv.app.charts?.redraws > 0")
    assert reached(tab, "#chart-ankle .plot-focus")
    keys.press("ArrowLeft")
    assert "Ankle vein pressure" in tab.page.inner_text("#polite")
    assert reached(tab, "[data-tab=body]")
    keys.press("ArrowRight")
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


def violations(axe: Any, tab: Any, part: str | None = None) -> list[tuple[str, Any]]:
    """Return what axe complains about in a part of the page: all of it, and contrast in the other scheme, too."""
    scheme = "dark" if tab.get("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    found = axe.run(tab.page, context=part, options={"runOnly": RULES}).response["violations"]
    tab.page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    contrast = {"runOnly": {"type": "rule", "values": CONTRAST}}
    found += axe.run(tab.page, context=part, options=contrast).response["violations"]
    tab.page.emulate_media(color_scheme=scheme)
    return [(one["id"], one["nodes"][0]["target"]) for one in found]


# axe looks at all tabs at once, each with its details open: one look takes it as long as ten of them apart.
UNFOLDED = """document.querySelectorAll('[role=tabpanel], details').forEach((one) => {
  if (one.tagName === 'DETAILS') one.open = true; else one.hidden = false;
})"""


@pytest.mark.parametrize(("scheme", "width"), [("light", 1366), ("dark", 360)])
def test_axe_finds_nothing_wide_and_narrow_light_and_dark(open_tab: OpenTab, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    tab = open_tab("#story=4", color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    tab.until("!document.querySelector('.handle').hidden")
    tab.page.click("#quick [data-do=play]")  # axe looks at what stands
    tab.until("__lv.app.source.running === false")
    assert violations(axe, tab) == []
    tab.lab(scheme=True)
    tab.menu()
    tab.page.select_option("#compare", "dressed")
    tab.page.click("#transport [data-do=play]")
    tab.until("__lv.app.found?.rows.some((row) => row.difference.size) && __lv.app.charts.redraws > 2")
    tab.page.click("#transport [data-do=play]")
    tab.page.locator(".touch [data-vessel=popliteal]").first.dispatch_event("click")
    assert violations(axe, tab, "#inspect") == []
    tab.page.locator(".touch [data-valve=great_saphenous_knee]").first.dispatch_event("click")
    tab.page.evaluate(UNFOLDED)
    assert tab.page.locator("[role=tabpanel]:visible").count() == tab.page.locator("[role=tabpanel]").count() >= 8
    assert violations(axe, tab) == []
    assert tab.get("document.documentElement.scrollWidth") <= width
    assert tab.page.locator("#disclaimer").is_visible()
    tab.menu()
    tab.page.get_by_role("button", name="Signs and relief").click()
    signs = tab.page.inner_text("dialog[open]")
    assert signs.index("A doctor first") < signs.index("What eases")
    assert "Not medical advice" in signs


def test_what_is_drawn_has_a_name_before_it_is_first_drawn(open_tab: OpenTab) -> None:
    tab = open_tab()
    unnamed = tab.page.evaluate(
        """async () => {
          const root = document.createElement("div");
          document.body.append(root);
          const app = { on: () => {}, hello: null };
          for (const [file, kind] of [["lab/reflux_strip", "RefluxStrip"], ["story/now", "Now"]]) {
            const module = await import(`/static/${file}.js`);
            new module[kind](root, app);
          }
          const by = (one) => document.getElementById(one.getAttribute("aria-labelledby"))?.textContent;
          const named = (one) => one.getAttribute("aria-label") || by(one);
          return [...root.querySelectorAll("[role=img]"), ...root.querySelectorAll("summary")]
            .filter((one) => !(named(one) || one.textContent)).map((one) => one.outerHTML);
        }"""
    )
    assert unnamed == []


def test_a_server_that_was_away_is_met_again_with_all_that_was_set(open_tab: OpenTab, server: Any) -> None:
    tab = open_tab()
    tab.page.select_option("#person", "weak")
    tab.page.click("[data-verb=walk]")
    set_so = "__lv.app.state.scenario.verb === 'walk' && __lv.app.state.scenario.a.strength_percent === 50"
    tab.until(f"{set_so} && __lv.time > 2")
    server.stop()
    tab.until("__lv.live === false && document.documentElement.classList.contains('dim')")
    tab.until("/does not answer/.test(document.getElementById('notice').textContent)")
    frames, hellos = tab.get("[__lv.frames, __lv.hellos]")
    server.start()
    tab.until(f"__lv.live && __lv.frames > {frames} + 10 && __lv.hellos > {hellos}")
    tab.until(set_so)
    assert not tab.get("document.documentElement.classList.contains('dim')")
    assert tab.page.locator("#notice").is_hidden()


def test_after_a_reload_the_picture_moves_as_before(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.page.click("[data-verb=run]")
    tab.until("__lv.app.state.scenario.verb === 'run'")
    tab.page.reload()
    tab.until("window.__lv && __lv.app?.state?.scenario.verb === 'run' && __lv.frames > 3")
    assert tab.until("__lv.app.frame?.span < 0.05")  # 25 frames a second; a hidden page gets one
    assert tab.wrong == []


@pytest.mark.parametrize("address", ["#s=garbage!", "#s=eyJhIjoxfQ", "#s=eyJhIjp7InN0cmVuZ3RoX3BlcmNlbnQiOjFlOX19"])
def test_an_address_that_cannot_be_opened_is_told_and_the_usual_leg_stands_there(
    open_tab: OpenTab, address: str
) -> None:
    tab = open_tab(address)
    assert tab.until("/cannot be opened/.test(document.getElementById('notice').textContent)")
    assert tab.until("__lv.app.state?.scenario.verb === 'stand' && __lv.live")
    assert tab.page.locator("#notice").is_visible()
    tab.page.click("#notice button")
    assert tab.page.locator("#notice").is_hidden()
    tab.page.reload()
    tab.until("window.__lv && __lv.drawn > 2")
    assert tab.wrong == []


DROP = """([name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name));
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


def test_what_is_dropped_is_opened_or_refused_with_a_sentence(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.page.evaluate(DROP, ["run.nc", "no result"])
    tab.until("/run.nc cannot be opened here/.test(document.getElementById('notice').textContent)")
    tab.page.evaluate(DROP, ["scenario.json", "{"])
    tab.until("/is not whole/.test(document.getElementById('notice').textContent)")
    tab.page.evaluate(DROP, ["scenario.json", '{"verb": "fly"}'])
    tab.until("/unknown verb/.test(document.getElementById('notice').textContent)")
    tab.page.evaluate(DROP, ["scenario.json", '{"verb": "sit"}'])
    tab.until("__lv.app.state.scenario.verb === 'sit'")
    assert tab.wrong == []


def test_what_is_behind_more_to_do_is_done_at_a_click(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.lab("body")
    for verb in ("tilt", "stairs", "squat", "cough", "weight_transfer"):
        tab.page.click(f"[data-verb={verb}]")
        tab.until(f"__lv.app.state.scenario.verb === '{verb}'")
        assert tab.page.locator("#actions .error").is_hidden()


def test_a_duplicated_tab_gets_a_session_of_its_own(open_tab: OpenTab) -> None:
    tab = open_tab()
    session = tab.get("__lv.session")
    twin = tab.page.context.new_page()
    twin.goto(tab.page.url.split("#")[0])
    twin.evaluate(f"sessionStorage.setItem('secondheart.session', '{session}')")
    twin.reload()
    first, tab.page = tab.page, twin
    assert tab.until(f"window.__lv && __lv.drawn > 2 && __lv.session !== '{session}'")
    tab.page = first
    seen = tab.get("__lv.frames")
    tab.until(f"__lv.frames > {seen} + 5")
