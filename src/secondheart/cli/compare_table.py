"""What `secondheart compare` prints: who is compared, what happened part by part, what is normal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from secondheart.cli.inputs import Plan
from secondheart.cli.run_table import HELD_BACK, headed, told_plan
from secondheart.cli.tables import numbered, rendered, table
from secondheart.clinic import Finding
from secondheart.report.normal_ranges import ends_beside
from secondheart.report.panels import LETTERS, Case
from secondheart.report.summary import clock
from secondheart.report.tables import ROWS, Table, part_tables
from secondheart.report.text import DISCLAIMER, band, fixed, told_person
from secondheart.results import measure

if TYPE_CHECKING:
    from rich.console import RenderableType

LEGEND = (
    "Means over each part, of both legs unless a side is named; "
    "calf's veins: their volume at the end, less that at the start. Differences are those before rounding."
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
        _how_they_went(cases),
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
    found = ends_beside(cases)
    if not found[0]:
        return
    headings = ("at the end of", "finding", *letters, "unit", "normal")
    sources = numbered(row.source for row in found[0])
    rows = [
        (*_told(row[0]), *(_marked(one) for one in row), *_range(row[0], sources)) for row in zip(*found, strict=True)
    ]
    yield table(headings, rows, range(2, 2 + len(letters)))
    yield "!: outside of the normal range"
    yield from (f"[{number}] {source}" for source, number in sources.items())
    yield ""


def _how_they_went(cases: Sequence[Case]) -> str:
    """Tell beats, time taken and drift of all runs in a line."""
    told = [case.result.attrs for case in cases]
    beats, drifts = ((", ".join(str(one[name]) for one in told)) for name in ("beats", "volume_drift_mL"))
    together, held_back = (sum(one[name] for one in told) for name in ("wall_s", "held_back_steps"))
    return (
        f"{beats} beats; {clock(told[0]['duration_s'])} each, together in {together:.1f} s; "
        f"volume drift {drifts} mL; step {_steps(told)} ms" + (HELD_BACK.format(held_back) if held_back else "")
    )


def _steps(told: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(dict.fromkeys(f"{1000.0 * one['dt_s']:g}" for one in told))


def _told(finding: Finding) -> tuple[str, str]:
    words = ROWS[finding.name][0]
    return finding.test, words if finding.side == "both" else f"{words}, {finding.side}"


def _marked(finding: Finding) -> str:
    return fixed(finding.value, 1) + ("!" if finding.is_normal is False else "")


def _range(finding: Finding, sources: Mapping[str, int]) -> tuple[str, str]:
    return finding.unit, f"{band(finding.normal_low, finding.normal_high)} [{sources[finding.source]}]"
