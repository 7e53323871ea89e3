"""A list as a table that fits: what does not fit is wrapped between words, left out from the right, and named."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from secondheart.cli.columns import GAP, TableColumn, draw_columns, fit_columns, stack_words
from secondheart.cli.tables import USUAL_TERMINAL, format_cell, records
from secondheart.report.text import escape

if TYPE_CHECKING:
    from rich.console import RenderableType


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
    chosen = fit_columns(columns, room)
    for column in columns[len(chosen) :]:  # a narrow one may still fit behind a wide one that does not
        chosen = chosen if len(wider := fit_columns([*chosen, column], room)) == len(chosen) else wider
    left_out = [" ".join(one.head) for one in others if one not in chosen]
    note = [f"left out here: {', '.join(left_out)}; --tsv and --json have all"] if left_out else []
    lines = [line for sentence in note for line in ("", *wrap(sentence, room, break_on_hyphens=False))]
    return [draw_columns(chosen), *lines]


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


def _column(key: str, values: Sequence[Any]) -> TableColumn:
    known = [value for value in values if value is not None]
    is_number = bool(known) and all(isinstance(one, int | float) and not isinstance(one, bool) for one in known)
    cells = [escape(format_cell(value)) for value in values]
    widest = max([len(cell) for cell in cells], default=0)
    return TableColumn(stack_words(key.replace("_", " "), widest), cells, is_number)
