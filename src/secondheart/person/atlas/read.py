"""Read the atlas: tables of sourced numbers, from the package's TOML files."""

from __future__ import annotations

from collections.abc import Iterator
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


def numbers_of(name: str) -> Iterator[tuple[str, Number]]:
    """Yield every number of a file of the atlas with its dotted name, such as ``tissue.region.foot.volume``."""
    yield from _walk(name, table(name))


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
