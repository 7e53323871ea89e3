"""The rule that makes steps of a table with postures.

Each row lasts until the next; the last one as long as a usual row. Steps at 60 a minute or more, and at any rate a
row of walking or running with its number of steps at that rate, fill the row; fewer are walked in one bout at its
beginning, at 100 steps a minute, and the rest of the row is spent in its posture, after walking or running standing.
From 140 steps a minute on, or where the posture says so, they are run. A row of walking, running or cycling without
steps is done at the verb's usual pace; cycling with a heart rate at the power that the heart rate stands for.
Where the posture is empty it stays as it was; before the first one the person stands. A heart rate drives the heart
and, while the feet move, the effort, for as long as its row; where it is empty both are the model's own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from secondheart.protocol import Step, cycle, lie, raise_legs, run, sit, stand, walk
from secondheart.protocol.gait import GaitName
from secondheart.recordings.activity import Recording, Rider
from secondheart.recordings.effort import effort_percent
from secondheart.recordings.rhythm import driven, paced, pedalled
from secondheart.recordings.steps import CONTINUOUS_PER_MIN, PREFERRED_PER_MIN

VERBS = {"lie": lie, "sit": sit, "stand": stand, "walk": walk, "run": run, "cycle": cycle, "raise_legs": raise_legs}
POSTURES = tuple(VERBS)
MOVING = ("walk", "run", "cycle")
RUN_FROM_PER_MIN = 140.0  # as in `to_protocol`


class Row(NamedTuple):
    """What is known of a row of the table; nan where something is not."""

    duration_s: float
    posture: str
    steps: float
    heart_rate_bpm: float

    @property
    def per_min(self) -> float:
        """Steps of both feet a minute, over the whole row."""
        return 60.0 * self.steps / self.duration_s

    @property
    def pedalled(self) -> bool:
        """Whether a heart rate says how hard a ride was: no steps are no rest then."""
        return self.posture == "cycle" and not math.isnan(self.heart_rate_bpm)


def steps_by_posture(recording: Recording, rider: Rider) -> Iterator[Step]:
    """Return the steps of a table with postures."""
    edges, heart = recording.edges_s, recording.heart_rate_bpm
    posture = "stand"
    for i, named in enumerate(recording.posture):
        posture = named or posture
        duration = float(edges[i + 1] - edges[i])
        count = round(float(recording.cadence_per_min[i]) * 2.0 * duration / 60.0, 6)
        yield from _row(Row(duration, posture, count, float(heart[i])), rider)


def _row(row: Row, rider: Rider) -> Iterator[Step]:
    if row.steps > 0.0:
        yield from _walked(row, rider)
    elif row.posture in MOVING and (math.isnan(row.steps) or row.pedalled):
        yield usual(row, rider)
    else:
        yield rest(row.posture, row.duration_s, row.heart_rate_bpm)


def usual(row: Row, rider: Rider) -> Step:
    """Return a row of walking, running or cycling at the usual pace; a ride at the power that its heart rate says."""
    if row.pedalled:
        riding = _usual("cycle").activity
        return pedalled(60.0 / riding.period_s if riding else 60.0, None, row.duration_s, row.heart_rate_bpm, rider)
    return driven(_usual(row.posture), row.duration_s, None, row.heart_rate_bpm, _effort(row, rider))


def rest(posture: str, duration_s: float, heart_rate_bpm: float) -> Step:
    """Return a step of staying in a posture; after walking, running or cycling one stands."""
    still = "stand" if posture in MOVING else posture
    return driven(_usual(still), duration_s, None, heart_rate_bpm, None)


def _walked(row: Row, rider: Rider) -> Iterator[Step]:
    gait: GaitName = "run" if row.posture == "run" or row.per_min >= RUN_FROM_PER_MIN else "walk"
    rate = row.per_min if row.per_min >= CONTINUOUS_PER_MIN else PREFERRED_PER_MIN
    bout = 60.0 * row.steps / rate
    step = paced(gait, rate / 2.0, bout, row.heart_rate_bpm, _effort(row, rider))
    yield step.replace(transition_s=min(_usual("stand").transition_s, bout))
    if bout < row.duration_s - 1e-9:
        yield rest(row.posture, row.duration_s - bout, row.heart_rate_bpm)


def _effort(row: Row, rider: Rider) -> float | None:
    known = not math.isnan(row.heart_rate_bpm)
    return effort_percent(row.heart_rate_bpm, rider.age_years) if known else None


@cache
def _usual(posture: str) -> Step:
    # Long enough for the usual change of posture, which is then cut to the row.
    return VERBS[posture](minutes=1.0).steps[0]
