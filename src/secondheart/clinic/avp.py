"""Ambulatory venous pressure: what ten tiptoes do to the pressure in a foot vein, and how it comes back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from secondheart.anatomy import LEGS, Leg
from secondheart.clinic.calf import TIPTOE_S
from secondheart.clinic.clinical_test import ClinicalTest, Option
from secondheart.clinic.finding import Finding, Normal, leg_findings
from secondheart.clinic.trace import Mark, height_mark, leg_traces, level_mark, pressure_reading
from secondheart.person import Person
from secondheart.protocol import Protocol, stand, tiptoe
from secondheart.protocol import tourniquet as tourniquet_at
from secondheart.results.measure import (
    EXTREME_S,
    FOOT_VEIN,
    HEARTBEAT_S,
    REFILLED,
    last_part,
    mean_in,
    middles,
    pressure,
    refill_time,
    samples_of,
    smooth,
    step_span,
)
from secondheart.simulation.session import Progress

if TYPE_CHECKING:
    import xarray as xr

STANDING_LEVEL_S = 30.0  # the standing pressure is the mean over so long before the exercise
LOWEST_WITHIN_S = 5.0  # the lowest pressure is looked for until so long after the exercise

NICOLAIDES = "Nicolaides AN, Circulation 2000;102:e126-63"
RAJU = "Raju S, J Vasc Surg Venous Lymphat Disord 2019;7:428-40"
AMBULATORY, REFILL_90 = Normal(15, 30, NICOLAIDES), Normal(18, 40, NICOLAIDES)
PRESSURE_DROP = Normal(50, None, RAJU)


class FootVein(NamedTuple):
    """The course of the pressure in one foot vein, in mmHg and s; nan where it cannot be measured."""

    standing: float
    ambulatory: float
    lowest: float
    refill_s: float
    lowest_s: float = math.nan  # when

    @property
    def drop_percent(self) -> float:
        """Share of the standing pressure that is lost, in percent."""
        return 100.0 * (1.0 - self.ambulatory / self.standing)


def avp_protocol(tourniquet: str | None = None) -> Protocol:
    """Stand for a minute, rise ten times on tiptoe in ten seconds, stand for a minute and a half."""
    protocol = (stand(seconds=60) + tiptoe(times=10, every_s=TIPTOE_S) + stand(seconds=90)).named("avp")
    if tourniquet is None:
        return protocol
    ring = tourniquet_at(tourniquet)
    return protocol.tourniquet(ring.site, side=ring.side).named(f"avp, tourniquet {tourniquet}")


def foot_vein(result: xr.Dataset, side: str, first: int = 0) -> FootVein:
    """Measure the foot vein of a side in a run of `avp_protocol`, or of one whose steps begin with step `first`."""
    begin, (start, end) = step_span(result, first)[0], step_span(result, first + 1)
    now = samples_of(result, (begin, step_span(result, first + 2)[1]))
    times, values = middles(result, now), pressure(result, f"{FOOT_VEIN}_{side}", now)
    standing = mean_in(times, values, last_part(result, first, STANDING_LEVEL_S))
    ambulatory = mean_in(times, values, (end - TIPTOE_S, end))
    moving = (times >= start) & (times < end + LOWEST_WITHIN_S)
    course = smooth(result, values, EXTREME_S)[moving]
    smoothed = smooth(result, values, HEARTBEAT_S)
    refill_s = refill_time(times, smoothed, end, ambulatory, standing)
    return FootVein(standing, ambulatory, float(course.min()), refill_s, float(times[moving][course.argmin()]))


def avp_marks(result: xr.Dataset, side: Leg) -> Iterator[Mark]:
    """Yield what is measured on the trace of a foot."""
    foot, end = foot_vein(result, side), step_span(result, 1)[1]
    regained = foot.ambulatory + REFILLED * (foot.standing - foot.ambulatory)
    standing = last_part(result, 0, STANDING_LEVEL_S)
    yield level_mark("standing_foot_vein_pressure", "standing", standing, foot.standing)
    yield level_mark("ambulatory_venous_pressure", "AVP", (end - TIPTOE_S, end), foot.ambulatory)
    yield height_mark("lowest_foot_vein_pressure", "lowest", foot.lowest_s, foot.lowest, foot.lowest)
    yield level_mark("refill_time_90", "RT90", (end, end + foot.refill_s), regained)


def avp_findings(feet: Mapping[str, list[FootVein]]) -> list[Finding]:
    """Return the findings of both feet, left first."""
    (both,) = feet.values()
    return [
        *leg_findings("standing_foot_vein_pressure", "mmHg", [foot.standing for foot in both]),
        *leg_findings("ambulatory_venous_pressure", "mmHg", [foot.ambulatory for foot in both], AMBULATORY),
        *leg_findings("ambulatory_pressure_drop", "%", [foot.drop_percent for foot in both], PRESSURE_DROP),
        *leg_findings("lowest_foot_vein_pressure", "mmHg", [foot.lowest for foot in both]),
        *leg_findings("refill_time_90", "s", [foot.refill_s for foot in both], REFILL_90),
    ]


AVP = ClinicalTest(
    name="avp",
    title="Ambulatory venous pressure",
    purpose="Test the pumps of both legs by the pressure in a vein on the back of the foot.",
    protocols=lambda tourniquet=None: {"tiptoes": avp_protocol(tourniquet)},
    vessels=lambda _: [f"{FOOT_VEIN}_{side}" for side in LEGS],
    measure=lambda result, _: [foot_vein(result, side) for side in LEGS],
    findings=avp_findings,
    trace=lambda result, _: leg_traces(
        result, "Foot vein pressure", "mmHg", pressure_reading(FOOT_VEIN), marking=avp_marks
    ),
    option=Option("tourniquet", tourniquet_at),
)


def ambulatory_pressure(
    person: Person, progress: Progress | None = None, tourniquet: str | None = None
) -> list[Finding]:
    """Test the pumps of both legs by the pressure in a vein on the back of the foot.

    With a tourniquet, which closes the veins under the skin, what leaks in them no longer counts: findings that
    become normal speak for superficial reflux, findings that do not for a deep one.

    Parameters
    ----------
    person : Person
    progress : callable, optional
        See `simulate`.
    tourniquet : str, optional
        Where one is tied: "ankle", "below_knee", "above_knee" or "thigh"; on one leg with "_left" or "_right".

    Returns
    -------
    list of Finding
        Each quantity for the left and the right foot: the pressure standing still (mean over 30 s), the ambulatory
        pressure (mean over the tenth cycle), the drop, the lowest pressure (mean over 0.1 s), and the time from the
        end of the exercise until 90 % of the lost pressure is regained (mean over 1 s).

    References
    ----------
    Nicolaides AN, Circulation 2000;102:e126-63 (findings P20 and P21); Raju S, J Vasc Surg Venous Lymphat Disord
    2019;7:428-40 (P32: a drop of less than half is abnormal). With a tourniquet: P22 to P27.

    Examples
    --------
    >>> [finding.name for finding in ambulatory_pressure(Person())][:2]
    ['standing_foot_vein_pressure', 'standing_foot_vein_pressure']
    """
    return AVP.examine(person, progress, tourniquet=tourniquet).findings
