"""The account of a day: what heart, veins and muscle pumps did, hour by hour.

It is drawn up from a result of `simulate_to_file`. What a result does not hold, such as swelling where the tissues
were left out, is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from secondheart.day.ankle_veins import Wall, ankle_by_hour, hours_above, wall_of_day
from secondheart.day.blood_oxygen import Oxygen, oxygen_of_day
from secondheart.day.hourly import Pair, hour_lengths, hours
from secondheart.day.leg_swelling import Swelling, swelling_of_day
from secondheart.day.pump_work import Pump, pump_of_day
from secondheart.protocol import Protocol
from secondheart.results.measure import Floats, protocol_of
from secondheart.simulation.blood_stores import LOOK_S, STORES

if TYPE_CHECKING:
    import xarray as xr

LITRES_PER_US_GALLON = 3.785411784  # by definition


@dataclass(frozen=True)
class Account:
    """A day in figures; see the fields of its parts.

    Attributes
    ----------
    name : str
    begins_s, duration_s : float
        On the clock, and how long. [s]
    beats : int
    litres, us_gallons : float
        Pumped by the left heart.
    heart_rate : float
        Mean. [1/min]
    venous_share : float
        Of all blood in the systemic veins, mean of looks once a minute. [%]
    venous_share_range : tuple of float
        Lowest and highest mean of an hour. [%]
    hours_above : dict
        By pressure in mmHg: hours for which the mean of a second in the left and the right ankle vein lay above it.
    ankle_by_hour : tuple
        Mean of each hour, left and right. [mmHg]
    """

    name: str
    begins_s: float
    duration_s: float
    beats: int
    litres: float
    us_gallons: float
    heart_rate: float
    venous_share: float
    venous_share_range: Pair
    hours_above: dict[int, Pair]
    ankle_by_hour: tuple[Pair, ...]
    wall: Wall
    pump: Pump
    swelling: Swelling | None = None
    oxygen: Oxygen | None = None

    @property
    def ankle_mean(self) -> Pair:
        """Mean pressure of the ankle veins over the whole day, left and right, in mmHg."""
        by_hour = np.array(self.ankle_by_hour, float)
        left, right = np.average(by_hour, axis=0, weights=hour_lengths(self.duration_s))
        return float(left), float(right)


def account(result: xr.Dataset, protocol: Protocol | None = None) -> Account:
    """Return the account of a day.

    Parameters
    ----------
    result : xarray.Dataset
        Of `simulate_to_file`, finished or not.
    protocol : Protocol, optional
        What was done, if at hand; else it is read from the result.
    """
    protocol = protocol or protocol_of(result)
    seconds = float(result["time"].values[-1])
    share = _venous_share(result)
    litres = float(np.sum(result["stroke_volume"].values, dtype=float)) / 1000.0
    return Account(
        name=str(result.attrs["protocol_name"]),
        begins_s=float(result.attrs.get("begins_s", 0.0)),
        duration_s=seconds,
        beats=int(result.sizes["beat"]),
        litres=litres,
        us_gallons=litres / LITRES_PER_US_GALLON,
        heart_rate=60.0 * result.sizes["beat"] / seconds,
        venous_share=float(share.mean()),
        venous_share_range=_range(hours(share, LOOK_S)),
        hours_above=hours_above(result),
        ankle_by_hour=ankle_by_hour(result),
        wall=wall_of_day(result),
        pump=pump_of_day(result, protocol),
        swelling=swelling_of_day(result),
        oxygen=oxygen_of_day(result, litres),
    )


def _range(values: Floats) -> Pair:
    return float(values.min()), float(values.max())


def _venous_share(result: xr.Dataset) -> Floats:
    """Return the share of the blood in the systemic veins at each look, in percent."""
    blood = result["blood"].sel(store=list(STORES)).values.astype(float)
    return np.asarray(100.0 * blood[:, 0] / blood.sum(axis=1))
