"""What `secondheart test` prints: who is tested, the findings of each test, variants of it, sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondheart.cli.columns import stack_words
from secondheart.cli.run_table import format_fields
from secondheart.cli.tables import build_table, number_sources, render
from secondheart.clinic import TESTS, Finding
from secondheart.people.missed import missed_by_healthy
from secondheart.report.finding_rows import (
    LEGEND_OF_RANGES,
    VARIANT,
    FindingRow,
    finding_rows,
    number_ranges,
    spread_cells,
)
from secondheart.report.text import DISCLAIMER, describe_person, format_number
from secondheart.variables import quantity_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from secondheart.person import Person

VARIANT_LETTERS = 8  # of a line of a heading over a variant's figures


def findings_report(
    findings: Sequence[Finding], person: Person, asked: Mapping[str, Any], written: Sequence[Path | str] = ()
) -> str:
    """Return the report of some tests."""
    rows = finding_rows(findings)
    sources = number_sources(row.source for row in rows)
    fields = [("person", describe_person(person)), *((name, str(value)) for name, value in asked.items())]
    return render(
        format_fields(fields),
        *_tables(rows, sources),
        *_variants([one for one in findings if VARIANT in one.test]),
        *([LEGEND_OF_RANGES] if sources else []),
        *missed_by_healthy({one.name for one in findings}).values(),
        *(f"[{number}] {source}" for source, number in sources.items()),
        *(f"written: {path}" for path in written),
        DISCLAIMER,
    )


def _tables(rows: Sequence[FindingRow], sources: Mapping[str, int]) -> Iterator[RenderableType]:
    """Yield a table for each test, all with the same columns."""
    columns = max((len(row.cells) for row in rows), default=1)
    headings = ("left ", "right ") if columns > 1 else ("value ",)
    for test, group in groupby(rows, key=lambda row: row.test):
        lines = [(row.label, *spread_cells(row, columns), row.unit, number_ranges(row, sources)) for row in group]
        title = TESTS[test].title if test in TESTS else test.replace("-", " ").capitalize()
        yield ""
        yield build_table((title, *headings, "unit", "normal"), lines, range(1, columns + 1))
    yield ""


def _variants(findings: Sequence[Finding]) -> list[RenderableType]:
    """Return one line for each variant of a test (named test:variant), with one column for each finding."""
    if not findings:
        return []
    names = list(dict.fromkeys((one.name, one.unit) for one in findings))
    values = {(one.test, one.name): one.value for one in findings}
    rows = [
        (_variant(test), *(_figure(values.get((test, name)), name, unit) for name, unit in names))
        for test in dict.fromkeys(one.test for one in findings)
    ]
    labels = (f"{quantity_of(name).label} {unit}" for name, unit in names)
    headers = ("variant", *("\n".join(stack_words(label, VARIANT_LETTERS)) for label in labels))
    return [build_table(headers, rows, range(1, len(headers))), ""]


def _variant(test: str) -> str:
    """Return a variant in words: ``forces-lying:heart+breathing`` as "lying: heart, breathing"."""
    return (test.partition("-")[2] or test).replace(VARIANT, f"{VARIANT} ").replace("+", ", ")


def _figure(value: float | None, name: str, unit: str) -> str:
    return format_number(value, quantity_of(name, unit).digits)
