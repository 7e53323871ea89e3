"""Figures of a run and of findings, by matplotlib."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from secondheart.clinic import Finding, measure
from secondheart.clinic.finding import Side
from secondheart.clinic.measure import Floats
from secondheart.errors import BadFile, MissingExtra
from secondheart.report.summary import calf_veins

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = (".png", ".svg", ".pdf")
LEG = ("dorsal_arch", "great_saphenous_ankle", "popliteal", "femoral_upper", "external_iliac")
MOST_COLUMNS = 2000  # of the raster of valves; a picture has no more
MOST_MARKS = 12  # steps that are marked
SIDE_MARKS: dict[Side, str] = {"left": "<", "right": ">", "both": "o"}
DISCLAIMER = "For information and education only. Not medical advice and not a medical device. Ask a doctor."


def require_matplotlib() -> None:
    """Raise MissingExtra if figures cannot be drawn."""
    _figure_class()


def save_figure(figure: Figure, path: Path) -> None:
    """Write a figure, whole or not at all; the format follows from the name.

    Raises
    ------
    BadFile
        If it cannot be written.
    """
    unfinished = path.with_name(f".{uuid4().hex}{path.suffix}")
    try:
        figure.savefig(unfinished, dpi=150)
        unfinished.replace(path)
    except OSError as error:
        raise BadFile(f"{path}: the figure cannot be written ({error.strerror or error})") from error
    finally:
        unfinished.unlink(missing_ok=True)


def run_figure(result: xr.Dataset, side: str = "left") -> Figure:
    """Draw a run: pressures along a leg, volume of the calf's veins, valves, arterial pressure and heart rate.

    Parameters
    ----------
    result : xarray.Dataset
        As `simulate` returns it.
    side : "left" or "right"
        The leg.
    """
    figure = _figure_class()(figsize=(10, 12), layout="constrained")
    panels = figure.subplots(4, 1, sharex=True, height_ratios=(3, 2, 4, 3))
    unit, scale = ("min", 60.0) if result.attrs["duration_s"] > 300 else ("s", 1.0)
    _pressures(panels[0], result, side, scale)
    _calf(panels[1], result, side, scale)
    _valves(panels[2], result, side, scale)
    _heart(panels[3], result, scale)
    _marks(panels[0], result, scale)
    panels[3].set_xlabel(f"time [{unit}]")
    figure.suptitle(f"{result.attrs['protocol_name'] or 'protocol'}, {side} leg")
    figure.supxlabel(DISCLAIMER, fontsize=7)
    return figure


def findings_figure(findings: Sequence[Finding]) -> Figure:
    """Draw findings, one line each with both legs in it and the normal range as a band."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.test, finding.name), []).append(finding)
    figure = _figure_class()(figsize=(8, 1.0 + 0.7 * len(groups)), layout="constrained")
    panels = figure.subplots(len(groups), 1, squeeze=False)[:, 0]
    for panel, group in zip(panels, groups.values(), strict=True):
        _finding(panel, group)
    figure.supxlabel(f"green: normal; triangles point to the side of the leg\n{DISCLAIMER}", fontsize=7)
    return figure


def _figure_class() -> type[Figure]:
    try:
        found: type[Figure] = importlib.import_module("matplotlib.figure").Figure
    except ImportError:
        raise MissingExtra.of("matplotlib", "plot", "a figure") from None
    return found


def _pressures(panel: Axes, result: xr.Dataset, side: str, scale: float) -> None:
    names = [*(f"{vein}_{side}" for vein in LEG), "right_atrium"]
    for place, name in enumerate(names):
        colour = _colour(place / (len(names) - 1))
        panel.plot(result["time"] / scale, measure.pressure(result, name), lw=0.8, color=colour, label=_plain(name))
    panel.set_ylabel("pressure [mmHg]")
    _legend(panel)


