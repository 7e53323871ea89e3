"""The same loops for svZeroDSolver: its input written from our body."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.rings import CHAMBERS, start_pressure
from secondheart.engine.layout import Floats
from secondheart.person.body import Body, Connection, Vessel
from secondheart.physics.heart import ATRIAL_SYSTOLE, ATRIOVENTRICULAR_DELAY, VENTRICULAR_SYSTOLE
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
        "chambers": [_chamber(vessel) for vessel in body.vessels if vessel.name in CHAMBERS],
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


def _chamber(vessel: Vessel) -> Input:
    relaxed, full = vessel.elastance_diastolic, vessel.elastance_systolic
    atrial = vessel.name.endswith("atrium")
    start, systole = (0.0, ATRIAL_SYSTOLE) if atrial else (ATRIOVENTRICULAR_DELAY, VENTRICULAR_SYSTOLE)
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
