"""Measured data, from a table of your own, to be drawn over the model."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from secondheart._files import reason
from secondheart.errors import BadFile, InputError, UnknownName
from secondheart.results.measure import Floats

CLOCK_COLUMNS = (
    "time [s]",
    "time_s",
    "time",
    "t",
    "seconds",
)  # as the column of time is called
MOST_ROWS_MEASURED = 2_000_000


@dataclass(frozen=True, eq=False)
class MeasuredCurve:
    """One column of a table over its time, and the panel that it belongs to.

    Attributes
    ----------
    label : str
        What the column is called.
    panel : str
        Key of the panel: "pressure", "volume", "artery", "heart".
    times_s, values : array
        Rows without a number are left out. [s, the unit of the panel]
    """

    label: str
    panel: str
    times_s: Floats
    values: Floats


def read_measured(path: Path, columns: Mapping[str, str]) -> tuple[MeasuredCurve, ...]:
    """Read columns of a CSV file.

    Parameters
    ----------
    path : Path
        A table with a row of headings, separated by commas, semicolons or tabs.
    columns : mapping of str to str
        "time" names the column of time in seconds, if it has another name than "time", "t" or "time [s]"; each other
        entry says in which panel a column is drawn: `{"time": "t", "pressure": "AVP"}`, several columns by "+".

    Raises
    ------
    BadFile
        If it cannot be read, or has no such column.
    """
    rows, headings = _rows(path)
    time = _column(path, columns.get("time", ""), headings)
    curves = []
    for panel, names in columns.items():
        for name in names.split("+") if panel != "time" else ():
            curves.append(_curve(path, rows, time, _named(path, name, headings), panel))
    if not curves:
        raise InputError(f"{path}: no column is named for a panel; write for instance pressure=COLUMN")
    return tuple(curves)


def _rows(path: Path) -> tuple[list[dict[str, str]], list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            separator = max(",;\t", key=first.count)
            reader = csv.DictReader(file, delimiter=separator)
            rows = [row for _, row in zip(range(MOST_ROWS_MEASURED), reader, strict=False)]
            headings = [name for name in reader.fieldnames or () if name]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadFile(f"{path}: the measured data cannot be read: {reason(error)}") from None
    if not rows or len(headings) < 2:
        raise BadFile(f"{path}: not a table: a row of headings with two columns or more and rows below it are needed")
    return rows, headings


def _column(path: Path, name: str, headings: Sequence[str]) -> str:
    if name:
        return _named(path, name, headings)
    known = next((one for one in headings if one.strip().lower() in CLOCK_COLUMNS), None)
    if known is None:
        raise BadFile(f"{path}: no column of time; write time=COLUMN, one of {', '.join(headings)}")
    return known


def _named(path: Path, name: str, headings: Sequence[str]) -> str:
    known = next((one for one in headings if one.strip().lower() == name.strip().lower()), None)
    if known is None:
        raise BadFile(f"{path}: {UnknownName.of('column', name, headings)}")
    return known


def _curve(path: Path, rows: Sequence[Mapping[str, str]], time: str, name: str, panel: str) -> MeasuredCurve:
    pairs = [(_number(row.get(time)), _number(row.get(name))) for row in rows]
    table = np.array([pair for pair in pairs if not any(map(math.isnan, pair))]).reshape(-1, 2)
    if not len(table):
        raise BadFile(f"{path}: the column '{name}' has no number beside a time in '{time}'")
    return MeasuredCurve(name.strip(), panel, table[:, 0], table[:, 1])


def _number(text: str | None) -> float:
    try:
        return float((text or "").strip().replace(",", "."))
    except ValueError:
        return math.nan
