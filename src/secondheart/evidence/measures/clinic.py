"""What clinical tests measure, one number each: functions from a result to a number, of the left leg.

Both legs are alike in every person of the evidence, so that one is measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from secondheart.anatomy import BELOW_KNEE
from secondheart.clinic.apg import FILLED, INFLOWS, LEVEL_S, RAISED, CalfVolumes, calf_volumes
from secondheart.clinic.calf import venous_volume
from secondheart.clinic.duplex import FEMORAL, PROBES, PULL_S, PUMP_S, RISE_S, Part, Probe, reflux
from secondheart.clinic.duplex import POPLITEAL as POPLITEAL_VEIN
from secondheart.clinic.occlusion import Curve, Pressed, maximum_outflow, pressed, pressure_volume_curve
from secondheart.clinic.pneumatic import USUAL as SEQUENTIAL
from secondheart.clinic.pneumatic import augmented
from secondheart.clinic.ppg import CALF_SKIN, skin_veins
from secondheart.clinic.strain_gauge import girth
from secondheart.clinic.valve_cycle import ValveCycle, mean_cycle, phases
from secondheart.clinic.velocity import inspiratory_fall, jet, resting_peak, resting_velocity
from secondheart.compression import as_device
from secondheart.results.measure import (
    HEARTBEAT_S,
    Span,
    flow,
    last_part,
    mean_over,
    mean_pressure,
    middles,
    pressure,
    refill_time,
    smooth,
    step_span,
)

if TYPE_CHECKING:
    import xarray as xr

LEFT = "left"
REST_S = 40.0  # ten breaths
SHORTLY_S = 0.1
PER_MS = 1000.0
POPLITEAL, SUPERFICIAL_FEMORAL = POPLITEAL_VEIN.format(LEFT), FEMORAL.format(LEFT)
SUPERFICIAL = ("saphenofemoral_junction", "great_saphenous", "great_saphenous_calf", "small_saphenous")
SHORT_DEEP = ("deep_femoral", "gastrocnemius", "posterior_tibial", "peroneal")
LONG_DEEP = ("femoral", "popliteal")
PERFORATORS = ("perforators_cockett", "perforators_boyd")


def tibial_rise(result: xr.Dataset) -> float:
    """Highest pressure in a posterior tibial vein in the first of ten tiptoes (mean over 0.1 s), less standing."""
    vein, start = "posterior_tibial_lower_left", step_span(result, 1)[0]
    standing = mean_pressure(result, vein, last_part(result, 0, 30.0))
    first = (middles(result) >= start) & (middles(result) < start + 1.0)
    return float(smooth(result, pressure(result, vein), SHORTLY_S)[first].max()) - standing


def _apg(result: xr.Dataset) -> CalfVolumes:
    return calf_volumes(result, LEFT)


def apg_volume(result: xr.Dataset) -> float:
    """VV: what the calf gains on standing."""
    return _apg(result).gained_mL


def apg_filling_time(result: xr.Dataset) -> float:
    """VFT90: time until 90 % of it is there."""
    return _apg(result).filling_s


def apg_filling_index(result: xr.Dataset) -> float:
    """VFI: mean rate of filling until then."""
    return _apg(result).filling_mL_s


def apg_filling_over_inflow(result: xr.Dataset) -> float:
    """VFI of the whole lower leg, foot included, over the flow in the artery below the knee, less one, in percent."""
    volume = venous_volume(result, LEFT, BELOW_KNEE)
    empty, full = (mean_over(result, volume, last_part(result, step, LEVEL_S)) for step in (RAISED, FILLED))
    start, _ = step_span(result, FILLED)
    filling_s = refill_time(middles(result), smooth(result, volume, HEARTBEAT_S), start, empty, full)
    inflow = mean_over(result, flow(result, INFLOWS[0].format(LEFT)), (start, start + filling_s))
    return 100.0 * (0.9 * (full - empty) / filling_s / inflow - 1.0)


def apg_ejected(result: xr.Dataset) -> float:
    """EV: what one tiptoe drives out."""
    return _apg(result).ejected_mL


def apg_ejected_share(result: xr.Dataset) -> float:
    """EF: the share of VV that it is."""
    return _apg(result).ejected_percent


def apg_residual(result: xr.Dataset) -> float:
    """RV: what is left over the tenth of ten tiptoes."""
    return _apg(result).left_mL


def apg_residual_share(result: xr.Dataset) -> float:
    """RVF: the share of VV that it is."""
    return _apg(result).left_percent


def ppg_refill(result: xr.Dataset) -> float:
    """Time after ten dorsiflexions until 90 % of the blood is back in the veins of the calf's skin."""
    return skin_veins(result, f"{CALF_SKIN}_{LEFT}").refill_s


def strain_gauge_ejected_share(result: xr.Dataset) -> float:
    """Share of the calf's filling that twenty steps drive out."""
    return girth(result, LEFT).ejected_percent


def strain_gauge_refill(result: xr.Dataset) -> float:
    """Time after twenty steps until 90 % of it is back."""
    return girth(result, LEFT).refill_s


def _curve(result: xr.Dataset) -> Curve:
    return pressure_volume_curve(result, LEFT)


def calf_beta0(result: xr.Dataset) -> float:
    """First coefficient of the parabola of calf volume over cuff pressure."""
    return _curve(result).b0


def calf_beta1(result: xr.Dataset) -> float:
    """Second coefficient of it."""
    return _curve(result).b1


def calf_beta2(result: xr.Dataset) -> float:
    """Third coefficient of it."""
    return _curve(result).b2


def calf_compliance_20(result: xr.Dataset) -> float:
    """Slope of it at 20 mmHg."""
    return _curve(result).slope(20.0)


