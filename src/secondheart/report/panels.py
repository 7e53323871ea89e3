"""What is drawn of a run, or of several on one clock, whatever draws it: panels of lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from secondheart.clinic.calf import leg_veins_of
from secondheart.protocol import Protocol
from secondheart.report.colours import series_colour
from secondheart.report.moments import MOST_MOMENTS, fine
from secondheart.report.summary import Span, spans
from secondheart.report.text import short
from secondheart.results import measure
from secondheart.results.measure import Floats

if TYPE_CHECKING:
    import xarray as xr

# along the leg, from the foot up: what clinicians call it, and the vessel
LEG_VESSELS = (
    ("foot vein", "dorsal_arch_{0}"),
    ("ankle vein", "great_saphenous_ankle_{0}"),
    ("popliteal vein", "popliteal_{0}"),
    ("femoral vein", "femoral_upper_{0}"),
    ("external iliac vein", "external_iliac_{0}"),
    ("right atrium", "right_atrium"),
)
COMPARED = LEG_VESSELS[:4]  # of several runs, each has a panel of its own
COMPARED_PANELS = (
    *(f"pressure-{pattern.partition('_{')[0]}" for _, pattern in COMPARED), "volume", "artery", "heart",
)  # fmt: skip
SINUSES = (("soleal sinuses", "soleal_sinuses_{0}"), ("gastrocnemius sinuses", "gastrocnemius_sinuses_{0}"))
SHOWN_MUSCLES = (
    ("soleus and gastrocnemius", "superficial_posterior_{0}"),
    ("deep muscles of the calf", "deep_posterior_{0}"),
    ("sole of the foot", "foot_{0}"),
)
LOOP_VEIN = SINUSES[0]
LOOP_CYCLES = 4  # of a long movement, at its beginning and at its end
CASE_LETTERS = "ABCDEF"
MMHG, ML = "mmHg", "mL"


@dataclass(frozen=True)
class LabelledRun:
    """A run and what it is called beside others; the only one needs no name."""

    label: str
    result: xr.Dataset


def distinguish_labels(cases: Sequence[LabelledRun]) -> list[LabelledRun]:
    """Return cases whose labels differ, by letters where two are called the same."""
    labels = [case.label for case in cases]
    if len(set(labels)) == len(labels):
        return list(cases)
    return [replace(case, label=f"{letter}: {case.label}") for letter, case in zip(CASE_LETTERS, cases, strict=False)]


@dataclass(frozen=True)
class PlotLine:
    """One curve; `low` and `high` are the edges of a band around it."""

    label: str
    x: Floats
    y: Floats
    colour: str
    name: str = ""
    low: Floats | None = None
    high: Floats | None = None


@dataclass(frozen=True)
class Panel:
    """Curves that share both axes. Where `together`, they share their samples too."""

    key: str
    title: str
    unit: str
    lines: tuple[PlotLine, ...]
    together: bool = True


def panels(cases: Sequence[LabelledRun], side: str) -> list[Panel]:
    """Return the panels over time: of one run its own, of several what lies one over the other."""
    pressures = [_pressures(cases[0].result, side)] if len(cases) == 1 else list(_each_pressure(cases, side))
    muscles = [_muscles(cases[0].result, side)] if len(cases) == 1 else []
    drawn = [*pressures, *muscles, _calf(cases, side), _arterial(cases), _heart(cases)]
    return [panel for panel in drawn if panel.lines and not (panel.key == "muscle" and _silent(panel))]


def _silent(panel: Panel) -> bool:
    """Say whether nothing is in a panel but noughts."""
    return not any(line.y.any() for line in panel.lines)


def loop_panel(cases: Sequence[LabelledRun], side: str) -> Panel:
    """Return pressure in the soleal sinuses against volume of the calf's veins: of one run part by part."""
    lines = _parts_of_loop(cases[0].result, side) if len(cases) == 1 else _whole_loops(cases, side)
    return Panel("loop", f"{LOOP_VEIN[0]} against volume of the calf's veins", MMHG, tuple(lines), together=False)


def calf_volume(result: xr.Dataset, side: str) -> Floats | None:
    """Return the volume of all veins of a calf, where a strap of a plethysmograph lies, in mL; None if not recorded."""
    veins = list(leg_veins_of(measure.person_of(result), side))
    if not set(veins) <= set(result["vessel"].values.tolist()):
        return None
    return np.asarray(result["volume"].sel(vessel=veins).sum("vessel").values, float)


def _times(result: xr.Dataset) -> Floats:
    return np.asarray(result["time"].values, float)


def _vessel(result: xr.Dataset, variable: str, name: str) -> Floats | None:
    if name not in result["vessel"].values:
        return None
    return np.asarray(result[variable].sel(vessel=name).values, float)


def _pressures(result: xr.Dataset, side: str) -> Panel:
    lines = []
    for place, (label, pattern) in enumerate(LEG_VESSELS):
        name = pattern.format(side)
        values = _vessel(result, "pressure", name)
        if values is not None:
            lines.append(PlotLine(label, _times(result), values, series_colour(place), name))
    return Panel("pressure", "pressure along the leg", MMHG, tuple(lines))


