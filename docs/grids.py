"""Tables in Markdown, with names as they are typed and sources that lead to the references."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from secondheart.bibliography import references
from secondheart.cli.lists import TOPICS
from secondheart.cli.tables import format_cell

KEY = re.compile(rf"\b({'|'.join(references())})\b(?!/)")


def grid(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join("| " + " | ".join(cell(value) for value in line) + " |" for line in lines) + "\n"


def cell(value: object) -> str:
    """Return what stands in a cell: on one line, and with no bar in it."""
    return " ".join(format_cell(value).split()).replace("|", r"\|")


def code(text: object) -> str:
    """Return a name as it is typed."""
    return f"`{text}`" if text not in (None, "") else ""


def cited(text: str) -> str:
    """Return a text in which keys of the references lead to them."""
    return KEY.sub(r"{cite}`\1`", text)


def listed(topic: str, **named: Callable[[Any], object]) -> str:
    """Return what `secondheart list` lists; a column that is named is written so."""
    rows = TOPICS[topic].rows()
    named = {"name": code, "source": lambda text: cited(str(text or "")), **named}
    headers = [header.replace("_", " ") for header in rows[0]]
    return grid(headers, [[named.get(key, lambda v: v)(value) for key, value in row.items()] for row in rows])
