"""The step: in C, by part, and how its time grows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numba
import numpy as np

from benchmarks.bodies import beating, copied, frozen, go, put_back, ring, walking
from benchmarks.machine import in_turn, once, processor_times, rate, spread, times_quicker
from benchmarks.report import Section, Table
from secondheart.codegen.c_kernel import load_c_kernel
from secondheart.codegen.compilers import EXACT_FLAGS, Compiler, find_system_compiler, find_zig
from secondheart.engine import blood, control, drive, oxygen, reflex, sample, tissue
from secondheart.packing.records import no_record
from secondheart.simulation.session import Session
from secondheart.variables import INCLUDED

Step = Callable[[Session, int], None]


def c_step(compiler: Compiler) -> Step:
    """Compile the step in C, and return a function that takes a body some steps further."""
    kernel = load_c_kernel(compiler=compiler)

    def take(session: Session, steps: int) -> None:
        packed = session.packed
        fixed = packed.network, packed.tissue, packed.gas, session.command, packed.tables
        kernel(steps, session.dt_s, session.per_tick, *fixed, session.state, no_record(packed))

    return take


IN_C = "The same step in C"
ROUNDS = 20_000
CLOSE_S, CLOSE = 60.0, 1e-9  # s and mL: the largest difference of any volume after so long
OURS = "numba"


def measure_in_c(repeats: int) -> Section:
    """Time the kernel of numba and the C that is generated from the same source on the same arrays, in turn."""
    compilers = [one for one in (find_system_compiler(), find_zig()) if one is not None]
    if not compilers:
        return Section(IN_C, ["There is no C compiler on this machine, so no step was compiled in C."])
    session = frozen()
    steps = {f"C by {one.name}": c_step(one) for one in compilers}
    distance = max(farthest(session, step) for step in steps.values())
    if not distance <= CLOSE:
        words = f"The C step no longer agrees with numba's, by {distance:.1e} mL after a minute, so it was not timed."
        return Section(IN_C, [words])
    makers = {name: partial(partial, step, session, ROUNDS) for name, step in {OURS: go, **steps}.items()}
    return section(session, in_turn(makers, repeats), distance)


def farthest(session: Session, other: Step) -> float:
    """Return the largest difference of any volume after a minute, in mL: after a second none has reached a quantum."""
    before, ends = copied(session), []
    for take in (go, other):
        put_back(session, before)
        take(session, round(CLOSE_S / session.dt_s))
        ends.append(session.state.volume.copy())
    put_back(session, before)
    return float(np.abs(ends[0] - ends[1]).max())


def section(session: Session, times: dict[str, list[float]], distance: float) -> Section:
    """Put the times into a table and words."""
    vessels, simulated = int(session.packed.network.vessels), ROUNDS * session.dt_s
    rows = [
        (name, spread(each, 1e9 / ROUNDS), spread(each, 1e9 / ROUNDS / vessels, 2), rate(each, simulated))
        for name, each in times.items()
    ]
    quickest = min((name for name in times if name != OURS), key=lambda name: statistics.median(times[name]))
    ratio = times_quicker(times[OURS], times[quickest])
    head = ("step of 2.5 ms", "ns a step", "ns a step and compartment", "simulated seconds a second")
    words = (
        f"The default person on tiptoe: {vessels} compartments, {int(session.packed.network.flows)} connections. The C "
        f"is generated from the same Python source and rounds each operation ({' '.join(EXACT_FLAGS)}), where numba "
        f"may fuse a product and a sum: after a minute no volume differs by more than {distance:.1e} mL. Where numba "
        "does not fuse either they are equal to the last bit, over an hour of walking and a whole day."
    )
    slower = [f"**Slower than C**, by a factor of {ratio:.2f} (aim: 1.3)."] if ratio > 1.0 else []
    verdict = [] if slower else [f"Numba takes {ratio:.2f} of the time of C (aim: 1.3 at most)."]
    return Section(IN_C, [words, Table(head, rows), *verdict], slower)


HOMES = {
    "control": control,
    "drive": drive,
    "oxygen": oxygen,
    "sample": sample,
    "reflex": reflex,
    "blood": blood,
    "tissue": tissue,
}
EVERY = {"tick": 4, "reflex": 40, "second": 400}

# One loop round each part; the compiler sees the same code as inside the step.
PARTS = {
    "heart": ("step", "drive.squeeze_heart(net, tables, state)"),
    "surroundings": ("step", "drive.press_surroundings(net, command, tables, state, dt)"),
    "- of it the muscle pumps and walls": ("step", "drive.squeeze_muscles(command.muscle, 0.5, state.muscle, dt)"),
    "pressures": ("step", "blood.press(net, state)"),
    "- of it vessels that are underfilled": ("step", "blood.press_underfilled(net, state)"),
    "differences": ("step", "blood.differ(net, state)"),
    "rims of cuffs, that hold back": ("step", "blood.dam_rims(net, state)"),
    "flows, plain": (
        "step",
        "blood.flow_plain(net.plain, state.carry, state.push, state.flow, state.difference, state.next_flow)",
    ),
    "heart valves, opened": ("step", "blood.open_instant(net, state, dt)"),
    "flows of all valves, and leaflets": ("step", "blood.move_valves(net, state, dt)"),
    "volumes": ("step", "blood.move_blood(net, state, 0.0)"),
    "beat values": ("step", "sample.follow_beat(record, state, dt)"),
    "clocks": ("step", "drive.run_clocks(command.now, net.person, state.clock, state.counts, dt)"),
    "resistances": ("tick", "control.follow_filling(net, state, dt)"),
    "posture and cuffs": ("tick", "control.take_posture(command, state)"),
    "garments, or none": ("tick", "control.press_skin(net, state)"),
    "rims of cuffs, looked for": ("tick", "control.find_rims(net, state)"),
    "sensors": ("tick", "reflex.sense(net, state.transmural, state.potential, state.clock, 0.01)"),
    "reflexes": (
        "reflex",
        "reflex.answer(net.person, command.now, state.clock, state.counts, state.arterial_errors, "
        "state.atrial_errors, 0.1)",
    ),
    "veins: tone and creep of their walls": ("reflex", "reflex.set_veins(net, state, 0.1)"),
    "beds: effort, skin, emptied veins": ("reflex", "reflex.set_beds(net, command, state, 0.1)"),
    "oxygen: transfers": ("step", "oxygen.count_transfers(state.moved, state.forward, state.backward)"),
    "oxygen: carried, spent": ("reflex", "oxygen.move_oxygen(net, tissue, gas, state, 0.0)"),
    "tissue: pressures": ("tick", "tissue.watch_tissue(tissue, state)"),
    "tissue: fluid": ("second", "tissue.exchange_fluid(tissue, command, state, 1.0)"),
    "- of it capillaries that close": (
        "second",
        "tissue.close_capillaries(state.capillary, tissue.lying, tissue.number, state.closed, 1.0)",
    ),
    "- of it gel that gives way": ("second", "tissue.relax_gel(state.fluid, tissue.number, state.relaxed, 1.0)"),
}


BY_PART = "The step by part"
BY_PART_WORDS = (
    "Each part alone in a loop on the arrays of a walking person, in ns a step; what runs on a slower clock is "
    "shared among the steps between. Inside the step the parts overlap, so they do not add up to the whole."
)
DONE = (
    "What was done about the largest. Vessels lie in the order of the connections that leave them, so that tails are "
    "read and written eight at a time; heads one after the other, because two of them may meet in a vessel. Written "
    "out for the connections of one body it would take less; this is not kept, because each body would be compiled for "
    "itself. The pressures of veins are worked out eight at a time: in their law a rational form stands for the "
    "tangent, and the root and the division of an emptied vessel are worked out for the few that are emptied. What "
    "drives the flows is written down first, so that the valves, a root and a division each, do not wait for it. The "
    "compiler is promised that no two arrays overlap, without which a step takes three times as long, and every part "
    "is inlined, because handing over a hundred arrays takes longer than its work. Connections that meet in a vessel "
    "stand apart, and every array begins on a line of the cache."
)


def measure_parts(repeats: int) -> Section:
    """Time the step in all and by part."""
    plain, session = walking(), walking(including=INCLUDED)
    blank, net = no_record(session.packed), session.packed.network
    blood = processor_times(lambda: plain.advance(ROUNDS, no_record(plain.packed)), repeats)
    whole = processor_times(lambda: session.advance(ROUNDS, blank), repeats)
    rows = [("a step of the blood alone", spread(blood, 1e9 / ROUNDS), f"{100.0 / times_quicker(whole, blood):.0f} %")]
    rows.append(("a step with swelling and oxygen", spread(whole, 1e9 / ROUNDS), "100 %"))
    session.state.forward[:] = session.state.backward[:] = 0.0  # else a loop would carry one interval on and on
    kept = copied(session)
    for name, (clock, call) in PARTS.items():
        times = processor_times(partial(run_loop, looped(call), session, blank), repeats)
        put_back(session, kept)
        per_step = [time / EVERY.get(clock, 1) for time in times]
        share = 100.0 / times_quicker(whole, per_step)
        rows.append((name, spread(per_step, 1e9 / ROUNDS, 1), f"{share:.0f} %"))
    size = f"{int(net.vessels)} compartments, {int(net.flows)} connections, steps of {session.dt_s * 1000:g} ms."
    shares = add_nothing(session, statistics.median(whole) * 1e9 / ROUNDS)
    return Section(BY_PART, [f"{size} {BY_PART_WORDS}", Table(("", "ns a step", "share"), rows), shares, DONE])


def add_nothing(session: Session, whole: float) -> str:
    """Name the mechanisms that have no loop of their own, and what they cost as a share of the loops they are in."""
    body, flows = session.packed.body, int(session.packed.network.flows)
    perforators = sum(c.kind == "perforator" for c in body.connections)
    skin = sum(c.tissue == "skin" for c in body.connections)
    each = whole / flows
    return (
        "Mechanisms that add nothing of their own are in the loops above. The perforators are "
        f"{perforators} of the {flows} connections, those of the skin {skin}; at {each:.1f} ns a connection, all else "
        f"shared among them, that is {perforators * each:.0f} and {skin * each:.0f} ns. The pericardium is one sum of "
        "four volumes and a cube in the surroundings, a full heart's plateau a fourth power in the heart, an artery "
        "that a cuff flattens one of the underfilled vessels, leaflets as slow as their vein is wide two numbers in "
        "the leaflets, the landing on a foot one column more of the muscles, warmth and hanging factors in the beds, "
        "and the plasma that thickens eight rounds in the fluid of the tissue."
    )


def looped(call: str) -> Callable[..., None]:
    """Compile a loop round one call."""
    home, rest = call.split(".", 1)
    function, arguments = rest.split("(", 1)
    head = "def loop(rounds, net, tissue, gas, command, tables, state, record, dt):"
    source = f"{head}\n    for _ in range(rounds):\n        f({arguments}\n"
    scope: dict[str, Any] = {"f": getattr(HOMES[home], function)}
    exec(source, scope)
    return numba.njit(nogil=True)(scope["loop"])


def run_loop(loop: Callable[..., None], session: Session, record: Any) -> None:
    """Run a compiled loop on a session's arrays."""
    packed = session.packed
    fixed = (packed.network, packed.tissue, packed.gas, session.command, packed.tables)
    loop(ROUNDS, *fixed, session.state, record, session.dt_s)


