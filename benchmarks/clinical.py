"""What the vascular laboratory costs: all clinical tests on one leg, and all findings held against the model."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.clock import between, once
from benchmarks.report import Section, Table
from secondheart import Person
from secondheart.clinic import TESTS
from secondheart.clinic.apg import ARTERIES, apg_protocol, calf_volumes
from secondheart.clinic.calf import leg_veins_of
from secondheart.evidence import cache, evidence_rows, validate
from secondheart.simulation.simulate import simulate

TITLE = "The vascular laboratory"
WORDS = (
    "A full set of tests on one leg, one after the other on one core. All but air plethysmography examine both legs in "
    "one run, which takes as long as one leg; of that test one leg's run is timed. The shares of the three forces, 24 "
    "runs, stand apart. Then `secondheart validate` with nothing kept from before, on all cores."
)
SET = ("avp", "apg", "ppg", "strain-gauge", "occlusion", "duplex", "tilt", "pneumatic")
SET_S, VALIDATE_S = 5.0, 180.0  # aims


def measure(repeats: int) -> Section:
    """Time each test, and a whole validation."""
    works: dict[str, Callable[[], object]] = {name: _examine(name) for name in (*SET, "forces")}
    times = {name: _processor_times(work, repeats) for name, work in works.items()}
    sets = [sum(parts) for parts in zip(*(times[name] for name in SET), strict=True)]
    rows = [(name, between(times[name], 2), "") for name in SET]
    rows += [("the set", between(sets, 2), f"{SET_S:g}"), ("forces", between(times["forces"], 2), "")]
    wall, spent, runs = _validate()
    rows.append((f"`secondheart validate`, {runs} rows, on {os.cpu_count()} cores, wall clock", f"{wall:.0f}", "180"))
    rows.append(("the same, processor time", f"{spent:.0f}", ""))
    late = [f"The set takes {sets[0]:.1f} s, {SET_S:g} were aimed at."] if min(sets) > SET_S else []
    late += [f"`validate` takes {wall:.0f} s, {VALIDATE_S:g} were aimed at."] if wall > VALIDATE_S else []
    return Section(TITLE, [WORDS, Table(("", "seconds", "aim, at most"), rows)], late)


def _examine(name: str) -> Callable[[], object]:
    if name == "apg":
        return _air_plethysmography
    return lambda: TESTS[name].examine(Person())


def _air_plethysmography() -> object:
    person = Person()
    record = (*leg_veins_of(person, "left"), *(f"{one}_left" for one in ARTERIES))
    return calf_volumes(simulate(person, apg_protocol("left"), record=record), "left")


def _processor_times(work: Callable[[], object], repeats: int) -> list[float]:
    work()  # does not count: it may compile
    return [once(work, time.process_time) for _ in range(repeats)]  # of all threads: some tests use several


def _validate() -> tuple[float, float, int]:
    """Return wall clock and processor time of a validation with nothing kept from before."""
    before, began = _spent(), time.perf_counter()
    usual = cache.runs_folder
    with tempfile.TemporaryDirectory() as empty:
        cache.runs_folder = lambda: Path(empty) / "evidence" / "runs"
        try:
            validate(recorded=False)
        finally:
            cache.runs_folder = usual
    return time.perf_counter() - began, _spent() - before, len(evidence_rows())


def _spent() -> float:
    children, own = (resource.getrusage(who) for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    return children.ru_utime + children.ru_stime + own.ru_utime + own.ru_stime
