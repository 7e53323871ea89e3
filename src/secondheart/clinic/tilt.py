"""Tilt table and active standing: what heart, pressures and legs do when the blood runs downwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from secondheart.anatomy import BELOW_KNEE, LEGS
from secondheart.clinic.calf import leg_veins_of, venous_volume
from secondheart.clinic.clinical_test import ClinicalTest, Option
from secondheart.clinic.finding import NO_RANGE, Finding, Normal, body_finding, leg_findings, published_spread
from secondheart.clinic.trace import Mark, heart_traces, level_mark
from secondheart.person import Person
from secondheart.protocol import Protocol, lie, stand, tilt
from secondheart.results.measure import (
    Span,
    arterial_mean,
    beats_in,
    heart_rate,
    last_part,
    mean_over,
    mean_pressure,
    over_beats,
    protocol_of,
    stroke_volume,
)
from secondheart.simulation.session import Progress
from secondheart.units import MINUTE_S

if TYPE_CHECKING:
    import xarray as xr

ANGLE_DEG = 60.0
JUDGED_FROM_DEG = 45.0  # from which on a fall of arterial pressure counts as one on being upright
ABOUT_DEG = 10.0  # by which a tilt may differ from that at which a range was published (assumed)
MANOEUVRES = {"tilt": (0, 1), "standing": (2, 3)}  # steps of the protocol: lying before, upright

# A range stands in the posture in which it was published, and in no other. What a textbook rounds judges nobody.
CONSENSUS = "fall below the limit: orthostatic hypotension, Freeman R, Clin Auton Res 2011;21:69-72"
FALL_LIMITS = {"systolic_change": Normal(-20, None, CONSENSUS), "diastolic_change": Normal(-10, None, CONSENSUS)}
LYING_ATRIUM = Normal(2, 8, "textbook, 3 to 8; band of the findings 2 to 8, W11")
STANDING_RANGES = {
    "heart_rate_change": Normal(10, 20, "healthy people: 10 to 20 more on standing, W09"),
    "central_venous_pressure": Normal(-2, 2, "textbook, standing, W11"),
    "lower_leg_gain": published_spread(
        50, 110, "18 healthy people in 5 min, J Vasc Surg Venous Lymphat Disord 2013;1:250-6"
    ),
}
TILTED_RANGES = {  # each with the angle at which it was measured
    "heart_rate_change": (
        (60.0, Normal(7.1, 22.3, "60 degrees, 2 SD: Hainsworth R, Al-Shamma YM, Clin Sci 1988;74:17-22, W29")),
    ),
    "stroke_volume_change": (
        (55.0, published_spread(-47, -3, "55 degrees, 8 men, 95 % interval: Clin Auton Res 1997;7:97, W33")),
        (90.0, published_spread(-48, -30, "90 degrees, after a minute: Wieling W et al. 1998, W25")),
    ),
}


class Circulation(NamedTuple):
    """Means over the last minute of a step: 1/min, mL and mmHg."""

    rate: float
    stroke: float
    arterial: float
    systolic: float
    diastolic: float
    atrium: float


def tilt_protocol(angle: float = ANGLE_DEG) -> Protocol:
    """Lie, be tilted (feet up where the angle is negative), lie, stand up; five minutes each of the two."""
    tilted = lie(seconds=60) + tilt(angle, minutes=5)
    return (tilted + lie(minutes=3) + stand(minutes=5)).named("tilt")


def circulation(result: xr.Dataset, span: Span) -> Circulation:
    """Measure heart and pressures over a window."""
    beats = beats_in(result, span)
    return Circulation(
        rate=heart_rate(result, beats),
        stroke=stroke_volume(result, beats),
        arterial=arterial_mean(result, beats),
        systolic=over_beats(result, "arterial_systolic", beats),
        diastolic=over_beats(result, "arterial_diastolic", beats),
        atrium=mean_pressure(result, "right_atrium", span),
    )


def tilt_marks(result: xr.Dataset, curve: str) -> Iterator[Mark]:
    """Yield the levels of heart rate or arterial pressure that are compared, lying and upright."""
    field, finding = ("rate", "heart_rate") if curve == "heart_rate" else ("arterial", "arterial_pressure")
    for name, (lying, upright) in MANOEUVRES.items():
        for place, symbol in ((lying, "lying"), (upright, name)):
            span = last_part(result, place, MINUTE_S)
            change = f"{name}_{finding}_change" if place == upright else ""
            yield level_mark(change, symbol, span, getattr(circulation(result, span), field))


class _Upright(NamedTuple):
    """Lying before, being upright and how far the trunk is then, and what each lower leg gained."""

    lying: Circulation
    upright: Circulation
    gains_mL: list[float]
    angle_deg: float


def _measure(result: xr.Dataset) -> dict[str, _Upright]:
    return {name: _upright(result, *parts) for name, parts in MANOEUVRES.items()}


def _upright(result: xr.Dataset, lying: int, upright: int) -> _Upright:
    before, after = (last_part(result, step, MINUTE_S) for step in (lying, upright))
    volumes = [venous_volume(result, side, BELOW_KNEE) for side in LEGS]
    gains = [mean_over(result, volume, after) - mean_over(result, volume, before) for volume in volumes]
    angle = protocol_of(result).steps[upright].posture.trunk_deg
    return _Upright(circulation(result, before), circulation(result, after), gains, angle)


def range_of(manoeuvre: str, what: str, angle_deg: float) -> Normal:
    """Return the range of a finding that was published for standing, or for a tilt by about this angle.

    Examples
    --------
    >>> range_of("standing", "central_venous_pressure", 90.0)[:2], range_of("tilt", "central_venous_pressure", 60.0)[:2]
    ((-2, 2), (None, None))
    """
    if what in FALL_LIMITS:
        return FALL_LIMITS[what] if angle_deg >= JUDGED_FROM_DEG else NO_RANGE
    if manoeuvre == "standing":
        return STANDING_RANGES.get(what, NO_RANGE)
    near = (
        normal for published_deg, normal in TILTED_RANGES.get(what, ()) if abs(angle_deg - published_deg) <= ABOUT_DEG
    )
    return next(near, NO_RANGE)


def tilt_findings(manoeuvres: Mapping[str, dict[str, _Upright]]) -> list[Finding]:
    """Return the findings: lying first, then of each manoeuvre."""
    (by_name,) = manoeuvres.values()
    lying = by_name["tilt"].lying
    return [
        body_finding("lying_heart_rate", "1/min", lying.rate),
        body_finding("lying_arterial_pressure", "mmHg", lying.arterial),
        body_finding("lying_central_venous_pressure", "mmHg", lying.atrium, LYING_ATRIUM),
        *(finding for name, one in by_name.items() for finding in _upright_findings(name, one)),
    ]


def _upright_findings(name: str, one: _Upright) -> list[Finding]:
    lying, upright = one.lying, one.upright

    def change(what: str, unit: str, value: float) -> Finding:
        return body_finding(f"{name}_{what}", unit, value, range_of(name, what, one.angle_deg))

    gained = range_of(name, "lower_leg_gain", one.angle_deg)
    return [
        change("heart_rate_change", "1/min", upright.rate - lying.rate),
        change("stroke_volume_change", "%", 100.0 * (upright.stroke / lying.stroke - 1.0)),
        change("arterial_pressure_change", "mmHg", upright.arterial - lying.arterial),
        change("systolic_change", "mmHg", upright.systolic - lying.systolic),
        change("diastolic_change", "mmHg", upright.diastolic - lying.diastolic),
        change("central_venous_pressure", "mmHg", upright.atrium),
        *leg_findings(f"{name}_lower_leg_gain", "mL", one.gains_mL, gained),
    ]


TILT = ClinicalTest(
    name="tilt",
    title="Tilt table and active standing",
    purpose="Test how a person bears being upright: on a tilt table, and standing up.",
    protocols=lambda angle=ANGLE_DEG: {"upright": tilt_protocol(angle)},
    vessels=lambda person: [
        "right_atrium",
        *(vein for side in LEGS for vein in leg_veins_of(person, side, BELOW_KNEE)),
    ],
    measure=lambda result, _: _measure(result),
    findings=tilt_findings,
    trace=lambda result, _: heart_traces(result, tilt_marks),
    sample_s=0.1,
    option=Option("angle", lambda degrees: tilt(degrees, minutes=5)),
)


def tilt_table(person: Person, progress: Progress | None = None, angle: float = ANGLE_DEG) -> list[Finding]:
    """Test how a person bears being upright: on a tilt table, and standing up.

    In the laboratory the patient lies on a table with a footboard until pulse and pressure are steady and is tilted,
    feet down, to 60 degrees; after a rest lying, the patient stands up and stands still. Each takes five minutes here.

    Parameters
    ----------
    person : Person
    progress : callable, optional
        See `simulate`.
    angle : float
        Of the table, -90 to 90, feet up where it is negative. Ranges were published for 55, 60 and 90; falls of
        arterial pressure count from 45 on. [deg]

    Returns
    -------
    list of Finding
        Lying: heart rate, mean arterial and central venous pressure. For tilt and standing: the change of heart rate,
        of stroke volume in percent, and of mean, systolic and diastolic pressure; the central venous pressure, in the
        right atrium; what the veins of each leg below the knee gain. All are means over the last minute of a step.

    References
    ----------
    Findings W09, W11, W25, W29, W33, C15. Falls of 20 mmHg systolic or 10 diastolic are orthostatic hypotension:
    Freeman R et al., Clin Auton Res 2011;21:69-72 (recalled).

    Examples
    --------
    >>> [one.name for one in tilt_table(Person())][:3]
    ['lying_heart_rate', 'lying_arterial_pressure', 'lying_central_venous_pressure']
    """
    return TILT.examine(person, progress, angle=angle).findings
