"""What is shown of a device's chambers is what presses on the veins under them."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest

from secondheart._files import package_toml
from secondheart.app import messages as say
from secondheart.app.cuff_pressures import CUFF_PLACES
from secondheart.app.frames import Frame, unpack_frame
from secondheart.app.tab_session import Outgoing
from secondheart.compression import devices
from secondheart.packing.pressure import cuff_sites
from tests.app.conftest import Bench


def shown(bench: Bench, said: list[Outgoing]) -> list[tuple[dict[str, float], dict[str, float]]]:
    """Return for each frame the pressure of each chamber there is, and what presses on the veins at its place."""
    hello = next(json.loads(one.text) for one in reversed(bench.said) if one.kind == "hello")
    vessels, blocks = [one["name"] for one in hello["vessels"]], [one["name"] for one in hello["blocks"]]
    assert [place["name"] for place in hello["places"]] == list(CUFF_PLACES)

    def both(frame: Frame) -> tuple[dict[str, float], dict[str, float]]:
        rows = dict(zip(blocks, frame.bodies[0].blocks, strict=True))
        pressing = dict(zip(vessels, map(float, rows["interface"]), strict=True))
        told = {
            name: float(mmHg) for name, mmHg in zip(CUFF_PLACES, rows["chambers"], strict=True) if np.isfinite(mmHg)
        }
        return told, {name: pressing[vein_at(name)] / share_at(name) for name in told}

    return [both(unpack_frame(one.frame, hello)) for one in said if one.frame]


def vein_at(place: str) -> str:
    """Return a vein that lies under the chamber at a place."""
    site, _, side = place.rpartition("_")
    return f"{cuff_sites()[site][0]}_{side}"


def share_at(place: str) -> float:
    """Return the share of a chamber's pressure that reaches the veins under it."""
    return float(package_toml("person/atlas/cuffs.toml")[place.rpartition("_")[0]]["transmission"]["value"])


def test_a_bare_leg_has_none(bench: Callable[..., Bench]) -> None:
    one = bench()
    assert [told for told, _ in shown(one, one.run(3))] == [{}, {}, {}]


def test_chambers_fill_in_turn_and_press_as_told_also_across_another_order(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.run(1, say.Do(verb="sit"))
    one.run(80)
    seen = shown(one, one.run(70, say.Set(key="device", value="sequential")))
    seen += shown(one, one.run(80, say.Do(verb="fidget")))
    for told, pressing in seen[1:]:
        assert set(told) == {f"{site}_{side}" for site in ("ankle", "calf", "thigh") for side in ("left", "right")}
        assert list(pressing.values()) == pytest.approx(list(told.values()), abs=0.5)
    ankle, calf = ([told[f"{site}_left"] for told, _ in seen] for site in ("ankle", "calf"))
    full = dict(zip(devices()["sequential"].chambers, devices()["sequential"].pressures_mmHg, strict=True))
    assert max(ankle) == full["ankle"]
    assert 0.0 < max(calf) <= full["calf"]
    assert next(i for i, mmHg in enumerate(calf) if mmHg > 0) > next(i for i, mmHg in enumerate(ankle) if mmHg > 0)


def test_a_cuff_is_shown_as_tight_as_it_presses_and_a_tourniquet_too(bench: Callable[..., Bench]) -> None:
    one = bench()
    one.run(2)
    cuff = {"kind": "cuff", "site": "thigh", "side": "left", "pressure_mmHg": 50.0, "rise_s": 0.2}
    seen = shown(one, one.run(20, say.Set(key="cuffs", value=[cuff])))
    assert [set(told) for told, _ in seen[1:]] == [{"thigh_left"}] * (len(seen) - 1)
    for told, pressing in seen[1:]:
        assert list(pressing.values()) == pytest.approx(list(told.values()), abs=5.0)  # a tick later
    assert seen[-1][0] == {"thigh_left": 50.0}
    tied = {"kind": "tourniquet", "site": "below_knee", "pressure_mmHg": 120.0}
    seen = shown(one, one.run(20, say.Set(key="cuffs", value=[tied])))
    assert seen[-1][0] == {"below_knee_left": 120.0, "below_knee_right": 120.0}
    events = [json.loads(part.text) for part in one.said if part.kind == "event"]
    assert [event["label"] for event in events[-2:]] == ["cuff, thigh 50 mmHg", "tourniquet, below knee 120 mmHg"]
    assert shown(one, one.run(20, say.Set(key="cuffs", value=[])))[-1][0] == {}
