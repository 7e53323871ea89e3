"""What `secondheart compare` prints: who is compared, what happened part by part, what is normal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondheart.cli.run_table import HELD_BACK_LINE, format_fields, plan_fields
from secondheart.cli.tables import build_table, number_sources, render
from secondheart.clinic import Finding
from secondheart.report.comparison import Comparison
from secondheart.report.comparisons import answers, compared_rows
from secondheart.report.finding_rows import ABNORMAL, LEGEND_OF_RANGES, range_in_words
from secondheart.report.normal_ranges import ends_beside
from secondheart.report.panels import CASE_LETTERS, LabelledRun
from secondheart.report.part_tables import PartTable, TableRow, part_tables
from secondheart.report.summary import clock
from secondheart.report.text import DISCLAIMER, describe_person, format_number
from secondheart.results.beyond_life import beyond_life
from secondheart.variables import QUANTITIES, quantity_label

if TYPE_CHECKING:
    from rich.console import RenderableType

    from secondheart.cli.inputs import Plan
    from secondheart.person import Person

MANY = 4  # people with whom columns stand closer
# What a garment changes comes first: everything of the leg's veins
CHANGED = (
    *("ankle_wall_mean", "ankle_vein_mean", "ankle_vein_lowest", "foot_vein_mean"),
    *("calf_volume_change", "leg_outflow"),
)
CHANGED_LABELS = [
    f"{label}{side}"
    for name in CHANGED
    for label in (QUANTITIES[name].label, QUANTITIES[name].label.replace("the leg", "both legs"))
    for side in ("", ", left", ", right")
]
COMPARISON_LEGEND = (
    "Means over each part, of both legs unless a side is named; "
    "calf's veins: their volume at the end, less that at the start. Differences are those before rounding."
)


def comparisons_report(
    done: Sequence[Comparison], plans: Sequence[Plan], people: Sequence[Person], written: Sequence[Path | str] = ()
) -> str:
    """Return the report of comparisons: who is compared, the answer, then each of them."""
    letters = CASE_LETTERS[: len(people)]
    planned = [field for one in plans for field in plan_fields(one)]
    described = zip(letters, map(describe_person, people), strict=True)
    sources = number_sources(source for one in done for source in _sources(one))
    return render(
        format_fields([*planned, *described]),
        "",
        *_answers(done, letters),
        "",
        *(part for one in done for part in _one(one, letters, sources)),
        *([LEGEND_OF_RANGES] if sources else []),
        *(f"[{number}] {source}" for source, number in sources.items()),
        *(f"written: {path}" for path in written),
        DISCLAIMER,
    )


def _answers(done: Sequence[Comparison], letters: str) -> Iterator[str]:
    """Yield what differs most: in all tests and days together, and in the part of each protocol that shows most."""
    tested = [one.findings for one in done if one.protocol is None]
    if tested:
        together = [list(chain.from_iterable(mine)) for mine in zip(*tested, strict=True)]
        yield from answers(letters, together)
    for one in done:
        if one.protocol is not None:
            yield from one.answers


def _sources(one: Comparison) -> list[str]:
    """Return where the ranges of one comparison come from."""
    if one.protocol is None:
        return [row.source for row in compared_rows(one.findings)]
    return [row.source for row in ends_beside(one.runs)[0]]


def _one(one: Comparison, letters: str, sources: Mapping[str, int]) -> Iterator[RenderableType]:
    if one.protocol is None:
        yield _findings(one, letters, sources)
        yield ""
        return
    cases = one.runs
    yield from _parts(part_tables(cases), letters)
    yield COMPARISON_LEGEND
    yield ""
    yield from _normal(cases, letters, sources)
    yield _runs_line(cases)
    yield ""


def _findings(one: Comparison, letters: str, sources: Mapping[str, int]) -> RenderableType:
    """Return the findings of a test or a day side by side."""
    headings = (one.title, *(f"{letter} " for letter in letters), "unit", "normal")
    rows = [
        (
            row.label,
            *(cell if cell.endswith(ABNORMAL) else f"{cell} " for cell in row.cells),
            row.unit,
            f"{row.range} [{sources[row.source]}]" if row.source else row.range,
        )
        for row in compared_rows(one.findings)
    ]
    return build_table(headings, rows, range(1, 1 + len(letters)))


def _parts(parts: Sequence[PartTable], letters: str) -> Iterator[RenderableType]:
    headings = ("", "unit", *letters, *(f"{letter} - {letters[0]}" for letter in letters[1:]))
    rows: list[Sequence[str]] = []
    for part in parts:
        rows.append((part.caption, *[" "] * (len(headings) - 1)))
        ordered = sorted(part.rows, key=_place)
        rows += [(f"  {row.label}", row.unit, *row.cells, *row.differences[1:]) for row in ordered]
    yield build_table(headings, rows, range(2, len(headings)), gap=2 if len(letters) < MANY else 1)
    yield ""


def _place(row: TableRow) -> int:
    """Return where a row stands: what a garment changes first, all else as it is."""
    return CHANGED_LABELS.index(row.label) if row.label in CHANGED_LABELS else len(CHANGED_LABELS)


def _normal(cases: Sequence[LabelledRun], letters: str, sources: Mapping[str, int]) -> Iterator[RenderableType]:
    """Yield how parts end, where it is known what is normal there."""
    ends = ends_beside(cases)
    if not ends[0]:
        return
    headings = ("at the end of", "finding", *letters, "unit", "normal")
    rows = [
        (*_place_and_label(row[0]), *(_mark(one) for one in row), *_range(row[0], sources))
        for row in zip(*ends, strict=True)
    ]
    yield build_table(headings, rows, range(2, 2 + len(letters)))
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
        + "".join(f"\n{case.label}: {sentence}" for case in cases for sentence in beyond_life(case.result))
    )


def _steps(attributes: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(dict.fromkeys(f"{1000.0 * one['dt_s']:g}" for one in attributes))


def _place_and_label(finding: Finding) -> tuple[str, str]:
    label = quantity_label(finding.name)
    return finding.test, label if finding.side == "both" else f"{label}, {finding.side}"


def _mark(finding: Finding) -> str:
    return format_number(finding.value, 1) + ("!" if finding.is_normal is False else "")


def _range(finding: Finding, sources: Mapping[str, int]) -> tuple[str, str]:
    return finding.unit, f"{range_in_words(finding) or '-'} [{sources[finding.source]}]"