def calf_compliance_60(result: xr.Dataset) -> float:
    """Slope of it at 60 mmHg."""
    return _curve(result).slope(60.0)


def maximum_venous_outflow(result: xr.Dataset) -> float:
    """Steepest fall of the calf's volume after the release of a thigh cuff."""
    return maximum_outflow(result, LEFT)


def _pressed(result: xr.Dataset) -> Pressed:
    return pressed(result, LEFT)


def calf_effective_compliance(result: xr.Dataset) -> float:
    """What a small pressure around the calf drives out, over that pressure."""
    return _pressed(result).compliance


def calf_outflow_resistance(result: xr.Dataset) -> float:
    """Time constant of this over the compliance."""
    return _pressed(result).resistance


def calf_inflow(result: xr.Dataset) -> float:
    """Rate at which the calf refills after it."""
    return _pressed(result).inflow


def _reflux_ms(result: xr.Dataset, names: tuple[str, ...]) -> list[float]:
    probes: dict[str, Probe] = {probe.name: probe for probe in PROBES}
    return [PER_MS * reflux(result, probes[name], LEFT) for name in names]


def longest_reflux_superficial_calf(result: xr.Dataset) -> float:
    """Longest reverse flow after a cuff is let off, of the superficial, deep femoral and calf veins."""
    return max(_reflux_ms(result, (*SUPERFICIAL, "saphenopopliteal_junction", *SHORT_DEEP)))


def longest_reflux_femoropopliteal(result: xr.Dataset) -> float:
    """Longest reverse flow after a cuff is let off, of the femoral and popliteal veins."""
    return max(_reflux_ms(result, LONG_DEEP))


def longest_outflow_perforators(result: xr.Dataset) -> float:
    """Longest outward flow after a cuff is let off, of the calf's perforators."""
    return max(_reflux_ms(result, PERFORATORS))


def mean_reflux_deep_calf(result: xr.Dataset) -> float:
    """Mean duration of reverse flow in the deep femoral and calf veins; a vein without any counts as none."""
    return float(np.mean(_reflux_ms(result, SHORT_DEEP)))


def pneumatic_velocity_ratio(result: xr.Dataset) -> float:
    """Highest velocity in the femoral vein with a sequential device, over that at rest."""
    leg = augmented(result, LEFT, as_device(SEQUENTIAL))
    return leg.femoral_peak / leg.femoral_rest


def great_saphenous_reflux(result: xr.Dataset) -> float:
    """Reverse flow in the great saphenous vein at the knee after a calf cuff is let off."""
    return _reflux_ms(result, ("great_saphenous",))[0]


def popliteal_reflux(result: xr.Dataset) -> float:
    """Reverse flow in the popliteal vein after a calf cuff is let off."""
    return _reflux_ms(result, ("popliteal",))[0]


def _rest(result: xr.Dataset, part: Part) -> Span:
    return last_part(result, part, REST_S)


def _first(result: xr.Dataset, part: Part, period_s: float) -> Span:
    start = step_span(result, part)[0]
    return start, start + period_s


def popliteal_velocity_lying(result: xr.Dataset) -> float:
    """Time average of the fastest velocity in the popliteal vein, lying."""
    return resting_velocity(result, POPLITEAL, _rest(result, Part.LYING))


def popliteal_velocity_pumping(result: xr.Dataset) -> float:
    """The same while the feet are moved, lying."""
    return resting_velocity(result, POPLITEAL, step_span(result, Part.PUMPING_LYING))


def popliteal_velocity_sitting(result: xr.Dataset) -> float:
    """The same at rest, sitting."""
    return resting_velocity(result, POPLITEAL, _rest(result, Part.SITTING))


def popliteal_peak_sitting(result: xr.Dataset) -> float:
    """Highest velocity of a breath in the popliteal vein, sitting."""
    return resting_peak(result, POPLITEAL, _rest(result, Part.SITTING))


def popliteal_peak_plantarflexion(result: xr.Dataset) -> float:
    """Highest velocity in the popliteal vein in the first of ten plantarflexions, sitting."""
    return jet(result, POPLITEAL, _first(result, Part.PUMPING_SITTING, PUMP_S))


def popliteal_peak_dorsiflexion(result: xr.Dataset) -> float:
    """Highest velocity in the popliteal vein in the first of ten dorsiflexions, sitting."""
    return jet(result, POPLITEAL, _first(result, Part.PULLING, PULL_S))


def femoral_peak_contraction(result: xr.Dataset) -> float:
    """Highest velocity in the femoral vein in the first of ten plantarflexions, lying."""
    return jet(result, SUPERFICIAL_FEMORAL, _first(result, Part.PUMPING_LYING, PUMP_S))


def femoral_fall_in_inspiration(result: xr.Dataset) -> float:
    """Fall of the femoral flow in inspiration, lying."""
    return inspiratory_fall(result, SUPERFICIAL_FEMORAL, _rest(result, Part.LYING))


def _cycle(result: xr.Dataset) -> ValveCycle:
    course = mean_cycle(result, f"popliteal_{LEFT}", step_span(result, Part.RISING), RISE_S)
    return phases(course, float(result["time"].values[0]))


def valve_opening(result: xr.Dataset) -> float:
    """How long the popliteal valve takes to open, in the mean of ten tiptoes."""
    return _cycle(result).opening_s


def valve_open(result: xr.Dataset) -> float:
    """How long it stays open."""
    return _cycle(result).open_s


def valve_closing(result: xr.Dataset) -> float:
    """How long it takes to close."""
    return _cycle(result).closing_s


def valve_closed(result: xr.Dataset) -> float:
    """How long it stays closed."""
    return _cycle(result).closed_s
