"""The intervals between beats that a strap tells to a watch: the messages `hrv` of a FIT file.

They bear no time of their own: they follow one another, and lie before the message that was written last.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from secondheart.recordings.formats._fit_messages import ORDER, Content
from secondheart.recordings.formats.rr_intervals import INTERVALS, RR_MS, plausible_beats
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import LogTable, table_of

DRIFT_S = 5.0  # assumed: intervals that lag behind the clock by more were lost
MILLI = 1000.0
TIMED = ("record", "event", "session", "hrv")


def interval_tables(content: Content, moment_s: float, tally: Tally) -> list[LogTable]:
    """Return the beats that intervals were written of, in a table; none where there are not two that are believed.

    Parameters
    ----------
    content : dict
        The messages of the file.
    moment_s : float
        From FIT's times to moments. [s]
    tally : Tally
        Counts what is not believed.
    """
    low, high = RR_MS
    intervals = list(_place_intervals(content))
    if not intervals:
        return []
    starts, lengths = np.array(intervals).T
    tally.count(INTERVALS, len(lengths))
    short, long = lengths < low / MILLI, lengths > high / MILLI
    tally.leave_out(INTERVALS, "too short", int(short.sum()))
    tally.leave_out(INTERVALS, "too long", int(long.sum()))
    can_be = ~(short | long)
    starts, lengths = starts[can_be], lengths[can_be]
    if len(lengths) < 2:
        return []
    good = plausible_beats(lengths)
    tally.leave_out(INTERVALS, "a fifth away from those around, or beyond 0.4 to 1.6 s", int((~good).sum()))
    begin = starts[good] + moment_s
    return [
        table_of("beats", "strap", "measured", begin, begin + lengths[good], value=60.0 / lengths[good], confidence=1.0)
    ]


def _place_intervals(content: Content) -> Iterator[tuple[float, float]]:
    """Yield the start, in FIT's time, and the length of each interval, in seconds."""
    messages = sorted((one for name in TIMED for one in content[name]), key=lambda one: int(one.get(ORDER, 0)))
    stamp = float(next((one["timestamp"] for one in messages if "timestamp" in one), _creation_time(content)))
    end = -math.inf
    for message in messages:
        stamp = float(message.get("timestamp", stamp))
        lengths = list(_lengths(message.get("time")))
        if not lengths:
            continue
        whole = sum(lengths)
        if math.isinf(end):
            end = stamp
        elif abs(stamp - end) > DRIFT_S:
            end = max(end, stamp - whole)
        for length in lengths:
            yield end, length
            end += length


def _creation_time(content: Content) -> float:
    return float(next((one["time_created"] for one in content["file_id"] if "time_created" in one), 0.0))


def _lengths(value: Any) -> Iterator[float]:
    for one in value if isinstance(value, tuple | list) else (value,):
        if isinstance(one, int | float) and one > 0.0:
            yield float(one)
