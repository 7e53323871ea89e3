"""The figure of a fitted leg: what its measurements say of each trait, and what the fit predicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from secondheart.people.leg_fit import A_LITTLE, CLEARLY, FittedLeg
from secondheart.report.colours import series_colour
from secondheart.report.plot import WIDTH_IN, figure_class, house_style
from secondheart.report.text import DISCLAIMER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def fit_figure(leg: FittedLeg) -> Figure:
    """Draw how much narrower the posterior of each parameter is than its prior, and findings predicted and measured."""
    with house_style():
        figure = figure_class()(figsize=(WIDTH_IN, 1.0 + 0.2 * len(leg.knowledge)), layout="constrained")
        left, right = figure.subplots(1, 2)
        _draw_learned(left, leg)
        _draw_predicted(right, leg)
        figure.suptitle("what the measurements say, and what follows", x=0.01, ha="left", fontsize=9)
        figure.supxlabel(DISCLAIMER, fontsize=6.5)
    return figure


def _draw_learned(panel: Axes, leg: FittedLeg) -> None:
    names = [one.name.replace("_", " ") for one in leg.knowledge]
    panel.barh(names, [one.ratio for one in leg.knowledge], color=series_colour(0))
    for limit in (CLEARLY, A_LITTLE):
        panel.axvline(limit, color=series_colour(1), linewidth=0.8, linestyle="--")
    panel.set_xlim(0.0, 1.1)
    panel.invert_yaxis()
    panel.tick_params(axis="y", labelsize=6)
    panel.set_title("posterior over prior width; told left of 0.6", fontsize=6.5)


def _draw_predicted(panel: Axes, leg: FittedLeg) -> None:
    rows = [one for one in leg.findings if one.high > one.low]
    places = np.arange(len(rows))
    middle = np.array([one.middle for one in rows])
    half = np.array([0.5 * (one.high - one.low) for one in rows])
    panel.errorbar(np.zeros(len(rows)), places, xerr=np.ones(len(rows)), fmt="o", color=series_colour(0), markersize=3)
    measured = np.array([np.nan if one.measured is None else one.measured for one in rows])
    panel.plot((measured - middle) / half, places, "D", color=series_colour(1), markersize=4)
    panel.set_yticks(places, [one.name.replace("_", " ") for one in rows], fontsize=6)
    panel.invert_yaxis()
    panel.set_xlim(-3.0, 3.0)
    panel.set_title("line: fit, 90 %; diamond: measured", fontsize=6.5)
