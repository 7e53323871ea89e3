"""Oxygen in a day: how saturated the blood is, and what is delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.day.hourly import hours, sample_s
from secondheart.physics.oxygen import PER_GRAM
from secondheart.results.measure import Floats, person_of

if TYPE_CHECKING:
    import xarray as xr

SKIN_ABOVE_ANKLE, ARTERIAL_SHARE = "calf_skin_capillaries", 0.25
DECILITRES = 10.0  # in a litre


@dataclass(frozen=True)
class Oxygen:
    """Saturations in percent, and what the result tells in sums, in L.

    Attributes
    ----------
    arterial, mixed_venous, leg_venous : float
        Means of the day, at the aorta, in the right atrium and in both common femoral veins.
    lowest_leg_venous : float
        Mean of the hour in which the blood from the legs held least.
    extraction_percent : float
        What the body took out of the arterial blood's oxygen.
    sums_L : dict
        Sums that the result has as attributes ``oxygen_..._mL``: taken up in the lungs, spent, and found wanting.
    delivered_L : float
        What the heart sent out: blood pumped, times what it holds at the person's haemoglobin, times its saturation.
    skin : float, optional
        Lowest hour of the blood in the skin above the ankle, of the worse leg: a quarter arterial, three quarters
        as it leaves the skin (assumed). It is not the oxygen in the tissue.
    """

    arterial: float
    mixed_venous: float
    leg_venous: float
    lowest_leg_venous: float
    extraction_percent: float
    sums_L: dict[str, float]
    delivered_L: float
    skin: float | None = None


def oxygen_of_day(result: xr.Dataset, litres: float) -> Oxygen | None:
    """Return the saturations of a day in which the heart pumped so many litres; None where oxygen was left out."""
    if "saturation" not in result:
        return None
    arterial, mixed = (_percent(result, (name,)).mean() for name in ("ascending_aorta", "right_atrium"))
    legs = hours(_percent(result, tuple(f"common_femoral_{side}" for side in LEGS)), sample_s(result))
    sums = {str(key): float(value) / 1000.0 for key, value in result.attrs.items() if str(key).startswith("oxygen_")}
    haemoglobin = person_of(result).body.scalars["oxygen.blood.haemoglobin"]  # g/dL
    return Oxygen(
        arterial=float(arterial),
        mixed_venous=float(mixed),
        leg_venous=float(legs.mean()),
        lowest_leg_venous=float(legs.min()),
        extraction_percent=float(100.0 * (arterial - mixed) / arterial),
        skin=_skin(result),
        delivered_L=litres * DECILITRES * haemoglobin * PER_GRAM / 1000.0 * float(arterial) / 100.0,
        sums_L={key.removeprefix("oxygen_").removesuffix("_mL"): value for key, value in sums.items()},
    )


def _skin(result: xr.Dataset) -> float | None:
    vessels, arterial = result["vessel"].values.tolist(), _percent(result, ("ascending_aorta",))
    names = [f"{SKIN_ABOVE_ANKLE}_{side}" for side in LEGS]
    if not set(names) <= set(vessels):
        return None
    mixed = [ARTERIAL_SHARE * arterial + (1.0 - ARTERIAL_SHARE) * _percent(result, (name,)) for name in names]
    return float(min(hours(one, sample_s(result)).min() for one in mixed))


def _percent(result: xr.Dataset, vessels: tuple[str, ...]) -> Floats:
    values = result["saturation"].sel(vessel=list(vessels)).values.astype(float)
    return np.asarray(100.0 * values.mean(axis=1))
