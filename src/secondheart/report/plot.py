"""Figures of a run, of several runs and of findings, by matplotlib, as a paper wants them."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondheart._files import whole_or_not
from secondheart.anatomy import Side
from secondheart.clinic import Finding
from secondheart.errors import BadFile, MissingExtra, UnknownName
from secondheart.report import panels_matplotlib
from secondheart.report.figure_options import USUAL_DPI, USUAL_FIGURE, FigureOptions, shown_panel
from secondheart.report.finding_rows import VARIANT
from secondheart.report.moments import close_up, leg_of
from secondheart.report.panels import COMPARED_PANELS, LabelledRun, Panel, loop_panel, panels, vessels_panel
from secondheart.report.text import DISCLAIMER, describe_person
from secondheart.report.tissue_and_oxygen import all_panels
from secondheart.results import measure

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.gridspec import GridSpec

FIGURE_FORMATS = (".png", ".svg", ".pdf")
MINUTES_FROM_S = 300.0  # longer runs have minutes under them
WIDTH_IN = 7.2  # two columns of a journal
SIDE_MARKS: dict[Side, str] = {"left": "<", "right": ">", "both": "o"}
# Rows of the figure of a run, and their heights
STRIP, BELOW = "strip", "below"
ROW_HEIGHTS = {STRIP: 0.6, "pressure": 2.0, "volume": 1.2, "valves": 5.0, "artery": 1.1, "heart": 0.9}
ROW_HEIGHTS |= {"swelling": 1.2, "oxygen": 1.1, BELOW: 2.5}
CLOSE_UP = 1.8
COMPARED_HEIGHTS = {STRIP: 0.6, **dict.fromkeys(COMPARED_PANELS, 1.0), BELOW: 5.2}
FIGURE_TITLE_LETTERS = 100
MISSING_GLYPH = r"Glyph .* missing"  # of a warning: a name in letters that the font lacks
LEGEND_LETTERS = 90  # that stand in one line


def require_matplotlib() -> None:
    """Raise MissingExtra if figures cannot be drawn."""
    figure_class()


def save_figure(figure: Figure, path: Path, dpi: int = USUAL_DPI) -> None:
    """Write a figure, whole or not at all; the format follows from the name.

    Raises
    ------
    BadFile
        If it cannot be written.
    """
    try:
        with warnings.catch_warnings(), house_style(), whole_or_not(path) as unfinished:
            warnings.filterwarnings("ignore", MISSING_GLYPH)
            figure.savefig(unfinished, dpi=dpi)
    except OSError as error:
        raise BadFile(f"{path}: the figure cannot be written ({error.strerror or error})") from error


def run_figure(result: xr.Dataset, side: str | None = None, options: FigureOptions = USUAL_FIGURE) -> Figure:
    """Draw a run: the movements, pressures along a leg, its calf, its valves and its pump, the heart.

    Parameters
    ----------
    result : xarray.Dataset
        As `simulate` returns it.
    side : "left" or "right", optional
        The leg; left if left out, but right where more valves leak there.
    options : FigureOptions
        Panels, vessels, stretch of time, size and style.
    """
    person = measure.person_of(result)
    leg = side or leg_of(person, protocol=measure.protocol_of(result))
    cases = [LabelledRun("", result)]
    over_time = {panel.key: panel for panel in all_panels(cases, leg)}
    if options.vessels:
        over_time["pressure"] = vessels_panel(result, options.vessels)
    rows = [row for row in ROW_HEIGHTS if row in over_time or row in (STRIP, "valves", BELOW)]
    with house_style(options):
        sheet = _Sheet(result, {row: ROW_HEIGHTS[row] for row in options.chosen_panels(rows)}, options)
        for key, axes in sheet.on_clock.items():
            if key == "valves":
                panels_matplotlib.draw_valves(axes, result, leg, sheet.scale)
            else:
                sheet.draw(axes, over_time[key], legend=len(over_time[key].lines) > 1)
        sheet.finish(over_time.get("pressure"))
        if sheet.below:
            panels_matplotlib.draw_loop(sheet.below[0], loop_panel(cases, leg))
            panels_matplotlib.draw_profile(sheet.below[1], result, leg)
        sheet.head(f"{result.attrs['protocol_name'] or 'protocol'}, {leg} leg", describe_person(person))
        if "valves" in sheet.on_clock:
            valves = sheet.on_clock["valves"]
            panels_matplotlib.name_valves(valves, result, leg, sheet.height_in(valves), groups=True)
    return sheet.figure


def comparison_figure(
    cases: Sequence[LabelledRun], side: str | None = None, options: FigureOptions = USUAL_FIGURE
) -> Figure:
    """Draw several runs of one protocol, one over the other; of the leg in which more valves leak."""
    first = cases[0].result
    people = (measure.person_of(case.result) for case in cases)
    side = side or leg_of(*people, protocol=measure.protocol_of(first))
    over_time = {panel.key: panel for panel in panels(cases, side)}
    heights = {row: height for row, height in COMPARED_HEIGHTS.items() if row in over_time or row in (STRIP, BELOW)}
    with house_style(options):
        sheet = _Sheet(first, {row: heights[row] for row in options.chosen_panels(list(heights))}, options)
        for key, axes in sheet.on_clock.items():
            sheet.draw(axes, over_time[key], legend=False)
        sheet.finish(over_time.get("pressure-great_saphenous_ankle"))
        if sheet.below:
            panels_matplotlib.draw_loop(sheet.below[0], loop_panel(cases, side), legend=False)
            panels_matplotlib.draw_open_shares(sheet.below[1], cases, side)
        sheet.head(f"{first.attrs['protocol_name'] or 'protocol'}, {side} leg")
        sheet.legend(sum(len(case.label) for case in cases))
        if sheet.below:
            height_in = sheet.height_in(sheet.below[1])
            panels_matplotlib.name_valves(sheet.below[1], first, side, height_in, groups=False)
    return sheet.figure


def findings_figure(findings: Sequence[Finding]) -> Figure:
    """Draw findings, one line each with both legs in it and the normal range as a band; of variants only the whole."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in [one for one in findings if VARIANT not in one.test] or findings:
        groups.setdefault((finding.test, finding.name), []).append(finding)
    figure = figure_class()(figsize=(WIDTH_IN, 0.8 + 0.62 * len(groups)), layout="constrained")
    panels = figure.subplots(len(groups), 1, squeeze=False)[:, 0]
    for panel, group in zip(panels, groups.values(), strict=True):
        _finding(panel, group)
    figure.supxlabel(f"band: normal; triangles point to the side of the leg\n{DISCLAIMER}", fontsize=7)
    return figure


