"""The blood as ordinary differential equations, compiled, for solvers of libraries: the same laws, without a step.

The unknowns are the volumes, the flows, the positions of the leaflets and the pressures of the muscles. Reflexes
are frozen, postures and cuffs stand still, and resistances follow the filling at every instant.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numba
import numpy as np
from scipy.sparse import csr_matrix, lil_matrix

from secondheart.engine import layout as at
from secondheart.engine.drive import look_up
from secondheart.engine.layout import Command, Floats, Network, State, Tables
from secondheart.physics.elastic_wall import elastic_pressure
from secondheart.physics.gravity import MMHG_PER_CM
from secondheart.physics.heart import ATRIAL_SYSTOLE, ATRIOVENTRICULAR_DELAY, VENTRICULAR_SYSTOLE, elastance, fallen_in
from secondheart.physics.muscle import LAG
from secondheart.physics.resistance import filling_factor
from secondheart.physics.valve import FASTEST, free_opening
from secondheart.physics.vein_wall import vein_pressure
from secondheart.simulation.session import Session

Change = Callable[[float, Floats], Floats]
compiled = numba.njit(error_model="numpy", fastmath={"contract"})


@compiled
def surroundings(t: float, net: Network, command: Command, tables: Tables, state: State, muscle: Floats) -> Floats:
    """Pressures in chest, belly, skull and muscles at a time after the state."""
    now = command.now
    lungs = look_up(tables.inflation, (state.clock[at.BREATH_PHASE] + t * now[at.BREATH_RATE]) % 1.0)
    outside = np.zeros(state.outside.size)
    upright = net.person[at.CHEST_UPRIGHT] * state.height[net.vessels]
    last = muscle.size
    outside[at.CHEST] = net.person[at.CHEST_BASE] + upright - now[at.CHEST_SWING] * lungs + muscle[last - 2]
    outside[at.BELLY] = net.person[at.BELLY_BASE] + now[at.BELLY_SWING] * lungs + muscle[last - 1]
    outside[at.SKULL] = net.person[at.SKULL_PRESSURE] - MMHG_PER_CM * state.height[int(net.person[at.HEAD])]
    outside[at.FIRST_MUSCLE : at.FIRST_MUSCLE + last - 2] = muscle[: last - 2]
    return outside


@compiled
def transmural(t: float, net: Network, tables: Tables, state: State, volume: Floats) -> Floats:
    """Pressures across the walls."""
    beat = state.clock[at.BEAT_LENGTH]
    root, since = math.sqrt(beat), state.clock[at.BEAT_TIME] + t
    atria = look_up(tables.contraction, (since % beat) / (1.5 * ATRIAL_SYSTOLE * root))
    after = (since - ATRIOVENTRICULAR_DELAY * root) % beat
    ventricles = look_up(tables.contraction, after / (1.5 * VENTRICULAR_SYSTOLE * root))
    pressure = np.empty(volume.size)
    for i in range(net.vessels):
        if i < net.chambers:
            share = atria if net.atrial[i] == 1 else ventricles
            stiffness = elastance(net.elastance[i], net.systolic[i], share)
            if net.atrial[i] == 1:
                stiffness *= fallen_in(volume[i], net.unstressed[i])
            pressure[i] = stiffness * (volume[i] - net.unstressed[i])
        elif i < net.elastic:
            pressure[i] = elastic_pressure(volume[i], net.unstressed[i], net.elastance[i], net.buckling[i])
        else:
            pressure[i] = vein_pressure(volume[i], state.unstressed_now[i], net.per_distending[i], net.scale[i])
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
def muscles_follow(t: float, command: Command, state: State, muscle: Floats, change: Floats) -> None:
    """Speed at which the muscles follow their table."""
    places = command.muscle.shape[0] - 1
    place = ((state.clock[at.MUSCLE_PHASE] + t * command.now[at.MUSCLE_RATE]) % 1.0) * places
    index = int(place)
    rest = place - index
    for g in range(muscle.size):
        wanted = command.muscle[index, g] + rest * (command.muscle[index + 1, g] - command.muscle[index, g])
        change[g] = (wanted - muscle[g]) / LAG


@compiled
def change(t: float, y: Floats, net: Network, command: Command, tables: Tables, state: State) -> Floats:
    """Time derivative of all unknowns."""
    n, m, plain, instant = int(net.vessels), int(net.flows), int(net.plain), int(net.instant)
    volume, flow, opening, muscle = y[:n], y[n : n + m], y[n + m : n + 2 * m - instant], y[n + 2 * m - instant :]
    result = np.zeros(y.size)
    outside = surroundings(t, net, command, tables, state, muscle)
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
        factor = 0.5 * (filling[net.tail_filling[e]] + filling[net.head_filling[e]])
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
        return change(t, y, net, command, tables, state)  # type: ignore[no-any-return]

    return here  # type: ignore[no-any-return]


def pressures(session: Session, t: float, y: Floats) -> Floats:
    """Return the transmural pressure of every vessel."""
    net = session.packed.network
    return transmural(t, net, session.packed.tables, session.state, y[: int(net.vessels)])  # type: ignore[no-any-return]


def pattern(session: Session) -> csr_matrix:
    """Return which derivative depends on which unknown."""
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
