"""Pneumatic devices: what their chambers do in time, and what a leg under them does."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import numpy as np
import pytest

import secondheart.compression as package
from secondheart import InputError, Person, UnknownName, lie, sit, walk
from secondheart.compression import Device, as_device, device, devices
from secondheart.packing import Press, build_orders, pack
from secondheart.packing.orders import switched_on
from secondheart.simulation.session import prepare
from tests.runs import play

MODULES = [f"{package.__name__}.{module.name}" for module in pkgutil.iter_modules(package.__path__)]
PACKED = pack(Person().body)
DT = 0.0025
THREE = {"name": "three", "chambers": ("ankle", "calf", "thigh"), "pressures_mmHg": (50, 40, 30), "period_s": 20}


def course(one: Device, site: str, times: np.ndarray, leg: str = "left") -> np.ndarray:
    return np.array([one.pressures(leg, t)[site] for t in times])


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", devices())
def test_every_device_fills_to_its_pressures_and_empties_within_its_period(name: str) -> None:
    one = devices()[name]
    times = np.arange(0.0, one.period_s, 0.01)
    for site, mmHg in zip(one.chambers, one.pressures_mmHg, strict=not one.muscles):
        pressure = course(one, site, times)
        assert pressure.max() == mmHg
        assert pressure[0] == pressure[-1] == 0.0
    assert one.title
    assert one.source.startswith("K") or (one.source == "assumed" and one.why)


def test_chambers_fill_one_after_the_other_and_let_go_together_or_in_turn() -> None:
    together = Device(**THREE, lag_s=2, rise_s=1, hold_s=3, fall_s=1)
    wave = together.replace(release="in turn")
    assert together.on_s == 8.0
    for t, full in ((1.0, (1, 0, 0)), (3.0, (1, 1, 0)), (5.0, (1, 1, 1)), (8.0, (1, 1, 1)), (9.0, (0, 0, 0))):
        assert tuple(p > 0 for p in together.pressures("left", t).values()) == tuple(map(bool, full)), t
    assert tuple(p > 0 for p in wave.pressures("left", 5.5).values()) == (False, True, True)


def test_legs_take_turns_where_they_alternate() -> None:
    one = Device(**THREE, hold_s=3, alternate=True)
    times = np.arange(10.0, 60.0, 0.25)
    assert (course(one, "calf", times, "right") == course(one, "calf", times - 10.0)).all()
    assert course(one, "calf", np.arange(0.0, 10.0, 0.25), "right").max() == 0.0


def test_a_device_on_one_leg_leaves_the_other_alone() -> None:
    assert device("calf_left").pressures("right", 5.0) == {"calf": 0.0}


def test_a_devices_chambers_press_the_veins_under_them_at_their_moments() -> None:
    protocol = lie(seconds=2) + lie(seconds=70).with_device("calf", side="left")
    session = prepare(Person(), DT)
    todo = build_orders(protocol, session.packed, DT)
    place, other = (session.packed.vessel(f"soleal_sinuses_{side}") for side in ("left", "right"))
    for t, mmHg in ((2.0, 0.0), (3.0, 22.5), (4.0, 45.0), (14.0, 45.0), (14.5, 22.5), (15.1, 0.0), (63.0, 22.5)):
        play(session, todo, round(t / DT) + 1)
        assert session.state.cuff[place] == pytest.approx(mmHg, abs=0.6), t
        assert session.state.cuff[other] == 0.0


def test_a_posture_that_is_still_changing_goes_on_under_a_device() -> None:
    bare = lie(seconds=1) + sit(seconds=6, transition_s=5.0)
    device = Device(**THREE | {"period_s": 4}, rise_s=0.5, hold_s=1)
    heights = []
    for protocol in (bare, bare.with_device(device)):
        session = prepare(Person(), DT)
        play(session, build_orders(protocol, session.packed, DT), round(4.0 / DT))
        heights.append(session.state.height.copy())
    assert (heights[0] == heights[1]).all()


def test_a_device_goes_on_in_its_rhythm_over_steps_and_begins_anew_after_a_pause() -> None:
    on = sit(seconds=25).with_device("calf")
    assert switched_on(on + walk(seconds=25).with_device("calf") + sit(seconds=5) + on) == [0.0, 25.0, 0.0, 0.0]
    begins = [order.begins * DT for order in build_orders(on * 3, PACKED, DT) if isinstance(order, Press)]
    assert begins == pytest.approx([2.0, 12.0, 13.0, 60.0, 62.0, 72.0, 73.0])


def test_a_cuff_filled_before_is_let_go_while_the_device_begins() -> None:
    protocol = lie(seconds=2).cuff("thigh", pressure_mmHg=60) + lie(seconds=5).with_device("foot-pump")
    first = [order for order in build_orders(protocol, PACKED, DT)][1]
    thigh, foot = PACKED.vessel("femoral_upper_left"), PACKED.vessel("plantar_left")
    assert first.cuffs[thigh] == 0.0  # within the 0.3 s that a cuff takes
    assert 0.0 < first.cuffs[foot] < 130.0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"pressures_mmHg": (50, 40)}, "the device 'three' has 3 chambers and 2 pressures; give one for each chamber"),
        ({"chambers": ("calf",) * 3}, "two chambers at the calf; one a place is allowed"),
        ({"pressures_mmHg": (50, 40, 400)}, "chamber at the thigh to 400 mmHg; 0 to 300 are allowed"),
        ({"hold_s": 19}, "needs 21 s to fill, hold and empty its chambers, but its period is 20 s"),
        ({"alternate": True, "side": "left"}, "alternates between the legs; it must be on both"),
        ({"chambers": ("toe", "calf", "thigh")}, "chambers.0 = 'toe' is not allowed"),
        ({"period_s": 1}, "period_s = 1 is not allowed: input should be greater than or equal to 2"),
    ],
)
def test_a_device_that_cannot_be_is_one_sentence(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        Device(**{**THREE, "hold_s": 3, **changes})


def test_an_unknown_device_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="unknown device 'foot pumps'; nearest: foot-pump"):
        lie(seconds=5).with_device("foot pumps")
    with pytest.raises(InputError, match="device = 3 is not allowed: the name of a device, or a Device"):
        as_device(3)  # type: ignore[arg-type]


def test_a_cuff_under_a_chamber_is_refused_and_one_beside_it_is_not() -> None:
    with pytest.raises(InputError, match="a cuff under the device 'calf' at the calf is not allowed"):
        lie(seconds=5).cuff("calf", pressure_mmHg=40).with_device("calf")
    assert lie(seconds=5).cuff("calf", pressure_mmHg=40, side="left").with_device("calf", side="right").steps
