"""The rule that makes a protocol of a recording.

Each record of an activity is one step from its time to the next record's, with the values it holds. The recorded heart
rate drives the heart; the recorded cadence drives the muscles, on a bicycle together with the power: the recorded one,
or else the one that the heart rate stands for. In pauses, at a cadence of zero and where no cadence was recorded the
person stands still, or sits still on the saddle, in steps of at most 5 s. Missing heart rates lie on the line between
their neighbours. Tables with postures go by the rule of `by_posture`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

import numpy as np

from secondheart.errors import InputError
from secondheart.protocol import Protocol, Step, stand
from secondheart.protocol._shared_parts import Sharing
from secondheart.protocol.gait import GaitName
from secondheart.protocol.protocol import MOST_STEPS
from secondheart.recordings.activity import Floats, Recording, Rider, require_known, verb_of
from secondheart.recordings.effort import AGE_YEARS, effort_percent, filled_heart_rate
from secondheart.recordings.rhythm import paced, pedalled, saddle
from secondheart.recordings.table_protocol import steps_by_posture

STANDING_STEP_S = 5.0  # assumed: short against the seconds in which heart rate falls after exercise
RUN_FROM_PER_MIN = 70.0  # 140 steps a minute (doi 10.1016/j.humov.2023.103117: 135 to 140)


def build_activity_protocol(
    recording: Recording, name: str = "activity", *, age_years: float = AGE_YEARS, mass_kg: float | None = None
) -> Protocol:
    """Turn a recording into a protocol.

    Parameters
    ----------
    recording : Recording
        A walk, hike, run or ride, or a table of steps, heart rate and posture; `recording.pauses` and
        `recording.filled_s` say what had to be filled in.
    name : str
        Name of the protocol.
    age_years : float
        Age of the person, which sets the highest heart rate and so the effort.
    mass_kg : float, optional
        Mass of a rider, which sets the effort of a power; the default person's if left out.

    Returns
    -------
    Protocol
        As long as the recording.

    Raises
    ------
    InputError
        If the model has no muscle pattern for the sport, if most of the recording is missing, or if it has more
        steps than a protocol may have.

    Notes
    -----
    Effort is given only while the feet move: a raised heart rate at rest is heat, posture or emotion.
    A run at fewer than 70 strides a minute is walked. Beyond the cadences of the verbs the pattern is that of the
    nearest one they allow, in the recorded rhythm.

    References
    ----------
    Human Movement Science 2023, 90:103117 (people run from about 140 steps a minute on).
    """
    rider = Rider(age_years, mass_kg)
    require_known(recording)
    made = steps_by_posture(recording, rider) if recording.posture else _steps_by_sport(recording, rider)
    steps = tuple(islice(map(Sharing().step, made), MOST_STEPS + 1))
    if len(steps) > MOST_STEPS:
        raise InputError(f"{recording.source}: makes more than {MOST_STEPS} steps; fewer are allowed")
    return Protocol(name=name, steps=steps)


def _steps_by_sport(recording: Recording, rider: Rider) -> Iterator[Step]:
    verb = verb_of(recording)
    still = saddle() if verb == "cycle" else stand(seconds=1.0, transition_s=0.0).steps[0]
    moving = (recording.cadence_per_min > 0.0) & ~recording.paused
    edges, heart = recording.edges_s, filled_heart_rate(recording)
    for i in np.flatnonzero(np.diff(edges) > 0.0):
        start, stop, beat = float(edges[i]), float(edges[i + 1]), float(heart[i])
        cadence = float(recording.cadence_per_min[i])
        if not moving[i]:
            yield from _resting(still, start, stop, recording.t_s, heart)
        elif verb == "cycle":
            yield pedalled(cadence, _watts(recording, int(i)), stop - start, beat, rider)
        else:
            gait: GaitName = "walk" if cadence < RUN_FROM_PER_MIN else verb
            yield paced(gait, cadence, stop - start, beat, effort_percent(beat, rider.age_years))


def _watts(recording: Recording, i: int) -> float | None:
    power = recording.power_watts
    return None if power is None or np.isnan(power[i]) else float(power[i])


def _resting(still: Step, start_s: float, stop_s: float, t_s: Floats, heart_rate_bpm: Floats) -> Iterator[Step]:
    edges = np.linspace(start_s, stop_s, int(np.ceil((stop_s - start_s) / STANDING_STEP_S)) + 1)
    for left, right in pairwise(edges):
        beat = float(np.interp(left, t_s, heart_rate_bpm))
        yield still.replace(duration_s=float(right - left), heart_rate_bpm=beat)
