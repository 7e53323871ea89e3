"""Google Takeout: Fitbit's days as JSON or CSV, and Google Fit's days of quarter hours as CSV; or one such file.

Fitbit writes steps by the minute and heart rate by seconds, both in UTC, and sleep in local time. Google Fit writes a
file a day, named by its date, with times that have an offset; where it gives means of a heart rate they are taken. Its
raw steps (`All Data`, JSON) are read where they are.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from secondheart.errors import BadFile
from secondheart.recordings.clock import NO_OFFSET, zone_of
from secondheart.recordings.formats._collector import Collector, as_number, moment_of, read_cells, read_json
from secondheart.recordings.formats._columns import columns_of
from secondheart.recordings.formats._lines import header_of
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.logbook import Logbook
from secondheart.recordings.registry import Format, Options
from secondheart.units import DAY_S, MINUTE_S

FITBIT = re.compile(r"(?:^|/)(steps|heart_rate|sleep)-\d{4}-\d\d-\d\d\.json$")
FIT_DAY = re.compile(r"(?:^|/)(\d{4}-\d\d-\d\d)\.csv$")
FITBIT_TIME = "%m/%d/%y %H:%M:%S"
LEAST_CONFIDENCE = 1  # of Fitbit's heart rates, 0 to 3; 0 is a guess
FITBIT_NO_ZONE = (
    "Fitbit's steps are in UTC and its sleep in local time: name the zone with --zone for days, and for sleep"
)
FIT_COLUMNS = {"time", "stop", "steps"}
GOOGLE_DATA = re.compile(r"(?:^|/)(steps|heart_rate)_\d{4}-\d\d-\d\d\.csv$")
RAW_STEPS = re.compile(r"(?:^|/)[\w.-]*com\.google\.step_count\.delta[\w.-]*\.json$")
NANO = 1e9


def takeout_logbook(file: InputFile, options: Options) -> Logbook:
    """Read a Takeout, or one of its files, as a logbook.

    Raises
    ------
    BadFile
        If it holds no days that are understood, or too many rows cannot be used.
    UnknownName
        If there is no such zone.
    """
    zone, rows, notes = zone_of(options.zone), Collector(), list[str]()
    parts = [file.of_member(name) for name in file.members] or [file]
    fitbit = [(one, match) for one in parts if (match := FITBIT.search(_name(one))) and _is_wanted(_name(one), options)]
    days = [(one, match) for one in parts if (match := FIT_DAY.search(_name(one))) and _is_wanted(_name(one), options)]
    tables = [one for one in parts if GOOGLE_DATA.search(_name(one)) and _is_wanted(_name(one), options)]
    raw = [one for one in parts if RAW_STEPS.search(_name(one))]
    if not fitbit and not days and not tables and not raw:
        raise BadFile(f"{file.place}: holds no steps-, heart_rate- or sleep- file of Fitbit and no day of Google Fit")
    for part, match in fitbit:
        _add_fitbit(rows, part, match.group(1), zone)
    for part, match in days:
        _add_fit_day(rows, part, match.group(1))
    for part in tables:
        _add_table(rows, part)
    for number, part in enumerate(raw):
        _add_raw(rows, part, f"phone {number + 1}" if number else "phone")
    if (fitbit or tables) and zone is None:
        notes.append(FITBIT_NO_ZONE)
    elif raw and zone is None:
        notes.append(NO_OFFSET)
    return rows.logbook(file.place, zone, "watch (Google Takeout)", tuple(notes))


def _name(file: InputFile) -> str:
    return file.member or str(file.path)


def _is_wanted(name: str, options: Options) -> bool:
    """Say whether a file can be of the day that is asked for: Fitbit's files of heart rates are large."""
    match = re.search(r"(\d{4}-\d\d-\d\d)\.(?:json|csv)$", name)
    if options.date is None or match is None or "/steps-" in f"/{name}" or "/sleep-" in f"/{name}":
        return True
    try:
        return abs(date.fromisoformat(match.group(1)) - options.date) <= timedelta(days=1)
    except ValueError:
        return False


