"""The table of epochs that ActiLife writes as CSV: ten lines of header, then a line an epoch, mostly without names.

Where no line names the columns they are axis 1 to 3, steps, lux, and seconds off, standing, sitting and lying; files of
eight columns have no seconds off. Names and serial numbers are left in the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from secondheart._limits import MOST_BYTES
from secondheart.errors import BadFile
from secondheart.recordings.bouts import MOST_STEPS_PER_MIN
from secondheart.recordings.clock import NO_ZONE, Clock, NoSuchTime, zone_of
from secondheart.recordings.formats._epochs import OFF, Epochs, epoch_tables
from secondheart.recordings.formats._lines import delimiter_of, number_of, read_text
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import Floats, Logbook
from secondheart.recordings.registry import Format, Options
from secondheart.units import HOUR_S, MINUTE_S

MARK = re.compile(r"^\"?-+ ?Data.*Created By ActiGraph", re.IGNORECASE)
DATE_FORMAT = re.compile(r"date format (\S+)")
LINE_OF = re.compile(r"^(Start Time|Start Date|Epoch Period \(hh:mm:ss\))[ ,:]+(\S+)")
HEADER_LINES = 10
UNNAMED = {
    8: ("axis1", "axis2", "axis3", "steps", "lux", "inclineStanding", "inclineSitting", "inclineLying"),
    9: ("axis1", "axis2", "axis3", "steps", "lux", OFF, "inclineStanding", "inclineSitting", "inclineLying"),
    5: ("axis1", "axis2", "axis3", "steps", "lux"),
    4: ("axis1", "axis2", "axis3", "steps"),
}
ACTILIFE_COLUMNS = {
    "steps": "steps",
    "inclinometer off": OFF,
    "inclinometer standing": "inclineStanding",
    "inclinometer sitting": "inclineSitting",
    "inclinometer lying": "inclineLying",
}
DATES = {"d": "%d", "M": "%m", "y": "%Y"}
ACTILIFE_EPOCHS_S = (1.0, 300.0)
ACTILIFE_EPOCHS = "epochs"
SOURCE = "ActiGraph"


def actilife_logbook(file: InputFile, options: Options) -> Logbook:
    """Read a table of epochs as a logbook.

    Raises
    ------
    BadFile
        If it cannot be read, or tells no start or no epoch, or counts no steps.
    UnknownName
        If there is no such zone.
    """
    clock, tally = Clock(zone_of(options.zone)), Tally()
    lines = [line.strip('"') for line in read_text(file, MOST_BYTES["ActiLife"]).splitlines()]
    head, body = lines[:HEADER_LINES], [line for line in lines[HEADER_LINES:] if line.strip()]
    start, length = _start(file.place, head, clock), _epoch_s(file.place, head)
    names, body = _names(file.place, body)
    rows = _rows(body, names, length, tally)
    tally.require(file.place, ACTILIFE_EPOCHS)
    starts = np.array([start + length * number for number in range(len(rows["steps"]))])
    inclines = {name: values for name, values in rows.items() if name.startswith("incline")}
    tables = tuple(epoch_tables(Epochs(starts, length, rows["steps"], inclines), SOURCE))
    notes = () if clock.zone else (NO_ZONE,)
    return Logbook(file.place, clock, tables, notes, tally.rows, SOURCE)


def _start(place: str, head: Sequence[str], clock: Clock) -> float:
    fields = _header_fields(head)
    form = DATE_FORMAT.search(head[0])
    pattern = re.sub("d+|M+|y+", lambda part: DATES[part.group()[0]], form.group(1)) if form else "%m/%d/%Y"
    text = f"{fields.get('Start Date', '')} {fields.get('Start Time', '')}"
    try:
        return clock.moment(datetime.strptime(text, f"{pattern} %H:%M:%S"))
    except (ValueError, NoSuchTime, re.error):  # a damaged form is no pattern
        raise BadFile(f"{place}: tells no start: {text[:60]!r} is no date in the form {pattern}") from None


def _header_fields(head: Sequence[str]) -> dict[str, str]:
    return {match.group(1): match.group(2) for line in head if (match := LINE_OF.match(line))}


def _epoch_s(place: str, head: Sequence[str]) -> float:
    text = _header_fields(head).get("Epoch Period (hh:mm:ss)", "none")
    parts = text.split(":")
    seconds = 0.0
    if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
        hours, minutes, rest = map(int, parts)
        seconds = hours * HOUR_S + minutes * MINUTE_S + rest
    if not ACTILIFE_EPOCHS_S[0] <= seconds <= ACTILIFE_EPOCHS_S[1]:
        raise BadFile(f"{place}: Epoch Period {text[:20]} is not allowed: {timedelta(seconds=1)} to 0:05:00")
    return seconds


def _names(place: str, body: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return what the columns hold, and the lines without that of the names, if there is one."""
    if not body:
        raise BadFile(f"{place}: holds no epochs below its header")
    cells = _cells(body[0])
    if np.isnan(number_of(cells[0])):
        names = tuple(ACTILIFE_COLUMNS.get(cell.strip().lower(), "other") for cell in cells)
        body = body[1:]
    else:
        names = UNNAMED.get(len(cells), ())
    if "steps" not in names:
        raise BadFile(
            f"{place}: is an ActiLife table of {len(cells)} columns that counts no steps; "
            "export it with three axes, steps, lux and inclinometer"
        )
    return names, body


def _cells(line: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.split(delimiter_of(line))]


def _rows(body: list[str], names: tuple[str, ...], length_s: float, tally: Tally) -> dict[str, Floats]:
    most = MOST_STEPS_PER_MIN * length_s / MINUTE_S
    wanted = {name: place for place, name in enumerate(names) if name == "steps" or name.startswith("incline")}
    rows: dict[str, list[float]] = {name: [] for name in wanted}
    for line in body:
        cells = _cells(line)
        if not cells[0]:
            continue
        if len(cells) < len(names) and np.isnan(number_of(cells[0])):
            tally.count("other lines")
            tally.leave_out("other lines", "no epochs")
            continue
        tally.count(ACTILIFE_EPOCHS)
        numbers = {name: number_of(cells[place]) if place < len(cells) else np.nan for name, place in wanted.items()}
        if not 0.0 <= numbers["steps"] <= most or len(cells) < len(names):
            tally.leave_out(ACTILIFE_EPOCHS, "steps not allowed" if len(cells) == len(names) else "of another length")
            numbers = dict.fromkeys(numbers, np.nan)
        for name, value in numbers.items():
            rows[name].append(value)
    return {name: np.array(values) for name, values in rows.items()}


def _is_actilife(file: InputFile) -> bool:
    return bool(MARK.match(file.head_text[:400]))


FORMAT = Format(
    name="ActiLife table",
    suffixes=(".csv",),
    gives="steps, and where they are in it the postures of the inclinometer",
    export="ActiLife: File, Export, epochs as CSV",
    sniff=_is_actilife,
    read=actilife_logbook,
    checked="the header and the columns that published readers (GGIR, PhysicalActivity) describe",
    assumes="",
    order=2,
)
