"""Raw acceleration as plain text: a time and three axes in g (or m/s2), as many programs export it.

The columns are called x, y and z, alone or with acc or accelerometer before them; the time is in seconds, in
milliseconds, or a date. The raw table of ActiLife, which has no times, tells its start and its rate in its header.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import numpy as np

from secondheart._limits import MOST_BYTES, MOST_ROWS
from secondheart.errors import BadFile
from secondheart.recordings.clock import NO_OFFSET, NO_ZONE, Clock, zone_of
from secondheart.recordings.formats._acceleration import SAMPLE_ROWS, Samples, acceleration_tables, in_g
from secondheart.recordings.formats._columns import column_of
from secondheart.recordings.formats._lines import delimiter_of, header_of, number_of, read_text
from secondheart.recordings.formats._local_times import DayOrMonth, clean_times
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import Floats, Logbook
from secondheart.recordings.registry import Format, Options

AXIS_NAME = re.compile(r"(?:\w*acc\w*[ _.-]*)?([xyz])(?:[ _.-]*(?:axis|acc\w*|g))?|a([xyz])", re.IGNORECASE)
IN_BRACKETS = re.compile(r"[\[(].*?[\])]")
RAW_HEADER = re.compile(r"^\"?-+ ?Data.*Created By ActiGraph.*\bat (\d+) Hz", re.IGNORECASE)
RAW_START = re.compile(r"^\"?Start (Time|Date) ([\d:./-]+)", re.MULTILINE)
HEADER_ROWS = 20  # in which the names of the columns stand
TIME_COLUMNS_KNOWN = ("time", "t_s", "date")
ROWS_AT_ONCE = 100_000
IN_MILLISECONDS_FROM = 1e11  # larger numbers count milliseconds since 1970
DATED_FROM = 1e8  # and these seconds


class Layout(NamedTuple):
    """Where what stands: lines above the values, the column of time (-1: none), and those of the axes."""

    above: int
    time: int
    axes: tuple[int, ...]
    hz: float
    start: str


def acceleration_logbook(file: InputFile, options: Options) -> Logbook:
    """Read raw acceleration as a logbook of steps by the minute.

    Raises
    ------
    BadFile
        If it cannot be read, is not in g, or was sampled too rarely.
    UnknownName
        If there is no such zone.
    """
    zone, tally, notes = zone_of(options.zone), Tally(), list[str]()
    layout = _layout(file)
    if layout is None:
        raise BadFile(f"{file.place}: has no columns x, y and z of acceleration")
    lines = iter(read_text(file, MOST_BYTES["acceleration"]).splitlines()[layout.above :])
    clock = Clock(zone)
    parts = list(_parts(file.place, lines, layout, clock, notes))
    tables = acceleration_tables(file.place, parts, "accelerometer", tally)
    tally.require(file.place, SAMPLE_ROWS)
    first = parts[0].t_s[0] if parts else 0.0
    dated = bool(layout.start) or abs(first) >= DATED_FROM
    if dated and zone is None and not notes:
        notes.append(NO_ZONE)
    return Logbook(file.place, Clock(zone, (), dated), tuple(tables), tuple(notes), tally.rows, "accelerometer")


def _parts(place: str, lines: Iterator[str], layout: Layout, clock: Clock, notes: list[str]) -> Iterator[Samples]:
    count, began = 0, math.nan
    if layout.start:
        began = clock.moment(datetime.fromisoformat(layout.start))
    for chunk in iter(lambda: list(islice(lines, ROWS_AT_ONCE)), []):
        cells = [line.replace('"', "").split(delimiter_of(line)) for line in chunk if line.strip()]
        wide = max(layout.time, *layout.axes)
        cells = [row for row in cells if len(row) > wide]
        if not cells:
            continue
        g = np.array([[number_of(row[axis].strip()) for axis in layout.axes] for row in cells])
        times = _moments(place, [row[layout.time].strip() for row in cells], clock, notes) if layout.time >= 0 else None
        if times is None:
            times = began + (count + np.arange(len(g))) / layout.hz
        count += len(g)
        if count > MOST_ROWS["acceleration"]:
            raise BadFile(f"{place}: has more than {MOST_ROWS['acceleration']} rows; fewer are allowed")
        yield Samples(times, in_g(place, g, notes))


def _moments(place: str, texts: list[str], clock: Clock, notes: list[str]) -> Floats:
    numbers = np.array([number_of(text) for text in texts])
    if np.isfinite(numbers[: min(len(numbers), HEADER_ROWS)]).any():
        usual = float(np.nanmedian(numbers))
        if usual >= IN_MILLISECONDS_FROM or float(np.nanmedian(np.diff(numbers))) > 1.0:
            numbers = numbers / 1000.0
        if usual >= DATED_FROM and clock.zone is None and NO_OFFSET not in notes:
            notes.append(NO_OFFSET)
        return numbers
    try:
        cleaned = clean_times(texts)
    except DayOrMonth:
        raise BadFile(
            f"{place}: nothing tells whether day or month stands first in {texts[0]!r}; write dates as 2026-11-08"
        ) from None
    return np.array([_moment(text, clock) for text in cleaned])


def _moment(text: str, clock: Clock) -> float:
    try:
        time = datetime.fromisoformat(text)
        return time.timestamp() if time.tzinfo else clock.moment(time)
    except (ValueError, OverflowError):
        return math.nan


def _layout(file: InputFile) -> Layout | None:
    """Return where what stands in a file, None if it has no three axes."""
    if not file.is_text:
        return None
    raw = RAW_HEADER.match(file.head_text)
    for above in range(HEADER_ROWS if raw else 1):
        header = [IN_BRACKETS.sub("", name).strip() for name in header_of(file, above)]
        axes = {
            match.group(1) or match.group(2): n for n, name in enumerate(header) if (match := AXIS_NAME.fullmatch(name))
        }
        axes = {name.lower(): n for name, n in reversed(axes.items())}
        if set(axes) != {"x", "y", "z"}:
            continue
        times = [n for n, name in enumerate(header_of(file, above)) if column_of(name) in TIME_COLUMNS_KNOWN]
        time = times[0] if times else -1
        if time < 0 and raw is None:
            return None
        start = dict(RAW_START.findall(file.head_text[:2000]))
        begin = clean_times([f"{start.get('Date', '')} {start.get('Time', '')}"])[0] if raw and time < 0 else ""
        return Layout(above + 1, time, tuple(axes[name] for name in "xyz"), float(raw[1]) if raw else 0.0, begin)
    return None


def _is_acceleration(file: InputFile) -> bool:
    try:
        return _layout(file) is not None
    except DayOrMonth:
        return False


FORMAT = Format(
    name="acceleration (text)",
    suffixes=(".csv", ".txt"),
    gives="steps by the minute; time not worn as gaps",
    export="the program of the sensor: export raw acceleration in g as CSV, with times",
    sniff=_is_acceleration,
    read=acceleration_logbook,
    checked="138 s at the lower back of an older adult (Mobilise-D): 58 steps in its walks, the reference has 63",
    assumes="posture",
    order=1,
)
