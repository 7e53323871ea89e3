"""Reading lines of cells, as a spreadsheet or a device's program writes them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from secondheart.errors import BadFile


class Line(NamedTuple):
    """A line of the file with its cells by column."""

    place: str
    cells: dict[str, str]

    def refuse(self, column: str, allowed: str) -> BadFile:
        """Return the sentence about a cell that cannot be used."""
        return BadFile(f"{self.place}: {column} = {self.cells[column]!r} is not allowed: {allowed}")

    def number(self, column: str, low: float, high: float, allowed: str) -> float:
        """Return the number in a cell, nan if it is empty."""
        text = self.cells.get(column, "")
        if not text:
            return math.nan
        try:
            value = float(text.replace("_", "x"))  # Python would read 1_0 as 10
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise self.refuse(column, allowed)
        return value

    def needed(self, column: str, low: float, high: float, allowed: str) -> float:
        """Return the number in a cell, which must not be empty."""
        value = self.number(column, low, high, allowed)
        if math.isnan(value):
            raise self.refuse(column, allowed)
        return value


class Form(NamedTuple):
    """What a file of lines may be: its header, its size, and where its header stands."""

    check: Callable[[Path, list[str]], None]
    most_bytes: int
    most_rows: int
    least_rows: int = 2
    delimiter: str = ","
    skipped: int = 0  # lines above the header


def read_lines(path: Path, form: Form) -> Iterator[Line]:
    """Read the lines below the header, each with its place, or say what is wrong with the form of the file."""
    text = io.StringIO(read_text(path, form.most_bytes), newline="")
    for _ in range(form.skipped):
        text.readline()
    rows, count = csv.reader(text, delimiter=form.delimiter), 0
    try:
        header = [name.strip() for name in next(rows, [])]
        form.check(path, header)
        filled = (cells for cells in rows if any(map(str.strip, cells)))
        for count, cells in enumerate(islice(filled, form.most_rows + 1), start=1):
            if count > form.most_rows:
                raise BadFile(_rows_told(path, f"more than {form.most_rows}", form))
            yield _line(f"{path}: line {rows.line_num + form.skipped}", header, cells)
    except csv.Error as error:
        raise BadFile(f"{path}: line {rows.line_num + form.skipped}: is not a line of a table: {error}") from None
    if count < form.least_rows:
        raise BadFile(_rows_told(path, str(count), form))


def read_text(path: Path, most_bytes: int, needed: str = "a table") -> str:
    """Read a text in UTF-8, no longer than is allowed."""
    try:
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)  # the size of a device is told as nothing
        if len(data) > most_bytes:
            raise BadFile(f"{path}: is longer than the {most_bytes} bytes that are allowed")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(f"{path}: is not {needed} in UTF-8: byte {error.start} is none of it") from None
    except (OSError, ValueError) as error:  # ValueError: a name with a zero in it
        reason = getattr(error, "strerror", None) or error
        raise BadFile(f"{path}: cannot be read: {reason}; {needed} is needed") from None


def _rows_told(path: Path, found: str, form: Form) -> str:
    rows = "row" if found == "1" else "rows"
    return f"{path}: has {found} {rows} below its header; {form.least_rows} to {form.most_rows} are allowed"


def _line(place: str, header: list[str], cells: list[str]) -> Line:
    if len(cells) != len(header):
        has = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        raise BadFile(f"{place}: has {has}; {len(header)} are needed, as many as in the header")
    return Line(place, dict(zip(header, map(str.strip, cells), strict=True)))
