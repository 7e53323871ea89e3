"""How a figure is to look: which panels and vessels, which stretch of time, which size, on a screen or in a paper."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from secondheart.errors import InputError, UnknownName
from secondheart.report.measured import MeasuredCurve
from secondheart.report.panels import Panel, PlotLine
from secondheart.results.measure import Floats

STYLES = ("screen", "paper")
USUAL_DPI, PAPER_DPI, DPI_RANGE = 200, 600, (50, 1200)
SIZE_RANGE_IN = (2.0, 40.0)
LONG_S = 300.0  # a longer stretch is drawn as means with a band: its cycles would be a solid block
MEANS_ABREAST = 240  # of a long stretch
FEWEST_IN_BIN = 4  # samples; where there are fewer, the samples themselves are drawn


@dataclass(frozen=True)
class FigureOptions:
    """What is asked of a figure; all that is left out is as usual.

    Parameters
    ----------
    panels : tuple of str
        Which, by their keys: "strip", "pressure", "volume", "valves", "artery", "heart", "below".
    vessels : tuple of str
        Whose pressures are drawn, by full names.
    window : tuple of float, optional
        From when to when. [s]
    size_in : tuple of float, optional
        Width and height. [inch]
    dpi : int, optional
    style : "screen" or "paper"
        For a paper: 89 or 183 mm wide, letters of 7 points, panels lettered, no words around them, 600 dpi.
    over : tuple of MeasuredCurve
        Measured data that are drawn over the model.
    """

    panels: tuple[str, ...] = ()
    vessels: tuple[str, ...] = ()
    window: tuple[float, float] | None = None
    size_in: tuple[float, float] | None = None
    dpi: int | None = None
    style: str = "screen"
    over: tuple[MeasuredCurve, ...] = ()

    def __post_init__(self) -> None:
        if self.style not in STYLES:
            raise UnknownName.of("style of a figure", self.style, STYLES)
        if self.window is not None and not 0.0 <= self.window[0] < self.window[1]:
            raise InputError(
                f"a window from {self.window[0]:g} to {self.window[1]:g} s is not allowed: "
                "from 0 or later to some time after it"
            )
        for number in self.size_in or ():
            if not SIZE_RANGE_IN[0] <= number <= SIZE_RANGE_IN[1]:
                low, high = SIZE_RANGE_IN
                raise InputError(f"a figure of {number:g} inch is not allowed: {low:g} to {high:g} inch each way")
        if self.dpi is not None and not DPI_RANGE[0] <= self.dpi <= DPI_RANGE[1]:
            raise InputError(f"{self.dpi} dpi are not allowed: {DPI_RANGE[0]} to {DPI_RANGE[1]}")

    @property
    def is_paper(self) -> bool:
        """Whether the figure is for a paper."""
        return self.style == "paper"

    @property
    def resolution_dpi(self) -> int:
        """Dots in an inch of what is not drawn as lines."""
        return self.dpi or (PAPER_DPI if self.is_paper else USUAL_DPI)

    def chosen_panels(self, known: Sequence[str]) -> list[str]:
        """Return which of the panels that there are were asked for, in their usual order.

        Raises
        ------
        UnknownName
            If one is asked for that is not there.
        """
        self.require_panels(known)
        return [name for name in known if not self.panels or name in self.panels]

    def require_panels(self, known: Collection[str]) -> None:
        """Refuse panels that a figure does not have; before a run, by those that its kind may have.

        Raises
        ------
        UnknownName
            If one is asked for, or measured data are for one.
        """
        for name in (*self.panels, *(one.panel for one in self.over)):
            if name not in known:
                raise UnknownName.of("panel of this figure", name, tuple(known))

    def require_only(self, figure: str, *names: str) -> None:
        """Refuse what a kind of figure does not take, before it would be dropped without a word.

        Raises
        ------
        InputError
            With what it takes.
        """
        asked = {name: getattr(self, name) for name in ("panels", "vessels", "window", "over")}
        for name in (name for name, value in asked.items() if value and name not in names):
            allowed = ", ".join((*names, "size, dpi and style"))
            raise InputError(f"the figure of {figure} takes no {name}; it takes {allowed}")

    def span(self, end_s: float) -> tuple[float, float]:
        """Return what is shown of a run of so many seconds.

        Raises
        ------
        InputError
            If the window lies behind the end.
        """
        if self.window is None:
            return 0.0, end_s
        if self.window[0] >= end_s:
            raise InputError(f"a window from {self.window[0]:g} s is not allowed: the run ends at {end_s:g} s")
        return self.window[0], min(self.window[1], end_s)


USUAL_FIGURE = FigureOptions()


def means_and_band(line: PlotLine, span: tuple[float, float]) -> PlotLine:
    """Return a curve as it is drawn in a stretch: its samples, or means with a band from lowest to highest.

    Means of cycles stand still only over whole cycles: bins of a long stretch hold one walking stride or more.
    """
    inside = (line.x >= span[0]) & (line.x <= span[1])
    x, y = line.x[inside], line.y[inside]
    low, high = (None if edge is None else edge[inside] for edge in (line.low, line.high))
    if span[1] - span[0] <= LONG_S or x.size < MEANS_ABREAST * FEWEST_IN_BIN or low is not None:
        return PlotLine(line.label, x, y, line.colour, line.name, low, high)
    place = np.minimum(((x - span[0]) / (span[1] - span[0]) * MEANS_ABREAST).astype(int), MEANS_ABREAST - 1)
    starts = np.flatnonzero(np.diff(place, prepend=-1))
    counts = np.diff(np.append(starts, x.size))

    def means(values: Floats) -> Floats:
        return np.asarray(np.add.reduceat(values, starts) / counts)

    return PlotLine(
        line.label, means(x), means(y), line.colour, line.name,
        np.asarray(np.minimum.reduceat(y, starts)), np.asarray(np.maximum.reduceat(y, starts)),
    )  # fmt: skip


def shown_panel(panel: Panel, span: tuple[float, float]) -> Panel:
    """Return a panel as it is drawn in a stretch."""
    return replace(panel, lines=tuple(means_and_band(line, span) for line in panel.lines))
