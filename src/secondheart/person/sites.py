"""Where veins break at resolution "valves": the heights of their pieces, read from the atlas."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from secondheart._model import Model
from secondheart.person.number import Number


class Sites(Model):
    """A row of valve_sites.toml: where a stretch with several valves breaks."""

    heights: tuple[float, ...]
    within: float
    shares: tuple[float, ...] = ()
    pieces: tuple[str, ...] = ()
    source: str
    why: str


@cache
def sites() -> Mapping[str, Sites]:
    """Return where each stretch with several valves breaks, by its valve, without a side."""
    text = resources.files("secondheart.person.atlas").joinpath("valve_sites.toml").read_text("utf-8")
    return {valve: Sites(**row) for valve, row in tomllib.loads(text).items()}


def site_numbers() -> Iterator[tuple[str, Number]]:
    """Yield the height of every piece, and its share where the pieces are not even, with a name and the source."""
    for valve, row in sites().items():
        for k, height in enumerate(row.heights, start=1):
            low, high = height - row.within, height + row.within
            yield f"valve_sites.{valve}.{k}", Number(height, "cm", low, high, row.source, row.why)
        for k, share in enumerate(row.shares, start=1):
            yield f"valve_sites.{valve}.{k}.share", Number(share, "1", 0.5 * share, 1.0, row.source, row.why)
