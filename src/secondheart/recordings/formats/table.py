"""Reading a plain table: steps, heart rate and posture by time, as a spreadsheet writes it.

The first line names the columns, in any order, with their units::

    t_s,steps,heart_rate_bpm,posture
    0,0,62,lie
    600,,,sit
    1800,104,96,walk

- `t_s`: time in seconds; or `time`: date and time as in ``2026-11-08T07:30:00``, all with an offset or all without.
- `steps`: steps of both feet from this row to the next, a whole number.
- `heart_rate_bpm`: 25 to 230.
- `posture`: lie, sit, stand, walk, run, cycle or raise_legs.

One column of time is needed, and one of the others at least; an empty cell is not known. What becomes of it is told
in `by_posture`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from secondheart.errors import BadFile, nearest
from secondheart.protocol.protocol import LONGEST_S, MOST_STEPS
from secondheart.recordings.activity import HEART_RATE_BPM, Floats, Origin, Recording, require_known
from secondheart.recordings.clock import Clock, NoSuchTime, offset_runs, zone_of
from secondheart.recordings.formats import table
from secondheart.recordings.formats._lines import Form, Line, read_lines
from secondheart.recordings.logbook import Kind, Logbook, Table, table_of
from secondheart.recordings.steps import MOST_STEPS_PER_MIN
from secondheart.recordings.table_protocol import POSTURES

TIMES = ("t_s", "time")
VALUES = ("steps", "heart_rate_bpm", "posture")
MOST_BYTES = 16 * 1024 * 1024  # assumed: so many rows as a protocol may have steps take a quarter of it
SHORTEST_S = 0.01
BY_POSTURE = "by posture"  # what a table has in place of a sport
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

T = TypeVar("T", bound=np.generic)


def read_table(path: str | Path) -> Recording:
    """Read a table of steps, heart rate and posture.

    Raises
    ------
    BadFile
        If it cannot be read, or holds values that cannot be; the sentence names file, line, value and what is allowed.
    InputError
        If of more than half of its time nothing is known.
    """
    lines = table_lines(Path(path))
    t_s, start, origin = _times(lines)
    edges = edges_of(t_s)
    recording = Recording(
        source=str(path),
        sport=BY_POSTURE,
        sub_sport="",
        start=start,
        duration_s=float(edges[-1]),
        t_s=_frozen(t_s),
        heart_rate_bpm=_frozen(np.array([heart_rate(line) for line in lines])),
        cadence_per_min=_frozen(np.array(list(map(_cadence, lines, np.diff(edges))))),
        paused=_frozen(np.array([is_empty(line) for line in lines])),
        provenance=MappingProxyType(_provenance(origin)),
        posture=tuple(posture(line) for line in lines),
        expected=(),
    )
    require_known(recording)
    return recording


def table_lines(path: Path) -> list[Line]:
    """Read the lines of a table, each with its place, or say what is wrong with its form."""
    return list(read_lines(path, Form(_check_header, MOST_BYTES, MOST_STEPS)))


def _check_header(path: Path, header: list[str]) -> None:
    where, allowed = f"{path}: line 1", (*TIMES, *VALUES)
    if not any(header):
        raise BadFile(f"{where}: is empty; a header with t_s or time, and one or more of {', '.join(VALUES)} is needed")
    for name in header:
        if name not in allowed:
            parted = "; columns are parted by commas" if ";" in name or "\t" in name else ""
            raise BadFile(f"{where}: there is no column {name[:60]!r}{parted}; {nearest(name, allowed)}")
        if header.count(name) > 1:
            raise BadFile(f"{where}: the column {name!r} is there {header.count(name)} times; once is allowed")
    if sum(name in header for name in TIMES) != 1:
        raise BadFile(f"{where}: has the columns {', '.join(header)}; exactly one of t_s and time is needed")
    if len(header) == 1:
        raise BadFile(f"{where}: has only {header[0]}; one or more of {', '.join(VALUES)} are needed")


def _times(lines: list[Line]) -> tuple[Floats, datetime, Origin]:
    """Return the time of each row since the first, the first, and whether it was given."""
    if "t_s" in lines[0].cells:
        seconds = [seconds_of(line) for line in lines]
        return _since_first(lines, "t_s", seconds), EPOCH, "assumed"
    moments = [moment(line, lines[0]) for line in lines]
    seconds = [(moment - moments[0]).total_seconds() for moment in moments]
    zoned = moments[0].tzinfo is not None
    start = moments[0] if zoned else moments[0].replace(tzinfo=UTC)
    return _since_first(lines, "time", seconds), start, "measured" if zoned else "assumed"


def seconds_of(line: Line) -> float:
    """Return the time of a row, in seconds."""
    return line.needed("t_s", -1e12, 1e12, "a number of seconds")


def moment(line: Line, first: Line) -> datetime:
    """Return the date and time of a row: in UTC where they have an offset, else as they are written."""
    try:
        time = datetime.fromisoformat(line.cells["time"])
        if time.tzinfo is not None:
            time = time.astimezone(UTC)  # in the years 1 and 9999 an offset may lead out of the calendar
        if (time.tzinfo is None) == (datetime.fromisoformat(first.cells["time"]).tzinfo is None):
            return time
    except (ValueError, OverflowError):
        raise line.refuse("time", "a date and time such as 2026-11-08T07:30:00") from None
    raise line.refuse("time", "all times with an offset such as +01:00, or all without")


def _since_first(lines: list[Line], column: str, seconds: list[float]) -> Floats:
    require_rising(lines, column, seconds)
    for after, line in zip(seconds[1:], lines[1:], strict=True):
        if after - seconds[0] > LONGEST_S:
            raise line.refuse(column, f"at most {LONGEST_S:g} s, a week, after the first row")
    return np.array(seconds) - seconds[0]


def require_rising(lines: list[Line], column: str, seconds: list[float]) -> None:
    """Raise BadFile if a row does not come after the one above."""
    for before, after, line in zip(seconds, seconds[1:], lines[1:], strict=False):
        if after - before < SHORTEST_S:
            raise line.refuse(column, f"at least {SHORTEST_S} s after the row above")


def edges_of(t_s: Floats) -> Floats:
    """Return the bounds of rows that last until the next, the last one as long as a usual row."""
    return np.append(t_s, t_s[-1] + np.median(np.diff(t_s)))


def is_empty(line: Line) -> bool:
    """Say whether nothing is known of a row."""
    return not any(map(line.cells.get, VALUES))


def heart_rate(line: Line) -> float:
    """Return the heart rate of a row, nan where it is not known."""
    low, high = HEART_RATE_BPM
    return line.number("heart_rate_bpm", low, high, f"{low:g} to {high:g} bpm, or nothing")


def steps(line: Line, length_s: float) -> float:
    """Return the steps of both feet in a row, nan where they are not known."""
    most = math.floor(MOST_STEPS_PER_MIN * length_s / 60.0)
    allowed = f"a whole number from 0 to {most} in the {length_s:g} s of the row, or nothing"
    count = line.number("steps", 0, most, allowed)
    if count % 1.0 > 0.0:
        raise line.refuse("steps", allowed)
    if count > 0.0 and line.cells.get("posture") == "cycle":
        raise line.refuse("steps", "0 or nothing while cycling")
    return count


def posture(line: Line) -> str:
    """Return the posture of a row, "" where it is not known."""
    named = line.cells.get("posture", "")
    if named and named not in POSTURES:
        raise line.refuse("posture", f"{', '.join(POSTURES)}, or nothing")
    return named


def _cadence(line: Line, length_s: float) -> float:
    """Return strides of one foot a minute over the row."""
    return 30.0 * steps(line, length_s) / length_s


def _provenance(start: Origin) -> dict[str, Origin]:
    return {
        "start": start,
        "t_s": "measured",
        "heart_rate_bpm": "measured",
        "cadence_per_min": "measured",
        "posture": "measured",
        "effort": "derived",
        "muscle_pressure": "assumed",
    }


def _frozen(values: NDArray[T]) -> NDArray[T]:
    values.flags.writeable = False
    return values


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
