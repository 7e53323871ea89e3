"""A list as a table that fits: what does not fit is wrapped between words, left out from the right, and named."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from secondheart.cli.tables import PLAIN, USUAL_TERMINAL, format_cell, records
from secondheart.report.text import escape

if TYPE_CHECKING:
    from rich.console import RenderableType

GAP = 2
SHORT_TEXT = 18  # letters of a text that is never wrapped
SHORT_CELL = 12  # letters of a number, its unit or the key of its source
LEAST_TEXT = 12  # letters that a wrapped text has at least


@dataclass
class ListColumn:
    """A column of a list: what stands in it, and how wide it is drawn."""

    head: list[str]
    cells: list[str]
    is_number: bool
    width: int = 0

    @property
    def natural(self) -> int:
        """Letters that it needs so that nothing is wrapped."""
        return max(map(len, (*self.head, *self.cells)))

    @property
    def short(self) -> int:
        """Letters of a column in which a long cell stands out."""
        return min(self.natural, SHORT_CELL)

    def pad(self, place: int) -> str:
        """Return a cell as wide as the column is short."""
        cell = self.cells[place]
        return cell.rjust(self.short) if self.is_number else cell.ljust(self.short)

    @property
    def least(self) -> int:
        """Letters that it needs at least: no number, no short text and no word is broken."""
        if self.is_number or self.natural <= SHORT_TEXT:
            return self.natural
        words = (len(word) for cell in self.cells for word in cell.split())
        return max(LEAST_TEXT, *(len(line) for line in self.head), *words)


def plain_value(value: Any) -> Any:
    """Return a value without the digits that a computer adds.

    Examples
    --------
    >>> plain_value(0.1 + 0.2), plain_value([1.0, None])
    (0.3, [1.0, None])
    """
    if isinstance(value, list):
        return [plain_value(one) for one in value]
    return float(f"{value:.10g}") if isinstance(value, float) and math.isfinite(value) else value


def tab_lines(rows: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    """Yield the keys of rows, and the cells of each, as texts that hold no tab."""
    yield list(rows[0])
    for row in rows:
        plain = (plain_value(value) for value in row.values())
        cells = (", ".join(map(str, cell)) if isinstance(cell, list) else cell for cell in plain)
        yield ["" if cell is None else " ".join(str(cell).split()) for cell in cells]


def list_table(rows: Sequence[dict[str, Any]]) -> list[RenderableType]:
    """Return rows of the same keys as a table that fits the terminal, or a usual one; and what was left out of it.

    Rows whose names alone take half of it are printed one below the other.
    """
    room = get_terminal_size(USUAL_TERMINAL)[0]
    columns = [_column(key, [row[key] for row in rows]) for key in rows[0]]
    first, *others = columns
    if others and first.natural > room // 2 and {"value", "low", "high", "source"} <= set(rows[0]):
        return ["\n".join(_number_lines(rows, room))]
    if others and first.natural > room // 2:
        heads = [" ".join(one.head) for one in columns]
        return [records(heads, [list(row.values()) for row in rows], room)]
    first.width = first.natural
    chosen = [first]
    for column in others:
        if sum(one.least + GAP for one in chosen) + column.least <= room:
            chosen.append(column)
    _widen(chosen, room)
    left_out = [" ".join(one.head) for one in others if one not in chosen]
    note = [f"left out here: {', '.join(left_out)}; --tsv and --json have all"] if left_out else []
    lines = [line for sentence in note for line in ("", *wrap(sentence, room, break_on_hyphens=False))]
    return [_draw(chosen), *lines]


def _number_lines(rows: Sequence[dict[str, Any]], room: int) -> Iterator[str]:
    """Yield numbers under the place that they are of, each with its range and, where there is room, its source."""
    columns = [
        _column(key, [row[key] for row in rows]) for key in ("value", "low", "high", "unit", "source") if key in rows[0]
    ]
    fields = [str(row["name"]).rpartition(".")[2] for row in rows]
    width = min(max(map(len, fields)), room // 3)
    while width + sum(one.short + GAP for one in columns) + GAP > room:
        columns.pop()
    before = ""
    for place, (row, field) in enumerate(zip(rows, fields, strict=True)):
        heading = str(row["name"]).rpartition(".")[0]
        if heading != before:
            yield heading
            before = heading
        yield f"  {field:<{width}}  {'  '.join(one.pad(place) for one in columns)}".rstrip()


def _column(key: str, values: Sequence[Any]) -> ListColumn:
    known = [value for value in values if value is not None]
    is_number = bool(known) and all(isinstance(one, int | float) and not isinstance(one, bool) for one in known)
    cells = [escape(format_cell(value)) for value in values]
    words = key.replace("_", " ").split()
    widest = max([len(cell) for cell in cells], default=0)
    head: list[str] = []
    for word in words:  # stacked where the cells are narrower than all of its words
        if head and len(head[-1]) + 1 + len(word) <= widest:
            head[-1] += f" {word}"
        else:
            head.append(word)
    return ListColumn(head, cells, is_number)


def _widen(columns: Sequence[ListColumn], room: int) -> None:
    """Share what is left of the line among the columns that are wrapped, the narrowest first."""
    for column in columns:
        column.width = column.least
    left = room - sum(column.width + GAP for column in columns) + GAP
    waiting = sorted((one for one in columns if one.natural > one.width), key=lambda one: one.natural)
    for place, column in enumerate(waiting):
        more = min(left // (len(waiting) - place), column.natural - column.width)
        column.width, left = column.width + more, left - more


def _draw(columns: Sequence[ListColumn]) -> RenderableType:
    from rich.box import Box
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=Box(PLAIN, ascii=True), show_edge=False, padding=(0, GAP - 1, 0, 0), pad_edge=False)
    drawn.header_style = "bold"
    for column in columns:
        side = "right" if column.is_number else "left"
        drawn.add_column(Text("\n".join(column.head)), justify=side, width=column.width, vertical="top")  # type: ignore[arg-type]
    for cells in zip(*(column.cells for column in columns), strict=True):
        drawn.add_row(*map(Text, cells))
    return drawn
