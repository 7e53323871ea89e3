"""The one compiled entry: take a body some steps further."""

from __future__ import annotations

import math

from secondheart._jit import kernel, part
from secondheart.engine.blood import (
    dam_rims,
    differ,
    flow_plain,
    move_blood,
    move_valves,
    open_instant,
    press,
)
from secondheart.engine.control import find_rims, follow_filling, press_skin, take_posture
from secondheart.engine.drive import press_surroundings, run_clocks, squeeze_heart, start_beat
from secondheart.engine.layout import (
    NOT_FINITE,
    OK,
    REFLEX_TICKS,
    STEP,
    TICK_S,
    TISSUE_TICKS,
    Command,
    Floats,
    Gas,
    Network,
    Record,
    State,
    Tables,
    Tissue,
)
from secondheart.engine.oxygen import begin_interval, count_transfers, move_oxygen
from secondheart.engine.reflex import answer, next_beat, sense, set_beds, set_veins, tighten_belly
from secondheart.engine.sample import add_up, end_beat, follow_beat, take_sample
from secondheart.engine.tissue import exchange_fluid, watch_tissue


@part
def health(volumes: Floats) -> int:
    """Return a status: are all volumes numbers."""
    total = 0.0
    for volume in volumes:
        total += volume
    return OK if math.isfinite(total) else NOT_FINITE


@part
def tick(net: Network, tissue: Tissue, gas: Gas, command: Command, state: State, dt: float, per_tick: int) -> int:
    """Begin a step of the control clock, with what the slower clocks do when it is their turn; return a status."""
    take_posture(command, state)
    press_skin(net, state)
    find_rims(net, state)
    if state.counts[STEP] % (per_tick * REFLEX_TICKS) == 0:
        tighten_belly(net.person, state.clock, state.height[net.vessels], TICK_S * REFLEX_TICKS)
        answer(
            net.person,
            command.now,
            state.clock,
            state.counts,
            state.arterial_errors,
            state.atrial_errors,
            TICK_S * REFLEX_TICKS,
        )
        set_veins(net, state, TICK_S * REFLEX_TICKS)
        set_beds(net, command, state, TICK_S * REFLEX_TICKS)
        move_oxygen(net, tissue, gas, state, TICK_S * REFLEX_TICKS)
        if state.counts[STEP] % (per_tick * TISSUE_TICKS) == 0:
            exchange_fluid(tissue, command, state, TICK_S * TISSUE_TICKS)
        begin_interval(state.volume, state.before, state.forward, state.backward)
        status = health(state.volume)
        if status != OK:
            return status
    follow_filling(net, state, dt)
    return OK


@kernel
def advance(
    steps: int,
    dt: float,
    per_tick: int,
    net: Network,
    tissue: Tissue,
    gas: Gas,
    command: Command,
    tables: Tables,
    state: State,
    record: Record,
) -> int:
    """Take the body `steps` steps of `dt` seconds further; return a status.

    Volumes, flows, openings, phases and everything else that runs along stand in `state` afterwards;
    samples and beats are written into `record` until it is full.
    """
    advanced = 0
    while advanced < steps:
        within = state.counts[STEP] % per_tick
        if within == 0:
            status = tick(net, tissue, gas, command, state, dt, per_tick)
            if status != OK:
                return status
        stretch = min(per_tick - within, steps - advanced)
        for _ in range(stretch):
            squeeze_heart(net, tables, state)
            press_surroundings(net, command, tables, state, dt)
            press(net, state)
            differ(net, state)
            dam_rims(net, state)
            open_instant(net, state, dt)
            move_valves(net, state, dt)
            flow_plain(net.plain, state.carry, state.push, state.flow, state.difference, state.next_flow)
            move_blood(net, state, dt)
            count_transfers(state.moved, state.forward, state.backward)
            follow_beat(record, state, dt)
            state.counts[STEP] += 1
            if run_clocks(command.now, net.person, state.clock, state.counts, dt):
                end_beat(record, state, dt)
                start_beat(state.clock, state.counts, next_beat(net.person, command.now, state.clock))
        if within + stretch == per_tick:
            sense(net, state.transmural, state.potential, state.clock, TICK_S)
            watch_tissue(tissue, state)
            add_up(record, state)
            if state.counts[STEP] % record.every == 0:
                take_sample(record, state)
        advanced += stretch
    return health(state.volume)
