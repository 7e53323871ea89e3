"""Beside svZeroDSolver: the same closed loops with four chambers, its input written from our body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.bodies import CHAMBERS, SMALLEST, beating, go, ring, start_pressure
from benchmarks.machine import Work, in_turn, rate, spread, times_quicker
from benchmarks.report import Section, Table
from secondheart.engine.layout import Floats
from secondheart.person.body import Body, Connection, Vessel
from secondheart.physics.heart import ATRIAL_SYSTOLE, ATRIOVENTRICULAR_DELAY
from secondheart.physics.inertance import inertance

Input = dict[str, Any]


def solver_input(body: Body, beats: int, steps: int) -> Input:
    """Write a loop, with beats of a second and so many steps in each, as svZeroDSolver reads it."""
    ways = [(c, body.vessel(c.tail), body.vessel(c.head)) for c in body.connections]
    return {
        "simulation_parameters": {
            "number_of_cardiac_cycles": beats,
            "number_of_time_pts_per_cardiac_cycle": steps + 1,
            "cardiac_period": 1.0,
            "output_all_cycles": False,
            "output_variable_based": True,
        },
        "boundary_conditions": [],
        "vessels": [_vessel(tail, c, i) for i, (c, tail, _) in enumerate(ways) if tail.name not in CHAMBERS],
        "chambers": [
            _chamber(vessel, body.scalars["heart.systole"]) for vessel in body.vessels if vessel.name in CHAMBERS
        ],
        "valves": [_valve(c) for c in body.connections if c.valve],
        "junctions": [_junction(c) for c in body.connections if not c.valve],
        "initial_condition": _start(body),
    }


def _vessel(vessel: Vessel, way: Connection, place: int) -> Input:
    """Return a compliance with the resistance and the inertance of the way that leads out of it."""
    values = {
        "C": vessel.compliance,
        "R_poiseuille": way.resistance,
        "L": float(inertance(way.length, way.lumen)),
    }
    return {
        "vessel_id": place,
        "vessel_name": vessel.name,
        "vessel_length": 1.0,
        "zero_d_element_type": "BloodVesselCRL",
        "zero_d_element_values": values,
    }


def _chamber(vessel: Vessel, ventricular: float) -> Input:
    relaxed, full = vessel.elastance_diastolic, vessel.elastance_systolic
    atrial = vessel.name.endswith("atrium")
    start, systole = (0.0, ATRIAL_SYSTOLE) if atrial else (ATRIOVENTRICULAR_DELAY, ventricular)
    course = {"contract_start": start, "relax_start": start + systole}
    course |= {"contract_duration": systole, "relax_duration": 0.5 * systole}
    return {
        "type": "LinearElastanceChamber",
        "name": vessel.name,
        "values": {"Emax": full - relaxed, "Epass": relaxed, "Vrest": vessel.unstressed},
        "activation_function": {"type": "piecewise_cosine", **course},
    }


def _valve(way: Connection) -> Input:
    open_and_closed = {"Rmin": way.resistance, "Rmax": way.resistance / way.leak}
    ends = {"upstream_block": way.tail, "downstream_block": way.head}
    return {"type": "PiecewiseValve", "name": _name(way), "params": {**open_and_closed, **ends}}


def _junction(way: Connection) -> Input:
    ends = {"inlet_blocks": [way.tail], "outlet_blocks": [way.head]}
    return {"junction_name": _name(way), "junction_type": "NORMAL_JUNCTION", **ends}


def _name(way: Connection) -> str:
    return f"{way.tail}_to_{way.head}"


def _start(body: Body) -> dict[str, float]:
    """Give every vessel its pressure and every chamber its volume, so that the loop holds as much blood as ours."""
    start = {}
    for way in body.connections:
        head = body.vessel(way.head)
        start[f"pressure:{_name(way)}:{head.name}"] = start_pressure(head)
        if head.name in CHAMBERS:
            start[f"Vc:{head.name}"] = head.unstressed + start_pressure(head) / head.elastance_diastolic
        else:
            start[f"pressure:{way.tail}:{_name(way)}"] = start_pressure(body.vessel(way.tail))
    return start


def aortic_course(result: Any, steps: int) -> Floats:
    """Return the aortic pressure over the last beat, step by step."""
    name = "pressure:left_ventricle_to_ascending_aorta:ascending_aorta"
    return np.asarray(result[result.name == name].y, dtype=float)[-steps:]


TITLE = "Beside svZeroDSolver"
BEATS = 20  # of a second
SIZES = (SMALLEST, 123)
FINE, USUAL, COARSE = 4000, 400, 100  # steps a beat; the last is what the examples of svZeroDSolver use
HEAD = ("compartments, program, step", "simulated seconds a second", "ns a step and compartment", "mean", "error")
WORDS = (
    "Closed loops of linear vessels in a row, with four chambers and their valves: the smallest that our packing "
    f"takes, and one of the size of a person; {BEATS} beats of a second. The input for svZeroDSolver is written from "
    "the same body. `mean` is the mean aortic pressure over the last beat, `error` the distance of its course (rms) "
    f"from that of the same program with {FINE} steps a beat, both in mmHg. The means of the two differ a little "
    "because the valves of svZeroDSolver have no inertance and ours have some."
)


@dataclass(frozen=True)
class Way:
    """A way to work a loop out: get it ready, and what it makes of the aortic pressure over the last beat."""

    name: str
    steps: int
    ready: Callable[[], Work]
    course: Floats
    fine: Floats

    def row(self, times: list[float], compartments: int) -> tuple[str, ...]:
        """Return its line of the table."""
        every = self.fine.size // self.course.size
        error = np.sqrt(np.mean((self.course - self.fine[every - 1 :: every]) ** 2))
        return (
            f"{compartments}, {self.name}, {1000 / self.steps:g} ms",
            rate(times, BEATS),
            spread(times, 1e9 / BEATS / self.steps / compartments, 1),
            f"{self.course.mean():.2f}",
            f"{error:.2f}",
        )


def measure(repeats: int) -> Section:
    """Time both on the same loops, in turn."""
    if find_spec("svzerod") is None:
        return Section(TITLE, ["svZeroDSolver is not installed (`svzerod` on PyPI), so it was left out."])
    rows: list[tuple[str, ...]] = []
    quicker: list[str] = []
    slower: list[str] = []
    for compartments in SIZES:
        ways = [*our_way(ring(compartments)), *their_ways(ring(compartments))]
        times = in_turn({way.name + str(way.steps): way.ready for way in ways}, repeats)
        rows += [way.row(each, compartments) for way, each in zip(ways, times.values(), strict=True)]
        ours, *others = times.values()
        good, bad = verdicts(compartments, ours, others)
        quicker, slower = quicker + good, slower + bad
    return Section(TITLE, [WORDS, Table(HEAD, rows), *quicker], slower)


def verdicts(compartments: int, ours: list[float], others: list[list[float]]) -> tuple[list[str], list[str]]:
    """Say how many times quicker we are, or else that we are slower, at the same step and at its coarse one."""
    same, coarse = (times_quicker(other, ours) for other in others)
    if min(same, coarse) < 1.0:
        what = f"at the same step {same:.2g} and at its coarse one {coarse:.2g} times as fast"
        return [], [f"**Slower than svZeroDSolver** with {compartments} compartments: {what}."]
    what = f"{same:,.0f} times faster at the same step, {coarse:,.0f} times at {1000 // COARSE} ms of svZeroDSolver's"
    return [f"With {compartments} compartments ours is {what}."], []


def our_way(body: Body) -> list[Way]:
    """Return our stepper."""
    courses = our_course(body, USUAL), our_course(body, FINE)
    return [Way("ours", USUAL, lambda: partial(go, beating(body), BEATS * USUAL), *courses)]


def our_course(body: Body, steps: int) -> Floats:
    """Return our aortic pressure over the last beat."""
    session = beating(body, 1.0 / steps)
    aorta, net = session.packed.vessel("ascending_aorta"), session.packed.network
    go(session, (BEATS - 1) * steps)
    volumes = np.empty(USUAL)
    for i in range(USUAL):
        go(session, steps // USUAL)
        volumes[i] = session.state.volume[aorta]
    return net.elastance[aorta] * (volumes - net.unstressed[aorta])


def their_ways(body: Body) -> list[Way]:
    """Return svZeroDSolver with our step and with a coarse one."""
    fine = their_course(body, FINE)
    return [
        Way("svZeroDSolver", steps, partial(solver, body, steps), their_course(body, steps), fine)
        for steps in (USUAL, COARSE)
    ]


def solver(body: Body, steps: int) -> Work:
    """Return svZeroDSolver ready to run a loop."""
    import svzerod  # may be missing

    return svzerod.Solver(solver_input(body, BEATS, steps)).run


def their_course(body: Body, steps: int) -> Floats:
    """Return svZeroDSolver's aortic pressure over the last beat."""
    import svzerod  # may be missing

    run = svzerod.Solver(solver_input(body, BEATS, steps))
    run.run()
    return aortic_course(run.get_full_result(), steps)
