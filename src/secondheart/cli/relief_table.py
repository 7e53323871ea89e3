"""What `secondheart relief` prints: one day with each measure, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from secondheart.cli.inputs import DayPlan, day_fields
from secondheart.cli.run_table import format_fields
from secondheart.cli.tables import build_table, render
from secondheart.compression.catalogue import PRESCRIBED
from secondheart.report.relief import row_of, title_of
from secondheart.report.text import DISCLAIMER, describe_person, format_difference, format_number

if TYPE_CHECKING:
    from rich.table import Table

    from secondheart.day import Account, Measure
    from secondheart.person import Person

# key, heading, digits
COLUMNS = (
    ("swelling_mL", "swelling,\nmost mL", 1),
    ("swelling_mean_mL", "mean\nmL", 1),
    ("wall_mean_mmHg", "wall\nmmHg", 1),
    ("wall_hours_above_40", "h above\n40 mmHg", 1),
    ("pump_work_J", "muscles\nJ", 0),
)
HOW_TO_READ = (
    "Swelling: of a lower leg, the most and the mean of the day. Wall: mean pressure across the wall of the ankle "
    "veins, and the hours for which it is above 40 mmHg; inside the veins a stocking lowers no pressure."
)


def relief_report(
    plan: DayPlan,
    person: Person,
    cases: Mapping[str, Sequence[Measure]],
    accounts: Mapping[str, Account],
    target: float | None,
    least: str | None,
    written: Sequence[str] = (),
) -> str:
    """Return the report of a day and what helps."""
    from secondheart.day import urgent
    from secondheart.day.signs import wording

    return render(
        "To a doctor first:",
        *(f"- {one.when}: {one.then}." for one in urgent()),
        "",
        format_fields([("person", describe_person(person)), *day_fields(plan)]),
        "",
        f"What helps on such a day: {wording()}",
        side_by_side(cases, accounts),
        "",
        HOW_TO_READ,
        *_legend(cases),
        *sought(target, least, cases),
        *(f"written: {path}" for path in written),
        DISCLAIMER,
    )


def side_by_side(cases: Mapping[str, Sequence[Measure]], accounts: Mapping[str, Account]) -> Table:
    """Return a row for each case, with what it changes."""
    rows = {name: row_of(accounts[name]) for name in cases}
    first = next(iter(rows.values()))
    shown = [one for one in COLUMNS if first[one[0]] is not None]
    headings = ["", *(part for _, heading, _ in shown for part in (heading, "change"))]
    lines = [[title_of(name, cases[name]), *_numbers(row, first, shown)] for name, row in rows.items()]
    return build_table(headings, lines, range(1, len(headings)))


def _numbers(row: Mapping[str, Any], first: Mapping[str, Any], shown: Sequence[tuple[str, str, int]]) -> Iterator[str]:
    for key, _, digits in shown:
        yield format_number(row[key], digits)
        yield format_difference(row[key] - first[key], digits)


def _legend(cases: Mapping[str, Sequence[Measure]]) -> Iterator[str]:
    seen = {one.name: one for some in cases.values() for one in some}
    for one in seen.values():
        yield f"{one.title}: {one.does} ({one.source})."
    yield "No trial is known in which such a change of a driver made signs go away in proportion."


def sought(target: float | None, least: str | None, cases: Mapping[str, Sequence[Measure]]) -> list[str]:
    """Tell what was sought and found; nothing where no target was given."""
    if target is None:
        return []
    keeps = f"keeps the swelling of a lower leg under {target:g} mL"
    if least is None:
        return [
            f"Nothing that may be worn or done without a doctor {keeps}: stronger compression is {PRESCRIBED}, "
            "and is not sought here."
        ]
    if not cases[least]:
        return [f"The day as it is {keeps}."]
    order = "fewest measures first, then those that ask least"
    return [f"The least ({order}) that {keeps}: {title_of(least, cases[least])}."]
