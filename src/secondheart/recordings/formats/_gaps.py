"""Heart rates that were not written: which of them can be known from those around them, and which are spikes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import Floats

HOLD_S = 30.0  # assumed: some devices write a heart rate only when it changes
LINE_S = 300.0  # assumed: the time in which a heart comes down after exercise
LINE_STEP_S = 5.0  # assumed: short against the seconds in which it falls
SPIKE_BPM = 40.0  # assumed: no heart changes so much and back between three records
SPIKE_S = 10.0  # of three records that are near to each other

Row = tuple[float, float, float]


def without_spikes(tally: Tally, heart: Floats) -> Floats:
    """Return heart rates without single ones that leap from both their neighbours, which are counted."""
    if len(heart) < 3:
        return heart
    before, here, after = heart[:-2], heart[1:-1], heart[2:]
    apart = (np.abs(here - before) > SPIKE_BPM) & (np.abs(here - after) > SPIKE_BPM)
    spikes = np.concatenate([[False], apart & (np.abs(after - before) < SPIKE_BPM / 2), [False]])
    tally.leave_out("heart rates", "a spike", int(spikes.sum()))
    return np.where(spikes, np.nan, heart)


def fill_heart_rate(edges: Floats, heart: Floats, wanted: np.ndarray) -> list[Row]:
    """Return rows of heart rate for the times of some records, where it can be known.

    Up to 30 s until the next known one it is held; up to 5 min it lies on the line between its neighbours, in rows of
    5 s; of a longer time nothing is known.
    """
    known = np.flatnonzero(~np.isnan(heart))
    rows: list[Row] = []
    for i in np.flatnonzero(wanted & (np.diff(edges) > 0.0)).tolist():
        place = int(np.searchsorted(known, i, side="right"))
        if place == 0:
            continue
        last = int(known[place - 1])
        if place == len(known):
            if edges[i + 1] - edges[last] <= HOLD_S:
                rows.append((float(edges[i]), float(edges[i + 1]), float(heart[last])))
            continue
        rows += _between(edges, heart, i, last, int(known[place]))
    return rows


def _between(edges: Floats, heart: Floats, i: int, last: int, following: int) -> Iterator[Row]:
    start, stop = float(edges[i]), float(edges[i + 1])
    span = float(edges[following] - edges[last])
    if span <= HOLD_S:
        yield start, stop, float(heart[last])
    elif span <= LINE_S:
        for left, right in zip(*_cut(start, stop), strict=True):
            share = (left - edges[last]) / span
            yield left, right, float(heart[last] + share * (heart[following] - heart[last]))


def _cut(start: float, stop: float) -> tuple[list[float], list[float]]:
    edges = np.linspace(start, stop, int(np.ceil((stop - start) / LINE_STEP_S)) + 1).tolist()
    return edges[:-1], edges[1:]
