"""Venous occlusion plethysmography: how the calf's veins stretch, how fast they empty and how fast they fill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum, auto
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from secondheart.anatomy import LEGS, Leg
from secondheart.clinic.calf import LEVEL_S, calf_percent, leg_veins_of
from secondheart.clinic.clinical_test import ClinicalTest
from secondheart.clinic.finding import Finding, Normal, leg_findings, published_spread
from secondheart.clinic.trace import Mark, height_mark, leg_traces
from secondheart.person import Person
from secondheart.protocol import Protocol, lie
from secondheart.results.measure import Floats, Span, inside, last_part, mean_over, middles, step_span
from secondheart.simulation.session import Progress

if TYPE_CHECKING:
    import xarray as xr

MMHG_PER_KPA = 7.50062
OCCLUSION_SAMPLE_S = 0.05
FILLED_S = 480.0  # how long the cuff stays filled: 8 minutes (C06)
CUFF_MMHG, CALF_MMHG = 60.0, 15.0
FITTED_TO_MMHG = 10.0  # of the cuff, down to which the curve is fitted
STEEPEST_S, STEEPEST_WITHIN_S = 0.5, 3.0  # the steepest fall over so long, so soon after the release
REFILLING_S = (2.0, 8.0)  # s after the calf is let go: valves have closed, veins are not full yet

CURVE = "deflation from 60 mmHg in 10 men, Wallace laboratory, SIU"
BETA0, BETA1 = published_spread(0.357, 0.792, CURVE), published_spread(0.0665, 0.0898, CURVE)
BETA2 = published_spread(-0.00061, -0.00039, CURVE)
AT_20, AT_60 = (published_spread(*ends, f"derived: {CURVE}") for ends in ((0.045, 0.070), (0.005, 0.035)))
MAXIMUM_OUTFLOW = Normal(40, 120, "clinical convention, recalled")
PRESSING = "11 healthy people, Phys Med Biol 1977;22:1146-59, mean and standard deviation"
CALF_COMPLIANCE, CALF_RESISTANCE = published_spread(0.8, 1.4, PRESSING), published_spread(2.5, 5.1, PRESSING)
CALF_INFLOW = published_spread(2.0, 4.4, PRESSING)


class OcclusionPart(IntEnum):
    """Steps of the protocol."""

    RESTING = 0
    PRESSED = auto()
    LET_GO = auto()
    CAUGHT = auto()
    DEFLATING = auto()
    EMPTY = auto()
    CAUGHT_AGAIN = auto()
    RELEASED = auto()


class PressureVolumeCurve(NamedTuple):
    """The volume of a calf over the pressure in its veins, b0 + b1 P + b2 P^2 in mL per 100 mL and mmHg."""

    b0: float
    b1: float
    b2: float

    def slope(self, pressure_mmHg: float) -> float:
        """Compliance at a pressure, in mL per 100 mL and mmHg."""
        return self.b1 + 2.0 * self.b2 * pressure_mmHg


class CalfCompression(NamedTuple):
    """What a small pressure around the calf shows; nan where it cannot be measured."""

    compliance: float  # %/kPa
    resistance: float  # s kPa/%
    inflow: float  # mL/100 mL/min


def occlusion_protocol() -> Protocol:
    """Lie, the calves pressed and let go; then cuffs on the thighs, let down slowly and, filled again, at once."""

    def thighs(pressure_mmHg: float, seconds: float, rise_s: float = 0.3) -> Protocol:
        return lie(seconds=seconds).cuff("thigh", pressure_mmHg=pressure_mmHg, rise_s=rise_s)

    pressing = lie(seconds=20) + lie(seconds=40).cuff("calf", pressure_mmHg=CALF_MMHG) + lie(seconds=40)
    catching = thighs(CUFF_MMHG, FILLED_S) + thighs(0.0, CUFF_MMHG, rise_s=CUFF_MMHG)  # 1 mmHg/s
    return (pressing + catching + lie(seconds=30) + thighs(CUFF_MMHG, 120) + lie(seconds=10)).named("occlusion")


def pressure_volume_curve(result: xr.Dataset, side: str) -> PressureVolumeCurve:
    """Fit the volume of a calf above rest over the pressure in the thigh cuff as it is let down."""
    times, volume = middles(result), calf_percent(result, side)
    start, stop = step_span(result, OcclusionPart.DEFLATING)
    fitted = inside(times, (start, stop - FITTED_TO_MMHG))
    pressure = CUFF_MMHG - (times[fitted] - start)
    above = volume[fitted] - mean_over(result, volume, last_part(result, OcclusionPart.LET_GO, LEVEL_S))
    b2, b1, b0 = np.polyfit(pressure, above, 2)
    return PressureVolumeCurve(float(b0), float(b1), float(b2))


def caught_volume(result: xr.Dataset, side: str) -> float:
    """Return what the calf holds above rest with the thigh cuff filled, in mL per 100 mL."""
    volume = calf_percent(result, side)
    return _level(result, volume, OcclusionPart.CAUGHT) - _level(result, volume, OcclusionPart.LET_GO)


def maximum_outflow(result: xr.Dataset, side: str) -> float:
    """Return the steepest fall after the release of the thigh cuff, in mL per 100 mL and minute."""
    steepest = _steepest_fall(result, side)
    return (steepest.start - steepest.stop) * 60.0 / STEEPEST_S


def _steepest_fall(result: xr.Dataset, side: str) -> Mark:
    """Return where on the trace the calf empties fastest."""
    start = step_span(result, OcclusionPart.RELEASED)[0]
    released = inside(middles(result), (start, start + STEEPEST_WITHIN_S))
    times, falling = middles(result)[released], calf_percent(result, side)[released]
    samples = round(STEEPEST_S / OCCLUSION_SAMPLE_S)
    place = int((falling[:-samples] - falling[samples:]).argmax())
    ends = float(times[place]), float(times[place + samples])
    return Mark("maximum_venous_outflow", "MVO", *ends, float(falling[place]), float(falling[place + samples]))


def occlusion_marks(result: xr.Dataset, side: Leg) -> Iterator[Mark]:
    """Yield what is measured on the trace of a calf."""
    volume = calf_percent(result, side)
    pressed, caught = (step_span(result, part)[1] for part in (OcclusionPart.PRESSED, OcclusionPart.CAUGHT))
    resting, rest = (_level(result, volume, part) for part in (OcclusionPart.RESTING, OcclusionPart.LET_GO))
    flat, held = (_level(result, volume, part) for part in (OcclusionPart.PRESSED, OcclusionPart.CAUGHT))
    yield height_mark("calf_effective_compliance", "compliance", pressed, resting, flat)
    yield height_mark("calf_volume_caught_60", "caught", caught, rest, held)
    yield _steepest_fall(result, side)


def calf_compression(result: xr.Dataset, side: str) -> CalfCompression:
    """Measure how the calf's veins answer to a small pressure around them, and to its end."""
    times, volume = middles(result), calf_percent(result, side)
    full, flat = (_level(result, volume, part) for part in (OcclusionPart.RESTING, OcclusionPart.PRESSED))
    compliance = (full - flat) / (CALF_MMHG / MMHG_PER_KPA)
    span = step_span(result, OcclusionPart.PRESSED)
    # the area under an exponential fall is its size times its time constant
    resistance = _area(result, volume - flat, span) / (full - flat) / compliance if full > flat else np.nan
    released = step_span(result, OcclusionPart.LET_GO)[0]
    rising = inside(times, (released + REFILLING_S[0], released + REFILLING_S[1]))
    inflow = 60.0 * float(np.polyfit(times[rising], volume[rising], 1)[0])
    return CalfCompression(compliance, resistance, inflow)


