"""The figure and the page that a command is asked for beside what it prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from secondheart.cli.output import save_output, writable

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Pictures:
    """Where the figure and the page will be; None for what was not asked for."""

    figure: Path | None = None
    page: Path | None = None

    def __bool__(self) -> bool:
        return self.figure is not None or self.page is not None

    @property
    def written(self) -> list[Path]:
        """The files that are drawn."""
        return [path for path in (self.figure, self.page) if path is not None]

    def write(self, figure: Callable[[], Figure], page: Callable[[], str]) -> None:
        """Draw and write what was asked for."""
        if self.figure:
            from secondheart.report.plot import save_figure

            drawn = figure()
            save_output(lambda path: save_figure(drawn, path), self.figure)
        if self.page:
            from secondheart.report.template import save_page

            text = page()
            save_output(lambda path: save_page(text, path), self.page)


def pictures_of(plot: Path | None, report: Path | None) -> Pictures:
    """Return where the pictures go, after trying whether they can be drawn and written: before any work.

    Raises
    ------
    BadFile
        If one of them cannot be written.
    MissingExtra
        If what draws them is not installed.
    """
    if plot is None and report is None:
        return Pictures()
    from secondheart.report import plot as figures
    from secondheart.report import template

    pictures = Pictures(writable(plot, figures.FIGURE_FORMATS), writable(report, template.PAGE_FORMATS))
    if pictures.figure:
        figures.require_matplotlib()
    if pictures.page:
        template.require_bokeh()
    return pictures
