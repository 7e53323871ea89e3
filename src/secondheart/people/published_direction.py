"""In which direction garments move findings, as published, and where a cohort or the bench shows another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from secondheart.person.parse import is_treatment
from secondheart.variables import quantity_label


class PublishedDirection(NamedTuple):
    """Where a finding goes in stockings: up or down, by which row of the findings, and in whom."""

    sign: int
    row: str
    words: str


PUBLISHED_DIRECTIONS = {
    "ambulatory_venous_pressure": PublishedDirection(-1, "K24", "falls in 21 of 22 limbs with deep reflux"),
    "VFI": PublishedDirection(-1, "K25", "falls after thrombosis"),
    "VV": PublishedDirection(-1, "K25", "falls after thrombosis"),
    "VFT90": PublishedDirection(1, "K25", "rises after thrombosis"),
    "EF": PublishedDirection(1, "K19", "rises in varicose legs"),
}


class MovedFinding(NamedTuple):
    """What a garment changes in a finding, less bare, with an interval; of one leg both ends are the change itself."""

    care: str
    finding: str
    unit: str
    mean: float
    low: float
    high: float


def other_directions(changes: Iterable[MovedFinding]) -> list[str]:
    """Return a sentence for each change in garments that does not go, with all of its interval, where it is published.

    Examples
    --------
    >>> falls, rises = (MovedFinding("RAL-I", "VV", "mL", by, by, by) for by in (-1.0, 1.0))
    >>> other_directions([falls, rises])
    ['RAL-I: venous volume (VV) +1.00 mL; published: falls after thrombosis (K25)']
    """
    lines = []
    for one in changes:
        known = PUBLISHED_DIRECTIONS.get(one.finding)
        if known is None or any(is_treatment(part) for part in one.care.split("+")) or not np.isfinite(one.mean):
            continue
        if min(known.sign * one.low, known.sign * one.high) > 0.0:
            continue
        interval = f" ({one.low:+.2f} to {one.high:+.2f})" if one.low < one.high else ""
        what = f"{one.care}: {quantity_label(one.finding)} {one.mean:+.2f} {one.unit}{interval}"
        lines.append(f"{what}; published: {known.words} ({known.row})")
    return lines
