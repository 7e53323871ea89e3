"""Garmin: the download of an account, a zip or folder: totals of days, sleep, and the FIT files of its inner zips.

The FIT files tell when steps were made: those of days (monitoring) by the minute, those of activities by the second. Of
a year of them those of the wanted day are read, else those of the latest month that they tell of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date as Date
from datetime import datetime, timedelta
from typing import Any

from secondheart.errors import BadFile, MissingExtra, SecondheartError
from secondheart.recordings.clock import NO_ZONE, Clock, zone_of
from secondheart.recordings.formats._collector import Collector, as_number, moment_of, read_json
from secondheart.recordings.formats._fit_messages import BEGIN_S, read_fit_head
from secondheart.recordings.formats.fit import fit_logbook
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import Logbook
from secondheart.recordings.registry import Format, Options
from secondheart.units import DAY_S

TOTALS = re.compile(r"(?:^|/)UDSFile_[\w.-]+\.json$")
GARMIN_SLEEP = re.compile(r"(?:^|/)[\w.-]*sleepData\.json$")
DAILY = "steps of days are totals: what its FIT files do not tell of them is spread over the waking hours"
MONTH_S = 31 * DAY_S
OF_DAYS_OR_ACTIVITIES = ("activity", "monitoring_a", "monitoring_b", "monitoring_daily")


def garmin_logbook(file: InputFile, options: Options) -> Logbook:
    """Read an account's export as a logbook.

    Raises
    ------
    BadFile
        If it holds no totals of days, or too many rows cannot be used.
    MissingExtra
        If it holds FIT files and fitdecode is not installed.
    UnknownName
        If there is no such zone.
    """
    zone, rows, tally = zone_of(options.zone), Collector(), Tally()
    parts = [file.of_member(name) for name in file.members] or [file]
    known = [one for one in parts if TOTALS.search(_name(one)) or GARMIN_SLEEP.search(_name(one))]
    if not known:
        raise BadFile(f"{file.place}: holds no UDSFile or sleepData of Garmin")
    books = list(_fit_books(file, options, tally))
    offsets = [(book.span[0], book.clock.offsets[0][1]) for book in books if book.clock.offsets and book.tables]
    ahead = sorted(offsets)[-1][1] if offsets else None
    for part in known:
        data = read_json(part)
        add = _add_total if TOTALS.search(_name(part)) else _add_sleep
        for record in data if isinstance(data, list) else []:
            try:
                add(rows, record, Clock(zone), ahead)
            except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
                rows.leave_out("not understood")
    notes = (DAILY,) if zone or offsets else (DAILY, NO_ZONE)
    book = rows.logbook(file.place, zone, "watch (Garmin account)", notes)
    return replace(
        book,
        clock=Clock(zone, tuple(sorted(offsets))),
        tables=(*book.tables, *(table for one in books for table in one.tables)),
        left_out=(*book.left_out, *tally.rows),
    )


def _fit_books(file: InputFile, options: Options, tally: Tally) -> Iterator[Logbook]:
    """Yield the logbooks of the FIT files that are wanted."""
    stamped: list[tuple[float, str]] = []
    for name in file.members:
        if name.lower().endswith(".fit"):
            head = read_fit_head(file.of_member(name))
            if head and head.kind in OF_DAYS_OR_ACTIVITIES:
                stamped.append((BEGIN_S + head.stamp, name))
    for name in _choose_names(stamped, options.date):
        tally.count("FIT files")
        try:
            yield fit_logbook(file.of_member(name), options)
        except MissingExtra:
            raise
        except SecondheartError:
            tally.leave_out("FIT files", "hold nothing that can be used")


def _choose_names(stamped: list[tuple[float, str]], day: Date | None) -> list[str]:
    if day is None:
        latest = max(stamped, default=(0.0, ""))[0]
        return [name for moment, name in sorted(stamped) if moment > latest - MONTH_S]
    midnight = Clock().midnight(day)
    return [name for moment, name in sorted(stamped) if abs(moment - midnight - DAY_S / 2) < 2 * DAY_S]


def _name(file: InputFile) -> str:
    return file.member or str(file.path)


def _add_total(rows: Collector, record: Any, clock: Clock, ahead_s: float | None) -> None:
    if record.get("totalSteps") is None:
        return
    day = datetime.fromisoformat(str(record["calendarDate"])[:10])
    shift = 0.0 if clock.zone or ahead_s is None else ahead_s
    start, stop = (clock.moment(one) - shift for one in (day, day + timedelta(days=1)))
    rows.add("steps", "watch", start, stop, value=as_number(record["totalSteps"]))


def _add_sleep(rows: Collector, record: Any, clock: Clock, ahead_s: float | None) -> None:
    if "sleepStartTimestampGMT" not in record:
        return
    start, stop = (moment_of(record[f"sleep{end}TimestampGMT"])[0] for end in ("Start", "End"))
    if clock.zone or ahead_s is not None:  # totals of days are local, sleep is in UTC
        rows.add("postures", "watch", start, stop, name="lie", origin="derived")


def _is_garmin(file: InputFile) -> bool:
    names = file.members or (_name(file),)
    return any(TOTALS.search(name) for name in names)


FORMAT = Format(
    name="Garmin account",
    suffixes=(".zip", ".json"),
    gives="steps, heart rate and activities of the FIT files in it, totals of steps of days; sleep as lying, where the "
    "zone is named or its FIT files tell it",
    export="garmin.com: Account, Data management, Export your data: a zip",
    sniff=_is_garmin,
    read=garmin_logbook,
    checked="files written by hand with the fields that public programs read",
    assumes="when the steps of a day were made; posture while awake",
    order=3,
)
