"""Read the atlas: tables of sourced numbers, from the package's TOML files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from secondheart.person.number import Number
from secondheart.person.operations import amounts
from secondheart.person.sites import site_numbers

FILES = ("trunk", "leg", "body", "tissue", "oxygen")


@cache
def table(name: str) -> dict[str, Any]:
    """Return one file of the atlas, its numbers as `Number`."""
    text = resources.files("secondheart.person.atlas").joinpath(f"{name}.toml").read_text("utf-8")
    loaded: dict[str, Any] = _numbers(tomllib.loads(text))
    return loaded


def _numbers(item: Any) -> Any:
    if isinstance(item, list):
        return [_numbers(part) for part in item]
    if isinstance(item, dict):
        return Number(**item) if "value" in item else {key: _numbers(part) for key, part in item.items()}
    return item


def number(path: str) -> Number:
    """Return a number of body.toml by its dotted name, such as ``reflex.vagal``."""
    section, _, key = path.partition(".")
    found: Number = table("body")[section][key]
    return found


def all_numbers() -> Iterator[tuple[str, Number]]:
    """Yield every number of the atlas with its dotted name."""
    for name in FILES:
        yield from _walk(name, table(name))
    yield from site_numbers()
    yield from ((f"treatments.{name}", amount) for name, amount in amounts().items())


def _walk(prefix: str, item: Any) -> Iterator[tuple[str, Number]]:
    if isinstance(item, Number):
        yield prefix, item
    elif isinstance(item, dict):
        for key, part in item.items():
            yield from _walk(f"{prefix}.{key}", part)
    elif isinstance(item, list):
        for part in (one for one in item if isinstance(one, dict)):
            label = f"{prefix}.{part['from']}>{part['to']}"
            yield from _walk(label, {key: value for key, value in part.items() if isinstance(value, Number)})
