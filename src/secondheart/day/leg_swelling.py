"""Fluid that the legs gain in a day."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from secondheart.anatomy import CALF, LEG_REGIONS, LEGS
from secondheart.day.hourly import Pair, hour_ends, leg_pairs, sample_s
from secondheart.units import HOUR_S

if TYPE_CHECKING:
    import xarray as xr

EVENING_H = 20.0  # o'clock: when ankles are looked at (assumed)

ANKLE_REGION = "lower_calf"  # its girth is that of the ankle


@dataclass(frozen=True)
class Swelling:
    """Fluid that the tissues gained since the day began, in mL.

    Attributes
    ----------
    by_hour : dict
        By region (foot, lower_calf, upper_calf, thigh): for each full hour the left and the right leg's.
    lower_leg_mL : tuple of float
        Left and right, knee to ankle, at the end of each hour.
    most_mL : float
        The most that a lower leg gained at any moment, mean of both legs.
    most_at_s : float
        When that was.
    mean_mL : float
        Mean of the day.
    end_mL : float
        What was left of it when the day ended.
    evening_mL : float
        What a lower leg has gained at 20:00, or at the end of a day that ends before; mean of both legs.
    most_percent : float
        The most, of the volume of a lower leg. [mL/100 mL]
    girth_cm : float
        By how much an ankle grew at that moment: the girth goes with the root of the volume. [cm]
    """

    by_hour: dict[str, tuple[Pair, ...]]
    lower_leg_mL: tuple[Pair, ...]
    most_mL: float
    most_at_s: float
    mean_mL: float
    end_mL: float
    most_percent: float
    girth_cm: float
    evening_mL: float = 0.0


def _evening(result: xr.Dataset) -> int:
    """Return the sample at 20:00, the last one of a day that ends before, and of a day that begins after it."""
    times = result["time"].values
    seconds = EVENING_H * HOUR_S - float(result.attrs.get("begins_s", 0.0))
    return int(abs(times - seconds).argmin()) if seconds > 0.0 else int(times.size - 1)


def swelling_of_day(result: xr.Dataset) -> Swelling | None:
    """Return what the legs gained in a day; None where the tissues were left out."""
    if "swelling" not in result:
        return None
    ends = hour_ends(result.sizes["time"], sample_s(result))
    fluid = {
        part: [result["swelling"].sel(region=f"{part}_{side}").values.astype(float) for side in LEGS]
        for part in LEG_REGIONS
    }
    lower = [np.asarray(sum(fluid[part][place] for part in CALF)) for place in range(len(LEGS))]
    mean = (lower[0] + lower[1]) / 2.0
    top = int(mean.argmax())
    tissue = result["tissue_volume"].sel(region=[f"{part}_left" for part in CALF])
    ankle = (
        result["tissue_volume"].sel(region=f"{ANKLE_REGION}_left"),
        result["girth"].sel(region=f"{ANKLE_REGION}_left"),
    )
    grown = 1.0 + (fluid[ANKLE_REGION][0][top] + fluid[ANKLE_REGION][1][top]) / 2.0 / float(ankle[0])
    return Swelling(
        by_hour={part: leg_pairs(*(one[ends] for one in both)) for part, both in fluid.items()},
        lower_leg_mL=leg_pairs(*(one[ends] for one in lower)),
        most_mL=float(mean.max()),
        most_at_s=float(result["time"].values[top]),
        mean_mL=float(mean.mean()),
        end_mL=float(mean[-1]),
        most_percent=float(100.0 * mean[top] / float(tissue.sum())),
        girth_cm=float(ankle[1]) * (math.sqrt(grown) - 1.0),
        evening_mL=float(mean[_evening(result)]),
    )
