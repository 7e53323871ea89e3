"""One step of the blood: pressures from volumes, flows from pressures, volumes from flows.

Leapfrog: volumes stand at whole steps, flows half a step between them. Every connection has an
inertance, its resistance is treated exactly over the step, and what leaves one vessel enters the next
to the last bit. No vessel gives more than it holds.
"""

from __future__ import annotations

import numpy as np

from secondheart._jit import part
from secondheart.engine.ends import read_tails
from secondheart.engine.faint import let_fade
from secondheart.engine.layout import (
    CLOSING_RATE,
    HELD_BACK,
    OPENING_RATE,
    RIMS,
    ROUNDER,
    UNDERFILLED,
    Floats,
    Indices,
    Network,
    State,
)
from secondheart.physics.compression import rim_dam
from secondheart.physics.elastic_wall import elastic_pressure
from secondheart.physics.flow import valve_flow
from secondheart.physics.gravity import MMHG_PER_CM
from secondheart.physics.valve import free_opening, leaflet_rate, moved_opening
from secondheart.physics.vein_wall import collapsed_pressure, distended_pressure


@part
def press(net: Network, state: State) -> None:
    """Write transmural pressures and potentials; the chambers' are already there."""
    volume, transmural = state.volume, state.transmural
    # Veins first: a few elastic vessels are let through with them, and are written over by their own law.
    for i in range(net.soft, net.vessels):
        stretch = (volume[i] - state.unstressed_now[i]) * net.per_distending[i]
        transmural[i] = distended_pressure(max(stretch, 0.0), net.scale[i])
    for i in range(net.chambers, net.elastic):
        transmural[i] = net.elastance[i] * (volume[i] - net.unstressed[i])
    # A root and a division more for each of those few that are underfilled; the list of them seldom changes.
    if press_underfilled(net, state) < count_underfilled(net.chambers, net.vessels, volume, state.unstressed_now):
        state.counts[UNDERFILLED] = list_underfilled(
            net.chambers, net.vessels, volume, state.unstressed_now, state.underfilled
        )
        press_underfilled(net, state)
    for i in range(net.vessels):
        around = net.transmission[i] * state.outside[net.surroundings[i]] + state.pressed[i]
        state.potential[i] = transmural[i] + around + MMHG_PER_CM * state.height[i]


@part
def count_underfilled(first: np.uint64, vessels: np.uint64, volume: Floats, unstressed: Floats) -> int:
    """Count the vessels that hold less than their unstressed volume."""
    count = 0
    for i in range(first, vessels):
        count += volume[i] < unstressed[i]
    return count


@part
def list_underfilled(
    first: np.uint64, vessels: np.uint64, volume: Floats, unstressed: Floats, underfilled: Indices
) -> int:
    """List the vessels that hold less than their unstressed volume; return how many they are."""
    count = 0
    for i in range(first, vessels):
        if volume[i] < unstressed[i]:
            underfilled[count] = i
            count += 1
    return count


@part
def press_underfilled(net: Network, state: State) -> int:
    """Write the transmural pressures of the listed vessels that are underfilled now; return how many they are."""
    count = 0
    for k in range(state.counts[UNDERFILLED]):
        i = state.underfilled[k]
        volume, unstressed = state.volume[i], state.unstressed_now[i]
        if volume < unstressed:
            count += 1
            if i < net.elastic:
                state.transmural[i] = elastic_pressure(volume, unstressed, net.elastance[i], net.buckling[i])
            else:
                state.transmural[i] = collapsed_pressure(volume, unstressed, net.buckling[i])
    return count


@part
def differ(net: Network, state: State) -> None:
    """Write what drives each flow: the potential at its tail less that at its head.

    It stands apart from the laws of the flows, which can then be worked out eight at a time without waiting for it.
    """
    read_tails(net, state.potential, state.difference)
    for e in range(net.flows):
        state.difference[e] -= state.potential[net.head[e]]


@part
def dam_rims(net: Network, state: State) -> None:
    """Take from what drives a flow what the rim of a cuff holds back of it."""
    for r in range(state.counts[RIMS]):
        e, inner = state.rim[r], state.rim_inner[r]
        difference = state.difference[e]
        if inner == net.head[e]:
            state.difference[e] -= rim_dam(difference, state.transmural[inner])
        else:
            state.difference[e] += rim_dam(-difference, state.transmural[inner])


