"""One step of the blood: pressures from volumes, flows from pressures, volumes from flows.

Leapfrog: volumes stand at whole steps, flows half a step between them. Every connection has an
inertance, its resistance is treated exactly over the step, and what leaves one vessel enters the next
to the last bit. No vessel gives more than it holds.
"""

from __future__ import annotations

from secondheart._jit import part
from secondheart.engine.layout import (
    CLOSING_RATE,
    HELD_BACK,
    OPENING_RATE,
    RIMS,
    ROUNDER,
    Network,
    State,
)
from secondheart.physics.compression import rim_dam
from secondheart.physics.elastic_wall import elastic_pressure
from secondheart.physics.flow import valve_flow
from secondheart.physics.gravity import MMHG_PER_CM
from secondheart.physics.valve import free_opening, leaflet_rate, moved_opening
from secondheart.physics.vein_wall import vein_pressure


@part
def press(net: Network, state: State) -> None:
    """Write transmural pressures and potentials; the chambers' are already there."""
    volume, transmural = state.volume, state.transmural
    # Veins first: a few elastic vessels are let through with them, and are written over by their own law.
    for i in range(net.soft, net.vessels):
        transmural[i] = vein_pressure(volume[i], state.unstressed_now[i], net.per_distending[i], net.scale[i])
    for i in range(net.chambers, net.elastic):
        transmural[i] = elastic_pressure(volume[i], net.unstressed[i], net.elastance[i], net.buckling[i])
    for i in range(net.vessels):
        around = net.transmission[i] * state.outside[net.surroundings[i]] + state.cuff[i]
        state.potential[i] = transmural[i] + around + MMHG_PER_CM * state.height[i]


@part
def dam_rims(net: Network, state: State) -> None:
    """Write by how much the rims of cuffs hold back what would run in under them."""
    for r in range(state.counts[RIMS]):
        e, inner = state.rim[r], state.rim_inner[r]
        difference = state.potential[net.tail[e]] - state.potential[net.head[e]]
        if inner == net.head[e]:
            state.dam[e] = rim_dam(difference, state.transmural[inner])
        else:
            state.dam[e] = -rim_dam(-difference, state.transmural[inner])


@part
def flow_plain(net: Network, state: State) -> None:
    """Flows of connections without a valve, with the factors of this tick."""
    for e in range(net.plain):
        difference = state.potential[net.tail[e]] - state.potential[net.head[e]] - state.dam[e]
        state.flow[e] = state.carry[e] * state.flow[e] + state.push[e] * difference


@part
def flow_instant(net: Network, state: State, dt: float) -> None:
    """Flows through valves that close at once: what would run backwards through the open one meets the closed one."""
    for e in range(net.plain, net.instant):
        difference = state.potential[net.tail[e]] - state.potential[net.head[e]] - state.dam[e]
        flow, drag, inertance = state.flow[e], state.drag[e], net.inertance[e]
        # The sign of the new flow is that of what drives it, which is cheaper to know than the flow.
        driven = inertance * inertance * flow + dt * difference * (inertance + 0.5 * dt * drag)
        free = free_opening(0.0 if driven < 0.0 else 1.0, net.leak[e])
        state.flow[e] = valve_flow(flow, difference, free, drag, inertance, net.loss[e], dt)


@part
def flow_leaflets(net: Network, state: State, dt: float) -> None:
    """Flows through venous valves, whose leaflets then move."""
    opening_rate, closing_rate = net.person[OPENING_RATE], net.person[CLOSING_RATE]
    for e in range(net.instant, net.flows):
        difference = state.potential[net.tail[e]] - state.potential[net.head[e]] - state.dam[e]
        free = free_opening(state.opening[e], net.leak[e])
        state.flow[e] = valve_flow(state.flow[e], difference, free, state.drag[e], net.inertance[e], net.loss[e], dt)
        # rates are those of one valve for a whole stretch of vein: of several in a row each sees a part of its pressure
        felt = net.pace[e] * difference
        quickest = leaflet_rate(net.quickest[e], net.carried[e], state.flow[e])
        state.opening[e] = moved_opening(state.opening[e], felt, opening_rate, closing_rate, quickest, dt)


@part
def carry_over(net: Network, state: State, dt: float) -> None:
    """Carry each flow's volume over, rounded to a multiple of the quantum; with -dt, back again to the last bit."""
    for e in range(net.flows):
        moved = (dt * state.flow[e] + ROUNDER) - ROUNDER
        state.volume[net.tail[e]] -= moved
        state.volume[net.head[e]] += moved


@part
def count_overdrawn(net: Network, state: State) -> int:
    """Count the vessels that hold less than nothing."""
    count = 0
    for i in range(net.vessels):
        count += state.volume[i] < 0.0
    return count


@part
def hold_back(net: Network, state: State, dt: float) -> None:
    """Slow what leaves a vessel until half of what it holds suffices: rounded up, that is at most all of it."""
    leaving = state.leaving
    leaving[:] = 0.0
    for e in range(net.flows):
        leaving[net.tail[e]] += max(dt * state.flow[e], 0.0)
        leaving[net.head[e]] += max(-dt * state.flow[e], 0.0)
    for e in range(net.flows):
        giver = net.tail[e] if state.flow[e] > 0.0 else net.head[e]
        if leaving[giver] > 0.5 * state.volume[giver]:
            state.flow[e] *= 0.5 * state.volume[giver] / leaving[giver]


@part
def move_blood(net: Network, state: State, dt: float) -> None:
    """Carry the blood of this step over; where a vessel would give more than it holds, it is held back and counted."""
    carry_over(net, state, dt)
    if count_overdrawn(net, state) > 0:
        carry_over(net, state, -dt)
        hold_back(net, state, dt)
        carry_over(net, state, dt)
        state.counts[HELD_BACK] += 1
