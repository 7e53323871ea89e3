"""Heart rates that were not written: which of them can be known from those around them, and which are spikes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import Floats

HOLD_S = 30.0  # assumed: some devices write a heart rate only when it changes
LINE_S = 300.0  # assumed: the time in which a heart comes down after exercise
LINE_STEP_S = 5.0  # assumed: short against the seconds in which it falls
SPIKE_BPM = 40.0  # assumed: no heart changes so much and back within some seconds
SPIKE_S = 10.0  # assumed: a strap that is shaken lies for so long

Row = tuple[float, float, float]


def without_spikes(tally: Tally, t_s: Floats, heart: Floats) -> Floats:
    """Return heart rates without those that leap away for some seconds and back, which are counted."""
    values = heart.copy()
    known = np.flatnonzero(~np.isnan(values))
    for before, spike in _leaps(t_s[known], values[known]):
        values[known[before + 1 : before + 1 + spike]] = np.nan
        tally.leave_out("heart rates", "a spike", spike)
    return values


def _leaps(t_s: Floats, heart: Floats) -> Iterator[tuple[int, int]]:
    """Yield the place before each leap, and how many heart rates it lasts."""
    reached = 0
    for place in np.flatnonzero(np.abs(np.diff(heart)) > SPIKE_BPM).tolist():
        if place < reached:
            continue
        until = max(place + 3, int(np.searchsorted(t_s, t_s[place + 1] + SPIKE_S, side="right")))
        back = np.abs(heart[place + 1 : until] - heart[place]) < SPIKE_BPM / 2
        if back.any():
            lasts = int(back.argmax())
            yield place, lasts
            reached = place + 1 + lasts


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
