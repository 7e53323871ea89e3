"""Venous occlusion plethysmography: how the calf's veins stretch, how fast they empty and how fast they fill."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.clinic.calf import calf_percent, leg_veins_of
from secondheart.clinic.finding import Finding, Normal, of_legs
from secondheart.person import Person
from secondheart.protocol import Protocol, lie
from secondheart.results.measure import Floats, Span, inside, last_part, mean_over, middles, step_span
from secondheart.simulation.session import Progress
from secondheart.simulation.simulate import simulate

if TYPE_CHECKING:
    import xarray as xr

TEST = "occlusion"
MMHG_PER_KPA = 7.50062
SAMPLE_S = 0.05
INCLUDING = ("swelling",)
FILLED_S = 480.0  # how long the cuff stays filled: 8 minutes (C06)
CUFF_MMHG, CALF_MMHG = 60.0, 15.0
LOWEST_MMHG = 10.0  # of the cuff, down to which the curve is fitted
LEVEL_S = 10.0
OUTFLOW_S, OUTFLOW_WITHIN_S = 0.5, 3.0  # the steepest fall over so long, so soon after the release
RISE = (2.0, 8.0)  # s after the calf is let go: valves have closed, veins are not full yet
REST, PRESSED, LET_GO, CAUGHT, DEFLATING, BETWEEN, AGAIN, RELEASED = range(8)  # steps of the protocol

CURVE = "deflation from 60 mmHg in 10 men, Wallace laboratory, SIU"
BETA0, BETA1, BETA2 = Normal(0.357, 0.792, CURVE), Normal(0.0665, 0.0898, CURVE), Normal(-0.00061, -0.00039, CURVE)
AT_20, AT_60 = Normal(0.045, 0.070, f"derived: {CURVE}"), Normal(0.005, 0.035, f"derived: {CURVE}")
OUTFLOW = Normal(40, 120, "clinical convention, recalled")
PRESSING = "11 healthy people, Phys Med Biol 1977;22:1146-59, mean and standard deviation"
EFFECTIVE, RESISTANCE, INFLOW = Normal(0.8, 1.4, PRESSING), Normal(2.5, 5.1, PRESSING), Normal(2.0, 4.4, PRESSING)


class Curve(NamedTuple):
    """The volume of a calf over the pressure in its veins, b0 + b1 P + b2 P^2 in mL per 100 mL and mmHg."""

    b0: float
    b1: float
    b2: float

    def slope(self, pressure_mmHg: float) -> float:
        """Compliance at a pressure, in mL per 100 mL and mmHg."""
        return self.b1 + 2.0 * self.b2 * pressure_mmHg


class Pressed(NamedTuple):
    """What a small pressure around the calf shows; nan where it cannot be told."""

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


def pressure_volume_curve(result: xr.Dataset, side: str) -> Curve:
    """Fit the volume of a calf above rest over the pressure in the thigh cuff as it is let down."""
    times, volume = middles(result), calf_percent(result, side)
    start, stop = step_span(result, DEFLATING)
    fitted = inside(times, (start, stop - LOWEST_MMHG))
    pressure = CUFF_MMHG - (times[fitted] - start)
    above = volume[fitted] - mean_over(result, volume, last_part(result, LET_GO, LEVEL_S))
    b2, b1, b0 = np.polyfit(pressure, above, 2)
    return Curve(float(b0), float(b1), float(b2))


def caught_volume(result: xr.Dataset, side: str) -> float:
    """Return what the calf holds above rest with the thigh cuff filled, in mL per 100 mL."""
    volume = calf_percent(result, side)
    return _level(result, volume, CAUGHT) - _level(result, volume, LET_GO)


def maximum_outflow(result: xr.Dataset, side: str) -> float:
    """Return the steepest fall after the release of the thigh cuff, in mL per 100 mL and minute."""
    volume = calf_percent(result, side)
    start = step_span(result, RELEASED)[0]
    samples = round(OUTFLOW_S / SAMPLE_S)
    falling = volume[inside(middles(result), (start, start + OUTFLOW_WITHIN_S))]
    return float((falling[:-samples] - falling[samples:]).max()) * 60.0 / OUTFLOW_S


def pressed(result: xr.Dataset, side: str) -> Pressed:
    """Measure how the calf's veins answer to a small pressure around them, and to its end."""
    times, volume = middles(result), calf_percent(result, side)
    full, flat = _level(result, volume, REST), _level(result, volume, PRESSED)
    compliance = (full - flat) / (CALF_MMHG / MMHG_PER_KPA)
    span = step_span(result, PRESSED)
    # the area under an exponential fall is its size times its time constant
    resistance = _area(result, volume - flat, span) / (full - flat) / compliance if full > flat else np.nan
    released = step_span(result, LET_GO)[0]
    rising = inside(times, (released + RISE[0], released + RISE[1]))
    inflow = 60.0 * float(np.polyfit(times[rising], volume[rising], 1)[0])
    return Pressed(compliance, resistance, inflow)


def _level(result: xr.Dataset, volume: Floats, step: int) -> float:
    return mean_over(result, volume, last_part(result, step, LEVEL_S))


def _area(result: xr.Dataset, values: Floats, span: Span) -> float:
    return mean_over(result, values, span) * (span[1] - span[0])


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
    record = [vein for side in LEGS for vein in leg_veins_of(person, side)]
    result = simulate(
        person, occlusion_protocol(), sample_s=SAMPLE_S, record=record, including=INCLUDING, progress=progress
    )
    curves = [pressure_volume_curve(result, side) for side in LEGS]
    calves = [pressed(result, side) for side in LEGS]
    slope, flow = "mL/100 mL/mmHg", "mL/100 mL/min"
    return [
        *of_legs(TEST, "calf_beta0", "mL/100 mL", [curve.b0 for curve in curves], BETA0),
        *of_legs(TEST, "calf_beta1", slope, [curve.b1 for curve in curves], BETA1),
        *of_legs(TEST, "calf_beta2", "mL/100 mL/mmHg2", [curve.b2 for curve in curves], BETA2),
        *of_legs(TEST, "calf_compliance_20", slope, [curve.slope(20.0) for curve in curves], AT_20),
        *of_legs(TEST, "calf_compliance_60", slope, [curve.slope(60.0) for curve in curves], AT_60),
        *of_legs(TEST, "calf_volume_caught_60", "mL/100 mL", [caught_volume(result, side) for side in LEGS]),
        *of_legs(TEST, "maximum_venous_outflow", flow, [maximum_outflow(result, side) for side in LEGS], OUTFLOW),
        *of_legs(TEST, "calf_effective_compliance", "%/kPa", [calf.compliance for calf in calves], EFFECTIVE),
        *of_legs(TEST, "calf_outflow_resistance", "s kPa/%", [calf.resistance for calf in calves], RESISTANCE),
        *of_legs(TEST, "calf_inflow", flow, [calf.inflow for calf in calves], INFLOW),
    ]
