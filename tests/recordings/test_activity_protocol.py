"""A recording drives heart and muscles, for as long as it lasted."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart.errors import InputError
from secondheart.protocol import run, stand, walk
from secondheart.recordings import Recording, build_activity_protocol
from secondheart.recordings.activity import paused_intervals
from secondheart.recordings.effort import effort_percent

NAN = float("nan")


def recorded(t_s, heart_rate_bpm, cadence_per_min, *, sport="running", stopped_s=()) -> Recording:
    """Return a recording whose last time is its end."""
    edges = np.array(t_s, dtype=float)
    return Recording(
        source="made-up",
        sport=sport,
        sub_sport="",
        start=datetime(2026, 1, 1, tzinfo=UTC),
        duration_s=float(edges[-1]),
        t_s=edges[:-1],
        heart_rate_bpm=np.array(heart_rate_bpm, dtype=float),
        cadence_per_min=np.array(cadence_per_min, dtype=float),
        paused=paused_intervals(edges, tuple(stopped_s)),
        provenance={},
    )


def test_each_record_is_a_step_with_the_values_of_its_start() -> None:
    protocol = build_activity_protocol(recorded([0, 5, 11, 12], [120, 130, 140], [80, 85.5, 90]), name="morning")
    assert protocol.name == "morning"
    assert protocol.starts() == (0.0, 5.0, 11.0)
    assert [step.heart_rate_bpm for step in protocol.steps] == [120.0, 130.0, 140.0]
    assert [step.activity.name for step in protocol.steps] == ["run"] * 3
    periods = [step.activity.period_s for step in protocol.steps]
    assert periods == pytest.approx([60 / 80, 60 / 85.5, 60 / 90], rel=1e-12)
    assert protocol.step_at(5.0) is protocol.steps[1]


@pytest.mark.parametrize(
    ("sport", "cadence", "verb"),
    [("running", 70, "run"), ("running", 69.5, "walk"), ("walking", 75, "walk"), ("hiking", 50, "walk")],
)
def test_the_gait_follows_sport_and_cadence(sport: str, cadence: float, verb: str) -> None:
    (step,) = build_activity_protocol(recorded([0, 5], [120], [cadence], sport=sport)).steps
    assert step.activity.name == verb


@pytest.mark.parametrize(
    ("sport", "cadence", "nearest"),
    [("running", 150, run(25, seconds=5)), ("running", 72, run(5, seconds=5)), ("walking", 20, walk(0.5, seconds=5))],
)
def test_beyond_the_verbs_the_nearest_pattern_keeps_the_recorded_rhythm(sport, cadence, nearest) -> None:
    (step,) = build_activity_protocol(recorded([0, 5], [120], [cadence], sport=sport)).steps
    pattern = nearest.steps[0].activity
    assert step.activity.period_s == pytest.approx(60 / cadence, rel=1e-12)
    assert [burst.pressure_mmHg for burst in step.activity.bursts] == pytest.approx(
        [burst.pressure_mmHg for burst in pattern.bursts], rel=1e-9
    )


@pytest.mark.parametrize(
    ("heart_rate", "age", "effort"),
    [(60, 30, 0.0), (80, 30, 0.0), (133.5, 30, 50.0), (187, 30, 100.0), (210, 30, 100.0), (123, 60, 50.0)],
)
def test_effort_lies_between_standing_and_the_highest_heart_rate(heart_rate, age, effort) -> None:
    # Tanaka 2001: 208 - 0.7 * 30 = 187, 208 - 0.7 * 60 = 166
    assert effort_percent(heart_rate, age) == pytest.approx(effort, abs=1e-9)
    (step,) = build_activity_protocol(recorded([0, 5], [heart_rate], [80]), age_years=age).steps
    assert step.activity.effort_percent == pytest.approx(effort, abs=1e-9)


@pytest.mark.parametrize("cadence", [0.0, NAN])
def test_without_movement_a_raised_heart_rate_is_no_effort(cadence: float) -> None:
    steps = build_activity_protocol(recorded([0, 5, 10], [150, 150], [cadence, 80])).steps
    assert steps[0].activity is None
    assert steps[0].posture == stand(seconds=1).steps[0].posture
    assert steps[0].heart_rate_bpm == 150.0
    assert steps[1].activity is not None


def test_a_pause_is_standing_still_while_the_heart_rate_runs_straight_across() -> None:
    recording = recorded([0, 20, 32, 60], [140, 130, 106], [80, 80, 80], stopped_s=[(21, 31)])
    protocol = build_activity_protocol(recording)
    assert recording.pauses == ((20.0, 32.0),)
    assert recording.filled_s == 12.0
    assert [step.activity is None for step in protocol.steps] == [False, True, True, True, False]
    assert [step.heart_rate_bpm for step in protocol.steps] == pytest.approx([140, 130, 122, 114, 106], abs=1e-9)
    assert [step.duration_s for step in protocol.steps] == pytest.approx([20, 4, 4, 4, 28], abs=1e-9)


def test_missing_heart_rates_lie_between_their_neighbours() -> None:
    steps = build_activity_protocol(
        recorded([0, 5, 10, 15, 20, 30, 35], [NAN, 100, NAN, 110, 140, NAN], [80] * 6)
    ).steps
    assert [step.heart_rate_bpm for step in steps] == pytest.approx([100, 100, 105, 110, 140, 140], abs=1e-9)


def test_a_sport_without_pattern_and_a_recording_mostly_missing_are_refused() -> None:
    with pytest.raises(InputError, match="made-up: sport 'rowing' has no muscle pattern in the model; allowed"):
        build_activity_protocol(recorded([0, 5], [120], [80], sport="rowing"))
    with pytest.raises(InputError, match=r"made-up: 5 s of its 5 s have no heart rate \(5 s\) or no cadence \(0 s\)"):
        build_activity_protocol(recorded([0, 5], [NAN], [80]))


@st.composite
def some_recording(draw: st.DrawFn) -> Recording:
    lengths = draw(st.lists(st.floats(0.25, 40.0), min_size=1, max_size=30))
    times = np.concatenate([[0.0], np.cumsum(lengths)])
    hearts = draw(st.lists(st.one_of(st.floats(25, 230), st.just(NAN)), min_size=len(lengths), max_size=len(lengths)))
    strides = draw(st.lists(st.one_of(st.floats(10, 110), st.just(0.0)), min_size=len(lengths), max_size=len(lengths)))
    stop = draw(st.floats(0.0, float(times[-1])))
    return recorded(times, hearts, strides, stopped_s=[(stop, stop + draw(st.floats(0.0, 60.0)))])


@given(recording=some_recording())
def test_any_recording_is_filled_whole_and_without_invention(recording: Recording) -> None:
    if recording.filled_s > recording.duration_s / 2:
        with pytest.raises(InputError, match="at most half may be missing"):
            build_activity_protocol(recording)
        return
    protocol = build_activity_protocol(recording)
    known = recording.heart_rate_bpm[~np.isnan(recording.heart_rate_bpm)]
    assert protocol.duration_s == pytest.approx(recording.duration_s, abs=1e-9)
    assert all(step.activity or step.duration_s <= 5.0 + 1e-9 for step in protocol.steps)
    assert all(known.min() - 1e-9 <= step.heart_rate_bpm <= known.max() + 1e-9 for step in protocol.steps)
    moving = (recording.cadence_per_min > 0) & ~recording.paused
    assert sum(step.duration_s for step in protocol.steps if step.activity) == pytest.approx(
        np.diff(recording.edges_s)[moving].sum(), abs=1e-9
    )