GROWTH = "Growth"
COMPARTMENTS = (25, 50, 100, 200, 400, 700, 1000)
MINUTES = (1, 2, 4, 8, 16, 32)
PERSONS, THREADS = (1, 2, 4, 8), (1, 2)
PERSON_MINUTES = 10
BAR = 40  # characters of the longest bar
CHAINS = (
    "Closed loops of vessels in a row with four chambers, packed like a person; every second vessel is a "
    "collapsible vein behind a valve with leaflets, much as in the body."
)
CROWDS = f"Persons walking {PERSON_MINUTES} minutes each, on the wall clock; a thread takes a person at a time."


def measure_growth(repeats: int) -> Section:
    """Time loops of 25 to 1,000 compartments, runs of 1 to 32 minutes, and 1 to 8 persons in 1 and 2 threads."""
    chains = [chain_times(compartments, repeats) for compartments in COMPARTMENTS]
    session = walking()
    runs = [run_times(session, minutes, repeats) for minutes in MINUTES]
    return Section(
        GROWTH,
        [
            CHAINS,
            *line("compartments", "ns a step", COMPARTMENTS, chains, 1e9),
            "The default person walking.",
            *line("simulated minutes", "ms", MINUTES, runs, 1e3),
            CROWDS,
            *crowds(repeats),
        ],
    )


