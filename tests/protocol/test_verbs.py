"""The verbs: posture, duration, load and label of each, and the sentences of what they refuse."""

from __future__ import annotations

import math

import pytest

from secondheart.errors import InputError
from secondheart.protocol import (
    LIE,
    RAISED,
    SIT,
    STAND,
    Posture,
    Protocol,
    lie,
    raise_legs,
    run,
    sit,
    stand,
    tilt,
    tiptoe,
    walk,
)
from secondheart.protocol.gait import effort_percent


@pytest.mark.parametrize(
    ("protocol", "posture", "load", "label"),
    [
        (lie(minutes=2), LIE, 0.0, "lie"),
        (sit(minutes=2), SIT, 0.1, "sit"),
        (stand(minutes=2), STAND, 0.5, "stand"),
        (raise_legs(minutes=2), RAISED, 0.0, "raise legs"),
    ],
)
def test_still_postures(protocol: Protocol, posture: Posture, load: float, label: str) -> None:
    (step,) = protocol.steps
    assert (step.posture, step.standing_load, step.label) == (posture, load, label)
    assert (step.duration_s, step.activity) == (120.0, None)


@pytest.mark.parametrize("verb", [lie, sit, stand, raise_legs, walk, run])
def test_a_duration_is_given_exactly_once(verb) -> None:
    assert verb(minutes=1).duration_s == verb(seconds=60).duration_s == 60.0
    with pytest.raises(InputError, match="needs a duration in exactly one of seconds and minutes; neither is given"):
        verb()
    with pytest.raises(InputError, match="both are given"):
        verb(seconds=1, minutes=1)


@pytest.mark.parametrize("minutes", [0, -1, math.nan, math.inf, "2", True, [2], 10**400])
def test_an_impossible_duration_is_refused(minutes: object) -> None:
    with pytest.raises(InputError, match=r"^stand: minutes = .* is not allowed: 0.001 to 10080$"):
        stand(minutes=minutes)


def test_a_short_step_changes_posture_in_the_time_it_has() -> None:
    assert stand(seconds=1).steps[0].transition_s == 1.0
    assert stand(seconds=60, transition_s=10).steps[0].transition_s == 10.0
    with pytest.raises(InputError, match="transition_s = 10 is not allowed: 0 to the 1 s of the step"):
        stand(seconds=1, transition_s=10)


@pytest.mark.parametrize(("angle", "load"), [(90, 0.5), (30, 0.25), (0, 0.0), (-30, 0.0)])
def test_a_tilted_body_stands_on_the_footboard_with_a_part_of_its_weight(angle: float, load: float) -> None:
    (step,) = tilt(angle, minutes=1).steps
    assert step.posture.angles == (angle,) * 4
    assert step.standing_load == pytest.approx(load, abs=1e-12)
    assert step.transition_s == abs(angle) / 10


def test_no_table_tilts_beyond_upright() -> None:
    with pytest.raises(InputError, match=r"^tilt: angle_deg = 91 is not allowed: -90 to 90 deg$"):
        tilt(91, minutes=1)


def test_ten_tiptoes_hold_six_tenths_of_each_second() -> None:
    (step,) = tiptoe().steps
    assert (step.duration_s, step.posture, step.standing_load) == (10.0, STAND, 0.5)
    assert step.activity is not None
    assert (step.activity.period_s, step.activity.legs, step.activity.loads) == (1.0, "both", ())
    for burst in step.activity.bursts:
        assert (burst.start, burst.rise_end, burst.stop) == (0.0, 0.15, 0.6)
        assert burst.hold_end == pytest.approx(0.45, abs=1e-12)


def test_a_single_tiptoe_takes_a_second_and_three_quarters() -> None:
    (step,) = tiptoe(times=1).steps
    assert step.duration_s == 1.75
    assert step.activity is not None
    burst = step.activity.bursts[0]
    seconds = [1.75 * share for share in (burst.start, burst.rise_end, burst.hold_end, burst.stop)]
    assert seconds == pytest.approx([0.0, 0.4375, 1.3125, 1.75], abs=1e-12)


def test_a_single_tiptoe_keeps_the_times_it_is_given() -> None:
    assert tiptoe(times=1, every_s=4).duration_s == 4.0
    assert tiptoe(times=1, hold_s=3).duration_s == 3.0
    assert tiptoe(times=1, hold_s=0.5).duration_s == 1.0


def test_a_long_stand_on_tiptoe_rises_in_half_a_second() -> None:
    (step,) = tiptoe(times=1, hold_s=20).steps
    assert step.activity is not None
    assert step.activity.bursts[0].rise_end * step.duration_s == pytest.approx(0.5)


