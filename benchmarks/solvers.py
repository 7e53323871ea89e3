"""Beside the solvers of SciPy and CVODE: the blood as ordinary differential equations, at equal accuracy."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numba
import numpy as np

from benchmarks.bodies import finer, frozen, go
from benchmarks.machine import once, processor_times, rate
from benchmarks.report import Section, Table
from secondheart.engine import layout as at
from secondheart.engine.drive import look_up
from secondheart.engine.layout import Command, Floats, Network, State, Tables
from secondheart.physics.elastic_wall import elastic_pressure
from secondheart.physics.gravity import MMHG_PER_CM
from secondheart.physics.heart import (
    ATRIAL_SYSTOLE,
    ATRIOVENTRICULAR_DELAY,
    elastance,
    fallen_in,
    filled_stiffness,
    pericardial_pressure,
)
from secondheart.physics.muscle import LAG
from secondheart.physics.resistance import filling_factor
from secondheart.physics.valve import FASTEST, free_opening
from secondheart.physics.vein_wall import vein_pressure
from secondheart.simulation.session import Session

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix  # may be missing

Change = Callable[[float, Floats], Floats]
compiled = numba.njit(error_model="numpy", fastmath={"contract"})


@compiled
def surroundings(
    t: float, net: Network, command: Command, tables: Tables, state: State, muscle: Floats, heart: float
) -> Floats:
    """Pressures in chest, belly, skull, muscles and around the heart, by what it holds, some time after the state."""
    now = command.now
    lungs = look_up(tables.inflation, (state.clock[at.BREATH_PHASE] + t * now[at.BREATH_RATE]) % 1.0)
    outside = np.zeros(state.outside.size)
    upright = net.person[at.CHEST_UPRIGHT] * state.height[net.vessels]
    last = muscle.size
    outside[at.CHEST] = net.person[at.CHEST_BASE] + upright - now[at.CHEST_SWING] * lungs + muscle[last - 2]
    slack, give = net.person[at.PERICARDIUM_SLACK], net.person[at.PERICARDIUM_GIVE]
    outside[at.HEART] = outside[at.CHEST] + pericardial_pressure(heart, slack, give)
    outside[at.BELLY] = net.person[at.BELLY_BASE] + now[at.BELLY_SWING] * lungs + muscle[last - 1]
    outside[at.SKULL] = net.person[at.SKULL_PRESSURE] - MMHG_PER_CM * state.height[net.head_veins]
    outside[at.FIRST_MUSCLE : at.FIRST_MUSCLE + last - 2] = muscle[: last - 2]
    return outside


@compiled
def transmural(t: float, net: Network, tables: Tables, state: State, volume: Floats) -> Floats:
    """Pressures across the walls."""
    beat = state.clock[at.BEAT_LENGTH]
    root, since = math.sqrt(beat), state.clock[at.BEAT_TIME] + t
    atria = look_up(tables.contraction, (since % beat) / (1.5 * ATRIAL_SYSTOLE * root))
    after = (since - ATRIOVENTRICULAR_DELAY * root) % beat
    ventricles = look_up(tables.contraction, after / (1.5 * net.person[at.SYSTOLE] * root))
    pressure = np.empty(volume.size)
    for i in range(net.vessels):
        if i < net.chambers:
            share = atria if net.atrial[i] == 1 else ventricles
            filled = volume[i] - net.unstressed[i]
            relaxed = filled_stiffness(net.elastance[i], net.taut[i], filled, net.filling[i])
            stiffness = elastance(relaxed, net.systolic[i], share)
            if net.atrial[i] == 1:
                stiffness *= fallen_in(volume[i], net.unstressed[i])
            pressure[i] = stiffness * filled
        elif i < net.elastic:
            pressure[i] = elastic_pressure(volume[i], net.unstressed[i], net.elastance[i], net.buckling[i])
        else:
            pressure[i] = vein_pressure(
                volume[i], state.unstressed_now[i], net.per_distending[i], net.scale[i], net.buckling[i]
            )
    return pressure


@compiled
def friction(net: Network, state: State, e: int, factor: float, free: float, flow: float) -> float:
    """Pressure that a connection loses to its resistance and its jet."""
    drag = net.resistance[e] * net.clamp[e] * state.tone[e] * factor
    return drag / free * flow + net.loss[e] / (free * free) * flow * abs(flow)


@compiled
def leaflets_move(net: Network, opening: float, difference: float) -> float:
    """Speed of a valve's leaflets."""
    open_by = min(max(difference, 0.0) * net.person[at.OPENING_RATE], FASTEST)
    close_by = min(max(-difference, 0.0) * net.person[at.CLOSING_RATE], FASTEST)
    return open_by * (1.0 - opening) - close_by * opening


