"""Choosing among sources: what two of them recorded of the same time is taken from one of them, never from both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from secondheart.recordings.activity import Floats
from secondheart.recordings.logbook import Table
from secondheart.recordings.steps import Counted

RANK = {"measured": 0, "derived": 1, "assumed": 2}


def chosen_steps(tables: Sequence[Table]) -> list[tuple[Counted, Table]]:
    """Return rows of steps that do not overlap, each with the table that it is taken from.

    Where rows of several tables overlap, directly or through others, all of that time is taken from the table that
    counted most in it.
    """
    filled = [table for table in tables if len(table)]
    if not filled:
        return []
    which = np.repeat(np.arange(len(filled)), [len(table) for table in filled])
    starts, stops, counts = (_column(filled, name) for name in ("start_s", "stop_s", "value"))
    order = np.lexsort((stops, starts))
    which, starts, stops, counts = which[order], starts[order], stops[order], counts[order]
    cluster = clusters(starts, stops)
    sums = np.zeros((cluster[-1] + 1, len(filled)))
    np.add.at(sums, (cluster, which), counts)
    present = np.zeros_like(sums, dtype=bool)
    present[cluster, which] = True  # of tables that counted nothing, one that was there
    best = np.where(present, sums, -1.0).argmax(axis=1)
    kept = np.flatnonzero(best[cluster] == which)
    return [(Counted(float(starts[i]), float(stops[i]), float(counts[i])), filled[which[i]]) for i in kept]


def clusters(starts: Floats, stops: Floats) -> NDArray[np.int64]:
    """Return for each of some intervals, ordered by their start, the number of the heap that it overlaps into."""
    reach = np.maximum.accumulate(stops)
    apart = starts[1:] >= reach[:-1]
    return np.concatenate([[0], np.cumsum(apart)]).astype(np.int64)


def ranked(tables: Sequence[Table]) -> list[Table]:
    """Return tables from the one to be believed most: measured first, then by confidence, then by number of rows."""

    def rank(table: Table) -> tuple[int, float, int]:
        known = table.confidence[~np.isnan(table.confidence)]
        return RANK[table.origin], -float(known.mean()) if len(known) else -1.0, -len(table)

    return sorted((table for table in tables if len(table)), key=rank)


def lanes(starts: Floats, stops: Floats) -> NDArray[np.int64]:
    """Return for each of some intervals, ordered by their start, a lane such that none overlaps another of its lane.

    One name may stand for several devices; their rows are then several sources.
    """
    lane = np.zeros(len(starts), dtype=np.int64)
    if (starts[1:] >= np.maximum.accumulate(stops)[:-1]).all():
        return lane
    ends: list[float] = []
    for i, (start, stop) in enumerate(zip(starts.tolist(), stops.tolist(), strict=True)):
        free = next((k for k, end in enumerate(ends) if end <= start), len(ends))
        if free == len(ends):
            ends.append(stop)
        ends[free] = stop
        lane[i] = free
    return lane


def _column(tables: Sequence[Table], name: str) -> Floats:
    return np.concatenate([getattr(table, name) for table in tables])
