"""Pages out of templates, each one file that opens without a network; all share one head and one foot."""

from __future__ import annotations

import importlib
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

FORMATS = (".html", ".htm")
ASSETS = "assets"


def require_bokeh() -> None:
    """Raise MissingExtra if pages cannot be made."""
    for package in ("bokeh", "jinja2"):
        try:
            importlib.import_module(package)
        except ImportError:
            raise MissingExtra.of(package, "report", "a report") from None


def rendered(template: str, **parts: Any) -> str:
    """Return a page: a template that extends `base.html`, filled with `parts` and with what all pages hold.

    Raises
    ------
    MissingExtra
        If pages cannot be made.
    """
    require_bokeh()
    jinja2 = importlib.import_module("jinja2")
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(asset), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    library = importlib.import_module("secondheart.report.panels_bokeh").library()
    common = {"style": markup(asset("page.css")), "library": markup(library), "version": __version__}
    page: str = environment.get_template(template).render(**parts, **common, disclaimer=DISCLAIMER)
    return page


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
    """Return the text of a file that pages are made of."""
    return package_text(f"report/{ASSETS}/{name}")


def markup(text: str) -> Markup:
    """Return text that stands in a page as it is."""
    made: Markup = importlib.import_module("markupsafe").Markup(text)
    return made


def script_json(data: Mapping[str, Any]) -> Markup:
    """Return data as JSON that ends no script, whatever is in it."""
    text = json.dumps(data, allow_nan=False, separators=(",", ":"))
    return markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