def _calf(panel: Axes, result: xr.Dataset, side: str, scale: float) -> None:
    kept = result.indexes["vessel"]
    veins = [name for name in calf_veins(measure.person_of(result), side) if name in kept]
    volume = result["volume"].sel(vessel=veins)
    panel.plot(result["time"] / scale, volume.sum("vessel"), lw=1.0, color="black", label="all veins of the calf")
    for name in (f"soleal_sinuses_{side}", f"gastrocnemius_sinuses_{side}"):
        if name in veins:
            panel.plot(result["time"] / scale, volume.sel(vessel=name), lw=0.8, label=_plain(name))
    panel.set_ylabel("volume [mL]")
    panel.set_ylim(bottom=0.0)
    _legend(panel)


def _valves(panel: Axes, result: xr.Dataset, side: str, scale: float) -> None:
    names = [name for name in result["valve"].values if name.endswith(side)]
    opening = _thinned(result["opening"].sel(valve=names).values)
    end = float(result.attrs["duration_s"]) / scale
    image = panel.imshow(
        opening.T, aspect="auto", origin="lower", interpolation="nearest", cmap="Blues", vmin=0.0, vmax=1.0,
        extent=(0.0, end, -0.5, len(names) - 0.5),
    )  # fmt: skip
    panel.set_yticks(range(len(names)), [_plain(name) for name in names], fontsize=5)
    panel.figure.colorbar(image, ax=panel, label="valve: 0 closed, 1 open", pad=0.01, aspect=30)


def _heart(panel: Axes, result: xr.Dataset, scale: float) -> None:
    times = result["beat_time"] / scale
    panel.fill_between(
        times, result["arterial_diastolic"], result["arterial_systolic"], color="tab:red", alpha=0.25, lw=0
    )
    panel.plot(times, result["arterial_mean"], color="tab:red", lw=1.0)
    panel.set_ylabel("arterial pressure [mmHg]\n(band: diastolic to systolic)", color="tab:red")
    rate = panel.twinx()
    rate.plot(times, result["heart_rate"], color="tab:blue", lw=1.0)
    rate.set_ylabel("heart rate [1/min]", color="tab:blue")


def _legend(panel: Axes) -> None:
    panel.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=7, frameon=False)


def _marks(panel: Axes, result: xr.Dataset, scale: float) -> None:
    """Mark where the steps begin, if they are few."""
    protocol = measure.protocol_of(result)
    if len(protocol.steps) > MOST_MARKS:
        return
    for place, (start, (label, _)) in enumerate(zip(protocol.starts(), protocol.describe(), strict=True)):
        for below in panel.figure.axes:
            below.axvline(start / scale, color="grey", lw=0.6, ls=":")
        height = 1.01 + 0.05 * (place % 2)  # two lines of labels, so that short steps do not hide their neighbours
        panel.annotate(label, (start / scale, height), xycoords=("data", "axes fraction"), fontsize=7)


def _finding(panel: Axes, group: Sequence[Finding]) -> None:
    first = group[0]
    low, high = first.normal_low, first.normal_high
    known = [x for x in (*(finding.value for finding in group), low, high) if x is not None]
    start, end = min(0.0, *known, 0.0) * 1.3, max(0.0, *known, 0.0) * 1.3
    end = end if end > start else 1.0
    if low is not None or high is not None:
        band = (start if low is None else low, end if high is None else high)
        panel.axvspan(*band, color="tab:green", alpha=0.25, lw=0)
    for finding in group:
        if finding.value is not None:
            panel.plot([finding.value], [0.0], SIDE_MARKS[finding.side], color="black", fillstyle="none")
    panel.set_xlim(start, end)
    panel.set_yticks([])
    panel.tick_params(labelsize=7)
    panel.set_title(f"{first.test}: {_plain(first.name)} [{first.unit}]", fontsize=8, loc="left")


def _thinned(values: Floats) -> Floats:
    """Return means of neighbouring rows, so few that a picture can show them."""
    every = -(-len(values) // MOST_COLUMNS) or 1
    whole = len(values) // every * every
    return np.asarray(values[:whole].reshape(-1, every, values.shape[1]).mean(axis=1))


def _colour(share: float) -> Any:
    return importlib.import_module("matplotlib").colormaps["viridis"](0.9 * share)


def _plain(name: str) -> str:
    return name.removesuffix("_left").removesuffix("_right").replace("_", " ")