def _level(result: xr.Dataset, volume: Floats, part: OcclusionPart) -> float:
    return mean_over(result, volume, last_part(result, part, LEVEL_S))


def _area(result: xr.Dataset, values: Floats, span: Span) -> float:
    return mean_over(result, values, span) * (span[1] - span[0])


class _Calf(NamedTuple):
    """What is measured on one calf."""

    curve: PressureVolumeCurve
    caught: float
    outflow: float
    compression: CalfCompression


def _measure(result: xr.Dataset, side: str) -> _Calf:
    curve, compression = pressure_volume_curve(result, side), calf_compression(result, side)
    return _Calf(curve, caught_volume(result, side), maximum_outflow(result, side), compression)


def occlusion_findings(calves: Mapping[str, list[_Calf]]) -> list[Finding]:
    """Return the findings of both calves, left first."""
    (both,) = calves.values()
    curves, pressed = [calf.curve for calf in both], [calf.compression for calf in both]
    slope, flow = "mL/100 mL/mmHg", "mL/100 mL/min"
    return [
        *leg_findings("calf_beta0", "mL/100 mL", [curve.b0 for curve in curves], BETA0),
        *leg_findings("calf_beta1", slope, [curve.b1 for curve in curves], BETA1),
        *leg_findings("calf_beta2", "mL/100 mL/mmHg2", [curve.b2 for curve in curves], BETA2),
        *leg_findings("calf_compliance_20", slope, [curve.slope(20.0) for curve in curves], AT_20),
        *leg_findings("calf_compliance_60", slope, [curve.slope(60.0) for curve in curves], AT_60),
        *leg_findings("calf_volume_caught_60", "mL/100 mL", [calf.caught for calf in both]),
        *leg_findings("maximum_venous_outflow", flow, [calf.outflow for calf in both], MAXIMUM_OUTFLOW),
        *leg_findings("calf_effective_compliance", "%/kPa", [one.compliance for one in pressed], CALF_COMPLIANCE),
        *leg_findings("calf_outflow_resistance", "s kPa/%", [one.resistance for one in pressed], CALF_RESISTANCE),
        *leg_findings("calf_inflow", flow, [one.inflow for one in pressed], CALF_INFLOW),
    ]


