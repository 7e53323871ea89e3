"""Read the atlas: tables of sourced numbers, from the package's TOML files."""

from __future__ import annotations

from functools import cache
from typing import Any

from secondheart._files import package_toml
from secondheart.person.atlas.number import Number


@cache
def table(name: str) -> dict[str, Any]:
    """Return one file of the atlas, its numbers as `Number`."""
    loaded: dict[str, Any] = _numbers(package_toml(f"person/atlas/{name}.toml"))
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
    sourced: Number = table("body")[section][key]
    return sourced
