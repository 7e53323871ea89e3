"""A day as one page that opens without a network: figures, charts over the hours of the clock, signs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from secondheart.day.account import Account
from secondheart.day.facts import facts
from secondheart.day.signs import Sign, urgent, wording
from secondheart.report.day_series import clock_hours, clock_label, day_panels
from secondheart.report.panels import Panel, PlotLine
from secondheart.report.template import fill_template, markup, require_bokeh
from secondheart.report.text import describe_person, format_number
from secondheart.results import measure

if TYPE_CHECKING:
    import xarray as xr

HEIGHT = 220


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
    require_bokeh()
    script, charts = _charts(result)
    return fill_template(
        "day.html",
        title=account.name or "a day",
        person=describe_person(measure.person_of(result)),
        urgent=urgent(),
        wording=f"{wording()}; a driver moves, it never says that a person has a sign.",
        figures=_figures(account),
        facts=[{"claim": fact.claim, "shown": _format_figure(fact.model, fact.claim.unit)} for fact in facts(account)],
        signs=[_sign(sign) for sign in signs],
        charts=charts,
        script=markup(script),
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


def _format_figure(value: float | None, unit: str) -> str:
    return "-" if value is None else f"{value:,.{1 if unit == '%' else 0}f} {unit}"


def _sign(sign: Sign) -> dict[str, Any]:
    unit = sign.mechanism.unit
    here, well = ("-" if value is None else f"{format_number(value, 1)} {unit}" for value in (sign.value, sign.healthy))
    return {"mechanism": sign.mechanism, "unknown": sign.unknown, "here": here, "well": well}


def _charts(result: xr.Dataset) -> tuple[str, list[dict[str, Any]]]:
    """Return the script that draws the charts, and their titles and places."""
    from bokeh.embed import components
    from bokeh.models import Range1d

    start, stop = clock_hours(result, np.array([0.0, float(result["time"].values[-1])]))
    clock = Range1d(start=float(start), end=float(stop), bounds=(float(start), float(stop)))
    panels = day_panels(result)
    script, places = components([_chart(panel, clock, float(start), float(stop)) for panel in panels])
    return script, [
        {"title": f"{panel.title} [{panel.unit}]", "lines": _legend_curves(panel), "div": markup(div)}
        for panel, div in zip(panels, places, strict=True)
    ]


def _legend_curves(panel: Panel) -> list[PlotLine]:
    """Return the curves that need a legend: it stands over the chart, for within it would hide them."""
    return list(panel.lines) if len(panel.lines) > 1 else []


def _chart(panel: Panel, clock: Any, start: float, stop: float) -> Any:
    from bokeh.models import HoverTool, NoOverlap
    from bokeh.plotting import figure

    chart = figure(
        height=HEIGHT, sizing_mode="stretch_width", x_range=clock, y_axis_label=panel.unit, toolbar_location="above",
        tools="xpan,xbox_zoom,reset", background_fill_color=None, border_fill_color=None, min_border_left=46,
    )  # fmt: skip
    chart.toolbar.logo = None
    for line in panel.lines:
        drawn = chart.line(line.x, line.y, line_color=line.colour, line_width=1.5)
        tip = [("", line.label), (panel.unit, "@y{0.0}")]
        chart.add_tools(HoverTool(renderers=[drawn], tooltips=tip, mode="vline"))
    hours = range(int(np.ceil(start)), int(stop) + 1)
    if len(hours) > 1:
        chart.xaxis.ticker = list(hours)[:: max(1, len(hours) // 12)]
        chart.xaxis.major_label_policy = NoOverlap()
        chart.xaxis.major_label_overrides = {hour: clock_label(hour) for hour in hours}
    return chart
