"""What a cuff on the thigh dams, how varices fill, and what a sinus holds in walking: of the left leg."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from secondheart.clinic.duplex import PROBES, Part, Probe, reflux
from secondheart.clinic.occlusion import pressure_volume_curve
from secondheart.clinic.velocity import velocity
from secondheart.evidence.measures.measurement import measurement
from secondheart.results.measure import (
    ANKLE_VEIN,
    HEARTBEAT_S,
    Floats,
    flow,
    inside,
    last_part,
    mean_over,
    mean_pressure,
    middles,
    pressure,
    protocol_of,
    refill_time,
    smooth,
    step_span,
)

if TYPE_CHECKING:
    import xarray as xr

LEFT = "left"
LAST_S, BEFORE_S = 20.0, 30.0
EARLY = 0.12  # of the cycle: from contact until the other foot leaves the ground
SINUS = "gastrocnemius_sinuses_left"
STRAIN_S = 3.0


def _curve_at(result: xr.Dataset, pressure_mmHg: float) -> float:
    curve = pressure_volume_curve(result, LEFT)
    return curve.b0 + curve.b1 * pressure_mmHg + curve.b2 * pressure_mmHg**2


@measurement
def calf_caught_10(result: xr.Dataset) -> float:
    """What the calf holds above rest at 10 mmHg in a thigh cuff, in mL per 100 mL."""
    return _curve_at(result, 10.0)


@measurement
def calf_caught_20(result: xr.Dataset) -> float:
    """What the calf holds above rest at 20 mmHg in a thigh cuff, in mL per 100 mL."""
    return _curve_at(result, 20.0)


@measurement
def calf_caught_40(result: xr.Dataset) -> float:
    """What the calf holds above rest at 40 mmHg in a thigh cuff, in mL per 100 mL."""
    return _curve_at(result, 40.0)


@measurement
def calf_caught_60(result: xr.Dataset) -> float:
    """What the calf holds above rest at 60 mmHg in a thigh cuff, in mL per 100 mL."""
    return _curve_at(result, 60.0)


@measurement
def dammed_share(result: xr.Dataset) -> float:
    """Pressure in a popliteal vein below a thigh cuff over the cuff's, in percent."""
    (cuff,) = protocol_of(result).steps[1].cuffs
    return 100.0 * mean_pressure(result, "popliteal_left", last_part(result, 1, LAST_S)) / cuff.pressure_mmHg


@measurement
def inflow_below_cuff(result: xr.Dataset) -> float:
    """Flow in the popliteal artery below a thigh cuff, from its tenth second on, in mL/min."""
    start, stop = step_span(result, 1)
    now = inside(middles(result), (start + 10.0, stop))
    return float(60.0 * flow(result, "popliteal_artery_left>tibial_arteries_left")[now].mean())


def _probe(name: str) -> Probe:
    return next(one for one in PROBES if one.name == name)


REFLUX_AT_GROIN = replace(
    _probe("saphenofemoral_junction"), after=Part.AFTER_CALF
)  # as D50 to D54: both places after one cuff
REFLUX_AT_KNEE = _probe("great_saphenous")


def _backward(result: xr.Dataset, probe: Probe, seconds: float | None = None) -> float:
    """Blood that runs backwards at a probe after its release, in mL."""
    start = step_span(result, probe.after)[0]
    lasting = reflux(result, probe, LEFT) if seconds is None else seconds
    now = inside(middles(result), (start, start + lasting))
    volumes = np.minimum(flow(result, probe.connection(LEFT))[now], 0.0) * float(result["time"].values[0])
    return float(-volumes.sum())


@measurement
def reflux_volume_groin(result: xr.Dataset) -> float:
    """Blood that runs back in the great saphenous vein at the groin after a calf cuff is let off, in mL."""
    return _backward(result, REFLUX_AT_GROIN)


@measurement
def reflux_volume_knee(result: xr.Dataset) -> float:
    """Blood that runs back in the great saphenous vein at the knee after the same, in mL."""
    return _backward(result, REFLUX_AT_KNEE)


def _backward_velocity(result: xr.Dataset, probe: Probe) -> float:
    """Mean velocity over the lumen while blood runs back at a probe after its release, in cm/s."""
    start, lasting = step_span(result, probe.after)[0], reflux(result, probe, LEFT)
    return -mean_over(result, velocity(result, probe.connection(LEFT)), (start, start + lasting))


@measurement
def reflux_velocity_groin(result: xr.Dataset) -> float:
    """Mean velocity of the blood that runs back at the groin after a calf cuff is let off, in cm/s."""
    return _backward_velocity(result, REFLUX_AT_GROIN)


@measurement
def reflux_velocity_knee(result: xr.Dataset) -> float:
    """Mean velocity of the blood that runs back at the knee after the same, in cm/s."""
    return _backward_velocity(result, REFLUX_AT_KNEE)


@measurement
def strained_reflux_volume(result: xr.Dataset) -> float:
    """Blood that runs back in the great saphenous vein at the groin in the first three seconds of a strain, in mL."""
    return _backward(result, _probe("saphenofemoral_junction_valsalva"), STRAIN_S)


@measurement
def strained_reflux_time(result: xr.Dataset) -> float:
    """How long it runs back there in a strain of five seconds, in s."""
    return reflux(result, next(one for one in PROBES if one.name == "saphenofemoral_junction_valsalva"), LEFT)


@measurement
def standing_ankle_fills(result: xr.Dataset) -> float:
    """Time of standing after the leg was raised until 90 % of the pressure is in the ankle vein, in s."""
    vein = f"{ANKLE_VEIN}_{LEFT}"
    low, full = (mean_pressure(result, vein, last_part(result, step, LAST_S)) for step in (0, 1))
    course = smooth(result, pressure(result, vein), HEARTBEAT_S)
    return refill_time(middles(result), course, step_span(result, 1)[0], low, full)


@measurement
def sinus_in_early_stance(result: xr.Dataset) -> float:
    """Mean pressure in a gastrocnemius sinus in early stance, over the last half minute of walking, in mmHg."""
    start, activity = step_span(result, 1)[0], protocol_of(result).steps[1].activity
    period = activity.period_s if activity else np.nan
    times = middles(result)
    early = ((times - start) % period / period < EARLY) & inside(times, last_part(result, 1, BEFORE_S))
    return float(pressure(result, SINUS)[early].mean())


@measurement
def lowest_walking_drop(result: xr.Dataset) -> float:
    """Pressure of an ankle vein standing, less its lowest as a mean over a stride while walking, in mmHg."""
    vein, activity = f"{ANKLE_VEIN}_{LEFT}", protocol_of(result).steps[1].activity
    course: Floats = smooth(result, pressure(result, vein), activity.period_s if activity else HEARTBEAT_S)
    walking = course[inside(middles(result), step_span(result, 1))]
    return mean_pressure(result, vein, last_part(result, 0, BEFORE_S)) - float(walking.min())
