"""Postures, breathing, cuffs, activities and steps: what is accepted, and what is refused with which sentence."""

from __future__ import annotations

import math
import pickle

import pytest

from secondheart.errors import InputError
from secondheart.protocol import (
    LIE,
    RAISED,
    SIT,
    STAND,
    Activity,
    Breathing,
    Burst,
    Cuff,
    Load,
    Posture,
    Step,
    tilt_posture,
    walk,
)


def burst(start: float, rise_end: float, hold_end: float, stop: float, group: str = "foot") -> Burst:
    return Burst(
        group=group, pressure_mmHg=40, start=start, rise_end=rise_end, hold_end=hold_end, stop=stop, source="assumed"
    )


def test_named_postures_have_the_angles_of_the_design() -> None:
    assert LIE.angles == (0, 0, 0, 0)
    assert STAND.angles == (90, 90, 90, 90)
    assert SIT.angles == (90, 0, 90, 90)
    assert RAISED.angles == (0, -45, -45, -45)
    assert tilt_posture(-30).angles == (-30, -30, -30, -30)


@pytest.mark.parametrize("angle", [91, -90.001, math.nan, math.inf, "steep", True, None])
def test_an_impossible_angle_is_refused(angle: object) -> None:
    with pytest.raises(InputError, match=r"^Posture: trunk_deg = .* is not allowed"):
        Posture(trunk_deg=angle, thigh_deg=0, calf_deg=0, foot_deg=0)


@pytest.mark.parametrize(
    ("field", "value"),
    [("rate_per_min", 1), ("rate_per_min", 61), ("depth_mL", -1), ("depth_mL", 4001), ("belly_percent", 101)],
)
def test_breathing_keeps_its_limits(field: str, value: float) -> None:
    with pytest.raises(InputError, match=f"^Breathing: {field} = {value} is not allowed"):
        Breathing(**{field: value})


def test_text_is_no_number() -> None:
    with pytest.raises(InputError, match=r"^Breathing: rate_per_min = '12' is not allowed: a number is needed$"):
        Breathing(rate_per_min="12")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"site": "knee", "pressure_mmHg": 40}, "site = 'knee' is not allowed: input should be 'foot', 'ankle'"),
        ({"site": "thigh", "pressure_mmHg": 301}, "pressure_mmHg = 301 is not allowed"),
        ({"site": "thigh", "pressure_mmHg": -1}, "pressure_mmHg = -1 is not allowed"),
        ({"site": "thigh", "pressure_mmHg": 40, "side": "middle"}, "side = 'middle' is not allowed"),
        ({"site": "thigh"}, "Cuff needs 'pressure_mmHg'"),
        ({"site": "thigh", "pressure_mmHg": 40, "pressure": 1}, "no field 'pressure'; nearest: pressure_mmHg"),
    ],
)
def test_a_cuff_that_cannot_be_is_refused(fields: dict[str, object], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        Cuff(**fields)


@pytest.mark.parametrize("times", [(0.2, 0.1, 0.3, 0.4), (0.1, 0.2, 0.4, 0.3), (0.5, 0.5, 0.5, 0.5)])
def test_the_times_of_a_burst_follow_one_another(times: tuple[float, float, float, float]) -> None:
    with pytest.raises(InputError, match="each from the one before to 1, and stop after start"):
        burst(*times)


def test_a_burst_stays_within_its_cycle() -> None:
    with pytest.raises(InputError, match=r"^Burst: stop = 1.1 is not allowed"):
        burst(0.2, 0.3, 0.4, 1.1)


def test_overlapping_bursts_of_one_group_are_refused() -> None:
    with pytest.raises(InputError, match="overlapping bursts of foot: one holds from 0 to"):
        Activity(name="x", period_s=1, bursts=(burst(0.4, 0.5, 0.6, 0.7), burst(0, 0.1, 0.45, 0.5)))


def test_overlapping_loads_are_refused() -> None:
    loads = [Load(weight=1, start=s, rise_end=0.6, hold_end=0.7, stop=0.8, source="assumed") for s in (0.1, 0.2)]
    with pytest.raises(InputError, match="overlapping loads"):
        Activity(name="x", period_s=1, loads=tuple(loads))


def test_bursts_may_touch_and_groups_may_overlap() -> None:
    bursts = (burst(0, 0.1, 0.2, 0.5), burst(0.5, 0.6, 0.7, 0.8), burst(0.3, 0.4, 0.5, 0.6, group="thigh"))
    assert len(Activity(name="x", period_s=1, bursts=bursts).bursts) == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("period_s", 0),
        ("period_s", 0.0009),
        ("period_s", math.nan),
        ("effort_percent", 101),
        ("effort_percent", -1),
        ("hyperaemia", {"calf": 0.9}),
        ("hyperaemia", {"calf": 50.1}),
        ("hyperaemia", {"arm": 2}),
        ("effort_share", {"calf": -0.1}),
        ("effort_share", {"calf": 3.1}),
        ("effort_share", {"arm": 1}),
        ("on_s", 0),
        ("strength_percent", -1),
        ("legs", "three"),
    ],
)
def test_an_activity_keeps_its_limits(field: str, value: object) -> None:
    with pytest.raises(InputError, match=f"{field}.* is not allowed"):
        Activity(**{"name": "x", "period_s": 1, field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("duration_s", 0),
        ("duration_s", -1),
        ("duration_s", math.nan),
        ("duration_s", math.inf),
        ("transition_s", -1),
        ("transition_s", 61),
        ("heart_rate_bpm", 24),
        ("heart_rate_bpm", 231),
        ("without", {"gravity"}),
        ("standing_load", -0.1),
        ("standing_load", 2.1),
        ("paralysed", {"both"}),
        ("unloaded", {"middle"}),
    ],
)
def test_a_step_keeps_its_limits(field: str, value: object) -> None:
    with pytest.raises(InputError, match=f"{field}.* is not allowed"):
        Step(**{"duration_s": 60, "posture": LIE, field: value})


def test_two_cuffs_at_one_place_are_refused() -> None:
    left, both = (Cuff(site="calf", side=side, pressure_mmHg=40) for side in ("left", "both"))
    right = left.replace(side="right")
    assert Step(duration_s=1, posture=LIE, cuffs=(left, right)).cuffs == (left, right)
    with pytest.raises(InputError, match="cuffs: two at the calf are not allowed: one a place"):
        Step(duration_s=1, posture=LIE, cuffs=(left, both))


def test_equal_activities_have_equal_hashes() -> None:
    one, other = (
        Activity(name="x", period_s=1, hyperaemia=factors)
        for factors in ({"calf": 2, "foot": 3}, {"foot": 3, "calf": 2})
    )
    assert one == other
    assert hash(one) == hash(other)
    assert hash(one) != hash(one.replace(hyperaemia={"calf": 2}))
    assert hash(one) != hash(one.replace(effort_share={"calf": 2}))


def test_a_step_survives_pickling() -> None:
    step = walk(3, seconds=60).steps[0]
    assert pickle.loads(pickle.dumps(step)) == step
