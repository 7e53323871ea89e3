"""Figures of the bench: what each garment does to a leg, and what a search found against the pressure that it takes."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from secondheart.people.bench import BenchRow
from secondheart.people.best_stocking import Candidate
from secondheart.report.colours import series_colour
from secondheart.report.figure_options import USUAL_FIGURE, FigureOptions
from secondheart.report.panels_matplotlib import letter_panels
from secondheart.report.plot import WIDTH_IN, figure_class, house_style
from secondheart.report.text import DISCLAIMER
from secondheart.variables import quantity_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS_OF_BENCH = 3
LETTERS_OF_TITLE, LETTERS_OF_HEAD = 30, 120  # in a line over a panel, and over the figure
SHIFT_MMHG = 0.4  # between those that press the ankle alike
PROFILE_POINTS = ("A", "B", "B1", "C", "D", "E", "F", "G")


def bench_figure(rows: Sequence[BenchRow], options: FigureOptions = USUAL_FIGURE) -> Figure:
    """Draw the pressure of each garment along the leg, and each number of the leg in each garment."""
    dressed = [row for row in rows if row.garment is not None or row is rows[0]]
    known = {one.quantity for row in dressed for one in row.values if one.value is not None and one.value == one.value}
    named = [one.quantity for one in rows[0].values if one.quantity in known]
    names = [name for name in named if not name.startswith("pressure at")]
    count = len(names) + 1
    lines = -(-count // COLUMNS_OF_BENCH)
    usual = (WIDTH_IN, 1.0 + (1.1 + 0.14 * len(dressed)) * lines)
    with house_style(options):
        figure = figure_class()(figsize=options.size_in or usual, layout="constrained")
        panels = figure.subplots(lines, COLUMNS_OF_BENCH, squeeze=False).ravel()
        _draw_profiles(panels[0], dressed[1:])
        for panel, name in zip(panels[1:], names, strict=False):
            _draw_quantity(panel, dressed, name)
        for panel in panels[count:]:
            panel.set_visible(False)
        if options.is_paper:
            letter_panels(list(panels[:count]))
            return figure
        words = "; ".join(f"{place} {row.name}" for place, row in enumerate(dressed[1:], 1))
        figure.suptitle(textwrap.fill(words, LETTERS_OF_HEAD), x=0.01, ha="left", fontsize=7)
        figure.supxlabel(DISCLAIMER, fontsize=6.5)
    return figure


def _draw_profiles(panel: Axes, rows: Sequence[BenchRow]) -> None:
    for place, row in enumerate(rows):
        points = {one.quantity.split()[-1]: one.value for one in row.values if one.quantity.startswith("pressure at")}
        there = [point for point in PROFILE_POINTS if point in points]
        panel.plot(
            np.array([points[point] for point in there], float), [PROFILE_POINTS.index(point) for point in there], "o-",
            color=series_colour(place + 1), markersize=3, linewidth=1.0,
        )  # fmt: skip
    panel.set_yticks(range(len(PROFILE_POINTS)), PROFILE_POINTS, fontsize=6)
    panel.set_xlim(left=0.0)
    panel.set_title("on the skin, lying [mmHg]", fontsize=6.5)


def _draw_quantity(panel: Axes, rows: Sequence[BenchRow], name: str) -> None:
    values = [next((one for one in row.values if one.quantity == name), None) for row in rows]
    places = np.arange(len(rows))
    widths = [np.nan if one is None or one.value is None else one.value for one in values]
    panel.barh(places, widths, color=[series_colour(place) for place in range(len(rows))])
    panel.set_yticks(places, [rows[0].name, *map(str, places[1:])], fontsize=6)
    panel.invert_yaxis()
    unit = next((one.unit for one in values if one is not None), "")
    panel.set_title(textwrap.fill(f"{quantity_label(name)} [{unit}]", LETTERS_OF_TITLE), fontsize=6.5)


def trade_off_figure(some: Sequence[Candidate], finding: str, options: FigureOptions = USUAL_FIGURE) -> Figure:
    """Draw the gain of each stocking of a search over its pressure at the ankle, and the front."""
    with house_style(options):
        figure = figure_class()(figsize=options.size_in or (WIDTH_IN, 3.2), layout="constrained")
        panel = figure.subplots()
        drawn_at = _side_by_side(some)
        gain = np.array([one.gain_percent for one in some])
        low, high = (np.array([getattr(one, f"{end}_percent") for one in some]) for end in ("low", "high"))
        panel.errorbar(
            [drawn_at[one.name] for one in some], gain, yerr=np.abs(np.array([gain - low, high - gain])), fmt="o",
            color=series_colour(0), markersize=4, elinewidth=0.8, capsize=2,
        )  # fmt: skip
        front = sorted((one for one in some if one.is_front), key=lambda one: one.ankle_mmHg)
        line = [drawn_at[one.name] for one in front], [one.gain_percent for one in front]
        panel.plot(*line, "-", color=series_colour(1), zorder=1)
        for one in front:
            where = (drawn_at[one.name], one.gain_percent)
            panel.annotate(one.name.partition("=")[2], where, xytext=(4, 5), textcoords="offset points", fontsize=6)
        panel.axhline(0.0, color="0.5", linewidth=0.6)
        panel.set_xlabel("at the ankle [mmHg]", fontsize=7)
        panel.set_ylabel(f"{quantity_label(finding)} better by [%]", fontsize=7)
        if not options.is_paper:
            panel.set_title("line: no other presses less and gains as much; bars: 95 %", fontsize=7)
            figure.supxlabel(DISCLAIMER, fontsize=6.5)
    return figure


def _side_by_side(some: Sequence[Candidate]) -> dict[str, float]:
    """Return where each stocking is drawn: at its pressure, those of one pressure beside one another."""
    drawn_at: dict[str, float] = {}
    for mmHg in {one.ankle_mmHg for one in some}:
        names = sorted(one.name for one in some if one.ankle_mmHg == mmHg)
        drawn_at |= {name: mmHg + SHIFT_MMHG * (place - 0.5 * (len(names) - 1)) for place, name in enumerate(names)}
    return drawn_at
