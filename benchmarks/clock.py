"""Time something several times, and say how much the times scatter."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping

Work = Callable[[], object]


def processor_times(work: Work, repeats: int = 5) -> list[float]:
    """Return the processor time in s of `work`, `repeats` times, after one that does not count."""
    return in_turn({"": lambda: work}, repeats)[""]


def in_turn(makers: Mapping[str, Callable[[], Work]], repeats: int) -> dict[str, list[float]]:
    """Return the processor times in s of several works, done in turn so that what disturbs one disturbs all.

    A maker gets a work ready, which is not timed; the first round does not count.
    """
    times: dict[str, list[float]] = {name: [] for name in makers}
    for count in range(repeats + 1):
        for name, maker in makers.items():
            spent = once(maker())
            if count > 0:
                times[name].append(spent)
    return times


def once(work: Work, clock: Callable[[], float] = time.thread_time) -> float:
    """Return the time in s that `work` takes on a clock: that of the processor unless told otherwise."""
    began = clock()
    work()
    return clock() - began


def spread(times: list[float], scale: float = 1.0, digits: int = 0) -> str:
    """Say median, lowest and highest."""
    return between([scale * time for time in times], digits)


def rate(times: list[float], seconds: float, digits: int = 0) -> str:
    """Say median, lowest and highest of how many simulated seconds pass in one."""
    return between([seconds / time for time in times], digits)


def between(values: list[float], digits: int = 0) -> str:
    """Say median, lowest and highest of some values."""
    low, middle, high = min(values), statistics.median(values), max(values)
    if len(values) == 1:
        return f"{middle:,.{digits}f}"
    return f"{middle:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


def times_quicker(slow: list[float], quick: list[float]) -> float:
    """Return how many times longer one takes than the other, by their medians."""
    return statistics.median(slow) / statistics.median(quick)
