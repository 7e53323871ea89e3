"""The neutral form as a plain CSV file, which a person can write in a spreadsheet.

One row for each thing that was recorded; the first line names the columns, in any order::

    table,start,stop,value,unit,name,side,origin,confidence,source
    zone,,,,,Europe/Berlin,,,,
    postures,2026-11-08T00:00,2026-11-08T07:00,,,lie,,,,
    steps,2026-11-08T07:30,2026-11-08T07:31,96,1,,,measured,0.9,watch
    beats,2026-11-08T07:30,2026-11-08T07:31,88,1/min,,,,,watch
    pressures,2026-11-08T20:00,2026-11-08T20:30,40,mmHg,calf,left,,,
    gaps,2026-11-08T22:00,2026-11-08T24:00,,,charging,,,,

A row `grain,,,0,s` says that rates are followed as they were recorded, not as means of minutes.

`table`, `start` and `stop` are needed, and of the other columns those that its rows use. Times are dates with times,
all with an offset or all without, or all numbers of seconds. Rows of one table and source follow one another by time.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import numpy as np

from secondheart._limits import MOST_BYTES, MOST_ROWS
from secondheart.anatomy import SIDES
from secondheart.errors import BadFile, UnknownName, nearest
from secondheart.recordings.bouts import MOST_STEPS_PER_MIN
from secondheart.recordings.clock import EPOCH, Clock, NoSuchTime, zone_of
from secondheart.recordings.formats._lines import ROWS, BadCell, Form, TextLine, header_of, read_lines
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import (
    MINUTE_GRAIN_S,
    ORIGINS,
    SORTS,
    Kind,
    Logbook,
    LogTable,
    Origin,
    Sort,
    table_of,
)
from secondheart.recordings.registry import Format, Options
from secondheart.units import MINUTE_S

COLUMNS = ("table", "start", "stop", "value", "unit", "name", "side", "origin", "confidence", "source")
NEEDED_COLUMNS = ("table", "start", "stop")
WRITER = "person"  # the source of rows that name none
CSV_KINDS: tuple[Kind, ...] = get_args(Kind)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # so begins what a spreadsheet would run
SLACK_S = 1e-5  # times are written to the microsecond
TIME = "a date and time such as 2026-11-08T07:30, with an offset or without, or seconds, as in the first row"
Key = tuple[Kind, str, Origin]


@dataclass
class OpenTable:
    """Rows of one table while they are read."""

    start_s: list[float] = field(default_factory=list)
    stop_s: list[float] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    confidence: list[float] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    side: list[str] = field(default_factory=list)

    def table(self, key: Key) -> LogTable:
        """Return them as a table."""
        trust, names, sides = self.confidence, self.name, self.side
        return table_of(*key, self.start_s, self.stop_s, value=self.value, confidence=trust, name=names, side=sides)


class Times:
    """Reads times, all of the form of the first one, and remembers their offsets."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.form: str | None = None
        self.offsets: dict[float, float] = {}

    def moment(self, line: TextLine, column: str, after: float) -> float:
        """Return the moment in a cell."""
        text = line.cells[column]
        form, value = self._read(line, column, text, after)
        if self.form not in (None, form):
            raise line.refuse(column, TIME)
        self.form = form
        return value

    def _read(self, line: TextLine, column: str, text: str, after: float) -> tuple[str, float]:
        try:
            return "seconds", _finite(text)
        except ValueError:
            pass
        try:
            time = _midnight(text)
            if time.tzinfo is None:
                return "local", self.clock.moment(time, after)
            moment = time.astimezone(UTC).timestamp()
        except NoSuchTime as skipped:
            raise line.refuse(column, f"a time that there is; {skipped}") from None
        except (ValueError, OverflowError):
            raise line.refuse(column, TIME) from None
        shift = time.utcoffset()
        self.offsets[moment] = shift.total_seconds() if shift else 0.0
        return "offset", moment

    def final_clock(self) -> Clock:
        """Return the clock of the times."""
        runs: list[tuple[float, float]] = []
        for moment, offset in sorted(self.offsets.items()):
            if not runs or runs[-1][1] != offset:
                runs.append((moment, offset))
        return Clock(self.clock.zone, tuple(runs), self.form != "seconds")


def _is_logbook(file: InputFile) -> bool:
    return file.is_text and "table" in header_of(file)