def chain_times(compartments: int, repeats: int) -> list[float]:
    """Return times of a step of a loop."""
    session, steps = beating(ring(compartments, leafy=True)), 2_000_000 // compartments
    go(session, round(5.0 / session.dt_s))
    return [spent / steps for spent in processor_times(partial(go, session, steps), repeats)]


def run_times(session: Session, minutes: int, repeats: int) -> list[float]:
    """Return times of a run of some minutes."""
    return processor_times(partial(go, session, round(60 * minutes / session.dt_s)), repeats)


def line(what: str, unit: str, sizes: tuple[int, ...], times: list[list[float]], scale: float) -> list[str | Table]:
    """Fit a straight line and show how near it the medians lie."""
    medians = np.array([statistics.median(each) for each in times]) * scale
    slope, level = np.polyfit(sizes, medians, 1, w=1.0 / medians)  # so that the small ones count as much as the large
    on_line = level + slope * np.array(sizes)
    points = zip(sizes, times, on_line, medians, strict=True)
    rows = [
        (
            f"{size:,}",
            spread(each, scale),
            f"{straight:,.0f}",
            f"{100 * (middle / straight - 1):+.0f} %",
            bar(middle, medians),
        )
        for size, each, straight, middle in points
    ]
    r = np.corrcoef(sizes, medians)[0, 1]
    exponent = np.polyfit(np.log(sizes), np.log(medians), 1)[0]
    words = (
        f"The line: {level:,.0f} {unit} and {slope:,.2f} more for each of the {what}; r = {r:.4f}. "
        f"As a power of the {what} the time grows with the exponent {exponent:.2f}"
        + (", below 1 because of what does not grow." if exponent < 0.95 and level > 0.0 else ".")
    )
    return [Table((what, unit, "on the line", "off", ""), rows), words]


