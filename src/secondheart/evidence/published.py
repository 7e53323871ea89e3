"""What has been published: 303 findings, and what becomes of those that no row measures."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple

from secondheart._files import package_text, package_toml
from secondheart.errors import UnknownName

FINDING_GROUPS: Mapping[str, str] = {
    "P": "pressure",
    "A": "plethysmography",
    "C": "compliance",
    "D": "duplex and velocity",
    "M": "pump",
    "F": "flow",
    "K": "compression",
    "W": "whole body",
    "V": "disease and training",
}
ASKED = "asked of the model"  # the group of what no finding gives
REASONS: Mapping[str, str] = {
    "patient statistics": "how often something is met, how strongly two things go together in many people, or a risk",
    "score": "a class, a grade or a score, or a limit by which treatment is decided",
    "not modelled": "something that is not in the model",
    "no band": "a direction or a mean without its spread: nothing says how far off is wrong",
    "method": "about a method of measuring, or without what one would have to know to repeat it",
}
NUMBER = re.compile(r"(?<![\d.A-WYZa-wyz])\d+(?:\.\d+)?(?:e-?\d+)?")


class PublishedFinding(NamedTuple):
    """A published finding.

    `low` and `high` are the published standard deviation, quartiles, interval or range; where `band` says
    "suggested", a tolerance around a published mean. `basis` says whether the number was read in its source.
    """

    id: str
    quantity: str
    condition: str
    value: str
    low: float | None
    high: float | None
    unit: str
    band: str
    source: str
    basis: str
    confidence: str

    @property
    def group(self) -> str:
        """What it is about."""
        return FINDING_GROUPS[self.id[0]]

    @property
    def numbers(self) -> frozenset[float]:
        """All numbers in it.

        Examples
        --------
        >>> 35.0 in published_finding("P23").numbers
        True
        """
        text = " ".join((self.quantity, self.condition, self.value))
        ends = {end for end in (self.low, self.high) if end is not None}
        return frozenset(ends | {float(one) for one in NUMBER.findall(text)})


class Aside(NamedTuple):
    """A finding that no row measures: put into the model, or left out with one of `REASONS`."""

    status: Literal["input", "left out"]
    reason: str
    why: str


@cache
def published_findings() -> Mapping[str, PublishedFinding]:
    """Return the findings by their ids."""
    text = package_text("evidence/published/findings.csv")
    return {row["id"]: _finding(row) for row in csv.DictReader(text.splitlines())}


def _finding(row: dict[str, str]) -> PublishedFinding:
    ends = {name: float(row[name]) if row[name] else None for name in ("low", "high")}
    return PublishedFinding(**{**row, **ends})  # type: ignore[arg-type]  # the columns of the file


def published_finding(id_: str) -> PublishedFinding:
    """Return a finding.

    Raises
    ------
    UnknownName
        If there is none of this id.

    Examples
    --------
    >>> published_finding("A07").low, published_finding("A07").high
    (0.5, 2.0)
    """
    finding = published_findings().get(id_)
    if finding is None:
        raise UnknownName.of("finding", id_, published_findings())
    return finding


@cache
def asides() -> Mapping[str, Aside]:
    """Return what becomes of the findings that no row measures, by their ids."""
    aside = package_toml("evidence/published/aside.toml")
    inputs = {id_: Aside("input", "", why) for id_, why in aside["input"].items()}
    out = {id_: Aside("left out", reason, why) for reason, row in aside["left out"].items() for id_, why in row.items()}
    return {**inputs, **out}
