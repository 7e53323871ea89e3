"""A day and what helps, side by side: a figure and a page."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from secondheart.day.account import Account
from secondheart.day.ankle_veins import HIGH_MMHG
from secondheart.day.relief import Measure
from secondheart.day.signs import urgent, wording
from secondheart.report.colours import series_colour
from secondheart.report.plot import WIDTH_IN, figure_class, house_style
from secondheart.report.template import fill_template, require_page
from secondheart.report.text import DISCLAIMER, format_number, person_in_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from secondheart.person import Person

Cases = Mapping[str, Sequence[Measure]]
RELIEF_SWELLING = "swelling_mL"  # what a target is of
# key, title with unit, digits
COLUMNS = (
    (RELIEF_SWELLING, "swelling of a lower leg, most [mL]", 1),
    ("swelling_evening_mL", "swelling at 20:00 [mL]", 1),
    ("wall_mean_mmHg", "across the wall of the ankle veins, mean [mmHg]", 1),
    ("wall_hours_above_40", "above 40 mmHg [h]", 1),
    ("pump_work_J", "work of the muscle pumps [J]", 0),
)
TOGETHER = "together"  # the case of all measures
MEANINGS = (
    "Swelling: of a lower leg, the most of the day and at 20:00. Across the wall: mean pressure across the wall of the "
    "ankle veins, and the hours for which it is above 40 mmHg; inside the veins a stocking lowers no pressure. "
    "No trial is known in which such a change of a driver made signs go away in proportion."
)
PAIR = 2  # measures; more than that are always all that go together
DRAWN = 3  # columns that the figure has
TARGET = 1  # the place of its colour
TITLE_LETTERS = 24  # in a line over a panel: more would run into the next


def row_of(accounts: Account) -> dict[str, Any]:
    """Return the figures of a day that are held side by side, means of both legs."""
    return {
        "swelling_mL": accounts.swelling.most_mL if accounts.swelling else None,
        "swelling_evening_mL": accounts.swelling.evening_mL if accounts.swelling else None,
        "swelling_mean_mL": accounts.swelling.mean_mL if accounts.swelling else None,
        "wall_mean_mmHg": sum(accounts.wall.mean) / 2.0,
        "wall_hours_above_40": sum(accounts.wall.hours_high) / 2.0,
        "ankle_mean_mmHg": sum(accounts.ankle_mean) / 2.0,
        "hours_above_40": sum(accounts.hours_above[HIGH_MMHG]) / 2.0,
        "pump_work_J": sum(accounts.pump.work_J),
        "us_gallons": accounts.us_gallons,
    }


def title_of(name: str, some: Sequence[Measure]) -> str:
    """Return what a case is called.

    Examples
    --------
    >>> title_of("as-it-is", ())
    'as it is'
    """
    if len(some) == 1:
        return some[0].title
    if name != TOGETHER and len(some) <= PAIR:
        parts = [_garment_in_words(one) or one.name.replace("-", " ") for one in some]
        return " + ".join(parts) or name.replace("-", " ")
    garments = [_garment_in_words(one) for one in some if one.garment]
    return f"all together, with {' and '.join(garments)}" if garments else "all together"


def _garment_in_words(one: Measure) -> str:
    """Return what is worn as a reader says it, not as a command is written; nothing where nothing is worn."""
    return one.label.replace("stockings, ", "stockings of ") if one.garment else ""


def relief_figure(cases: Cases, accounts: Mapping[str, Account], title: str, target_mL: float | None = None) -> Figure:
    """Draw a day and what helps as bars, a panel for each quantity, and a line where the swelling should stay."""
    rows = {name: row_of(accounts[name]) for name in cases}
    shown = _columns_with_values(rows)[:DRAWN]
    names = [title_of(name, some) for name, some in cases.items()]
    with house_style():
        figure = figure_class()(figsize=(WIDTH_IN, 1.2 + 0.28 * len(rows)), layout="constrained")
        panels = figure.subplots(1, len(shown), sharey=True, squeeze=False)[0]
        for panel, (key, head, digits) in zip(panels, shown, strict=True):
            values = [row[key] for row in rows.values()]
            bars = panel.barh(names, values, color=_colours(rows))
            panel.bar_label(bars, [format_number(value, digits) for value in values], fontsize=6.5, padding=2)
            panel.set_title(textwrap.fill(head, TITLE_LETTERS), fontsize=6.5)
            panel.margins(x=0.18, y=0.02)
            if key == RELIEF_SWELLING and target_mL is not None:
                panel.axvline(target_mL, color=series_colour(TARGET), linewidth=1.0, linestyle="--")
                panel.set_xlabel(_describe_target(target_mL), fontsize=6.5)
        panels[0].invert_yaxis()
        figure.suptitle(f"{title}: {wording()}", x=0.01, ha="left", fontsize=9)
        figure.supxlabel(DISCLAIMER, fontsize=6.5)
    return figure


def relief_page(
    cases: Cases,
    accounts: Mapping[str, Account],
    person: Person,
    answer: Sequence[str],
    command: str,
    target_mL: float | None = None,
) -> str:
    """Return the page of a day and what helps; `answer` is what was sought and found, under `target_mL`."""
    require_page(light=True)
    rows = {name: row_of(accounts[name]) for name in cases}
    shown = _columns_with_values(rows)
    drawn = target_mL if shown[0][0] == RELIEF_SWELLING else None
    measures = {one.name: one for some in cases.values() for one in some}
    return fill_template(
        "relief.html",
        light=True,
        title=f"what helps on a day: {next(iter(accounts.values())).name}",
        person=person_in_words(person),
        urgent=urgent(),
        wording=wording(),
        heads=[head for _, head, _ in shown],
        rows=[
            (title_of(name, some), [format_number(rows[name][key], digits) for key, _, digits in shown])
            for name, some in cases.items()
        ],
        measures=list(measures.values()),
        answer=list(answer),
        meanings=MEANINGS,
        chart_title=shown[0][1],
        target="" if drawn is None else _describe_target(drawn),
        bars=_bars(cases, rows, shown[0], drawn),
        command=command,
    )


def _colours(rows: Mapping[str, Any]) -> list[str]:
    """Return a colour for each bar: the day as it is stands apart."""
    return [series_colour(4), *[series_colour(0)] * (len(rows) - 1)]


def _columns_with_values(rows: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str, int]]:
    first = next(iter(rows.values()))
    return [one for one in COLUMNS if first[one[0]] is not None]


def _describe_target(target_mL: float) -> str:
    return f"dashed: the target, {target_mL:g} mL"


def _bars(
    cases: Cases, rows: Mapping[str, Mapping[str, Any]], column: tuple[str, str, int], target: float | None
) -> list[dict[str, Any]]:
    """Return a bar for each case: its name, its value, its length in percent, and where the target stands."""
    values = [rows[name][column[0]] for name in cases]
    most = max([*values, target or 0.0, 1e-9]) * 1.05
    return [
        {
            "name": title_of(name, some),
            "value": format_number(value, column[2]),
            "length": round(100.0 * max(value, 0.0) / most, 2),
            "colour": colour,
            "target": None if target is None else round(100.0 * target / most, 2),
        }
        for (name, some), value, colour in zip(cases.items(), values, _colours(rows), strict=True)
    ]
