"""Figures of a cohort: findings over their normal ranges, and what care changes, person by person."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from secondheart.people.care import values_of_people
from secondheart.people.cohort import BARE_NAME
from secondheart.report.colours import series_colour
from secondheart.report.figure_options import USUAL_FIGURE, FigureOptions
from secondheart.report.panels_matplotlib import letter_panels
from secondheart.report.plot import WIDTH_IN, figure_class, house_style
from secondheart.report.text import DISCLAIMER, count_people
from secondheart.variables import quantity_label

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MAIN_FINDINGS = ("VV", "VFI", "EF", "RVF", "ambulatory_venous_pressure", "refill_time_90")
COLUMNS_OF_FIGURE = 3
FIGURE_BINS = 24
LINE_ALPHA = 0.35
LETTERS_OF_PANEL = 30  # in a line of its title


def cohort_figure(data: xr.Dataset, options: FigureOptions = USUAL_FIGURE) -> Figure:
    """Draw findings of a cohort: how they are spread, or, with care, a line a person from bare to each case."""
    names = [name for name in MAIN_FINDINGS if name in data] or [
        str(name) for name in data.data_vars if "care" in data[name].dims
    ][: len(MAIN_FINDINGS)]
    cases = [str(one) for one in data["care"].values]
    rows = -(-len(names) // COLUMNS_OF_FIGURE)
    with house_style(options):
        figure = figure_class()(figsize=options.size_in or (WIDTH_IN, 0.7 + 2.0 * rows), layout="constrained")
        panels = figure.subplots(rows, COLUMNS_OF_FIGURE, squeeze=False).ravel()
        for panel, name in zip(panels, names, strict=False):
            draw = _draw_care if len(cases) > 1 else _draw_spread
            draw(panel, data, name)
            title = f"{quantity_label(name)} [{data[name].attrs['units']}]"
            panel.set_title(textwrap.fill(title, LETTERS_OF_PANEL), fontsize=6.5)
        for panel in panels[len(names) :]:
            panel.set_visible(False)
        if options.is_paper:
            letter_panels(list(panels[: len(names)]))
            return figure
        what = "line: a person, thick: the mean" if len(cases) > 1 else "legs"
        figure.suptitle(f"{count_people(data.sizes['person'])}; {what}; band: normal", x=0.01, ha="left", fontsize=9)
        figure.supxlabel(DISCLAIMER, fontsize=6.5)
    return figure


def _ends(data: xr.Dataset, name: str, low: float, high: float) -> tuple[float, float]:
    attributes = data[name].attrs
    return attributes.get("normal_low", low), attributes.get("normal_high", high)


def _draw_spread(panel: Axes, data: xr.Dataset, name: str) -> None:
    values = np.asarray(data[name].sel(care=BARE_NAME).values, float).ravel()
    values = values[np.isfinite(values)]
    if not values.size:
        return
    panel.hist(values, bins=FIGURE_BINS, color=series_colour(0))
    if "normal_low" in data[name].attrs or "normal_high" in data[name].attrs:
        panel.axvspan(*_ends(data, name, float(values.min()), float(values.max())), color="0.5", alpha=0.2, linewidth=0)
    panel.axvline(float(values.mean()), color=series_colour(1), linewidth=1.2)
    panel.set_ylabel("legs", fontsize=6.5)


def _draw_care(panel: Axes, data: xr.Dataset, name: str) -> None:
    cases = [str(one) for one in data["care"].values]
    lines = np.array([values_of_people(data, name, case) for case in cases])
    if "normal_low" in data[name].attrs or "normal_high" in data[name].attrs:
        ends = _ends(data, name, float(np.nanmin(lines)), float(np.nanmax(lines)))
        panel.axhspan(*ends, color="0.5", alpha=0.2, linewidth=0)
    places = np.arange(len(cases))
    panel.plot(places, lines, color=series_colour(0), linewidth=0.6, alpha=LINE_ALPHA)
    both = np.isfinite(lines).all(axis=0)
    if both.any():
        panel.plot(places, lines[:, both].mean(axis=1), color=series_colour(1), linewidth=2.0)
    panel.set_xticks(places, cases, fontsize=6.5)
    panel.margins(x=0.08)
