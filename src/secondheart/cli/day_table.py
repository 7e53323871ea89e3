"""What `secondheart day` prints: the answer, or with --all the account, hour by hour, and signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from secondheart.cli.inputs import DayPlan, day_fields
from secondheart.cli.run_table import format_fields, run_line
from secondheart.cli.tables import build_table, render
from secondheart.report.day_series import clock_label
from secondheart.report.text import DISCLAIMER, describe_person, format_hours_or_whole, format_number

if TYPE_CHECKING:
    import xarray as xr
    from rich.console import RenderableType

    from secondheart.day import Account, Sign
    from secondheart.person import Person

OXYGEN_WORDS = {"wanting": "deficit"}


def day_report(
    result: xr.Dataset,
    plan: DayPlan,
    person: Person,
    totals: Account,
    signs: Sequence[Sign],
    written: Sequence[str] = (),
) -> str:
    """Return the report of a day."""
    return render(
        format_fields([("person", describe_person(person)), *day_fields(plan)]),
        "",
        format_fields(figures(totals)),
        "",
        "hours with the ankle vein above a pressure",
        above(totals),
        "",
        "hour by hour",
        by_hour(totals, plan),
        "",
        *sign_lines(signs),
        "",
        run_line(result),
        *(f"written: {path}" for path in written),
        DISCLAIMER,
    )


def day_answer(plan: DayPlan, person: Person, totals: Account, day: str, written: Sequence[str] = ()) -> str:
    """Return a day in five lines: a doctor first, how much and when, how loaded the veins are, what helps."""
    from secondheart.cli.relief_table import doctor_line, swelling_sentence

    left, right = totals.wall.hours_high
    return render(
        format_fields([("person", describe_person(person)), *day_fields(plan)]),
        "",
        doctor_line(),
        swelling_sentence(totals),
        f"The ankle veins are loaded for {(left + right) / 2.0:.1f} h: more than 40 mmHg across their walls.",
        f"The legs move for {totals.pump.moving_hours:.1f} h; every step is a beat of the second heart.",
        f"What helps on such a day: secondheart relief {day}",
        *(f"written: {path}" for path in written),
        DISCLAIMER,
    )


def figures(totals: Account) -> list[tuple[str, str]]:
    """Return the figures of a day as labels and texts; what was not simulated has none."""
    low, high = totals.venous_share_range
    left, right = totals.ankle_mean
    pump = totals.pump
    lines = [
        ("heart", f"{totals.beats:,} beats, {totals.heart_rate:.0f} a minute"),
        ("pumped", f"{totals.litres:,.0f} L, {totals.us_gallons:,.0f} US gallons"),
        (
            "veins",
            f"{totals.venous_share:.1f} % of the blood is in the systemic veins ({low:.1f} to {high:.1f} by hour)",
        ),
        (
            "ankles",
            f"mean pressure of the ankle veins {format_number(left)} mmHg left, {format_number(right)} right",
        ),
        (
            "muscles",
            f"the muscle pumps do {sum(pump.work_J):,.0f} J of work on the blood, {pump.share_percent:.1f} % of that "
            f"of heart and muscles; of the {pump.outflow_L:,.0f} L that leave the legs {pump.moving_outflow_L:,.0f} do "
            f"so in the {pump.moving_hours:.1f} h in which they move",
        ),
    ]
    return [*lines, *_swelling(totals), *_oxygen(totals)]


def _swelling(totals: Account) -> Iterator[tuple[str, str]]:
    if totals.swelling:
        most = totals.swelling
        when = clock_label((totals.begins_s + most.most_at_s) / 3600.0)
        less = "less" if round(most.end_mL) < 0 else "more"
        yield (
            "swelling",
            f"a lower leg gains {most.most_mL:.0f} mL at most ({most.most_percent:.1f} mL/100 mL; "
            f"{most.girth_cm:.1f} cm around the ankle), at {when}, has {most.evening_mL:.0f} mL at 20:00 "
            f"and at the end of the day has {format_number(abs(most.end_mL))} mL {less} than at its beginning",
        )


def _oxygen(totals: Account) -> Iterator[tuple[str, str]]:
    if totals.oxygen:
        one = totals.oxygen
        words = {name: OXYGEN_WORDS.get(name, name.replace("_", " ")) for name in one.sums_L}
        parts = "".join(f"; {words[name]} {value:,.0f} L" for name, value in one.sums_L.items())
        yield (
            "oxygen",
            f"saturation {one.arterial:.0f} % in the arteries, {one.mixed_venous:.0f} % in the right atrium, "
            f"{one.leg_venous:.0f} % from the legs; {one.extraction_percent:.0f} % is taken out; "
            f"{one.delivered_L:,.0f} L sent out by the heart{parts}",
        )


def above(totals: Account) -> RenderableType:
    """Return the hours above each pressure of the ankle veins."""
    headings = ("mmHg", *(str(limit) for limit in totals.hours_above))
    sides = [[format_number(pair[side], 1) for pair in totals.hours_above.values()] for side in (0, 1)]
    rows = [("left", *sides[0]), ("right", *sides[1])]
    return build_table(headings, rows, range(1, len(headings)))


def by_hour(totals: Account, plan: DayPlan) -> RenderableType:
    """Return the means of each hour, and the swelling at its end where there is one."""
    headings = ["from", "ankle\nmmHg"]
    columns = [[format_number((left + right) / 2) for left, right in totals.ankle_by_hour]]
    if totals.swelling:
        headings += ["lower leg\nmL", *(f"{part.replace('_', ' ')}\nmL" for part in totals.swelling.by_hour)]
        parts = (totals.swelling.lower_leg_mL, *totals.swelling.by_hour.values())
        columns += [[format_number((left + right) / 2) for left, right in part] for part in parts]
    starts = [plan.day.clock(3600.0 * hour) for hour in range(len(columns[0]))]
    return build_table(headings, list(zip(starts, *columns, strict=True)), range(1, len(headings)))


def sign_lines(signs: Sequence[Sign]) -> Iterator[RenderableType]:
    """Yield what needs a doctor now, then each sign with its driver."""
    from secondheart.day import urgent
    from secondheart.day.signs import wording

    yield "See a doctor first if there is:"
    yield from (f"- {first.when}: {first.then}." for first in urgent())
    yield ""
    yield f"What drives the signs of a weak second heart ({wording()})"
    yield build_table(
        ("what the day does", "this day", "healthy legs", "may be felt as"),
        [(*_driver(sign), sign.mechanism.title) for sign in signs],
        (1, 2),
    )
    yield ""
    for one in (sign.mechanism for sign in signs):
        yield f"{one.title}: {one.mechanism}. Support: {one.support} ({one.source}). It does not indicate: {one.never}."


def _driver(sign: Sign) -> tuple[str, str, str]:
    if sign.unknown:
        return sign.unknown, "-", "-"
    unit = sign.mechanism.unit
    return sign.mechanism.quantity, format_hours_or_whole(sign.value, unit), format_hours_or_whole(sign.healthy, unit)