def _add_fitbit(rows: Collector, file: InputFile, kind: str, zone: ZoneInfo | None) -> None:
    data = read_json(file)
    for record in data if isinstance(data, list) else []:
        try:
            if kind == "steps":
                start = moment_of(record["dateTime"], FITBIT_TIME)[0]
                rows.add("steps", "watch", start, start + MINUTE_S, value=as_number(record["value"]))
            elif kind == "heart_rate":
                _add_rate(rows, record)
            elif zone is not None:
                start, stop = (moment_of(record[name], zone=zone)[0] for name in ("startTime", "endTime"))
                rows.add("postures", "watch", start, stop, name="lie", origin="derived")
        except (ValueError, KeyError, TypeError, AttributeError):
            rows.leave_out("not understood")


def _add_rate(rows: Collector, record: Any) -> None:
    value = record["value"]
    if as_number(value.get("confidence", LEAST_CONFIDENCE)) < LEAST_CONFIDENCE:
        rows.leave_out("guessed, as Fitbit says")
        return
    start = moment_of(record["dateTime"], FITBIT_TIME)[0]
    rows.add("beats", "watch", start, start, value=as_number(value["bpm"]))


def _add_fit_day(rows: Collector, file: InputFile, day: str) -> None:
    names = {column: name for name, column in columns_of(header_of(file)).items()}
    for cells in read_cells(file):
        try:
            (start, offset), (stop, _) = (moment_of(f"{day}T{cells[names[column]]}") for column in ("time", "stop"))
            if stop <= start:  # the last row ends at midnight
                stop += DAY_S
            if cells.get(names.get("steps", "")):
                rows.add("steps", "phone", start, stop, value=as_number(cells[names["steps"]]), offset_s=offset)
            if cells.get("Average heart rate (bpm)"):
                rows.add("beats", "watch", start, stop, value=as_number(cells["Average heart rate (bpm)"]))
        except (ValueError, KeyError):
            rows.leave_out("not understood")


def _add_table(rows: Collector, file: InputFile) -> None:
    """Add a table of Fitbit's newer export: steps by the minute, or heart rates, in UTC."""
    for cells in read_cells(file):
        try:
            start = moment_of(cells["timestamp"])[0]
            if "steps" in cells:
                rows.add("steps", "watch", start, start + MINUTE_S, value=as_number(cells["steps"]))
            else:
                rows.add("beats", "watch", start, start, value=as_number(cells["beats per minute"]))
        except (ValueError, KeyError):
            rows.leave_out("not understood")


def _add_raw(rows: Collector, file: InputFile, source: str) -> None:
    data = read_json(file)
    points = data.get("Data Points") if isinstance(data, dict) else None
    for point in points if isinstance(points, list) else []:
        try:
            start, stop = (as_number(point[name]) / NANO for name in ("startTimeNanos", "endTimeNanos"))
            rows.add("steps", source, start, stop, value=as_number(point["fitValue"][0]["value"]["intVal"]))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            rows.leave_out("not understood")


def _is_takeout(file: InputFile) -> bool:
    if file.members:
        fit = any("takeout" in name.lower() and FIT_DAY.search(name) for name in file.members)
        return fit or any(form.search(name) for name in file.members for form in (FITBIT, GOOGLE_DATA, RAW_STEPS))
    if any(form.search(_name(file)) for form in (FITBIT, GOOGLE_DATA, RAW_STEPS)):
        return True
    return bool(FIT_DAY.search(_name(file))) and set(columns_of(header_of(file)).values()) >= FIT_COLUMNS


FORMAT = Format(
    name="Google Takeout (Fitbit, Google Fit)",
    suffixes=(".zip", ".json", ".csv"),
    gives="Fitbit: steps by the minute, heart rate, sleep as lying; Google Fit: steps by the quarter hour",
    export="takeout.google.com: choose Fitbit or Google Fit: a zip",
    sniff=_is_takeout,
    read=takeout_logbook,
    checked="files written by hand in the form that public programs read",
    order=2,
)