@compiled
def muscles_follow(t: float, command: Command, state: State, muscle: Floats, derivative: Floats) -> None:
    """Speed at which the muscles follow their table."""
    places = command.muscle.shape[0] - 1
    place = ((state.clock[at.MUSCLE_PHASE] + t * command.now[at.MUSCLE_RATE]) % 1.0) * places
    index = int(place)
    rest = place - index
    for g in range(muscle.size):
        wanted = command.muscle[index, g] + rest * (command.muscle[index + 1, g] - command.muscle[index, g])
        derivative[g] = (wanted - muscle[g]) / LAG


@compiled
def derivative(t: float, y: Floats, net: Network, command: Command, tables: Tables, state: State) -> Floats:
    """Time derivative of all unknowns."""
    n, m, plain, instant = int(net.vessels), int(net.flows), int(net.plain), int(net.instant)
    volume, flow, opening, muscle = y[:n], y[n : n + m], y[n + m : n + 2 * m - instant], y[n + 2 * m - instant :]
    result = np.zeros(y.size)
    outside = surroundings(t, net, command, tables, state, muscle, volume[: int(net.chambers)].sum())
    potential = transmural(t, net, tables, state, volume)
    filling = np.ones(n + 1)
    for i in range(n):
        around = net.transmission[i] * outside[net.surroundings[i]] + state.cuff[i]
        potential[i] += around + MMHG_PER_CM * state.height[i]
        if i >= net.elastic:
            filling[i] = filling_factor(volume[i], net.unstressed[i])
    for e in range(m):
        difference, free = potential[net.tail[e]] - potential[net.head[e]], 1.0
        if e >= instant:
            free = free_opening(opening[e - instant], net.leak[e])
            result[n + m + e - instant] = leaflets_move(net, opening[e - instant], net.pace[e] * difference)
        elif e >= plain and flow[e] < 0.0:
            free = free_opening(0.0, net.leak[e])
        factor = 0.5 * (filling[net.tail[e]] + filling[net.head_filling[e]])
        result[n + e] = (difference - friction(net, state, e, factor, free, flow[e])) / net.inertance[e]
        result[net.tail[e]] -= flow[e]
        result[net.head[e]] += flow[e]
    muscles_follow(t, command, state, muscle, result[n + 2 * m - instant :])
    return result


def unknowns(session: Session) -> Floats:
    """Return the unknowns of a session as it stands."""
    state, instant = session.state, int(session.packed.network.instant)
    return np.concatenate([state.volume, state.flow, state.opening[instant:], state.muscle])


def equations(session: Session) -> Change:
    """Return the derivative as a function of time and unknowns, for a session as it stands.

    The arrays are built in, so that a solver pays for no more than the sums.
    """
    net, command, tables = session.packed.network, session.command, session.packed.tables
    state = State(*(array.copy() for array in session.state))

    @numba.njit
    def here(t: float, y: Floats) -> Floats:
        return derivative(t, y, net, command, tables, state)

    return here


def pressures(session: Session, t: float, y: Floats) -> Floats:
    """Return the transmural pressure of every vessel."""
    net = session.packed.network
    return transmural(t, net, session.packed.tables, session.state, y[: int(net.vessels)])


