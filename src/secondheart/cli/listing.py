"""secondheart list: what there is, with values and sources."""

from __future__ import annotations

from typing import Annotated

import typer

from secondheart.cli import options
from secondheart.cli.output import emit, emit_json
from secondheart.cli.topics import TOPICS, Row
from secondheart.errors import UnknownName


def listing(
    what: Annotated[
        str | None, typer.Argument(metavar="[WHAT]", help=f"One of: {', '.join(TOPICS)}.", show_default=False)
    ] = None,
    as_json: options.Json = False,
) -> None:
    """List what there is, with values and sources."""
    if what is not None and what not in TOPICS:
        raise UnknownName.of("list", what, TOPICS)
    rows: list[Row] = TOPICS[what].rows() if what else [{"list": name, "of": one.of} for name, one in TOPICS.items()]
    if as_json:
        emit_json({what or "lists": rows})
    else:
        _print(rows)


def _print(rows: list[Row]) -> None:
    from secondheart.cli.tables import rendered, table_or_records

    headers = list(rows[0])
    cells = [list(row.values()) for row in rows]
    numbers = [place for place, header in enumerate(headers) if any(isinstance(row[header], float) for row in rows)]
    emit(rendered(table_or_records([header.replace("_", " ") for header in headers], cells, numbers)))