def test_a_fast_tiptoe_rises_as_fast_as_it_must() -> None:
    (step,) = tiptoe(times=5, every_s=0.4, hold_s=0.2).steps
    assert step.activity is not None
    burst = step.activity.bursts[0]
    assert burst.rise_end == pytest.approx(0.125, abs=1e-12)
    assert burst.stop == pytest.approx(0.5, abs=1e-12)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"times": 0}, "tiptoe: times = 0 is not allowed: a whole number from 1 to 10000"),
        ({"times": 2.5}, "tiptoe: times = 2.5 is not allowed: a whole number"),
        ({"times": True}, "tiptoe: times = True is not allowed: a whole number"),
        ({"every_s": 0.1}, "tiptoe: every_s = 0.1 is not allowed: 0.3 to 60 s"),
        ({"hold_s": 1.2}, "tiptoe: hold_s = 1.2 is not allowed: 0.1 to 1 s"),
    ],
)
def test_impossible_tiptoes_are_refused(arguments: dict[str, float], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        tiptoe(**arguments)


@pytest.mark.parametrize("verb", [walk, run])
def test_a_gait_alternates_upright_and_its_loads_are_all_the_weight(verb) -> None:
    (step,) = verb(minutes=1).steps
    assert (step.posture, step.standing_load) == (STAND, 0.0)
    assert step.activity.legs == "antiphase"
    assert step.activity.loads


@pytest.mark.parametrize(
    ("verb", "km_h", "allowed"),
    [(walk, 0.4, "0.5 to 8"), (walk, 8.1, "0.5 to 8"), (run, 4.9, "5 to 25"), (run, 26, "5 to 25")],
)
def test_a_speed_out_of_reach_is_refused(verb, km_h: float, allowed: str) -> None:
    with pytest.raises(InputError, match=rf"{verb.__name__}: km_h = {km_h} is not allowed: {allowed} km/h$"):
        verb(km_h, minutes=1)


@pytest.mark.parametrize(
    ("verb", "km_h"), [(walk, 1), (walk, 3), (walk, 4.4), (walk, 8), (run, 5), (run, 10), (run, 25)]
)
def test_cadence_and_speed_tell_the_same_walk(verb, km_h: float) -> None:
    by_speed = verb(km_h, minutes=1).steps[0].activity
    by_cadence = verb(cadence_per_min=60 / by_speed.period_s, minutes=1).steps[0].activity
    assert by_cadence.period_s == pytest.approx(by_speed.period_s, abs=1e-9)
    assert by_cadence.effort_percent == pytest.approx(by_speed.effort_percent, abs=1e-6)


def test_cadence_counts_one_foot() -> None:
    assert walk(cadence_per_min=60, minutes=1).steps[0].label == "walk 6 km/h"
    with pytest.raises(InputError, match=r"cadence_per_min = 110 is not allowed: .* strides of one foot a minute"):
        walk(cadence_per_min=110, minutes=1)


def test_slow_steps_stretch_stance_swing_and_the_burst_of_the_calf_alike() -> None:
    usual, rare = (walk(3, cadence_per_min=one, minutes=1).steps[0] for one in (None, 30))
    assert (rare.label, rare.activity.period_s) == ("walk 3 km/h, 60 steps/min", 2.0)
    assert rare.activity == usual.activity.replace(period_s=2.0)
    assert rare.breathing == usual.breathing


def test_below_the_line_cadence_goes_with_the_root_of_speed() -> None:
    (slow,) = walk(cadence_per_min=30, minutes=1).steps
    assert slow.label == "walk 1.27 km/h"  # 3 km/h x (30 / 46.15)^2
    assert slow.activity.effort_percent == pytest.approx(effort_percent("walk", 3 * (30 * 1.3 / 60) ** 2), abs=1e-9)


@pytest.mark.parametrize(
    ("cadence", "verb", "allowed"), [(24, walk, "25 to 75"), (76, walk, "25 to 75"), (74, run, "75 to 117")]
)
def test_a_cadence_out_of_reach_is_refused(cadence: float, verb, allowed: str) -> None:
    with pytest.raises(
        InputError, match=rf"{verb.__name__}: cadence_per_min = {cadence} is not allowed: {allowed} strides"
    ):
        verb(cadence_per_min=cadence, minutes=1)


@pytest.mark.parametrize(("km_h", "cadence", "step_m"), [(8, 25, "2.7"), (0.5, 75, "0.056")])
def test_a_step_that_no_leg_makes_is_refused(km_h: float, cadence: float, step_m: str) -> None:
    with pytest.raises(InputError, match=rf"a step would be {step_m} m long, 0.1 to 1.2 m are possible"):
        walk(km_h, cadence_per_min=cadence, minutes=1)
