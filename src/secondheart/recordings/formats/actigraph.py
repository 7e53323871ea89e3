"""The epochs of an ActiGraph, from the `.agd` file (SQLite) of its program.

Table `data` holds one row an epoch: `dataTimestamp` in ticks of 100 ns since the year 1 (local), `steps`, and how many
of its seconds the inclinometer was off or showed standing, sitting or lying. Names and serial numbers stay in the
file.
The device does not put its clock forward or back: its times count on from its start.
"""

from __future__ import annotations

import math
import sqlite3
from array import array
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondheart._limits import MOST_ROWS
from secondheart.errors import BadFile
from secondheart.recordings.bouts import MOST_STEPS_PER_MIN
from secondheart.recordings.clock import NO_ZONE, Clock, NoSuchTime, zone_of
from secondheart.recordings.formats._epochs import INCLINES, OFF, Epochs, epoch_tables
from secondheart.recordings.input_file import SQLITE_MAGIC, InputFile
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import Floats, Logbook
from secondheart.recordings.registry import Format, Options
from secondheart.units import MINUTE_S

SOURCE = "ActiGraph"
AGD_TABLES = {"data", "settings"}
YEAR_1 = datetime(1, 1, 1)
TICKS_PER_S = 1e7
LAST_TICKS = 3_155_378_975_999_999_999  # the end of the year 9999
EPOCHS_S = (1, 300)  # of which the program offers 1 to 300 s
ROUNDED_S = 0.5  # of times in files
EPOCHS, CELLS = "epochs", "cells"


def _is_agd(file: InputFile) -> bool:
    return file.database_tables >= AGD_TABLES


def actigraph_logbook(file: InputFile, options: Options) -> Logbook:
    """Read an `.agd` file as a logbook.

    Raises
    ------
    BadFile
        If it cannot be read, is of another device, or holds values that cannot be.
    UnknownName
        If there is no such zone.
    """
    clock, tally = Clock(zone_of(options.zone)), Tally()
    if not file.head.startswith(SQLITE_MAGIC):
        kind = "not an .agd file of an ActiGraph" if file.head else "empty"
        raise BadFile(f"{file.place}: is {kind}; an SQLite file is needed")
    with file.database() as database:
        epochs = _epochs(file.place, database, clock, tally)
    notes = () if clock.zone else (NO_ZONE,)
    tables = tuple(epoch_tables(epochs, SOURCE))
    return Logbook(file.place, clock, tables, notes, tally.rows, "ActiGraph")


