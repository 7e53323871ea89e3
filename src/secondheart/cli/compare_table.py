"""What `secondheart compare` prints: who is compared, what happened part by part, what is normal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from secondheart.cli.plans import Plan
from secondheart.cli.run_table import headed, how_it_went, told_plan
from secondheart.cli.tables import rendered, table
from secondheart.clinic import Finding, measure
from secondheart.report.normal import end_findings
from secondheart.report.series import LETTERS, Case
from secondheart.report.tables import Table, part_tables
from secondheart.report.words import DISCLAIMER, band, fixed, told_person

if TYPE_CHECKING:
    from rich.console import RenderableType

LEGEND = (
    "Means over each part, of both legs unless a side is named; "
    "calf's veins: their volume at the end, less that at the start."
)


def comparison(cases: Sequence[Case], plan: Plan, written: Sequence[str] = ()) -> str:
    """Return the report of a comparison."""
    letters = LETTERS[: len(cases)]
    people = zip(letters, (told_person(measure.person_of(case.result)) for case in cases), strict=True)
    return rendered(
        headed([*told_plan(plan), *people]),
        "",
        *_parts(part_tables(cases), letters),
        LEGEND,
        "",
        *_normal(cases, letters),
        *(f"{letter}: {how_it_went(case.result)}" for letter, case in zip(letters, cases, strict=True)),
        *(f"written: {path}" for path in written),
        DISCLAIMER,
    )


def _parts(parts: Sequence[Table], letters: str) -> Iterator[RenderableType]:
    headings = ("", "unit", *letters, *(f"{letter} - {letters[0]}" for letter in letters[1:]))
    rows: list[Sequence[str]] = []
    for part in parts:
        rows.append((part.caption, *[" "] * (len(headings) - 1)))
        rows += [(f"  {row.words}", row.unit, *row.cells, *row.differences[1:]) for row in part.rows]
    yield table(headings, rows, range(2, len(headings)))
    yield ""


def _normal(cases: Sequence[Case], letters: str) -> Iterator[RenderableType]:
    """Yield how parts end, where it is known what is normal there."""
    found = [end_findings(case.result) for case in cases]
    if not found[0]:
        return
    headings = ("at the end of", "finding", "side", *letters, "unit", "normal", "source of the normal range")
    rows = [(*_told(row[0]), *(_marked(one) for one in row), *_range(row[0])) for row in zip(*found, strict=True)]
    yield table(headings, rows, range(3, 3 + len(letters)))
    yield "!: outside of the normal range"
    yield ""


def _told(finding: Finding) -> tuple[str, str, str]:
    return finding.test, finding.name.replace("_", " "), finding.side


def _marked(finding: Finding) -> str:
    return fixed(finding.value, 1) + ("!" if finding.is_normal is False else "")


def _range(finding: Finding) -> tuple[str, str, str]:
    return finding.unit, band(finding.normal_low, finding.normal_high), finding.source
