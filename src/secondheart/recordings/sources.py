"""Choosing among sources: what two of them recorded of the same time is taken from one of them, never from both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from secondheart.recordings.bouts import COARSE_S, Counted
from secondheart.recordings.intervals import outside, reaching
from secondheart.recordings.logbook import Floats, LogTable
from secondheart.units import MINUTE_S

RANK = {"measured": 0, "derived": 1, "assumed": 2}


CLASSES_S = (120.0, 1200.0, 10_800.0)  # assumed: rows of minutes, of quarters, of hours, and of days


def choose_steps(tables: Sequence[LogTable], cadences: Sequence[LogTable] = ()) -> list[tuple[Counted, LogTable]]:
    """Return rows of steps that do not overlap, each with the table that it is taken from.

    A cadence, measured while one moves, comes before counts, and of counts the finer rows come before coarser ones: of
    these what the finer ones lack is taken, the rest of their time and of their steps. Where rows of several tables
    are of much the same length and overlap, directly or through others, all of that time is taken from the table that
    counted most in it.
    """
    chosen: list[tuple[Counted, LogTable]] = []
    sorts = [_even_rows(cadences)] if cadences else []
    for rows in [*sorts, *_by_length(tables)]:
        cover = sorted(part for row, _ in chosen for part in _covered_by(row))
        for row, table in _most_counted(rows):
            chosen += [(part, table) for part in _lacking(row, cover)]
    return sorted(chosen, key=lambda one: one[0].start_s)


def _even_rows(tables: Sequence[LogTable]) -> list[tuple[LogTable, Floats, bool]]:
    return [(one, one.value * (one.stop_s - one.start_s) / MINUTE_S, True) for one in tables if len(one)]


def _by_length(tables: Sequence[LogTable]) -> Iterator[list[tuple[LogTable, Floats, bool]]]:
    """Yield the rows of each class of length, the finest first."""
    classes = [np.searchsorted(CLASSES_S, table.stop_s - table.start_s) for table in tables]
    for number in range(len(CLASSES_S) + 1):
        parts = [table.select(one == number) for table, one in zip(tables, classes, strict=True)]
        if rows := [(part, part.value, False) for part in parts if len(part)]:
            yield rows


def _most_counted(rows: list[tuple[LogTable, Floats, bool]]) -> list[tuple[Counted, LogTable]]:
    """Return of rows of one class those of the table that counted most, wherever they overlap."""
    tables = [table for table, _, _ in rows]
    which = np.repeat(np.arange(len(rows)), [len(table) for table in tables])
    starts, stops = (np.concatenate([getattr(table, name) for table in tables]) for name in ("start_s", "stop_s"))
    counts = np.concatenate([numbers for _, numbers, _ in rows])
    order = np.lexsort((stops, starts))
    which, starts, stops, counts = which[order], starts[order], stops[order], counts[order]
    cluster = clusters(starts, stops)
    sums = np.zeros((cluster[-1] + 1, len(rows)))
    np.add.at(sums, (cluster, which), counts)
    present = np.zeros_like(sums, dtype=bool)
    present[cluster, which] = True  # of tables that counted nothing, one that was there
    best = np.where(present, sums, -1.0).argmax(axis=1)
    return [
        (Counted(float(starts[i]), float(stops[i]), float(counts[i]), rows[which[i]][2]), tables[which[i]])
        for i in np.flatnonzero(best[cluster] == which)
    ]


def _covered_by(row: Counted) -> list[tuple[float, float, float]]:
    """Return the parts of a row, each with its share of the steps."""
    parts = row.parts or ((row.start_s, row.stop_s),)
    whole = sum(stop - start for start, stop in parts)
    return [(start, stop, row.number * (stop - start) / whole) for start, stop in parts]


def _lacking(row: Counted, cover: Sequence[tuple[float, float, float]]) -> list[Counted]:
    """Return what finer rows lack of a row: one row of several parts where it is long, else a row for each part."""
    finer = reaching(cover, row.start_s, row.stop_s)  # type: ignore[arg-type]
    if not finer:
        return [row]
    parts = tuple(outside((row.start_s, row.stop_s), [one[:2] for one in finer]))
    counted = sum(
        number * (min(stop, row.stop_s) - max(start, row.start_s)) / (stop - start)
        for start, stop, number in cast("Sequence[tuple[float, float, float]]", finer)
    )
    left, whole = max(0.0, row.number - counted), sum(stop - start for start, stop in parts)
    if not row.even:
        left = float(round(left))
    if row.stop_s - row.start_s > COARSE_S and not row.even:
        return [row._replace(number=left, parts=parts)] if parts else []
    return [Counted(start, stop, left * (stop - start) / whole, row.even) for start, stop in parts]


def clusters(starts: Floats, stops: Floats) -> NDArray[np.int64]:
    """Return for each of some intervals, ordered by their start, the number of the heap that it overlaps into."""
    reach = np.maximum.accumulate(stops)
    apart = starts[1:] >= reach[:-1]
    return np.concatenate([[0], np.cumsum(apart)]).astype(np.int64)


def rank(tables: Sequence[LogTable]) -> list[LogTable]:
    """Return tables from the one to be believed most: measured first, then by confidence, then by number of rows."""

    def place(table: LogTable) -> tuple[int, float, int]:
        known = table.confidence[~np.isnan(table.confidence)]
        return RANK[table.origin], -float(known.mean()) if len(known) else -1.0, -len(table)

    return sorted((table for table in tables if len(table)), key=place)


def lanes(starts: Floats, stops: Floats, most: int) -> NDArray[np.int64]:
    """Return for each of some intervals, ordered by their start, a lane such that none overlaps another of its lane.

    One name may stand for several devices; their rows are then several sources. From the lane `most` on all are one.
    """
    lane = np.zeros(len(starts), dtype=np.int64)
    if (starts[1:] >= np.maximum.accumulate(stops)[:-1]).all():
        return lane
    ends: list[float] = []
    for i, (start, stop) in enumerate(zip(starts.tolist(), stops.tolist(), strict=True)):
        free = next((k for k, end in enumerate(ends) if end <= start), len(ends))
        if free == len(ends) and free < most:
            ends.append(stop)
        if free < most:
            ends[free] = stop
        lane[i] = free
    return lane
