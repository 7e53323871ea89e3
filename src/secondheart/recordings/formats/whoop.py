"""WHOOP: the tables of an account's export; `sleeps.csv` says when the person lay. It holds no steps and no beats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta, timezone

from secondheart.recordings.clock import zone_of
from secondheart.recordings.formats._collector import Collector, moment_of, read_cells
from secondheart.recordings.formats._lines import header_of
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.logbook import Logbook
from secondheart.recordings.registry import Format, Options

START, STOP, ZONE = "Sleep onset", "Wake onset", "Cycle timezone"
CYCLE_OFFSET = re.compile(r"UTC([+-])(\d\d):?(\d\d)|UTCZ?")


def whoop_logbook(file: InputFile, options: Options) -> Logbook:
    """Read the sleep of WHOOP as a logbook.

    Raises
    ------
    BadFile
        If too many rows cannot be used.
    UnknownName
        If there is no such zone.
    """
    zone, rows = zone_of(options.zone), Collector()
    for table in _tables(file):
        for cells in read_cells(table):
            try:
                _add_sleep(rows, cells)
            except (ValueError, KeyError):
                rows.leave_out("not understood")
    return rows.logbook(file.place, zone, "band (WHOOP)")


def _add_sleep(rows: Collector, cells: dict[str, str]) -> None:
    match = CYCLE_OFFSET.fullmatch(cells[ZONE])
    if match is None:
        raise ValueError(cells[ZONE])
    ahead = timedelta(hours=int(match.group(2) or 0), minutes=int(match.group(3) or 0))
    local = timezone(-ahead if match.group(1) == "-" else ahead)
    start, stop = (moment_of(f"{cells[name]}{_text(local)}") for name in (START, STOP))
    rows.add("postures", "band", start[0], stop[0], name="lie", origin="derived", offset_s=start[1])


def _text(local: timezone) -> str:
    return str(local).removeprefix("UTC") or "+00:00"


def _tables(file: InputFile) -> Iterator[InputFile]:
    for name in file.members or ("",):
        one = file.of_member(name) if name else file
        if one.is_text and {START, STOP, ZONE} <= set(header_of(one)):
            yield one


def _is_whoop(file: InputFile) -> bool:
    if file.members:
        return any(_is_whoop(file.of_member(name)) for name in file.members if name.endswith("sleeps.csv"))
    return file.is_text and {START, STOP, ZONE} <= set(header_of(file))


FORMAT = Format(
    name="WHOOP",
    suffixes=(".zip", ".csv"),
    gives="sleep as lying",
    export="WHOOP: Menu, App settings, Data export: a zip",
    sniff=_is_whoop,
    read=whoop_logbook,
    checked="tables written by hand with the columns that public programs read",
    assumes="all but sleep",
    order=3,
)
