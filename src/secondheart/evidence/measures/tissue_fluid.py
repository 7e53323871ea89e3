"""What is measured of tissue fluid, capillaries and oxygen: functions from a result to a number, of the left leg."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from secondheart.anatomy import CALF, LEG_REGIONS
from secondheart.clinic.swelling import LYING_MIN, swelling_rates
from secondheart.evidence.measures.measurement import measurement
from secondheart.evidence.protocols import LYING_BEFORE_MIN, WORK_BEGINS_S, WORK_ENDS_S
from secondheart.results.measure import Span, last_part, mean_over, mean_pressure, middles
from secondheart.units import HOUR_S, MINUTE_S

if TYPE_CHECKING:
    import xarray as xr

CAPILLARIES = "foot_skin_capillaries_left"
FIFTEEN_MIN = 15.0
ML_PER_US_GALLON = 3785.411784  # by definition


@measurement
def calf_swelling(result: xr.Dataset) -> float:
    """Rate at which the calf swells between the 5th and the 20th minute of hanging, in %/min."""
    return swelling_rates(result, "left").early


@measurement
def calf_fluid_falls(result: xr.Dataset) -> float:
    """Time constant at which the fluid of the calf goes home when the person lies again, in min."""
    return swelling_rates(result, "left").slow


@measurement
def plasma_lost(result: xr.Dataset) -> float:
    """Fluid that has left the blood after fifteen minutes of standing, in mL."""
    fluid = np.asarray(result["swelling"].sum("region"), float)
    down = LYING_MIN * MINUTE_S
    up = down + FIFTEEN_MIN * MINUTE_S
    before, after = (mean_over(result, fluid, (at - 5.0, at + 5.0)) for at in (down, up))
    return after - before


@measurement
def sitting_foot_capillaries(result: xr.Dataset) -> float:
    """Mean pressure in the capillaries of the foot's skin over the last minute of sitting."""
    return mean_pressure(result, CAPILLARIES, last_part(result, -1, MINUTE_S))


@measurement
def standing_foot_capillaries(result: xr.Dataset) -> float:
    """Mean pressure in the capillaries of the foot's skin over the last minute of standing."""
    return mean_pressure(result, CAPILLARIES, last_part(result, -1, MINUTE_S))


def _saturation(result: xr.Dataset, vessel: str) -> float:
    span: Span = last_part(result, 0, MINUTE_S)
    chosen = (middles(result) >= span[0]) & (middles(result) < span[1])
    return 100.0 * float(np.asarray(result["saturation"].sel(vessel=vessel), float)[chosen].mean())


@measurement
def mixed_venous_saturation(result: xr.Dataset) -> float:
    """Oxygen saturation in the pulmonary arteries over the last minute of lying, in percent."""
    return _saturation(result, "pulmonary_arteries")


@measurement
def oxygen_extraction(result: xr.Dataset) -> float:
    """Share of the arterial oxygen that the body takes, over the last minute of lying, in percent."""
    return 100.0 * (1.0 - mixed_venous_saturation(result) / _saturation(result, "ascending_aorta"))


@measurement
def arterial_saturation(result: xr.Dataset) -> float:
    """Oxygen saturation in the aorta over the last minute of lying, in percent."""
    return _saturation(result, "ascending_aorta")


def _lower_leg_fluid(result: xr.Dataset, time_s: float) -> float:
    regions = [f"{part}_left" for part in CALF]
    return float(result["swelling"].sel(region=regions).sum("region").sel(time=time_s, method="nearest"))


def _gained_sitting(result: xr.Dataset, regions: tuple[str, ...], hours: float) -> float:
    """Return the fluid that regions of the left leg gain in hours of sitting after the first step, in mL."""
    fluid = result["swelling"].sel(region=[f"{part}_left" for part in regions]).sum("region")
    begin = LYING_BEFORE_MIN * MINUTE_S
    before, after = (fluid.sel(time=moment, method="nearest") for moment in (begin, begin + hours * HOUR_S))
    return float(after - before)


@measurement
def lower_leg_after_4h(result: xr.Dataset) -> float:
    """Fluid that a lower leg gains in four hours of sitting, in mL."""
    return _gained_sitting(result, CALF, 4.0)


@measurement
def lower_leg_after_10h(result: xr.Dataset) -> float:
    """Fluid that a lower leg gains in ten hours of sitting, in mL."""
    return _gained_sitting(result, CALF, 10.0)


@measurement
def leg_after_9h(result: xr.Dataset) -> float:
    """Fluid that a leg gains in nine hours of sitting, in mL."""
    return _gained_sitting(result, LEG_REGIONS, 9.0)


@measurement
def working_day_swelling(result: xr.Dataset) -> float:
    """Fluid that a lower leg gains in seven hours of an office, in mL."""
    return _lower_leg_fluid(result, WORK_ENDS_S) - _lower_leg_fluid(result, WORK_BEGINS_S)


@measurement
def morning_swelling(result: xr.Dataset) -> float:
    """Fluid that is left in a lower leg after a day and a night, in mL."""
    return _lower_leg_fluid(result, float(result["time"].values[-1]))


@measurement
def beats_of_day(result: xr.Dataset) -> float:
    """Heart beats of a run."""
    return float(result.sizes["beat"])


@measurement
def gallons_of_day(result: xr.Dataset) -> float:
    """Blood pumped in a run, in US gallons."""
    return float(np.sum(result["stroke_volume"].values, dtype=float)) / ML_PER_US_GALLON
