"""Sports by the names that devices and accounts give them, and the verb that does each."""

from __future__ import annotations

import re

import numpy as np

from secondheart.recordings.logbook import Floats

VERB_OF_WORD = {
    "transition": "walk",
    "run": "run", "running": "run", "jogging": "run", "treadmill": "run", "trail_running": "run",
    "walk": "walk", "walking": "walk", "hiking": "walk", "hike": "walk", "trekking": "walk", "mountaineering": "walk",
    "snowshoeing": "walk", "nordic_walking": "walk",
    "cycling": "cycle", "cycle": "cycle", "biking": "cycle", "bike": "cycle", "ride": "cycle",
    "indoor_cycling": "cycle",
    "spinning": "cycle", "spin": "cycle", "e_biking": "cycle", "mountain_biking": "cycle", "road_biking": "cycle",
    "virtual_ride": "cycle", "virtual_run": "run",
}  # fmt: skip
FOREIGN = ("rowing", "elliptical", "swimming", "ski", "wheelchair", "handcycling", "stair", "hand")
RUN_FROM_STRIDES = 70.0  # 140 steps a minute (doi 10.1016/j.humov.2023.103117: 135 to 140)
RIDE_FROM_M_PER_S = 7.0  # assumed: 25 km/h, faster than runs


def verb_of_sport(sport: str, detail: str = "") -> str:
    """Return walk, run or cycle for the name of a sport, "" if the model has no pattern for it.

    Examples
    --------
    >>> verb_of_sport("running", "trail"), verb_of_sport("fitness_equipment", "indoor_rowing"), verb_of_sport("Biking")
    ('run', '', 'cycle')
    """
    names = [re.sub("[^a-z]+", "_", text.lower()).strip("_") for text in (detail, sport)]
    if any(word in name for name in names for word in FOREIGN):
        return ""
    for name in (*reversed(names), *(part for one in names for part in one.split("_"))):
        if name in VERB_OF_WORD:
            return VERB_OF_WORD[name]
    return ""


def known_sports() -> str:
    """Return the sports that can be done, for a sentence."""
    return "cycling, hiking, running, walking"


def guess_verb(cadence: Floats, power: Floats, distance: Floats, t_s: Floats) -> tuple[str, str]:
    """Return the verb of an activity whose sport was lost, and what it is taken for and why."""
    moving = cadence[cadence > 0.0]
    far, long = distance[~np.isnan(distance)], float(np.ptp(t_s))
    speed = float(np.ptp(far)) / long if far.size > 1 and long > 0.0 else 0.0
    if not np.isnan(power).all() or speed >= RIDE_FROM_M_PER_S:
        return "cycle", "cycling, by its power or speed"
    if moving.size and float(np.median(moving)) >= RUN_FROM_STRIDES:
        return "run", "running, by its cadence"
    return "walk", "walking, as nothing says that it is faster"