@part
def flow_plain(
    plain: np.uint64, carry: Floats, push: Floats, flow: Floats, difference: Floats, next_flow: Floats
) -> None:
    """Flows of connections without a valve, with the factors of this tick."""
    for e in range(plain):
        next_flow[e] = carry[e] * flow[e] + push[e] * difference[e]


@part
def open_instant(net: Network, state: State, dt: float) -> None:
    """Open and close valves that do so at once: what would run backwards through the open one meets the closed one."""
    for e in range(net.plain, net.instant):
        inertance = net.inertance[e]
        # The sign of the new flow is that of what drives it, which is cheaper to know than the flow.
        driven = inertance * inertance * state.flow[e]
        driven += dt * state.difference[e] * (inertance + 0.5 * dt * state.drag[e])
        state.opening[e] = 0.0 if driven < 0.0 else 1.0


@part
def move_valves(net: Network, state: State, dt: float) -> None:
    """Flows through all valves, and the leaflets that they move: while a root is drawn there is time to move them.

    A few plain connections before the valves, whose own law writes over the flow, and valves that open at once have no
    leaflets: rates of zero move nothing.
    """
    opening_rate, closing_rate = net.person[OPENING_RATE], net.person[CLOSING_RATE]
    for e in range(net.valved, net.flows):
        opening, difference = state.opening[e], state.difference[e]
        free = free_opening(opening, state.leak[e])
        flow = valve_flow(state.flow[e], difference, free, state.drag[e], net.inertance[e], net.loss[e], dt)
        state.next_flow[e] = flow
        # rates are those of one valve for a whole stretch of vein: of several in a row each sees a part of its pressure
        felt = net.pace[e] * difference
        quickest = leaflet_rate(net.quickest[e], net.carried[e], flow)
        state.opening[e] = let_fade(moved_opening(opening, felt, opening_rate, closing_rate, quickest, dt))


@part
def carry_over(net: Network, state: State, dt: float) -> None:
    """Carry each flow's volume over, rounded to a multiple of the quantum."""
    for e in range(net.flows):
        state.flow[e] = state.next_flow[e]
        state.moved[e] = (dt * state.next_flow[e] + ROUNDER) - ROUNDER
    for e in range(net.plain_run):
        state.volume[e + net.plain_from] -= state.moved[e]
    for e in range(net.instant, net.leaflet_run):
        state.volume[e - net.instant + net.leaflet_from] -= state.moved[e]
    for e in range(net.plain_run):
        state.volume[net.head[e]] += state.moved[e]
    for e in range(net.plain_run, net.instant):
        state.volume[net.tail[e]] -= state.moved[e]
        state.volume[net.head[e]] += state.moved[e]
    for e in range(net.instant, net.leaflet_run):
        state.volume[net.head[e]] += state.moved[e]
    for e in range(net.leaflet_run, net.flows):
        state.volume[net.tail[e]] -= state.moved[e]
        state.volume[net.head[e]] += state.moved[e]


@part
def count_overdrawn(vessels: np.uint64, volume: Floats) -> int:
    """Count the vessels that hold less than nothing."""
    count = 0
    for i in range(vessels):
        count += volume[i] < 0.0
    return count


@part
def hold_back(net: Network, state: State, dt: float) -> None:
    """Carry a step's blood back, and slow what leaves a vessel until half of what it holds suffices.

    Rounded up, that is at most all of it.
    """
    leaving = state.leaving
    leaving[:] = 0.0
    for e in range(net.flows):
        state.volume[net.tail[e]] += state.moved[e]
        state.volume[net.head[e]] -= state.moved[e]
    for e in range(net.flows):
        leaving[net.tail[e]] += max(dt * state.next_flow[e], 0.0)
        leaving[net.head[e]] += max(-dt * state.next_flow[e], 0.0)
    for e in range(net.flows):
        giver = net.tail[e] if state.next_flow[e] > 0.0 else net.head[e]
        if leaving[giver] > 0.5 * state.volume[giver]:
            state.next_flow[e] *= 0.5 * state.volume[giver] / leaving[giver]


@part
def move_blood(net: Network, state: State, dt: float) -> None:
    """Carry the blood of this step over; where a vessel would give more than it holds, it is held back and counted."""
    carry_over(net, state, dt)
    if count_overdrawn(net.vessels, state.volume) > 0:
        hold_back(net, state, dt)
        carry_over(net, state, dt)
        state.counts[HELD_BACK] += 1
