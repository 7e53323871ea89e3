"""A plain table: steps, heart rate and posture by time, as a spreadsheet writes it.

The first line names the columns, in any order, with their units::

    t_s,steps,heart_rate_bpm,posture
    0,0,62,lie
    600,,,sit
    1800,104,96,walk

- `t_s`: time in seconds; or `time`: date and time as in ``2026-11-08T07:30:00``, all with an offset or all without, or
  seconds since 1970; or `date` and `time`; or times of day.
- `stop`: when the row ends, if that is not where the next begins.
- `steps`: steps of both feet in the row, a whole number.
- `heart_rate_bpm`: 25 to 230.
- `posture`: lie, sit, stand, walk, run, cycle or raise_legs.

Other names that programs give to these columns, and dates as spreadsheets write them, are understood
(`_columns`, `_local_times`); columns that are not known are left out with a note. One column of time is needed, and one
of the others at least; an empty cell is not known. A row lasts until the next, the last one as long as a usual row. A
posture stays until the next one that is named.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from secondheart._limits import MOST_BYTES
from secondheart.errors import BadFile
from secondheart.protocol.protocol import MOST_STEPS
from secondheart.recordings.bouts import MOST_STEPS_PER_MIN
from secondheart.recordings.clock import Clock, NoSuchTime, offset_runs, zone_of
from secondheart.recordings.formats._columns import columns_of, posture_of_word, whole_number
from secondheart.recordings.formats._lines import ROWS, BadCell, Form, TextLine, header_of, number_of, read_lines
from secondheart.recordings.formats._named_rows import NamedRow, append_row
from secondheart.recordings.formats._table_times import with_times
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import LOGBOOK_POSTURES, SORTS, Floats, Kind, Logbook, LogTable, Origin, table_of
from secondheart.recordings.registry import Format, Options
from secondheart.units import MINUTE_S

TIMES = ("t_s", "time")
VALUES = ("steps", "heart_rate_bpm", "posture")
SHORTEST_S = 0.01
SOURCE = "table"
EVEN_SHARE = 0.9  # assumed: a table that a device wrote, apart from what is missing
MISSING_ROWS = 3.0  # assumed: so many usual rows without one, and rows are missing
PUT_BACK_S = (900.0, 4500.0)  # clocks are put back by an hour, in one place by half
EXAMPLE = "a date and time such as 2026-11-08T07:30:00"


def plain_logbook(file: InputFile, options: Options) -> Logbook:
    """Read a table as a logbook.

    Raises
    ------
    BadFile
        If it cannot be read, or holds too many values that cannot be; the sentence names file, line, value and what is
        allowed.
    UnknownName
        If there is no such zone.
    """
    known, tally = zone_of(options.zone), Tally()
    lines = list(read_lines(file, Form(_check_header, MOST_BYTES["table"], MOST_STEPS, 1), tally))
    lines, notes = _known_columns(lines)
    lines, silent = with_times(file.place, lines)
    lines, more = _in_order(lines)
    lines, moments, clock = _timed_lines(lines, Clock(known), tally)
    tally.require(file.place, ROWS)
    if len(lines) < 2 and not any(line.cells.get("stop") for line in lines):
        first = tally.sentence(ROWS)
        raise BadFile(first or f"{file.place}: has {len(lines)} row with a time; 2 are needed to know how long it is")
    ends, missing = _given_ends(lines, moments, clock, tally) or _ends(edges_of(moments))
    tables = tuple(_tables(lines, moments, ends, missing, tally))
    for column in VALUES:
        tally.require(file.place, column)
    if clock.zone is None:
        notes += silent
    return Logbook(file.place, clock, tables, (*notes, *more), tally.rows, "table", grain_s=0.0)


def _check_header(place: str, header: list[str]) -> None:
    where = f"{place}: line 1"
    if not any(header):
        raise BadFile(f"{where}: is empty; a header with t_s or time, and one or more of {', '.join(VALUES)} is needed")
    columns = columns_of(header)
    first = ", ".join(header)[:100]
    if not columns:
        what = "is a table of no known form, with the columns"
        if all(not name or name[0].isdigit() or posture_of_word(name) for name in header):
            what = "names no columns: it holds"
        raise BadFile(
            f"{where}: {what} {first!r}; needed are t_s or time, and one or "
            f"more of {', '.join(VALUES)}, or one of the forms of: secondheart list formats"
        )
    for name in header:
        if name in columns and header.count(name) > 1:
            raise BadFile(f"{where}: the column {name!r} is there {header.count(name)} times; once is allowed")
    there = set(columns.values())
    if len(there & set(TIMES)) != 1:
        raise BadFile(f"{where}: has the columns {first}; exactly one of t_s and time is needed")
    if not there & set(VALUES):
        raise BadFile(f"{where}: has only {first}; one or more of {', '.join(VALUES)} are needed")


def _known_columns(lines: list[TextLine]) -> tuple[list[TextLine], list[str]]:
    """Return lines by the names of their columns here, and a note of the columns that are not known."""
    header = list(lines[0].cells) if lines else []
    columns = columns_of(header)
    others = [name for name in header if name and name not in columns]
    notes = [f"not read are the columns {', '.join(others)[:200]}"] if others else []
    return [line._replace(cells={columns[name]: line.cells[name] for name in columns}) for line in lines], notes


def _in_order(lines: list[TextLine]) -> tuple[list[TextLine], list[str]]:
    """Return lines in the order of their times, unless they go back as clocks do, and a note of those out of it."""
    times = [time for line in lines if (time := _time(line)) is not None]
    zoned = {time.tzinfo is not None for time in times}
    if len(times) < len(lines) or len(zoned) != 1:
        return lines, []
    moments = [time.timestamp() if time.tzinfo else Clock().moment(time) for time in times]
    back = [place for place in range(1, len(moments)) if moments[place] < moments[place - 1]]
    local = zoned == {False}
    if local and any(_is_put_back(lines[at:], moments[at - 1], moments[at - 1] - moments[at]) for at in back):
        return lines, []
    if not back:
        return lines, []
    ordered = sorted(range(len(lines)), key=moments.__getitem__)
    many = "1 row stands" if len(back) == 1 else f"{len(back)} rows stand"
    return [lines[place] for place in ordered], [f"{many} below later ones: put in their place"]


def _timed_lines(lines: list[TextLine], clock: Clock, tally: Tally) -> tuple[list[TextLine], Floats, Clock]:
    """Return the lines whose times can be and rise, their moments, and the clock that tells them."""
    column = "t_s" if lines and "t_s" in lines[0].cells else "time"
    zoned = next((time.tzinfo is not None for line in lines if (time := _time(line)) is not None), False)
    good: list[TextLine] = []
    moments: list[float] = []
    for number, line in enumerate(lines):
        before = moments[-1] if moments else -math.inf
        try:
            moment = _seconds(line) if column == "t_s" else _moment(line, clock, before, zoned=zoned)
            if moment - before < (0.0 if line.cells.get("stop") else SHORTEST_S):
                if column == "time" and not zoned and _is_put_back(lines[number:], before, before - moment):
                    raise _refuse_put_back(line, before - moment, clock)
                raise line.refuse(column, f"at least {SHORTEST_S} s after the row above")
        except BadCell as error:
            tally.leave_out(ROWS, f"{error.column} not understood", sentence=str(error))
            continue
        good.append(line)
        moments.append(moment)
    if column == "t_s":
        clock = Clock(dated=False)
    elif zoned:
        clock = Clock(clock.zone, offset_runs(line.cells["time"] for line in good))
    return good, np.array(moments), clock


def _given_ends(
    lines: list[TextLine], starts: Floats, clock: Clock, tally: Tally
) -> tuple[Floats, NDArray[np.int64]] | None:
    """Return where each row ends as its column says it, None if there is no such column."""
    if not any(line.cells.get("stop") for line in lines):
        return None
    ends, usual = [], float(np.median(np.diff(starts))) if len(starts) > 1 else MINUTE_S
    for line, start in zip(lines, starts.tolist(), strict=True):
        try:
            time = datetime.fromisoformat(line.cells["stop"])
            end = time.timestamp() if time.tzinfo else clock.moment(time, start)
        except (ValueError, OverflowError):
            end = math.nan
            if "t_s" in line.cells:
                end = number_of(line.cells["stop"])
        tally.count("ends of rows")
        if not end > start:
            tally.leave_out("ends of rows", "not after their start")
            end = start + usual
        ends.append(end)
    return np.array(ends), np.zeros(0, dtype=np.int64)


def _seconds(line: TextLine) -> float:
    return line.needed_number("t_s", -1e12, 1e12, "a number of seconds")


def _time(line: TextLine) -> datetime | None:
    try:
        return datetime.fromisoformat(line.cells.get("time", ""))
    except ValueError:
        return None


def _moment(line: TextLine, clock: Clock, before: float, *, zoned: bool) -> float:
    time = _time(line)
    if time is None:
        raise line.refuse("time", EXAMPLE)
    if (time.tzinfo is not None) != zoned:
        raise line.refuse("time", "all times with an offset such as +01:00, or all without")
    try:
        return time.timestamp() if zoned else clock.moment(time, before)
    except NoSuchTime as skipped:
        raise line.refuse("time", f"a time that there is; {skipped}") from None
    except (ValueError, OverflowError):  # in the years 1 and 9999 an offset may lead out of the calendar
        raise line.refuse("time", EXAMPLE) from None


def _is_put_back(lines: list[TextLine], before: float, back_s: float) -> bool:
    """Say whether not one row but several go back in time, by as much as clocks are put back."""
    following = [_time(line) for line in lines[:2]]
    late = sum(time is not None and Clock().moment(time.replace(tzinfo=None)) <= before for time in following)
    return PUT_BACK_S[0] <= back_s <= PUT_BACK_S[1] and late == 2


def _refuse_put_back(line: TextLine, back_s: float, clock: Clock) -> BadFile:
    why = f"the zone {clock.zone.key} does not do so at that time" if clock.zone else "no zone is given"
    return BadFile(
        f"{line.place}: time = {line.cells['time']!r} is {back_s / MINUTE_S:.0f} min before the row above, as where "
        f"clocks are put back, and {why}; name the zone of the times: --zone America/New_York"
    )


def edges_of(t_s: Floats) -> Floats:
    """Return the bounds of rows that last until the next, the last one as long as a usual row."""
    return np.append(t_s, t_s[-1] + np.median(np.diff(t_s)))


def _is_empty(line: TextLine) -> bool:
    return not any(map(line.cells.get, VALUES))


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


def _tables(
    lines: list[TextLine], starts: Floats, ends: Floats, missing: NDArray[np.int64], tally: Tally
) -> Iterator[LogTable]:
    low, high = SORTS["beats"].low, SORTS["beats"].high
    counts = [
        _cell(line, "steps", tally, _steps_within(length)) for line, length in zip(lines, ends - starts, strict=True)
    ]
    hearts = [
        _cell(
            line,
            "heart_rate_bpm",
            tally,
            lambda one: one.number("heart_rate_bpm", low, high, f"{low:g} to {high:g} bpm, or nothing"),
        )
        for line in lines
    ]
    yield from _numbers("steps", np.array(counts), starts, ends)
    yield from _numbers("beats", np.array(hearts), starts, ends)
    yield from _postures(lines, starts, ends, np.array(counts) > 0.0, tally)
    empty = np.flatnonzero([_is_empty(line) for line in lines])
    if len(empty):
        yield table_of("gaps", SOURCE, "measured", starts[empty], ends[empty], name=["the row is empty"] * len(empty))
    if len(missing):
        reasons = ["rows are missing"] * len(missing)
        yield table_of("gaps", SOURCE, "derived", ends[missing], starts[missing + 1], name=reasons)


def _cell(line: TextLine, column: str, tally: Tally, parse: Callable[[TextLine], float]) -> float:
    """Return the number in a cell, nan where it is not known or not believed."""
    if not line.cells.get(column):
        return math.nan
    tally.count(column)
    try:
        return parse(line)
    except BadCell as error:
        tally.leave_out(column, "not allowed", sentence=str(error))
        return math.nan


def _steps_within(length_s: float) -> Callable[[TextLine], float]:
    most = math.floor(MOST_STEPS_PER_MIN * length_s / MINUTE_S)
    allowed = f"a whole number from 0 to {most} in the {length_s:g} s of the row, or nothing"

    def parse(line: TextLine) -> float:
        count = line._replace(cells={**line.cells, "steps": whole_number(line.cells["steps"])}).number(
            "steps", 0, most, allowed
        )
        if count % 1.0 > 0.0:
            raise line.refuse("steps", allowed)
        if posture_of_word(line.cells.get("posture", "")) == "cycle":
            if count > 0.0:
                raise line.refuse("steps", "0 or nothing while cycling")
            return math.nan  # pedals are no steps
        return count

    return parse


def _numbers(kind: Kind, values: Floats, starts: Floats, ends: Floats) -> Iterator[LogTable]:
    known = ~np.isnan(values)
    if known.any():
        yield table_of(kind, SOURCE, "measured", starts[known], ends[known], value=values[known])


def _postures(
    lines: list[TextLine], starts: Floats, ends: Floats, stepped: NDArray[np.bool_], tally: Tally
) -> Iterator[LogTable]:
    rows: dict[Origin, list[NamedRow]] = {"measured": [], "assumed": []}
    stayed = ""
    for line, start, end, on_foot in zip(lines, starts.tolist(), ends.tolist(), stepped, strict=True):
        named = _posture(line, tally)
        stayed = named or ("stand" if on_foot and stayed == "cycle" else stayed)
        if stayed and not _is_empty(line):
            append_row(rows["measured" if named else "assumed"], start, end, stayed)
    for origin, named_rows in rows.items():
        if named_rows:
            begins, stops, names = zip(*named_rows, strict=True)
            yield table_of("postures", SOURCE, origin, begins, stops, name=names)


def _posture(line: TextLine, tally: Tally) -> str:
    text = line.cells.get("posture", "")
    if not text:
        return ""
    tally.count("posture")
    if named := posture_of_word(text):
        return named
    sentence = str(line.refuse("posture", f"{', '.join(LOGBOOK_POSTURES)}, or nothing"))
    tally.leave_out("posture", "not allowed", sentence=sentence)
    return ""


def _is_plain(file: InputFile) -> bool:
    columns = set(columns_of(header_of(file)).values()) if file.is_text else set()
    return bool(columns & set(TIMES)) and bool(columns & set(VALUES))


FORMAT = Format(
    name="plain table",
    suffixes=(".csv", ".tsv", ".txt"),
    gives="steps, heart rate, posture",
    export="any spreadsheet: save as CSV, with the columns of docs/files.md",
    sniff=_is_plain,
    read=plain_logbook,
    checked="files written by hand",
    assumes="a posture stays until the next",
    order=9,
    fallback=(".csv", ".tsv"),
)
