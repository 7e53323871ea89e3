"""A plain table of steps, heart rate and posture, in the neutral form.

A row lasts until the next, the last one as long as a usual row. In a table of even rows, nine of ten as long as the
usual one, a row that would last longer than three of them lasts one, and what follows is a gap. A row of which nothing
is known is a gap too. Where only the posture is empty it is assumed to have stayed as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from secondheart.exchange import table
from secondheart.exchange.clock import Clock, NoSuchTime, offset_runs, zone_of
from secondheart.exchange.lines import Line
from secondheart.exchange.logbook import Kind, Logbook, Table, table_of
from secondheart.exchange.recording import Floats, Origin

SOURCE = "table"
EVEN_SHARE = 0.9  # assumed: a table that a device wrote, apart from what is missing
MISSING_ROWS = 3.0  # assumed, as for the gaps of an activity


def table_logbook(path: Path, zone: str | None = None) -> Logbook:
    """Read a table as a logbook.

    Parameters
    ----------
    path : Path
        A table as `table` tells it.
    zone : str, optional
        Time zone of its local times, and of the days.

    Raises
    ------
    BadFile
        If it cannot be read, or holds values that cannot be.
    UnknownName
        If there is no such zone.
    """
    lines = table.table_lines(path)
    moments, clock = _moments(lines, zone)
    ends, missing = _ends(table.edges_of(moments))
    return Logbook(str(path), clock, tuple(_tables(lines, moments, ends, missing)))


def _moments(lines: list[Line], zone: str | None) -> tuple[Floats, Clock]:
    known = zone_of(zone)
    if "t_s" in lines[0].cells:
        seconds, clock = [table.seconds_of(line) for line in lines], Clock(dated=False)
        table.require_rising(lines, "t_s", seconds)
        return np.array(seconds), clock
    times = [table.moment(line, lines[0]) for line in lines]
    if times[0].tzinfo is None:
        clock = Clock(known)
        seconds = list(_walls(lines, clock))
    else:
        seconds = [time.timestamp() for time in times]
        clock = Clock(known, offset_runs(line.cells["time"] for line in lines))
    table.require_rising(lines, "time", seconds)
    return np.array(seconds), clock


def _walls(lines: list[Line], clock: Clock) -> Iterator[float]:
    before = -np.inf
    for line in lines:
        try:
            before = clock.moment(table.moment(line, lines[0]), before)
        except NoSuchTime as skipped:
            raise line.refuse("time", f"a time that there is; {skipped}") from None
        yield before


def _ends(edges: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Return where each row ends, and the places of those after which rows are missing."""
    lengths = np.diff(edges)
    usual = np.median(lengths)
    missing = np.flatnonzero(lengths > MISSING_ROWS * usual)
    if (lengths == usual).mean() < EVEN_SHARE:
        missing = missing[:0]
    ends = edges[1:].copy()
    ends[missing] = edges[missing] + usual
    return ends, missing


def _tables(lines: list[Line], starts: Floats, ends: Floats, missing: NDArray[np.int64]) -> Iterator[Table]:
    counts = np.array(list(map(table.steps, lines, ends - starts)))
    counts[[table.posture(line) == "cycle" for line in lines]] = np.nan  # pedals are no steps
    yield from _numbers("steps", counts, starts, ends)
    yield from _numbers("beats", np.array([table.heart_rate(line) for line in lines]), starts, ends)
    yield from _postures(lines, starts, ends)
    empty = np.flatnonzero([table.is_empty(line) for line in lines])
    if len(empty):
        yield table_of("gaps", SOURCE, "measured", starts[empty], ends[empty], name=["the row is empty"] * len(empty))
    if len(missing):
        reasons = ["rows are missing"] * len(missing)
        yield table_of("gaps", SOURCE, "derived", ends[missing], starts[missing + 1], name=reasons)


def _numbers(kind: Kind, values: Floats, starts: Floats, ends: Floats) -> Iterator[Table]:
    known = ~np.isnan(values)
    if known.any():
        yield table_of(kind, SOURCE, "measured", starts[known], ends[known], value=values[known])


def _postures(lines: list[Line], starts: Floats, ends: Floats) -> Iterator[Table]:
    rows: dict[Origin, list[tuple[float, float, str]]] = {"measured": [], "assumed": []}
    stayed = ""
    for line, start, end in zip(lines, starts.tolist(), ends.tolist(), strict=True):
        named = table.posture(line)
        stayed = named or stayed
        if stayed and not table.is_empty(line):
            append_posture(rows["measured" if named else "assumed"], start, end, stayed)
    for origin, kept in rows.items():
        if kept:
            begins, stops, names = zip(*kept, strict=True)
            yield table_of("postures", SOURCE, origin, begins, stops, name=names)


def append_posture(rows: list[tuple[float, float, str]], start: float, stop: float, name: str) -> None:
    """Append a row, or lengthen the last one if it has the same name and ends there."""
    if rows and rows[-1][1:] == (start, name):
        rows[-1] = (rows[-1][0], stop, name)
    else:
        rows.append((start, stop, name))
