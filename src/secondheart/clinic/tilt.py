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
JUDGED_FROM_DEG = 45.0  # from which on a tilt counts as being upright
MANOEUVRES = {"tilt": (0, 1), "standing": (2, 3)}  # steps of the protocol: lying before, upright

RATE_RISE = Normal(10, 20, "healthy people: 10 to 20 more on standing, W09")
STROKE_CHANGE = published_spread(-50, -30, "Bevegard S, Acta Physiol Scand 1960, measured sitting")
CONSENSUS = "fall below the limit: orthostatic hypotension, Freeman R, Clin Auton Res 2011;21:69-72"
SYSTOLIC, DIASTOLIC = Normal(-20, None, CONSENSUS), Normal(-10, None, CONSENSUS)
LYING_ATRIUM = Normal(2, 8, "textbook, 3 to 8; band of the findings 2 to 8, W11")
UPRIGHT_ATRIUM = published_spread(-2, 2, "textbook, W11")
GAIN = published_spread(50, 110, "18 healthy people in 5 min, J Vasc Surg Venous Lymphat Disord 2013;1:250-6")


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
    """Lying before, being upright, and what each lower leg gained."""

    lying: Circulation
    upright: Circulation
    gains_mL: list[float]
    judged: bool  # by what is normal upright


def _measure(result: xr.Dataset) -> dict[str, _Upright]:
    return {name: _upright(result, *parts) for name, parts in MANOEUVRES.items()}


def _upright(result: xr.Dataset, lying: int, upright: int) -> _Upright:
    before, after = (last_part(result, step, MINUTE_S) for step in (lying, upright))
    volumes = [venous_volume(result, side, BELOW_KNEE) for side in LEGS]
    gains = [mean_over(result, volume, after) - mean_over(result, volume, before) for volume in volumes]
    judged = protocol_of(result).steps[upright].posture.trunk_deg >= JUDGED_FROM_DEG
    return _Upright(circulation(result, before), circulation(result, after), gains, judged)


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

    def change(what: str, unit: str, value: float, normal: Normal = NO_RANGE) -> Finding:
        return body_finding(f"{name}_{what}", unit, value, normal if one.judged else NO_RANGE)

    return [
        change("heart_rate_change", "1/min", upright.rate - lying.rate, RATE_RISE),
        change("stroke_volume_change", "%", 100.0 * (upright.stroke / lying.stroke - 1.0), STROKE_CHANGE),
        change("arterial_pressure_change", "mmHg", upright.arterial - lying.arterial),
        change("systolic_change", "mmHg", upright.systolic - lying.systolic, SYSTOLIC),
        change("diastolic_change", "mmHg", upright.diastolic - lying.diastolic, DIASTOLIC),
        change("central_venous_pressure", "mmHg", upright.atrium, UPRIGHT_ATRIUM),
        *leg_findings(f"{name}_lower_leg_gain", "mL", one.gains_mL, GAIN if one.judged else NO_RANGE),
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
        Of the table, -90 to 90, feet up where it is negative; what is normal is known for 45 and more. [deg]

    Returns
    -------
    list of Finding
        Lying: heart rate, mean arterial and central venous pressure. For tilt and standing: the change of heart rate,
        of stroke volume in percent, and of mean, systolic and diastolic pressure; the central venous pressure, in the
        right atrium; what the veins of each leg below the knee gain. All are means over the last minute of a step.

    References
    ----------
    Findings W06, W09, W11, C15. Falls of 20 mmHg systolic or 10 diastolic are orthostatic hypotension: Freeman R et
    al., Clin Auton Res 2011;21:69-72 (recalled).

    Examples
    --------
    >>> [one.name for one in tilt_table(Person())][:3]
    ['lying_heart_rate', 'lying_arterial_pressure', 'lying_central_venous_pressure']
    """
    return TILT.examine(person, progress, angle=angle).findings
