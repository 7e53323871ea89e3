"""A protocol as orders: heights, muscles, cuffs, breath and beat, each at its exact step."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart.anatomy import LEGS
from secondheart.day.fluids import through_the_day
from secondheart.engine import layout as at
from secondheart.engine.layout import Floats
from secondheart.packing import Order, build_orders, pack
from secondheart.packing.orders import CLAMPED, groin_clamps, heights
from secondheart.packing.pressure import cuff_sites
from secondheart.packing.records import no_record
from secondheart.person import Person
from secondheart.protocol import (
    LIE,
    RAISED,
    SIT,
    STAND,
    Activity,
    Burst,
    Load,
    Posture,
    Protocol,
    Step,
    lie,
    run,
    sit,
    stand,
    tilt,
    tilt_posture,
    tiptoe,
    walk,
)
from secondheart.simulation.session import Session, prepare
from tests.runs import play

DT = 0.0025
PACKED = pack(Person().body)
POSITION = dict(zip(PACKED.vessels, PACKED.positions, strict=True))


def ordered(protocol: Protocol) -> list[Order]:
    return list(build_orders(protocol, PACKED, DT))


def height(posture: Posture, name: str) -> float:
    return float(heights(posture, PACKED)[PACKED.vessel(name)])


def started(protocol: Protocol, seconds: float = 0.0) -> Session:
    """A session some time after the protocol began, not settled."""
    session = prepare(Person())
    play(session, ordered(protocol), round(seconds / DT))
    return session


# --- posture


def test_lying_all_are_level_and_standing_each_hangs_where_it_was_measured() -> None:
    assert (heights(LIE, PACKED) == 0.0).all()
    np.testing.assert_allclose(heights(STAND, PACKED)[:-1], -PACKED.positions, rtol=0, atol=1e-12)
    assert (heights(LIE, PACKED)[-1], heights(STAND, PACKED)[-1]) == (0.0, 1.0)


@given(st.floats(-90.0, 90.0))
def test_a_tilt_lowers_all_by_the_sine(angle: float) -> None:
    expected = -PACKED.positions * math.sin(math.radians(angle))
    np.testing.assert_allclose(heights(tilt_posture(angle), PACKED)[:-1], expected, rtol=0, atol=1e-9)


def test_sitting_the_thigh_is_level() -> None:
    segments = PACKED.body.scalars
    thigh = segments["segments.knee"] - segments["segments.groin"]
    for name in ("great_saphenous_ankle_left", "dorsal_arch_right", "plantar_left"):
        assert height(SIT, name) == pytest.approx(height(STAND, name) + thigh)
    assert height(SIT, "femoral_upper_left") == pytest.approx(-segments["segments.groin"])
    assert height(SIT, "head_veins") == height(STAND, "head_veins") > 0.0


def test_raised_legs_lie_above_the_heart_and_the_feet_highest() -> None:
    names = ("common_femoral_left", "femoral_lower_left", "posterior_tibial_lower_left", "dorsal_arch_left")
    ups = [height(RAISED, name) for name in names]
    assert ups == sorted(ups)
    assert height(RAISED, "dorsal_arch_left") > 30.0
    assert height(RAISED, "splanchnic_veins") == 0.0


def test_a_body_bent_at_a_joint_is_not_torn_there() -> None:
    """Two places next to each other stay next to each other, whatever the angles."""
    order = np.argsort(PACKED.positions)
    for posture in (SIT, RAISED, Posture(trunk_deg=-30, thigh_deg=70, calf_deg=-90, foot_deg=10)):
        steps = np.abs(np.diff(heights(posture, PACKED)[:-1][order]))
        assert (steps <= np.diff(PACKED.positions[order]) + 1e-9).all()


def test_a_change_of_posture_takes_its_time_and_ends_where_it_should() -> None:
    protocol = lie(seconds=2) + stand(seconds=8, transition_s=4.0)
    place = PACKED.vessel("plantar_left")
    course = [float(started(protocol, t).state.height[place]) for t in (1.99, 4.01, 6.02, 8.0)]
    whole = -POSITION["plantar_left"]
    assert course[0] == 0.0
    assert course[1] == pytest.approx(0.5 * whole, rel=0.01)  # half way at half time
    assert course[2] == course[3] == whole


def test_who_begins_standing_does_not_rise_first() -> None:
    assert ordered(stand(seconds=5))[0].ramp_s == 0.0
    assert ordered(stand(seconds=5) + stand(seconds=5))[1].ramp_s == 0.0
    assert ordered(lie(seconds=5) + stand(seconds=5, transition_s=2.0))[1].ramp_s == 2.0


# --- time


def test_orders_begin_at_the_steps_of_their_times() -> None:
    protocol = lie(seconds=1.0) + stand(seconds=0.5) + 3 * sit(seconds=0.1)
    assert [order.begins for order in ordered(protocol)] == [0, 400, 600, 640, 680]


# --- muscles


def pulse(group: str, peak: float, strength: float = 100.0, legs: str = "both", loads: tuple = ()) -> Step:
    burst = Burst(group=group, pressure_mmHg=peak, start=0.1, rise_end=0.2, hold_end=0.3, stop=0.4, source="a test")
    activity = Activity(
        name="pulse", period_s=1.0, bursts=(burst,), loads=loads, legs=legs, effort_percent=30,
        hyperaemia={"calf": 4.0}, strength_percent=strength,
    )  # fmt: skip
    return Step(duration_s=4.0, posture=STAND, activity=activity, standing_load=0.5)


def course(step: Step, muscle: str, person: Person | None = None) -> Floats:
    """Pressure that is ordered of a muscle, over one cycle, its last place the first of the next."""
    packed = pack(person.body) if person else PACKED
    (order,) = build_orders(Protocol(steps=(step,)), packed, DT)
    return order.muscle[:, packed.muscles.index(muscle)]


def test_orders_made_together_are_those_made_one_by_one() -> None:
    protocol = stand(seconds=5) + walk(km_h=3, minutes=1).cuff("thigh", pressure_mmHg=80) + lie(seconds=5)
    for one, other in zip(
        build_orders(protocol, PACKED, DT), build_orders(protocol, PACKED, DT).make_all(), strict=True
    ):
        assert isinstance(one, Order)
        assert isinstance(other, Order)
        assert (one.begins, one.ramp_s, one.cuff_s) == (other.begins, other.ramp_s, other.cuff_s)
        for name in ("heights", "cuffs", "now", "work", "local", "muscle"):
            assert np.array_equal(getattr(one, name), getattr(other, name))


def test_a_burst_presses_its_own_muscle_on_both_sides() -> None:
    for side in LEGS:
        pressure = course(pulse("anterior", 80.0), f"anterior_{side}")
        assert pressure.max() == 80.0
        assert pressure[0] == pressure[-1] == 0.0
        assert np.flatnonzero(pressure == 80.0) / (len(pressure) - 1) == pytest.approx(0.25, abs=0.051)
        assert course(pulse("anterior", 80.0), f"deep_posterior_{side}").max() == 0.0


def test_one_leg_works_alone() -> None:
    assert course(pulse("anterior", 80.0, legs="left"), "anterior_left").max() == 80.0
    assert course(pulse("anterior", 80.0, legs="left"), "anterior_right").max() == 0.0


def test_legs_in_antiphase_are_half_a_cycle_apart() -> None:
    left = course(pulse("anterior", 80.0, legs="antiphase"), "anterior_left")[:-1]
    right = course(pulse("anterior", 80.0, legs="antiphase"), "anterior_right")[:-1]
    assert (np.roll(left, len(left) // 2) == right).all()
    assert not (left == right).all()


def test_walking_and_running_step_one_foot_after_the_other_and_tiptoes_rise_together() -> None:
    for protocol, together in ((walk(km_h=3, seconds=9), False), (run(km_h=10, seconds=9), False), (tiptoe(), True)):
        (step,) = protocol.steps
        left, right = (course(step, f"superficial_posterior_{side}") for side in LEGS)
        assert left.max() > 50.0
        assert (left == right).all() == together


def test_strength_of_the_person_and_of_the_activity_scale_the_pressure() -> None:
    weak = Person(strength_percent=50)
    assert course(pulse("anterior", 80.0, 25.0), "anterior_left").max() == pytest.approx(20.0)
    assert course(pulse("anterior", 80.0), "anterior_left", weak).max() == pytest.approx(40.0)
    load = Load(weight=1.0, start=0.1, rise_end=0.2, hold_end=0.3, stop=0.4, source="a test")
    step = pulse("anterior", 80.0, loads=(load,))
    assert (course(step, "foot_left") == course(step, "foot_left", weak)).all()  # weight is not strength


def test_a_standing_foot_is_pressed_by_its_load() -> None:
    still = Step(duration_s=4.0, posture=STAND, standing_load=0.5)
    assert (course(still, "foot_left") == course(still, "foot_right")).all()
    assert course(still, "foot_left").min() == course(still, "foot_left").max() > 0.0
    assert course(lie(seconds=4).steps[0], "foot_left").max() == 0.0


def test_without_muscles_there_is_no_pressure_and_no_weight() -> None:
    (order,) = ordered(walk(km_h=3, seconds=4).without("muscles"))
    assert (order.muscle == 0.0).all()


def test_a_rhythm_that_goes_on_keeps_its_phase_and_a_new_one_begins_anew() -> None:
    goes_on, new = walk(km_h=3, seconds=3) + walk(km_h=3, seconds=3), walk(km_h=3, seconds=3) + tiptoe(times=3)
    phases = []
    for protocol in (goes_on, new):
        session = started(protocol, 3.0)
        play(session, ordered(protocol), session.step + 4)
        phases.append(float(session.state.clock[at.MUSCLE_PHASE]))
    assert phases[1] == pytest.approx(4 * DT / 1.0)
    assert phases[0] != pytest.approx(4 * DT / 1.0)


# --- cuffs


def test_every_site_of_a_cuff_lies_over_veins_of_the_leg_and_an_artery_that_it_can_close() -> None:
    for site, names in cuff_sites().items():
        for side in LEGS:
            under = [PACKED.body.vessel(f"{name}_{side}") for name in names]
            assert any(vessel.venous for vessel in under), site
            assert all(vessel.region.endswith(side) for vessel in under), site
            assert site == "ankle" or any(vessel.kind == "artery" for vessel in under), site


@pytest.mark.parametrize("site", ["foot", "ankle", "calf", "below_knee", "above_knee", "thigh"])
def test_a_cuff_presses_what_lies_under_it_on_its_side(site: str) -> None:
    (order,) = ordered(lie(seconds=4).cuff(site, pressure_mmHg=70, side="left"))  # type: ignore[arg-type]
    under = {PACKED.vessels[i] for i in np.flatnonzero(order.cuffs)}
    assert under == {f"{name}_left" for name in cuff_sites()[site]}
    reaching = 0.915 if site in ("thigh", "above_knee") else 1.0
    assert set(np.round(order.cuffs, 9)) == {0.0, round(70.0 * reaching, 9)}


def test_a_cuff_is_inflated_and_let_go() -> None:
    protocol = lie(seconds=2) + lie(seconds=4).cuff("thigh", pressure_mmHg=80, rise_s=2.0) + lie(seconds=2)
    place = PACKED.vessel("femoral_lower_left")
    pressures = [float(started(protocol, t).state.cuff[place]) for t in (2.0, 3.01, 4.02, 6.0, 7.0)]
    assert pressures == pytest.approx([0.0, 36.6, 73.2, 73.2, 0.0], abs=0.8)


# --- heart and breath


def test_a_driven_heart_beats_as_it_is_told() -> None:
    session = started(lie(seconds=8).heart_rate(150), 6.0)
    assert session.state.clock[at.BEAT_LENGTH] == pytest.approx(0.4)
    free = ordered(lie(seconds=8))[0]
    assert free.now[at.RR_IMPOSED] == 0.0


def test_without_the_heart_no_blood_comes_through_the_groin() -> None:
    session = started(lie(seconds=3).without("heart"), 2.0)
    for e in groin_clamps(session.packed):
        assert session.packed.network.clamp[e] == CLAMPED
        assert abs(session.state.flow[e]) < 0.01  # mL/s
    play(session, ordered(lie(seconds=3).without("heart") + lie(seconds=3)), 1210)
    assert (session.packed.network.clamp == 1.0).all()


def test_without_breathing_chest_and_belly_are_still() -> None:
    (order,) = ordered(stand(seconds=4).without("breathing"))
    assert (order.now[at.CHEST_SWING], order.now[at.BELLY_SWING]) == (0.0, 0.0)
    session = started(stand(seconds=8).without("breathing"))
    seen = set()
    for _ in range(20):
        session.advance(100, no_record(session.packed))
        seen.add((float(session.state.outside[at.CHEST]), float(session.state.outside[at.BELLY])))
    assert len(seen) == 1


def test_a_deeper_breath_pulls_more_and_a_quicker_one_more_often() -> None:
    usual, deep = ordered(lie(seconds=4) + lie(seconds=4).breathing(rate_per_min=30, depth_mL=2000))
    assert deep.now[at.CHEST_SWING] == pytest.approx(4.0 * usual.now[at.CHEST_SWING])
    assert deep.now[at.BREATH_RATE] == pytest.approx(0.5)


def test_a_rhythm_faster_than_the_clock_stays_in_its_table() -> None:
    twitch = Activity(name="twitch", period_s=0.001, legs="both")
    (order,) = ordered(Protocol(steps=(lie(seconds=1).steps[0].replace(activity=twitch),)))
    assert order.now[at.MUSCLE_RATE] * at.TICK_S == 0.5


def test_what_is_drunk_passed_and_lost_is_ordered_in_mL_a_second() -> None:
    order = build_orders(through_the_day(sit(seconds=10)), PACKED, 0.0025)[0]
    assert isinstance(order, Order)
    assert order.now[[at.DRINK, at.URINE, at.LOSS]] * 3600.0 == pytest.approx([150.0, 66.0, 33.3])
    plain = build_orders(sit(seconds=10), PACKED, 0.0025)[0]
    assert isinstance(plain, Order)
    assert (plain.now[[at.DRINK, at.URINE, at.LOSS]] == 0.0).all()


def test_who_rises_by_own_force_works_by_how_far_and_whom_a_table_tilts_does_not() -> None:
    def rise(protocol: Protocol) -> float:
        return float(build_orders(protocol, PACKED, 0.0025)[1].now[at.RISE])

    assert rise(lie(seconds=1) + stand(seconds=5)) == 1.0
    assert 0.2 < rise(sit(seconds=1) + stand(seconds=5)) < 0.6
    assert rise(stand(seconds=1) + lie(seconds=5)) == 0.0
    assert rise(lie(seconds=1) + tilt(90, seconds=5)) == 0.0
    assert rise((lie(seconds=1) + stand(seconds=5)).gravity(0.0)) == 0.0
    assert rise((lie(seconds=1) + stand(seconds=5)).paralysed("left", "right")) == 0.0


def test_a_run_under_three_times_the_weight_presses_the_foot_three_times_as_hard() -> None:
    def foot(gravity_g: float) -> float:
        order = build_orders(run(12, seconds=5).gravity(gravity_g), PACKED, 0.0025)[0]
        return float(order.muscle[:, PACKED.muscles.index("foot_left")].max())

    assert foot(3.0) > 2.0 * foot(1.0)
