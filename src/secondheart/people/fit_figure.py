"""The figure of a fitted leg: what its measurements say of each trait, and how near the fit comes to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from secondheart.people.emulator import input_label
from secondheart.people.leg_fit import A_LITTLE, CLEARLY, FittedLeg, Learned, Predicted
from secondheart.report.colours import series_colour
from secondheart.report.figure_options import USUAL_FIGURE, FigureOptions
from secondheart.report.panels_matplotlib import letter_panels
from secondheart.report.plot import WIDTH_IN, figure_class, house_style
from secondheart.report.text import DISCLAIMER
from secondheart.variables import quantity_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FIT_ROW_IN, FIT_AROUND_IN = 0.16, 1.1  # of a row, and of all that is not a row
FIT_LETTERS_PT, OF_A_ROW = 6.5, 0.8  # size of the letters at most, and the share of a row that they may take
FURTHEST_ERRORS = 4.0  # errors of the measurement; what lies further off is drawn at the edge

Row = tuple[str, Predicted | None]  # a finding that was measured, or the test above some


def fit_figure(leg: FittedLeg, options: FigureOptions = USUAL_FIGURE) -> Figure:
    """Draw how much narrower the posterior of each parameter is than its prior, and the fit beside what was measured.

    Findings that were not measured have nothing to be beside: tables have them.
    """
    rows = _rows(leg)
    lines = max(len(leg.knowledge), len(rows))
    size = options.size_in or (WIDTH_IN, FIT_AROUND_IN + FIT_ROW_IN * lines)
    letters = min(FIT_LETTERS_PT, OF_A_ROW * 72.0 * (size[1] - FIT_AROUND_IN) / lines)
    with house_style(options):
        figure = figure_class()(figsize=size, layout="constrained")
        panels = figure.subplots(1, 2)
        _draw_learned(panels[0], leg.knowledge, letters)
        _draw_beside(panels[1], rows, letters)
        for panel in panels:
            panel.set_ylim(lines - 0.4, -0.6)
        if options.is_paper:
            letter_panels(list(panels))
            return figure
        figure.suptitle("what the measurements say, and how near the fit comes to them", x=0.01, ha="left", fontsize=9)
        figure.supxlabel(DISCLAIMER, fontsize=6.5)
    return figure


def _rows(leg: FittedLeg) -> list[Row]:
    """Return the findings that were measured, each test's below its name."""
    measured = {one.name: one for one in leg.findings if one.measured is not None and one.deviation}
    rows: list[Row] = []
    for test in leg.measurements.tests:
        names = [one.name for one in leg.measurements.finding if one.test == test and one.name in measured]
        rows += [(test.upper(), None)] if names else []
        rows += [(quantity_label(name), measured[name]) for name in names]
    return rows


def _draw_learned(panel: Axes, knowledge: Sequence[Learned], letters: float) -> None:
    places = range(len(knowledge))
    panel.barh(places, [one.ratio for one in knowledge], color=series_colour(0))
    for limit in (CLEARLY, A_LITTLE):
        panel.axvline(limit, color=series_colour(1), linewidth=0.8, linestyle="--")
    panel.set_xlim(0.0, 1.1)
    panel.set_yticks(places, [input_label(one.name) for one in knowledge], fontsize=letters)
    panel.set_title("width of posterior over prior\nleft of the dashes: told, a little", fontsize=6.5)


def _draw_beside(panel: Axes, rows: Sequence[Row], letters: float) -> None:
    panel.axvspan(-1.0, 1.0, color="0.5", alpha=0.2, linewidth=0)
    panel.axvline(0.0, color="0.5", linewidth=0.6)
    for place, (_, one) in enumerate(rows):
        if one is None or one.measured is None or not one.deviation:
            continue
        low, middle, high = (
            float(np.clip((value - one.measured) / one.deviation, -FURTHEST_ERRORS, FURTHEST_ERRORS))
            for value in (one.low, one.middle, one.high)
        )
        panel.plot([low, high], [place, place], "-", color=series_colour(0), linewidth=1.2)
        panel.plot([middle], [place], "o", color=series_colour(0), markersize=3)
    panel.set_yticks(range(len(rows)), [text for text, _ in rows], fontsize=letters)
    for label, (_, one) in zip(panel.get_yticklabels(), rows, strict=True):
        label.set_fontweight("normal" if one else "bold")
    panel.set_xlim(-FURTHEST_ERRORS - 0.2, FURTHEST_ERRORS + 0.2)
    panel.set_title("fit less measured, in its errors\nband: one error; line: 90 %", fontsize=6.5)
