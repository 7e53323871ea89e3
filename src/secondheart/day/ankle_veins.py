"""What the veins of the ankles bear in a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from secondheart.anatomy import LEGS
from secondheart.day.hourly import Pair, hours, leg_pairs, sample_s
from secondheart.results.measure import ANKLE_VEIN, pressure
from secondheart.units import HOUR_S

if TYPE_CHECKING:
    import xarray as xr

THRESHOLDS_MMHG = (20, 30, 40, 50, 60, 70, 80, 90)
HIGH_MMHG = 40


@dataclass(frozen=True)
class Wall:
    """What the walls of the ankle veins bear, left and right: the pressure inside less that of what is worn.

    Attributes
    ----------
    mean : tuple of float
        Of the day. [mmHg]
    hours_high : tuple of float
        Hours for which the mean of a second lay above 40 mmHg.
    """

    mean: Pair
    hours_high: Pair


def ankle_by_hour(result: xr.Dataset) -> tuple[Pair, ...]:
    """Return the mean pressure of each hour in the left and the right ankle vein, in mmHg."""
    left, right = (hours(pressure(result, f"{ANKLE_VEIN}_{leg}"), sample_s(result)) for leg in LEGS)
    return leg_pairs(left, right)


def hours_above(result: xr.Dataset) -> dict[int, Pair]:
    """Return for how long either ankle vein lay above each pressure, in hours by mmHg."""
    ankles = [pressure(result, f"{ANKLE_VEIN}_{side}") for side in LEGS]
    hour = HOUR_S / sample_s(result)

    def above(limit: float) -> Pair:
        left, right = (float((one > limit).sum()) / hour for one in ankles)
        return left, right

    return {limit: above(limit) for limit in THRESHOLDS_MMHG}


def wall_of_day(result: xr.Dataset) -> Wall:
    """Return what the walls of the ankle veins bore."""
    ankles = [result["transmural"].sel(vessel=f"{ANKLE_VEIN}_{side}").values.astype(float) for side in LEGS]
    high = [float((one > HIGH_MMHG).sum()) * sample_s(result) / HOUR_S for one in ankles]
    return Wall(mean=(float(ankles[0].mean()), float(ankles[1].mean())), hours_high=(high[0], high[1]))
