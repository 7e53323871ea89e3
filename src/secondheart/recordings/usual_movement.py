"""What is done in a posture of which no rhythm is known: staying in it, or moving at the usual pace."""

from __future__ import annotations

import math
from functools import cache

from secondheart.protocol import Step, cycle, lie, raise_legs, run, sit, stand, walk
from secondheart.protocol.gait import GaitName, effort_percent, gait_pattern
from secondheart.recordings.heart_effort import Rider, effort_of_heart_rate
from secondheart.recordings.rhythm import drive, pedal

VERB_OF_POSTURE = {
    "lie": lie, "sit": sit, "stand": stand, "walk": walk, "run": run, "cycle": cycle, "raise_legs": raise_legs
}  # fmt: skip
MOVEMENTS = ("walk", "run", "cycle")
USUAL_KM_H: dict[GaitName, float] = {"walk": 3.0, "run": 10.0}  # as the verbs have it
SPEED_STEPS = 2  # to the km/h: each speed is a pattern, and costs time


def usual_pace(posture: str, duration_s: float, heart_rate_bpm: float, watts: float | None, rider: Rider) -> Step:
    """Return walking, running or cycling at the verb's usual pace.

    A ride goes at its power, or at the one that its heart rate stands for.

    Parameters
    ----------
    posture : str
        walk, run or cycle.
    duration_s : float
        How long. [s]
    heart_rate_bpm : float
        Recorded heart rate, nan where it is not known. [1/min]
    watts : float, optional
        Recorded power. [W]
    rider : Rider
    """
    known = not math.isnan(heart_rate_bpm)
    if posture == "cycle" and (known or watts is not None):
        riding = _usual("cycle").activity
        turns = 60.0 / riding.period_s if riding else 60.0
        return pedal(turns, watts, duration_s, heart_rate_bpm, rider)
    if not known or posture == "cycle":
        return drive(_usual(posture), duration_s, None, heart_rate_bpm, None)
    effort = effort_of_heart_rate(heart_rate_bpm, rider.age_years)
    return drive(_at_effort("run" if posture == "run" else "walk", effort), duration_s, None, heart_rate_bpm, effort)


def _at_effort(gait: GaitName, effort: float) -> Step:
    """Return a walk or a run at the speed that takes an effort, no slower than the usual one."""
    slowest, fastest = gait_pattern(gait).allowed_km_h.value
    speed = effort / effort_percent(gait, slowest) * slowest
    return _at_speed(gait, round(SPEED_STEPS * min(max(speed, USUAL_KM_H[gait]), fastest)) / SPEED_STEPS)


@cache
def _at_speed(gait: GaitName, km_h: float) -> Step:
    return {"run": run, "walk": walk}[gait](km_h, minutes=1.0).steps[0]


def stay(posture: str, duration_s: float, heart_rate_bpm: float) -> Step:
    """Return a step of staying in a posture; after walking, running or cycling one stands."""
    still = "stand" if posture in MOVEMENTS else posture
    return drive(_usual(still), duration_s, None, heart_rate_bpm, None)


@cache
def _usual(posture: str) -> Step:
    # Long enough for the usual change of posture, which is then cut to the row.
    return VERB_OF_POSTURE[posture](minutes=1.0).steps[0]
