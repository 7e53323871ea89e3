"""Withings: the download of personal data, a zip or folder, of which steps, heart rate and sleep are read.

Where there are no such steps, totals of days (`aggregates_steps.csv`) are spread over the waking hours. The tables
`raw_tracker_steps.csv` and `raw_hr_hr.csv` (`raw_tracker_hr.csv` in older ones) hold a start with its
offset, a list of durations in seconds, and a list of values.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from secondheart.errors import BadFile
from secondheart.recordings.clock import Clock, zone_of
from secondheart.recordings.formats._collector import Collector, as_number, moment_of, read_cells
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.logbook import Kind, Logbook
from secondheart.recordings.registry import Format, Options

KIND_OF_TABLE: dict[str, Kind] = {
    "raw_tracker_steps.csv": "steps",
    "raw_hr_hr.csv": "beats",
    "raw_tracker_hr.csv": "beats",
}
WITHINGS_SLEEP, WITHINGS_TOTALS = "sleep.csv", "aggregates_steps.csv"
WITHINGS_TABLES = (*KIND_OF_TABLE, WITHINGS_SLEEP, WITHINGS_TOTALS)


def withings_logbook(file: InputFile, options: Options) -> Logbook:
    """Read an export of Withings as a logbook.

    Raises
    ------
    BadFile
        If too many rows cannot be used.
    UnknownName
        If there is no such zone.
    """
    zone, rows = zone_of(options.zone), Collector()
    tables = [file.of_member(name) for name in file.members] or [file]
    known = [one for one in tables if _name(one) in WITHINGS_TABLES]
    if not known:
        raise BadFile(f"{file.place}: holds none of {', '.join(WITHINGS_TABLES)}")
    for table in known:
        for cells in read_cells(table):
            try:
                if _name(table) == WITHINGS_SLEEP:
                    _add_sleep(rows, cells)
                elif _name(table) == WITHINGS_TOTALS:
                    _add_total(rows, cells, zone)
                else:
                    _add_series(rows, KIND_OF_TABLE[_name(table)], cells)
            except (ValueError, KeyError, TypeError, RecursionError):
                rows.leave_out("not understood")
    return rows.logbook(file.place, zone, "watch (Withings)")


def _name(file: InputFile) -> str:
    return (file.member or file.path.name).rpartition("/")[2].lower()


def _add_series(rows: Collector, kind: Kind, cells: dict[str, str]) -> None:
    start, offset = moment_of(cells["start"])
    durations = [as_number(one) for one in json.loads(cells["duration"])]
    values = [as_number(one) for one in json.loads(cells["value"])]
    stops = list(accumulate(durations, initial=start))
    for begin, end, value in zip(stops[:-1], stops[1:], values, strict=True):
        rows.add(kind, "watch", begin, end, value=value, offset_s=offset)


def _add_total(rows: Collector, cells: dict[str, str], zone: ZoneInfo | None) -> None:
    day = datetime.fromisoformat(cells["date"][:10])
    start, stop = (Clock(zone).moment(one) for one in (day, day + timedelta(days=1)))
    rows.add("steps", "watch", start, stop, value=as_number(cells["value"]))


def _add_sleep(rows: Collector, cells: dict[str, str]) -> None:
    start, offset = moment_of(cells["from"])
    rows.add("postures", "watch", start, moment_of(cells["to"])[0], name="lie", origin="derived", offset_s=offset)


def _is_withings(file: InputFile) -> bool:
    if file.members:
        return any(name.rpartition("/")[2].lower() in (*KIND_OF_TABLE, WITHINGS_TOTALS) for name in file.members)
    return _name(file) in (*KIND_OF_TABLE, WITHINGS_TOTALS)


FORMAT = Format(
    name="Withings",
    suffixes=(".zip", ".csv"),
    gives="steps, also as totals of days, heart rate; sleep as lying",
    export="Withings: Profile, Settings, Download your data: a zip",
    sniff=_is_withings,
    read=withings_logbook,
    checked="tables written by hand in the form that their README describes",
    order=2,
)
