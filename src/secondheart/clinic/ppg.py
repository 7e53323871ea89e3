"""Photoplethysmography: how the blood under the skin of calf and foot goes and comes back, sitting."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from secondheart.anatomy import LEGS, Leg
from secondheart.clinic.clinical_test import ClinicalTest
from secondheart.clinic.finding import Finding, Normal, leg_findings
from secondheart.clinic.trace import Mark, height_mark, leg_traces, level_mark, volume_reading
from secondheart.person import Person
from secondheart.protocol import Protocol, sit
from secondheart.protocol.repeated import repeated_verbs
from secondheart.results.measure import (
    HEARTBEAT_S,
    REFILLED,
    Floats,
    last_part,
    mean_over,
    middles,
    refill_time,
    smooth,
    step_span,
)
from secondheart.simulation.session import Progress

if TYPE_CHECKING:
    import xarray as xr

PPG_MOVEMENTS, MOVEMENT_S = 10, 1.5
RESTING_S = 20.0  # the resting volume is the mean over so long before the exercise
CALF_SKIN, FOOT_SKIN = "calf_skin_veins", "foot_skin_veins"

SKIN_REFILL = Normal(25, 60, "convention (Wienert and Blazek), recalled")


class SkinVeins(NamedTuple):
    """The course of the blood in the veins of the skin: nan where it cannot be measured."""

    refill_s: float
    emptied_percent: float
    full_mL: float = math.nan
    low_mL: float = math.nan


def ppg_protocol() -> Protocol:
    """Sit, pull the toes up ten times, sit for two minutes."""
    lifted = repeated_verbs()["dorsiflexion"](PPG_MOVEMENTS, MOVEMENT_S)
    return (sit(seconds=30) + lifted + sit(seconds=120)).named("ppg")


def skin_veins(result: xr.Dataset, vein: str) -> SkinVeins:
    """Measure the veins of one piece of skin in a run of `ppg_protocol`."""
    volume: Floats = np.asarray(result["volume"].sel(vessel=vein).values, float)
    full = mean_over(result, volume, last_part(result, 0, RESTING_S))
    end = step_span(result, 1)[1]
    low = mean_over(result, volume, (end - MOVEMENT_S, end))
    refill = refill_time(middles(result), smooth(result, volume, HEARTBEAT_S), end, low, full)
    return SkinVeins(refill, 100.0 * (1.0 - low / full), full, low)


def ppg_marks(result: xr.Dataset, side: Leg) -> Iterator[Mark]:
    """Yield what is measured on the trace of a calf's skin."""
    skin, end = skin_veins(result, f"{CALF_SKIN}_{side}"), step_span(result, 1)[1]
    regained = skin.low_mL + REFILLED * (skin.full_mL - skin.low_mL)
    yield height_mark("ppg_emptied", "emptied", end - MOVEMENT_S / 2.0, skin.full_mL, skin.low_mL)
    yield level_mark("ppg_refill_time", "refill", (end, end + skin.refill_s), regained)


def ppg_findings(skin: Mapping[str, tuple[list[SkinVeins], list[SkinVeins]]]) -> list[Finding]:
    """Return the findings at calf and foot of both legs, left first."""
    ((calf, foot),) = skin.values()
    return [
        *leg_findings("ppg_refill_time", "s", [one.refill_s for one in calf], SKIN_REFILL),
        *leg_findings("ppg_emptied", "%", [one.emptied_percent for one in calf]),
        *leg_findings("ppg_refill_time_foot", "s", [one.refill_s for one in foot], SKIN_REFILL),
        *leg_findings("ppg_emptied_foot", "%", [one.emptied_percent for one in foot]),
    ]


def _skin_of_legs(result: xr.Dataset, vein: str) -> list[SkinVeins]:
    return [skin_veins(result, f"{vein}_{side}") for side in LEGS]


PPG = ClinicalTest(
    name="ppg",
    title="Photoplethysmography",
    purpose="Test the pumps of both legs by the blood in the veins of the skin.",
    protocols=lambda: {"dorsiflexions": ppg_protocol()},
    vessels=lambda _: [f"{vein}_{side}" for vein in (CALF_SKIN, FOOT_SKIN) for side in LEGS],
    measure=lambda result, _: (_skin_of_legs(result, CALF_SKIN), _skin_of_legs(result, FOOT_SKIN)),
    findings=ppg_findings,
    trace=lambda result, _: leg_traces(
        result, "Blood in the veins of the skin of the calf", "mL", volume_reading(CALF_SKIN), marking=ppg_marks
    ),
)


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
    return PPG.examine(person, progress).findings
