"""The epochs of an ActiGraph, from the `.agd` file (SQLite) of its program, in the neutral form.

Table `data` holds one row an epoch: `dataTimestamp` in ticks of 100 ns since the year 1 (local), `steps`, and how many
of its seconds the inclinometer told off, standing, sitting and lying. Names and serial numbers are left in the file.
The device does not put its clock forward or back: its times count on from its start.
"""

from __future__ import annotations

import math
import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from secondheart.errors import BadFile
from secondheart.recordings.activity import Floats
from secondheart.recordings.clock import NO_ZONE, Clock, NoSuchTime, zone_of
from secondheart.recordings.formats.table import append_posture
from secondheart.recordings.logbook import Kind, Logbook, Table, table_of
from secondheart.recordings.steps import MINUTE_S, MOST_STEPS_PER_MIN

SOURCE = "ActiGraph"
MAGIC = b"SQLite format 3\x00"
YEAR_1 = datetime(1, 1, 1)
TICKS_PER_S = 1e7
LAST_TICKS = 3_155_378_975_999_999_999  # the end of the year 9999
EPOCHS_S = (1, 300)  # of which the program offers 1 to 300 s
ROUNDED_S = 0.5  # of times in files
MOST_ROWS = 5_000_000  # two months of seconds
CONFIDENCE_STEPS = 0.8  # assumed: at the hip slow steps are missed
CONFIDENCE_POSTURE = 0.5  # assumed: its inclinometer takes standing for sitting about as often as not
INCLINES = {"inclineStanding": "stand", "inclineSitting": "sit", "inclineLying": "lie"}
OFF = "inclineOff"
Rows = dict[str, list[tuple[float, float, str]]]


class Epochs(NamedTuple):
    """The columns of a file, nan where one is missing."""

    start_s: Floats
    length_s: float
    steps: Floats
    inclines: dict[str, Floats]


def actigraph_logbook(path: Path, zone: str | None = None) -> Logbook:
    """Read an `.agd` file as a logbook.

    Raises
    ------
    BadFile
        If it cannot be read, is of another device, or holds values that cannot be.
    UnknownName
        If there is no such zone.
    """
    clock = Clock(zone_of(zone))
    _check_magic(path)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            epochs = _epochs(path, database, clock)
    except sqlite3.Error as error:
        raise BadFile(f"{path}: is damaged: {error}; export it again") from None
    return Logbook(str(path), clock, tuple(_tables(epochs)), () if clock.zone else (NO_ZONE,))


