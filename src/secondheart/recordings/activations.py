"""Recorded muscle activations, as movements of a protocol."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from secondheart.errors import InputError
from secondheart.protocol import Activity, Burst
from secondheart.recordings.logbook import Logbook, LogTable
from secondheart.recordings.sources import clusters
from secondheart.recordings.track import Stretch

RISE_SHARE = 0.25  # assumed: an activation takes a quarter of its time to rise, at most RISE_S, and as long to fall
RISE_S = 0.2  # assumed: about as long as a calf muscle takes to its full force
ORIGIN = "assumed: the times and the pressure are those of the recording"


def activations(parts: Logbook, start_s: float) -> Iterator[Stretch[Activity]]:
    """Return the recorded contractions of muscles, those that overlap as one movement of one cycle.

    Raises
    ------
    InputError
        If contractions of different legs overlap, or two of one muscle.
    """
    for table in parts.of("muscles"):
        heaps = clusters(table.start_s, table.stop_s)
        bounds = np.searchsorted(heaps, np.arange(heaps[-1] + 2))
        for number, (first, last) in enumerate(pairwise(bounds.tolist()), start=1):
            heap = table.select(np.arange(first, last))
            begin = float(heap.start_s[0])
            movement = _movement(heap, number, f"{parts.file}: muscles at {parts.clock.format_moment(begin)}")
            yield begin - start_s, begin - start_s + movement.period_s, movement


def _movement(heap: LogTable, number: int, place: str) -> Activity:
    if len(set(heap.side)) > 1:
        raise InputError(f"{place}: contractions of {' and '.join(sorted(set(heap.side)))} overlap; give both as both")
    start, stop = float(heap.start_s[0]), float(heap.stop_s.max())
    try:
        return Activity(
            name=f"recorded {number}",
            period_s=stop - start,
            bursts=tuple(_burst(heap, i, start, stop) for i in range(len(heap))),
            legs=heap.side[0],  # type: ignore[arg-type]  # one of LEGS, as the reader checked
        )
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def _burst(heap: LogTable, i: int, start: float, stop: float) -> Burst:
    begin, end = float(heap.start_s[i]), float(heap.stop_s[i])
    rise = min(RISE_SHARE * (end - begin), RISE_S)
    shares = [(time - start) / (stop - start) for time in (begin, begin + rise, end - rise, end)]
    names = ("start", "rise_end", "hold_end", "stop")
    shape = dict(zip(names, sorted(min(max(share, 0.0), 1.0) for share in shares), strict=True))
    return Burst(group=heap.name[i], pressure_mmHg=float(heap.value[i]), source=ORIGIN, **shape)  # type: ignore[arg-type]
