"""The account of a day: what heart, veins and muscle pumps did, hour by hour.

It is drawn up from a result of `simulate_to_file`. What a result does not hold, such as swelling where the tissues
were left out, is None here and is printed nowhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from secondheart.anatomy import CALF, LEG_REGIONS, LEGS
from secondheart.person.atlas.read import table
from secondheart.physics.oxygen import PER_GRAM
from secondheart.protocol import Protocol
from secondheart.results.measure import ANKLE_VEIN, Floats, pressure, protocol_of
from secondheart.simulation.blood_stores import LOOK_S
from secondheart.simulation.pump_power import kind_of, movement, windows
from secondheart.units import HOUR_S, J_PER_MMHG_ML

if TYPE_CHECKING:
    import xarray as xr

LITRES_PER_US_GALLON = 3.785411784  # by definition
THRESHOLDS_MMHG = (20, 30, 40, 50, 60, 70, 80, 90)
HIGH_MMHG = 40
STORES = ("systemic_veins", "systemic_arteries", "capillaries", "heart", "lungs")
SKIN, ARTERIAL_SHARE = "calf_skin_capillaries", 0.25
ANKLE = "lower_calf"  # its girth is that of the ankle
DECILITRES, HAEMOGLOBIN = 10.0, float(table("oxygen")["blood"]["haemoglobin"].value)  # in a litre; g/dL

Pair = tuple[float, float]


@dataclass(frozen=True)
class Pump:
    """What the muscles of both legs did to the blood, beside the heart.

    Attributes
    ----------
    work_J : tuple of float
        Of the left and the right leg's muscles on the blood in their veins.
    heart_work_J : float
        Both ventricles: volume times the mean rise of pressure.
    share_percent : float
        The muscles' part of the work of both.
    outflow_L : float
        Blood that left both legs.
    moving_outflow_L, moving_hours : float
        Of it, what left while leg muscles moved, and for how long they did.
    """

    work_J: Pair
    heart_work_J: float
    share_percent: float
    outflow_L: float
    moving_outflow_L: float
    moving_hours: float


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
        What the heart sent out: blood pumped, times what it holds at the atlas's haemoglobin, times its saturation.
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
        hours = np.array(self.ankle_by_hour, float)
        left, right = np.average(hours, axis=0, weights=_lengths(self.duration_s))
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
        hours_above=_hours_above(result),
        ankle_by_hour=_pairs(*(hours(pressure(result, f"{ANKLE_VEIN}_{side}"), _every(result)) for side in LEGS)),
        wall=_wall(result),
        pump=_pump(result, protocol),
        swelling=_swelling(result),
        oxygen=_oxygen(result, litres),
    )


def hours(values: Floats, every_s: float) -> Floats:
    """Return the mean of each hour of evenly spaced values; the last hour may be short.

    Examples
    --------
    >>> hours(np.array([1.0, 3.0, 5.0]), 1800.0).tolist()
    [2.0, 5.0]
    """
    count = max(1, round(HOUR_S / every_s))
    starts = np.arange(0, values.size, count)
    return np.add.reduceat(values, starts) / np.diff([*starts, values.size])


def _lengths(duration_s: float) -> list[float]:
    whole, rest = divmod(duration_s, HOUR_S)
    return [HOUR_S] * int(whole) + ([rest] if rest >= 1.0 else [])


def _every(result: xr.Dataset) -> float:
    return float(result["time"].values[0])


def _pairs(left: Floats, right: Floats) -> tuple[Pair, ...]:
    return tuple((float(one), float(other)) for one, other in zip(left, right, strict=True))


def _range(values: Floats) -> Pair:
    return float(values.min()), float(values.max())


def _venous_share(result: xr.Dataset) -> Floats:
    """Return the share of the blood in the systemic veins at each look, in percent."""
    blood = result["blood"].sel(store=list(STORES)).values.astype(float)
    return np.asarray(100.0 * blood[:, 0] / blood.sum(axis=1))


def _hours_above(result: xr.Dataset) -> dict[int, Pair]:
    ankles = [pressure(result, f"{ANKLE_VEIN}_{side}") for side in LEGS]
    hour = HOUR_S / _every(result)

    def above(limit: float) -> Pair:
        left, right = (float((one > limit).sum()) / hour for one in ankles)
        return left, right

    return {limit: above(limit) for limit in THRESHOLDS_MMHG}


def _wall(result: xr.Dataset) -> Wall:
    ankles = [result["transmural"].sel(vessel=f"{ANKLE_VEIN}_{side}").values.astype(float) for side in LEGS]
    high = [float((one > HIGH_MMHG).sum()) * _every(result) / HOUR_S for one in ankles]
    return Wall(mean=(float(ankles[0].mean()), float(ankles[1].mean())), hours_high=(high[0], high[1]))


def _pump(result: xr.Dataset, protocol: Protocol) -> Pump:
    work, heart = _muscle_work(result, protocol), _heart_work(result)
    out = sum(result[f"leg_outflow_{side}"].values.astype(float) for side in LEGS) / 1000.0
    moving = _moving(protocol, np.asarray(result["beat_time"].values, float))
    total = sum(work)
    return Pump(
        work_J=work,
        heart_work_J=heart,
        share_percent=100.0 * total / (total + heart) if total + heart else math.nan,
        outflow_L=float(np.sum(out)),
        moving_outflow_L=float(np.sum(np.asarray(out)[moving])),
        moving_hours=_moving_s(protocol, float(result["time"].values[-1])) / HOUR_S,
    )


def _muscle_work(result: xr.Dataset, protocol: Protocol) -> Pair:
    """Return the muscles' work: of each movement the power in the window nearest to it, times how long it lasted.

    A pace that has no window of its own has that of the movement at another.
    """
    planned = windows(protocol)[: result.sizes.get("window", 0)]
    end, total = float(result["time"].values[-1]), np.zeros(len(LEGS))
    for start, step in zip(protocol.starts(), protocol.steps, strict=True):
        kind = kind_of(step)
        same = [place for place, window in enumerate(planned) if window.kind == kind]
        near = same or [
            place for place, window in enumerate(planned) if kind and movement(window.kind) == movement(kind)
        ]
        if near and start < end:
            place = min(near, key=lambda place: abs(planned[place].start_s - start))
            total += result["pump_power"].values[place] * min(step.duration_s, end - start)
    return float(total[0]), float(total[1])


def _heart_work(result: xr.Dataset) -> float:
    beats = {name: result[name].values.astype(float) for name in _HEART}
    left = beats["arterial_mean"] - beats["left_atrial_mean"]
    right = beats["pulmonary_mean"] - beats["right_atrial_mean"]
    return float(np.sum(beats["stroke_volume"] * (left + right)) * J_PER_MMHG_ML)


_HEART = ("arterial_mean", "left_atrial_mean", "pulmonary_mean", "right_atrial_mean", "stroke_volume")


def _moving(protocol: Protocol, times: Floats) -> np.ndarray:
    flags = np.array([bool(kind_of(step)) for step in protocol.steps])
    place = np.searchsorted(protocol.starts(), times, side="left") - 1
    return np.asarray(flags[np.clip(place, 0, len(flags) - 1)])


def _moving_s(protocol: Protocol, end: float) -> float:
    starts = zip(protocol.starts(), protocol.steps, strict=True)
    return sum(max(0.0, min(step.duration_s, end - start)) for start, step in starts if kind_of(step))


def _swelling(result: xr.Dataset) -> Swelling | None:
    if "swelling" not in result:
        return None
    ends = _hour_ends(result.sizes["time"], _every(result))
    fluid = {
        part: [result["swelling"].sel(region=f"{part}_{side}").values.astype(float) for side in LEGS]
        for part in LEG_REGIONS
    }
    lower = [np.asarray(sum(fluid[part][place] for part in CALF)) for place in range(len(LEGS))]
    mean = (lower[0] + lower[1]) / 2.0
    top = int(mean.argmax())
    tissue = result["tissue_volume"].sel(region=[f"{part}_left" for part in CALF])
    ankle = result["tissue_volume"].sel(region=f"{ANKLE}_left"), result["girth"].sel(region=f"{ANKLE}_left")
    grown = 1.0 + (fluid[ANKLE][0][top] + fluid[ANKLE][1][top]) / 2.0 / float(ankle[0])
    return Swelling(
        by_hour={part: _pairs(*(one[ends] for one in both)) for part, both in fluid.items()},
        lower_leg_mL=_pairs(*(one[ends] for one in lower)),
        most_mL=float(mean.max()),
        most_at_s=float(result["time"].values[top]),
        mean_mL=float(mean.mean()),
        end_mL=float(mean[-1]),
        most_percent=float(100.0 * mean[top] / float(tissue.sum())),
        girth_cm=float(ankle[1]) * (math.sqrt(grown) - 1.0),
    )


def _hour_ends(samples: int, every_s: float) -> np.ndarray:
    count = max(1, round(HOUR_S / every_s))
    ends = np.arange(count, samples + 1, count) - 1
    return ends if ends.size and ends[-1] == samples - 1 else np.append(ends, samples - 1)


def _oxygen(result: xr.Dataset, litres: float) -> Oxygen | None:
    if "saturation" not in result:
        return None
    arterial, mixed = (_percent(result, (name,)).mean() for name in ("ascending_aorta", "right_atrium"))
    legs = hours(_percent(result, tuple(f"common_femoral_{side}" for side in LEGS)), _every(result))
    sums = {str(key): float(value) / 1000.0 for key, value in result.attrs.items() if str(key).startswith("oxygen_")}
    return Oxygen(
        arterial=float(arterial),
        mixed_venous=float(mixed),
        leg_venous=float(legs.mean()),
        lowest_leg_venous=float(legs.min()),
        extraction_percent=float(100.0 * (arterial - mixed) / arterial),
        skin=_skin(result),
        delivered_L=litres * DECILITRES * HAEMOGLOBIN * PER_GRAM / 1000.0 * float(arterial) / 100.0,
        sums_L={key.removeprefix("oxygen_").removesuffix("_mL"): value for key, value in sums.items()},
    )


def _skin(result: xr.Dataset) -> float | None:
    kept, arterial = result["vessel"].values.tolist(), _percent(result, ("ascending_aorta",))
    names = [f"{SKIN}_{side}" for side in LEGS]
    if not set(names) <= set(kept):
        return None
    mixed = [ARTERIAL_SHARE * arterial + (1.0 - ARTERIAL_SHARE) * _percent(result, (name,)) for name in names]
    return float(min(hours(one, _every(result)).min() for one in mixed))


def _percent(result: xr.Dataset, vessels: tuple[str, ...]) -> Floats:
    values = result["saturation"].sel(vessel=list(vessels)).values.astype(float)
    return np.asarray(100.0 * values.mean(axis=1))
