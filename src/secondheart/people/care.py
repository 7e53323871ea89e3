"""What care does in a cohort: differences within persons, with intervals over persons, and who is helped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from secondheart.anatomy import match_name
from secondheart.errors import InputError, UnknownName
from secondheart.people.cohort import BARE_NAME, finding_named, finding_names
from secondheart.people.spread import require_scipy
from secondheart.results.measure import Floats

if TYPE_CHECKING:
    import xarray as xr

HELPED_SHARE = 0.1  # of the bare value: a change of a tenth in the good direction helps (assumed)
HIGHER_IS_BETTER = ("VFT90", "EV", "EF", "outflow_fraction", "ambulatory_pressure_drop", "refill_time_90")
FEWEST_PAIRS = 3  # that have an interval


class Difference(NamedTuple):
    """What a case of care changes in one finding.

    Attributes
    ----------
    finding, unit : str
    people : int
        Who have it measured in both cases; of two legs the mean counts.
    bare : float
        Mean of the case that it is compared with.
    mean, low, high : float
        Of the difference, and its interval.
    effect : float
        Mean difference over its standard deviation.
    helped_percent : float
        Share of people whom it changes by a tenth or more in the good direction.
    saved : float
        So many times more people would be needed unpaired for the same interval.
    """

    finding: str
    unit: str
    people: int
    bare: float
    mean: float
    low: float
    high: float
    effect: float
    helped_percent: float
    saved: float


def differences(
    data: xr.Dataset,
    care: str,
    against: str = BARE_NAME,
    findings: Iterable[str] | None = None,
    *,
    percent: float = 95.0,
) -> list[Difference]:
    """Return what a case of care changes, person by person.

    Parameters
    ----------
    data : xarray.Dataset
        As `cohort` returns it.
    care, against : str
        Cases of it, such as "RAL-II" and "bare".
    findings : iterable of str, optional
        Left out, all.
    percent : float
        Of the intervals, 50 to 99.9.

    Raises
    ------
    UnknownName
        If there is no such case or finding.
    InputError
        If the intervals are not allowed.

    Examples
    --------
    >>> import secondheart as sh
    >>> legs = sh.cohort("varicose-clinic", 4, tests=["apg"], legs="left", wear=["RAL-II"])
    >>> [one.people for one in sh.differences(legs, "ral-ii", findings=["VFI"])]
    [4]
    """
    if not 50.0 <= percent < 100.0:
        raise InputError(f"intervals of {percent:g} % are not allowed: 50 to 99.9")
    cases = [str(name) for name in data["care"].values]
    pair = []
    for name in (care, against):
        known = match_name(name, cases)
        if known is None:
            raise UnknownName.of("case of care", name, cases)
        pair.append(known)
    every = finding_names(data)
    names = every if findings is None else [finding_named(data, name) for name in findings]
    return [difference_of(data, name, pair[0], pair[1], percent) for name in names]


def values_of_people(data: xr.Dataset, finding: str, care: str) -> Floats:
    """Return a finding of each person in a case of care: of two legs the mean of those that have it."""
    values = np.asarray(data[finding].sel(care=care).values, float)
    counts = np.isfinite(values).sum(axis=1)
    sums = np.nansum(values, axis=1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def difference_of(data: xr.Dataset, finding: str, care: str, against: str, percent: float) -> Difference:
    """Return what a case of care changes in one finding."""
    treated, bare = values_of_people(data, finding, care), values_of_people(data, finding, against)
    both = np.isfinite(treated) & np.isfinite(bare)
    unit = str(data[finding].attrs["units"])
    if both.sum() < FEWEST_PAIRS:
        nan = float("nan")
        return Difference(finding, unit, int(both.sum()), nan, nan, nan, nan, nan, nan, nan)
    treated, bare = treated[both], bare[both]
    change = treated - bare
    mean, spread, n = float(change.mean()), float(change.std(ddof=1)), int(both.sum())
    half = float(require_scipy("intervals").stdtrit(n - 1, 0.5 + percent / 200.0)) * spread / np.sqrt(n)
    better = change if finding in HIGHER_IS_BETTER else -change
    helped = 100.0 * float(np.mean(better >= HELPED_SHARE * np.abs(bare)))
    apart = float(treated.var(ddof=1) + bare.var(ddof=1))
    return Difference(
        finding=finding,
        unit=unit,
        people=n,
        bare=float(bare.mean()),
        mean=mean,
        low=mean - half,
        high=mean + half,
        effect=mean / spread if spread else float("nan"),
        helped_percent=helped,
        saved=apart / spread**2 if spread else float("nan"),
    )
