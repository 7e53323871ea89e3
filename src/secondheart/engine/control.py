"""The control clock, every 10 ms: posture, cuffs, and resistances that follow filling."""

from __future__ import annotations

import math

from secondheart._jit import part
from secondheart.engine.layout import CUFF_START, CUFF_STEPS, RAMP_START, RAMP_STEPS, STEP, Command, Network, State
from secondheart.physics.resistance import filling_factor, pressed_factor

TOUCH = 0.1  # mmHg by which a cuff must press more than what is worn, to be one


@part
def ramp(step: int, start: float, steps: float) -> float:
    """Raised cosine from 0 to 1, beginning at step `start` and lasting `steps`."""
    if step >= start + steps:
        return 1.0
    return 0.5 * (1.0 - math.cos(math.pi * max(step - start, 0.0) / steps))


@part
def take_posture(command: Command, state: State) -> None:
    """Move heights and cuff pressures towards what is ordered."""
    step, now = state.counts[STEP], command.now
    share = ramp(step, now[RAMP_START], now[RAMP_STEPS])
    for i in range(state.height.size):
        state.height[i] = command.height_from[i] + share * (command.height_to[i] - command.height_from[i])
    share = ramp(step, now[CUFF_START], now[CUFF_STEPS])
    for i in range(state.cuff.size):
        state.cuff[i] = command.cuff_from[i] + share * (command.cuff_to[i] - command.cuff_from[i])


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
def follow_filling(net: Network, state: State, dt: float) -> None:
    """Refresh the resistance of every connection, and the step factors of the plain ones."""
    for i in range(net.elastic, net.vessels):
        state.filling[i] = filling_factor(state.volume[i], net.unstressed[i])
        if (
            state.cuff[i] > net.garment_pressure[i] + TOUCH
        ):  # pinched where the pressure inside is lowest: at its outlet
            state.outlet[i] = pressed_factor(state.volume[i], net.unstressed[i])
        else:
            state.outlet[i] = state.filling[i]
    for e in range(net.flows):
        factor = 0.5 * (state.outlet[net.tail_filling[e]] + state.filling[net.head_filling[e]])
        state.drag[e] = net.resistance[e] * net.clamp[e] * state.tone[e] * factor
    for e in range(net.plain):
        state.carry[e], state.push[e] = step_factors(net.inertance[e], state.drag[e], dt)
