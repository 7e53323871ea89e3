"""The rule that makes a protocol of a recorded activity.

Each record is one step from its time to the next record's, with the values it holds. The recorded heart rate drives
the heart; the recorded cadence drives the muscles. In pauses, at a cadence of zero and where no cadence was recorded
the person stands still, in steps of at most 5 s. Missing heart rates lie on the line between their neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import numpy as np

from secondheart.exchange.recording import Floats, Recording, require_known, verb_of
from secondheart.protocol import Protocol, Step, run, stand, walk
from secondheart.protocol.gait import GaitName, breathing_of, gait_pattern

AGE_YEARS = 30.0  # the default person's
HEART_RATE_STANDING_BPM = 80.0  # assumed: a healthy adult standing at ease
STANDING_STEP_S = 5.0  # assumed: short against the seconds in which heart rate falls after exercise
RUN_FROM_PER_MIN = 70.0  # 140 steps a minute (doi 10.1016/j.humov.2023.103117: 135 to 140)


def activity_protocol(recording: Recording, name: str = "activity", *, age_years: float = AGE_YEARS) -> Protocol:
    """Turn a recorded activity into a protocol.

    Parameters
    ----------
    recording : Recording
        A walk, hike or run; `recording.pauses` and `recording.filled_s` say what had to be filled in.
    name : str
        Name of the protocol.
    age_years : float
        Age of the person, which sets the highest heart rate and so the effort.

    Returns
    -------
    Protocol
        As long as the recording.

    Raises
    ------
    InputError
        If the model has no muscle pattern for the sport, or if most of the recording is missing.

    Notes
    -----
    Effort is given only while the feet move: a raised heart rate at rest is heat, posture or emotion.
    A run at fewer than 70 strides a minute is walked. Beyond the cadences of the verbs the pattern is that of the
    nearest one they allow, in the recorded rhythm.

    References
    ----------
    Human Movement Science 2023, 90:103117 (people run from about 140 steps a minute on).
    """
    gait = verb_of(recording)
    require_known(recording)
    moving = (recording.cadence_per_min > 0.0) & ~recording.paused
    edges = recording.edges_s
    heart = filled_heart_rate(recording)
    steps: list[Step] = []
    for i in np.flatnonzero(np.diff(edges) > 0.0):
        start, stop = float(edges[i]), float(edges[i + 1])
        if moving[i]:
            steps.append(_moving(gait, float(recording.cadence_per_min[i]), stop - start, float(heart[i]), age_years))
        else:
            steps.extend(_standing(start, stop, recording.t_s, heart))
    return Protocol(name=name, steps=tuple(steps))


def filled_heart_rate(recording: Recording) -> Floats:
    """Return the heart rate of every record, missing ones on the line between their neighbours."""
    known = ~np.isnan(recording.heart_rate_bpm)
    return np.interp(recording.t_s, recording.t_s[known], recording.heart_rate_bpm[known])


def effort_percent(heart_rate_bpm: float, age_years: float = AGE_YEARS) -> float:
    """Return the share of the oxygen uptake reserve that a heart rate in movement stands for.

    Parameters
    ----------
    heart_rate_bpm : float
        Recorded heart rate. [bpm]
    age_years : float
        Age, for the highest heart rate. [a]

    References
    ----------
    Tanaka, Monahan and Seals 2001, J Am Coll Cardiol 37:153 (highest heart rate 208 - 0.7 age); the standing heart
    rate of 80 bpm is assumed.
    """
    highest = 208.0 - 0.7 * age_years
    share = (heart_rate_bpm - HEART_RATE_STANDING_BPM) / (highest - HEART_RATE_STANDING_BPM)
    return 100.0 * min(max(share, 0.0), 1.0)


def _moving(gait: GaitName, cadence_per_min: float, duration_s: float, heart_rate_bpm: float, age_years: float) -> Step:
    pattern = _stride("walk" if cadence_per_min < RUN_FROM_PER_MIN else gait, cadence_per_min)
    effort = effort_percent(heart_rate_bpm, age_years)
    activity = pattern.activity and pattern.activity.replace(period_s=60.0 / cadence_per_min, effort_percent=effort)
    return pattern.replace(
        duration_s=duration_s, heart_rate_bpm=heart_rate_bpm, activity=activity, breathing=breathing_of(effort)
    )


@lru_cache(maxsize=1024)
def _stride(gait: GaitName, cadence_per_min: float) -> Step:
    pattern, verb = gait_pattern(gait), {"run": run, "walk": walk}[gait]
    slowest, fastest = (60.0 / pattern.period.at(pattern.share(km_h)) for km_h in pattern.allowed_km_h.value)
    nearest = min(max(cadence_per_min, slowest), fastest)
    step = verb(cadence_per_min=nearest, seconds=1.0, transition_s=0.0).steps[0]
    return step.replace(label=f"{gait}, {cadence_per_min:g} strides/min")


def _standing(start_s: float, stop_s: float, t_s: Floats, heart_rate_bpm: Floats) -> Iterator[Step]:
    still = stand(seconds=1.0, transition_s=0.0).steps[0]
    edges = np.linspace(start_s, stop_s, int(np.ceil((stop_s - start_s) / STANDING_STEP_S)) + 1)
    for left, right in pairwise(edges):
        beat = float(np.interp(left, t_s, heart_rate_bpm))
        yield still.replace(duration_s=float(right - left), heart_rate_bpm=beat)
