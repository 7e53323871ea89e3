"""A finding: one number of one test, with what is normal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

from secondheart._model import Model
from secondheart.anatomy import LEGS, Leg, Side

RangeKind = Literal["normal", "published"]


class Normal(NamedTuple):
    """What is normal: the ends of the range, None where there is no such end, and where it comes from.

    A range that is not one of healthy people (a standard deviation, an interval of a mean, quartiles of a few) is
    "published": a value outside of it is nothing that a doctor would call abnormal.
    """

    low: float | None = None
    high: float | None = None
    source: str = ""
    kind: RangeKind = "normal"


NO_RANGE = Normal()


def published_spread(low: float, high: float, source: str) -> Normal:
    """Return a published range that is not a normal range."""
    return Normal(low, high, source, "published")


def is_rounded(source: str) -> bool:
    """Say whether a range is what a textbook rounds: it is shown, and judges nobody, in tests, reports and on the page.

    Examples
    --------
    >>> is_rounded("textbook, about 0 (W11)"), is_rounded("P02: 76 to 87 mmHg")
    (True, False)
    """
    return source.startswith("textbook")


class Finding(Model):
    """What a test found, beside the range of healthy people.

    Parameters
    ----------
    name : str
        What was measured.
    value : float or None
        None where it could not be measured, such as a refill that did not end.
    unit : str
    side : {"left", "right", "both"}
    normal_low, normal_high : float or None
        Ends of the normal range; None where there is no such end.
    source : str
        Where the range comes from; empty where there is none.
    test : str
        The test that found it.
    range_kind : {"normal", "published"}
        Whether the range is one of healthy people, or a published spread by which nobody is judged.

    Examples
    --------
    >>> finding = Finding(name="refill_time_90", value=30, unit="s", side="left", normal_low=18, test="avp")
    >>> finding.is_normal
    True
    """

    name: str
    value: float | None
    unit: str
    side: Side
    normal_low: float | None = None
    normal_high: float | None = None
    source: str = ""
    test: str
    range_kind: RangeKind = "normal"

    @property
    def is_normal(self) -> bool | None:
        """Whether the value lies in the normal range; None where either is missing."""
        if self.value is None or self.range_kind != "normal" or (self.normal_low is None and self.normal_high is None):
            return None
        low = -math.inf if self.normal_low is None else self.normal_low
        high = math.inf if self.normal_high is None else self.normal_high
        return low <= self.value <= high


def finite_or_none(value: float) -> float | None:
    """Return a number, and None in place of what is none."""
    return None if math.isnan(value) else value


def body_finding(name: str, unit: str, value: float, normal: Normal = NO_RANGE, side: Side = "both") -> Finding:
    """Return one finding of a test, which puts its name to it; a value that is not a number is missing.

    A range that a textbook rounds is a published one, by which nobody is judged.
    """
    return Finding(
        name=name,
        value=finite_or_none(value),
        unit=unit,
        side=side,
        normal_low=normal.low,
        normal_high=normal.high,
        source=normal.source,
        test="",
        range_kind="published" if is_rounded(normal.source) else normal.kind,
    )


def leg_findings(
    name: str, unit: str, values: Sequence[float], normal: Normal = NO_RANGE, legs: Sequence[Leg] = LEGS
) -> list[Finding]:
    """Return a finding for each leg, from the values of the left and the right one, or of those that are said.

    Examples
    --------
    >>> [(one.side, one.value) for one in leg_findings("EV", "mL", [60.0, math.nan])]
    [('left', 60.0), ('right', None)]
    """
    return [body_finding(name, unit, value, normal, side) for side, value in zip(legs, values, strict=True)]