OCCLUSION: ClinicalTest[str, list[_Calf]] = ClinicalTest(
    name="occlusion",
    title="Venous occlusion plethysmography",
    purpose="Test how the veins of both calves stretch, empty and fill, lying.",
    protocols=lambda: {"cuffs": occlusion_protocol()},
    vessels=lambda person: [vein for side in LEGS for vein in leg_veins_of(person, side)],
    measure=lambda result, _: [_measure(result, side) for side in LEGS],
    findings=occlusion_findings,
    trace=lambda result, _: leg_traces(result, "Calf volume", "mL/100 mL", calf_percent, marking=occlusion_marks),
    sample_s=OCCLUSION_SAMPLE_S,
    including=("swelling",),
)


def occlusion(person: Person, progress: Progress | None = None) -> list[Finding]:
    """Test how the veins of both calves stretch, empty and fill, lying.

    In the laboratory a strain gauge shows the volume of the calf. A small pressure put around the calf drives out blood
    along an exponential, and at its end the calf refills at the rate of the flow from its capillaries. Then a cuff on
    the thigh is filled to 60 mmHg for eight minutes and let down by 1 mmHg a second: the pressure in the cuff stands
    for that in the veins, and a parabola is fitted from 60 to 10 mmHg. Filled again for two minutes and let off at
    once, it shows the maximum outflow. Here the gauge shows the blood in the veins of the calf and the fluid that is
    driven into its tissue meanwhile, as a share of the leg below the knee.

    Parameters
    ----------
    person : Person
    progress : callable, optional
        See `simulate`.

    Returns
    -------
    list of Finding
        For the left and the right calf: `calf_beta0`, `calf_beta1` and `calf_beta2` of the parabola, its slope at 20
        and at 60 mmHg (`calf_compliance_20`, `calf_compliance_60`) and the volume caught at 60 mmHg; the maximum
        outflow, as the steepest fall over 0.5 s; compliance, outflow resistance and inflow by pressure around the calf.

    References
    ----------
    Pressure and volume: findings C01 to C05; the method, Halliwill JR, J Appl Physiol 1999;87:1555-63 (recalled).
    Pressure around the calf: Phys Med Biol 1977;22:1146-59 (C10 to C13). Maximum outflow: A36.

    Examples
    --------
    >>> [one.name for one in occlusion(Person())][:6:2]
    ['calf_beta0', 'calf_beta1', 'calf_beta2']
    """
    return OCCLUSION.examine(person, progress).findings
