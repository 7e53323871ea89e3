"""What holds when: stretches of a span, and rates by the minute."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

import numpy as np

from secondheart.recordings.bouts import on_grid
from secondheart.recordings.logbook import MINUTE_GRAIN_S, Floats, LogTable
from secondheart.recordings.sources import rank

INSTANT_HOLDS_S = 450.0  # assumed: watches measure a resting heart every five to ten minutes
LEAST_TRUST = 0.5  # assumed: a beat less likely than not is an artefact
MOST_ROWS_FOLLOWED = 30_000  # assumed: a ride of eight hours, a record a second

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
    rows = sorted((row for row in cut if row[0] < row[1]), key=lambda row: row[0])
    return Track(tuple(row[0] for row in rows), tuple(row[1] for row in rows), tuple(row[2] for row in rows))


def rate_track(
    tables: Sequence[LogTable], start_s: float, length_s: float, grain_s: float = MINUTE_GRAIN_S
) -> Track[float]:
    """Return a rate over a span, from the most trusted table that has one.

    Rows that stand for a time are averaged over each grain, and rounded to whole numbers, or followed as they are where
    there is no grain and there are not too many; between moments the rate lies on the line, up to 7.5 minutes from the
    nearest.
    """
    trusted = [table.select(~(table.confidence < LEAST_TRUST)) for table in rank(tables)]
    lasting = all((table.stop_s > table.start_s).all() for table in trusted)
    if grain_s == 0.0 and lasting and sum(map(len, trusted)) <= MOST_ROWS_FOLLOWED:
        return track(_as_recorded(trusted, start_s), length_s)
    bins = np.append(np.arange(0.0, length_s, MINUTE_GRAIN_S), length_s)
    values = np.full(len(bins) - 1, np.nan)
    for table in trusted:
        values = np.where(np.isnan(values), _means(table, bins + start_s), values)
    return track(_runs(bins, np.round(values)), length_s)


def _as_recorded(tables: Sequence[LogTable], start_s: float) -> list[Stretch[float]]:
    filled = [table for table in tables if len(table)]
    if not filled:
        return []
    edges = np.unique(np.concatenate([column for table in filled for column in (table.start_s, table.stop_s)]))
    values = np.full(len(edges) - 1, np.nan)
    for table in filled:
        row = np.searchsorted(table.start_s, edges[:-1], side="right") - 1
        inside = (row >= 0) & (edges[:-1] < table.stop_s[row])
        values = np.where(np.isnan(values) & inside, table.value[row], values)
    return _runs(edges - start_s, values)


def _runs(edges: Floats, values: Floats) -> list[Stretch[float]]:
    """Return stretches in which a value stays the same, without those in which it is not known."""
    runs: list[Stretch[float]] = []
    place = 0
    for value, group in groupby(values.tolist(), str):
        first, place = place, place + sum(1 for _ in group)
        if value != "nan":
            runs.append((float(edges[first]), float(edges[place]), float(value)))
    return runs


def _means(table: LogTable, bins: Floats) -> Floats:
    lasting = table.stop_s > table.start_s
    over = _interval_means(table.select(lasting), bins)
    return np.where(np.isnan(over), _moments(table.select(~lasting), bins), over)


def _interval_means(table: LogTable, bins: Floats) -> Floats:
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


def _moments(table: LogTable, bins: Floats) -> Floats:
    if not len(table):
        return np.full(len(bins) - 1, np.nan)
    middle, times = (bins[:-1] + bins[1:]) / 2, table.start_s
    after = np.minimum(np.searchsorted(times, middle), len(times) - 1)
    near = np.minimum(np.abs(middle - times[after]), np.abs(middle - times[np.maximum(after - 1, 0)]))
    return np.where(near <= INSTANT_HOLDS_S, np.interp(middle, times, table.value), np.nan)
