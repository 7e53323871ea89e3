"""Oura: the tables of an account's export; `heartrate.csv` is read, and of `sleep` tables when the person lay."""

from __future__ import annotations

from secondheart.errors import BadFile
from secondheart.recordings.clock import zone_of
from secondheart.recordings.formats._collector import Collector, as_number, moment_of, read_cells
from secondheart.recordings.formats._lines import header_of
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.logbook import Logbook
from secondheart.recordings.registry import Format, Options

OURA_TABLES = ("heartrate.csv", "sleepmodel.csv")
RATE_COLUMNS, SLEEP_COLUMNS = ("timestamp", "bpm"), ("bedtime_start", "bedtime_end")


def oura_logbook(file: InputFile, options: Options) -> Logbook:
    """Read tables of Oura as a logbook.

    Raises
    ------
    BadFile
        If it holds none that is wanted, or too many rows cannot be used.
    UnknownName
        If there is no such zone.
    """
    zone, rows = zone_of(options.zone), Collector()
    parts = [file.of_member(name) for name in file.members if name.lower().endswith(".csv")] or [file]
    known = [one for one in parts if _holds(one, RATE_COLUMNS) or _holds(one, SLEEP_COLUMNS)]
    if not known:
        raise BadFile(f"{file.place}: holds neither {' and '.join(RATE_COLUMNS)} nor {' and '.join(SLEEP_COLUMNS)}")
    for part in known:
        add = _add_rate if _holds(part, RATE_COLUMNS) else _add_sleep
        for cells in read_cells(part):
            try:
                add(rows, cells)
            except (ValueError, KeyError):
                rows.leave_out("not understood")
    return rows.logbook(file.place, zone, "ring (Oura)")


def _holds(file: InputFile, columns: tuple[str, ...]) -> bool:
    return set(columns) <= set(header_of(file))


def _add_rate(rows: Collector, cells: dict[str, str]) -> None:
    start, _ = moment_of(cells["timestamp"])
    rows.add("beats", "ring", start, start, value=as_number(cells["bpm"]))


def _add_sleep(rows: Collector, cells: dict[str, str]) -> None:
    start, offset = moment_of(cells["bedtime_start"])
    stop, _ = moment_of(cells["bedtime_end"])
    rows.add("postures", "ring", start, stop, name="lie", origin="derived", offset_s=offset)


def _is_oura(file: InputFile) -> bool:
    if file.members:
        names = [
            name for name in file.members if name.lower().rpartition("/")[2] in ("heartrate.csv", "sleepmodel.csv")
        ]
        return any(_is_oura(file.of_member(name)) for name in names)
    return file.is_text and (_holds(file, (*RATE_COLUMNS, "source")) or _holds(file, SLEEP_COLUMNS))


FORMAT = Format(
    name="Oura",
    suffixes=(".zip", ".csv"),
    gives="heart rate; sleep as lying (its steps are totals of days alone and are not read)",
    export="membership.ouraring.com: Export data: a zip",
    sniff=_is_oura,
    read=oura_logbook,
    checked="tables written by hand with the columns that public programs read",
    order=3,
)
