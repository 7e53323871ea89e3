"""The oxygen clock, every 0.1 s: oxygen goes with the blood, is taken up in the lungs and spent in the beds.

Blood that went forward through a connection and blood that came back are summed apart, step by step, so that volume
moved and oxygen moved belong together. An interval in which a compartment would be emptied is split.
"""

from __future__ import annotations

from secondheart._jit import part
from secondheart.engine import layout as at
from secondheart.engine.layout import Floats, Gas, Indices, Network, State, Tissue
from secondheart.physics.oxygen import oxygen_demand, oxygen_spent

OXYGEN_FULLEST = 0.9  # share of a compartment that may leave it in one part of an interval
MOST_PARTS = 64
BRIMFUL = 1.001  # times what arterial blood holds: more than that was left by blood that has gone on
ROUNDS_ONWARDS = 64
DROP = 1e-6  # mL, so that an empty vessel divides by something


@part
def count_transfers(moved: Floats, forward: Floats, backward: Floats) -> None:
    """Add this step's blood to what went forward and what came back."""
    for e in range(forward.size):
        forward[e] += max(moved[e], 0.0)
        backward[e] += max(-moved[e], 0.0)


@part
def leaving_blood(tail: Indices, head: Indices, forward: Floats, backward: Floats, leaving: Floats) -> None:
    """Work out how much blood left each vessel in the interval."""
    leaving[:] = 0.0
    for e in range(tail.size):
        leaving[tail[e]] += forward[e]
        leaving[head[e]] += backward[e]


@part
def count_emptied(before: Floats, volume: Floats, leaving: Floats, parts: int) -> int:
    """Count the vessels that would lose too much at once, were the interval split into so many parts."""
    count = 0
    for i in range(volume.size):
        held = max(min(before[i], volume[i]), DROP)
        count += leaving[i] > parts * OXYGEN_FULLEST * held
    return count


@part
def count_parts(before: Floats, volume: Floats, leaving: Floats) -> int:
    """Return in how many parts of the interval no vessel is emptied."""
    parts = 1
    while parts < MOST_PARTS and count_emptied(before, volume, leaving, parts) > 0:
        parts += 1
    return parts


@part
def carry_oxygen(net: Network, state: State, lung: Indices, full: float) -> None:
    """Move oxygen with the blood of the interval, in as many parts as it needs; blood leaves the lungs full.

    What leaves them may have come within the interval: without that, venous blood would pass unbreathed, and the more
    the faster it runs. What a lung then lacks is breathed in at the interval's end.
    """
    leaving_blood(net.tail, net.head, state.forward, state.backward, state.leaving)
    parts = count_parts(state.before, state.volume, state.leaving)
    share = 1.0 / parts
    for k in range(parts):
        for i in range(net.vessels):
            blood = state.before[i] + k * share * (state.volume[i] - state.before[i])
            # what is nearly empty all the time is asked for more than it holds at once, and gives all its oxygen
            state.content[i] = state.oxygen[i] / max(parts * blood, state.leaving[i], DROP)
        for i in lung:
            state.content[i] = full * share
        for e in range(net.flows):
            there, back = state.content[net.tail[e]], state.content[net.head[e]]
            moved = state.forward[e] * there - state.backward[e] * back
            state.oxygen[net.tail[e]] -= moved
            state.oxygen[net.head[e]] += moved


@part
def find_overfull(oxygen: Floats, volume: Floats, leaving: Floats, content: Floats, full: float) -> int:
    """Write what each vessel holds beyond its blood's capacity, of vessels whose blood goes on; count them."""
    count = 0
    for i in range(oxygen.size):
        brim = BRIMFUL * full * volume[i]
        over = oxygen[i] > brim and leaving[i] > 0.0
        content[i] = oxygen[i] - brim if over else 0.0
        count += over
    return count


@part
def send_onwards(net: Network, state: State, full: float) -> None:
    """Let oxygen follow its blood out of vessels that were emptied and filled anew within the interval."""
    for _ in range(ROUNDS_ONWARDS):
        if find_overfull(state.oxygen, state.volume, state.leaving, state.content, full) == 0:
            return
        for e in range(net.flows):
            tail, head = net.tail[e], net.head[e]
            there = state.content[tail] / max(state.leaving[tail], DROP)
            back = state.content[head] / max(state.leaving[head], DROP)
            moved = state.forward[e] * there - state.backward[e] * back
            state.oxygen[tail] -= moved
            state.oxygen[head] += moved


@part
def oxygen_capacity(gas: Gas, tissue: Tissue, state: State) -> float:
    """What a mL of blood can hold, in mL: less as plasma is added, more as it is lost."""
    if tissue.vessel.size == 0:
        return float(gas.number[at.CAPACITY])
    cells = tissue.number[at.PLASMA_REST] * (1.0 / tissue.number[at.PLASMA_SHARE] - 1.0)
    whole = cells + tissue.number[at.PLASMA_REST]
    return float(gas.number[at.CAPACITY] * whole / (cells + state.plasma[at.PLASMA_VOLUME]))


@part
def spend_oxygen(gas: Gas, state: State, capacity: float, seconds: float) -> None:
    """Let each bed take from its blood what it asks for, as far as it is there."""
    for b in range(gas.vessel.size):
        i = gas.vessel[b]
        saturation = state.oxygen[i] / (capacity * max(state.volume[i], DROP))
        asked = seconds * oxygen_demand(gas.rest[b], gas.more[b], state.bed_effort[b], state.bed_local[b])
        extracted = min(oxygen_spent(asked, saturation), state.oxygen[i])
        state.oxygen[i] -= extracted
        state.breath[at.SPENT] += extracted
        state.breath[at.WANTED] += asked


@part
def breathe_oxygen(lung: Indices, full: float, volume: Floats, oxygen: Floats, breath: Floats) -> None:
    """Fill the blood of the lungs' capillaries to what arterial blood holds."""
    for i in lung:
        breath[at.UPTAKE] += full * volume[i] - oxygen[i]
        oxygen[i] = full * volume[i]


@part
def move_oxygen(net: Network, tissue: Tissue, gas: Gas, state: State, seconds: float) -> None:
    """One step of the oxygen clock."""
    if state.oxygen.size == 0:
        return
    capacity = oxygen_capacity(gas, tissue, state)
    full = capacity * gas.number[at.ARTERIAL]
    carry_oxygen(net, state, gas.lung, full)
    send_onwards(net, state, full)
    spend_oxygen(gas, state, capacity, seconds)
    breathe_oxygen(gas.lung, full, state.volume, state.oxygen, state.breath)
    for i in range(net.vessels):
        state.saturation[i] = state.oxygen[i] / (capacity * max(state.volume[i], DROP))


@part
def begin_interval(volume: Floats, before: Floats, forward: Floats, backward: Floats) -> None:
    """Keep what each vessel holds as the next interval begins, and count its transfers from nothing."""
    for e in range(forward.size):
        forward[e] = 0.0
        backward[e] = 0.0
    for i in range(volume.size):
        before[i] = volume[i]
