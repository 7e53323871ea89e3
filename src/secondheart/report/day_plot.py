"""The figure of a day, by matplotlib: what is done, and its curves, over the hours of the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from secondheart.report import panels_matplotlib
from secondheart.report.colours import series_colour
from secondheart.report.day_series import clock_hours, clock_label, day_panels
from secondheart.report.moments import Band, doings, postures
from secondheart.report.panels_matplotlib import safe
from secondheart.report.plot import WIDTH_IN, figure_class, house_style
from secondheart.report.text import DISCLAIMER, describe_person
from secondheart.results import measure

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from secondheart.day.account import Account

GREYS = {"lie": "0.92", "raised legs": "0.86", "sit": "0.76", "stand": "0.58"}
OTHER = "0.70"
CLOCK_TICKS = 13


def day_figure(result: xr.Dataset, account: Account) -> Figure:
    """Draw a day: postures and movements, ankle veins, blood in the veins, heart rate, and what else it holds."""
    panels, person = day_panels(result), describe_person(measure.person_of(result))
    with house_style():
        figure = figure_class()(figsize=(WIDTH_IN, 1.2 + 1.35 * len(panels)), layout="constrained")
        axes = figure.subplots(len(panels) + 1, 1, sharex=True, height_ratios=[0.45, *[1.0] * len(panels)])
        _strip(axes[0], result)
        for panel, below in zip(panels, axes[1:], strict=True):
            panels_matplotlib.draw_curves(below, panel, 1.0, legend=len(panel.lines) > 1)
        _clock(axes[-1], result)
        figure.suptitle(
            "\n".join(safe(text, 100) for text in (account.name or "a day", person)),
            x=0.01, ha="left", fontsize=9,
        )  # fmt: skip
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


def _clock(axes: Axes, result: xr.Dataset) -> None:
    start, stop = clock_hours(result, np.array([0.0, float(result["time"].values[-1])]))
    every = next((step for step in (0.05, 0.1, 0.25, 0.5, 1, 2, 3) if (stop - start) / step <= CLOCK_TICKS), 4)
    ticks = np.arange(np.ceil(start / every), stop / every + 1e-9) * every
    axes.set_xticks(ticks, [clock_label(tick) for tick in ticks])
    axes.set_xlim(float(start), float(stop))
    axes.set_xlabel("time of day")
