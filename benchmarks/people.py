"""Many people: what a visit costs by its tests alone, how a cohort goes with cores, people and Dask."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.machine import in_turn, once
from benchmarks.report import Section, Table
from secondheart import Person
from secondheart.anatomy import Leg
from secondheart.clinic import TESTS, Finding
from secondheart.people import examine
from secondheart.people.cohort import cohort
from secondheart.people.population import Population, population
from secondheart.people.visit import visit
from secondheart.simulation import session
from secondheart.simulation.stepper import stepper

PEOPLE_TITLE = "Many people"
PEOPLE_WORDS = (
    "A visit settles once for several tests; each is timed in turn with the three tests alone, in processor time; "
    "alone they examine both legs. A cohort "
    "of healthy adults, one leg, ambulatory pressure, is timed on the wall: with one thread and two, in growing "
    "numbers, and by a Dask scheduler with two workers that have compiled before. Ten thousand are examined by a "
    "laboratory that takes no time, so that only what the program itself spends on them is seen."
)
TESTS_OF_COHORT = ("avp",)
LEG: Leg = "left"
FEW, SOME, MANY = 10, 100, 400
THOUSANDS = 10_000
SET_AIM, LEG_AIM, PYTHON_AIM = 0.6, 0.25, 5
CORES_AIM, GROWTH_AIM_PERCENT, DASK_AIM_PERCENT, MEMORY_AIM_MB = 1.8, 10, 10, 50
VISITS = 3  # times each, at most


def measure(repeats: int) -> Section:
    """Time visits and cohorts."""
    visits, python = _visits(min(repeats, VISITS))
    rows = [
        ("AVP, APG and duplex of both legs in one visit, over the tests alone", f"{visits[0]:.2f}", f"{SET_AIM}"),
        ("AVP, APG and reflux times of one leg, over the same tests alone", f"{visits[1]:.2f}", f"{LEG_AIM}"),
        ("Python's share of that visit, %", f"{python:.1f}", f"{PYTHON_AIM}"),
    ]
    healthy = population("healthy-adults")
    cohort(healthy, 2, tests=TESTS_OF_COHORT, legs=LEG)  # does not count: it may compile
    one, two = (_wall(healthy, SOME, workers) for workers in (1, 2))
    rows.append((f"{SOME} people, one thread over two", f"{one / two:.2f}", f"{CORES_AIM} or more"))
    sizes = {count: _wall(healthy, count, None) / count for count in (FEW, SOME, MANY)}
    growth = 100.0 * (sizes[MANY] / sizes[SOME] - 1.0)
    rows.append((f"a person of {MANY} over one of {SOME}, %", f"{growth:+.0f}", f"{GROWTH_AIM_PERCENT}"))
    rows += [(f"seconds a person, of {count}", f"{seconds:.3f}", "") for count, seconds in sizes.items()]
    overhead, added = _overhead()
    rows.append((f"the program's own time a person, of {THOUSANDS:,}, ms", f"{1000 * overhead:.1f}", ""))
    rows.append((f"memory that {THOUSANDS:,} people add to {SOME}, MB", f"{added:.0f}", f"{MEMORY_AIM_MB}"))
    dask, same = _dask(healthy)
    rows.append(
        (f"{SOME} people by Dask over two threads, %", f"{100.0 * (dask / two - 1.0):+.0f}", f"{DASK_AIM_PERCENT}")
    )
    late = [] if same else ["Workers of Dask found other numbers than threads."]
    return Section(PEOPLE_TITLE, [PEOPLE_WORDS, Table(("", "", "aim, at most"), rows)], late)


def _visits(repeats: int) -> tuple[tuple[float, float], float]:
    """Return what visits take over their tests alone, and Python's share of the second, in percent."""
    person = Person()

    def alone() -> object:
        return [TESTS[name].examine(person) for name in ("avp", "apg", "duplex")]

    works = {
        "alone": lambda: alone,
        "both": lambda: lambda: visit(person, ["avp", "apg", "duplex"]),
        "leg": lambda: lambda: visit(person, ["avp", "apg", "reflux"], [LEG]),
    }
    times = {name: min(some) for name, some in in_turn(works, repeats, time.process_time).items()}
    shares = times["both"] / times["alone"], times["leg"] / times["alone"]
    return shares, min(_python_share(person) for _ in range(repeats))


def _python_share(person: Person) -> float:
    """Return the share of a visit's time that is not the stepper's, in percent."""
    usual, inside = stepper(), 0.0

    def timed(*words: object) -> int:
        nonlocal inside
        began = time.thread_time()
        status = usual(*words)
        inside += time.thread_time() - began
        return int(status)

    with patch.object(session, "stepper", lambda: timed):
        whole = once(lambda: visit(person, ["avp", "apg", "reflux"], [LEG]))
    return 100.0 * (1.0 - inside / whole)


def _wall(people: Population, count: int, workers: int | None) -> float:
    """Return how long a cohort takes on the wall, into a store."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "a.zarr"
        return once(
            lambda: cohort(people, count, tests=TESTS_OF_COHORT, legs=LEG, store=store, workers=workers),
            time.perf_counter,
        )


@contextmanager
def _no_time() -> Iterator[None]:
    """Examine people in no time."""

    def quick(person: Person, *_: object) -> list[Finding]:
        return [Finding(name="refill_time_90", value=person.height_cm, unit="s", side=LEG, test="avp")]

    examine._findings.cache_clear()
    try:
        with patch.object(examine, "visit", quick):
            yield
    finally:
        examine._findings.cache_clear()


def _overhead() -> tuple[float, float]:
    """Return the program's own time a person of ten thousand, in s, and the memory that they add, in MB."""
    with _no_time():
        _wall(population("healthy-adults"), SOME, None)
        before = _peak_MB()
        seconds = _wall(population("healthy-adults"), THOUSANDS, None)
        return seconds / THOUSANDS, _peak_MB() - before


def _peak_MB() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def _dask(people: Population) -> tuple[float, bool]:
    """Return how long the same takes by two workers of Dask, and whether they find the same to the last bit."""
    import distributed

    local: Any = distributed.LocalCluster
    with local(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        cohort(people, 2, tests=TESTS_OF_COHORT, legs=LEG, scheduler=address)  # they load what is compiled
        began = time.perf_counter()
        theirs = cohort(people, SOME, tests=TESTS_OF_COHORT, legs=LEG, scheduler=address)
        wall = time.perf_counter() - began
    return wall, bool(theirs.identical(cohort(people, SOME, tests=TESTS_OF_COHORT, legs=LEG)))
