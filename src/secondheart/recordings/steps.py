"""The rule that spreads steps over the time in which they were counted, and keeps their number.

Steps at 60 a minute or more fill their time at an even pace. Fewer are walked in one bout at its beginning, at the
preferred cadence of 100 a minute, and the rest of the time is spent otherwise. Rows of less than a minute that follow
one another without a break are counted together first, up to a minute: strides, and epochs of one length.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

CONTINUOUS_PER_MIN = 60.0  # assumed: fewer steps in a minute are a bout, and then a rest
PREFERRED_PER_MIN = 100.0  # assumed: an unhurried walk, 3.6 km/h
MOST_STEPS_PER_MIN = 300.0  # assumed: sprinters reach 5 a second
GRID_S = 0.01  # bounds of bouts are rounded to it, the model's clock; their cadence makes up for it
TOUCHING_S = 0.05  # rows as near to each other follow without a break
MINUTE_S = 60.0


class Counted(NamedTuple):
    """Steps counted in an interval."""

    start_s: float
    stop_s: float
    number: float


class Bout(NamedTuple):
    """Steps at an even pace; `rest_s` is when the interval in which they were counted ends."""

    start_s: float
    stop_s: float
    number: float
    rest_s: float

    @property
    def per_min(self) -> float:
        """Steps of both feet a minute."""
        return MINUTE_S * self.number / (self.stop_s - self.start_s)


def spread(row: Counted) -> Bout:
    """Return the bout in which the steps of a row are made.

    Parameters
    ----------
    row : Counted
        More than no steps.

    Examples
    --------
    >>> spread(Counted(0.0, 60.0, 90.0))
    Bout(start_s=0.0, stop_s=60.0, number=90.0, rest_s=60.0)
    >>> spread(Counted(0.0, 60.0, 25.0))
    Bout(start_s=0.0, stop_s=15.0, number=25.0, rest_s=60.0)
    """
    start = on_grid(row.start_s)
    rest = max(on_grid(row.stop_s), on_grid(start + GRID_S))
    length = rest - start
    if MINUTE_S * row.number / length < CONTINUOUS_PER_MIN:
        length = max(GRID_S, MINUTE_S * row.number / PREFERRED_PER_MIN)
    return Bout(start, min(on_grid(start + length), rest), row.number, rest)


def joined(rows: Iterable[Counted]) -> list[Counted]:
    """Return short rows that touch as one, up to a minute; the rows follow one another and do not overlap.

    Examples
    --------
    >>> joined([Counted(0, 1.1, 2), Counted(1.1, 2.3, 2), Counted(9, 10, 2)])
    [Counted(start_s=0, stop_s=2.3, number=4), Counted(start_s=9, stop_s=10, number=2)]
    """
    made: list[Counted] = []
    before: Counted | None = None
    for row in rows:
        if before and _follows(before, row) and row.stop_s - made[-1].start_s <= MINUTE_S + TOUCHING_S:
            made[-1] = Counted(made[-1].start_s, row.stop_s, made[-1].number + row.number)
        else:
            made.append(row)
        before = row
    return made


def _follows(before: Counted, row: Counted) -> bool:
    """Say whether a row goes on with the one before: both are of steps, or both are epochs of one length."""
    if row.start_s - before.stop_s > TOUCHING_S:
        return False
    lengths = row.stop_s - row.start_s, before.stop_s - before.start_s
    return (row.number > 0.0 and before.number > 0.0) or abs(lengths[0] - lengths[1]) <= TOUCHING_S


def on_grid(t_s: float) -> float:
    """Return a time rounded to hundredths of a second."""
    return round(t_s / GRID_S) / (1.0 / GRID_S)
