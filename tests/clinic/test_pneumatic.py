"""Pneumatic augmentation: right on a made-up leg, well-formed and plausible on a person."""

from __future__ import annotations

import numpy as np
import pytest

from secondheart import InputError, Person, UnknownName
from secondheart.clinic.pneumatic import augmentation, ejected_volume, pneumatic, pneumatic_protocol, pulses_of
from secondheart.compression import Device
from tests.clinic.synthetic import Course, result_of, still

DEVICE = Device(name="mine", chambers=("calf",), pressures_mmHg=(40,), rise_s=1, hold_s=4, period_s=40)
POPLITEAL, FEMORAL = "popliteal_left>femoral_lower_left", "femoral_lower_left>femoral_upper_left"
OUTFLOW = "external_iliac_left>common_iliac_left"
BODY = Person().body


def pulsed(rest: float, pulse: float) -> Course:
    """Rest for a minute; then a pulse in the first five of every 40 s."""
    return lambda t: np.where((t > 60.0) & ((t - 60.0) % 40.0 < 5.0), pulse, rest)


def test_a_made_up_leg_is_measured_right() -> None:
    protocol = pneumatic_protocol(DEVICE)
    veins = [
        v.name
        for v in BODY.vessels
        if v.venous and v.region in {f"{p}_left" for p in ("foot", "lower_calf", "upper_calf", "thigh")}
    ]
    volumes = {name: still(BODY.vessel(name).unstressed) for name in veins}
    volumes["soleal_sinuses_left"] = pulsed(50.0, 30.0)
    flows = {POPLITEAL: pulsed(2.0, 9.0), FEMORAL: pulsed(3.0, 12.0), OUTFLOW: pulsed(5.0, 13.0)}
    result = result_of(protocol, volume=volumes, flow=flows)
    leg = augmentation(result, "left")
    lumen = next(c.lumen for c in BODY.connections if c.name == POPLITEAL)
    assert leg.popliteal_rest == pytest.approx(2.0 * 2.0 / lumen)  # a parabola is twice as fast in the middle
    assert leg.popliteal_peak == pytest.approx(2.0 * 9.0 / lumen)  # five seconds are enough to become one
    assert leg.femoral_peak / leg.femoral_rest == pytest.approx(12.0 / 3.0)
    assert leg.ejected == pytest.approx(20.0)
    assert leg.outflow_rest == pytest.approx(300.0)
    assert leg.outflow == pytest.approx(60.0 * (5.0 + 8.0 * 5.0 / 40.0))
    assert ejected_volume(result, "left", (160.0, 165.0)) == pytest.approx(0.0, abs=1e-6)  # no pulse there


def test_pulses_are_whole_cycles_of_each_leg() -> None:
    result = result_of(pneumatic_protocol(DEVICE), flow={POPLITEAL: still(1.0)})
    assert pulses_of(result, "left", DEVICE) == [(60.0, 65.0), (100.0, 105.0), (140.0, 145.0)]
    turns = DEVICE.replace(alternate=True)
    assert pulses_of(result, "right", turns) == [(80.0, 85.0), (120.0, 125.0)]


def test_a_protocol_lasts_some_cycles_and_long_enough() -> None:
    assert [step.duration_s for step in pneumatic_protocol("sequential").steps] == [60.0, 120.0]
    assert [step.duration_s for step in pneumatic_protocol("foot-pump").steps] == [60.0, 120.0]


def values(**asked: object) -> dict[tuple[str, str], float]:
    return {(f.name, f.side): f.value for f in pneumatic(Person(), **asked)}  # type: ignore[arg-type,misc]


def test_a_sleeve_sends_the_blood_faster_and_empties_the_leg() -> None:
    seen = values()
    for side in ("left", "right"):
        assert seen["femoral_velocity_pneumatic", side] > 1.5 * seen["femoral_velocity_resting", side]
        assert 10.0 < seen["ejected_volume", side] < 150.0
        # what the heart sends into a leg is what leaves it, squeezed or not
        assert seen["leg_outflow_pneumatic", side] == pytest.approx(seen["leg_outflow_resting", side], rel=0.05)


def test_a_device_on_one_leg_leaves_the_other_at_rest() -> None:
    seen = values(device="graded-calf-left")
    assert seen["popliteal_augmentation", "left"] > 50.0
    assert seen["ejected_volume", "left"] > 10.0
    bare = ("popliteal_velocity_pneumatic", "popliteal_augmentation", "femoral_augmentation", "ejected_volume")
    assert [seen[name, "right"] for name in bare] == [None] * 4
    assert seen["leg_outflow_pneumatic", "right"] == pytest.approx(seen["leg_outflow_resting", "right"], rel=0.05)


def test_the_range_of_sequential_devices_is_told_of_these_only() -> None:
    told = {
        name: next(f for f in pneumatic(Person(), device=name) if f.name == "femoral_augmentation")
        for name in ("foot-pump", "sequential")
    }
    assert (told["foot-pump"].normal_low, told["sequential"].normal_low) == (None, 100.0)
    assert "K30" in told["sequential"].source


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(UnknownName, match="unknown device 'boots'; nearest: "):
        pneumatic(Person(), device="boots")
    with pytest.raises(InputError, match="device = None is not allowed"):
        pneumatic(Person(), device=None)  # type: ignore[arg-type]
