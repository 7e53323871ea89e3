"""Steps in a recorded rhythm, from the nearest pattern that a verb allows."""

from __future__ import annotations

import math
from functools import lru_cache

from secondheart.protocol import Breathing, Step, cycle, run, walk
from secondheart.protocol.effort import breathing_of, cycling_percent, cycling_watts
from secondheart.protocol.gait import GaitName, gait_pattern
from secondheart.protocol.movement import cycling_strength
from secondheart.recordings.heart_effort import Rider, effort_of_heart_rate

STRENGTH_PERCENT = 5.0  # strength is rounded to it: a ride has thousands of powers, and each pattern costs time


def pace(
    gait: GaitName, cadence_per_min: float, duration_s: float, heart_rate_bpm: float, effort: float | None
) -> Step:
    """Return a walk or a run at a cadence; no heart rate (nan): the heart's own, no effort: that of the pattern."""
    return drive(_stride(gait, cadence_per_min), duration_s, 60.0 / cadence_per_min, heart_rate_bpm, effort)


def pedal(cadence_per_min: float, watts: float | None, duration_s: float, heart_rate_bpm: float, rider: Rider) -> Step:
    """Return a ride at a cadence and a power; a power that is not known is the one that the heart rate stands for."""
    if watts is None:
        effort = effort_of_heart_rate(heart_rate_bpm, rider.age_years)
        watts = cycling_watts(effort, rider.mass_kg)
    else:
        effort = cycling_percent(watts, rider.mass_kg)
    steps = round(cycling_strength(watts, cadence_per_min) / STRENGTH_PERCENT)
    step = _pedalling(STRENGTH_PERCENT * steps, f"cycle, {cadence_per_min:g} turns/min")
    return drive(step, duration_s, 60.0 / cadence_per_min, heart_rate_bpm, effort)


def drive(step: Step, duration_s: float, period_s: float | None, heart_rate_bpm: float, effort: float | None) -> Step:
    """Return a step of a verb as it was recorded; what is None or nan stays as the verb has it."""
    activity = step.activity
    if activity is not None:
        work = activity.effort_percent if effort is None else effort
        activity = activity.replace(period_s=period_s or activity.period_s, effort_percent=work)
        step = step.replace(activity=activity, breathing=breathing_of(work))
    return step.replace(
        duration_s=duration_s,
        transition_s=min(step.transition_s, duration_s),
        heart_rate_bpm=None if math.isnan(heart_rate_bpm) else heart_rate_bpm,
    )


@lru_cache(maxsize=1)
def saddle() -> Step:
    """Return a step of sitting still on the saddle."""
    riding = cycle(seconds=1.0, transition_s=0.0).steps[0]
    return riding.replace(activity=None, breathing=Breathing(), label="seated on the bicycle")


@lru_cache(maxsize=1024)
def _pedalling(strength_percent: float, label: str) -> Step:
    step = cycle(seconds=1.0, transition_s=0.0).steps[0]
    return step.replace(
        activity=step.activity and step.activity.replace(strength_percent=strength_percent), label=label
    )


@lru_cache(maxsize=1024)
def _stride(gait: GaitName, cadence_per_min: float) -> Step:
    pattern, verb = gait_pattern(gait), {"run": run, "walk": walk}[gait]
    slowest, fastest = pattern.allowed_cadence_per_min.value
    nearest = min(max(cadence_per_min, slowest), fastest)
    step = verb(cadence_per_min=nearest, seconds=1.0, transition_s=0.0).steps[0]
    return step.replace(label=f"{gait}, {cadence_per_min:g} strides/min")
