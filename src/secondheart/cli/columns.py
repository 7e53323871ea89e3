"""Columns of a table that fit a line: numbers whole, words whole, long texts wrapped, a hanging second line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

PLAIN = "    \n    \n -- \n" + 5 * "    \n"  # a box with nothing but a line under its head, in any encoding
GAP = 2
SHORT_TEXT = 18  # letters of a text that is never wrapped
SHORT_CELL = 12  # letters of a number, its unit or the key of its source
LEAST_TEXT = 12  # letters that a wrapped text has at least


@dataclass
class TableColumn:
    """A column of a table: what stands in it, and how wide it is drawn."""

    head: list[str]
    cells: list[str]
    is_number: bool
    hangs: bool = False
    width: int = 0

    @property
    def natural(self) -> int:
        """Letters that it needs so that nothing is wrapped."""
        lines = (line for cell in self.cells for line in cell.split("\n"))
        return max(map(len, (*self.head, *lines)))

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
        if self.is_number or (self.natural <= SHORT_TEXT and not self.hangs):
            return self.natural
        words = (
            len(word) + _indent(cell) + GAP * (self.hangs and place > 0)
            for cell in self.cells
            for place, word in enumerate(cell.split())
        )
        heads = (len(word) for line in self.head for word in line.split())
        return min(max(LEAST_TEXT * (not self.hangs), *heads, *words), self.natural)

    def fold(self, text: str) -> str:
        """Return a text in lines that fit; where the column hangs, the second one begins further in."""
        lines = []
        if self.is_number or max(map(len, text.split("\n"))) <= self.width:
            return text
        for line in text.split("\n"):
            indent = " " * _indent(line)
            behind = indent + " " * GAP * self.hangs
            lines += wrap(
                line.strip(), self.width, initial_indent=indent, subsequent_indent=behind, break_on_hyphens=False
            ) or [""]
        return "\n".join(lines)


def stack_words(text: str, width: int) -> list[str]:
    """Return the words of a heading in lines, stacked where they are wider than what stands below.

    Examples
    --------
    >>> stack_words("ankle low mmHg", 4), stack_words("degree means", 20)
    (['ankle', 'low', 'mmHg'], ['degree means'])
    """
    head: list[str] = []
    for word in text.split():
        if head and len(head[-1]) + 1 + len(word) <= width:
            head[-1] += f" {word}"
        else:
            head.append(word)
    return head


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def fit_columns(columns: Sequence[TableColumn], room: int, gap: int = GAP, keys: int = 1) -> list[TableColumn]:
    """Return the first columns that fit a line together, `keys` of them in any case, with their widths."""
    chosen = list(columns[:keys])
    for column in columns[keys:]:
        if sum(one.least + gap for one in chosen) + column.least > room:
            break
        chosen.append(column)
    _widen(chosen, room, gap)
    return chosen


def _widen(columns: Sequence[TableColumn], room: int, gap: int) -> None:
    """Share what is left of the line among the columns that are wrapped, the narrowest first."""
    for column in columns:
        column.width = column.least
    left = room - sum(column.width + gap for column in columns) + gap
    waiting = sorted((one for one in columns if one.natural > one.width), key=lambda one: one.natural)
    for place, column in enumerate(waiting):
        more = max(min(left // (len(waiting) - place), column.natural - column.width), 0)
        column.width, left = column.width + more, left - more


def draw_columns(columns: Sequence[TableColumn], gap: int = GAP) -> Table:
    """Return columns as a table, as wide as they are."""
    from rich.box import Box
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=Box(PLAIN, ascii=True), show_edge=False, padding=(0, gap - 1, 0, 0), pad_edge=False)
    drawn.header_style = "bold"
    for column in columns:
        side = "right" if column.is_number else "left"
        head = "\n".join(map(column.fold, column.head))
        drawn.add_column(Text(head), justify=side, width=column.width, vertical="top")  # type: ignore[arg-type]
    for cells in zip(*(map(column.fold, column.cells) for column in columns), strict=True):
        drawn.add_row(*map(Text, cells))
    return drawn
