"""Ambulatory venous pressure: right on a made-up leg, well-formed on a person."""

from __future__ import annotations

import numpy as np
import pytest

from secondheart import InputError, Person, UnknownName, leaking_valves
from secondheart.clinic import Finding
from secondheart.clinic.avp import ambulatory_pressure, avp_protocol, foot_vein
from tests.clinic.synthetic import result_of

TAU = 12.0


def foot(t: np.ndarray) -> np.ndarray:
    """Stand at 90 mmHg, sink to 20 to 30 within a tiptoe of a second, refill with a time constant of 12 s."""
    falling = 90.0 - 6.5 * np.clip(t - 60.0, 0.0, 10.0)
    pumping = 5.0 * np.sin(2 * np.pi * t) * ((t > 60.0) & (t < 70.0))
    return np.where(t < 70.0, falling + pumping, 90.0 - 60.0 * np.exp(-(t - 70.0) / TAU))


def test_a_made_up_foot_vein_is_measured_right() -> None:
    pressure = {"dorsal_arch_left": foot, "dorsal_arch_right": lambda t: 0.5 * foot(t)}
    result = result_of(avp_protocol(), pressure=pressure)
    left, right = foot_vein(result, "left"), foot_vein(result, "right")
    assert left.standing == pytest.approx(90.0)
    assert left.ambulatory == pytest.approx(28.25)  # the middle of the last fall, from 31.5 to 25
    assert left.drop_percent == pytest.approx(100.0 * (1.0 - 28.25 / 90.0))
    assert left.lowest == pytest.approx(foot(np.array([69.74]))[0], abs=0.2)
    wanted = TAU * np.log(60.0 / (0.1 * (90.0 - 28.25)))
    assert left.refill_s == pytest.approx(wanted, abs=0.05)
    assert right.standing == pytest.approx(45.0)
    assert right.refill_s == pytest.approx(wanted, abs=0.05)


NAMES = {
    "standing_foot_vein_pressure": ("mmHg", None, None),
    "ambulatory_venous_pressure": ("mmHg", 15.0, 30.0),
    "ambulatory_pressure_drop": ("%", 50.0, None),
    "lowest_foot_vein_pressure": ("mmHg", None, None),
    "refill_time_90": ("s", 18.0, 40.0),
}


def test_the_default_person_is_examined_on_both_feet_left_first() -> None:
    seen: list[tuple[float, float]] = []
    found = ambulatory_pressure(Person(), lambda now, whole: seen.append((now, whole)))
    assert [(f.name, f.side) for f in found] == [(name, side) for name in NAMES for side in ("left", "right")]
    assert {f.name: (f.unit, f.normal_low, f.normal_high) for f in found} == NAMES
    assert all(f.test == "avp" and (f.value is None or f.value > 0.0) for f in found)
    assert all(bool(f.source) == (f.normal_low is not None) for f in found)
    assert seen[-1] == (160.0, 160.0)
    assert list(found[0].model_dump()) == [
        "name",
        "value",
        "unit",
        "side",
        "normal_low",
        "normal_high",
        "source",
        "test",
        "range_kind",
    ]


def test_what_was_not_regained_is_missing_and_not_judged() -> None:
    finding = Finding(
        name="refill_time_90", value=None, unit="s", side="left", normal_low=18, normal_high=40, test="avp"
    )
    assert finding.is_normal is None
    assert finding.replace(value=12.0).is_normal is False
    assert finding.replace(value=18.0).is_normal is True
    assert finding.replace(value=18.0, normal_low=None, normal_high=None).is_normal is None


def test_a_finding_is_checked() -> None:
    with pytest.raises(InputError, match="Finding: side = 'middle' is not allowed"):
        Finding(name="a", value=1.0, unit="s", side="middle", test="avp")
    with pytest.raises(InputError, match="Finding: value = nan is not allowed"):
        Finding(name="a", value=float("nan"), unit="s", side="left", test="avp")


def at_left_foot(person: Person, tourniquet: str | None = None) -> dict[str, float | None]:
    return {f.name: f.value for f in ambulatory_pressure(person, tourniquet=tourniquet) if f.side == "left"}


def test_a_tourniquet_makes_superficial_reflux_normal_and_deep_reflux_not() -> None:
    # P22 to P27: 15 to 30 mmHg and 18 to 35 s with superficial reflux, 50 to 80 mmHg and 5 to 15 s with a deep one
    superficial, deep = (leaking_valves(Person(), vein, 0.3) for vein in ("great_saphenous", "deep"))
    bare, tied = at_left_foot(superficial), at_left_foot(superficial, "below_knee")
    assert 18.0 < tied["refill_time_90"] < 40.0
    assert bare["refill_time_90"] < 0.7 * tied["refill_time_90"]  # 20 s, not under 18: the veins are not wide
    assert bare["ambulatory_venous_pressure"] > 40.0
    assert tied["ambulatory_venous_pressure"] < 30.0
    bare, tied = at_left_foot(deep), at_left_foot(deep, "below_knee")
    assert tied["ambulatory_venous_pressure"] == pytest.approx(bare["ambulatory_venous_pressure"], abs=3.0)
    assert tied["ambulatory_venous_pressure"] > 45.0
    assert tied["refill_time_90"] < 15.0


def test_a_tourniquet_may_be_on_one_leg_and_must_be_somewhere() -> None:
    protocol = avp_protocol("thigh_left")
    assert {(cuff.site, cuff.side, cuff.kind) for step in protocol.steps for cuff in step.cuffs} == {
        ("thigh", "left", "tourniquet")
    }
    with pytest.raises(UnknownName, match="unknown site of a tourniquet 'knee'; nearest: "):
        ambulatory_pressure(Person(), tourniquet="knee")
