"""The control clock, every 10 ms: posture, cuffs, garments, and resistances that follow filling."""

from __future__ import annotations

import numpy as np

from secondheart._jit import part
from secondheart.engine.ends import read_tails
from secondheart.engine.layout import (
    CUFF_START,
    CUFF_STEPS,
    RAMP_START,
    RAMP_STEPS,
    RIMS,
    RISE,
    RISING,
    STEP,
    Command,
    Floats,
    Network,
    State,
)
from secondheart.physics.compression import garment_rise, leaflet_gap
from secondheart.physics.gravity import MMHG_PER_CM
from secondheart.physics.raised_cosine import rising_share
from secondheart.physics.resistance import filling_factor
from secondheart.physics.rising import rising_force

TOUCH = 0.1  # mmHg by which a cuff must press one vessel more than the next, to have a rim between them


@part
def ramp(step: int, start: float, steps: float) -> float:
    """Raised cosine from 0 to 1, beginning at step `start` and lasting `steps`."""
    if step >= start + steps:
        return 1.0
    return rising_share(max(step - start, 0.0), steps)


@part
def line(step: int, start: float, steps: float) -> float:
    """Share from 0 to 1 that grows evenly, as a pump fills a cuff, from step `start` on for `steps`."""
    if step >= start + steps:
        return 1.0
    return max(step - start, 0.0) / steps


@part
def take_posture(command: Command, state: State) -> None:
    """Move heights and cuff pressures towards what is ordered; a body that rises by its own force strains meanwhile."""
    step, now = state.counts[STEP], command.now
    share = ramp(step, now[RAMP_START], now[RAMP_STEPS])
    for i in range(state.height.size):
        state.height[i] = command.height_from[i] + share * (command.height_to[i] - command.height_from[i])
    state.clock[RISING] = now[RISE] * rising_force(share)
    share = line(step, now[CUFF_START], now[CUFF_STEPS])
    for i in range(state.cuff.size):
        state.cuff[i] = command.cuff_from[i] + share * (command.cuff_to[i] - command.cuff_from[i])


@part
def stretch_garments(net: Network, state: State) -> None:
    """Let garments press by how full the veins are in the part of a leg that they go around."""
    rise = state.sleeve_rise
    for s in range(rise.size):
        rise[s] = -net.sleeve_rest[s]
    for i in range(net.elastic, net.vessels):
        rise[net.sleeve[i]] += state.volume[i]
    for s in range(rise.size):
        rise[s] *= net.sleeve_stiffness[s]
    for i in range(net.vessels):
        more = garment_rise(net.skin_share[i], rise[net.sleeve[i]], net.garment_pressure[i])
        state.pressed[i] = state.cuff[i] + more


@part
def narrow_leaks(net: Network, state: State) -> None:
    """Let garments bring the leaflets of leaking valves together."""
    for e in range(net.valved, net.flows):
        vein = net.tail[e]
        outside = net.garment_pressure[vein] + (state.pressed[vein] - state.cuff[vein])
        # a stiff garment gives way to no contraction: what presses a vein of the skin then is the garment's, too
        outside += net.muscle_free[vein] * net.transmission[vein] * state.outside[net.surroundings[vein]]
        inside = 0.5 * (state.potential[vein] + state.potential[net.head[e]]) - MMHG_PER_CM * state.height[vein]
        state.leak[e] = net.leak[e] * leaflet_gap(inside, outside)


@part
def count_dressed(vessels: np.uint64, pressure: Floats, stiffness: Floats) -> int:
    """Count the vessels that a garment presses and the parts of legs that it goes around."""
    count = 0
    for i in range(vessels):
        count += pressure[i] != 0.0
    for s in range(stiffness.size):
        count += stiffness[s] != 0.0
    return count


@part
def leave_bare(cuff: Floats, pressed: Floats, rise: Floats, bare: Floats, leak: Floats) -> None:
    """Let cuffs alone press, and leave valves their leaks: what garments that press with nothing come to."""
    for s in range(rise.size):
        rise[s] = 0.0
    for i in range(pressed.size):
        pressed[i] = cuff[i]
    for e in range(leak.size):
        leak[e] = bare[e]


@part
def press_skin(net: Network, state: State) -> None:
    """Let cuffs press, and garments where there are any."""
    if count_dressed(net.vessels, net.garment_pressure, net.sleeve_stiffness) == 0:
        leave_bare(state.cuff, state.pressed, state.sleeve_rise, net.leak, state.leak)
        return
    stretch_garments(net, state)
    narrow_leaks(net, state)


@part
def step_factors(inertance: float, resistance: float, dt: float) -> tuple[float, float]:
    """Share of a flow that one step keeps, and flow that it adds for each mmHg.

    They are L'/(L' + dt R) and dt/(L' + dt R) with the fitted inertance L' of `physics.flow`, multiplied out so that
    one division serves both.
    """
    damped = inertance + 0.5 * dt * resistance
    share = 1.0 / (inertance * inertance + dt * resistance * damped)
    return inertance * inertance * share, dt * damped * share


@part
def count_cuffed(vessels: np.uint64, cuff: Floats, garment: Floats) -> int:
    """Count the vessels that a cuff presses harder than their garment, so that it might have a rim there."""
    count = 0
    for i in range(vessels):
        count += cuff[i] - garment[i] > TOUCH
    return count


@part
def find_rims(net: Network, state: State) -> None:
    """List the connections that cross the rim of a cuff, and the vessel under it."""
    if count_cuffed(net.vessels, state.cuff, net.garment_pressure) == 0:
        state.counts[RIMS] = 0
        return
    count = 0
    for e in range(net.flows):
        tail, head = net.tail[e], net.head[e]
        within = max(state.cuff[head] - net.garment_pressure[head], 0.0)  # suction has no rim that presses
        excess = within - max(state.cuff[tail] - net.garment_pressure[tail], 0.0)
        if abs(excess) > TOUCH:
            state.rim[count] = e
            state.rim_inner[count] = head if excess > 0.0 else tail
            count += 1
    state.counts[RIMS] = count


@part
def open_rims(net: Network, state: State) -> None:
    """Let what runs in under a cuff meet an open vessel, and what leaves an artery under it one as flat as it is.

    Where blood runs in, the vessel is flat further in, for which the dam stands.
    """
    for r in range(state.counts[RIMS]):
        e, inner = state.rim[r], state.rim_inner[r]
        into_head = inner == net.head[e]
        scale = net.resistance[e] * net.clamp[e] * state.tone[e]
        flat = max(filling_factor(state.volume[inner], net.unstressed[inner]), 1.0)
        if (state.flow[e] > 0.0) == into_head:
            outer = state.filling[net.tail[e] if into_head else net.head_filling[e]]
            within = state.filling[net.head_filling[e] if into_head else net.tail[e]]
            state.drag[e] = 0.5 * scale * (outer + min(within, 1.0))
        elif inner < net.elastic:
            state.drag[e] = scale * flat


@part
def follow_filling(net: Network, state: State, dt: float) -> None:
    """Refresh the resistance of every connection, and the step factors of the plain ones."""
    for i in range(net.elastic, net.vessels):
        state.filling[i] = filling_factor(state.volume[i], net.unstressed[i])
    read_tails(net, state.filling, state.drag)
    for e in range(net.flows):
        factor = 0.5 * (state.drag[e] + state.filling[net.head_filling[e]])
        state.drag[e] = net.resistance[e] * net.clamp[e] * state.tone[e] * factor
    open_rims(net, state)
    for e in range(net.plain):
        state.carry[e], state.push[e] = step_factors(net.inertance[e], state.drag[e], dt)