def neutral_logbook(file: InputFile, options: Options) -> Logbook:
    """Read a logbook in the neutral form.

    Raises
    ------
    BadFile
        If it cannot be read, or too many rows cannot be; the sentence names file, line, value and what is allowed.
    UnknownName
        If there is no such zone.
    """
    tables: dict[Key, OpenTable] = {}
    ends: dict[tuple[str, ...], float] = {}
    times, tally, grain_s = Times(Clock(zone_of(options.zone))), Tally(), MINUTE_GRAIN_S
    for line in read_lines(file, Form(_check_header, MOST_BYTES["logbook"], MOST_ROWS["logbook"], least_rows=1), tally):
        if line.cells["table"] == "zone":
            _set_zone(times, line, options.zone)
        elif line.cells["table"] == "grain":
            grain_s = line.needed_number("value", 0.0, MINUTE_GRAIN_S, f"0 to {MINUTE_GRAIN_S:g} s")
        else:
            try:
                _read_row(line, times, tables, ends)
            except BadCell as error:
                tally.leave_out(ROWS, f"{error.column} not allowed", sentence=str(error))
    tally.require(file.place, ROWS)
    filled = {key: rows for key, rows in tables.items() if rows.start_s}
    if not filled:
        raise BadFile(f"{file.place}: has no rows of {', '.join(CSV_KINDS)}; at least one is needed")
    written = tuple(rows.table(key) for key, rows in filled.items())
    return Logbook(file.place, times.final_clock(), written, (), tally.rows, "logbook", grain_s=grain_s)


def write_logbook_csv(book: Logbook, path: str | Path) -> None:
    """Write a logbook, which `read_logbook` reads again.

    Raises
    ------
    BadFile
        If the file cannot be written.
    """
    try:
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(COLUMNS)
            if book.clock.zone is not None:
                rows.writerow(["zone", "", "", "", "", book.clock.zone.key, "", "", "", ""])
            if book.grain_s != MINUTE_GRAIN_S:
                rows.writerow(["grain", "", "", f"{book.grain_s:g}", "s", "", "", "", "", ""])
            for table in book.tables:
                rows.writerows(_cells(table, book.clock))
    except OSError as error:
        raise BadFile(f"{path}: cannot be written: {error.strerror or error}") from None


def _check_header(place: str, header: list[str]) -> None:
    for name in header:
        if name not in COLUMNS:
            raise BadFile(f"{place}: line 1: there is no column {name[:60]!r}; {nearest(name, COLUMNS)}")
        if header.count(name) > 1:
            raise BadFile(f"{place}: line 1: the column {name!r} is there {header.count(name)} times; once is allowed")
    for name in NEEDED_COLUMNS:
        if name not in header:
            raise BadFile(f"{place}: line 1: there is no column {name}; {', '.join(NEEDED_COLUMNS)} are needed")


def _set_zone(times: Times, line: TextLine, asked: str | None) -> None:
    if times.form is not None:
        raise BadFile(f"{line.place}: the zone stands below rows with times; it must stand above them")
    if asked is None:
        try:
            times.clock = Clock(zone_of(line.cells.get("name", "")))
        except UnknownName as error:
            raise BadFile(f"{line.place}: {error}") from None


def _read_row(line: TextLine, times: Times, tables: dict[Key, OpenTable], ends: dict[tuple[str, ...], float]) -> None:
    kind = _kind(line)
    sort, origin = SORTS[kind], _origin(line)
    key = kind, _plain(line.cells.get("source", "")) or WRITER, origin
    rows = tables.setdefault(key, OpenTable())
    before = rows.start_s[-1] if rows.start_s else -math.inf
    start = times.moment(line, "start", before)
    stop = times.moment(line, "stop", start)
    if start < before:
        raise line.refuse("start", f"times of one table and source do not run backwards; above it is {line_of(before)}")
    if stop < start or (stop == start and not sort.instants):
        raise line.refuse("stop", "later than the start" + (", or the same" if sort.instants else ""))
    name, side = _name(line, sort), _side(line, sort)
    _refuse_overlap(line, (*key, name if sort.sided else ""), side, (start, stop), ends)
    value = _value(line, kind, sort, stop - start)
    trust = line.number("confidence", 0.0, 1.0, "0 to 1, or nothing")
    rows.start_s.append(start)
    rows.stop_s.append(stop)
    rows.value.append(value)
    rows.confidence.append(trust)
    if sort.names or not sort.unit:
        rows.name.append(name)
    if sort.sided:
        rows.side.append(side)


def line_of(moment: float) -> str:
    """Tell a moment in UTC."""
    return f"{(EPOCH + timedelta(seconds=moment)).isoformat(' ', 'seconds')} UTC"


