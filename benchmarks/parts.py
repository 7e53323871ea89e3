"""Where the time of a step goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba

from benchmarks.clock import processor_times, spread
from secondheart import Person, stand, walk
from secondheart.engine import control, drive, observe, reflex, step
from secondheart.packing.records import no_record
from secondheart.simulate import Session, orders, prepare, settle

ROUNDS = 20_000
HOMES = {"control": control, "drive": drive, "observe": observe, "reflex": reflex, "step": step}
EVERY = {"tick": 4, "reflex": 40}

# One loop round each part; the compiler sees the same code as inside the step.
PARTS = {
    "heart": ("step", "drive.squeeze_heart(net, tables, state)"),
    "surroundings": ("step", "drive.press_surroundings(net, command, tables, state, dt)"),
    "pressures": ("step", "step.press(net, state)"),
    "flows, plain": ("step", "step.flow_plain(net, state)"),
    "flows, heart valves": ("step", "step.flow_instant(net, state, dt)"),
    "flows, venous valves": ("step", "step.flow_leaflets(net, state, dt)"),
    "volumes": ("step", "step.move_blood(net, state, 0.0)"),
    "beat values": ("step", "observe.follow_beat(record, state, dt)"),
    "clocks": ("step", "drive.run_clocks(command.now, state.clock, state.counts, dt)"),
    "resistances": ("tick", "control.follow_filling(net, state, dt)"),
    "posture and cuffs": ("tick", "control.take_posture(command, state)"),
    "sensors": ("tick", "reflex.sense(net, state, 0.01)"),
    "reflexes": ("reflex", "reflex.answer(net, command, state, 0.1)"),
    "beds": ("reflex", "reflex.set_beds(net, command, state, 0.1)"),
}


def main() -> None:
    """Nanoseconds a step, in all and by part: median (lowest to highest) of five."""
    session = walking()
    blank = no_record(session.packed)
    whole = processor_times(lambda: session.advance(ROUNDS, blank))
    net = session.packed.network
    print(f"  {int(net.vessels)} vessels, {int(net.flows)} connections, step {session.dt_s * 1000:g} ms")
    print(f"  a step in all             {spread(whole, 1e9 / ROUNDS)} ns")
    kept = session.checkpoint()
    for name, (clock, call) in PARTS.items():
        loop = looped(call)
        times = processor_times(lambda loop=loop: run(loop, session, blank))  # type: ignore[misc]
        session.restore(kept)
        print(f"  {name:24s}  {spread(times, 1e9 / ROUNDS / EVERY.get(clock, 1), 1)}")


def walking() -> Session:
    """A settled body, walking."""
    session, protocol = prepare(Person()), stand(seconds=60) + walk(km_h=3, minutes=1)
    settle(session, protocol.steps[0])
    orders(protocol, session.packed, session.dt_s)[1].write(
        session.packed, session.command, session.state, session.dt_s
    )
    return session


def looped(call: str) -> Callable[..., None]:
    """Compile a loop round one call."""
    home, rest = call.split(".", 1)
    function, arguments = rest.split("(", 1)
    head = "def loop(rounds, net, command, tables, state, record, dt):"
    source = f"{head}\n    for _ in range(rounds):\n        f({arguments}\n"
    scope: dict[str, Any] = {"f": getattr(HOMES[home], function)}
    exec(source, scope)
    return numba.njit(nogil=True)(scope["loop"])  # type: ignore[no-any-return]


def run(loop: Callable[..., None], session: Session, record: Any) -> None:
    """Run a compiled loop on a session's arrays."""
    loop(ROUNDS, session.packed.network, session.command, session.packed.tables, session.state, record, session.dt_s)