def _require_table(place: str, database: sqlite3.Connection, name: str, columns: tuple[str, ...]) -> list[str]:
    """Return the columns of a table: of a view, which may run for ever, nothing is read."""
    kind = database.execute("SELECT type FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    held = [str(row[1]) for row in database.execute(f"PRAGMA table_info({name})")]
    if kind != ("table",) or not set(columns) <= set(held):
        raise BadFile(f"{place}: is not of an ActiGraph: a table {name} with {' and '.join(columns)} is needed")
    return held


def _epochs(place: str, database: sqlite3.Connection, clock: Clock, tally: Tally) -> Epochs:
    columns = _require_table(place, database, "data", ("dataTimestamp", "steps"))
    length = _length(place, database)
    wanted = ["dataTimestamp", "steps", *(name for name in (*INCLINES, OFF) if name in columns)]
    query = f"SELECT {', '.join(wanted)} FROM data ORDER BY rowid LIMIT {MOST_ROWS['ActiGraph'] + 1}"
    ticks, values = array("q"), array("d")
    for number, row in enumerate(database.execute(query), start=1):
        tally.count(EPOCHS)
        if not (isinstance(row[0], int) and 0 <= row[0] <= LAST_TICKS):
            allowed = "is not allowed: ticks of 100 ns since year 1"
            sentence = f"{place}: data: row {number}: dataTimestamp = {repr(row[0])[:60]} {allowed}"
            tally.leave_out(EPOCHS, "without a time", sentence=sentence)
            continue
        ticks.append(row[0])
        values.extend(_values(f"{place}: data: row {number}", row[1:], length, tally))
    tally.require(place, EPOCHS)
    if not 1 <= len(ticks) <= MOST_ROWS["ActiGraph"]:
        count = "no" if not ticks else f"more than {MOST_ROWS['ActiGraph']}"
        raise BadFile(f"{place}: has {count} epochs; 1 to {MOST_ROWS['ActiGraph']} are allowed")
    steps, *inclines = np.array(values).reshape(len(ticks), -1).T
    tally.require(place, CELLS)
    starts, rising = _starts(place, np.array(ticks), length, clock, tally)
    inclines = [one[rising] for one in inclines]
    return Epochs(starts, length, steps[rising], dict(zip(wanted[2:], inclines, strict=True)))


def _length(place: str, database: sqlite3.Connection) -> float:
    _require_table(place, database, "settings", ("settingName", "settingValue"))
    query = "SELECT settingValue FROM settings WHERE lower(settingName) = 'epochlength' LIMIT 1"
    row = database.execute(query).fetchone()
    text = str(row[0]) if row else "none"
    if not (text.isascii() and text.isdigit() and len(text) < 9 and EPOCHS_S[0] <= int(text) <= EPOCHS_S[1]):
        raise BadFile(f"{place}: settings: epochlength = {text[:60]} is not allowed: {EPOCHS_S[0]} to {EPOCHS_S[1]} s")
    return float(text)


def _values(place: str, row: tuple[Any, ...], length_s: float, tally: Tally) -> list[float]:
    most = MOST_STEPS_PER_MIN * length_s / MINUTE_S
    count = _number(place, "steps", row[0], most, f"{length_s:g} s", tally)
    return [count, *(_number(place, "incline", value, length_s, "a number of seconds", tally) for value in row[1:])]


def _number(place: str, name: str, value: Any, most: float, what: str, tally: Tally) -> float:
    if value is None:
        return math.nan
    tally.count(CELLS)
    if isinstance(value, int | float) and 0 <= value <= most:
        return float(value)
    sentence = f"{place}: {name} = {repr(value)[:60]} is not allowed: 0 to {most:g} in {what}"
    tally.leave_out(CELLS, f"{name} not allowed", sentence=sentence)
    return math.nan


def _starts(
    place: str, ticks: NDArray[np.int64], length_s: float, clock: Clock, tally: Tally
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return when epochs begin, and which of them come after those above."""
    first = YEAR_1 + timedelta(microseconds=int(ticks[0]) // 10)
    try:
        began = clock.moment(first)
    except (NoSuchTime, OverflowError) as error:
        raise BadFile(f"{place}: data: row 1: dataTimestamp is {first}, which is not allowed: {error}") from None
    since = (ticks - ticks[0]) / TICKS_PER_S
    before = np.append(-np.inf, np.maximum.accumulate(since)[:-1])
    rising = since - before >= length_s - ROUNDED_S
    for row in np.flatnonzero(~rising):
        sentence = (
            f"{place}: data: row {row + 1}: dataTimestamp is {since[row] - before[row]:g} s after the row above; "
            f"at least an epoch of {length_s:g} s is needed"
        )
        tally.leave_out(EPOCHS, "not after the one above", sentence=sentence)
    tally.require(place, EPOCHS)
    return np.asarray(began + since[rising]), rising


FORMAT = Format(
    name="ActiGraph (.agd)",
    suffixes=(".agd",),
    gives="steps; postures of the inclinometer; time off as gaps",
    export="ActiLife: download the device, or turn a .gt3x into epochs: an .agd file",
    sniff=_is_agd,
    read=actigraph_logbook,
    checked="databases written by hand in the form that published readers expect",
    assumes="",
    order=2,
    fallback=(".agd",),
)
