"""secondheart site: the live page as a folder of files that needs no server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from secondheart.cli import options
from secondheart.cli.output import emit, emit_json

SITE_NEXT = "serve the folder with any web server: python -m http.server -d {0}; from disk, open offline.html in it\n"


def _say(words: str) -> None:
    emit(f"{words} …\n")


def _say_nothing(_: str) -> None:
    pass


def make_site(
    folder: Annotated[Path, typer.Argument(metavar="OUT", help="The folder; an earlier site in it is replaced.")],
    manual: Annotated[
        Path | None, typer.Option("--manual", metavar="DIR", help="Add the built manual, such as docs/_build.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Write the live page as static files: a living leg in any browser, without a server of its own."""
    from secondheart.errors import BadFile
    from secondheart.site import write_site

    if manual is not None and not (manual / "index.html").is_file():
        raise BadFile(f"{manual}: holds no manual; make docs builds it into docs/_build")
    page = write_site(folder, manual=manual, report=_say_nothing if as_json else _say)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if as_json:
        emit_json({"output": str(page), "bytes": size})
    else:
        emit(f"written: {page} ({size / 1e6:.1f} MB)\n" + SITE_NEXT.format(folder))
