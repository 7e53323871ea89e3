"""How findings are spread in a cohort, beside what is normal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.people.cohort import BARE_NAME

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

CENTRAL = (2.5, 97.5)  # percentiles


class Spreading(NamedTuple):
    """How one finding is spread over the legs of a cohort in one case of care.

    Attributes
    ----------
    finding, unit, care : str
    legs : int
        That have it.
    mean, spread, low, high : float
        Mean, standard deviation, and the ends of the middle 95 %.
    normal_low, normal_high : float or None
    inside_percent : float or None
        Share of legs in the normal range.
    """

    finding: str
    unit: str
    care: str
    legs: int
    mean: float
    spread: float
    low: float
    high: float
    normal_low: float | None
    normal_high: float | None
    inside_percent: float | None


def legs_table(data: xr.Dataset) -> pd.DataFrame:
    """Return a table of legs: a line each and case of care, with facts of the person, true traits and findings."""
    return data.sel(side=list(LEGS)).drop_vars("reason").to_dataframe().reset_index()


def spreading(data: xr.Dataset, care: str = BARE_NAME) -> list[Spreading]:
    """Return how each finding of a cohort is spread in one case of care."""
    return [_spreading(data, str(name), care) for name in data.data_vars if "care" in data[name].dims]


def _spreading(data: xr.Dataset, name: str, care: str) -> Spreading:
    values = np.asarray(data[name].sel(care=care).values, float).ravel()
    values, attributes = values[np.isfinite(values)], data[name].attrs
    low, high = (attributes.get(f"normal_{end}") for end in ("low", "high"))
    nan = float("nan")
    ends = np.percentile(values, CENTRAL) if values.size else (nan, nan)
    inside = None
    if values.size and not (low is None and high is None):
        above = values >= (-np.inf if low is None else low)
        inside = 100.0 * float(np.mean(above & (values <= (np.inf if high is None else high))))
    return Spreading(
        finding=name,
        unit=str(attributes["units"]),
        care=care,
        legs=int(values.size),
        mean=float(values.mean()) if values.size else nan,
        spread=float(values.std(ddof=1)) if values.size > 1 else nan,
        low=float(ends[0]),
        high=float(ends[1]),
        normal_low=low,
        normal_high=high,
        inside_percent=inside,
    )
