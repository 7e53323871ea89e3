"""What clinical tests measure, one number each: functions from a result to a number, of the left leg.

Both legs are alike in every person of the evidence, so that one is measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from secondheart.anatomy import BELOW_KNEE, Leg
from secondheart.clinic.apg import INFLOWS, ApgPart, CalfVolumes, calf_volumes
from secondheart.clinic.calf import LEVEL_S, venous_volume
from secondheart.clinic.duplex import PROBES, popliteal_valve, reflux, velocities
from secondheart.clinic.occlusion import (
    CalfCompression,
    PressureVolumeCurve,
    calf_compression,
    maximum_outflow,
    pressure_volume_curve,
)
from secondheart.clinic.pneumatic import augmentation
from secondheart.clinic.ppg import CALF_SKIN, skin_veins
from secondheart.clinic.strain_gauge import girth
from secondheart.evidence.measures.measurement import measurement
from secondheart.results.measure import (
    EXTREME_S,
    HEARTBEAT_S,
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

LEFT: Leg = "left"
MS_PER_S = 1000.0
SUPERFICIAL_PROBES = ("saphenofemoral_junction", "great_saphenous", "great_saphenous_calf", "small_saphenous")
SHORT_DEEP = ("deep_femoral", "gastrocnemius", "posterior_tibial", "peroneal")
LONG_DEEP = ("femoral", "popliteal")
PERFORATORS = ("perforators_cockett", "perforators_boyd")


@measurement
def tibial_rise(result: xr.Dataset) -> float:
    """Highest pressure in a posterior tibial vein in the first of ten tiptoes (mean over 0.1 s), less standing."""
    vein, start = "posterior_tibial_lower_left", step_span(result, 1)[0]
    standing = mean_pressure(result, vein, last_part(result, 0, 30.0))
    first = (middles(result) >= start) & (middles(result) < start + 1.0)
    return float(smooth(result, pressure(result, vein), EXTREME_S)[first].max()) - standing


def _apg(result: xr.Dataset) -> CalfVolumes:
    return calf_volumes(result, LEFT)


@measurement
def apg_volume(result: xr.Dataset) -> float:
    """VV: what the calf gains on standing."""
    return _apg(result).gained_mL


@measurement
def apg_filling_time(result: xr.Dataset) -> float:
    """VFT90: time until 90 % of it is there."""
    return _apg(result).filling_s


@measurement
def apg_filling_index(result: xr.Dataset) -> float:
    """VFI: mean rate of filling until then."""
    return _apg(result).filling_mL_s


@measurement
def apg_filling_over_inflow(result: xr.Dataset) -> float:
    """VFI of the whole lower leg, foot included, over the flow in the artery below the knee, less one, in percent."""
    volume = venous_volume(result, LEFT, BELOW_KNEE)
    empty, full = (
        mean_over(result, volume, last_part(result, part, LEVEL_S)) for part in (ApgPart.RAISED, ApgPart.FILLED)
    )
    start, _ = step_span(result, ApgPart.FILLED)
    filling_s = refill_time(middles(result), smooth(result, volume, HEARTBEAT_S), start, empty, full)
    inflow = mean_over(result, flow(result, INFLOWS[0].format(LEFT)), (start, start + filling_s))
    return 100.0 * (0.9 * (full - empty) / filling_s / inflow - 1.0)


@measurement
def apg_ejected(result: xr.Dataset) -> float:
    """EV: what one tiptoe drives out."""
    return _apg(result).ejected_mL


@measurement
def apg_ejected_share(result: xr.Dataset) -> float:
    """EF: the share of VV that it is."""
    return _apg(result).ejected_percent


@measurement
def apg_ejected_content(result: xr.Dataset) -> float:
    """What one tiptoe drives out, of all the blood in the veins of the standing calf, in percent."""
    held = mean_over(result, venous_volume(result, LEFT), last_part(result, ApgPart.FILLED, LEVEL_S))
    return 100.0 * _apg(result).ejected_mL / held


@measurement
def apg_residual(result: xr.Dataset) -> float:
    """RV: what is left over the tenth of ten tiptoes."""
    return _apg(result).left_mL


@measurement
def apg_residual_share(result: xr.Dataset) -> float:
    """RVF: the share of VV that it is."""
    return _apg(result).left_percent


@measurement
def ppg_refill(result: xr.Dataset) -> float:
    """Time after ten dorsiflexions until 90 % of the blood is back in the veins of the calf's skin."""
    return skin_veins(result, f"{CALF_SKIN}_{LEFT}").refill_s


@measurement
def strain_gauge_ejected_share(result: xr.Dataset) -> float:
    """Share of the calf's filling that twenty steps drive out."""
    return girth(result, LEFT).ejected_percent


@measurement
def strain_gauge_refill(result: xr.Dataset) -> float:
    """Time after twenty steps until 90 % of it is back."""
    return girth(result, LEFT).refill_s


def _curve(result: xr.Dataset) -> PressureVolumeCurve:
    return pressure_volume_curve(result, LEFT)


@measurement
def calf_beta0(result: xr.Dataset) -> float:
    """First coefficient of the parabola of calf volume over cuff pressure."""
    return _curve(result).b0


@measurement
def calf_beta1(result: xr.Dataset) -> float:
    """Second coefficient of it."""
    return _curve(result).b1


@measurement
def calf_beta2(result: xr.Dataset) -> float:
    """Third coefficient of it."""
    return _curve(result).b2


