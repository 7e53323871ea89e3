"""Health Auto Export: the JSON or the CSV of this app for the iPhone, rows of a minute, an hour or a day."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from secondheart.errors import BadFile
from secondheart.recordings.clock import NO_ZONE, zone_of
from secondheart.recordings.formats._collector import Collector, as_number, moment_of, read_cells, read_json
from secondheart.recordings.formats._lines import header_of
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.logbook import Kind, Logbook
from secondheart.recordings.registry import Format, Options
from secondheart.units import MINUTE_S

TIME = "%Y-%m-%d %H:%M:%S %z"
KIND_OF_METRIC: dict[str, tuple[Kind, str]] = {
    "step_count": ("steps", "qty"),
    "heart_rate": ("beats", "Avg"),
    "respiratory_rate": ("breaths", "qty"),
}
EXPORT_SLEEP = "sleep_analysis"
KIND_OF_COLUMN: dict[str, Kind] = {
    "Step Count (count)": "steps",
    "Step Count (steps)": "steps",
    "Heart Rate [Avg] (count/min)": "beats",
    "Heart Rate [Avg] (bpm)": "beats",
    "Respiratory Rate (count/min)": "breaths",
}
TIME_COLUMNS = ("Date/Time", "Date")
EXPORT_DEVICE = "phone and watch (Health Auto Export)"


def auto_export_logbook(file: InputFile, options: Options) -> Logbook:
    """Read an export of Health Auto Export as a logbook.

    Raises
    ------
    BadFile
        If it is none, or too many rows cannot be used.
    UnknownName
        If there is no such zone.
    """
    zone, rows = zone_of(options.zone), Collector()
    if not file.head_text.lstrip().startswith("{"):
        _add_table(rows, file, zone)
        return rows.logbook(file.place, zone, EXPORT_DEVICE, () if zone else (NO_ZONE,))
    data = read_json(file)
    inner = data.get("data") if isinstance(data, dict) else None
    metrics = inner.get("metrics") if isinstance(inner, dict) else None
    if not isinstance(metrics, list):
        raise BadFile(f"{file.place}: is no JSON of Health Auto Export: it has no data with metrics")
    for metric in metrics:
        name = metric.get("name") if isinstance(metric, dict) else None
        entries = metric.get("data") if isinstance(metric, dict) else None
        if name in KIND_OF_METRIC and isinstance(entries, list):
            _add_metric(rows, *KIND_OF_METRIC[name], entries)
        elif name == EXPORT_SLEEP and isinstance(entries, list):
            _add_sleep(rows, entries)
    return rows.logbook(file.place, zone, EXPORT_DEVICE)


def _add_metric(rows: Collector, kind: Kind, column: str, entries: list[Any]) -> None:
    known: list[tuple[float, float | None, float]] = []
    for entry in entries:
        try:
            known.append((*moment_of(entry["date"], TIME), as_number(entry.get(column, entry.get("qty")))))
        except (ValueError, KeyError, TypeError, AttributeError):
            rows.leave_out("not understood")
    length = _length([start for start, _, _ in known])
    for start, offset, value in known:
        stop = start + length if kind == "steps" else start
        rows.add(kind, "phone", start, stop, value=value, offset_s=offset)


def _add_table(rows: Collector, file: InputFile, zone: ZoneInfo | None) -> None:
    """Add the columns of a table, whose times are local."""
    known: dict[str, list[tuple[float, float]]] = {}
    for cells in read_cells(file):
        try:
            start, _ = moment_of(next(cells[name] for name in TIME_COLUMNS if name in cells), zone=zone)
            for column in KIND_OF_COLUMN:
                if cells.get(column):
                    known.setdefault(column, []).append((start, as_number(cells[column])))
        except (ValueError, StopIteration):
            rows.leave_out("not understood")
    for column, values in known.items():
        length = _length([start for start, _ in values])
        kind = KIND_OF_COLUMN[column]
        for start, value in values:
            rows.add(kind, "phone", start, start + length if kind == "steps" else start, value=value)


def _length(starts: list[float]) -> float:
    """Return how long a row is: the app writes one a minute, an hour or a day, and none where there is nothing."""
    apart = np.diff(np.unique(starts)) if len(starts) > 1 else np.array([MINUTE_S])
    return float(apart.min()) if apart.size else MINUTE_S


def _add_sleep(rows: Collector, entries: list[Any]) -> None:
    for entry in entries:
        try:
            start, offset = moment_of(entry.get("sleepStart", entry.get("startDate")), TIME)
            stop, _ = moment_of(entry.get("sleepEnd", entry.get("endDate")), TIME)
            rows.add("postures", "watch", start, stop, name="lie", origin="derived", offset_s=offset)
        except (ValueError, TypeError, AttributeError):
            rows.leave_out("not understood")


def _is_auto_export(file: InputFile) -> bool:
    if not file.is_text:
        return False
    if file.head_text.lstrip().startswith("{"):
        return '"metrics"' in file.head_text[:2000]
    header = set(header_of(file))
    return bool(header & set(TIME_COLUMNS)) and bool(header & set(KIND_OF_COLUMN))


FORMAT = Format(
    name="Health Auto Export",
    suffixes=(".json", ".csv"),
    gives="steps, heart rate, breathing rate; sleep as lying",
    export="the app Health Auto Export: export as JSON or CSV, by minutes",
    sniff=_is_auto_export,
    read=auto_export_logbook,
    checked="files written by hand in the form that the app's documentation shows",
    order=2,
)
