"""The figure of a recording: postures as a band, steps a minute, heart rate, and gaps hatched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from secondheart.report.day_plot import GREYS, OTHER
from secondheart.report.moments import doings, postures
from secondheart.report.panels_matplotlib import safe
from secondheart.report.plot import WIDTH_IN, figure_class, house_style
from secondheart.report.text import DISCLAIMER
from secondheart.units import HOUR_S, MINUTE_S

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from secondheart.recordings import Recording

HATCH = "////"


def recording_figure(recording: Recording) -> Figure:
    """Draw a recording over the hours of the clock, on one page."""
    hearts = [step.heart_rate_bpm or np.nan for step in recording.protocol.steps]
    curves = {"steps a minute": _cadences(recording)}
    if not np.isnan(hearts).all():
        curves["heart\n/min"] = hearts
    with house_style():
        figure = figure_class()(figsize=(WIDTH_IN, 2.0 + 1.5 * len(curves)), layout="constrained")
        band, *axes = figure.subplots(1 + len(curves), 1, sharex=True, height_ratios=[0.5, *[1.0] * len(curves)])
        _postures(band, recording)
        for one, (label, values) in zip(axes, curves.items(), strict=True):
            _curve(one, recording, values, label)
        for one in (band, *axes):
            _gaps(one, recording)
        axes[-1].set_xlabel("time of day, h" if recording.date or recording.starts_h else "time, h")
        begin, end = recording.starts_h, recording.starts_h + recording.protocol.duration_s / HOUR_S
        axes[-1].set_xlim(begin, end)
        title = f"{recording.protocol.name}: {recording.steps} steps; {recording.device}"
        figure.suptitle(safe(title, 100), x=0.01, ha="left", fontsize=9)
        figure.supxlabel(DISCLAIMER, fontsize=6.5)
    return figure


def _hours(recording: Recording, start_s: float, stop_s: float) -> tuple[float, float]:
    return recording.starts_h + start_s / HOUR_S, (stop_s - start_s) / HOUR_S


def _postures(axes: Axes, recording: Recording) -> None:
    for one in postures(recording.protocol):
        place = _hours(recording, one.start_s, one.stop_s)
        axes.broken_barh([place], (0.0, 0.48), facecolor=GREYS.get(one.label, OTHER), lw=0)
    for one in doings(recording.protocol):
        axes.broken_barh([_hours(recording, one.start_s, one.stop_s)], (0.52, 0.48), facecolor="C0", alpha=0.6, lw=0)
    axes.set_ylim(0.0, 1.0)
    axes.set_yticks([0.25, 0.75], ["posture", "moving"])
    axes.set_title("light: lying, darker: sitting, darkest: standing; hatched: gaps", fontsize=6.5)


def _cadences(recording: Recording) -> list[float]:
    steps = recording.protocol.steps
    return [2.0 * MINUTE_S / step.activity.period_s if step.activity else 0.0 for step in steps]


def _curve(axes: Axes, recording: Recording, values: list[float], label: str) -> None:
    edges = recording.starts_h + np.append(recording.protocol.starts(), recording.protocol.duration_s) / HOUR_S
    axes.stairs(values, edges, baseline=None, color="C0", lw=0.8)
    axes.set_ylabel(label)


def _gaps(axes: Axes, recording: Recording) -> None:
    for gap in recording.gaps:
        start, length = _hours(recording, gap.start_s, gap.stop_s)
        axes.axvspan(start, start + length, facecolor="none", edgecolor="0.6", hatch=HATCH, lw=0)