def _refuse_overlap(
    line: TextLine, key: tuple[str, ...], side: str, bounds: tuple[float, float], ends: dict[tuple[str, ...], float]
) -> None:
    for leg in ("left", "right") if side in ("both", "") else (side,):
        if bounds[0] < ends.get((*key, leg), -math.inf) - SLACK_S:
            raise line.refuse("start", f"after the end of the {line.cells['table']} above; they must not overlap")
        ends[(*key, leg)] = bounds[1]


def _kind(line: TextLine) -> Kind:
    kind = next((kind for kind in CSV_KINDS if kind == line.cells["table"]), None)
    if kind is None:
        raise line.refuse("table", f"zone, grain, {', '.join(CSV_KINDS)}")
    return kind


def _origin(line: TextLine) -> Origin:
    text = line.cells.get("origin", "") or "measured"
    origin = next((origin for origin in ORIGINS if origin == text), None)
    if origin is None:
        raise line.refuse("origin", f"{', '.join(ORIGINS)}, or nothing, which is measured")
    return origin


def _value(line: TextLine, kind: Kind, sort: Sort, length_s: float) -> float:
    if not sort.unit:
        if line.cells.get("value"):
            raise line.refuse("value", f"nothing in the table {kind}, whose rows have a name")
        return math.nan
    if line.cells.get("unit", "") not in ("", sort.unit):
        raise line.refuse("unit", f"{sort.unit} in the table {kind}, or nothing")
    high = MOST_STEPS_PER_MIN * max(length_s, 1.0) / MINUTE_S if kind == "steps" else sort.high
    allowed = f"{sort.low:g} to {high:g} {sort.unit.removeprefix('1')}".rstrip()
    if kind == "steps":
        allowed = f"0 to {high:g} in {length_s:g} s"
    if "value" not in line.cells:
        raise BadFile(f"{line.place}: there is no column value, which the table {kind} needs")
    return line.needed_number("value", sort.low, high, allowed)


def _name(line: TextLine, sort: Sort) -> str:
    name = _plain(line.cells.get("name", ""))
    if sort.names and name not in sort.names:
        if "name" not in line.cells:
            raise BadFile(f"{line.place}: there is no column name, which the table {line.cells['table']} needs")
        raise line.refuse("name", ", ".join(sort.names))
    return name


def _side(line: TextLine, sort: Sort) -> str:
    side = line.cells.get("side", "")
    if side and not (sort.sided and side in SIDES):
        raise line.refuse("side", ", ".join(SIDES) if sort.sided else "nothing in this table")
    return (side or "both") if sort.sided else ""


def _finite(text: str) -> float:
    value = float(text.replace("_", "x"))
    if not abs(value) <= 1e12:
        raise ValueError(text)
    return value


def _midnight(text: str) -> datetime:
    """Return a date and time, of which 24:00 is the next midnight."""
    day, parted, hour = text.replace(" ", "T", 1).partition("T")
    if parted and hour.startswith(("24:00:00", "24:00")):
        rest = hour.removeprefix("24:00").removeprefix(":00")
        return datetime.fromisoformat(f"{day}T00:00{rest}") + timedelta(days=1)
    return datetime.fromisoformat(text)


def _cells(table: LogTable, clock: Clock) -> Iterator[list[str]]:
    names = table.name or [""] * len(table)
    sides = table.side or [""] * len(table)
    columns = zip(table.start_s, table.stop_s, table.value, names, sides, table.confidence, strict=True)
    for start, stop, value, name, side, trust in columns:
        bounds = _time(float(start), clock), _time(float(stop), clock)
        yield [
            table.kind, *bounds, _number(value), table.unit, _harmless(name), side, table.origin, _number(trust),
            _harmless(table.source),
        ]  # fmt: skip


def _harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _plain(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _number(value: np.float64) -> str:
    return "" if np.isnan(value) else repr(float(value)).removesuffix(".0")


def _time(moment: float, clock: Clock) -> str:
    if not clock.dated:
        return repr(round(moment, 6)).removesuffix(".0")
    wall = EPOCH + timedelta(seconds=round(moment + clock.offset_s(moment), 6))
    text = wall.isoformat("T", "seconds" if not wall.microsecond else "auto")
    if clock.zone is None and not clock.offsets:
        return text
    minutes = round(clock.offset_s(moment) / 60.0)
    return f"{text}{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


FORMAT = Format(
    name="neutral form",
    suffixes=(".csv",),
    gives="all that there is: steps, cadences, postures, beats, breaths, muscles, pressures, powers, gaps",
    export="written by hand, or by secondheart.recordings.write_logbook_csv",
    sniff=_is_logbook,
    read=neutral_logbook,
    checked="files written by hand, and read again after writing",
    assumes="what its rows say",
    order=2,
)