@measurement
def calf_compliance_20(result: xr.Dataset) -> float:
    """Slope of it at 20 mmHg."""
    return _curve(result).slope(20.0)


@measurement
def calf_compliance_60(result: xr.Dataset) -> float:
    """Slope of it at 60 mmHg."""
    return _curve(result).slope(60.0)


@measurement
def maximum_venous_outflow(result: xr.Dataset) -> float:
    """Steepest fall of the calf's volume after the release of a thigh cuff."""
    return maximum_outflow(result, LEFT)


def _compression(result: xr.Dataset) -> CalfCompression:
    return calf_compression(result, LEFT)


@measurement
def calf_effective_compliance(result: xr.Dataset) -> float:
    """What a small pressure around the calf drives out, over that pressure."""
    return _compression(result).compliance


@measurement
def calf_outflow_resistance(result: xr.Dataset) -> float:
    """Time constant of this over the compliance."""
    return _compression(result).resistance


@measurement
def calf_inflow(result: xr.Dataset) -> float:
    """Rate at which the calf refills after it."""
    return _compression(result).inflow


def _reflux_ms(result: xr.Dataset, names: tuple[str, ...]) -> list[float]:
    probes = {probe.name: probe for probe in PROBES}
    return [MS_PER_S * reflux(result, probes[name], LEFT) for name in names]


@measurement
def longest_reflux_superficial_calf(result: xr.Dataset) -> float:
    """Longest reverse flow after a cuff is let off, of the superficial, deep femoral and calf veins."""
    return max(_reflux_ms(result, (*SUPERFICIAL_PROBES, "saphenopopliteal_junction", *SHORT_DEEP)))


@measurement
def longest_reflux_femoropopliteal(result: xr.Dataset) -> float:
    """Longest reverse flow after a cuff is let off, of the femoral and popliteal veins."""
    return max(_reflux_ms(result, LONG_DEEP))


@measurement
def longest_outflow_perforators(result: xr.Dataset) -> float:
    """Longest outward flow after a cuff is let off, of the calf's perforators."""
    return max(_reflux_ms(result, PERFORATORS))


@measurement
def mean_reflux_deep_calf(result: xr.Dataset) -> float:
    """Mean duration of reverse flow in the deep femoral and calf veins; a vein without any counts as none."""
    return float(np.mean(_reflux_ms(result, SHORT_DEEP)))


@measurement
def pneumatic_velocity_ratio(result: xr.Dataset) -> float:
    """Highest velocity in the femoral vein with a sequential device, over that at rest."""
    leg = augmentation(result, LEFT)
    return leg.femoral_peak / leg.femoral_rest


@measurement
def great_saphenous_reflux(result: xr.Dataset) -> float:
    """Reverse flow in the great saphenous vein at the knee after a calf cuff is let off."""
    return _reflux_ms(result, ("great_saphenous",))[0]


@measurement
def popliteal_reflux(result: xr.Dataset) -> float:
    """Reverse flow in the popliteal vein after a calf cuff is let off."""
    return _reflux_ms(result, ("popliteal",))[0]


@measurement
def popliteal_velocity_lying(result: xr.Dataset) -> float:
    """Time average of the fastest velocity in the popliteal vein, lying."""
    return velocities(result, LEFT)["popliteal_velocity_lying"]


@measurement
def popliteal_velocity_pumping(result: xr.Dataset) -> float:
    """The same while the feet are moved, lying."""
    return velocities(result, LEFT)["popliteal_velocity_lying_moving_feet"]


@measurement
def popliteal_velocity_sitting(result: xr.Dataset) -> float:
    """The same at rest, sitting."""
    return velocities(result, LEFT)["popliteal_velocity_sitting"]


@measurement
def popliteal_peak_sitting(result: xr.Dataset) -> float:
    """Highest velocity of a breath in the popliteal vein, sitting."""
    return velocities(result, LEFT)["popliteal_peak_velocity_sitting"]


@measurement
def popliteal_peak_plantarflexion(result: xr.Dataset) -> float:
    """Highest velocity in the popliteal vein in the first of ten plantarflexions, sitting."""
    return velocities(result, LEFT)["popliteal_peak_velocity_plantarflexion"]


@measurement
def popliteal_peak_dorsiflexion(result: xr.Dataset) -> float:
    """Highest velocity in the popliteal vein in the first of ten dorsiflexions, sitting."""
    return velocities(result, LEFT)["popliteal_peak_velocity_dorsiflexion"]


@measurement
def femoral_peak_contraction(result: xr.Dataset) -> float:
    """Highest velocity in the femoral vein in the first of ten plantarflexions, lying."""
    return velocities(result, LEFT)["femoral_peak_velocity_contraction_lying"]


@measurement
def femoral_fall_in_inspiration(result: xr.Dataset) -> float:
    """Fall of the femoral flow in inspiration, lying."""
    return velocities(result, LEFT)["femoral_fall_in_inspiration"]


@measurement
def valve_opening(result: xr.Dataset) -> float:
    """How long the popliteal valve takes to open, in the mean of ten tiptoes."""
    return popliteal_valve(result, LEFT).opening_s


@measurement
def valve_open(result: xr.Dataset) -> float:
    """How long it stays open."""
    return popliteal_valve(result, LEFT).open_s


@measurement
def valve_closing(result: xr.Dataset) -> float:
    """How long it takes to close."""
    return popliteal_valve(result, LEFT).closing_s


@measurement
def valve_closed(result: xr.Dataset) -> float:
    """How long it stays closed."""
    return popliteal_valve(result, LEFT).closed_s
