"""A number with its unit, its range and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """A sourced number of the atlas.

    `source` is a key of `references.bib`, or "assumed", and then `why` gives the reason. `moved_for` names the findings
    of the evidence that the value was moved for, within its range.
    """

    value: float
    unit: str
    low: float
    high: float
    source: str
    why: str = ""
    moved_for: tuple[str, ...] = ()
