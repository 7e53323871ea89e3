"""Polar Flow: the download of an account, a zip or folder of JSON, or one of its files.

Of `activity-` files are read steps by the minute, of `247ohr` files the heart rate of a day, and of `training-session-`
files the heart rate of a training. Times are local.
"""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

from secondheart.errors import BadFile
from secondheart.recordings.clock import NO_ZONE, zone_of
from secondheart.recordings.formats._collector import Collector, as_number, moment_of, read_json
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.logbook import Logbook
from secondheart.recordings.registry import Format, Options
from secondheart.units import MINUTE_S

NAME = re.compile(r"(?:^|/)(activity|247ohr|training-session)[-_][\w-]+\.json$")


def polar_logbook(file: InputFile, options: Options) -> Logbook:
    """Read an export of Polar Flow as a logbook.

    Raises
    ------
    BadFile
        If it holds no days or trainings, or too many rows cannot be used.
    UnknownName
        If there is no such zone.
    """
    zone, rows = zone_of(options.zone), Collector()
    parts = [file.of_member(name) for name in file.members] or [file]
    known = [(one, match.group(1)) for one in parts if (match := NAME.search(one.member or str(one.path)))]
    if not known:
        raise BadFile(f"{file.place}: holds no activity-, 247ohr or training-session- file of Polar Flow")
    for part, kind in known:
        try:
            {"activity": _add_activity, "247ohr": _add_rates, "training-session": _add_training}[kind](
                rows, read_json(part), zone
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            rows.leave_out("not understood")
    notes = () if zone else (NO_ZONE,)
    return rows.logbook(file.place, zone, "watch (Polar Flow)", notes)


def _add_activity(rows: Collector, data: Any, zone: ZoneInfo | None) -> None:
    for sample in data["samples"].get("steps", []):
        start, _ = moment_of(f"{data['date']}T{sample['localTime']}", zone=zone)
        rows.add("steps", "watch", start, start + MINUTE_S, value=as_number(sample["value"]))


def _add_rates(rows: Collector, data: Any, zone: ZoneInfo | None) -> None:
    for day in data["deviceDays"]:
        midnight, _ = moment_of(str(day["date"])[:10], zone=zone)
        for sample in day["samples"]:
            start = midnight + as_number(sample["secondsFromDayStart"])
            rows.add("beats", "watch", start, start, value=as_number(sample["heartRate"]))


def _add_training(rows: Collector, data: Any, zone: ZoneInfo | None) -> None:
    for exercise in data["exercises"]:
        for sample in exercise.get("samples", {}).get("heartRate", []):
            if "value" in sample:
                start, _ = moment_of(sample["dateTime"], zone=zone)
                rows.add("beats", "watch", start, start, value=as_number(sample["value"]))


def _is_polar(file: InputFile) -> bool:
    names = file.members or (file.member or str(file.path),)
    return any(NAME.search(name) for name in names)


FORMAT = Format(
    name="Polar Flow",
    suffixes=(".zip", ".json"),
    gives="steps by the minute, heart rate",
    export="account.polar.com: Download your data: a zip",
    sniff=_is_polar,
    read=polar_logbook,
    checked="files written by hand with the fields that public programs read",
    order=3,
)
