"""Charts of a page without a script: lines as SVG that stretch with the page, words as HTML, all on one clock.

They are for pages that are mailed; `panels_bokeh` draws the same panels to be pointed at and zoomed into.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from secondheart.report.colours import COLOURS_SERIES
from secondheart.report.cycle_means import mean_cycles
from secondheart.report.downsample import along, block_means, extremes
from secondheart.report.leg import valve_rows
from secondheart.report.moments import doings, postures
from secondheart.report.panels import LabelledRun, Panel, PlotLine, loop_panel
from secondheart.report.summary import clock
from secondheart.report.tissue_and_oxygen import all_panels
from secondheart.results import measure
from secondheart.results.measure import Floats

if TYPE_CHECKING:
    import xarray as xr

    from secondheart.protocol import Protocol

WIDE, HIGH = 1000, 200  # units of a chart
LINE_POINTS, FEWEST_POINTS = 800, 120  # of a line
ALL_POINTS, LOOP_POINTS = 22_000, 2500  # of all lines and their bands, and of all loops: a page that is mailed is small
Y_TICKS, X_TICKS = 4, 8  # about so many
ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
CLOCK_STEPS_S = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0)
LETTER_PERCENT = 0.75  # of the width of a chart
CHART_ROOM = 0.06  # above and below the lines, as a share
MINUTES_FROM = 120.0  # a longer run has minutes and seconds under it
RGB_BLUE = (0, 114, 178)  # of what is open

Tick = tuple[float, str]  # place in percent, words


@dataclass(frozen=True)
class StaticLine:
    """A curve as path data, and its band."""

    label: str
    colour: str
    path: str
    band: str = ""


@dataclass(frozen=True)
class StaticBar:
    """A stretch of the lane of what is done; start and width in percent."""

    row: str
    label: str
    start: float
    width: float
    colour: str

    @property
    def has_room(self) -> bool:
        """Whether its label can be written in it."""
        return len(self.label) * LETTER_PERCENT < self.width


@dataclass(frozen=True)
class StaticChart:
    """A chart as shapes and words; `kind` is lines, lane or raster."""

    key: str
    title: str
    kind: str
    lines: tuple[StaticLine, ...] = ()
    bars: tuple[StaticBar, ...] = ()
    image: str = ""
    rows: tuple[str, ...] = ()
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()
    x_title: str = ""


def static_charts(cases: Sequence[LabelledRun], side: str) -> list[StaticChart]:
    """Return the charts of a run, or of several runs of one protocol: those of the page that can be zoomed."""
    result = cases[0].result
    protocol, end = measure.protocol_of(result), float(result["time"].values[-1])
    ticks = clock_ticks(end)
    panels = [mean_cycles(panel, protocol) for panel in all_panels(cases, side)]
    drawn = [lane(protocol, lambda seconds: 100.0 * seconds / end, ticks)]
    points = _points_each(panels)
    drawn += [line_chart(panel, (0.0, end), ticks, points) for panel in panels]
    if len(cases) == 1 and result.sizes["valve"]:
        last = max(i for i, chart in enumerate(drawn) if chart.key in ("lane", "pressure", "muscle"))
        drawn.insert(last + 1, _raster(result, side, ticks))
    return [*drawn, *_loop(loop_panel(cases, side))]


def _points_each(panels: Sequence[Panel]) -> int:
    """Return the points that a line may have, so that all together are not too many."""
    count = sum(3 if line.low is not None else 1 for panel in panels for line in panel.lines)
    return min(max(ALL_POINTS // max(count, 1), FEWEST_POINTS), LINE_POINTS)


def clock_ticks(end_s: float) -> tuple[Tick, ...]:
    """Return the ticks of a clock in seconds, or in minutes and seconds.

    Examples
    --------
    >>> clock_ticks(10.0)[:3], clock_ticks(240.0)[1]
    (((0.0, '0 s'), (20.0, '2'), (40.0, '4')), (12.5, '0:30'))
    """
    step = next((one for one in CLOCK_STEPS_S if end_s / one <= X_TICKS), CLOCK_STEPS_S[-1])
    times = np.arange(0.0, end_s + 1e-9, step)
    words = [clock(float(t)) if end_s > MINUTES_FROM else f"{t:g}{' s' if t == 0.0 else ''}" for t in times]
    return tuple((round(100.0 * float(t) / end_s, 3), text) for t, text in zip(times, words, strict=True))


def value_ticks(low: float, high: float, count: int = Y_TICKS) -> list[float]:
    """Return round values between two, about so many.

    Examples
    --------
    >>> value_ticks(-3.0, 86.0)
    [0.0, 25.0, 50.0, 75.0]
    """
    rough = (high - low) / count
    power = 10.0 ** np.floor(np.log10(rough))
    step = float(next(power * one for one in ROUND_STEPS if power * one >= rough * (1 - 1e-9)))
    first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
    return [round(step * k, 10) + 0.0 for k in range(first, last + 1)]


def lane(protocol: Protocol, place: Callable[[float], float], ticks: tuple[Tick, ...]) -> StaticChart:
    """Return the lane of what is done; `place` says where a moment of the run is, in percent."""
    rows = (("movement", doings(protocol), COLOURS_SERIES[0]), ("posture", postures(protocol), COLOURS_SERIES[4]))
    bars = tuple(
        StaticBar(row, band.label, *_start_and_width(place(band.start_s), place(band.stop_s)), colour)
        for row, bands, colour in rows
        for band in bands
    )
    return StaticChart("lane", "what is done", "lane", bars=bars, rows=("movement", "posture"), x_ticks=ticks)


def _start_and_width(start: float, stop: float) -> tuple[float, float]:
    return round(start, 3), round(stop - start, 3)


def line_chart(
    panel: Panel, span: tuple[float, float], ticks: tuple[Tick, ...], points: int = LINE_POINTS
) -> StaticChart:
    """Return the lines of a panel over time, each of about so many points."""
    low, high = _ends(panel.lines)
    x = _scale(*span, WIDE)
    y = _scale(high, low, HIGH)
    lines = tuple(_line(line, x, y, points) for line in panel.lines)
    y_ticks = tuple((round(float(100 - 100 * y(np.array(v)) / HIGH), 2), f"{v:g}") for v in value_ticks(low, high))
    title = f"{panel.title} [{panel.unit}]"
    return StaticChart(panel.key, title, "lines", lines, x_ticks=ticks, y_ticks=y_ticks)


def _ends(lines: Sequence[PlotLine]) -> tuple[float, float]:
    edges = [edge for line in lines for edge in (line.y, line.low, line.high) if edge is not None and edge.size]
    low, high = (float(of([of(edge) for edge in edges])) for of in (np.nanmin, np.nanmax))
    room = CHART_ROOM * (high - low) or 1.0
    return low - room, high + room


def _scale(first: float, last: float, units: int) -> Callable[[Floats], Floats]:
    return lambda values: np.asarray((values - first) / (last - first) * units)


def _line(line: PlotLine, x: Callable[[Floats], Floats], y: Callable[[Floats], Floats], points: int) -> StaticLine:
    places = extremes([line.y], points)
    path = _path(x(line.x[places]), y(line.y[places]))
    band = ""
    if line.low is not None and line.high is not None:
        edges = extremes([line.low, line.high], points)
        around = np.concatenate([line.low[edges], line.high[edges][::-1]])
        band = _path(x(np.concatenate([line.x[edges], line.x[edges][::-1]])), y(around)) + "Z"
    return StaticLine(line.label, line.colour, path, band)


def _path(x: Floats, y: Floats) -> str:
    """Return a line through points of whole units, without those that repeat."""
    points = np.column_stack([np.rint(x), np.rint(y)]).astype(int)
    apart = points[np.append(True, (np.diff(points, axis=0) != 0).any(axis=1))].tolist()
    return "M" + "L".join(f"{a} {b}" for a, b in apart)


def _loop(panel: Panel) -> list[StaticChart]:
    """Return pressure against volume, which has no clock."""
    if not panel.lines:
        return []
    low, high = _ends(panel.lines)
    volumes = np.concatenate([line.x for line in panel.lines])
    left, right = float(volumes.min()), float(volumes.max())
    room = CHART_ROOM * (right - left) or 1.0
    x, y = _scale(left - room, right + room, WIDE), _scale(high, low, HIGH)
    lines = []
    for line in panel.lines:
        places = along(line.x, line.y, LOOP_POINTS // len(panel.lines))
        lines.append(StaticLine(line.label, line.colour, _path(x(line.x[places]), y(line.y[places]))))
    ticks = tuple((round(float(x(np.array(v)) / WIDE * 100), 2), f"{v:g}") for v in value_ticks(left, right, X_TICKS))
    y_ticks = tuple((round(float(100 - 100 * y(np.array(v)) / HIGH), 2), f"{v:g}") for v in value_ticks(low, high))
    title = "pump of the calf: pressure in the soleal sinuses [mmHg] against volume of the calf's veins [mL]"
    return [StaticChart("loop", title, "lines", tuple(lines), x_ticks=ticks, y_ticks=y_ticks, x_title="mL")]


def _raster(result: xr.Dataset, side: str, ticks: tuple[Tick, ...]) -> StaticChart:
    """Return how open each valve is, as a picture of one row each: clear closed, blue open."""
    rows = valve_rows(result["valve"].values.tolist(), side)
    opening = block_means(result["opening"].sel(valve=[name for name, _, _ in rows]).values, WIDE).T
    return StaticChart(
        "valves",
        "valves: clear closed, blue open",
        "raster",
        image=_png(np.rint(15 * np.clip(opening, 0.0, 1.0)).astype(np.uint8)),
        rows=tuple(label for _, label, _ in rows),
        x_ticks=ticks,
    )


def _png(shares: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> str:
    """Return an image of 16 shades of blue, clear to full, as an address that holds it."""
    height, width = shares.shape
    padded = np.pad(shares, ((0, 0), (0, width % 2)))
    packed = (padded[:, ::2] << 4) | padded[:, 1::2]
    raw = np.concatenate([np.zeros((height, 1), np.uint8), packed], axis=1).tobytes()
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)),
        (b"PLTE", bytes(RGB_BLUE * 16)),
        (b"tRNS", bytes(17 * share for share in range(16))),
        (b"IDAT", zlib.compress(raw, 9)),
        (b"IEND", b""),
    ]
    chunks = [_png_chunk(kind, data) for kind, data in parts]
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(chunks)).decode()


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
