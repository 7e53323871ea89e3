"""A day of lying, standing, sitting and walking, as a multiple of real time on one core."""

from __future__ import annotations

import statistics
import time

import secondheart as sh
from benchmarks.clock import once, rate
from benchmarks.report import Section, Table

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

TITLE = "A day"
LEAST, AIM = 4000, 8640  # times faster than life
HEAD = ("clock", "times faster than life", "aim")


def protocol(hours: int) -> sh.Protocol:
    """A third of the hours of lying, then standing, walking and sitting in turn."""
    hour = sh.stand(minutes=20) + sh.walk(km_h=3, minutes=10) + sh.sit(minutes=20) + sh.walk(km_h=5, minutes=10)
    return (sh.lie(minutes=hours * 20) + (hours - hours // 3) * hour).named("a day")


def measure(repeats: int) -> Section:
    """A day with everything on: reflexes, breathing, beat values and a record each second."""
    hours = 24 if repeats > 2 else 3
    sh.simulate(sh.Person(), sh.lie(seconds=1))  # compiles, or fetches what was compiled
    results = []
    walls, processor = [], []
    for _ in range(min(repeats, 3)):
        began = time.perf_counter()
        processor.append(once(lambda: results.append(sh.simulate(sh.Person(), protocol(hours)))))
        walls.append(time.perf_counter() - began)
    return told(hours, walls, processor, results[-1].attrs)


def told(hours: int, walls: list[float], processor: list[float], attrs: dict[str, object]) -> Section:
    """Put the times into a table and words."""
    seconds = 3600.0 * hours
    rows = [
        ("of the processor, on one core", rate(processor, seconds), f"{LEAST:,}, better {AIM:,}"),
        ("on the wall", rate(walls, seconds), ""),
    ]
    words = (
        f"{hours} hours of the default person lying, standing, sitting and walking: reflexes, breathing, a row for "
        f"each of {attrs['beats']:,} beats and a sample each second. Volume drift {attrs['volume_drift_mL']} mL; "
        f"{memory()}settling included."
    )
    behind = seconds / statistics.median(processor) < LEAST
    missed = [f"**Missed**: a day {LEAST:,} times faster than life on one core."] if behind else []
    return Section(TITLE, [words, Table(HEAD, rows)], missed)


def memory() -> str:
    """Say how much memory was used at most, where the system tells."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most; " if resource else ""
