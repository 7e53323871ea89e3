"""Strain-gauge plethysmography: what stepping on the spot drives out of the calf, by its girth."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from enum import IntEnum, auto
from typing import TYPE_CHECKING, NamedTuple

from secondheart.anatomy import LEGS, Leg
from secondheart.clinic.calf import LEVEL_S, leg_veins_of, percent_volume
from secondheart.clinic.clinical_test import ClinicalTest
from secondheart.clinic.finding import Finding, Normal, leg_findings, published_spread
from secondheart.clinic.trace import Mark, height_mark, leg_traces, level_mark
from secondheart.person import Person
from secondheart.protocol import Protocol, raise_legs, stand, walk
from secondheart.results.measure import (
    HEARTBEAT_S,
    REFILLED,
    last_part,
    mean_over,
    middles,
    protocol_of,
    refill_time,
    smooth,
    step_span,
)
from secondheart.simulation.session import Progress

if TYPE_CHECKING:
    import xarray as xr

KM_H, STRAIN_GAUGE_STEPS = 3.0, 20

STEPPING_EF = published_spread(63.4, 68.6, "Mosti G, Partsch H, PMID 20924345: quartiles of 15 healthy people")
GAUGE_REFILL = Normal(20, None, "general limit of refill times, A21")


class GaugePart(IntEnum):
    """Steps of the protocol."""

    RAISED = 0
    STANDING = auto()
    STEPPING = auto()


class Girth(NamedTuple):
    """What the gauge around one calf shows, in mL per 100 mL and s; nan where it cannot be measured."""

    filled: float
    expelled: float
    refill_s: float
    full: float = math.nan  # level on standing

    @property
    def ejected_percent(self) -> float:
        """Share of the filling that stepping drives out, in percent."""
        return 100.0 * self.expelled / self.filled


def strain_gauge_protocol() -> Protocol:
    """Raise the legs, stand, make twenty steps as at 3 km/h, stand again."""
    stepping = walk(km_h=KM_H, seconds=STRAIN_GAUGE_STEPS / 2 * _stride_s())
    return (raise_legs(seconds=20) + stand(seconds=200) + stepping + stand(seconds=90)).named("strain-gauge")


def _stride_s() -> float:
    activity = walk(km_h=KM_H, seconds=1).steps[0].activity
    return activity.period_s if activity else 0.0


def girth(result: xr.Dataset, side: str) -> Girth:
    """Measure a run of `strain_gauge_protocol`."""
    volume = percent_volume(result, side)
    empty, full = (
        mean_over(result, volume, last_part(result, step, LEVEL_S)) for step in (GaugePart.RAISED, GaugePart.STANDING)
    )
    end = step_span(result, GaugePart.STEPPING)[1]
    activity = protocol_of(result).steps[GaugePart.STEPPING].activity
    low = mean_over(
        result, volume, last_part(result, GaugePart.STEPPING, activity.period_s if activity else HEARTBEAT_S)
    )
    refill = refill_time(middles(result), smooth(result, volume, HEARTBEAT_S), end, low, full)
    return Girth(full - empty, full - low, refill, full)


def gauge_marks(result: xr.Dataset, side: Leg) -> Iterator[Mark]:
    """Yield what is measured on the trace of a calf."""
    calf, (start, end) = girth(result, side), step_span(result, GaugePart.STEPPING)
    low = calf.full - calf.expelled
    yield height_mark("strain_gauge_VV", "VV", start - LEVEL_S, calf.full - calf.filled, calf.full)
    yield height_mark("strain_gauge_EV", "EV", end, calf.full, low)
    yield level_mark("strain_gauge_refill_time", "refill", (end, end + calf.refill_s), low + REFILLED * calf.expelled)


def gauge_findings(calves: Mapping[str, list[Girth]]) -> list[Finding]:
    """Return the findings of both calves, left first."""
    (both,) = calves.values()
    return [
        *leg_findings("strain_gauge_VV", "mL/100 mL", [calf.filled for calf in both]),
        *leg_findings("strain_gauge_EV", "mL/100 mL", [calf.expelled for calf in both]),
        *leg_findings("strain_gauge_EF", "%", [calf.ejected_percent for calf in both], STEPPING_EF),
        *leg_findings("strain_gauge_refill_time", "s", [calf.refill_s for calf in both], GAUGE_REFILL),
    ]


STRAIN_GAUGE = ClinicalTest(
    name="strain-gauge",
    title="Strain-gauge plethysmography",
    purpose="Test the calf pumps of both legs by the girth of the calves.",
    protocols=lambda: {"stepping": strain_gauge_protocol()},
    vessels=lambda person: [vein for side in LEGS for vein in leg_veins_of(person, side)],
    measure=lambda result, _: [girth(result, side) for side in LEGS],
    findings=gauge_findings,
    trace=lambda result, _: leg_traces(result, "Calf volume", "mL/100 mL", percent_volume, marking=gauge_marks),
)


def strain_gauge(person: Person, progress: Progress | None = None) -> list[Finding]:
    """Test the calf pumps of both legs by the girth of the calves.

    In the laboratory a fine tube filled with mercury or indium lies around the calf and is stretched by its swelling.
    The leg is raised until it is empty; the patient stands until the trace is level, makes twenty steps on the spot
    and stands still. A change of the girth in percent is half that of the volume; the findings are volumes, in mL per
    100 mL. Here it is the blood in the veins of the calf, as a share of the leg below the knee.

    Parameters
    ----------
    person : Person
    progress : callable, optional
        See `simulate`.

    Returns
    -------
    list of Finding
        For the left and the right leg: what the calf gains on standing (means over 10 s); what twenty steps drive out,
        and its share (mean over the last stride); the time from the end of the steps until 90 % of it is regained.

    References
    ----------
    Mosti G and Partsch H, PMID 20924345 (finding A28): simulated walking, ejection fraction 64.6 %, quartiles 63.4 and
    68.6. A refill time above 20 s speaks against reflux (A21).

    Examples
    --------
    >>> [one.name for one in strain_gauge(Person())][::2]
    ['strain_gauge_VV', 'strain_gauge_EV', 'strain_gauge_EF', 'strain_gauge_refill_time']
    """
    return STRAIN_GAUGE.examine(person, progress).findings
