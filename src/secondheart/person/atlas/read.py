"""Read the atlas: tables of sourced numbers, from the package's TOML files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
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
        return _number(item) if "value" in item else {key: _numbers(part) for key, part in item.items()}
    return item


def table_with(name: str, values: Mapping[str, float]) -> dict[str, Any]:
    """Return one file of the atlas with other values for some numbers, by their dotted names; a frozen mapping."""
    return _changed_table(name, values) if any(key.startswith(f"{name}.") for key in values) else table(name)


@lru_cache(maxsize=16)
def _changed_table(name: str, values: Mapping[str, float]) -> dict[str, Any]:
    def change(path: str, number: Number) -> Number:
        return replace(number, value=values[path]) if path in values else number

    changed: dict[str, Any] = _map_numbers(name, table(name), change)
    return changed


def _number(fields: dict[str, Any]) -> Number:
    return Number(**{**fields, "moved_for": tuple(fields.get("moved_for", ()))})


def numbers_of(name: str) -> Iterator[tuple[str, Number]]:
    """Yield every number of a file of the atlas with its dotted name, such as ``tissue.region.foot.volume``."""
    named: list[tuple[str, Number]] = []

    def note(path: str, number: Number) -> Number:
        named.append((path, number))
        return number

    _map_numbers(name, table(name), note)
    yield from named


def _map_numbers(prefix: str, item: Any, change: Callable[[str, Number], Number]) -> Any:
    """Return a part of the atlas, what `change` makes of each number in its place."""
    if isinstance(item, Number):
        return change(prefix, item)
    if isinstance(item, dict):
        return {key: _map_numbers(f"{prefix}.{key}", part, change) for key, part in item.items()}
    if isinstance(item, list):
        return [_map_numbers(_label(prefix, part), part, change) for part in item]
    return item


def _label(prefix: str, part: Any) -> str:
    return f"{prefix}.{part['from']}>{part['to']}" if isinstance(part, dict) else prefix
