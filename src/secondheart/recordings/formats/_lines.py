"""Reading lines of cells, as a spreadsheet or a device's program writes them."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, takewhile
from typing import NamedTuple, TypeVar

from secondheart.errors import BadFile
from secondheart.recordings.formats._columns import MISSING
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.left_out import REPEATED, Tally

DELIMITERS = ",;\t"
DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
SEPARATOR_LINE = "sep="  # which names the delimiter to spreadsheets
REMARK = "#"
MOST_REMARKS = 50  # assumed: lines above a header that say something of it

T = TypeVar("T")


class BadCell(BadFile):
    """A cell that cannot be used."""

    column = ""


class TextLine(NamedTuple):
    """A line of the file with its cells by column."""

    place: str
    cells: dict[str, str]

    def refuse(self, column: str, allowed: str) -> BadCell:
        """Return the sentence about a cell that cannot be used."""
        error = BadCell(f"{self.place}: {column} = {self.cells.get(column, '')!r} is not allowed: {allowed}")
        error.column = column
        return error

    def number(self, column: str, low: float, high: float, allowed: str) -> float:
        """Return the number in a cell, nan if it is empty."""
        text = self.cells.get(column, "")
        if not text:
            return math.nan
        value = number_of(text)
        if not low <= value <= high:
            raise self.refuse(column, allowed)
        return value

    def needed_number(self, column: str, low: float, high: float, allowed: str) -> float:
        """Return the number in a cell, which must not be empty."""
        value = self.number(column, low, high, allowed)
        if math.isnan(value):
            raise self.refuse(column, allowed)
        return value


class Form(NamedTuple):
    """What a file of lines may be: its header, its size, and where its header stands."""

    check: Callable[[str, list[str]], None]
    most_bytes: int
    most_rows: int
    least_rows: int = 2
    skipped: int = 0  # lines above the header


def number_of(text: str) -> float:
    """Return the number that a text is, with a point or a comma, nan if it is none."""
    plain = text.replace(",", ".") if DECIMAL_COMMA.fullmatch(text) else text
    try:
        return float(plain.replace("_", "x"))  # Python would read 1_0 as 10
    except ValueError:
        return math.nan


def header_of(file: InputFile, line: int = 0) -> list[str]:
    """Return the names in the header of a table, or in another of its first lines."""
    lines = file.head_text.splitlines()
    lines = lines[_lines_above(lines) :]
    if len(lines) <= line:
        return []
    return _strip_cells(next(csv.reader([lines[line]], delimiter=delimiter_of(lines[line])), []))


def delimiter_of(line: str) -> str:
    """Return what parts the cells of a line."""
    return max(DELIMITERS, key=line.count)


def read_lines(file: InputFile, form: Form, tally: Tally) -> Iterator[TextLine]:
    """Read the lines below the header, each with its place; those of another length are left out and counted.

    Raises
    ------
    BadFile
        If the form of the file is not the one that is needed.
    """
    text = io.StringIO(read_text(file, form.most_bytes), newline="")
    skipped = form.skipped + _skip_above(text)
    for _ in range(form.skipped):
        text.readline()
    first = text.readline()
    rows, count = csv.reader(chain([first], text), delimiter=delimiter_of(first)), 0
    try:
        header = _strip_cells(next(rows, []))
        form.check(file.place, header)
        filled, before = (cells for cells in rows if any(map(str.strip, cells))), list[str]()
        for count, cells in enumerate(islice(filled, form.most_rows + 1), start=1):
            if count > form.most_rows:
                raise BadFile(_count_sentence(file.place, f"more than {form.most_rows}", form))
            if cells == before:
                tally.count(ROWS)
                tally.leave_out(ROWS, REPEATED)
                continue
            before = cells
            yield from _line(f"{file.place}: line {rows.line_num + skipped}", header, cells, tally)
    except csv.Error as error:
        place = f"{file.place}: line {rows.line_num + skipped}"
        raise BadFile(f"{place}: is not a line of a table: {error}") from None
    if count < form.least_rows:
        raise BadFile(_count_sentence(file.place, str(count), form))


def parse_lines(lines: Iterable[TextLine], tally: Tally, parse: Callable[[TextLine], T]) -> Iterator[T]:
    """Yield what lines become; those that cannot be are left out, and counted by the column that is wrong."""
    for line in lines:
        try:
            yield parse(line)
        except BadCell as error:
            tally.leave_out(ROWS, f"{error.column} not understood", sentence=str(error))


ROWS = "rows"


def read_text(file: InputFile, most_bytes: int, needed: str = "a table") -> str:
    """Read a text, no longer than is allowed."""
    data = file.read_all(most_bytes)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data[:4096] or error.start == 0:
            raise BadFile(f"{file.place}: is not {needed} in UTF-8: byte {error.start} is none of it") from None
        return data.decode("cp1252", errors="replace")  # as spreadsheets in the west of Europe still write


def _lines_above(lines: Sequence[str]) -> int:
    """Return how many of the first lines stand above the header: empty ones, remarks, and the name of the delimiter."""
    above = (not line.strip() or line.startswith(REMARK) or line.lower().startswith(SEPARATOR_LINE) for line in lines)
    return sum(1 for _ in takewhile(bool, islice(above, MOST_REMARKS)))


def _skip_above(text: io.StringIO) -> int:
    place = text.tell()
    count = _lines_above([text.readline() for _ in range(MOST_REMARKS)])
    text.seek(place)
    for _ in range(count):
        text.readline()
    return count


def _count_sentence(place: str, count: str, form: Form) -> str:
    rows = "row" if count == "1" else "rows"
    return f"{place}: has {count} {rows} below its header; {form.least_rows} to {form.most_rows} are allowed"


def _strip_cells(cells: list[str]) -> list[str]:
    """Return cells without the spaces around them, and without empty ones at the end of the line."""
    stripped = [cell.strip().strip('"') for cell in cells]
    while stripped and not stripped[-1]:
        stripped.pop()
    return stripped


def _line(place: str, header: list[str], cells: list[str], tally: Tally) -> Iterator[TextLine]:
    tally.count(ROWS)
    if len(cells) < len(header) or any(map(str.strip, cells[len(header) :])):
        has = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        sentence = f"{place}: has {has}; {len(header)} are needed, as many as in the header"
        tally.leave_out(ROWS, "of another length", sentence=sentence)
        return
    known = ("" if cell.strip().lower() in MISSING else cell.strip() for cell in cells)
    yield TextLine(place, dict(zip(header, known, strict=False)))
