"""The curves of a day: means of a minute, over the hours of the clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from secondheart.anatomy import LEG_REGIONS, LEGS
from secondheart.report.colours import series_colour
from secondheart.report.panels import ML, MMHG, LabelledRun, Panel, PlotLine
from secondheart.results.measure import ANKLE_VEIN, Floats, pressure, rr_intervals
from secondheart.simulation.blood_stores import STORES
from secondheart.units import HOUR_S, MINUTE_S

if TYPE_CHECKING:
    import xarray as xr

ALIKE_MMHG = 2.0  # curves of both legs that are nowhere further apart are drawn as one
LOWER_LEG = ("lower_calf", "upper_calf")
OXYGEN_VESSELS = (
    ("arteries", "ascending_aorta"),
    ("right atrium", "right_atrium"),
    ("from the legs", "common_femoral_left"),
)


def day_panels(result: xr.Dataset) -> list[Panel]:
    """Return the panels of a day; what was not simulated has none."""
    drawn = [_ankles(result), *_swelling(result), _blood(result), _heart(result), *_oxygen(result)]
    return [panel for panel in drawn if panel.lines]


def day_comparison_panels(cases: Sequence[LabelledRun]) -> list[Panel]:
    """Return the panels of one day of several people, with a curve for each of them."""
    everyone = [{panel.key: panel for panel in _of_both_legs(case.result)} for case in cases]
    return [
        replace(
            panel,
            lines=tuple(
                replace(mine[key].lines[0], label=case.label, colour=series_colour(place))
                for place, (case, mine) in enumerate(zip(cases, everyone, strict=True))
            ),
        )
        for key, panel in everyone[0].items()
        if all(key in mine and mine[key].lines for mine in everyone)
    ]


def _of_both_legs(result: xr.Dataset) -> Iterator[Panel]:
    """Yield the panels of a day with one curve each, of legs the mean of both."""
    left, right = (pressure(result, f"{ANKLE_VEIN}_{side}") for side in LEGS)
    ankles = _line(result, "", (left + right) / 2.0, 0)
    yield Panel("ankle", "pressure in the ankle veins, mean of both legs", MMHG, (ankles,))
    if "swelling" in result:
        names = [f"{part}_{side}" for part in LOWER_LEG for side in LEGS]
        fluid = np.asarray(result["swelling"].sel(region=names).values.astype(float).sum(axis=1) / len(LEGS))
        yield Panel("swelling", "fluid gained by a lower leg, mean of both", ML, (_line(result, "", fluid, 0),))
    yield _blood(result)
    yield _heart(result)
    for panel in _oxygen(result):
        yield replace(panel, title="oxygen saturation of the blood from the legs", lines=panel.lines[-1:])


def clock_hours(result: xr.Dataset, seconds: Floats) -> Floats:
    """Return hours on the clock, some seconds into the day; after midnight they go on beyond 24."""
    return np.asarray((float(result.attrs.get("begins_s", 0.0)) + seconds) / HOUR_S)


def clock_label(hour: float) -> str:
    """Return an hour as a clock shows it.

    Examples
    --------
    >>> clock_label(25.5), clock_label(7)
    ('01:30', '07:00')
    """
    minutes = round(60 * hour) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def minute_means(values: Floats, every_s: float) -> Floats:
    """Return the mean of each minute of evenly spaced values."""
    count = max(1, round(MINUTE_S / every_s))
    starts = np.arange(0, values.size, count)
    return np.asarray(np.add.reduceat(values, starts) / np.diff([*starts, values.size]))


def _minutes(result: xr.Dataset) -> Floats:
    return clock_hours(result, minute_means(np.asarray(result["time"].values, float), 1.0))


def _line(result: xr.Dataset, label: str, values: Floats, place: int) -> PlotLine:
    return PlotLine(label, _minutes(result), minute_means(values, 1.0), series_colour(place), label)


def _ankles(result: xr.Dataset) -> Panel:
    veins = [pressure(result, f"{ANKLE_VEIN}_{side}") for side in LEGS]
    lines = [_line(result, side, veins[place], place) for place, side in enumerate(LEGS)]
    if np.allclose(lines[0].y, lines[1].y, rtol=0.0, atol=ALIKE_MMHG):  # one would hide the other
        lines = [_line(result, "either leg", (veins[0] + veins[1]) / 2.0, 0)]
    return Panel("ankle", "pressure in the ankle veins", MMHG, tuple(lines))


def _swelling(result: xr.Dataset) -> Iterator[Panel]:
    if "swelling" not in result:
        return
    lines = []
    for place, part in enumerate(LEG_REGIONS):
        both = result["swelling"].sel(region=[f"{part}_{side}" for side in LEGS]).values.astype(float).mean(axis=1)
        lines.append(_line(result, part.replace("_", " "), np.asarray(both), place))
    yield Panel("swelling", "fluid gained by the tissue of a leg, mean of both", ML, tuple(lines))


def _blood(result: xr.Dataset) -> Panel:
    blood = result["blood"].sel(store=list(STORES)).values.astype(float)
    times = clock_hours(result, np.asarray(result["look_time"].values, float))
    share = np.asarray(100.0 * blood[:, 0] / blood.sum(axis=1))
    line = PlotLine("systemic veins", times, share, series_colour(0), "veins")
    return Panel("veins", "share of the blood in the systemic veins", "%", (line,))


def _heart(result: xr.Dataset) -> Panel:
    """Return the heart rate, and what it pumps, beat by beat put into minutes."""
    ends = np.asarray(result["beat_time"].values, float)
    if not ends.size:
        return Panel("heart", "", "", ())
    minutes = (ends // MINUTE_S).astype(int)
    lengths = np.bincount(minutes, rr_intervals(result))
    beats, beating = np.bincount(minutes), lengths > 0
    times = clock_hours(result, MINUTE_S * (np.arange(lengths.size, dtype=np.float64) + 0.5))[beating]
    line = PlotLine("heart rate", times, 60.0 * beats[beating] / lengths[beating], series_colour(1), "heart_rate")
    return Panel("heart", "heart rate", "1/min", (line,))


def _oxygen(result: xr.Dataset) -> Iterator[Panel]:
    if "saturation" not in result:
        return
    colours = ("#D55E00", "#0072B2", "#B5589A")  # red blood and blue
    lines = []
    for colour, (label, vessel) in zip(colours, OXYGEN_VESSELS, strict=True):
        values = 100.0 * result["saturation"].sel(vessel=vessel).values.astype(float)
        lines.append(PlotLine(label, _minutes(result), minute_means(np.asarray(values), 1.0), colour, vessel))
    yield Panel("oxygen", "oxygen saturation of the blood", "%", tuple(lines))
