"""The events of an activPAL on the thigh, as its programs write them.

The first line may be ``sep=;``; the header names ``Time`` (an Excel serial day, local), ``Data Count`` (tenths of a
second), ``Event Type`` and ``Duration (s)`` among others, in older programs ``DataCount``, ``ActivityCode`` and
``Interval (s)``. The device does not put its clock forward or back: its times count on from its start, and its zone, if
it is given, says when that was. A row of stepping is a stride, two steps. Older programs tell sitting and lying as one,
sedentary: where a file knows no lying, the person is assumed to lie from 23 to 7 o'clock.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

import numpy as np

from secondheart._limits import MOST_BYTES, MOST_ROWS
from secondheart.errors import BadFile
from secondheart.recordings.clock import NO_ZONE, Clock, NoSuchTime, zone_of
from secondheart.recordings.formats._lines import ROWS, BadCell, Form, TextLine, header_of, read_lines
from secondheart.recordings.formats._named_rows import NamedRow, append_row
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.intervals import subtract
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import Kind, Logbook, LogTable, Origin, table_of
from secondheart.recordings.registry import Format, Options
from secondheart.units import DAY_S

SOURCE = "activPAL"
EXCEL = datetime(1899, 12, 30)  # day 0 of a spreadsheet
DAYS = (20_000.0, 80_000.0)  # 1954 to 2119
POSTURE = {0.0: "sit", 1.0: "stand", 2.0: "walk", 2.1: "cycle", 3.0: "lie", 3.1: "lie", 3.2: "lie", 5.0: "sit"}
SEDENTARY, STEPPING, CYCLING, OFF = 0.0, 2.0, 2.1, 4.0
CODES = (*POSTURE, OFF)
CONFIDENCE = 0.95  # assumed: strides at the thigh are counted to a few percent
MOST_ABOVE = 12  # assumed: newer programs write some lines of their own above the header
OVERLAP_S = 1.0  # durations are rounded, and so are counts
TIMES, ACTIVPAL_COUNTS = ("Time",), ("Data Count", "DataCount")
KINDS_OF_EVENT, DURATIONS = ("Event Type", "ActivityCode"), ("Duration", "Interval")


class PalEvent(NamedTuple):
    """One row: seconds since the first, and kind."""

    start_s: float
    stop_s: float
    code: float


class EventColumns(NamedTuple):
    """What the columns of a file are called; `samples` is "" where there is none."""

    time: str
    samples: str
    event: str
    duration: str


def activpal_logbook(file: InputFile, options: Options) -> Logbook:
    """Read the events of an activPAL as a logbook.

    Raises
    ------
    BadFile
        If it cannot be read, or too many rows cannot be; the sentence names file, line, value and what is allowed.
    UnknownName
        If there is no such zone.
    """
    clock, tally = Clock(zone_of(options.zone)), Tally()
    above = _lines_above_header(file) or 0
    lines = read_lines(file, Form(_check_header, MOST_BYTES["activPAL"], MOST_ROWS["activPAL"], 1, above), tally)
    columns: EventColumns | None = None
    events: list[PalEvent] = []
    began = math.nan
    for line in lines:
        columns = columns or _columns(list(line.cells))
        try:
            if math.isnan(began):
                began, zero = _began(line, columns, clock), _place(line, columns)
            before = events[-1].stop_s if events else -math.inf
            events.append(_event(line, columns, _place(line, columns) - zero, before))
        except BadCell as error:
            tally.leave_out(ROWS, f"{error.column} not allowed", sentence=str(error))
    tally.require(file.place, ROWS)
    if not events:
        raise BadFile(f"{file.place}: holds no events")
    notes = () if clock.zone else (NO_ZONE,)
    return Logbook(file.place, clock, tuple(_tables(events, began, clock)), notes, tally.rows, "activPAL on the thigh")


def _is_activpal(file: InputFile) -> bool:
    return file.is_text and _lines_above_header(file) is not None


def _lines_above_header(file: InputFile) -> int | None:
    """Return how many lines tell other things before the header, None if there is none."""
    for above in range(MOST_ABOVE):
        header = header_of(file, above)
        if all(_column(header, names) for names in (TIMES, KINDS_OF_EVENT, DURATIONS)):
            return above
    return None


def _check_header(place: str, header: list[str]) -> None:
    if not all(_column(header, names) for names in (TIMES, KINDS_OF_EVENT, DURATIONS)):
        raise BadFile(f"{place}: is not a table of activPAL events: it has no Time, Event Type and Duration (s)")


def _columns(header: list[str]) -> EventColumns:
    return EventColumns(*(_column(header, names) for names in (TIMES, ACTIVPAL_COUNTS, KINDS_OF_EVENT, DURATIONS)))


def _column(header: list[str], names: tuple[str, ...]) -> str:
    """Return the column of a name, with or without its unit; "" if there is none."""
    fitting = (column for name in names for column in header if column == name or column.startswith(f"{name} ("))
    return next(fitting, "")


def _bare(line: TextLine, column: str) -> TextLine:
    """Return a line whose cell has no marks around its number, as older programs write them for spreadsheets."""
    return line._replace(cells={**line.cells, column: line.cells[column].strip("#")})


def _began(line: TextLine, columns: EventColumns, clock: Clock) -> float:
    bare = _bare(line, columns.time)
    days = bare.needed_number(columns.time, *DAYS, "an Excel serial day such as 46334.3125")
    wall = EXCEL + timedelta(seconds=round(days * DAY_S, 1))
    try:
        return clock.moment(wall)
    except NoSuchTime as skipped:
        raise line.refuse(columns.time, f"a time that there is; {skipped}") from None


def _place(line: TextLine, columns: EventColumns) -> float:
    """Return when a row begins, in seconds from where the file counts."""
    if columns.samples:
        return 0.1 * line.needed_number(columns.samples, -1e12, 1e12, "a number")
    return DAY_S * _bare(line, columns.time).needed_number(columns.time, *DAYS, "an Excel serial day")


def _event(line: TextLine, columns: EventColumns, start: float, before: float) -> PalEvent:
    if start < before - OVERLAP_S:
        allowed = "not before the end of the event above: times do not run backwards or overlap"
        raise line.refuse(columns.samples or columns.time, allowed)
    lasts = line.needed_number(columns.duration, 0.0, 1e8, "0 or more seconds")
    allowed = "one of " + ", ".join(f"{kind:g}" for kind in CODES)
    code = line.needed_number(columns.event, 0.0, 9.0, allowed)
    if code not in CODES:
        raise line.refuse(columns.event, allowed)
    start = max(start, before)
    return PalEvent(start, start + lasts, code)


def _tables(events: list[PalEvent], began: float, clock: Clock) -> Iterator[LogTable]:
    rows: dict[tuple[Kind, Origin], list[NamedRow]] = {}
    knows_lying = any(POSTURE.get(event.code) == "lie" for event in events)
    for event in events:
        start, stop = event.start_s + began, event.stop_s + began
        if event.code == OFF:
            append_row(rows.setdefault(("gaps", "measured"), []), start, stop, "not worn")
            continue
        append_row(rows.setdefault(("postures", "measured"), []), start, stop, POSTURE[event.code])
        if event.code == SEDENTARY and not knows_lying:
            for begin, end in clock.nights(start, stop):
                append_row(rows.setdefault(("postures", "assumed"), []), begin, end, "lie")
    if night := rows.get(("postures", "assumed")):
        rows["postures", "measured"] = _without(rows["postures", "measured"], night)
    for (kind, origin), named in rows.items():
        if named:
            trust = CONFIDENCE if (kind, origin) == ("postures", "measured") else np.nan
            starts, stops, names = zip(*named, strict=True)
            yield table_of(kind, SOURCE, origin, starts, stops, name=names, confidence=trust)
    yield from _steps(events, began)


def _without(rows: list[NamedRow], others: list[NamedRow]) -> list[NamedRow]:
    """Return what is left of rows outside others; both are in order."""
    cut = [row[:2] for row in others]
    return [(begin, end, name) for start, stop, name in rows for begin, end in subtract([(start, stop)], cut)]


def _steps(events: list[PalEvent], began: float) -> Iterator[LogTable]:
    """Return strides as two steps each, and the time between them as none, so that it is known; pedals are none."""
    starts, stops, counts = [], [], []
    for code, group in groupby(events, lambda event: event.code):
        rows = list(group)
        if code == STEPPING:
            starts += [row.start_s + began for row in rows]
            stops += [row.stop_s + began for row in rows]
            counts += [2.0] * len(rows)
        elif code not in (OFF, CYCLING):
            starts.append(rows[0].start_s + began)
            stops.append(rows[-1].stop_s + began)
            counts.append(0.0)
    lasting = np.array(stops) > np.array(starts)
    if lasting.any():
        table = table_of("steps", SOURCE, "measured", starts, stops, value=counts, confidence=CONFIDENCE)
        yield table.select(lasting)


FORMAT = Format(
    name="activPAL events",
    suffixes=(".csv",),
    gives="sitting, standing, strides, cycling, lying; time not worn as gaps",
    export="PALbatch or PALanalysis: export Events or EventsEx as CSV",
    sniff=_is_activpal,
    read=activpal_logbook,
    checked="files written by hand with the headers that published readers (packages for R) describe",
    assumes="lying at night, where the program does not tell it from sitting",
    order=2,
)
