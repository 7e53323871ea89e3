"""Pages out of templates, each one file that opens without a network; all share one head and one foot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondheart import __version__
from secondheart._files import package_text, whole_or_not
from secondheart.errors import BadFile, MissingExtra
from secondheart.report.text import DISCLAIMER

if TYPE_CHECKING:
    from markupsafe import Markup

PAGE_FORMATS = (".html", ".htm")
ASSETS = "assets"


def require_page(light: bool = False) -> None:
    """Raise MissingExtra if pages cannot be written; a light one has no charts of bokeh."""
    needed = ("jinja2",) if light else ("bokeh", "jinja2")
    try:
        for name in needed:
            __import__(name)
    except ImportError as error:
        raise MissingExtra.of(error.name or needed[0], "report", "a report") from None


def fill_template(template: str, light: bool = False, **parts: Any) -> str:
    """Return a page: a template that extends `base.html`, filled with `parts` and with what all pages hold.

    Parameters
    ----------
    template : str
        Its name.
    light : bool
        Whether the page has no script, and is small enough to be mailed.
    **parts
        What the template asks for.

    Raises
    ------
    MissingExtra
        If pages cannot be written.
    """
    require_page(light)
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(asset), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    common = {"style": markup(asset("page.css")), "library": markup(_library(light)), "version": __version__}
    page: str = environment.get_template(template).render(**parts, **common, light=light, disclaimer=DISCLAIMER)
    return page


def _library(light: bool) -> str:
    if light:
        return ""
    from secondheart.report.panels_bokeh import bokeh_library

    return bokeh_library()


def save_page(page: str, path: Path) -> None:
    """Write a page, whole or not at all.

    Raises
    ------
    BadFile
        If it cannot be written.
    """
    try:
        with whole_or_not(path) as unfinished:
            unfinished.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadFile(f"{path}: the report cannot be written ({error.strerror or error})") from error


def asset(name: str) -> str:
    """Return the text of a file that pages are built from."""
    return package_text(f"report/{ASSETS}/{name}")


def markup(text: str) -> Markup:
    """Return text that stands in a page as it is."""
    from markupsafe import Markup

    return Markup(text)


def script_json(data: Mapping[str, Any]) -> Markup:
    """Return data as JSON that ends no script, whatever is in it."""
    text = json.dumps(data, allow_nan=False, separators=(",", ":"))
    return markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
