"""What `secondheart relief` prints: one day with each measure, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from secondheart.cli.inputs import DayPlan, day_fields
from secondheart.cli.run_table import format_fields
from secondheart.cli.tables import build_table, render
from secondheart.compression.catalogue import PRESCRIBED
from secondheart.report.day_series import clock_label
from secondheart.report.relief import row_of, title_of
from secondheart.report.text import DISCLAIMER, describe_person, format_difference, format_number
from secondheart.units import HOUR_S

if TYPE_CHECKING:
    from rich.console import RenderableType

    from secondheart.day import Account, Measure
    from secondheart.day.leg_swelling import Swelling
    from secondheart.person import Person

# key, heading, digits
COLUMNS = (
    ("swelling_mL", "most of\nthe day\nmL", 0),
    ("swelling_evening_mL", "at\n20:00\nmL", 0),
    ("wall_hours_above_40", "loaded\nveins\nh", 1),
)
NOTED_ML, MOST_NAMED = 1.0, 3  # a change that is smaller, and measures after these, are not named in the answer
HOW_TO_READ = (
    "Swelling of a lower leg: the most of the day, and at 20:00. Loaded veins: the hours for which the pressure across "
    "the wall of the ankle veins is above 40 mmHg; inside the veins a stocking lowers no pressure."
)


def relief_report(
    plan: DayPlan,
    person: Person,
    cases: Mapping[str, Sequence[Measure]],
    accounts: Mapping[str, Account],
    target: float | None,
    least: str | None,
    written: Sequence[str] = (),
    whole: bool = True,
) -> str:
    """Return the report of a day and what helps: the answer in five lines, or the whole of it."""
    from secondheart.day import urgent
    from secondheart.day.signs import wording

    if not whole:
        return render(
            *answer_lines(cases, accounts),
            *sought(target, least, cases),
            *(f"written: {path}" for path in written),
            DISCLAIMER,
        )
    return render(
        "See a doctor first if there is:",
        *(f"- {one.when}: {one.then}." for one in urgent()),
        "",
        format_fields([("person", describe_person(person)), *day_fields(plan)]),
        "",
        f"What helps on such a day ({wording()})",
        side_by_side(cases, accounts),
        "",
        HOW_TO_READ,
        *_legend(cases),
        *sought(target, least, cases),
        *(f"written: {path}" for path in written),
        DISCLAIMER,
    )


def answer_lines(cases: Mapping[str, Sequence[Measure]], accounts: Mapping[str, Account]) -> Iterator[str]:
    """Yield the answer: a doctor first, how much, what helps, all of it together, what to ask a doctor."""
    first, *others = cases
    base = accounts[first].swelling
    yield doctor_line()
    yield swelling_sentence(accounts[first])
    evening = {name: swelling.evening_mL for name in others if (swelling := accounts[name].swelling) is not None}
    if base is None or not evening:
        return
    alone = sorted((name for name in evening if _is_offered(cases[name])), key=evening.__getitem__)
    helping = [name for name in alone if evening[name] < base.evening_mL - NOTED_ML]
    eased = [_with_change(title_of(name, cases[name]), evening[name], base) for name in helping[:MOST_NAMED]]
    yield f"What helps most by 20:00: {'; '.join(eased) or 'nothing that was tried makes a difference of note'}."
    yield from (
        f"All of it together: {evening[name] - base.evening_mL:+.0f} mL." for name in evening if len(cases[name]) > 1
    )
    yield f"Ask a doctor or a pharmacist which stockings fit; stronger ones than class II are {PRESCRIBED}."


def _is_offered(some: Sequence[Measure]) -> bool:
    """Say whether a case is a single measure that a person may take without a doctor."""
    return len(some) == 1 and not some[0].needs_doctor


def _with_change(title: str, evening_mL: float, base: Swelling) -> str:
    return f"{title} {evening_mL - base.evening_mL:+.0f} mL"


def doctor_line() -> str:
    """Return what needs a doctor first, in a line: the first words of each."""
    from secondheart.day import urgent

    signs = [one.when.partition(",")[0] for one in urgent()]
    return f"See a doctor first if there is: {'; '.join(f'{one[:1].lower()}{one[1:]}' for one in signs)} (more: --all)."


def swelling_sentence(totals: Account) -> str:
    """Return in a sentence how much a lower leg swells, and when."""
    most = totals.swelling
    if most is None:
        return "This result holds no swelling."
    when = clock_label((totals.begins_s + most.most_at_s) / HOUR_S)
    return (
        f"A lower leg gains {most.most_mL:.0f} mL at most, at {when} ({most.girth_cm:.1f} cm around the ankle); "
        f"it has {most.evening_mL:.0f} mL at 20:00 and {most.end_mL:.0f} mL at the end of the day."
    )


def side_by_side(cases: Mapping[str, Sequence[Measure]], accounts: Mapping[str, Account]) -> RenderableType:
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
