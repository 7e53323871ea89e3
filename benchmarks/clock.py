"""Time something several times, and say how much the times scatter."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def processor_times(work: Callable[[], object], repeats: int = 5) -> list[float]:
    """Return the processor time in s of `work`, `repeats` times, after one that does not count."""
    work()
    times = []
    for _ in range(repeats):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return times


def spread(times: list[float], scale: float = 1.0, digits: int = 0) -> str:
    """Say lowest, median and highest."""
    low, middle, high = min(times) * scale, statistics.median(times) * scale, max(times) * scale
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"
