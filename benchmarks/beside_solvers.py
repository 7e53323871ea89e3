"""Beside the solvers of SciPy and CVODE, at equal accuracy."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.bodies import frozen, go
from benchmarks.clock import once, processor_times, rate
from benchmarks.report import Section, Table
from secondheart.engine.layout import Floats

if TYPE_CHECKING:
    from benchmarks.solvers import Problem

TITLE = "Beside the solvers of SciPy and CVODE"
SECONDS, ROUNDS = 2.0, 20_000
FINEST = 1e-9  # tolerance of the reference
TOLERANCES = (1e-3, 1e-4, 1e-6, 1e-8)
STEPS = (0.0025, 0.0025 / 4, 0.0025 / 16)
HEAD = ("", "error (rms), mmHg", "largest, mmHg", "simulated seconds a second")
WORDS = (
    f"The same {SECONDS:g} s of the default person on tiptoe, reflexes frozen, as differential equations with the "
    "same laws: compiled for the solvers too, with a sparse Jacobian where one can be given and no step above 20 "
    "ms. The error is that of the pressures across the walls of all vessels every 10 ms, held against SciPy's BDF "
    f"at a tolerance of {FINEST:g}; it holds all that our step leaves out, such as resistances between two "
    "refreshments, 10 ms apart."
)


@dataclass(frozen=True)
class Outcome:
    """What a way of solving costs, and how far it is off."""

    name: str
    error: float
    largest: float
    times: list[float]
    note: str = ""

    @property
    def cost(self) -> float:
        """Processor seconds a simulated second."""
        return statistics.median(self.times) / SECONDS

    def row(self) -> tuple[str, ...]:
        """Return its line of the table."""
        if self.note:
            return self.name, "gave up", "", ""
        speed = rate(self.times, SECONDS, 0 if self.cost < 0.01 else 2)
        return self.name, f"{self.error:.2g}", f"{self.largest:.2g}", speed


def measure(repeats: int) -> Section:
    """Solve the same two seconds in all ways, and hold them against a fine reference."""
    if find_spec("scipy") is None:
        return Section(TITLE, ["SciPy is not installed, so its solvers were left out, and CVODE with them."])
    from benchmarks.solvers import Problem  # needs SciPy

    problem = Problem.of(frozen(), SECONDS)
    reference = problem.pressures(problem.scipy("BDF", FINEST))
    ours = [our_outcome(problem, reference, dt_s, repeats) for dt_s in STEPS]
    ways = their_ways(problem)
    theirs = [their_outcome(problem, reference, name, way, min(repeats, 3)) for name, way in ways.items()]
    missing = [] if find_spec("sksundae") else ["CVODE is not installed (`scikit-sundae` on PyPI), so it was left out."]
    table = Table(HEAD, [found.row() for found in (*ours, *theirs)])
    return Section(
        TITLE, [WORDS, *missing, table, *given_up(theirs), *equal(ours[0], theirs)], finest(ours[-1], theirs)
    )


def their_ways(problem: Problem) -> dict[str, Callable[[], Floats]]:
    """Return the solvers that there are, at each tolerance."""
    ways: dict[str, Callable[[], Floats]] = {}
    for tolerance in TOLERANCES:
        for method in ("BDF", "LSODA"):
            ways[f"SciPy {method}, {tolerance:.0e}"] = partial(problem.scipy, method, tolerance)
        if find_spec("sksundae"):
            ways[f"CVODE, {tolerance:.0e}"] = partial(problem.cvode, tolerance)
    return dict(sorted(ways.items()))


def our_outcome(problem: Problem, reference: Floats, dt_s: float, repeats: int) -> Outcome:
    """Step it; the time is that of an unbroken run, as any but a comparison is."""
    solve, session = problem.ours(dt_s, dt_s == STEPS[0])
    off = problem.pressures(solve()) - reference
    steps = round(SECONDS / dt_s)
    times = processor_times(partial(go, session, 10 * steps), repeats)
    name = f"ours, {1000 * dt_s:g} ms" + ("" if dt_s == STEPS[0] else ", resistances each step")
    return Outcome(name, rms(off), float(np.abs(off).max()), [time / 10 for time in times])


def their_outcome(problem: Problem, reference: Floats, name: str, solve: Callable[[], Floats], repeats: int) -> Outcome:
    """Solve it by a library; all is compiled already, so the first time counts."""
    from benchmarks.solvers import GaveUp  # needs SciPy

    rows: list[Floats] = []
    try:
        times = [once(lambda: rows.append(solve())) for _ in range(repeats)]
    except GaveUp as reason:
        return Outcome(name, np.inf, np.inf, [np.inf], str(reason))
    off = problem.pressures(rows[0]) - reference
    return Outcome(name, rms(off), float(np.abs(off).max()), times)


def rms(off: Floats) -> float:
    """Root of the mean square."""
    return float(np.sqrt(np.mean(off**2)))


def given_up(theirs: list[Outcome]) -> list[str]:
    """Say which solvers did not get to the end, and why."""
    return [f"{found.name} gave up: {found.note}" for found in theirs if found.note]


def equal(ours: Outcome, theirs: list[Outcome]) -> list[str]:
    """Say which solver is the quickest among those that are as accurate as our usual step."""
    able = [found for found in theirs if found.error <= ours.error]
    if not able:
        return ["No solver was as accurate as our usual step at these tolerances."]
    best = min(able, key=lambda found: found.cost)
    return [
        f"At the accuracy of our usual step ({ours.error:.2g} mmHg) the quickest of them is {best.name} "
        f"({best.error:.2g} mmHg): ours is {best.cost / ours.cost:,.0f} times faster."
    ]


def finest(ours: Outcome, theirs: list[Outcome]) -> list[str]:
    """Say from which accuracy on a solver is quicker: our cost grows as the inverse of our error."""
    found = [(their.error, their.name) for their in theirs if ours.cost * ours.error / their.error > their.cost]
    if not found:
        return []
    error, name = max(found)
    return [
        "**Slower than a library** where far more accuracy is asked for: our error falls only in proportion to the "
        f"step, so that at {error:.1g} mmHg {name} would be quicker (by that proportion; not run)."
    ]
