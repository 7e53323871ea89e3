"""Where the time of a step goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numba

from benchmarks.bodies import copied, put_back, walking
from benchmarks.clock import processor_times, spread, times_quicker
from benchmarks.report import Section, Table
from secondheart.engine import control, drive, oxygen, reflex, sample, step, tissue
from secondheart.packing.records import no_record
from secondheart.simulation.session import Session
from secondheart.variables import INCLUDED

ROUNDS = 20_000
HOMES = {
    "control": control,
    "drive": drive,
    "oxygen": oxygen,
    "sample": sample,
    "reflex": reflex,
    "step": step,
    "tissue": tissue,
}
EVERY = {"tick": 4, "reflex": 40, "second": 400}

# One loop round each part; the compiler sees the same code as inside the step.
PARTS = {
    "heart": ("step", "drive.squeeze_heart(net, tables, state)"),
    "surroundings": ("step", "drive.press_surroundings(net, command, tables, state, dt)"),
    "pressures": ("step", "step.press(net, state)"),
    "flows, plain": ("step", "step.flow_plain(net, state)"),
    "flows, heart valves": ("step", "step.flow_instant(net, state, dt)"),
    "flows, venous valves": ("step", "step.flow_leaflets(net, state, dt)"),
    "volumes": ("step", "step.move_blood(net, state, 0.0)"),
    "beat values": ("step", "sample.follow_beat(record, state, dt)"),
    "clocks": ("step", "drive.run_clocks(command.now, state.clock, state.counts, dt)"),
    "resistances": ("tick", "control.follow_filling(net, state, dt)"),
    "posture and cuffs": ("tick", "control.take_posture(command, state)"),
    "sensors": ("tick", "reflex.sense(net, state, 0.01)"),
    "reflexes": ("reflex", "reflex.answer(net, command, state, 0.1)"),
    "beds": ("reflex", "reflex.set_beds(net, command, state, 0.1)"),
    "oxygen: transfers": ("step", "oxygen.count_transfers(state, dt)"),
    "oxygen: carried, spent": ("reflex", "oxygen.move_oxygen(net, tissue, packed.gas, state, 0.1)"),
    "tissue: pressures": ("tick", "tissue.watch_tissue(tissue, state)"),
    "tissue: fluid": ("second", "tissue.exchange_fluid(tissue, command, state, 1.0)"),
}


TITLE = "The step by part"
WORDS = (
    "Each part alone in a loop on the arrays of a walking person, in ns a step; what runs on a slower clock is "
    "shared among the steps between. Inside the step the parts overlap, so they do not add up to the whole."
)
DONE = (
    "What was done about the largest. Moving the blood is two reads and two writes for each connection, one "
    "connection after the other, because two of them may meet in a vessel. Collecting by vessel instead gains "
    "nothing. Written out for the connections of one body it takes some 70 ns less; this is not kept, because each "
    "body would be compiled for itself. The pressures of veins are worked out eight at a time: in their law a "
    "rational form stands for the tangent and a root for the power of 3/2, so that no exp, tan or pow is in the "
    "step. The compiler is promised that no two arrays overlap, without which a step takes three times as long, and "
    "every part is inlined, because handing over a hundred arrays takes longer than its work. Connections that meet in "
    "a vessel stand apart, and every array begins on a line of the cache: some 7 % less together."
)


def measure(repeats: int) -> Section:
    """Time the step in all and by part."""
    plain, session = walking(), walking(including=INCLUDED)
    blank, net = no_record(session.packed), session.packed.network
    blood = processor_times(lambda: plain.advance(ROUNDS, no_record(plain.packed)), repeats)
    whole = processor_times(lambda: session.advance(ROUNDS, blank), repeats)
    rows = [("a step of the blood alone", spread(blood, 1e9 / ROUNDS), f"{100.0 / times_quicker(whole, blood):.0f} %")]
    rows.append(("a step with swelling and oxygen", spread(whole, 1e9 / ROUNDS), "100 %"))
    kept = copied(session)
    for name, (clock, call) in PARTS.items():
        times = processor_times(partial(run, looped(call), session, blank), repeats)
        put_back(session, kept)
        per_step = [time / EVERY.get(clock, 1) for time in times]
        share = 100.0 / times_quicker(whole, per_step)
        rows.append((name, spread(per_step, 1e9 / ROUNDS, 1), f"{share:.0f} %"))
    size = f"{int(net.vessels)} compartments, {int(net.flows)} connections, steps of {session.dt_s * 1000:g} ms."
    return Section(TITLE, [f"{size} {WORDS}", Table(("", "ns a step", "share"), rows), DONE])


def looped(call: str) -> Callable[..., None]:
    """Compile a loop round one call."""
    home, rest = call.split(".", 1)
    function, arguments = rest.split("(", 1)
    head = "def loop(rounds, net, tissue, oxygen, command, tables, state, record, dt):"
    source = f"{head}\n    for _ in range(rounds):\n        f({arguments}\n"
    scope: dict[str, Any] = {"f": getattr(HOMES[home], function)}
    exec(source, scope)
    return numba.njit(nogil=True)(scope["loop"])  # type: ignore[no-any-return]


def run(loop: Callable[..., None], session: Session, record: Any) -> None:
    """Run a compiled loop on a session's arrays."""
    packed = session.packed
    fixed = (packed.network, packed.tissue, packed.gas, session.command, packed.tables)
    loop(ROUNDS, *fixed, session.state, record, session.dt_s)
