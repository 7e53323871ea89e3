"""A finding: one number of one test, with what is normal."""

from __future__ import annotations

import math
from typing import Literal

from secondheart._model import Model

Side = Literal["left", "right", "both"]


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

    @property
    def is_normal(self) -> bool | None:
        """Whether the value lies in the normal range; None where either is missing."""
        if self.value is None or (self.normal_low is None and self.normal_high is None):
            return None
        low = -math.inf if self.normal_low is None else self.normal_low
        high = math.inf if self.normal_high is None else self.normal_high
        return low <= self.value <= high


def known(value: float) -> float | None:
    """Return None in place of what is not a number."""
    return None if math.isnan(value) else value
