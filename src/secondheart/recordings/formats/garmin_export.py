"""Garmin: the download of an account, a zip or folder, of which totals of days and sleep are read.

Steps by the minute are not in its JSON but in the FIT files of its inner zips: those of activities, and of days
(monitoring), are read one by one.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from secondheart.errors import BadFile
from secondheart.recordings.clock import NO_ZONE, Clock, zone_of
from secondheart.recordings.formats._collector import Collector, as_number, moment_of, read_json
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.logbook import Logbook
from secondheart.recordings.registry import Format, Options

TOTALS = re.compile(r"(?:^|/)UDSFile_[\w.-]+\.json$")
GARMIN_SLEEP = re.compile(r"(?:^|/)[\w.-]*sleepData\.json$")
DAILY = "steps are totals of days: they are spread over the waking hours; the FIT files of its inner zips tell more"


def garmin_logbook(file: InputFile, options: Options) -> Logbook:
    """Read an account's export as a logbook.

    Raises
    ------
    BadFile
        If it holds no totals of days, or too many rows cannot be used.
    UnknownName
        If there is no such zone.
    """
    zone, rows = zone_of(options.zone), Collector()
    parts = [file.of_member(name) for name in file.members] or [file]
    known = [one for one in parts if TOTALS.search(_name(one)) or GARMIN_SLEEP.search(_name(one))]
    if not known:
        raise BadFile(f"{file.place}: holds no UDSFile or sleepData of Garmin")
    for part in known:
        data = read_json(part)
        add = _add_total if TOTALS.search(_name(part)) else _add_sleep
        for record in data if isinstance(data, list) else []:
            try:
                add(rows, record, Clock(zone))
            except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
                rows.leave_out("not understood")
    notes = (DAILY,) if zone else (DAILY, NO_ZONE)
    return rows.logbook(file.place, zone, "watch (Garmin account)", notes)


def _name(file: InputFile) -> str:
    return file.member or str(file.path)


def _add_total(rows: Collector, record: Any, clock: Clock) -> None:
    if record.get("totalSteps") is None:
        return
    day = datetime.fromisoformat(str(record["calendarDate"])[:10])
    start, stop = clock.moment(day), clock.moment(day + timedelta(days=1))
    rows.add("steps", "watch", start, stop, value=as_number(record["totalSteps"]))


def _add_sleep(rows: Collector, record: Any, clock: Clock) -> None:
    if "sleepStartTimestampGMT" not in record:
        return
    start, stop = (moment_of(record[f"sleep{end}TimestampGMT"])[0] for end in ("Start", "End"))
    if clock.zone is not None:  # totals of days are local, sleep is in UTC
        rows.add("postures", "watch", start, stop, name="lie", origin="derived")


def _is_garmin(file: InputFile) -> bool:
    names = file.members or (_name(file),)
    return any(TOTALS.search(name) for name in names)


FORMAT = Format(
    name="Garmin account",
    suffixes=(".zip", ".json"),
    gives="totals of steps of days; sleep as lying, where the zone is named",
    export="garmin.com: Account, Data management, Export your data: a zip",
    sniff=_is_garmin,
    read=garmin_logbook,
    checked="files written by hand with the fields that public programs read",
    assumes="when the steps of a day were made; posture while awake",
    order=3,
)
