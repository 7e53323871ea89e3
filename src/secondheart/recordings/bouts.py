"""The rule that spreads steps over the time in which they were counted, and keeps their number.

Steps at 60 a minute or more fill their time at an even pace. Fewer are walked in one bout at its beginning, at the
preferred cadence of 100 a minute, and the rest of a few minutes is stood. Rows of less than a minute that follow one
another without a break are counted together first, up to a minute: strides, and epochs of one length.

A row longer than five minutes does not say when its steps were made: they are walked in bouts of up to a minute, evenly
over the part of it in which the person can have walked, and after each bout the person stands for twice its length.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from secondheart.units import MINUTE_S

CONTINUOUS_PER_MIN = 60.0  # assumed: fewer steps in a minute are a bout, and then a rest
PREFERRED_PER_MIN = 100.0  # assumed: an unhurried walk, 3.6 km/h
MOST_STEPS_PER_MIN = 300.0  # assumed: sprinters reach 5 a second
BRISK_PER_MIN = 150.0  # assumed: nobody keeps up more through a row of half an hour; then the row is walked elsewhere
GRID_S = 0.01  # bounds of bouts are rounded to it, the model's clock; their cadence makes up for it
TOUCHING_S = 0.05  # rows as near to each other follow without a break
COARSE_S = 300.0  # assumed: a longer row may hold several walks
BOUT_STEPS = 100.0  # assumed: a minute; of the walks of a day three in four have fewer than 40 (orendurff2008)
STANDING_SHARE = 2.0  # assumed: people stand some twice as long as they walk (thigh monitors of office workers)
SHORTEST_PART_S = 90.0  # assumed: what is left between two other things is too short for a bout

Part = tuple[float, float]


class Counted(NamedTuple):
    """Steps counted in an interval, or of a cadence that was measured in it."""

    start_s: float
    stop_s: float
    number: float
    even: bool = False  # a cadence: made throughout the interval
    parts: tuple[Part, ...] = ()  # of the interval, if not all of it: in the rest a finer row counted


class Bout(NamedTuple):
    """Steps at an even pace; until `rest_s` the person stands after them."""

    start_s: float
    stop_s: float
    number: float
    rest_s: float

    @property
    def per_min(self) -> float:
        """Steps of both feet a minute."""
        return MINUTE_S * self.number / (self.stop_s - self.start_s)

    def cut(self, start_s: float, stop_s: float) -> Bout | None:
        """Return the part of it within a span, with its share of the steps, None if there is none."""
        begin, end = max(self.start_s, start_s), min(self.stop_s, stop_s)
        if end <= begin:
            return None
        if (begin, end) == (self.start_s, self.stop_s):
            return self._replace(rest_s=min(self.rest_s, stop_s))
        share = (end - begin) / (self.stop_s - self.start_s)
        return Bout(begin, end, self.number * share, min(self.rest_s, stop_s))


def spread(row: Counted) -> Bout:
    """Return the bout in which the steps of a row of a few minutes are made.

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
    if not row.even and MINUTE_S * row.number / length < CONTINUOUS_PER_MIN:
        length = max(GRID_S, MINUTE_S * row.number / PREFERRED_PER_MIN)
    return Bout(start, min(on_grid(start + length), rest), row.number, rest)


def spread_out(row: Counted, choices: Iterable[Sequence[Part]]) -> list[Bout]:
    """Return the bouts in which the steps of a long row are made.

    Parameters
    ----------
    row : Counted
        More than no steps, in a row longer than a few minutes.
    choices : sequences of (start, stop)
        Parts of the row in which the person can have walked, the best choice first; one that is too short for the
        steps is passed over, and at last the whole row is taken. [s]

    Examples
    --------
    >>> [(bout.start_s, bout.stop_s) for bout in spread_out(Counted(0.0, 1800.0, 200.0), [])]
    [(420.0, 480.0), (1320.0, 1380.0)]
    """
    whole = row.parts or ((row.start_s, row.stop_s),)
    for parts in (*choices, whole):
        long = [part for part in parts if part[1] - part[0] >= SHORTEST_PART_S]
        if long and MINUTE_S * row.number <= BRISK_PER_MIN * _length(long):
            return list(_bouts(row.number, long))
    return list(_bouts(row.number, whole))


def _bouts(number: float, parts: Sequence[Part]) -> Iterator[Bout]:
    whole, before, through = _length(parts), 0.0, 0.0
    for start, stop in parts:
        through += stop - start
        until = round(number * through / whole) if through < whole else number
        count, before = until - before, until
        if count <= 0.0:
            continue
        if MINUTE_S * count >= CONTINUOUS_PER_MIN * (stop - start):
            yield spread(Counted(start, stop, count))
        else:
            yield from _slots(count, start, stop)


def _slots(count: float, start: float, stop: float) -> Iterator[Bout]:
    slots = math.ceil(count / BOUT_STEPS)
    width, before = (stop - start) / slots, 0.0
    for slot in range(slots):
        until = round(count * (slot + 1) / slots) if slot + 1 < slots else count
        steps, before = until - before, until
        length = MINUTE_S * steps / PREFERRED_PER_MIN
        begin = on_grid(start + slot * width + (width - length) / 2)
        end = max(on_grid(begin + length), on_grid(begin + GRID_S))
        yield Bout(begin, end, steps, max(end, on_grid(min(end + STANDING_SHARE * length, start + (slot + 1) * width))))


def join(rows: Iterable[Counted]) -> list[Counted]:
    """Return short rows that touch as one, up to a minute; the rows follow one another and do not overlap.

    Examples
    --------
    >>> [row[:3] for row in join([Counted(0, 1.1, 2), Counted(1.1, 2.3, 2), Counted(9, 10, 2)])]
    [(0, 2.3, 4), (9, 10, 2)]
    """
    whole: list[Counted] = []
    before: Counted | None = None
    for row in rows:
        if before and _follows(before, row) and row.stop_s - whole[-1].start_s <= MINUTE_S + TOUCHING_S:
            whole[-1] = Counted(whole[-1].start_s, row.stop_s, whole[-1].number + row.number)
        else:
            whole.append(row)
        before = row
    return whole


def _follows(before: Counted, row: Counted) -> bool:
    """Say whether a row goes on with the one before: both are of steps, or both are epochs of one length."""
    if row.start_s - before.stop_s > TOUCHING_S or row.even or before.even:
        return False
    lengths = row.stop_s - row.start_s, before.stop_s - before.start_s
    return (row.number > 0.0 and before.number > 0.0) or abs(lengths[0] - lengths[1]) <= TOUCHING_S


def _length(parts: Iterable[Part]) -> float:
    return sum(stop - start for start, stop in parts)


def on_grid(t_s: float) -> float:
    """Return a time rounded to hundredths of a second."""
    return round(t_s / GRID_S) / (1.0 / GRID_S)
