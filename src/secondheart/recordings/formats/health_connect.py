"""Health Connect: the export of an Android phone, a zip with an SQLite database, or the database itself.

Of the database are read steps, heart rate, breathing rate, sleep, and exercises that are walks, runs or rides. Rows of
each app and device are a source of their own; their names are left in the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from secondheart._limits import MOST_ROWS
from secondheart.errors import BadFile
from secondheart.recordings.clock import zone_of
from secondheart.recordings.formats._collector import Collector
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.logbook import Kind, Logbook
from secondheart.recordings.registry import Format, Options

SUFFIX, NAME = ".db", "health_connect"
MS = 1000.0
STEPS, RATES, SERIES = "steps_record_table", "heart_rate_record_table", "heart_rate_record_series_table"
BREATHS, CONNECT_SLEEP, STAGES = "respiratory_rate_record_table", "sleep_session_record_table", "sleep_stages_table"
EXERCISES, DEVICES = "exercise_session_record_table", "device_info_table"
LONG_TABLES = {STEPS, RATES, SERIES, BREATHS, STAGES}
ROWS_A_REPORT = 20_000
CONNECT_TABLES = {STEPS, RATES, CONNECT_SLEEP, EXERCISES}
CONNECT_AWAKE = (1, 3, 7)  # stages of sleep: awake, out of bed, awake in bed
CONNECT_BY_HAND = 3  # of recording_method
RIDES = (8, 9)  # of exercise_type: cycling, and in a room
SOURCE_OF_DEVICE = {1: "watch", 2: "phone", 4: "watch", 6: "watch", 7: "watch"}  # watch, phone, ring, band, strap


def health_connect_logbook(file: InputFile, options: Options) -> Logbook:
    """Read an export of Health Connect as a logbook.

    Raises
    ------
    BadFile
        If it is damaged, or no such export.
    UnknownName
        If there is no such zone.
    """
    zone, export = zone_of(options.zone), _database_of(file)
    rows = Collector()
    with export.database() as database:
        tables = _Tables(database, export)
        if not tables.names & CONNECT_TABLES:
            raise BadFile(f"{export.place}: is no export of Health Connect: it has no {STEPS}")
        sources = _sources(tables)
        _add_steps(tables, sources, rows)
        _add_rates(tables, sources, rows)
        _add_sleep(tables, rows)
        _add_rides(tables, rows)
    return rows.logbook(export.place, zone, "phone and watch (Health Connect)")


def _database_of(file: InputFile) -> InputFile:
    names = [name for name in file.members if name.lower().endswith(SUFFIX)]
    return file.of_member(names[0]) if names else file


class _Tables:
    """The tables of a database; how far they are read is told to the file."""

    def __init__(self, database: sqlite3.Connection, file: InputFile) -> None:
        self._database, self._file, self._done = database, file, 0
        self.names = {str(row[0]) for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        sizes = (database.execute(f"SELECT MAX(rowid) FROM {name}").fetchone()[0] for name in LONG_TABLES & self.names)
        self._whole = sum(size for size in sizes if isinstance(size, int))

    def rows(self, table: str, wanted: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        """Yield some columns of a table, None for those that it has not; nothing of a table that is not there."""
        if table not in self.names:
            return
        held = {str(row[1]) for row in self._database.execute(f"PRAGMA table_info({table})")}
        columns = ", ".join(name if name in held else "NULL" for name in wanted)
        for row in self._database.execute(f"SELECT {columns} FROM {table} LIMIT {MOST_ROWS['Health Connect']}"):
            self._done += 1
            if self._done % ROWS_A_REPORT == 0:
                self._file.progress(min(self._done, self._whole), self._whole)
            yield row


def _sources(tables: _Tables) -> dict[Any, str]:
    return {key: SOURCE_OF_DEVICE.get(kind, "app") for key, kind in tables.rows(DEVICES, ("row_id", "type"))}


def _source(sources: dict[Any, str], device: Any, app: Any, apps: dict[Any, int]) -> str:
    """Return what a device is called here, with a number where another app tells the same."""
    base = sources.get(device, "app")
    place = apps.setdefault((base, app), sum(known[0] == base for known in apps))
    return base if place == 0 else f"{base} {place + 1}"


def _interval(rows: Collector, start: Any, stop: Any) -> tuple[float, float] | None:
    if isinstance(start, int) and isinstance(stop, int):
        return start / MS, stop / MS
    rows.leave_out("without a time")
    return None


def _offset(value: Any) -> float | None:
    return float(value) if isinstance(value, int) else None


def _add_steps(tables: _Tables, sources: dict[Any, str], rows: Collector) -> None:
    apps: dict[Any, int] = {}
    wanted = (
        "start_time", "end_time", "start_zone_offset", "count", "device_info_id", "app_info_id", "recording_method"
    )  # fmt: skip
    for start, stop, offset, count, device, app, method in tables.rows(STEPS, wanted):
        bounds = _interval(rows, start, stop)
        if bounds is None:
            continue
        if method == CONNECT_BY_HAND:
            rows.leave_out("typed in by hand")
        elif not isinstance(count, int | float):
            rows.leave_out("no number")
        else:
            source = _source(sources, device, app, apps)
            rows.add("steps", source, *bounds, value=float(count), offset_s=_offset(offset))


def _add_rates(tables: _Tables, sources: dict[Any, str], rows: Collector) -> None:
    devices: dict[Any, str] = {}
    devices = {key: sources.get(one, "app") for key, one in tables.rows(RATES, ("row_id", "device_info_id"))}
    for parent, millis, bpm in tables.rows(SERIES, ("parent_key", "epoch_millis", "beats_per_minute")):
        _add_moment(rows, "beats", devices.get(parent, "app"), millis, bpm)
    for millis, rate in tables.rows(BREATHS, ("time", "rate")):
        _add_moment(rows, "breaths", "watch", millis, rate)


def _add_moment(rows: Collector, kind: Kind, source: str, millis: Any, value: Any) -> None:
    if isinstance(millis, int) and isinstance(value, int | float):
        rows.add(kind, source, millis / MS, millis / MS, value=float(value))
    else:
        rows.leave_out("without a time or a value")


def _add_sleep(tables: _Tables, rows: Collector) -> None:
    """Add sleep by its stages where there are any, else the whole session."""
    staged: set[Any] = set()
    for parent, start, stop, kind in tables.rows(
        STAGES, ("parent_key", "stage_start_time", "stage_end_time", "stage_type")
    ):
        staged.add(parent)
        bounds = _interval(rows, start, stop)
        if bounds and kind not in CONNECT_AWAKE:
            rows.add("postures", "watch", *bounds, name="lie", origin="derived")
    for key, start, stop, offset in tables.rows(
        CONNECT_SLEEP, ("row_id", "start_time", "end_time", "start_zone_offset")
    ):
        bounds = _interval(rows, start, stop) if key not in staged else None
        if bounds:
            rows.add("postures", "watch", *bounds, name="lie", origin="derived", offset_s=_offset(offset))


def _add_rides(tables: _Tables, rows: Collector) -> None:
    for start, stop, kind in tables.rows(EXERCISES, ("start_time", "end_time", "exercise_type")):
        bounds = _interval(rows, start, stop)
        if bounds and kind in RIDES:
            rows.add("postures", "watch", *bounds, name="cycle", origin="derived")


def _is_export(file: InputFile) -> bool:
    if file.members:
        return any(name.lower().endswith(SUFFIX) and NAME in name.lower() for name in file.members)
    return bool(CONNECT_TABLES & file.database_tables)


FORMAT = Format(
    name="Health Connect",
    suffixes=(".zip", ".db"),
    gives="steps of each app and device, heart rate, breathing rate; sleep as lying, rides",
    export="Android: Settings, Health Connect, Manage data, Export data: a zip",
    sniff=_is_export,
    read=health_connect_logbook,
    checked="a database written by hand with the tables that public programs read",
    order=2,
    fallback=(SUFFIX,),
)
