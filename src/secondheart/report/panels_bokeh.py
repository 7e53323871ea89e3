"""Interactive charts of a page, by bokeh: one document, one clock, the samples as they are.

Colours of lines are readable on white and on dark pages; all else takes its colours from the page's own style, by
the variables that BokehJS reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from bokeh.document import Document
from bokeh.models import (
    AdaptiveTicker,
    BoxZoomTool,
    ColumnDataSource,
    CrosshairTool,
    HoverTool,
    NumeralTickFormatter,
    PanTool,
    Range1d,
    ResetTool,
    WheelZoomTool,
)
from bokeh.models.annotations import Span
from bokeh.plotting import figure
from bokeh.resources import Resources

from secondheart.report.colours import COLOURS_SERIES
from secondheart.report.cycle_means import mean_cycles
from secondheart.report.downsample import along, block_means, extremes
from secondheart.report.leg import valve_rows
from secondheart.report.moments import Band, doings, postures, room_for
from secondheart.report.panels import LabelledRun, Panel, PlotLine, loop_panel
from secondheart.report.tissue_and_oxygen import all_panels
from secondheart.results import measure

if TYPE_CHECKING:
    import xarray as xr

PANEL_SAMPLES = 25_000  # of a panel: a stretch that is zoomed into still shows its curves as they are
MOST_LOOP = 30_000  # points of all loops
RASTER_COLUMNS = 2000  # of the raster of valves
CLOCK_FROM_S = 300.0  # longer runs have minutes and seconds under them
CHART_HEIGHTS = {"strip": 110, "pressure": 300, "valves": 470, "loop": 380}
MOST_MARKS = 24  # steps that are marked
BESIDE_PX = 5  # between a bar and a name beside it
LETTER_SHARE = 0.021  # what a letter takes of the width of a chart on a phone
PAD = 46  # so that all charts begin at the same place
PALETTE = [f"{COLOURS_SERIES[0]}{round(255 * share):02x}" for share in np.linspace(0.0, 1.0, 64)]  # clear to blue


@dataclass(frozen=True)
class Chart:
    """A chart with its title and the entries of its legend: label, colour, name of the glyph."""

    key: str
    title: str
    model: Any
    legend: tuple[tuple[str, str, str], ...]


def charts(cases: Sequence[LabelledRun], side: str) -> list[Chart]:
    """Return the charts of a run, or of several runs of one protocol."""
    result = cases[0].result
    clock = _Clock(result)
    drawn = [_strip(clock), *(_over_time(panel, clock) for panel in all_panels(cases, side))]
    if len(cases) == 1 and result.sizes["valve"]:
        before = [place for place, chart in enumerate(drawn) if chart.key in ("strip", "pressure", "muscle")]
        drawn.insert(before[-1] + 1, _raster(result, side, clock))
    return [*drawn, *_loop(loop_panel(cases, side))]


def document(drawn: Sequence[Chart]) -> dict[str, Any]:
    """Return the charts as what BokehJS reads: the document, and the root of each chart."""
    whole = Document()
    for chart in drawn:
        whole.add_root(chart.model)
    roots = {chart.key: chart.model.id for chart in drawn}
    return {"document": whole.to_json(deferred=False), "roots": roots}


def bokeh_library() -> str:
    """Return BokehJS itself, to stand in the page."""
    return "\n".join(Resources(mode="inline", components=["bokeh"], log_level="fatal").js_raw)


class _Clock:
    """What charts over time share: the range, the line under the pointer, and marks of the steps."""

    def __init__(self, result: xr.Dataset) -> None:
        self.end = float(result["time"].values[-1])
        self.range = Range1d(start=0.0, end=self.end, bounds=(0.0, self.end), min_interval=min(0.5, self.end))
        self.line = Span(dimension="height", line_width=1, line_color=COLOURS_SERIES[4])
        self.protocol = measure.protocol_of(result)
        self.marks = self.protocol.starts()[1:] if len(self.protocol.steps) <= MOST_MARKS else ()

    def figure(self, key: str, unit: str, **more: Any) -> Any:
        """Return an empty chart on this clock."""
        chart = _figure(key, x_range=self.range, y_axis_label=unit, **more)
        for mark in self.marks:
            chart.add_layout(
                Span(location=mark, dimension="height", line_width=1, line_dash="dotted", line_color=COLOURS_SERIES[4])
            )
        if self.end > CLOCK_FROM_S:
            chart.xaxis.ticker = AdaptiveTicker(base=60, mantissas=[1, 2, 5, 10, 15, 30], min_interval=1)
            chart.xaxis.formatter = NumeralTickFormatter(format="00:00:00")
        chart.xaxis.axis_label = "h:min:s" if self.end > CLOCK_FROM_S else "time [s]"
        _add_tools(chart, "width")
        chart.add_tools(CrosshairTool(overlay=self.line))
        return chart


def _add_tools(chart: Any, dimensions: Literal["width", "both"]) -> None:
    zoom = BoxZoomTool(dimensions=dimensions)
    chart.add_tools(zoom, WheelZoomTool(dimensions=dimensions), PanTool(dimensions=dimensions), ResetTool())
    chart.toolbar.active_drag = zoom
    chart.toolbar.active_scroll = None  # the wheel scrolls the page, until its tool is chosen


def _figure(key: str, **more: Any) -> Any:
    chart = figure(
        name=key,
        height=CHART_HEIGHTS.get(key, 200),
        sizing_mode="stretch_width",
        tools="",
        toolbar_location="above",
        min_border_left=PAD,
        min_border_right=8,
        background_fill_color=None,
        border_fill_color=None,
        **more,
    )
    chart.toolbar.logo = None
    chart.toolbar.autohide = True
    chart.toolbar_inner = True
    chart.toolbar.stylesheets = [":host(.bk-inner) { background: none; opacity: 1; }"]
    chart.axis.axis_label_text_font_style = "normal"
    return chart


def _strip(clock: _Clock) -> Chart:
    """Return what the person does, as bars: posture below, movement above."""
    chart = clock.figure("strip", "", y_range=["posture", "movement"])
    strips = {"posture": postures(clock.protocol), "movement": doings(clock.protocol)}
    rows = [(row, band) for row, bands in strips.items() for band in bands]
    data = {
        "row": [row for row, _ in rows],
        "start": [band.start_s for _, band in rows],
        "stop": [band.stop_s for _, band in rows],
        "label": [_plain(band.label) for _, band in rows],
        "colour": [COLOURS_SERIES[4] if row == "posture" else COLOURS_SERIES[0] for row, _ in rows],
    }
    source = ColumnDataSource(data, name="strip")
    bars = chart.hbar(
        y="row",
        left="start",
        right="stop",
        height=0.7,
        source=source,
        fill_color="colour",
        fill_alpha=0.45,
        line_color="colour",
    )
    words = [
        (row, *place)
        for row, bands in strips.items()
        for place in room_for(bands, clock.end, LETTER_SHARE, within_bars=True)
    ]
    data = {
        "row": [row for row, _, _ in words],
        **_anchors([(band, middle) for _, band, middle in words]),
        "label": [_plain(b.label) for _, b, _ in words],
    }
    chart.text(
        "x", "row", "label", source=ColumnDataSource(data, name="names"), name="words", text_align="align",
        x_offset="offset", text_baseline="middle", text_font_size="11px",
    )  # fmt: skip
    chart.add_tools(HoverTool(renderers=[bars], tooltips=[("", "@label"), ("", "@start{0.0} to @stop{0.0} s")]))
    chart.ygrid.visible = False
    return Chart("strip", "what is done", chart, ())


def _anchors(words: Sequence[tuple[Band, float]]) -> dict[str, list[Any]]:
    """Return where names are held: in the middle of their bars, or at the end that they stand beside."""
    x, align, offset = [], [], []
    for band, middle in words:
        after, before = middle > band.stop_s, middle < band.start_s
        x.append(band.stop_s if after else band.start_s if before else middle)
        align.append("left" if after else "right" if before else "center")
        offset.append(BESIDE_PX * (after - before))
    return {"x": x, "align": align, "offset": offset}


def _over_time(panel: Panel, clock: _Clock) -> Chart:
    chart = clock.figure(panel.key, panel.unit)
    sources = _together(panel) if panel.together else _each(panel)
    averaged = mean_cycles(panel, clock.protocol).lines
    legend = []
    for place, (line, source, column) in enumerate(sources):
        name, means = f"{panel.key}/{place}", averaged[place]
        if line.low is not None:
            chart.varea("time", f"{column}_low", f"{column}_high", source=source, color=line.colour, alpha=0.25)
        elif means.low is not None:
            _draw_means(chart, means, name)
        drawn = chart.line("time", column, source=source, color=line.colour, line_width=1.4, name=name)
        drawn.visible = means.low is None or line.low is not None
        legend.append((line.label, line.colour, name))
    chart.add_tools(*_hovers(chart, panel, sources))
    return Chart(panel.key, f"{panel.title} [{panel.unit}]", chart, tuple(legend))


def _draw_means(chart: Any, line: PlotLine, name: str) -> None:
    """Draw means of cycles in their band: what is seen until a short stretch is chosen."""
    data = {"time": line.x, "mean": line.y, "low": line.low, "high": line.high}
    source = ColumnDataSource(data, name=f"means of {name}")
    chart.varea("time", "low", "high", source=source, color=line.colour, alpha=0.2, name=f"{name}/band")
    chart.line("time", "mean", source=source, color=line.colour, line_width=1.6, name=f"{name}/mean")


Sourced = tuple[PlotLine, ColumnDataSource, str]


def _together(panel: Panel) -> list[Sourced]:
    """Lines that share their samples share a source, and so the text under the pointer."""
    first = panel.lines[0]
    places = extremes([line.y for line in panel.lines], PANEL_SAMPLES)
    data = {"time": first.x[places]}
    for place, line in enumerate(panel.lines):
        data[f"y{place}"] = line.y[places]
        if line.low is not None and line.high is not None:
            data |= {f"y{place}_low": line.low[places], f"y{place}_high": line.high[places]}
    source = ColumnDataSource(data, name=f"{panel.key} of {', '.join(line.name for line in panel.lines)}")
    return [(line, source, f"y{place}") for place, line in enumerate(panel.lines)]


def _each(panel: Panel) -> list[Sourced]:
    sources = []
    for line in panel.lines:
        places = extremes([line.y], PANEL_SAMPLES // len(panel.lines))
        source = ColumnDataSource({"time": line.x[places], "y0": line.y[places]}, name=f"{panel.key} of {line.name}")
        sources.append((line, source, "y0"))
    return sources


def _hovers(chart: Any, panel: Panel, sources: Sequence[Sourced]) -> Iterator[HoverTool]:
    if panel.together:
        # A curve of its own, unseen: another may be switched off, and its words with it.
        unseen = chart.line("time", "y0", source=sources[0][1], line_alpha=0.0)
        yield _hover(unseen, [(line, column) for line, _, column in sources], panel.unit)
    else:
        lines = [glyph for glyph in chart.renderers if glyph.name and glyph.name.count("/") == 1]
        for glyph, (line, _, column) in zip(lines, sources, strict=True):
            yield _hover(glyph, [(line, column)], panel.unit)


def _hover(glyph: Any, lines: Sequence[tuple[PlotLine, str]], unit: str) -> HoverTool:
    """Show time and values under the pointer, each with the colour of its curve."""
    row = (
        '<span style="color:{colour}">&#9632;</span><span>{label}</span>'
        '<span style="text-align:right">@{column}{{0.0}} {unit}</span>'
    )
    rows = [
        row.format(colour=line.colour, label=escape(_plain(line.label)), column=column, unit=unit)
        for line, column in lines
    ]
    table = f'<div style="display:grid;grid-template-columns:auto 1fr auto;gap:0 6px">{"".join(rows)}</div>'
    text = f"<b>@time{{0.00}} s</b>{table}"
    return HoverTool(renderers=[glyph], tooltips=text, mode="vline", line_policy="nearest")


def _plain(label: str) -> str:
    """Return a label without what a tooltip would read as a field or a formula."""
    return "".join(letter for letter in label if letter not in "@$\\{}")


def _raster(result: xr.Dataset, side: str, clock: _Clock) -> Chart:
    rows = valve_rows(result["valve"].values.tolist(), side)
    opening = block_means(result["opening"].sel(valve=[name for name, _, _ in rows]).values, RASTER_COLUMNS).T
    labels = [label for _, label, _ in rows]
    chart = clock.figure("valves", "", y_range=labels[::-1])
    columns = opening.shape[1]
    every = -(-result.sizes["time"] // RASTER_COLUMNS)
    step = clock.end / result.sizes["time"] * every
    source = ColumnDataSource({"opening": [np.ascontiguousarray(opening[::-1])]}, name="opening")
    image = chart.image(image="opening", source=source, x=0.0, y=0, dw=step * columns, dh=len(rows), palette=PALETTE)
    image.glyph.color_mapper.update(low=0.0, high=1.0)
    chart.yaxis.major_label_text_font_size = "10px"
    chart.yaxis.major_tick_line_width = 0
    chart.grid.visible = False
    chart.add_tools(HoverTool(renderers=[image], tooltips=[("time", "$x{0.0} s"), ("open", "@opening{0%}")]))
    return Chart("valves", "valves: clear closed, blue open", chart, ())


def _loop(panel: Panel) -> list[Chart]:
    if not panel.lines:
        return []
    chart = _figure("loop", x_axis_label="volume of the calf's veins [mL]", y_axis_label="soleal sinuses [mmHg]")
    legend = []
    for place, line in enumerate(panel.lines):
        places = along(line.x, line.y, MOST_LOOP // len(panel.lines))
        source = ColumnDataSource({"volume": line.x[places], "pressure": line.y[places]}, name=f"loop {place}")
        name = f"loop/{place}"
        chart.line("volume", "pressure", source=source, color=line.colour, line_width=1.2, name=name)
        legend.append((line.label, line.colour, name))
    _add_tools(chart, "both")
    chart.add_tools(HoverTool(tooltips=[("", "@volume{0.0} mL, @pressure{0.0} mmHg")]))
    return [Chart("loop", "pump of the calf: pressure against volume", chart, tuple(legend))]
