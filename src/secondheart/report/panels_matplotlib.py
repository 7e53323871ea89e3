"""Panels of a figure, drawn by matplotlib: lines, a raster of valves, a strip of postures, loops, profiles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

import numpy as np

from secondheart.report.colours import COLOURS_SERIES, series_colour
from secondheart.report.downsample import block_means, extremes
from secondheart.report.leg import valve_rows
from secondheart.report.measured import MeasuredCurve
from secondheart.report.moments import Band, doings, moments, postures, room_for
from secondheart.report.panels import LabelledRun, Panel
from secondheart.report.text import short
from secondheart.results import measure

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

LEAST_LETTERS_PT, VALVE_LETTER_WIDTH = 3.5, 0.55  # of names that can be read; width of a letter over its height
PIXEL_COLUMNS = 2000  # of the raster of valves; a picture has no more
FIGURE_SAMPLES = 6000  # of the curves of a panel, so that a PDF stays small
FEW_MEASURED = 200  # points that are drawn one by one
LETTER_WIDTH = 0.0105  # what a letter takes of the width of a panel
FAINT: dict[str, Any] = {"color": "0.55", "lw": 0.5, "ls": ":"}
POSTURE_GREYS = ("0.92", "0.80")
FIGURE_STYLE: dict[Any, Any] = {
    "font.size": 7.5,
    "axes.titlesize": 8,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "axes.formatter.useoffset": False,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 7,
    "legend.handlelength": 1.4,
    "svg.fonttype": "none",  # words stay words
    "pdf.fonttype": 42,
}
PAPER_STYLE: dict[Any, Any] = {  # as journals ask: sans serif of 7 points, thin lines, nothing smaller than 5 points
    "font.family": "sans-serif",
    "font.sans-serif": ["Arial", "Helvetica", "Liberation Sans", "DejaVu Sans"],
    "font.size": 7.0,
    "axes.titlesize": 7.0,
    "axes.titleweight": "normal",
    "axes.labelsize": 7.0,
    "xtick.labelsize": 6.5,
    "ytick.labelsize": 6.5,
    "legend.fontsize": 6.5,
    "lines.linewidth": 0.8,
}
# Deep veins by their side of the profile, from the foot up; and the superficial ones
DEEP_COLUMN = (
    "plantar",
    "posterior_tibial_lower",
    "posterior_tibial_upper",
    "popliteal",
    "femoral_lower",
    "femoral_upper",
)
DEEP_COLUMN_TOP = ("common_femoral", "external_iliac")
SUPERFICIAL_COLUMN = ("dorsal_arch", "great_saphenous_ankle", "great_saphenous_calf", "great_saphenous_lower_thigh")
SUPERFICIAL_COLUMN_TOP = ("great_saphenous_upper_thigh",)


def safe(text: str, most: int = 42) -> str:
    """Return words as words, and not too many: a dollar sign begins no formula."""
    return short(text, most).replace("$", r"\$")


def draw_strip(axes: Axes, result: xr.Dataset, scale: float) -> None:
    """Draw what the person does: posture below, movement above."""
    protocol = measure.protocol_of(result)
    axes.set_ylim(0, 2)
    for place, band in enumerate(postures(protocol)):
        axes.broken_barh([_bar(band, scale)], (0, 0.9), color=POSTURE_GREYS[place % 2], lw=0)
    for band in doings(protocol):
        axes.broken_barh([_bar(band, scale)], (1.0, 0.3), color="0.35", lw=0)
    _words(axes, postures(protocol), scale, 0.42)
    _words(axes, doings(protocol), scale, 1.72)
    axes.set_yticks([0.45, 1.15], ["posture", "movement"], fontsize=6)
    axes.tick_params(length=0, labelbottom=False)
    axes.spines[:].set_visible(False)


def _bar(band: Band, scale: float) -> tuple[float, float]:
    return band.start_s / scale, (band.stop_s - band.start_s) / scale


def _words(axes: Axes, bands: Sequence[Band], scale: float, height: float) -> None:
    """Write the names of bands where there is room."""
    start, end = (float(edge) * scale for edge in axes.get_xlim())
    for band, middle in room_for(bands, end, LETTER_WIDTH, start):
        axes.text(middle / scale, height, safe(band.label), ha="center", va="center", fontsize=6.5)


def draw_curves(axes: Axes, panel: Panel, scale: float, legend: bool = True) -> None:
    """Draw the lines of a panel over time, the first on top."""
    for place, line in enumerate(panel.lines):
        places = extremes([line.y], FIGURE_SAMPLES // len(panel.lines))
        if line.low is not None and line.high is not None:
            axes.fill_between(line.x / scale, line.low, line.high, color=line.colour, alpha=0.2, lw=0)
        style: dict[str, Any] = {"lw": 0.9, "color": line.colour, "label": safe(line.label), "zorder": 3 - 0.1 * place}
        axes.plot(line.x[places] / scale, line.y[places], **style)
    axes.set_title(panel.title)
    axes.set_ylabel(panel.unit)
    if legend:
        place_legend(axes)


def draw_measured(axes: Axes, curves: Sequence[MeasuredCurve], scale: float) -> None:
    """Draw measured data over a panel: dots where they are few, a thin dark line where they are many."""
    for curve in curves:
        few = curve.times_s.size <= FEW_MEASURED
        style: dict[str, Any] = {"marker": "o", "ms": 3.0, "ls": "", "mfc": "none"} if few else {"lw": 0.7, "ls": "--"}
        style |= {"color": "black", "label": f"measured: {safe(curve.label)}", "zorder": 5}
        axes.plot(curve.times_s / scale, curve.values, **style)
    if curves:
        place_legend(axes)


def letter_panels(panels: Sequence[Axes]) -> None:
    """Write a letter at the upper left of each panel, as papers name them."""
    for letter, axes in zip(ascii_lowercase, panels, strict=False):
        title = axes.get_title(loc="left")
        axes.set_title(f"$\\bf{{{letter}}}$  {title}")


def draw_close_up(axes: Axes, panel: Panel, window: tuple[float, float]) -> None:
    """Draw the lines of a panel in a window, where every sample shows, in seconds."""
    for place, line in enumerate(panel.lines):
        inside = (line.x > window[0]) & (line.x <= window[1])
        axes.plot(line.x[inside], line.y[inside], lw=0.9, color=line.colour, zorder=3 - 0.1 * place)
    axes.set_xlim(window)
    axes.set_title(f"{panel.title}, {window[0]:g} to {window[1]:g} s")
    axes.set_ylabel(panel.unit)
    axes.set_xlabel("time [s]")


def place_legend(axes: Axes) -> None:
    """Put the legend to the right of a panel."""
    axes.legend(loc="upper left", bbox_to_anchor=(1.005, 1.0), borderaxespad=0.0)


def mark_steps(axes: Sequence[Axes], result: xr.Dataset, scale: float) -> None:
    """Mark where steps begin, if they are few."""
    protocol = measure.protocol_of(result)
    if len(protocol.steps) <= 24:
        for one in axes:
            for start in protocol.starts()[1:]:
                one.axvline(start / scale, **FAINT)


def draw_valves(axes: Axes, result: xr.Dataset, side: str, scale: float) -> None:
    """Draw when each valve is open, group by group."""
    rows = valve_rows(result["valve"].values.tolist(), side)
    opening = block_means(result["opening"].sel(valve=[name for name, _, _ in rows]).values, PIXEL_COLUMNS)
    end = float(result["time"].values[-1]) / scale
    axes.imshow(
        opening.T, aspect="auto", origin="upper", interpolation="nearest", cmap="Blues", vmin=0.0, vmax=1.0,
        extent=(0.0, end, len(rows) - 0.5, -0.5), rasterized=True,
    )  # fmt: skip
    axes.yaxis.tick_right()
    axes.set_yticks([])
    axes.tick_params(axis="y", length=0, pad=2)
    axes.set_title("valves: white closed, blue open")
    axes.spines["left"].set_visible(False)


def name_valves(axes: Axes, result: xr.Dataset, side: str, height_in: float, *, groups: bool) -> None:
    """Write the names of valves beside their rows, and of their groups, as small as so high a panel needs them.

    Where a name would be too small to be read, it stands beside each second row, each third ...
    """
    rows = valve_rows(result["valve"].values.tolist(), side)
    row_pt = 72.0 * height_in / len(rows)
    letters = min(5.0, max(0.9 * row_pt, LEAST_LETTERS_PT))
    places = range(0, len(rows), max(math.ceil(letters / max(row_pt, 0.1)), 1))
    axes.set_yticks(places, [rows[place][1] for place in places], fontsize=letters)
    of_group = {group: list(heights) for group, heights in groupby(range(len(rows)), key=lambda i: rows[i][2])}
    for group, heights in of_group.items() if groups else ():
        axes.axhline(heights[0] - 0.5, color="0.3", lw=0.6)
        lines = group.split(" ", 1)
        room_pt = row_pt * len(heights) / (VALVE_LETTER_WIDTH * max(map(len, lines)))
        if room_pt >= LEAST_LETTERS_PT:
            axes.text(-0.012, float(np.mean(heights)), "\n".join(lines), transform=axes.get_yaxis_transform(),
                      rotation=90, ha="right", va="center", fontsize=min(6.0, room_pt))  # fmt: skip


def draw_open_shares(axes: Axes, cases: Sequence[LabelledRun], side: str) -> None:
    """Draw for each valve how open it is on the mean of each run: dots on a line."""
    rows = valve_rows(cases[0].result["valve"].values.tolist(), side)
    names = [name for name, _, _ in rows]
    for place, case in enumerate(cases):
        mean = 100.0 * case.result["opening"].sel(valve=names).mean("time").values
        marker = "osD^vP"[place % 6]
        axes.plot(mean, range(len(rows)), marker, ms=3.2, color=series_colour(place), label=safe(case.label), mew=0)
    axes.set_yticks([])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.grid(axis="y", color="0.9", lw=0.5)
    axes.set_axisbelow(True)
    axes.set_title("valves")
    axes.set_xlabel("mean opening [%]")


def draw_loop(axes: Axes, panel: Panel, legend: bool = True) -> None:
    """Draw pressure against volume, the first line on top."""
    for place, line in enumerate(panel.lines):
        axes.plot(line.x, line.y, lw=0.6, color=line.colour, label=safe(line.label), zorder=3 - 0.1 * place)
    axes.set_title("pump of the calf")
    if not panel.lines:
        axes.text(0.5, 0.5, "samples are too coarse for a loop", ha="center", transform=axes.transAxes)
        axes.set(xticks=[], yticks=[])
    axes.set_xlabel("volume of the calf's veins [mL]")
    axes.set_ylabel("soleal sinuses [mmHg]")
    if legend and panel.lines:
        place_legend(axes)


def draw_profile(axes: Axes, result: xr.Dataset, side: str) -> None:
    """Draw pressures along the leg at chosen moments, height by height: deep veins solid, superficial dashed."""
    body, places = measure.person_of(result).body, set(result["vessel"].values.tolist())
    for place, moment in enumerate(moments(result, side)):
        for names, style in ((DEEP_COLUMN + DEEP_COLUMN_TOP, "-"), (SUPERFICIAL_COLUMN + SUPERFICIAL_COLUMN_TOP, "--")):
            vessels = [f"{name}_{side}" for name in names if f"{name}_{side}" in places]
            pressure = result["pressure"].isel(time=moment.place).sel(vessel=vessels).values
            heights = [-body.vessel(vessel).position for vessel in vessels]
            label = safe(moment.label) if style == "-" else None
            axes.plot(pressure, heights, style, marker=".", ms=3, lw=0.8, color=COLOURS_SERIES[place % 6], label=label)
    axes.set_title("pressures from foot to groin")
    axes.set_xlabel("pressure [mmHg] (dashed: superficial)")
    axes.set_ylabel("cm below the heart\n(standing)")
    axes.yaxis.set_major_formatter(_positive)
    place_legend(axes)


def _positive(value: float, _: Any) -> str:
    return f"{abs(value):g}"
