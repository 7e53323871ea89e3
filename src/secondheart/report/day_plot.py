"""The figure of a day, by matplotlib: what is done, and its curves, over the hours of the clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from secondheart.report import panels_matplotlib
from secondheart.report.colours import series_colour
from secondheart.report.day_series import clock_hours, clock_label, day_comparison_panels, day_panels
from secondheart.report.figure_options import USUAL_FIGURE, FigureOptions
from secondheart.report.moments import Band, doings, postures
from secondheart.report.panels_matplotlib import safe
from secondheart.report.plot import FIGURE_TITLE_LETTERS, STRIP, WIDTH_IN, figure_class, house_style
from secondheart.report.text import DISCLAIMER, describe_person
from secondheart.results import measure

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from secondheart.day.account import Account
    from secondheart.report.panels import LabelledRun, Panel

GREYS = {"lie": "0.92", "raised legs": "0.86", "sit": "0.76", "stand": "0.58"}
OTHER = "0.70"
CLOCK_TICKS = 13  # of a figure of the usual width
DAY_PANELS = (STRIP, "ankle", "veins", "heart", "swelling", "oxygen")  # that a day may have
STRIP_SHARE = 0.45  # of the height of a panel


def day_figure(result: xr.Dataset, account: Account, options: FigureOptions = USUAL_FIGURE) -> Figure:
    """Draw a day: postures and movements, ankle veins, blood in the veins, heart rate, and what else it holds."""
    person = describe_person(measure.person_of(result))
    return _draw_day(result, day_panels(result), options, [account.name or "a day", person])


def day_comparison_figure(cases: Sequence[LabelledRun], options: FigureOptions = USUAL_FIGURE) -> Figure:
    """Draw one day of several people, one over the other: ankle veins, swelling, blood, heart rate, oxygen."""
    first = cases[0].result
    return _draw_day(first, day_comparison_panels(cases), options, [str(first.attrs["protocol_name"]) or "a day"])


def _draw_day(result: xr.Dataset, panels: Sequence[Panel], options: FigureOptions, title: Sequence[str]) -> Figure:
    options.require_only("a day", "panels", "window")
    chosen = options.chosen_panels([STRIP, *(panel.key for panel in panels)])
    shown = [panel for panel in panels if panel.key in chosen]
    heights = [*([STRIP_SHARE] if STRIP in chosen else []), *[1.0] * len(shown)]
    with house_style(options):
        size = options.size_in or (WIDTH_IN, 1.2 + 1.35 * len(shown))
        figure = figure_class()(figsize=size, layout="constrained")
        axes = list(figure.subplots(len(heights), 1, sharex=True, height_ratios=heights, squeeze=False)[:, 0])
        if STRIP in chosen:
            _strip(axes[0], result)
        below = axes[len(heights) - len(shown) :]
        first = [line.label for line in shown[0].lines] if shown else []
        for panel, place in zip(shown, below, strict=True):
            said = place is not below[0] and [line.label for line in panel.lines] == first
            panels_matplotlib.draw_curves(place, panel, 1.0, legend=len(panel.lines) > 1 and not said)
        _clock(axes[-1], result, options.span(float(result["time"].values[-1])), size[0])
        if options.is_paper:
            panels_matplotlib.letter_panels(below)
        else:
            figure.suptitle(
                "\n".join(safe(text, FIGURE_TITLE_LETTERS) for text in title), x=0.01, ha="left", fontsize=9
            )
            figure.supxlabel(DISCLAIMER, fontsize=6.5)
    return figure


def _strip(axes: Axes, result: xr.Dataset) -> None:
    protocol = measure.protocol_of(result)
    for band in postures(protocol):
        axes.broken_barh([_place(result, band)], (0.0, 0.48), facecolor=GREYS.get(band.label, OTHER), lw=0)
    for band in doings(protocol):
        axes.broken_barh([_place(result, band)], (0.52, 0.48), facecolor=series_colour(0), alpha=0.6, lw=0)
    axes.set_ylim(0.0, 1.0)
    axes.set_yticks([0.25, 0.75], ["posture", "moving"])
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_title("light: lying, darker: sitting, darkest: standing", fontsize=6.5)


def _place(result: xr.Dataset, band: Band) -> tuple[float, float]:
    start, stop = clock_hours(result, np.array([band.start_s, band.stop_s]))
    return float(start), float(stop - start)


def _clock(axes: Axes, result: xr.Dataset, span: tuple[float, float], width_in: float) -> None:
    start, stop = clock_hours(result, np.array(span))
    most = CLOCK_TICKS * width_in / WIDTH_IN
    every = next((step for step in (0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4, 6) if (stop - start) / step <= most), 12)
    ticks = np.arange(np.ceil(start / every), stop / every + 1e-9) * every
    axes.set_xticks(ticks, [clock_label(tick) for tick in ticks])
    axes.set_xlim(float(start), float(stop))
    axes.set_xlabel("time of day")