def figure_class() -> type[Figure]:
    """Return what draws figures, without a window; raise MissingExtra if it is not installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra.of("matplotlib", "plot", "a figure") from None
    return Figure


def house_style(options: FigureOptions = USUAL_FIGURE) -> Any:
    """Return the context in which all figures look alike: on a screen, or in a paper."""
    import matplotlib

    paper = panels_matplotlib.PAPER_STYLE if options.is_paper else {}
    return matplotlib.rc_context({**panels_matplotlib.FIGURE_STYLE, **paper})


class _Sheet:
    """A page of rows on one clock, a close-up of one of them, and two panels side by side at the bottom."""

    def __init__(self, result: xr.Dataset, heights: Mapping[str, float], options: FigureOptions) -> None:
        self.result, self.options = result, options
        self.span = options.span(float(result["time"].values[-1]))
        whole = options.window is None and not options.panels
        self.window = close_up(result) if whole else None
        self.scale = 60.0 if self.span[1] - self.span[0] > MINUTES_FROM_S else 1.0
        sizes = {**heights, **({"close-up": CLOSE_UP} if self.window else {})}
        order = [*(key for key in sizes if key != BELOW), *([BELOW] if BELOW in sizes else [])]
        size = options.size_in or (WIDTH_IN, 0.9 + 0.66 * sum(sizes.values()))
        self.figure = figure_class()(figsize=size, layout="constrained")
        grid = self.figure.add_gridspec(len(order), 2, height_ratios=[sizes[key] for key in order])
        self.strip: Axes | None = None
        self.on_clock: dict[str, Axes] = {}
        self.below: tuple[Axes, Axes] | None = None
        self.near: Axes | None = None
        for row, key in enumerate(order):
            self._add(key, grid, row)

    def _add(self, key: str, grid: GridSpec, row: int) -> None:
        if key == BELOW:
            self.below = self.figure.add_subplot(grid[row, 0]), self.figure.add_subplot(grid[row, 1])
        elif key == "close-up":
            self.near = self.figure.add_subplot(grid[row, :])
        else:
            shared = self.strip or next(iter(self.on_clock.values()), None)
            axes = self.figure.add_subplot(grid[row, :], sharex=shared)
            if key == STRIP:
                self.strip = axes
            else:
                self.on_clock[key] = axes

    def draw(self, axes: Axes, panel: Panel, legend: bool) -> None:
        """Draw the lines of a panel over time, and measured data over them."""
        panels_matplotlib.draw_curves(axes, shown_panel(panel, self.span), self.scale, legend=legend)
        panels_matplotlib.draw_measured(axes, [one for one in self.options.over if one.panel == panel.key], self.scale)

    def finish(self, closer: Panel | None) -> None:
        """Draw the strip, the marks of steps, the clock and the close-up."""
        for name in {one.panel for one in self.options.over} - set(self.on_clock):
            raise UnknownName.of("panel of this figure", name, self.on_clock)
        below = list(self.on_clock.values())
        start, end = (moment / self.scale for moment in self.span)
        for axes in [*([self.strip] if self.strip else []), *below]:
            axes.set_xlim(start, end)
        if self.strip is not None:
            panels_matplotlib.draw_strip(self.strip, self.result, self.scale)
        panels_matplotlib.mark_steps(below, self.result, self.scale)
        for axes in below[:-1]:
            axes.tick_params(labelbottom=False)
        if below:
            below[-1].set_xlabel("time [min]" if self.scale > 1 else "time [s]")
        if self.near is not None and self.window and closer:
            panels_matplotlib.draw_close_up(self.near, closer, self.window)

    def head(self, title: str, more: str = "") -> None:
        """Write title and disclaimer; in a paper, letters on the panels."""
        if self.options.is_paper:
            panels_matplotlib.letter_panels(
                [*self.on_clock.values(), *([self.near] if self.near else []), *(self.below or ())]
            )
            return
        text = panels_matplotlib.safe(title, FIGURE_TITLE_LETTERS) + (
            f"\n{panels_matplotlib.safe(more, FIGURE_TITLE_LETTERS)}" if more else ""
        )
        self.figure.suptitle(text, x=0.01, ha="left", fontsize=9)
        self.figure.supxlabel(DISCLAIMER, fontsize=6.5)

    def height_in(self, axes: Axes) -> float:
        """Return how high a panel comes out, which what stands around all of them decides."""
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", MISSING_GLYPH)
            self.figure.draw_without_rendering()
        return float(axes.get_window_extent().height / self.figure.dpi)

    def legend(self, letters: int) -> None:
        """Say above all panels which curve is whose."""
        drawn = next(iter(self.on_clock.values()), None)
        over = self.strip or drawn
        if drawn is not None and over is not None:
            columns = 3 if letters < LEGEND_LETTERS else 1
            handles = drawn.get_legend_handles_labels()
            height = 1.0 if over is self.strip else 1.15
            over.legend(*handles, loc="lower left", bbox_to_anchor=(0.0, height), ncols=columns, borderaxespad=0.2)


def _finding(panel: Axes, group: Sequence[Finding]) -> None:
    first = group[0]
    low, high = first.normal_low, first.normal_high
    known = [x for x in (*(finding.value for finding in group), low, high) if x is not None]
    start, end = min(0.0, *known, 0.0) * 1.3, max(0.0, *known, 0.0) * 1.3
    end = end if end > start else 1.0
    if low is not None or high is not None:
        band = (start if low is None else low, end if high is None else high)
        panel.axvspan(*band, color="#009E73", alpha=0.25, lw=0)
    for finding in group:
        if finding.value is not None:
            mark = SIDE_MARKS[finding.side]
            panel.plot([finding.value], [0.0], mark, color="black", fillstyle="none", clip_on=False)
    panel.set_xlim(start, end)
    panel.set_yticks([])
    panel.tick_params(labelsize=7)
    panel.spines[["top", "left", "right"]].set_visible(False)
    panel.set_title(
        panels_matplotlib.safe(f"{first.test}: {first.name.replace('_', ' ')} [{first.unit}]", FIGURE_TITLE_LETTERS),
        fontsize=8,
        loc="left",
    )
