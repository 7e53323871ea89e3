"""Tables of a run, or of several side by side: what happened, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secondheart.anatomy import LEGS
from secondheart.report.one_sided import legs_apart
from secondheart.report.panels import Case
from secondheart.report.summary import UNITS, Means, Pair, Span, clock, means, spans
from secondheart.report.text import fixed, signed
from secondheart.results import measure

# field of Means: what it is called, digits after the point
ROWS = {
    "heart_rate": ("heart rate", 1),
    "arterial_mean": ("mean arterial pressure", 1),
    "stroke_volume": ("stroke volume", 1),
    "cardiac_output": ("cardiac output", 2),
    "right_atrial_mean": ("right atrium", 1),
    "ankle_vein_mean": ("ankle vein", 1),
    "ankle_vein_lowest": ("ankle vein, lowest", 1),
    "foot_vein_mean": ("foot vein", 1),
    "leg_outflow": ("outflow", 2),
    "calf_volume_change": ("calf's veins, change", 1),
}
SUMMED = "leg_outflow"
COLUMNS = 4  # parts beside each other; more begin anew below


@dataclass(frozen=True)
class Quantity:
    """One line of a table: a quantity of each column, and its difference to the first where columns are people."""

    words: str
    unit: str
    values: tuple[float, ...]
    digits: int

    @property
    def cells(self) -> tuple[str, ...]:
        """The values in figures."""
        return tuple(fixed(value, self.digits) for value in self.values)

    @property
    def differences(self) -> tuple[str, ...]:
        """The difference of each value to the first, in figures; nothing for the first."""
        return ("", *(signed(value - self.values[0], self.digits) for value in self.values[1:]))


@dataclass(frozen=True)
class Table:
    """Quantities by columns."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Quantity, ...]
    people: bool = False


def part_tables(cases: Sequence[Case]) -> list[Table]:
    """Return what happened in each part: of one run the parts beside each other, of several the people."""
    parts = spans(measure.protocol_of(cases[0].result))
    found = [[means(case.result, part) for part in parts] for case in cases]
    apart = legs_apart((case.result for case in cases), (row for rows in found for row in rows))
    if len(cases) == 1:
        return list(_by_part(parts, found[0], apart))
    labels = tuple(case.label for case in cases)
    return [
        Table(_told(number, part, parts), labels, _rows([rows[number] for rows in found], apart), people=True)
        for number, part in enumerate(parts)
    ]


def _by_part(parts: Sequence[Span], found: Sequence[Means], apart: bool) -> Iterator[Table]:
    for start in range(0, len(parts), COLUMNS):
        chosen = range(start, min(start + COLUMNS, len(parts)))
        columns = tuple(_told(number, parts[number], parts) for number in chosen)
        yield Table("", columns, _rows([found[number] for number in chosen], apart))


def _told(number: int, part: Span, parts: Sequence[Span]) -> str:
    place = f"{number + 1}. " if len(parts) > 1 else ""
    return f"{place}{part.label}, {clock(part.duration_s)}"


def _rows(columns: Sequence[Means], apart: bool) -> tuple[Quantity, ...]:
    return tuple(row for name in ROWS for row in _quantities(name, columns, apart))


def _quantities(name: str, columns: Sequence[Means], apart: bool) -> Iterator[Quantity]:
    words, digits = ROWS[name]
    found: list[float | Pair] = [getattr(column, name) for column in columns]
    pairs = [value for value in found if isinstance(value, tuple)]
    if not pairs:
        yield Quantity(words, UNITS[name], tuple(value for value in found if not isinstance(value, tuple)), digits)
    elif apart:
        for place, side in enumerate(LEGS):
            yield Quantity(f"{words}, {side}", UNITS[name], tuple(pair[place] for pair in pairs), digits)
    else:
        whole = name == SUMMED
        told = f"{words} of both legs" if whole else words
        yield Quantity(told, UNITS[name], tuple(sum(pair) / (1 if whole else 2) for pair in pairs), digits)
