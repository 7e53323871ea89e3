"""A recorded ride: power and cadence drive the legs, the heart rate drives the heart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart.protocol import Step, cycle
from secondheart.protocol.effort import cycling_percent, cycling_watts
from secondheart.protocol.movement import cycling_strength
from secondheart.recordings import Recording, build_activity_protocol, read_activity
from secondheart.recordings.effort import effort_percent
from tests.recordings import fitfile as fit
from tests.recordings.fitfile import Row
from tests.recordings.test_activity_protocol import recorded

NAN = float("nan")


def ridden(t_s, heart_rate_bpm, cadence_per_min, watts=None, **fields) -> Recording:
    recording = recorded(t_s, heart_rate_bpm, cadence_per_min, sport="cycling", **fields)
    return replace(recording, power_watts=None if watts is None else np.array(watts, dtype=float))


def first(recording: Recording, **person) -> Step:
    return build_activity_protocol(recording, **person).steps[0]


def test_a_recorded_power_sets_effort_and_pressures() -> None:
    step = first(ridden([0, 5], [120], [60], [120]))
    assert step.heart_rate_bpm == 120.0
    assert step.activity is not None
    assert (step.activity.name, step.activity.period_s, step.activity.strength_percent) == ("cycle", 1.0, 125.0)
    assert step.activity.effort_percent == pytest.approx(cycling_percent(120), abs=1e-9)
    assert step.posture == cycle(minutes=1).steps[0].posture


def test_the_effort_of_a_power_goes_by_the_riders_mass() -> None:
    light, heavy = (first(ridden([0, 5], [120], [60], [120]), mass_kg=mass).activity for mass in (50, 100))
    assert light is not None
    assert heavy is not None
    assert light.effort_percent == pytest.approx(cycling_percent(120, 50), abs=1e-9)
    assert heavy.effort_percent == pytest.approx(cycling_percent(120, 100), abs=1e-9)


@pytest.mark.parametrize("watts", [None, [NAN]])
def test_without_a_power_the_heart_rate_stands_for_one(watts) -> None:
    step = first(ridden([0, 5], [150], [80], watts), age_years=40)
    effort = effort_percent(150, 40)
    assert step.activity is not None
    assert step.activity.effort_percent == pytest.approx(effort, abs=1e-9)
    strength = cycling_strength(cycling_watts(effort), 80)
    assert step.activity.strength_percent == pytest.approx(strength, abs=2.5)


@pytest.mark.parametrize("cadence", [0.0, NAN])
def test_who_does_not_pedal_sits_still_on_the_saddle(cadence: float) -> None:
    steps = build_activity_protocol(ridden([0, 12, 24], [140, 120], [80, cadence], [150, 0])).steps
    assert [step.activity is None for step in steps] == [False, True, True, True]
    assert {step.posture.name for step in steps} == {"cycle"}
    assert [step.standing_load for step in steps] == [0.1] * 4


def test_no_cadence_is_too_fast_or_too_slow() -> None:
    for cadence in (1.0, 8.0, 200.0):
        step = first(ridden([0, 5], [120], [cadence], [200]))
        assert step.activity is not None
        assert step.activity.period_s == pytest.approx(60 / cadence, rel=1e-12)
        assert step.activity.strength_percent <= 300.0


def test_a_power_is_read_where_a_meter_was_on_the_bicycle(tmp_path) -> None:
    path = tmp_path / "ride.FIT"
    path.write_bytes(fit.activity([Row(0, watts=200), Row(1, watts=None), Row(2, watts=0)], sport=fit.CYCLING))
    np.testing.assert_array_equal(read_activity(path).power_watts, [200, NAN, 0])
    path.write_bytes(fit.activity([Row(0), Row(1)], sport=fit.CYCLING))
    assert read_activity(path).power_watts is None


@given(
    watts=st.lists(st.one_of(st.floats(0, 3000), st.just(NAN)), min_size=1, max_size=8),
    cadence=st.floats(0.5, 250),
    heart=st.floats(25, 230),
    mass=st.one_of(st.none(), st.floats(20, 400)),
)
def test_any_ride_is_a_protocol(watts: list[float], cadence: float, heart: float, mass: float | None) -> None:
    count = len(watts)
    ride = ridden(np.arange(count + 1.0), [heart] * count, [cadence] * count, watts)
    protocol = build_activity_protocol(ride, mass_kg=mass)
    assert protocol.duration_s == pytest.approx(count, abs=1e-9)
    assert all(step.activity and 0 <= step.activity.effort_percent <= 100 for step in protocol.steps)