def bar(value: float, values: np.ndarray) -> str:
    """Return a bar as long as the value."""
    return "▇" * max(round(BAR * value / values.max()), 1)


def crowds(repeats: int) -> list[str | Table]:
    """Time several persons at once in one and in two threads."""
    sessions = [walking() for _ in range(max(PERSONS))]
    times = {(n, threads): crowd_times(sessions[:n], threads, repeats) for n in PERSONS for threads in THREADS}
    rows = [crowd_row(n, times[n, 1], times[n, 2]) for n in PERSONS]
    head = ("persons", "person-seconds a second, 1 thread", "2 threads", "gain")
    return [Table(head, rows), "In one thread:", *line("persons", "ms", PERSONS, [times[n, 1] for n in PERSONS], 1e3)]


def crowd_row(persons: int, alone: list[float], together: list[float]) -> tuple[str, ...]:
    """Return a line of the table of persons."""
    simulated = 60.0 * PERSON_MINUTES * persons
    return str(persons), rate(alone, simulated), rate(together, simulated), f"{times_quicker(alone, together):.2f}"


def crowd_times(sessions: list[Session], threads: int, repeats: int) -> list[float]:
    """Return how long it takes, on the wall clock, until all persons have walked."""

    def all_of_them() -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda session: go(session, round(60.0 * PERSON_MINUTES / session.dt_s)), sessions))

    return [once(all_of_them, time.perf_counter) for _ in range(repeats)]
