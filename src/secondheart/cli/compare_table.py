"""What `secondheart compare` prints: who is compared, what happened part by part, what is normal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from secondheart.cli.inputs import Plan
from secondheart.cli.run_table import HELD_BACK_LINE, format_fields, plan_fields
from secondheart.cli.tables import build_table, number_sources, render
from secondheart.clinic import Finding
from secondheart.report.normal_ranges import ends_beside
from secondheart.report.panels import CASE_LETTERS, LabelledRun
from secondheart.report.part_tables import PartTable, part_tables
from secondheart.report.summary import clock
from secondheart.report.text import DISCLAIMER, band, describe_person, format_number
from secondheart.results import measure
from secondheart.variables import quantity_label

if TYPE_CHECKING:
    from rich.console import RenderableType

COMPARISON_LEGEND = (
    "Means over each part, of both legs unless a side is named; "
    "calf's veins: their volume at the end, less that at the start. Differences are those before rounding."
)


def comparison(cases: Sequence[LabelledRun], plan: Plan, written: Sequence[str] = ()) -> str:
    """Return the report of a comparison."""
    letters = CASE_LETTERS[: len(cases)]
    people = zip(letters, (describe_person(measure.person_of(case.result)) for case in cases), strict=True)
    return render(
        format_fields([*plan_fields(plan), *people]),
        "",
        *_parts(part_tables(cases), letters),
        COMPARISON_LEGEND,
        "",
        *_normal(cases, letters),
        _runs_line(cases),
        *(f"written: {path}" for path in written),
        DISCLAIMER,
    )


def _parts(parts: Sequence[PartTable], letters: str) -> Iterator[RenderableType]:
    headings = ("", "unit", *letters, *(f"{letter} - {letters[0]}" for letter in letters[1:]))
    rows: list[Sequence[str]] = []
    for part in parts:
        rows.append((part.caption, *[" "] * (len(headings) - 1)))
        rows += [(f"  {row.label}", row.unit, *row.cells, *row.differences[1:]) for row in part.rows]
    yield build_table(headings, rows, range(2, len(headings)))
    yield ""


def _normal(cases: Sequence[LabelledRun], letters: str) -> Iterator[RenderableType]:
    """Yield how parts end, where it is known what is normal there."""
    ends = ends_beside(cases)
    if not ends[0]:
        return
    headings = ("at the end of", "finding", *letters, "unit", "normal")
    sources = number_sources(row.source for row in ends[0])
    rows = [
        (*_place_and_label(row[0]), *(_mark(one) for one in row), *_range(row[0], sources))
        for row in zip(*ends, strict=True)
    ]
    yield build_table(headings, rows, range(2, 2 + len(letters)))
    yield "!: outside the normal range"
    yield from (f"[{number}] {source}" for source, number in sources.items())
    yield ""


def _runs_line(cases: Sequence[LabelledRun]) -> str:
    """Return a line with beats, computing time and drift of all runs."""
    attributes = [case.result.attrs for case in cases]
    beats, drifts = ((", ".join(str(one[name]) for one in attributes)) for name in ("beats", "volume_drift_mL"))
    together, held_back = (sum(one[name] for one in attributes) for name in ("wall_s", "held_back_steps"))
    return (
        f"{beats} beats; {clock(attributes[0]['duration_s'])} each, together in {together:.1f} s; "
        f"volume drift {drifts} mL; step {_steps(attributes)} ms"
        + (HELD_BACK_LINE.format(held_back) if held_back else "")
    )


def _steps(attributes: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(dict.fromkeys(f"{1000.0 * one['dt_s']:g}" for one in attributes))


def _place_and_label(finding: Finding) -> tuple[str, str]:
    label = quantity_label(finding.name)
    return finding.test, label if finding.side == "both" else f"{label}, {finding.side}"


def _mark(finding: Finding) -> str:
    return format_number(finding.value, 1) + ("!" if finding.is_normal is False else "")


def _range(finding: Finding, sources: Mapping[str, int]) -> tuple[str, str]:
    return finding.unit, f"{band(finding.normal_low, finding.normal_high)} [{sources[finding.source]}]"