def vessels_panel(result: xr.Dataset, vessels: Sequence[str]) -> Panel:
    """Return a panel of the pressures in chosen vessels, by full names; what is not recorded is left out."""
    lines = []
    for place, name in enumerate(vessels):
        values = _vessel(result, "pressure", name)
        if values is not None:
            lines.append(PlotLine(name.replace("_", " "), _times(result), values, series_colour(place), name))
    return Panel("pressure", "pressure", MMHG, tuple(lines))


def _each_pressure(cases: Sequence[LabelledRun], side: str) -> Iterator[Panel]:
    for label, pattern in COMPARED:
        name = pattern.format(side)
        lines = []
        for place, case in enumerate(cases):
            values = _vessel(case.result, "pressure", name)
            if values is not None:
                lines.append(PlotLine(case.label, _times(case.result), values, series_colour(place), name))
        yield Panel(f"pressure-{pattern.partition('_{')[0]}", f"pressure in the {label}", MMHG, tuple(lines))


def _muscles(result: xr.Dataset, side: str) -> Panel:
    lines = []
    for place, (label, pattern) in enumerate(SHOWN_MUSCLES):
        name = pattern.format(side)
        values = np.asarray(result["muscle_pressure"].sel(muscle=name).values, float)
        lines.append(PlotLine(label, _times(result), values, series_colour(place), name))
    return Panel("muscle", "pressure in the muscles", MMHG, tuple(lines))


def _calf(cases: Sequence[LabelledRun], side: str) -> Panel:
    lines = []
    for place, case in enumerate(cases):
        values = calf_volume(case.result, side)
        if values is not None:
            label = case.label if len(cases) > 1 else "all veins of the calf"
            lines.append(PlotLine(label, _times(case.result), values, series_colour(place), "calf"))
    if len(cases) == 1:
        lines += _sinuses(cases[0].result, side)
    return Panel("volume", "volume of the calf's veins", ML, tuple(lines))


def _sinuses(result: xr.Dataset, side: str) -> Iterator[PlotLine]:
    for place, (label, pattern) in enumerate(SINUSES):
        values = _vessel(result, "volume", pattern.format(side))
        if values is not None:
            yield PlotLine(label, _times(result), values, series_colour(place + 1), pattern.format(side))


def _beats(result: xr.Dataset, name: str) -> Floats:
    return np.asarray(result[name].values, float)


def _arterial(cases: Sequence[LabelledRun]) -> Panel:
    lines = [
        PlotLine(
            case.label or "mean; band: diastolic to systolic",
            _beats(case.result, "beat_time"),
            _beats(case.result, "arterial_mean"),
            series_colour(place),
            "arterial_mean",
            _beats(case.result, "arterial_diastolic") if len(cases) == 1 else None,
            _beats(case.result, "arterial_systolic") if len(cases) == 1 else None,
        )
        for place, case in enumerate(cases)
        if case.result.sizes["beat"]
    ]
    title = "arterial pressure at the heart" if len(cases) == 1 else "mean arterial pressure at the heart"
    return Panel("artery", title, MMHG, tuple(lines), together=len(cases) == 1)


def _heart(cases: Sequence[LabelledRun]) -> Panel:
    lines = [
        PlotLine(
            case.label or "heart rate",
            _beats(case.result, "beat_time"),
            _beats(case.result, "heart_rate"),
            series_colour(place),
            "heart_rate",
        )
        for place, case in enumerate(cases)
        if case.result.sizes["beat"]
    ]
    return Panel("heart", "heart rate", "1/min", tuple(lines), together=len(cases) == 1)


def _whole_loops(cases: Sequence[LabelledRun], side: str) -> Iterator[PlotLine]:
    for place, case in enumerate(cases):
        if not fine(case.result):
            continue
        volume = calf_volume(case.result, side)
        pressure = _vessel(case.result, "pressure", LOOP_VEIN[1].format(side))
        if volume is not None and pressure is not None:
            yield PlotLine(case.label, volume, pressure, series_colour(place), "loop")


def _parts_of_loop(result: xr.Dataset, side: str) -> list[PlotLine]:
    """Return the loop of each part; of a movement that goes on only its first and its last cycles."""
    whole = list(_whole_loops([LabelledRun("the whole run", result)], side))
    protocol = measure.protocol_of(result)
    parts = spans(protocol)
    if len(parts) > MOST_MOMENTS or not whole:
        return whole
    times, line = measure.middles(result), whole[0]
    lines: list[PlotLine] = []
    for number, part in enumerate(parts, start=1):
        for words, window in _loop_windows(protocol, part):
            now = measure.inside(times, window)
            label = f"{number}. {short(part.label)}{words}"
            lines.append(PlotLine(label, line.x[now], line.y[now], series_colour(len(lines)), "loop"))
    return lines


def _loop_windows(protocol: Protocol, part: Span) -> list[tuple[str, tuple[float, float]]]:
    activity = protocol.step_at(part.start_s + 1e-6).activity
    shown = LOOP_CYCLES * activity.period_s if activity else 0.0
    if not shown or part.duration_s < 4 * shown:
        return [("", (part.start_s, part.stop_s))]
    return [(", begins", (part.start_s, part.start_s + shown)), (", ends", (part.stop_s - shown, part.stop_s))]
