"""What of a recording is not believed: it is left out, counted by its reason, and reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from secondheart.errors import BadFile

REPEATED = "the same as the one above"  # a reason that says nothing against a file
MOST_BAD = 0.3  # assumed: a file of which more cannot be used is of another kind, or broken


class LeftOut(NamedTuple):
    """Rows of one sort that were not believed, by reason, and how many there were of the sort."""

    what: str
    number: int
    reasons: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many were left out."""
        return sum(self.reasons.values())

    @property
    def sentence(self) -> str:
        """The same for people.

        Examples
        --------
        >>> LeftOut("intervals", 609, {"too short": 9, "too long": 3}).sentence
        '12 of 609 intervals not believed: 9 too short, 3 too long'
        """
        reasons = ", ".join(f"{count} {reason}" for reason, count in self.reasons.items())
        return f"{self.total} of {self.number} {self.what} not believed: {reasons}"


class Tally:
    """Counts what is read, and what of it is left out."""

    def __init__(self) -> None:
        self._numbers: Counter[str] = Counter()
        self._reasons: dict[str, Counter[str]] = {}
        self._first: dict[str, str] = {}

    def count(self, what: str, number: int = 1) -> None:
        """Count rows that were read, believed or not."""
        self._numbers[what] += number

    def leave_out(self, what: str, reason: str, number: int = 1, sentence: str = "") -> None:
        """Count rows that are left out; the sentence says of the first what is wrong with it."""
        if number:
            self._reasons.setdefault(what, Counter())[reason] += number
            if reason != REPEATED:
                self._first.setdefault(what, sentence)

    def within(self, what: str, value: float, bounds: tuple[float, float]) -> bool:
        """Count a value, and say whether it lies within bounds."""
        self._numbers[what] += 1
        if bounds[0] <= value <= bounds[1]:
            return True
        self.leave_out(what, "too high" if value > bounds[1] else "too low" if value < bounds[0] else "no number")
        return False

    def believe(self, what: str, values: NDArray[np.float64], bounds: tuple[float, float]) -> NDArray[np.float64]:
        """Return values, nan in place of those outside bounds, which are counted."""
        self._numbers[what] += int((~np.isnan(values)).sum())
        low, high = values < bounds[0], values > bounds[1]
        self.leave_out(what, "too low", int(low.sum()))
        self.leave_out(what, "too high", int(high.sum()))
        return np.where(low | high, np.nan, values)

    def reasons(self, what: str) -> int:
        """Return how many of a sort were left out because they cannot be used."""
        reasons = self._reasons.get(what, Counter())
        return reasons.total() - reasons[REPEATED]

    def sentence(self, what: str) -> str:
        """Return what is wrong with the first of a sort that was left out; "" if nobody says."""
        return self._first.get(what, "")

    def require(self, file: str, what: str) -> None:
        """Raise BadFile if more of a sort was left out than is allowed, with the sentence of the first.

        Raises
        ------
        BadFile
            If more than three in ten were left out.
        """
        number, bad = self._numbers[what], self.reasons(what)
        if bad <= MOST_BAD * number:
            return
        first = self._first[what]
        shares = f"{bad} of {number} {what} cannot be used, at most {100 * MOST_BAD:g} % may be"
        if first:
            raise BadFile(f"{first} ({shares})")
        reasons = ", ".join(f"{count} {reason}" for reason, count in self._reasons[what].items())
        raise BadFile(f"{file}: {shares}: {reasons}")

    @property
    def rows(self) -> tuple[LeftOut, ...]:
        """All that was left out."""
        return tuple(LeftOut(what, self._numbers[what], dict(reasons)) for what, reasons in self._reasons.items())
