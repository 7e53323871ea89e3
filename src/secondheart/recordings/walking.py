"""When the steps of a logbook are made: the bouts of a span."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from secondheart.recordings.bouts import COARSE_S, Bout, Counted, Part, join, spread, spread_out
from secondheart.recordings.intervals import Interval, intersect, subtract, unite
from secondheart.recordings.logbook import Logbook, LogTable
from secondheart.recordings.sources import choose_steps

LONGEST_ROW_S = 129_600.0  # assumed: a longer row says nothing of a day
ASLEEP_S = 7200.0  # assumed: so much lying in a night, and the recording itself says when the person slept
ON_FOOT = ("walk", "run")


class Steps(NamedTuple):
    """Bouts of a span, from 0 on; for what time steps were counted, by what; and how many rows were long."""

    bouts: list[Bout]
    counted: list[tuple[float, float, str]]
    spread_rows: int


def walk_bouts(book: Logbook, start_s: float, length_s: float, *, clocked: bool) -> Steps:
    """Return the bouts in a span of a logbook.

    Rows that reach into the span from outside are spread as a whole, and then cut.

    Parameters
    ----------
    book : Logbook
    start_s : float
        Where the span begins, as a moment of the logbook's clock. [s]
    length_s : float
        How long it is. [s]
    clocked : bool
        Whether the time of day is known, so that nobody walks at night because a long row crosses it.
    """
    wide = _within(book, *_reach(book, start_s, start_s + length_s))
    rows = choose_steps(wide.of("steps"), wide.of("cadences"))
    counted = [
        (part[0] - start_s, part[1] - start_s, table.source)
        for row, table in rows
        for part in row.parts or ((row.start_s, row.stop_s),)
    ]
    long = [row for row, _ in rows if _is_long(row) and row.number > 0.0]
    short = [row for row, _ in rows if not _is_long(row)]
    choices = list(_choices(wide, long, clocked=clocked))
    bouts = [spread(row) for row in join(_shift_rows(short, start_s)) if row.number > 0.0]
    for row in long:
        parts = row.parts or ((row.start_s, row.stop_s),)
        chosen = [_shift_parts(intersect(parts, one), start_s) for one in choices]
        bouts += spread_out(next(_shift_rows([row], start_s)), chosen)
    cut = [part for bout in bouts if (part := bout.cut(0.0, length_s))]
    return Steps(sorted(cut), counted, len(long))


def _is_long(row: Counted) -> bool:
    return not row.even and row.stop_s - row.start_s > COARSE_S


def _reach(book: Logbook, start_s: float, stop_s: float) -> Interval:
    """Return a span, lengthened by the long rows that reach into it."""
    rows = [table.within(start_s, stop_s) for table in book.of("steps")]
    starts = [float(table.start_s.min()) for table in rows if len(table)]
    stops = [float(table.stop_s.max()) for table in rows if len(table)]
    low, high = min([start_s, *starts]), max([stop_s, *stops])
    return max(low, start_s - LONGEST_ROW_S), min(high, stop_s + LONGEST_ROW_S)


def _within(book: Logbook, start_s: float, stop_s: float) -> Logbook:
    tables = (table.within(start_s, stop_s) for table in book.tables)
    return replace(book, tables=tuple(table for table in tables if len(table)))


def _choices(book: Logbook, rows: Sequence[Counted], *, clocked: bool) -> Iterator[list[Interval]]:
    """Yield where in some rows the person can have walked, what is most likely first."""
    if not rows:
        return
    whole = unite((row.start_s, row.stop_s) for row in rows)
    known = [table for table in book.of("postures") if table.origin != "assumed"]
    on_foot = unite(part for table in known for part in _rows_named(table, ON_FOOT))
    resting = unite(part for table in known for part in _rows_named(table, ("lie", "sit", "cycle", "raise_legs")))
    lying = unite(part for table in known for part in _rows_named(table, ("lie",)))
    gaps = unite(part for table in book.of("gaps") for part in _rows_named(table, None))
    nights = _nights(book, whole, lying) if clocked else []
    if on_foot:
        yield on_foot
    yield subtract(whole, unite([*resting, *nights, *gaps]))
    yield subtract(whole, unite([*lying, *nights]))
    yield subtract(whole, lying)


def _nights(book: Logbook, whole: Sequence[Interval], lying: Sequence[Interval]) -> list[Interval]:
    """Return the nights in which it is not recorded when the person lay."""
    nights = book.clock.nights(whole[0][0], whole[-1][1])
    return [night for night in nights if sum(b - a for a, b in intersect([night], lying)) < ASLEEP_S]


def _rows_named(table: LogTable, names: tuple[str, ...] | None) -> Iterator[Interval]:
    rows = zip(table.start_s.tolist(), table.stop_s.tolist(), table.name, strict=True)
    return ((start, stop) for start, stop, name in rows if names is None or name in names)


def _shift_rows(rows: Sequence[Counted], start_s: float) -> Iterator[Counted]:
    for row in rows:
        parts = tuple(_shift_parts(row.parts, start_s))
        yield row._replace(start_s=row.start_s - start_s, stop_s=row.stop_s - start_s, parts=parts)


def _shift_parts(parts: Sequence[Part], start_s: float) -> list[Part]:
    return [(start - start_s, stop - start_s) for start, stop in parts]
