"""What holds when: stretches of a span, and rates by the minute."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

import numpy as np

from secondheart.recordings.activity import Floats
from secondheart.recordings.logbook import Table
from secondheart.recordings.sources import ranked
from secondheart.recordings.steps import MINUTE_S, on_grid

INSTANT_HOLDS_S = 450.0  # assumed: watches measure a resting heart every five to ten minutes
LEAST_TRUST = 0.5  # assumed: a beat less likely than not is an artefact

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Stretch = tuple[float, float, T]


@dataclass(frozen=True)
class Track(Generic[T_co]):
    """Half-open stretches that do not overlap, in order."""

    starts: tuple[float, ...]
    stops: tuple[float, ...]
    items: tuple[T_co, ...]

    def at(self, t_s: float) -> T_co | None:
        """Return what holds at a time, None if nothing does."""
        place = bisect_right(self.starts, t_s) - 1
        return self.items[place] if place >= 0 and t_s < self.stops[place] else None

    @property
    def edges(self) -> tuple[float, ...]:
        """Where something begins or ends."""
        return self.starts + self.stops

    @property
    def total_s(self) -> float:
        """How long something holds."""
        return math.fsum(self.stops) - math.fsum(self.starts)


def track(stretches: Iterable[Stretch[T]], length_s: float) -> Track[T]:
    """Return stretches as a track: cut to 0 to `length_s`, rounded to the model's clock, the empty ones left out."""
    cut = ((max(on_grid(a), 0.0), min(on_grid(b), length_s), item) for a, b, item in stretches)
    kept = sorted((row for row in cut if row[0] < row[1]), key=lambda row: row[0])
    return Track(tuple(row[0] for row in kept), tuple(row[1] for row in kept), tuple(row[2] for row in kept))


def rates(tables: Sequence[Table], start_s: float, length_s: float) -> Track[float]:
    """Return a rate by the minute, rounded to whole numbers, from the most trusted table that has one.

    Rows that stand for a time are averaged over it; between moments the rate lies on the line, up to 7.5 minutes from
    the nearest.
    """
    bins = np.append(np.arange(0.0, length_s, MINUTE_S), length_s)
    found = np.full(len(bins) - 1, np.nan)
    for table in ranked(tables):
        trusted = table.taken(~(table.confidence < LEAST_TRUST))
        found = np.where(np.isnan(found), _means(trusted, bins + start_s), found)
    runs: list[Stretch[float]] = []
    place = 0
    for value, group in groupby(np.round(found).tolist(), str):
        first, place = place, place + sum(1 for _ in group)
        if value != "nan":
            runs.append((float(bins[first]), float(bins[place]), float(value)))
    return track(runs, length_s)


def _means(table: Table, bins: Floats) -> Floats:
    lasting = table.stop_s > table.start_s
    over = _interval_means(table.taken(lasting), bins)
    return np.where(np.isnan(over), _moments(table.taken(~lasting), bins), over)


def _interval_means(table: Table, bins: Floats) -> Floats:
    """Return the mean over each bin of which rows cover half or more."""
    if not len(table):
        return np.full(len(bins) - 1, np.nan)
    reached = np.append(-np.inf, np.maximum.accumulate(table.stop_s)[:-1])
    starts = np.maximum(table.start_s, reached)  # of rows that overlap the earlier one counts
    lengths = np.clip(table.stop_s - starts, 0.0, None)
    bounds = np.column_stack([starts, starts + lengths]).ravel()
    covered = np.diff(np.interp(bins, bounds, _integral(lengths)))
    summed = np.diff(np.interp(bins, bounds, _integral(lengths * table.value)))
    enough = covered >= np.diff(bins) / 2
    return np.where(enough, summed / np.where(enough, covered, 1.0), np.nan)


def _integral(amounts: Floats) -> Floats:
    """Return what has come together at the start and the end of each of some rows."""
    return np.column_stack([np.cumsum(amounts) - amounts, np.cumsum(amounts)]).ravel()


def _moments(table: Table, bins: Floats) -> Floats:
    if not len(table):
        return np.full(len(bins) - 1, np.nan)
    middle, times = (bins[:-1] + bins[1:]) / 2, table.start_s
    after = np.minimum(np.searchsorted(times, middle), len(times) - 1)
    near = np.minimum(np.abs(middle - times[after]), np.abs(middle - times[np.maximum(after - 1, 0)]))
    return np.where(near <= INSTANT_HOLDS_S, np.interp(middle, times, table.value), np.nan)
