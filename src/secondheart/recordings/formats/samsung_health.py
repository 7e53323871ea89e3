"""Samsung Health: the download of personal data, a folder or a zip of tables, or one of its tables.

Each table has a line of its type before the header. Times are in UTC, and a column tells the offset of local time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from secondheart.errors import BadFile
from secondheart.recordings.clock import EPOCH, Clock, zone_of
from secondheart.recordings.formats._collector import Collector, as_number, moment_of, read_cells
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.logbook import Logbook
from secondheart.recordings.registry import Format, Options
from secondheart.units import HOUR_S, MINUTE_S

PREFIX = "com.samsung."
TYPE = re.compile(r"(com\.samsung\.s?health\.[a-z_.]*[a-z_])")
OFFSET = re.compile(r"UTC([+-])(\d\d):?(\d\d)")
OF_ALL_DEVICES = "-2"  # of the rows of a day
Cells = dict[str, str]


def samsung_logbook(file: InputFile, options: Options) -> Logbook:
    """Read tables of Samsung Health as a logbook.

    Raises
    ------
    BadFile
        If it holds none that is wanted, or too many rows cannot be used.
    UnknownName
        If there is no such zone.
    """
    zone, rows = zone_of(options.zone), Collector()
    wanted = [one for one in _tables(file) if _type(one) in ADDED]
    if not wanted:
        raise BadFile(f"{file.place}: holds no steps, heart rate or sleep of Samsung Health ({', '.join(ADDED)})")
    for table in wanted:
        for cells in read_cells(table, skipped=1):
            try:
                ADDED[_type(table)](rows, _short(cells), zone)
            except (ValueError, KeyError):
                rows.leave_out("not understood")
    return rows.logbook(file.place, zone, "phone and watch (Samsung Health)")


def _tables(file: InputFile) -> list[InputFile]:
    if not file.members:
        return [file]
    return [file.of_member(name) for name in file.members if name.lower().endswith(".csv")]


def _type(file: InputFile) -> str:
    """Return the type of a table: that of its first line, else that of its name."""
    match = TYPE.match(file.head_text) or TYPE.search((file.member or file.path.name).rpartition("/")[2])
    return match.group(1) if match else ""


def _short(cells: Cells) -> Cells:
    """Return cells by the last part of their names, which some versions write in full."""
    return {name.rpartition(".")[2]: value for name, value in cells.items()}


def _times(cells: Cells) -> tuple[float, float, float | None]:
    match = OFFSET.fullmatch(cells.get("time_offset", ""))
    offset = None
    if match:
        seconds = HOUR_S * int(match.group(2)) + MINUTE_S * int(match.group(3))
        offset = -seconds if match.group(1) == "-" else seconds
    start = _moment(cells["start_time"])
    return start, _moment(cells.get("end_time") or cells["start_time"]), offset


def _moment(text: str) -> float:
    return as_number(text) / 1000.0 if text.isdigit() else moment_of(text)[0]


def _add_steps(rows: Collector, cells: Cells, _zone: ZoneInfo | None) -> None:
    start, stop, offset = _times(cells)
    rows.add("steps", "phone", start, max(stop, start), value=as_number(cells["count"]), offset_s=offset)


def _add_rate(rows: Collector, cells: Cells, _zone: ZoneInfo | None) -> None:
    start, _, offset = _times(cells)
    rows.add("beats", "watch", start, start, value=as_number(cells["heart_rate"]), offset_s=offset)


def _add_sleep(rows: Collector, cells: Cells, _zone: ZoneInfo | None) -> None:
    start, stop, offset = _times(cells)
    rows.add("postures", "watch", start, stop, name="lie", origin="derived", offset_s=offset)


def _add_total(rows: Collector, cells: Cells, zone: ZoneInfo | None) -> None:
    """Add the total of a day, that of all devices together."""
    if cells.get("source_type", OF_ALL_DEVICES) == OF_ALL_DEVICES:
        day = EPOCH + timedelta(seconds=_moment(cells["day_time"]))  # midnight of the local day, written as if in UTC
        start, stop = (Clock(zone).moment(one) for one in (day, day + timedelta(days=1)))
        rows.add("steps", "phone", start, stop, value=as_number(cells["count"]))


ADDED: dict[str, Callable[[Collector, Cells, ZoneInfo | None], None]] = {
    "com.samsung.shealth.tracker.pedometer_step_count": _add_steps,
    "com.samsung.health.step_count": _add_steps,
    "com.samsung.shealth.step_daily_trend": _add_total,
    "com.samsung.shealth.tracker.heart_rate": _add_rate,
    "com.samsung.health.heart_rate": _add_rate,
    "com.samsung.shealth.sleep": _add_sleep,
    "com.samsung.health.sleep": _add_sleep,
}


def _is_samsung(file: InputFile) -> bool:
    if file.members:
        return any(name.rpartition("/")[2].startswith(PREFIX) for name in file.members)
    return file.is_text and file.head_text.startswith(PREFIX)


FORMAT = Format(
    name="Samsung Health",
    suffixes=(".zip", ".csv"),
    gives="steps, also as totals of days, heart rate; sleep as lying",
    export="Samsung Health: Settings, Download personal data: a folder; make a zip of it",
    sniff=_is_samsung,
    read=samsung_logbook,
    checked="tables written by hand with the columns that public programs read",
    order=2,
)
