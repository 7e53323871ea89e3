"""Findings as rows: one a quantity, both legs in one figure where they agree, in words, with what is normal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from secondheart.clinic import Finding
from secondheart.report.text import band, format_number
from secondheart.variables import quantity_of

VARIANT = ":"  # between a test and what was changed in it
MORE_DIGITS = 2  # at most, where rounding would hide on which side of a limit a value lies
ABNORMAL = "!"  # outside the normal range
LEGEND_OF_RANGES = "!: outside the normal range; ( ): a published spread, by which nobody is judged"


@dataclass(frozen=True)
class FindingRow:
    """One quantity of one test: a cell for both legs, or for the left and the right one, marked where abnormal."""

    test: str
    label: str
    unit: str
    cells: tuple[str, ...]
    range: str
    source: str


def finding_rows(findings: Iterable[Finding]) -> list[FindingRow]:
    """Return findings as rows, without those that have neither a value nor a range, and without variants of a test."""
    return [_row(group) for group in groups_of(findings) if says_something(group)]


def groups_of(findings: Iterable[Finding]) -> Iterator[list[Finding]]:
    """Yield the findings of each quantity of a test, of both legs, without variants of a test."""
    group: list[Finding] = []
    for one in findings:
        if VARIANT in one.test:
            continue
        if group and (group[-1].test, group[-1].name) != (one.test, one.name):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def says_something(group: Sequence[Finding]) -> bool:
    """Say whether findings of one quantity have a value, or a range that they lack one for."""
    ranged = any(one.normal_low is not None or one.normal_high is not None for one in group)
    nothing = all(one.value in (None, 0.0) for one in group)
    return not nothing or ranged


def _row(group: Sequence[Finding]) -> FindingRow:
    first = group[0]
    quantity = quantity_of(first.name, first.unit)
    cells = tuple(format_finding(one) + (ABNORMAL if one.is_normal is False else "") for one in group)
    return FindingRow(
        test=first.test,
        label=quantity.label,
        unit=first.unit,
        cells=cells[:1] if len(set(cells)) == 1 else cells,
        range=range_in_words(first) or "-",
        source=first.source,
    )


def range_in_words(one: Finding) -> str:
    """Return the range of a finding, in parentheses where nobody is judged by it; empty where there is none.

    Examples
    --------
    >>> atrium = Finding(name="right_atrial_mean", value=-2.3, unit="mmHg", side="both", normal_low=-2, test="")
    >>> range_in_words(atrium), range_in_words(atrium.replace(range_kind="published"))
    ('-2 or more', '(-2 or more)')
    """
    if one.normal_low is None and one.normal_high is None:
        return ""
    limits = band(one.normal_low, one.normal_high)
    return f"({limits})" if one.range_kind == "published" else limits


def format_finding(one: Finding) -> str:
    """Return the value of a finding, in as many digits as what is measured deserves, and rounded across no limit.

    Examples
    --------
    >>> vfi = Finding(name="VFI", value=2.04, unit="mL/s", side="both", normal_high=2.0, test="apg")
    >>> format_finding(vfi), format_finding(vfi.replace(value=1.62))
    ('2.04', '1.6')
    """
    digits = quantity_of(one.name, one.unit).digits
    if one.value is None:
        return "-"
    for more in range(MORE_DIGITS + 1):
        text = format_number(one.value, digits + more)
        if one.replace(value=float(text)).is_normal == one.is_normal:
            return text
    return text


def finding_table(findings: Iterable[Finding]) -> str:
    """Return findings as plain text, a line each."""
    rows = finding_rows(findings)
    columns = max((len(row.cells) for row in rows), default=1)
    heads = ("", *(("left", "right") if columns > 1 else ("value",)), "unit", "normal")
    lines = [heads, *((row.label, *spread_cells(row, columns), row.unit, row.range) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_line(line, widths, columns) for line in lines)


def spread_cells(row: FindingRow, columns: int) -> tuple[str, ...]:
    """Return the cells of a row in so many columns, those without a mark with room for one.

    A figure that holds for both legs stands under each.
    """
    cells = row.cells * columns if len(row.cells) == 1 else row.cells
    return tuple(cell if cell.endswith(ABNORMAL) else f"{cell} " for cell in cells)


def _line(cells: Sequence[str], widths: Sequence[int], columns: int) -> str:
    padded = [
        cell.rjust(width) if 0 < place <= columns else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()


def number_ranges(row: FindingRow, sources: Mapping[str, int]) -> str:
    """Return the range of a row with the number of its source."""
    return f"{row.range} [{sources[row.source]}]" if row.source else row.range
