"""The other movements: posture, effort, pulses and load of each, and the sentences of what they refuse."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from secondheart.errors import InputError
from secondheart.physics.muscle import burst
from secondheart.protocol import (
    LIE,
    SIT,
    STAND,
    Activity,
    Protocol,
    Step,
    cycle,
    fidget,
    run,
    squat,
    stairs,
    walk,
    weight_transfer,
)
from secondheart.protocol.effort import breathing_of, climbing_percent, cycling_percent, cycling_watts
from secondheart.protocol.movement import cycling_strength
from secondheart.protocol.repeated import ankle_pumps, dorsiflexion, toe_curls
from secondheart.protocol.verbs import all_verbs

PER_WEIGHT = 40.0  # mmHg under a foot that bears a body's weight


def step_of(protocol: Protocol) -> Step:
    (step,) = protocol.steps
    return step


def activity(protocol: Protocol) -> Activity:
    found = step_of(protocol).activity
    assert found is not None
    return found


def peaks(of: Activity) -> dict[str, float]:
    """The highest pressure of each group."""
    return {pulse.group: pulse.pressure_mmHg for pulse in sorted(of.bursts, key=lambda pulse: pulse.pressure_mmHg)}


def test_every_verb_is_known_to_files_by_its_name() -> None:
    assert set(all_verbs()) == {
        *("lie", "sit", "stand", "raise_legs", "tilt", "tiptoe", "walk", "run", "cycle", "stairs", "squat"),
        *("weight_transfer", "fidget", "ankle_pumps", "dorsiflexion", "toe_curls", "valsalva", "cough"),
    }


@pytest.mark.parametrize("verb", [cycle, stairs, squat, weight_transfer, fidget])
def test_a_duration_is_given_exactly_once(verb) -> None:
    assert verb(minutes=1).duration_s == verb(seconds=60).duration_s == 60.0
    with pytest.raises(InputError, match=f"^{verb.__name__} needs a duration in exactly one of seconds and minutes"):
        verb()


@pytest.mark.parametrize(
    ("protocol", "load", "legs"),
    [
        (cycle(minutes=1), 0.1, "antiphase"),
        (stairs(minutes=1), 0.0, "antiphase"),
        (squat(minutes=1), 0.5, "both"),
        (squat(times=5), 0.5, "both"),
        (weight_transfer(minutes=1), 0.0, "antiphase"),
        (fidget(minutes=1), 0.1, "antiphase"),
        (ankle_pumps(), 0.0, "both"),
        (ankle_pumps(posture="sit"), 0.1, "both"),
        (dorsiflexion(), 0.1, "both"),
        (toe_curls(posture="stand"), 0.5, "both"),
    ],
)
def test_what_rests_on_the_feet_and_which_legs_move(protocol: Protocol, load: float, legs: str) -> None:
    assert step_of(protocol).standing_load == load
    assert activity(protocol).legs == legs


@pytest.mark.parametrize(
    ("verb", "postures"),
    [(ankle_pumps, {"lie": LIE, "sit": SIT}), (toe_curls, {"lie": LIE, "sit": SIT, "stand": STAND})],
)
def test_feet_move_in_the_posture_that_is_asked_for(verb, postures) -> None:
    for name, posture in postures.items():
        assert step_of(verb(posture=name)).posture == posture


@pytest.mark.parametrize("verb", [ankle_pumps, dorsiflexion])
@pytest.mark.parametrize("posture", ["stand", "LIE", "", 3, ["lie"], None])
def test_a_posture_that_leaves_the_feet_no_room_is_refused(verb, posture: object) -> None:
    with pytest.raises(InputError, match=rf"^{verb.__name__}: posture = .* is not allowed: lie, sit$"):
        verb(posture=posture)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: cycle(-1, minutes=1), "cycle: watts = -1 is not allowed: 0 to 2000 W"),
        (lambda: cycle(50, 9, minutes=1), "cycle: rpm = 9 is not allowed: 10 to 250 turns a minute"),
        (lambda: cycle(50, mass_kg=0, minutes=1), "cycle: mass_kg = 0 is not allowed: 20 to 400 kg"),
        (lambda: cycle(math.nan, minutes=1), "cycle: watts = nan is not allowed"),
        (lambda: stairs(201, minutes=1), "stairs: steps_per_min = 201 is not allowed: 10 to 200 steps a minute"),
        (lambda: stairs(80, 4, minutes=1), "stairs: step_cm = 4 is not allowed: 5 to 40 cm"),
        (lambda: squat(times=5, minutes=1), "squat takes times, or a duration in seconds or minutes, not both"),
        (lambda: squat(times=0), "squat: times = 0 is not allowed: a whole number from 1 to 10000"),
        (lambda: squat(times=2, every_s=0.5), "squat: every_s = 0.5 is not allowed: 1 to 60 s"),
        (lambda: weight_transfer(0.5, minutes=1), "weight_transfer: every_s = 0.5 is not allowed: 1 to 600 s"),
        (lambda: ankle_pumps(times=1.5), "ankle_pumps: times = 1.5 is not allowed: a whole number"),
        (lambda: toe_curls(every_s=0.4), "toe_curls: every_s = 0.4 is not allowed: 0.5 to 60 s"),
    ],
)
def test_the_impossible_is_refused_in_one_sentence(make, sentence: str) -> None:
    with pytest.raises(InputError, match=f"^{sentence}"):
        make()


def test_cycling_takes_the_oxygen_of_the_metabolic_equation() -> None:
    # ACSM, leg cycling: 7 + 10.8 W/kg in mL/(kg min), rest being 3.5 of it; reserve from 3.5 to 45.
    assert cycling_percent(50) == pytest.approx(100 * (7 + 10.8 * 50 / 70 - 3.5) / 41.5, abs=1e-9)
    assert cycling_percent(50, 50) == pytest.approx(100 * (7 + 10.8 - 3.5) / 41.5, abs=1e-9)
    assert cycling_percent(1000) == 100.0
    assert activity(cycle(100, mass_kg=50, minutes=1)).effort_percent == cycling_percent(100, 50)


@pytest.mark.parametrize("watts", [0.0, 1.0, 75.0, 240.0])
def test_power_and_effort_tell_the_same_ride(watts: float) -> None:
    assert cycling_watts(cycling_percent(watts, 80), 80) == pytest.approx(watts, abs=1e-9)
    assert cycling_watts(0.0) == 0.0


def test_the_pressures_of_cycling_are_those_of_the_calibrated_leg_at_50_watts_and_50_turns() -> None:
    riding = activity(cycle(50, 50, minutes=1))
    assert (riding.period_s, riding.strength_percent) == (1.2, 100.0)
    calf = {"superficial_posterior": 80, "deep_posterior": 60, "anterior": 20, "thigh": 50}
    assert {group: peaks(riding)[group] for group in calf} == calf
    (load,) = riding.loads
    total = peaks(riding)["foot"] + PER_WEIGHT * (load.weight + step_of(cycle(minutes=1)).standing_load)
    assert total == pytest.approx(30.0, abs=1e-9)


def test_the_pressures_of_cycling_grow_with_the_torque_at_the_crank() -> None:
    # 60 to 100 mmHg of the synthesis: no load, and 120 W at 60 turns a minute
    assert cycling_strength(0, 60) * 0.8 == pytest.approx(60.0, abs=1e-9)
    assert cycling_strength(120, 60) * 0.8 == pytest.approx(100.0, abs=1e-9)
    assert cycling_strength(100, 50) == cycling_strength(200, 100)
    assert cycling_strength(2000, 10) == 300.0  # no muscle presses harder


def test_a_calf_gets_less_of_the_effort_on_a_bicycle_than_a_thigh() -> None:
    # calibrated leg: calf 3 and foot 2 times rest at 50 W; full effort gives calves 28 and feet 9 times rest
    riding = activity(cycle(50, 50, minutes=1))
    effort = riding.effort_percent / 100
    assert 1 + 27 * effort * riding.effort_share["calf"] == pytest.approx(3.0, abs=0.05)
    assert 1 + 8 * effort * riding.effort_share["foot"] == pytest.approx(2.0, abs=0.05)
    assert "thigh" not in riding.effort_share


def test_climbing_takes_the_oxygen_of_the_metabolic_equation() -> None:
    # ACSM: 1.8 mL/(kg min) for each m/min upwards, a third more with coming down again
    assert climbing_percent(13.6) == pytest.approx(100 * 1.8 * 13.6 / 41.5, abs=1e-9)
    assert activity(stairs(80, 17, minutes=1)).effort_percent == climbing_percent(13.6)
    assert activity(squat(times=10, every_s=4)).effort_percent == pytest.approx(100 * 1.33 * 1.8 * 6 / 41.5, abs=1e-9)


def test_stairs_take_what_was_measured_on_them() -> None:
    # Bassett 1997, doi 10.1097/00005768-199709000-00019: 8.6 times rest at 70 steps a minute
    uptake = 3.5 + 0.415 * activity(stairs(70, 20, minutes=1)).effort_percent
    assert uptake / 3.5 == pytest.approx(8.6, abs=0.6)


@pytest.mark.parametrize(("steps_per_min", "period"), [(60, 2.0), (120, 1.0)])
def test_a_cycle_of_stairs_is_two_steps(steps_per_min: float, period: float) -> None:
    assert activity(stairs(steps_per_min, minutes=1)).period_s == period


@pytest.mark.parametrize("protocol", [cycle(150, minutes=1), stairs(minutes=1), squat(times=10), fidget(minutes=1)])
def test_breathing_follows_effort_as_in_walking(protocol: Protocol) -> None:
    assert step_of(protocol).breathing == breathing_of(activity(protocol).effort_percent)
    assert step_of(protocol).breathing.rate_per_min > 15.0


def test_a_held_squat_presses_until_it_ends() -> None:
    for seconds in (0.5, 10, 120):
        for pulse in activity(squat(seconds=seconds)).bursts:
            assert (pulse.start, pulse.hold_end, pulse.stop) == (0.0, 1.0, 1.0)
            assert pulse.rise_end * seconds == pytest.approx(min(1.0, seconds / 2), abs=1e-9)
    assert activity(squat(minutes=2)).period_s == 120.0


def course(pulses, height: str, place: float) -> float:
    return sum(
        getattr(pulse, height) * burst(place % 1.0, pulse.start, pulse.rise_end, pulse.hold_end, pulse.stop)
        for pulse in pulses
    )


def test_in_a_weight_transfer_both_feet_together_always_bear_the_whole_body() -> None:
    loads = activity(weight_transfer(minutes=1)).loads
    for place in np.linspace(0.0, 1.0, 101):
        both = course(loads, "weight", place) + course(loads, "weight", place + 0.5)
        assert both == pytest.approx(1.0, abs=1e-9)


def test_fidgeting_is_uneven_and_small() -> None:
    moving = activity(fidget(minutes=5))
    lifts = sorted(pulse.start * moving.period_s for pulse in moving.bursts if pulse.group == "deep_posterior")
    gaps = [after - before for before, after in pairwise(lifts)]
    assert max(gaps) > 3 * min(gaps)
    assert max(peaks(moving).values()) <= max(peaks(activity(ankle_pumps())).values())
    assert moving.effort_percent < activity(walk(1, minutes=1)).effort_percent


def test_going_up_presses_all_of_the_calf_together() -> None:
    # Gershuni 1984: pulling the foot up raises the pressure in all compartments
    for verb, late in ((ankle_pumps, 0.5), (dorsiflexion, 0.0)):
        moving = activity(verb())
        up = {pulse.group for pulse in moving.bursts if pulse.start >= late and pulse.group != "foot"}
        assert up == {"anterior", "superficial_posterior", "deep_posterior"}


def test_toe_curls_press_the_foot_as_tiptoes_do() -> None:
    assert peaks(activity(toe_curls()))["foot"] == 60.0
    assert max(peaks(activity(toe_curls())), key=peaks(activity(toe_curls())).__getitem__) == "foot"


def test_nothing_presses_harder_than_running() -> None:
    hardest = max(peaks(activity(run(minutes=1))).values())
    for verb in (cycle, stairs, squat, weight_transfer, fidget):
        moving = activity(verb(minutes=1))
        assert max(peaks(moving).values()) * moving.strength_percent / 100 < hardest
