"""Tilt table and active standing: what heart, pressures and legs do when the blood runs downwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from secondheart.anatomy import BELOW_KNEE, LEGS
from secondheart.clinic.calf import leg_veins_of, venous_volume
from secondheart.clinic.finding import UNKNOWN, Finding, Normal, of_body, of_legs
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
    stroke_volume,
)
from secondheart.simulation.session import Progress
from secondheart.simulation.simulate import simulate

if TYPE_CHECKING:
    import xarray as xr

TEST = "tilt"
ANGLE_DEG = 60.0
UPRIGHT_DEG = 45.0  # from which on a tilt counts as being upright
LEVEL_S = 60.0  # all are means over the last minute of a step
MANOEUVRES = {"tilt": (0, 1), "standing": (2, 3)}  # steps of the protocol: lying before, upright

RATE = Normal(10, 20, "healthy people: 10 to 20 more on standing, W09")
STROKE = Normal(-50, -30, "Bevegard S, Acta Physiol Scand 1960, measured sitting")
CONSENSUS = "fall below the limit: orthostatic hypotension, Freeman R, Clin Auton Res 2011;21:69-72"
SYSTOLIC, DIASTOLIC = Normal(-20, None, CONSENSUS), Normal(-10, None, CONSENSUS)
LYING_ATRIUM = Normal(2, 8, "textbook, 3 to 8; band of the findings 2 to 8, W11")
UPRIGHT_ATRIUM = Normal(-2, 2, "textbook, W11")
GAIN = Normal(50, 110, "18 healthy people in 5 min, J Vasc Surg Venous Lymphat Disord 2013;1:250-6")


class Circulation(NamedTuple):
    """Means over a minute: 1/min, mL and mmHg."""

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


def tilting(person: Person, progress: Progress | None = None, angle: float = ANGLE_DEG) -> list[Finding]:
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
    >>> [one.name for one in tilting(Person())][:3]
    ['lying_heart_rate', 'lying_arterial_pressure', 'lying_central_venous_pressure']
    """
    record = ["right_atrium", *(vein for side in LEGS for vein in leg_veins_of(person, side, BELOW_KNEE))]
    result = simulate(person, tilt_protocol(angle), sample_s=0.1, record=record, progress=progress)
    lying = circulation(result, last_part(result, 0, LEVEL_S))
    return [
        of_body(TEST, "lying_heart_rate", "1/min", lying.rate),
        of_body(TEST, "lying_arterial_pressure", "mmHg", lying.arterial),
        of_body(TEST, "lying_central_venous_pressure", "mmHg", lying.atrium, LYING_ATRIUM),
        *_upright(result, "tilt", angle >= UPRIGHT_DEG),
        *_upright(result, "standing", True),
    ]


def _upright(result: xr.Dataset, name: str, upright: bool) -> list[Finding]:
    before, after = (last_part(result, step, LEVEL_S) for step in MANOEUVRES[name])
    lying, now = circulation(result, before), circulation(result, after)
    volumes = [venous_volume(result, side, BELOW_KNEE) for side in LEGS]
    gains = [mean_over(result, volume, after) - mean_over(result, volume, before) for volume in volumes]

    def of_all(what: str, unit: str, value: float, normal: Normal = UNKNOWN) -> Finding:
        return of_body(TEST, f"{name}_{what}", unit, value, normal if upright else UNKNOWN)

    return [
        of_all("heart_rate_change", "1/min", now.rate - lying.rate, RATE),
        of_all("stroke_volume_change", "%", 100.0 * (now.stroke / lying.stroke - 1.0), STROKE),
        of_all("arterial_pressure_change", "mmHg", now.arterial - lying.arterial),
        of_all("systolic_change", "mmHg", now.systolic - lying.systolic, SYSTOLIC),
        of_all("diastolic_change", "mmHg", now.diastolic - lying.diastolic, DIASTOLIC),
        of_all("central_venous_pressure", "mmHg", now.atrium, UPRIGHT_ATRIUM),
        *of_legs(TEST, f"{name}_lower_leg_gain", "mL", gains, GAIN if upright else UNKNOWN),
    ]
