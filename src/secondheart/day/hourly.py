"""A day hour by hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from secondheart.results.measure import Floats
from secondheart.units import HOUR_S

if TYPE_CHECKING:
    import xarray as xr

Pair = tuple[float, float]  # of the left and the right leg


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


def hour_lengths(duration_s: float) -> list[float]:
    """Return how long each hour of a day lasts, in seconds; the last one may be short.

    Examples
    --------
    >>> hour_lengths(5400.0)
    [3600.0, 1800.0]
    """
    whole, rest = divmod(duration_s, HOUR_S)
    return [HOUR_S] * int(whole) + ([rest] if rest >= 1.0 else [])


def hour_ends(samples: int, every_s: float) -> np.ndarray:
    """Return the place of the last sample of each hour.

    Examples
    --------
    >>> hour_ends(5, 1800.0).tolist()
    [1, 3, 4]
    """
    count = max(1, round(HOUR_S / every_s))
    ends = np.arange(count, samples + 1, count) - 1
    return ends if ends.size and ends[-1] == samples - 1 else np.append(ends, samples - 1)


def sample_s(result: xr.Dataset) -> float:
    """Return the time between two samples of a result, in seconds."""
    return float(result["time"].values[0])


def leg_pairs(left: Floats, right: Floats) -> tuple[Pair, ...]:
    """Return values of the left and of the right leg in pairs."""
    return tuple((float(one), float(other)) for one, other in zip(left, right, strict=True))
