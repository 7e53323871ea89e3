"""What `secondheart day` prints: the account, hour by hour, the founding text's figures, and signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from secondheart.cli.facts import told_facts
from secondheart.cli.inputs import DayPlan, told_day
from secondheart.cli.run_table import headed, how_it_went
from secondheart.cli.tables import rendered, table
from secondheart.report.day_series import clock_label
from secondheart.report.text import DISCLAIMER, fixed, told_person

if TYPE_CHECKING:
    import xarray as xr
    from rich.console import RenderableType
    from rich.table import Table

    from secondheart.day import Account, Sign
    from secondheart.person import Person


def day_report(
    result: xr.Dataset, plan: DayPlan, person: Person, told: Account, found: Sequence[Sign], written: Sequence[str] = ()
) -> str:
    """Return the report of a day."""
    from secondheart.day import facts

    return rendered(
        headed([("person", told_person(person)), *told_day(plan)]),
        "",
        headed(figures(told)),
        "",
        "hours with the ankle vein above a pressure",
        above(told),
        "",
        "hour by hour",
        by_hour(told, plan),
        "",
        "the founding text's figures",
        *told_facts(facts(told)),
        "",
        *told_signs(found),
        "",
        how_it_went(result),
        *(f"written: {path}" for path in written),
        DISCLAIMER,
    )


def figures(told: Account) -> list[tuple[str, str]]:
    """Tell the day in headed lines; what was not simulated has none."""
    low, high = told.venous_share_range
    pump = told.pump
    lines = [
        ("heart", f"{told.beats:,} beats, {told.heart_rate:.0f} a minute"),
        ("pumped", f"{told.litres:,.0f} L, {told.us_gallons:,.0f} US gallons"),
        ("veins", f"{told.venous_share:.1f} % of the blood is in the systemic veins ({low:.1f} to {high:.1f} by hour)"),
        ("ankles", f"mean of the ankle veins {fixed(told.ankle_mean[0])} and {fixed(told.ankle_mean[1])} mmHg"),
        (
            "muscles",
            f"the muscle pumps do {sum(pump.work_J):,.0f} J of work on the blood, {pump.share_percent:.1f} % of that "
            f"of heart and muscles; of the {pump.outflow_L:,.0f} L that leave the legs {pump.moving_outflow_L:,.0f} do "
            f"so in the {pump.moving_hours:.1f} h in which they move",
        ),
    ]
    return [*lines, *_swelling(told), *_oxygen(told)]


def _swelling(told: Account) -> Iterator[tuple[str, str]]:
    if told.swelling:
        most = told.swelling
        when = clock_label((told.begins_s + most.most_at_s) / 3600.0)
        less = "less" if round(most.end_mL) < 0 else "more"
        yield (
            "swelling",
            f"a lower leg gains {most.most_mL:.0f} mL at most ({most.most_percent:.1f} mL/100 mL; "
            f"{most.girth_cm:.1f} cm around the ankle), at {when}, "
            f"and at the end of the day has {fixed(abs(most.end_mL))} mL {less} than at its beginning",
        )


def _oxygen(told: Account) -> Iterator[tuple[str, str]]:
    if told.oxygen:
        one = told.oxygen
        sums = "".join(f"; {name.replace('_', ' ')} {value:,.0f} L" for name, value in one.sums_L.items())
        yield (
            "oxygen",
            f"saturation {one.arterial:.0f} % in the arteries, {one.mixed_venous:.0f} % in the right atrium, "
            f"{one.leg_venous:.0f} % from the legs; {one.extraction_percent:.0f} % is taken out; "
            f"{one.delivered_L:,.0f} L sent out by the heart{sums}",
        )


def above(told: Account) -> Table:
    """Return the hours above each pressure of the ankle veins."""
    headings = ("mmHg", *(str(limit) for limit in told.hours_above))
    sides = [[fixed(pair[side], 1) for pair in told.hours_above.values()] for side in (0, 1)]
    rows = [("left", *sides[0]), ("right", *sides[1])]
    return table(headings, rows, range(1, len(headings)))


def by_hour(told: Account, plan: DayPlan) -> Table:
    """Return the means of each hour, and the swelling at its end where there is one."""
    headings = ["from", "ankle\nmmHg"]
    columns = [[fixed((left + right) / 2) for left, right in told.ankle_by_hour]]
    if told.swelling:
        headings += ["lower leg\nmL", *(f"{part.replace('_', ' ')}\nmL" for part in told.swelling.by_hour)]
        parts = (told.swelling.lower_leg_mL, *told.swelling.by_hour.values())
        columns += [[fixed((left + right) / 2) for left, right in part] for part in parts]
    starts = [plan.day.clock(3600.0 * hour) for hour in range(len(columns[0]))]
    return table(headings, list(zip(starts, *columns, strict=True)), range(1, len(headings)))


def told_signs(found: Sequence[Sign]) -> Iterator[RenderableType]:
    """Tell what needs a doctor now, then each sign with what drives it."""
    from secondheart.day import urgent
    from secondheart.day.signs import wording

    yield "To a doctor first:"
    yield from (f"- {first.when}: {first.then}." for first in urgent())
    yield ""
    yield f"What drives the signs of a weak second heart: {wording()}"
    yield table(
        ("sign", "here", "healthy, bare", "driver"), [(sign.mechanism.title, *_driver(sign)) for sign in found], (1, 2)
    )
    yield ""
    for one in (sign.mechanism for sign in found):
        yield f"{one.title}: {one.mechanism}. Support: {one.support} ({one.source}). It does not tell: {one.never}."


def _driver(sign: Sign) -> tuple[str, str, str]:
    if sign.unknown:
        return "-", "-", sign.unknown
    unit = sign.mechanism.unit
    return f"{fixed(sign.value, 1)} {unit}", f"{fixed(sign.healthy, 1)} {unit}", sign.mechanism.quantity
