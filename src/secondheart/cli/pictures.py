"""The figure and the page that a command is asked for beside what it prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from secondheart.anatomy import LEGS, full_name, split_side
from secondheart.cli import options
from secondheart.cli.output import save_output, writable
from secondheart.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from secondheart.person import Person
    from secondheart.report.figure_options import FigureOptions


Panels = Annotated[
    str | None,
    typer.Option("--panels", metavar="A,B", help="Panels of the figure: strip, pressure, volume, valves, heart, ..."),
]
Vessels = Annotated[
    str | None,
    typer.Option("--vessels", metavar="A,B", help="Vessels of the figure and of tables: gsv-ankle-left, popliteal."),
]
Window = Annotated[
    str | None, typer.Option("--window", metavar="FROM:TO", help="Stretch of time that is shown, in s, such as 60:90.")
]
Size = Annotated[str | None, typer.Option("--size", metavar="WxH", help="Size of the figure in cm, such as 8.9x6.")]
Dpi = Annotated[int | None, typer.Option("--dpi", metavar="N", help="Dots in an inch of the figure: 200.")]
Style = Annotated[
    str, typer.Option("--style", metavar="screen|paper", help="paper: letters, fonts and lines as journals ask.")
]
Over = Annotated[
    Path | None,
    typer.Option("--over", metavar="DATA.csv", help="Draw measured data over the model; --map names its columns."),
]
Columns = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="PANEL=COLUMN", help="Of --over: time=t, pressure=AVP; may be repeated."),
]
CM_PER_INCH = 2.54


@dataclass(frozen=True)
class SheetAsked:
    """The options of any figure, as they were given."""

    plot: options.Plot = None
    size: Size = None
    dpi: Dpi = None
    style: Style = "screen"

    def options(self) -> FigureOptions:
        """Return how the figure is to look.

        Raises
        ------
        InputError
            If an option is not what it should be.
        """
        from secondheart.report.figure_options import FigureOptions

        return FigureOptions(size_in=_size(self.size), dpi=self.dpi, style=self.style)


@dataclass(frozen=True)
class FigureAsked:
    """The options of a figure, as they were given."""

    plot: options.Plot = None
    panels: Panels = None
    vessels: Vessels = None
    window: Window = None
    size: Size = None
    dpi: Dpi = None
    style: Style = "screen"
    over: Over = None
    map: Columns = None

    def options(self, person: Person | None = None) -> FigureOptions:
        """Return how the figure is to look; vessels are those of a person.

        Raises
        ------
        InputError
            If an option is not what it should be, or is given without the figure that it is for.
        """
        from secondheart.report.figure_options import FigureOptions
        from secondheart.report.measured import read_measured

        columns = dict(_pair("--map", text) for text in self.map or ())
        if columns and self.over is None:
            raise InputError("--map names columns of --over, which is not given")
        return FigureOptions(
            panels=tuple(_parts(self.panels)),
            vessels=vessels_of(self.vessels, person) if person else (),
            window=window_of(self.window),
            size_in=_size(self.size),
            dpi=self.dpi,
            style=self.style,
            over=read_measured(self.over, columns) if self.over else (),
        )


def _parts(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def _pair(option: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name.strip() and equals and value.strip()):
        raise InputError(f"{option} {text} is not allowed: PANEL=COLUMN, such as pressure=AVP")
    return name.strip(), value.strip()


def vessels_of(text: str | None, person: Person) -> tuple[str, ...]:
    """Return the full names of vessels, of both legs where no side is named; short names are understood.

    Raises
    ------
    UnknownName
        If a person has no such vessel.
    """
    names = [full_name(part).replace("-", "_") for part in _parts(text)]
    return tuple(dict.fromkeys(full for name in names for full in _places_of(name, person)))


def _places_of(name: str, person: Person) -> tuple[str, ...]:
    """Return the vessels of a name; of a vein in parts, such as the posterior tibial, all of them."""
    base, side = split_side(name)
    legs = LEGS if side == "both" else (side,)
    parts = [one for one in person.body.places if one.startswith(f"{base}_") and split_side(one)[1] in legs]
    is_whole = {name, f"{name}_{LEGS[0]}"} & set(person.body.wholes)
    return tuple(parts) if parts and not is_whole else person.body.vessels_named(name)


def window_of(text: str | None) -> tuple[float, float] | None:
    """Return a stretch of time, in s.

    Raises
    ------
    InputError
        If it is not two numbers.
    """
    if text is None:
        return None
    start, colon, stop = text.partition(":")
    try:
        if colon:
            return float(start or "0"), float(stop or "inf")
    except ValueError:
        pass
    raise InputError(f"--window {text} is not allowed: FROM:TO in s, such as 60:90")


def _size(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    width, _, height = text.lower().replace("cm", "").partition("x")
    try:
        return float(width) / CM_PER_INCH, float(height) / CM_PER_INCH
    except ValueError:
        raise InputError(f"--size {text} is not allowed: width x height in cm, such as 8.9x6") from None


@dataclass(frozen=True)
class Pictures:
    """Where the figure and the pages will be, a page with whether it is light; None for what was not asked for."""

    figure: Path | None = None
    pages: tuple[tuple[Path, bool], ...] = ()
    dpi: int | None = None

    def __bool__(self) -> bool:
        return self.figure is not None or bool(self.pages)

    @property
    def written(self) -> list[Path]:
        """The files that are drawn."""
        return [*([self.figure] if self.figure else []), *(path for path, _ in self.pages)]

    def beside(self, what: str) -> Pictures:
        """Return pictures of the same kind with a word behind the names of their files."""
        from secondheart.results.csv_files import beside

        word = "-".join(what.split())
        pages = tuple((beside(path, word), light) for path, light in self.pages)
        return replace(self, figure=self.figure and beside(self.figure, word), pages=pages)

    def write(self, figure: Callable[[], Figure], page: Callable[[bool], str]) -> None:
        """Draw and write what was asked for; `page` returns the page, light or not."""
        if self.figure:
            from secondheart.report.plot import save_figure

            drawn = figure()
            save_output(lambda path: save_figure(drawn, path, *([self.dpi] if self.dpi else [])), self.figure)
        for place, light in self.pages:
            self._write_page(page(light), place)

    def _write_page(self, text: str, place: Path) -> None:
        from secondheart.report.template import save_page

        save_output(lambda path: save_page(text, path), place)


def pictures_of(plot: Path | None, report: Path | None, dpi: int | None = None, light: Path | None = None) -> Pictures:
    """Return where the pictures go, after trying whether they can be drawn and written: before any work.

    Raises
    ------
    BadFile
        If one of them cannot be written.
    MissingExtra
        If what draws them is not installed.
    """
    if plot is None and report is None and light is None:
        return Pictures()
    from secondheart.report import plot as figures
    from secondheart.report import template

    asked = ((writable(report, template.PAGE_FORMATS), False), (writable(light, template.PAGE_FORMATS), True))
    pages = tuple((path, is_light) for path, is_light in asked if path is not None)
    pictures = Pictures(writable(plot, figures.FIGURE_FORMATS), pages, dpi)
    if pictures.figure:
        figures.require_matplotlib()
    for _, is_light in pages:
        template.require_page(is_light)
    return pictures