def pattern(session: Session) -> csr_matrix:
    """Return which derivative depends on which unknown."""
    from scipy.sparse import lil_matrix

    net = session.packed.network
    n, m, instant = int(net.vessels), int(net.flows), int(net.instant)
    first = n + 2 * m - instant
    marks = lil_matrix((first + len(session.packed.muscles),) * 2)
    for e in range(m):
        ends = [int(net.tail[e]), int(net.head[e])]
        marks[ends, n + e] = 1.0
        rows = [n + e] + ([n + m + e - instant] if e >= instant else [])
        for row in rows:
            marks[row, [*ends, *rows]] = 1.0
            marks[row, [first + g for g in _muscles(session, ends)]] = 1.0
    for g in range(first, marks.shape[0]):
        marks[g, g] = 1.0
    return marks.tocsr()


def _muscles(session: Session, vessels: list[int]) -> list[int]:
    """Places of the muscles that press on some vessels; those of the walls come last."""
    count = len(session.packed.muscles)
    wall = {at.CHEST: count - 2, at.BELLY: count - 1}
    places = [int(session.packed.network.surroundings[i]) for i in vessels]
    return [wall.get(p, p - at.FIRST_MUSCLE) for p in places if p in wall or p >= at.FIRST_MUSCLE]


EVERY = 0.01  # s between the rows that are compared
LONGEST = 0.02  # s; a longer step of a solver might leap over a heartbeat


class GaveUp(Exception):
    """A solver that did not get to the end."""


@dataclass(frozen=True)
class Problem:
    """The equations from a start on; each way of solving returns the unknowns or volumes, a row each 10 ms."""

    session: Session
    change: Callable[[float, Floats], Floats]
    start: Floats
    times: Floats
    depends: csr_matrix

    @classmethod
    def of(cls, session: Session, seconds: float) -> Problem:
        """Pose the problem from where a session stands."""
        times = EVERY * np.arange(round(seconds / EVERY) + 1)
        return cls(session, equations(session), unknowns(session), times, pattern(session))

    def scipy(self, method: str, tolerance: float) -> Floats:
        """Solve it by a method of SciPy's; LSODA takes no pattern."""
        from scipy.integrate import solve_ivp

        known = {} if method == "LSODA" else {"jac_sparsity": self.depends}
        span, how = (0.0, self.times[-1]), {"rtol": tolerance, "atol": tolerance, "max_step": LONGEST}
        found = solve_ivp(self.change, span, self.start, method, self.times, **how, **known)
        if not found.success:
            raise GaveUp(found.message)
        return np.asarray(found.y.T)

    def cvode(self, tolerance: float) -> Floats:
        """Solve it by CVODE, with a sparse Jacobian by differences."""
        from sksundae.cvode import CVODE  # may be missing

        def fill(t: float, y: Floats, out: Floats) -> None:
            out[:] = self.change(t, y.copy())

        how = {"rtol": tolerance, "atol": tolerance, "max_step": LONGEST, "max_num_steps": 10**6}
        found = CVODE(fill, linsolver="sparse", sparsity=self.depends, **how).solve(self.times, self.start)
        if not found.success:
            raise GaveUp(found.message)
        return np.asarray(found.y)

    def ours(self, dt_s: float, usual: bool) -> tuple[Callable[[], Floats], Session]:
        """Return our stepper and its session; finer than usual, its resistances follow at each step."""
        session = finer(self.session, dt_s)
        if usual:
            session.per_tick = self.session.per_tick

        def solve() -> Floats:
            rows = [session.state.volume.copy()]
            for _ in self.times[1:]:
                go(session, round(EVERY / dt_s))
                rows.append(session.state.volume.copy())
            return np.array(rows)

        return solve, session

    def pressures(self, rows: Floats) -> Floats:
        """Return the pressures across the walls that unknowns or volumes stand for, in mmHg."""
        pairs = zip(self.times, rows, strict=True)
        return np.array([pressures(self.session, t, row[: self.session.state.volume.size]) for t, row in pairs])


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
