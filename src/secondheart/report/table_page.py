"""A page of figures and tables, for what is not one run: a cohort, a ranking, a fit, a bench."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from secondheart.report.plot import house_style
from secondheart.report.template import fill_template, markup

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.figure import Figure

EMPTY_CELL = "-"


class PageTable(NamedTuple):
    """A table of a page.

    Attributes
    ----------
    caption, hint : str
    headers : sequence of str
    rows : sequence of sequence
        The first cell names the row; None is nothing.
    """

    caption: str
    headers: Sequence[str]
    rows: Sequence[Sequence[object]]
    hint: str = ""


class PageFigure(NamedTuple):
    """A figure of a page, as words for who does not see it and as a picture."""

    caption: str
    svg: Markup


def table_page(
    title: str,
    who: Sequence[str],
    notes: Sequence[str],
    tables: Sequence[PageTable],
    figures: Sequence[tuple[str, Figure]] = (),
) -> str:
    """Return a page: who it is about, what must be known first, figures with their captions, and tables.

    Raises
    ------
    MissingExtra
        If pages cannot be written.
    """
    return fill_template(
        "tables.html",
        light=True,
        title=title,
        who=who,
        notes=notes,
        figures=[PageFigure(caption, inline_svg(figure)) for caption, figure in figures],
        tables=[one._replace(rows=[[_cell(cell) for cell in row] for row in one.rows]) for one in tables],
    )


def inline_svg(figure: Figure) -> Markup:
    """Return a figure as a picture that stands in a page, on no paper of its own, as wide as its place."""
    text = io.StringIO()
    with house_style():
        figure.savefig(text, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    svg = text.getvalue()
    head, rest = svg[svg.index("<svg") :].split(">", 1)
    return markup(re.sub(r' (?:width|height)="[^"]*"', "", head) + ">" + rest)


def _cell(value: object) -> str:
    return EMPTY_CELL if value is None or value == "" else str(value)
