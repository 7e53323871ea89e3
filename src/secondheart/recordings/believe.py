"""What no reader needs to check for itself: values, lengths and overlaps of the rows of a logbook.

Steps of more than five a second, over a minute at least, are not believed, nor rows of them longer than a day and a
half, nor rates outside what `SORTS` allows. Rows of one source that overlap are two devices of one name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from secondheart.recordings.bouts import MOST_STEPS_PER_MIN
from secondheart.recordings.left_out import LeftOut
from secondheart.recordings.logbook import SORTS, Floats, Logbook, LogTable
from secondheart.recordings.sources import lanes
from secondheart.recordings.walking import LONGEST_ROW_S
from secondheart.units import DAY_S, MINUTE_S

LEAST_S = 0.2  # a step; shorter rows of one or more are as long as their steps take at most
LONGEST_POSTURE_S = 2_678_400.0  # assumed: nobody stays in one for longer
FARTHEST_S = 131 * 365.25 * DAY_S  # to the year 2100, from 1970
MOST_LANES = 8  # assumed: nobody wears more devices of one name
WORDS = {"steps": "rows of steps", "beats": "heart rates", "breaths": "breathing rates", "powers": "powers"}


def believable(book: Logbook) -> Logbook:
    """Return a logbook without the rows that cannot be, which are counted in what it left out."""
    left_out: dict[str, LeftOut] = {one.what: one for one in book.left_out}
    tables = [part for table in book.tables for part in _apart(_in_range(table, left_out), left_out)]
    return replace(book, tables=tuple(table for table in tables if len(table)), left_out=tuple(left_out.values()))


def _in_range(table: LogTable, left_out: dict[str, LeftOut]) -> LogTable:
    table = _in_time(table, left_out)
    if table.kind == "steps":
        return _steps(table, left_out)
    sort = SORTS[table.kind]
    if not sort.unit:
        return table
    low, high = table.value < sort.low, table.value > sort.high
    good = (table.value >= sort.low) & (table.value <= sort.high)
    _count(left_out, table, {"too low": low, "too high": high, "no number": ~(good | low | high)})
    return table.select(good)


def _in_time(table: LogTable, left_out: dict[str, LeftOut]) -> LogTable:
    """Return the rows that run forwards, are not too long, and belong to this time."""
    first, last = (table.start_s, table.stop_s)
    lengths = last - first
    of_now = (np.abs(first) <= FARTHEST_S) & (np.abs(last) <= FARTHEST_S)
    momentary = SORTS[table.kind].instants or table.kind == "steps"
    forwards = lengths >= 0.0 if momentary else lengths > 0.0
    short = lengths <= (LONGEST_ROW_S if SORTS[table.kind].unit else LONGEST_POSTURE_S)
    most = "longer than a day and a half" if SORTS[table.kind].unit else "longer than a month"
    reasons = {
        "of another time": ~of_now,
        "backwards in time, or of no length": of_now & ~forwards,
        most: of_now & forwards & ~short,
    }
    _count(left_out, table, reasons)
    return table.select(of_now & forwards & short)


def _steps(table: LogTable, left_out: dict[str, LeftOut]) -> LogTable:
    lengths = table.stop_s - table.start_s
    most = MOST_STEPS_PER_MIN * np.maximum(lengths, MINUTE_S) / MINUTE_S
    good = (table.value >= 0.0) & (table.value <= most)
    fast, low = table.value > most, table.value < 0.0
    _count(left_out, table, {"more than 5 a second": fast, "too low": low, "no number": ~(good | fast | low)})
    believed = table.select(good)
    if not len(believed):
        return believed
    whole = replace(believed, start_s=_starts_of_steps(believed))
    return whole.select(whole.stop_s > whole.start_s)


def _starts_of_steps(table: LogTable) -> Floats:
    """Return when steps began: of a row too short for them as early as they can be made, not before the row above."""
    least = MINUTE_S * table.value / MOST_STEPS_PER_MIN
    least = np.where(table.stop_s > table.start_s, least, np.maximum(LEAST_S, least))
    early = np.minimum(table.start_s, table.stop_s - least)
    before = np.append(-np.inf, table.stop_s[:-1])
    return np.where(early < before, np.minimum(table.start_s, np.maximum(early, before)), early)


def _count(left_out: dict[str, LeftOut], table: LogTable, reasons: dict[str, NDArray[np.bool_]]) -> None:
    new = {reason: int(rows.sum()) for reason, rows in reasons.items() if rows.any()}
    if not new:
        return
    what = WORDS.get(table.kind, table.kind)
    before = left_out.get(what, LeftOut(what, 0, {}))
    summed = {reason: before.reasons.get(reason, 0) + new.get(reason, 0) for reason in {**before.reasons, **new}}
    left_out[what] = LeftOut(what, before.number + len(table), summed)


def _apart(table: LogTable, left_out: dict[str, LeftOut]) -> Iterator[LogTable]:
    if not len(table) or SORTS[table.kind].sided or table.kind == "gaps":
        yield table
        return
    order = np.lexsort((table.stop_s, table.start_s))
    if not (order[:-1] < order[1:]).all():
        table = table.select(order)
    lane = lanes(table.start_s, table.stop_s, MOST_LANES)
    for number in range(min(int(lane.max()) + 1, MOST_LANES)):
        yield table if number == 0 and not lane.any() else _lane(table, lane == number, number)
    _count(left_out, table, {f"overlap with {MOST_LANES} others": lane >= MOST_LANES})


def _lane(table: LogTable, rows: NDArray[np.bool_], number: int) -> LogTable:
    source = table.source if number == 0 else f"{table.source}, overlapping {number}"
    return replace(table.select(rows), source=source)
