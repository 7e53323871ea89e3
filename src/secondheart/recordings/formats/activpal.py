"""The events of an activPAL on the thigh, as its program writes them, in the neutral form.

The first line may be ``sep=;``; the header names ``Time`` (an Excel serial day, local), ``Data Count`` (tenths of a
second), ``Event Type`` and ``Duration (s)`` among others. The device does not put its clock forward or back: its times
count on from its start, and its zone, if it is given, says when that was. A row of stepping is a stride, two steps.
Older programs tell sitting and lying as one, sedentary: where a file knows no lying, the person is assumed to lie from
23 to 7 o'clock.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np

from secondheart.errors import BadFile
from secondheart.recordings.activity import Origin
from secondheart.recordings.clock import NO_ZONE, Clock, NoSuchTime, zone_of
from secondheart.recordings.formats._lines import Form, Line, read_lines
from secondheart.recordings.formats.table import append_posture
from secondheart.recordings.logbook import Kind, Logbook, Table, table_of

SOURCE = "activPAL"
EXCEL = datetime(1899, 12, 30)  # day 0 of a spreadsheet
DAYS = (20_000.0, 80_000.0)  # 1954 to 2119
POSTURE = {0.0: "sit", 1.0: "stand", 2.0: "walk", 2.1: "cycle", 3.0: "lie", 3.1: "lie", 3.2: "lie", 5.0: "sit"}
SEDENTARY, STEPPING, CYCLING, NOT_WORN = 0.0, 2.0, 2.1, 4.0
Named = tuple[float, float, str]
EVENTS = (*POSTURE, NOT_WORN)
CONFIDENCE = 0.95  # assumed: strides at the thigh are counted to a few percent
MOST_BYTES = 256 * 1024 * 1024
MOST_ROWS = 3_000_000
OVERLAP_S = 1.0  # durations are rounded, and so are counts
NAMES = {"time": "Time", "count": "Data Count", "event": "Event Type", "length": "Duration"}


class Event(NamedTuple):
    """One row: seconds since the first, length and kind."""

    start_s: float
    stop_s: float
    code: float


def is_activpal(header: list[str]) -> bool:
    """Say whether a header is that of activPAL events."""
    return all(_column(header, name) for name in ("Time", "Event Type", "Duration"))


def activpal_logbook(path: Path, zone: str | None = None) -> Logbook:
    """Read the events of an activPAL as a logbook.

    Raises
    ------
    BadFile
        If it cannot be read, or holds rows that cannot be; the sentence names file, line, value and what is allowed.
    UnknownName
        If there is no such zone.
    """
    clock = Clock(zone_of(zone))
    head = _first_line(path)
    delimiter = ";" if head.startswith("sep=;") or head.count(";") > head.count(",") else ","
    form = Form(_check_header, MOST_BYTES, MOST_ROWS, 1, delimiter, int(head.startswith("sep=")))
    lines = read_lines(path, form)
    first = next(lines)
    began = _began(first, clock)
    events = list(_events(first, lines))
    notes = () if clock.zone else (NO_ZONE,)
    return Logbook(str(path), clock, tuple(_tables(events, began, clock)), notes)


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return file.readline(1000)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadFile(f"{path}: cannot be read: {reason}; a table is needed") from None


def _check_header(path: Path, header: list[str]) -> None:
    if not is_activpal(header):
        raise BadFile(f"{path}: is not a table of activPAL events: it has no Time, Event Type and Duration (s)")


def _column(header: list[str] | dict[str, str], name: str) -> str:
    """Return the column of a name, with or without its unit; "" if there is none."""
    return next((column for column in header if column == name or column.startswith(f"{name} (")), "")


def _began(line: Line, clock: Clock) -> float:
    column = _column(line.cells, NAMES["time"])
    days = line.needed(column, *DAYS, "an Excel serial day such as 46334.3125")
    wall = EXCEL + timedelta(seconds=round(days * 86_400.0, 1))
    try:
        return clock.moment(wall)
    except NoSuchTime as skipped:
        raise line.refuse(column, f"a time that there is; {skipped}") from None


def _events(first: Line, lines: Iterator[Line]) -> Iterator[Event]:
    count, time = (_column(first.cells, NAMES[name]) for name in ("count", "time"))
    column, per_unit = (count, 0.1) if count else (time, 86_400.0)
    event, length = (_column(first.cells, NAMES[name]) for name in ("event", "length"))
    zero, before = first.needed(column, -1e12, 1e12, "a number"), -math.inf
    for line in (one for part in ([first], lines) for one in part):
        start = per_unit * (line.needed(column, -1e12, 1e12, "a number") - zero)
        if start < before - OVERLAP_S:
            raise line.refuse(column, "not before the end of the event above: times do not run backwards or overlap")
        start = max(start, before)
        lasts = line.needed(length, 0.0, 1e8, "0 or more seconds")
        code = line.needed(event, 0.0, 9.0, "one of " + ", ".join(f"{kind:g}" for kind in EVENTS))
        if code not in EVENTS:
            raise line.refuse(event, "one of " + ", ".join(f"{kind:g}" for kind in EVENTS))
        yield Event(start, start + lasts, code)
        before = start + lasts


def _tables(events: list[Event], began: float, clock: Clock) -> Iterator[Table]:
    rows: dict[tuple[Kind, Origin], list[Named]] = {}
    lying_told = any(POSTURE.get(event.code) == "lie" for event in events)
    for event in events:
        start, stop = event.start_s + began, event.stop_s + began
        if event.code == NOT_WORN:
            append_posture(rows.setdefault(("gaps", "measured"), []), start, stop, "not worn")
            continue
        append_posture(rows.setdefault(("postures", "measured"), []), start, stop, POSTURE[event.code])
        if event.code == SEDENTARY and not lying_told:
            for begin, end in clock.nights(start, stop):
                append_posture(rows.setdefault(("postures", "assumed"), []), begin, end, "lie")
    if night := rows.get(("postures", "assumed")):
        rows["postures", "measured"] = list(without(rows["postures", "measured"], night))
    for (kind, origin), named in rows.items():
        if named:
            trust = CONFIDENCE if (kind, origin) == ("postures", "measured") else np.nan
            starts, stops, names = zip(*named, strict=True)
            yield table_of(kind, SOURCE, origin, starts, stops, name=names, confidence=trust)
    yield from _steps(events, began)


def without(rows: list[Named], cut: list[Named]) -> Iterator[Named]:
    """Return what is left of rows outside others; both are in order."""
    for start, stop, name in rows:
        for begin, end, _ in cut:
            if begin < stop and end > start:
                if begin > start:
                    yield start, begin, name
                start = max(start, end)
        if stop > start:
            yield start, stop, name


def _steps(events: list[Event], began: float) -> Iterator[Table]:
    """Return strides as two steps each, and the time between them as none, so that it is known; pedals are none."""
    starts, stops, counts = [], [], []
    for code, group in groupby(events, lambda event: event.code):
        rows = list(group)
        if code == STEPPING:
            starts += [row.start_s + began for row in rows]
            stops += [row.stop_s + began for row in rows]
            counts += [2.0] * len(rows)
        elif code not in (NOT_WORN, CYCLING):
            starts.append(rows[0].start_s + began)
            stops.append(rows[-1].stop_s + began)
            counts.append(0.0)
    lasting = np.array(stops) > np.array(starts)
    if lasting.any():
        table = table_of("steps", SOURCE, "measured", starts, stops, value=counts, confidence=CONFIDENCE)
        yield table.taken(lasting)
