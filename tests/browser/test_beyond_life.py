"""What no living body has is told at the foot of the page as long as it goes on, in the story and the laboratory."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

OpenTab = Callable[..., Any]
STRAIN = "{type: 'do', verb: 'valsalva', arguments: {pressure_mmHg: 60, seconds: 15, posture: 'stand'}}"
SENTENCE, SPOKEN = (f"document.querySelector('#{one}').textContent" for one in ("beyond", "polite"))


@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(1366, 900, "light"), (390, 844, "dark")], ids=["wide and light", "a phone, dark"]
)
def test_a_hard_strain_is_told_in_story_and_laboratory_and_spoken_until_it_is_over(
    open_tab: OpenTab, width: int, height: int, scheme: str
) -> None:
    tab = open_tab(viewport={"width": width, "height": height}, color_scheme=scheme)
    tab.until("__lv.app.state && __lv.app.hello && __lv.app.found")
    foot = tab.page.locator("#beyond")
    assert foot.is_hidden()
    tab.get("__lv.app.ask({type: 'speed', speed: 2})")
    tab.get(f"__lv.app.ask({STRAIN})")
    tab.until(f"/No living body has this: the mean arterial pressure .* mmHg at .* s .40 to 400: /.test({SENTENCE})")
    tab.until(f"/No living body has this/.test({SPOKEN})")
    tab.get("__lv.app.ask({type: 'play', playing: false})")
    for mode in ("story", "lab"):
        if mode == "lab":
            tab.lab()
        assert foot.is_visible()
        box = foot.bounding_box()
        assert box["y"] + box["height"] <= height
        assert box["height"] < height / 5
        if folder := os.environ.get("SHOTS"):
            tab.page.screenshot(path=f"{folder}/{mode}-{width}-{scheme}.png")
    tab.get("__lv.app.ask({type: 'speed', speed: 10})")
    tab.get("__lv.app.ask({type: 'play', playing: true})")
    tab.until(f"{SENTENCE} === ''")
    assert foot.is_hidden()
    assert tab.wrong == []
