"""Tables for people, by rich: as wide as the terminal, or as wide as they need where there is none."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import StringIO
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING

from secondheart.cli.columns import TableColumn, draw_columns, fit_columns
from secondheart.report.text import escape

if TYPE_CHECKING:
    from rich.console import RenderableType

UNBOUNDED = 1000  # columns; a file or a pipe has no edge, and no line of text is broken there
LABEL = re.compile(r"\[\d+\] |- |\S(?:\S| (?! )){0,9} {2,}")
USUAL_TERMINAL = (100, 24)  # columns and lines, where there is no terminal to ask


def render(*parts: RenderableType) -> str:
    """Return parts one under the other, as text for standard output; texts are wrapped between words on a terminal."""
    from rich.console import Console

    terminal, text = sys.stdout.isatty(), StringIO()
    console = Console(
        file=text, force_terminal=terminal, width=_room(), height=USUAL_TERMINAL[1],  # both, or a dumb one has 80
        markup=False, highlight=False, emoji=False,
    )  # fmt: skip
    for part in parts:
        whole = _fold_text(escape(part)) if isinstance(part, str) else part
        console.print(whole, no_wrap=True, overflow="ignore", crop=False)
    return "".join(line.rstrip() + "\n" for line in text.getvalue().splitlines())


def _room() -> int:
    return get_terminal_size(USUAL_TERMINAL)[0] if sys.stdout.isatty() else UNBOUNDED


def _fold_text(text: str) -> str:
    """Return a text in lines that fit; what follows a label, a number in brackets or a dash stays behind it."""
    lines = []
    for line in text.split("\n"):
        label = LABEL.match(line)
        behind = " " * (len(label[0]) if label else len(line) - len(line.lstrip(" ")))
        folded = wrap(line, _room(), subsequent_indent=behind, break_long_words=False, break_on_hyphens=False)
        lines += folded or [""]
    return "\n".join(lines)


def build_table(
    headers: Sequence[str], rows: Iterable[Sequence[object]], numbers: Iterable[int] = (), gap: int = 2, keys: int = 1
) -> RenderableType:
    """Return a table with columns `gap` apart; `numbers` are columns aligned to the right, and never wrapped.

    Texts are wrapped between words. Columns that have no room on a narrow terminal follow in a further table below,
    behind the first columns, the `keys`, again.
    """
    from rich.console import Group

    to_the_right = set(numbers)
    cells = [[escape(format_cell(cell)) for cell in row] for row in rows]
    columns = [
        TableColumn(escape(header).split("\n"), [row[place] for row in cells], place in to_the_right, hangs=place == 0)
        for place, header in enumerate(headers)
    ]
    blocks = list(_blocks(columns, gap, keys))
    if gap > 1 and len(blocks) > 1:
        blocks = list(_blocks(columns, gap := gap - 1, keys))
    drawn = [part for block in blocks for part in (draw_columns(block, gap), "")]
    return Group(*drawn[:-1])


def _blocks(columns: Sequence[TableColumn], gap: int, keys: int) -> Iterator[list[TableColumn]]:
    """Yield groups of columns that fit side by side behind the first ones."""
    left = list(columns[keys:])
    while True:
        chosen = fit_columns([*columns[:keys], *left], _room(), gap, keys + 1)
        yield [replace(column, width=column.width) for column in chosen]
        left = left[len(chosen) - keys :]
        if not left:
            return


def table_or_records(
    headers: Sequence[str], rows: Sequence[Sequence[object]], numbers: Iterable[int] = ()
) -> RenderableType:
    """Return a table, or its rows one under the other where the terminal, or a usual one, is too narrow for it.

    A table of two columns stays one: its second may be folded.
    """
    room = get_terminal_size(USUAL_TERMINAL)[0]
    columns = zip(headers, *([format_cell(cell) for cell in row] for row in rows), strict=True)
    needed = sum(max(map(len, column)) + 2 for column in columns)
    return build_table(headers, rows, numbers) if needed <= room or len(headers) <= 2 else records(headers, rows, room)


def records(headers: Sequence[str], rows: Iterable[Sequence[object]], width: int) -> str:
    """Return each row as a name with its values below, in lines that fit; missing ones are left out.

    Examples
    --------
    >>> print(records(["name", "title", "lag s"], [["foot-pump", "a slipper", 0.4], ["none", None, 0.0]], 24))
    foot-pump
      title: a slipper; lag
      s: 0.4
    none
      lag s: 0
    """
    lines = []
    for row in rows:
        cells = [(head, cell) for head, cell in zip(headers[1:], row[1:], strict=True) if cell not in (None, "")]
        values = "; ".join(f"{head}: {format_cell(cell)}" if head else format_cell(cell) for head, cell in cells)
        below = wrap(values, width, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
        lines += [format_cell(row[0]), *below]
    return "\n".join(lines)


def number_sources(sources: Iterable[str]) -> dict[str, int]:
    """Number sources in the order in which they come, each once, so that a table need not hold their words.

    Examples
    --------
    >>> number_sources(["Pollack 1949", "", "Stick 1992", "Pollack 1949"])
    {'Pollack 1949': 1, 'Stick 1992': 2}
    """
    return {source: number for number, source in enumerate(dict.fromkeys(filter(None, sources)), start=1)}


def format_cell(cell: object) -> str:
    """Return the text of a cell: numbers in four digits, a dash where there is nothing.

    Examples
    --------
    >>> format_cell(3.14159), format_cell(None), format_cell(True), format_cell([1.0, 2.5])
    ('3.142', '-', 'yes', '1, 2.5')
    """
    if cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell)):
        return "-"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, list | tuple):
        return ", ".join(format_cell(part) for part in cell)
    return f"{cell:.4g}" if isinstance(cell, float) else str(cell)
