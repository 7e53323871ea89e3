"""A day as one page that opens without a network: figures, charts over the hours of the clock, signs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from secondheart.day.account import Account
from secondheart.day.facts import Fact, PublishedFact, facts
from secondheart.day.signs import Sign, urgent, wording
from secondheart.report.day_series import clock_hours, clock_label, day_panels
from secondheart.report.panels_html import StaticChart, lane, line_chart
from secondheart.report.template import fill_template, require_page
from secondheart.report.text import format_hours_or_whole, person_in_words
from secondheart.results import measure

if TYPE_CHECKING:
    import xarray as xr

HOUR_STEPS, MOST_HOUR_TICKS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0), 12


def day_page(result: xr.Dataset, account: Account, signs: Sequence[Sign], command: str = "") -> str:
    """Return the page of a day.

    Parameters
    ----------
    result : xarray.Dataset
        Of `stream`.
    account : Account
        Its account.
    signs : sequence of Sign
        What drives the signs on it.
    command : str
        What was typed to get here.
    """
    require_page(light=True)
    return fill_template(
        "day.html",
        light=True,
        title=account.name or "a day",
        person=person_in_words(measure.person_of(result)),
        urgent=urgent(),
        wording=f"{wording()}; a driver moves, it never says that a person has a sign.",
        figures=_figures(account),
        facts=[_fact(fact) for fact in facts(account)],
        signs=[_sign(sign) for sign in signs],
        charts=_charts(result),
        command=command,
    )


def _figures(account: Account) -> list[tuple[str, str]]:
    rows = [
        ("beats", f"{account.beats:,}"),
        ("pumped", f"{account.litres:,.0f} L, {account.us_gallons:,.0f} US gallons"),
        ("blood in the systemic veins", f"{account.venous_share:.1f} %"),
        ("ankle veins above 40 mmHg", f"{max(account.hours_above[40]):.1f} h"),
        (
            "work of the muscle pumps",
            f"{sum(account.pump.work_J):,.0f} J, {account.pump.share_percent:.1f} % of what heart and muscles do",
        ),
    ]
    if account.swelling:
        rows.append(("most swelling of a lower leg", f"{account.swelling.most_mL:.0f} mL"))
    return rows


def _fact(fact: Fact) -> dict[str, Any]:
    """Return a figure of the founding text with the model's own, and what is published, each range in figures."""
    claim = fact.claim
    shown = _format_figure(fact.model, claim.unit) if fact.model is not None else "it has no such figure"
    return {
        "claim": claim.claim,
        "shown": shown,
        "published": [_published_words(row, claim.unit) for row in claim.published],
    }


def _published_words(row: PublishedFact, unit: str) -> str:
    source = f"{row.text} ({row.id})"
    if row.low is None or row.high is None:
        return source
    return f"{row.low:,.0f} to {row.high:,.0f} {unit}: {source}"


def _format_figure(value: float | None, unit: str) -> str:
    return "-" if value is None else f"{value:,.{1 if unit == '%' else 0}f} {unit}"


def _sign(sign: Sign) -> dict[str, Any]:
    unit = sign.mechanism.unit
    here, well = (format_hours_or_whole(value, unit) for value in (sign.value, sign.healthy))
    return {"mechanism": sign.mechanism, "unknown": sign.unknown, "here": here, "well": well}


def _charts(result: xr.Dataset) -> list[StaticChart]:
    """Return the lane of what is done and the curves of the day, over the hours of the clock."""
    start, stop = (float(hour) for hour in clock_hours(result, np.array([0.0, float(result["time"].values[-1])])))
    ticks = _hour_ticks(start, stop)

    def place(seconds: float) -> float:
        return 100.0 * (float(clock_hours(result, np.array(seconds))) - start) / (stop - start)

    panels = day_panels(result)
    return [lane(measure.protocol_of(result), place, ticks), *(line_chart(one, (start, stop), ticks) for one in panels)]


def _hour_ticks(start: float, stop: float) -> tuple[tuple[float, str], ...]:
    every = next((step for step in HOUR_STEPS if (stop - start) / step <= MOST_HOUR_TICKS), HOUR_STEPS[-1])
    hours = np.arange(np.ceil(start / every - 1e-9), stop / every + 1e-9) * every
    return tuple((round(100.0 * (float(hour) - start) / (stop - start), 3), clock_label(float(hour))) for hour in hours)
