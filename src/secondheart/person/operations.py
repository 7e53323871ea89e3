"""Treatments as data: what each does to veins, read from the atlas."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from secondheart._model import Model
from secondheart.person.number import Number


class Operation(Model):
    """A treatment as the atlas has it; all names without a side."""

    title: str
    source: str
    why: str = ""
    closed: tuple[str, ...] = ()
    stumps: tuple[str, ...] = ()
    healed: tuple[str, ...] = ()
    stented: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


@cache
def _file() -> dict[str, Any]:
    text = resources.files("secondheart.person.atlas").joinpath("treatments.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def operations() -> Mapping[str, Operation]:
    """Return the treatments of the atlas by name; repairs of valves have no table."""
    return {name: Operation(**row) for name, row in _file().items() if name != "numbers"}


@cache
def amounts() -> Mapping[str, Number]:
    """Return the numbers that treatments share, by name."""
    return {name: Number(**row) for name, row in _file()["numbers"].items()}
