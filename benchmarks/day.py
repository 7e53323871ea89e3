"""A day of lying, standing, sitting and walking, as a multiple of real time on one core."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import secondheart as sh
from benchmarks.clock import once, rate
from benchmarks.report import Section, Table
from secondheart.simulation import simulate_to_file

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

TITLE = "A day"
LEAST, AIM = 3456, 8640  # times faster than life: a day in 25 s, in 10 s
LEAST_BLOOD = 4000  # of the blood alone
MOST_MB, MOST_MEMORY_MB = 60, 400  # of the file, and at work
HEAD = ("clock", "times faster than life", "aim")


def protocol(hours: int) -> sh.Protocol:
    """A third of the hours of lying, then standing, walking and sitting in turn."""
    hour = sh.stand(minutes=20) + sh.walk(km_h=3, minutes=10) + sh.sit(minutes=20) + sh.walk(km_h=5, minutes=10)
    return (sh.lie(minutes=hours * 20) + (hours - hours // 3) * hour).named("a day")


def measure(repeats: int) -> Section:
    """A day with everything on, written to disk as it goes: tissues that swell, oxygen, beats, a record each second."""
    hours = 24 if repeats > 2 else 3
    walls, processor = [], []
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "day.nc"
        simulate_to_file(sh.Person(), sh.walk(seconds=60), kept)  # compiles, or fetches what was compiled
        for _ in range(min(repeats, 3)):
            began = time.perf_counter()
            processor.append(once(lambda: simulate_to_file(sh.Person(), protocol(hours), kept)))
            walls.append(time.perf_counter() - began)
        used, attrs = memory(), sh.open_result(kept).attrs
        blood = [once(lambda: sh.simulate(sh.Person(), protocol(hours))) for _ in walls]
        return told(hours, (processor, walls, blood), attrs, kept.stat().st_size / 1e6, used)


def told(
    hours: int, times: tuple[list[float], list[float], list[float]], attrs: dict[str, object], size: float, used: float
) -> Section:
    """Put the times of the processor, of the wall and of the blood alone into a table and words."""
    seconds, (processor, walls, blood) = 3600.0 * hours, times
    rows = [
        ("everything on, of the processor", rate(processor, seconds), f"{LEAST:,}, better {AIM:,}"),
        ("everything on, on the wall", rate(walls, seconds), ""),
        ("the blood alone, of the processor", rate(blood, seconds), f"{LEAST_BLOOD:,}, better {AIM:,}"),
    ]
    words = (
        f"{hours} hours of the default person lying, standing, sitting and walking, on one core. Everything on: "
        f"reflexes, breathing, swelling, oxygen, a row for each of {attrs['beats']:,} beats and a sample each second, "
        f"written to disk as it goes; settling, packing and reading the file included. "
        f"Volume drift {attrs['volume_drift_mL']} mL; {used:.0f} MB of memory at most (up to {MOST_MEMORY_MB}), "
        f"a file of {size:.0f} MB (up to {MOST_MB}). The blood alone: `simulate`, its samples and beats in memory."
    )
    behind = {
        f"a day {LEAST:,} times faster than life on one core": seconds / statistics.median(processor) < LEAST,
        f"a day of the blood alone {LEAST_BLOOD:,} times faster": seconds / statistics.median(blood) < LEAST_BLOOD,
        f"at most {MOST_MEMORY_MB} MB of memory": used > MOST_MEMORY_MB,
        f"a file of at most {MOST_MB} MB": size > MOST_MB,
    }
    return Section(TITLE, [words, Table(HEAD, rows)], [f"**Missed**: {what}." for what, so in behind.items() if so])


def memory() -> float:
    """Return how much memory was used at most, in MB; 0 where the system does not tell."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 if resource else 0.0
