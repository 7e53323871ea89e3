"""Photoplethysmography: how the blood under the skin of calf and foot goes and comes back, sitting."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.clinic.finding import Finding, Normal, of_legs
from secondheart.person import Person
from secondheart.protocol import Protocol, dorsiflexion, sit
from secondheart.results.measure import (
    HEARTBEAT_S,
    Floats,
    last_part,
    mean_over,
    middles,
    refill_time,
    smooth,
    step_span,
)
from secondheart.simulation.session import Progress
from secondheart.simulation.simulate import simulate

if TYPE_CHECKING:
    import xarray as xr

TEST = "ppg"
TIMES, EVERY_S = 10, 1.5
BEFORE_S = 20.0  # the resting volume is the mean over so long before the exercise
CALF_SKIN, FOOT_SKIN = "calf_skin_veins", "foot_skin_veins"

REFILL = Normal(25, 60, "convention (Wienert and Blazek), recalled")


class SkinVeins(NamedTuple):
    """The course of the blood in the veins of the skin: nan where it cannot be told."""

    refill_s: float
    emptied_percent: float


def ppg_protocol() -> Protocol:
    """Sit, pull the toes up ten times, sit for two minutes."""
    return (sit(seconds=30) + dorsiflexion(TIMES, EVERY_S) + sit(seconds=120)).named("ppg")


def skin_veins(result: xr.Dataset, vein: str) -> SkinVeins:
    """Measure the veins of one piece of skin in a run of `ppg_protocol`."""
    volume: Floats = np.asarray(result["volume"].sel(vessel=vein).values, float)
    full = mean_over(result, volume, last_part(result, 0, BEFORE_S))
    end = step_span(result, 1)[1]
    low = mean_over(result, volume, (end - EVERY_S, end))
    refill = refill_time(middles(result), smooth(result, volume, HEARTBEAT_S), end, low, full)
    return SkinVeins(refill, 100.0 * (1.0 - low / full))


def photoplethysmography(person: Person, progress: Progress | None = None) -> list[Finding]:
    """Test the pumps of both legs by the blood in the veins of the skin.

    In the laboratory a light and a sensor lie on the skin ten centimetres above the inner ankle. The patient sits with
    knees bent and heels down, pulls the toes up ten times in fifteen seconds and then keeps still until the trace is
    level again. Here the signal is the blood in the veins of the calf's skin, and of the foot's; its absolute size
    means nothing, as in the laboratory.

    Parameters
    ----------
    person : Person
    progress : callable, optional
        See `simulate`.

    Returns
    -------
    list of Finding
        For the left and the right leg, at the calf and at the foot: the time from the end of the exercise until 90 %
        of what was lost is regained (means over 1 s), and the share of the resting volume that was lost (mean over the
        tenth movement).

    References
    ----------
    Findings C23 and C24: above 25 s is normal, below 10 s severe (convention, recalled).

    Examples
    --------
    >>> [one.name for one in photoplethysmography(Person())][::2]
    ['ppg_refill_time', 'ppg_emptied', 'ppg_refill_time_foot', 'ppg_emptied_foot']
    """
    result = simulate(person, ppg_protocol(), record=[CALF_SKIN, FOOT_SKIN], progress=progress)
    calf, foot = ([skin_veins(result, f"{vein}_{side}") for side in LEGS] for vein in (CALF_SKIN, FOOT_SKIN))
    return [
        *of_legs(TEST, "ppg_refill_time", "s", [skin.refill_s for skin in calf], REFILL),
        *of_legs(TEST, "ppg_emptied", "%", [skin.emptied_percent for skin in calf]),
        *of_legs(TEST, "ppg_refill_time_foot", "s", [skin.refill_s for skin in foot], REFILL),
        *of_legs(TEST, "ppg_emptied_foot", "%", [skin.emptied_percent for skin in foot]),
    ]
