"""Tables of a run, or of several side by side: what happened, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from secondheart.anatomy import LEGS
from secondheart.report.one_sided import legs_apart
from secondheart.report.panels import LabelledRun
from secondheart.report.summary import Means, Pair, Span, clock, means, spans
from secondheart.report.text import format_difference, format_number
from secondheart.results import measure
from secondheart.variables import QUANTITIES

PARTS_ABREAST = 4  # more go into a table below


@dataclass(frozen=True)
class TableRow:
    """One line of a table: a quantity in each column, and its difference to the first where columns are people."""

    label: str
    unit: str
    values: tuple[float, ...]
    digits: int

    @property
    def cells(self) -> tuple[str, ...]:
        """The values in figures."""
        return tuple(format_number(value, self.digits) for value in self.values)

    @property
    def differences(self) -> tuple[str, ...]:
        """The difference of each value to the first, in figures; nothing for the first."""
        return ("", *(format_difference(value - self.values[0], self.digits) for value in self.values[1:]))


@dataclass(frozen=True)
class PartTable:
    """Quantities by columns."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    people: bool = False


def part_tables(cases: Sequence[LabelledRun]) -> list[PartTable]:
    """Return what happened in each part: of one run the parts beside each other, of several the people."""
    parts = spans(measure.protocol_of(cases[0].result))
    by_case = [[means(case.result, part) for part in parts] for case in cases]
    apart = legs_apart((case.result for case in cases), (row for rows in by_case for row in rows))
    if len(cases) == 1:
        return list(_by_part(parts, by_case[0], apart))
    labels = tuple(case.label for case in cases)
    return [
        PartTable(
            _part_label(number, part, parts),
            labels,
            _rows([rows[number] for rows in by_case], apart),
            people=True,
        )
        for number, part in enumerate(parts)
    ]


def _by_part(parts: Sequence[Span], by_case: Sequence[Means], apart: bool) -> Iterator[PartTable]:
    for start in range(0, len(parts), PARTS_ABREAST):
        chosen = range(start, min(start + PARTS_ABREAST, len(parts)))
        columns = tuple(_part_label(number, parts[number], parts) for number in chosen)
        yield PartTable("", columns, _rows([by_case[number] for number in chosen], apart))


def _part_label(number: int, part: Span, parts: Sequence[Span]) -> str:
    place = f"{number + 1}. " if len(parts) > 1 else ""
    return f"{place}{part.label}, {clock(part.duration_s)}"


def _rows(columns: Sequence[Means], apart: bool) -> tuple[TableRow, ...]:
    return tuple(row for field in fields(Means) for row in _quantity_rows(field.name, columns, apart))


def _quantity_rows(name: str, columns: Sequence[Means], apart: bool) -> Iterator[TableRow]:
    one = QUANTITIES[name]
    values: list[float | Pair] = [getattr(column, name) for column in columns]
    pairs = [value for value in values if isinstance(value, tuple)]
    if not pairs:
        yield TableRow(
            one.label, one.unit, tuple(value for value in values if not isinstance(value, tuple)), one.digits
        )
    elif apart:
        for place, side in enumerate(LEGS):
            yield TableRow(f"{one.label}, {side}", one.unit, tuple(pair[place] for pair in pairs), one.digits)
    else:
        label = one.label.replace("the leg", "both legs") if one.summed else one.label
        yield TableRow(label, one.unit, tuple(sum(pair) / (1 if one.summed else 2) for pair in pairs), one.digits)
