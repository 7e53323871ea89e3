"""The figure of a ranking: total indices of each finding as bars, with their errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from secondheart.people.emulator import input_label
from secondheart.people.sensitivity import Sensitivity
from secondheart.report.colours import series_colour
from secondheart.report.plot import WIDTH_IN, figure_class, house_style
from secondheart.report.text import DISCLAIMER
from secondheart.variables import quantity_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INPUTS_DRAWN = 8  # of each finding
COLUMNS_OF_RANKING = 2


def sensitivity_figure(ranked: Sequence[Sensitivity]) -> Figure:
    """Draw the inputs that matter most for each finding: total index, what is the input's alone, and the error."""
    rows = -(-len(ranked) // COLUMNS_OF_RANKING)
    with house_style():
        figure = figure_class()(figsize=(WIDTH_IN, 0.8 + 2.1 * rows), layout="constrained")
        panels = figure.subplots(rows, COLUMNS_OF_RANKING, squeeze=False).ravel()
        for panel, one in zip(panels, ranked, strict=False):
            _draw(panel, one)
        for panel in panels[len(ranked) :]:
            panel.set_visible(False)
        figure.suptitle("share of the spread; dark: by the input alone; line: 95 %", x=0.01, ha="left", fontsize=9)
        figure.supxlabel(DISCLAIMER, fontsize=6.5)
    return figure


def _draw(panel: Axes, one: Sensitivity) -> None:
    some = one.indices[:INPUTS_DRAWN]
    names = [input_label(index.input) for index in some]
    totals = [index.total for index in some]
    panel.barh(names, totals, color=series_colour(0), alpha=0.4 if one.is_enough else 0.15)
    panel.barh(names, [max(index.first, 0.0) for index in some], color=series_colour(0), height=0.4)
    errors = [index.error for index in some]
    panel.errorbar(totals, names, xerr=errors, fmt="none", ecolor=series_colour(1), elinewidth=1.2, capsize=2)
    panel.invert_yaxis()
    panel.set_xlim(0.0, 1.05)
    panel.tick_params(axis="y", labelsize=6)
    doubt = "" if one.is_enough else ", too few to tell"
    title = f"{quantity_label(one.finding)}\n{100.0 * one.explained:.0f} % explained{doubt}"
    panel.set_title(title, fontsize=7)
