"""How the time grows with compartments, simulated seconds and persons, held against straight lines."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from benchmarks.bodies import go, walking
from benchmarks.clock import once, processor_times, rate, spread, times_quicker
from benchmarks.report import Section, Table
from benchmarks.rings import beating, ring
from secondheart.simulation.session import Session

TITLE = "Growth"
COMPARTMENTS = (25, 50, 100, 200, 400, 700, 1000)
MINUTES = (1, 2, 4, 8, 16, 32)
PERSONS, THREADS = (1, 2, 4, 8), (1, 2)
PERSON_MINUTES = 10
BAR = 40  # characters of the longest bar
CHAINS = (
    "Closed loops of vessels in a row with four chambers, packed like a person; every second vessel is a "
    "collapsible vein behind a valve with leaflets, much as in the body."
)
CROWDS = f"Persons walking {PERSON_MINUTES} minutes each, on the wall clock; a thread takes a person at a time."


def measure(repeats: int) -> Section:
    """Time loops of 25 to 1,000 compartments, runs of 1 to 32 minutes, and 1 to 8 persons in 1 and 2 threads."""
    chains = [chain_times(compartments, repeats) for compartments in COMPARTMENTS]
    session = walking()
    runs = [run_times(session, minutes, repeats) for minutes in MINUTES]
    return Section(
        TITLE,
        [
            CHAINS,
            *line("compartments", "ns a step", COMPARTMENTS, chains, 1e9),
            "The default person walking.",
            *line("simulated minutes", "ms", MINUTES, runs, 1e3),
            CROWDS,
            *crowds(repeats),
        ],
    )


def chain_times(compartments: int, repeats: int) -> list[float]:
    """Return times of a step of a loop."""
    session, steps = beating(ring(compartments, leafy=True)), 2_000_000 // compartments
    go(session, round(5.0 / session.dt_s))
    return [spent / steps for spent in processor_times(partial(go, session, steps), repeats)]


def run_times(session: Session, minutes: int, repeats: int) -> list[float]:
    """Return times of a run of some minutes."""
    return processor_times(partial(go, session, round(60 * minutes / session.dt_s)), repeats)


def line(what: str, unit: str, sizes: tuple[int, ...], times: list[list[float]], scale: float) -> list[str | Table]:
    """Fit a straight line and show how near it the medians lie."""
    medians = np.array([statistics.median(each) for each in times]) * scale
    slope, level = np.polyfit(sizes, medians, 1, w=1.0 / medians)  # so that the small ones count as much as the large
    on_line = level + slope * np.array(sizes)
    points = zip(sizes, times, on_line, medians, strict=True)
    rows = [
        (
            f"{size:,}",
            spread(each, scale),
            f"{straight:,.0f}",
            f"{100 * (middle / straight - 1):+.0f} %",
            bar(middle, medians),
        )
        for size, each, straight, middle in points
    ]
    r = np.corrcoef(sizes, medians)[0, 1]
    exponent = np.polyfit(np.log(sizes), np.log(medians), 1)[0]
    words = (
        f"The line: {level:,.0f} {unit} and {slope:,.2f} more for each of the {what}; r = {r:.4f}. "
        f"As a power of the {what} the time grows with the exponent {exponent:.2f}"
        + (", below 1 because of what does not grow." if exponent < 0.95 and level > 0.0 else ".")
    )
    return [Table((what, unit, "on the line", "off", ""), rows), words]


def bar(value: float, values: np.ndarray) -> str:
    """Return a bar as long as the value."""
    return "▇" * max(round(BAR * value / values.max()), 1)


def crowds(repeats: int) -> list[str | Table]:
    """Time several persons at once in one and in two threads."""
    sessions = [walking() for _ in range(max(PERSONS))]
    times = {(n, threads): crowd_times(sessions[:n], threads, repeats) for n in PERSONS for threads in THREADS}
    rows = [crowd_row(n, times[n, 1], times[n, 2]) for n in PERSONS]
    head = ("persons", "person-seconds a second, 1 thread", "2 threads", "gain")
    return [Table(head, rows), "In one thread:", *line("persons", "ms", PERSONS, [times[n, 1] for n in PERSONS], 1e3)]


def crowd_row(persons: int, alone: list[float], together: list[float]) -> tuple[str, ...]:
    """Return a line of the table of persons."""
    simulated = 60.0 * PERSON_MINUTES * persons
    return str(persons), rate(alone, simulated), rate(together, simulated), f"{times_quicker(alone, together):.2f}"


def crowd_times(sessions: list[Session], threads: int, repeats: int) -> list[float]:
    """Return how long it takes, on the wall clock, until all persons have walked."""

    def all_of_them() -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda session: go(session, round(60.0 * PERSON_MINUTES / session.dt_s)), sessions))

    return [once(all_of_them, time.perf_counter) for _ in range(repeats)]