def _check_magic(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(len(MAGIC))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadFile(f"{path}: cannot be read: {reason}; an .agd file is needed") from None
    if head != MAGIC:
        raise BadFile(f"{path}: is {'not an .agd file of an ActiGraph' if head else 'empty'}; an SQLite file is needed")


def _epochs(path: Path, database: sqlite3.Connection, clock: Clock) -> Epochs:
    columns = [str(row[1]) for row in database.execute("PRAGMA table_info(data)")]
    if "dataTimestamp" not in columns or "steps" not in columns:
        raise BadFile(f"{path}: is not of an ActiGraph: a table data with dataTimestamp and steps is needed")
    length = _length(path, database)
    wanted = ["dataTimestamp", "steps", *(name for name in (*INCLINES, OFF) if name in columns)]
    query = f"SELECT {', '.join(wanted)} FROM data ORDER BY rowid LIMIT {MOST_ROWS + 1}"
    ticks, values = array("q"), array("d")
    for number, row in enumerate(database.execute(query), start=1):
        ticks.append(_ticks(path, number, row[0]))
        values.extend(_values(path, number, row[1:], length))
    if not 1 <= len(ticks) <= MOST_ROWS:
        found = "no" if not ticks else f"more than {MOST_ROWS}"
        raise BadFile(f"{path}: has {found} epochs; 1 to {MOST_ROWS} are allowed")
    steps, *inclines = np.array(values).reshape(len(ticks), -1).T
    starts = _starts(path, np.array(ticks), length, clock)
    return Epochs(starts, length, steps, dict(zip(wanted[2:], inclines, strict=True)))


def _length(path: Path, database: sqlite3.Connection) -> float:
    names = {str(row[1]) for row in database.execute("PRAGMA table_info(settings)")}
    if not {"settingName", "settingValue"} <= names:
        raise BadFile(f"{path}: is not of an ActiGraph: a table settings with settingName and settingValue is needed")
    query = "SELECT settingValue FROM settings WHERE lower(settingName) = 'epochlength'"
    found = [str(row[0]) for row in database.execute(query)]
    text = found[0] if found else "none"
    if not (text.isascii() and text.isdigit() and EPOCHS_S[0] <= int(text) <= EPOCHS_S[1]):
        raise BadFile(f"{path}: settings: epochlength = {text[:60]} is not allowed: {EPOCHS_S[0]} to {EPOCHS_S[1]} s")
    return float(text)


def _ticks(path: Path, number: int, value: Any) -> int:
    if not (isinstance(value, int) and 0 <= value <= LAST_TICKS):
        told = repr(value)[:60]
        raise BadFile(
            f"{path}: data: row {number}: dataTimestamp = {told} is not allowed: ticks of 100 ns since year 1"
        )
    return value


def _values(path: Path, number: int, row: tuple[Any, ...], length_s: float) -> list[float]:
    place, most = f"{path}: data: row {number}", MOST_STEPS_PER_MIN * length_s / MINUTE_S
    count = _number(place, "steps", row[0], most, f"{length_s:g} s")
    return [count, *(_number(place, "incline", value, length_s, "a number of seconds") for value in row[1:])]


def _number(place: str, name: str, value: Any, most: float, what: str) -> float:
    if value is None:
        return math.nan
    if not (isinstance(value, int | float) and 0 <= value <= most):
        raise BadFile(f"{place}: {name} = {repr(value)[:60]} is not allowed: 0 to {most:g} in {what}")
    return float(value)


def _starts(path: Path, ticks: NDArray[np.int64], length_s: float, clock: Clock) -> Floats:
    first = YEAR_1 + timedelta(microseconds=int(ticks[0]) // 10)
    try:
        began = clock.moment(first)
    except (NoSuchTime, OverflowError) as error:
        raise BadFile(f"{path}: data: row 1: dataTimestamp is {first}, which is not allowed: {error}") from None
    since = (ticks - ticks[0]) / TICKS_PER_S
    lengths = np.diff(since)
    for place in np.flatnonzero(lengths < length_s - ROUNDED_S)[:1]:
        raise BadFile(
            f"{path}: data: row {place + 2}: dataTimestamp is {lengths[place]:g} s after the row above; "
            f"at least an epoch of {length_s:g} s is needed"
        )
    return np.asarray(began + since)


def _tables(epochs: Epochs) -> Iterator[Table]:
    starts = epochs.start_s
    stops = np.minimum(starts + epochs.length_s, np.append(starts[1:], np.inf))
    known = ~np.isnan(epochs.steps)
    if known.any():
        counts = epochs.steps[known]
        yield table_of(
            "steps", SOURCE, "measured", starts[known], stops[known], value=counts, confidence=CONFIDENCE_STEPS
        )
    rows: Rows = {"postures": [], "gaps": []}
    for start, stop, name in zip(starts.tolist(), stops.tolist(), _postures(epochs), strict=True):
        if name:
            append_posture(rows["gaps" if name == OFF else "postures"], start, stop, name)
    for before, after in zip(stops[:-1].tolist(), starts[1:].tolist(), strict=True):
        if after - before > epochs.length_s / 2:
            rows["gaps"].append((before, after, "epochs are missing"))
    yield from _named(rows)


def _postures(epochs: Epochs) -> list[str]:
    """Return of each epoch the posture that lasted longest, or that the device was off; "" where nothing is known."""
    if not epochs.inclines:
        return [""] * len(epochs.start_s)
    names = list(epochs.inclines)
    seconds = np.nan_to_num(np.column_stack([epochs.inclines[name] for name in names]))
    most = [names[i] for i in seconds.argmax(axis=1)]
    return [
        INCLINES.get(name, name) if total > 0.0 else "" for name, total in zip(most, seconds.sum(axis=1), strict=True)
    ]


def _named(rows: Rows) -> Iterator[Table]:
    kinds: tuple[Kind, ...] = ("postures", "gaps")
    for kind in kinds:
        if rows[kind]:
            starts, stops, names = zip(*sorted(rows[kind]), strict=True)
            told = ["the device was off" if name == OFF else name for name in names]
            trust = CONFIDENCE_POSTURE if kind == "postures" else math.nan
            yield table_of(kind, SOURCE, "measured", starts, stops, name=told, confidence=trust)
