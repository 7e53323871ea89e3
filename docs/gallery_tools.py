"""What the runs of the gallery share: a curve, bars, and means over the end of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import xarray as xr

from secondheart.report.colours import COLOURS_SERIES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ANKLE, FOOT = "great_saphenous_ankle_left", "dorsal_arch_left"
FEW = 20  # points that are marked one by one


def last(result: xr.Dataset, name: str, seconds: float = 10.0, variable: str = "pressure") -> float:
    """Return the mean of a vessel's pressure, or of a connection's flow, over the last seconds of a run."""
    what = result[variable].sel({result[variable].dims[1]: name})
    return float(what.isel(time=slice(-round(seconds / float(result["time"].diff("time")[0])), None)).mean())


def lowest(result: xr.Dataset, name: str = ANKLE) -> float:
    """Return the lowest pressure of a vessel."""
    return float(result["pressure"].sel(vessel=name).min())


def curves(
    runs: Mapping[str, xr.Dataset], name: str = ANKLE, variable: str = "pressure", label: str = "mmHg"
) -> Figure:
    """Draw the course of one vessel or connection in several runs, as means of a second."""
    figure, axes = _axes()
    for number, (title, run) in enumerate(runs.items()):
        what = run[variable].sel({run[variable].dims[1]: name})
        every = max(1, round(1.0 / float(run["time"].diff("time")[0])))
        shown = what.coarsen(time=every, boundary="trim").mean()
        axes.plot(shown["time"], shown, label=title, color=COLOURS_SERIES[number % len(COLOURS_SERIES)])
    axes.set_xlabel("time, s")
    axes.set_title(label, loc="left", fontsize="medium")
    if len(runs) > 1:
        axes.legend(frameon=False)
    return figure


def bars(values: Mapping[str, float], label: str, normal: tuple[float, float] | None = None) -> Figure:
    """Draw one bar a case, over the band of what is normal."""
    figure, axes = _axes()
    if normal:
        axes.axvspan(*normal, color="0.9", label="normal")
        axes.legend(frameon=False)
    axes.barh(list(values), list(values.values()), color=COLOURS_SERIES[0], height=0.6)
    axes.invert_yaxis()
    axes.set(xlabel=label)
    return figure


def line(x: list[float], y: list[float], labels: tuple[str, str]) -> Figure:
    """Draw one quantity over another."""
    figure, axes = _axes()
    axes.plot(x, y, "o-" if len(x) <= FEW else "-", color=COLOURS_SERIES[0])
    axes.set_xlabel(labels[0])
    axes.set_title(labels[1], loc="left", fontsize="medium")
    return figure


def _axes() -> tuple[Figure, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.0, 3.2), layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes
