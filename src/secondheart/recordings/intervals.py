"""Unions, differences and intersections of intervals that do not overlap, in order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

Interval = tuple[float, float]


def unite(intervals: Iterable[Interval]) -> list[Interval]:
    """Return intervals in order, those that touch or overlap as one.

    Examples
    --------
    >>> unite([(5, 6), (0, 2), (1, 3)])
    [(0, 3), (5, 6)]
    """
    united: list[Interval] = []
    for start, stop in sorted(intervals):
        if united and start <= united[-1][1]:
            united[-1] = united[-1][0], max(united[-1][1], stop)
        else:
            united.append((start, stop))
    return united


def outside(interval: Interval, others: Sequence[Interval]) -> list[Interval]:
    """Return the parts of an interval outside others, which are in order and do not overlap.

    Examples
    --------
    >>> outside((0, 10), [(2, 3), (5, 20)])
    [(0, 2), (3, 5)]
    """
    start, stop = interval
    parts: list[Interval] = []
    for begin, end in reaching(others, start, stop):
        if begin > start:
            parts.append((start, begin))
        start = max(start, end)
    return [*parts, (start, stop)] if start < stop else parts


def subtract(intervals: Iterable[Interval], others: Sequence[Interval]) -> list[Interval]:
    """Return what is left of intervals outside others."""
    return [part for interval in intervals for part in outside(interval, others)]


def intersect(intervals: Iterable[Interval], others: Sequence[Interval]) -> list[Interval]:
    """Return what intervals have in common with others.

    Examples
    --------
    >>> intersect([(0, 4), (6, 9)], [(3, 7)])
    [(3, 4), (6, 7)]
    """
    return [
        (max(start, begin), min(stop, end)) for start, stop in intervals for begin, end in reaching(others, start, stop)
    ]


def reaching(others: Sequence[Interval], start: float, stop: float) -> Sequence[Interval]:
    """Return those of some intervals, in order, that reach into a span."""
    first = bisect_right(others, start, key=lambda one: one[1])
    return others[first : bisect_left(others, stop, key=lambda one: one[0])]
