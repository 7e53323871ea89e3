"""Small networks of a few vessels, without heart, breath or reflexes, for exact solutions.

Vessels and pipes go through `pack` and `prepare` like a person's body, so that what is tested is what
runs. The stepper asks for a heart, a head and a way in and out of every vessel: they are here, at rest
and unconnected, or closed by a resistance so large that no flow through it is ever a quantum of volume.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.engine import layout as at
from secondheart.engine.layout import Floats
from secondheart.packing.initial_state import round_to_quanta
from secondheart.packing.network import NETWORK_PERSON
from secondheart.packing.records import no_record
from secondheart.person.atlas.read import numbers_of
from secondheart.person.body import MUSCLES, Body, Connection, Vessel
from secondheart.physics.gravity import DENSITY, DYN_PER_MMHG
from secondheart.simulation.session import Session, prepare
from secondheart.variables import BEAT_CONNECTIONS, BEAT_VESSELS

BLOCKED = 1e20  # mmHg s/mL
NAMED = ("splanchnic_veins", "ascending_aorta", "carotid_arteries", "right_atrium", "head_veins", *BEAT_VESSELS)
INERT = tuple(dict.fromkeys((*NAMED, *(end for name in BEAT_CONNECTIONS for end in name.split(">")))))
QUIET = {
    **{
        "heart_rate.rest": 60.0,
        "heart_rate.maximal": 190.0,
        "heart_rate.without_nerves": 100.0,
        "valve.opening_rate": 20.0,
        "valve.closing_rate": 4.0,
    },
    **{
        "valve.cusp_speed": 6.0,
        "reflex_time.adapting": 1.0,
        "heart.systole": 0.32,
        "pericardium.slack": 1e6,
        "pericardium.give": 1.0,
    },
}
SCALARS = (*NETWORK_PERSON.values(), "blood.volume", "dependency.gain", "skin.growth")


def _blank(cls: type) -> dict[str, Any]:
    return {field.name: "" if field.type == "str" else 0.0 for field in fields(cls)}


def elastic(name: str, compliance: float = 1.0, unstressed: float = 100.0) -> Vessel:
    """A vessel with a linear wall."""
    return Vessel(
        **{**_blank(Vessel), "name": name, "kind": "capillary", "surroundings": "none"}
        | {"compliance": compliance, "unstressed": unstressed}
    )


def vein(
    name: str,
    compliance: float = 2.0,
    unstressed: float = 30.0,
    distending: float = 60.0,
    surroundings: str = "none",
) -> Vessel:
    """A vessel that distends and collapses; a muscle may squeeze it."""
    return Vessel(
        **{**_blank(Vessel), "name": name, "kind": "vein", "surroundings": surroundings}
        | {"compliance": compliance, "unstressed": unstressed, "distending": distending, "transmission": 1.0}
    )


def pipe(tail: str, head: str, resistance: float, inertance: float, **valve: Any) -> Connection:
    """A connection, named by its inertance; `valve=`, `valve_lumen=`, `leak=`, `kind=` make it a valve."""
    return Connection(
        **{
            **_blank(Connection),
            "tail": tail,
            "head": head,
            "kind": "vessel",
            "lumen": 1.0,
            "valve_lumen": 1e9,
            "loss_share": 1.0,
        }
        | {"resistance": resistance, "length": inertance * DYN_PER_MMHG / DENSITY}
        | valve
    )


def body(vessels: Iterable[Vessel], pipes: Iterable[Connection], **scalars: float) -> Body:
    """Complete a few vessels to a body that can be packed."""
    mine, pipes = tuple(vessels), list(pipes)
    for vessel in mine:
        pipes += [pipe(vessel.name, INERT[0], BLOCKED, 1e3), pipe(INERT[0], vessel.name, BLOCKED, 1e3)]
    ring = [f"{tail}>{head}" for tail, head in zip(INERT, INERT[1:] + INERT[:1], strict=True)]
    for name in dict.fromkeys([*ring, *BEAT_CONNECTIONS]):
        tail, head = name.split(">")
        pipes.append(pipe(tail, head, BLOCKED, 1e3))
    inert = tuple(vein(name) if name == INERT[0] else elastic(name) for name in INERT)
    fluids = {name: number.value for file in ("tissue", "oxygen") for name, number in numbers_of(file)}
    numbers = (
        fluids | dict.fromkeys(SCALARS, 0.0) | QUIET | {key.replace("__", "."): value for key, value in scalars.items()}
    )
    strengths = {f"{muscle}_{side}": 1.0 for side in LEGS for muscle in MUSCLES}
    return Body(mine + inert, tuple(pipes), numbers, strengths)


def network(
    vessels: Iterable[Vessel],
    pipes: Iterable[Connection],
    volumes: Mapping[str, float],
    *,
    heights: Mapping[str, float] | None = None,
    flows: Mapping[str, float] | None = None,
    dt_s: float = 0.0025,
    **scalars: float,
) -> Session:
    """Return a network at its start: volumes [mL], flows [mL/s] half a step before, heights [cm]."""
    session = prepare(SimpleNamespace(body=body(vessels, pipes, **scalars)), dt_s)
    packed, state = session.packed, session.state
    for vessel in packed.body.vessels:
        volume = volumes.get(vessel.name, vessel.unstressed)
        state.volume[packed.vessel(vessel.name)] = round_to_quanta(np.array([volume]))[0]
    for name, height in (heights or {}).items():
        session.command.height_from[packed.vessel(name)] = height
        session.command.height_to[packed.vessel(name)] = height
    for name, flow in (flows or {}).items():
        state.flow[packed.connection(name)] = flow
    return session


def squeeze(session: Session, muscle: str, pressures: Floats, cycles_per_s: float) -> None:
    """Let a muscle press with a course of pressures over each cycle, from its start to its end. [mmHg]"""
    table = session.command.muscle
    places = np.linspace(0.0, 1.0, len(table))
    course = np.interp(places, np.linspace(0.0, 1.0, len(pressures)), pressures)
    table[:, session.packed.muscles.index(muscle)] = course
    session.command.now[at.MUSCLE_RATE] = cycles_per_s


def go(session: Session, seconds: float) -> None:
    """Advance by some time; keep nothing."""
    session.advance(round(seconds / session.dt_s), no_record(session.packed))


def volume(session: Session, name: str) -> float:
    """Volume of a vessel now. [mL]"""
    return float(session.state.volume[session.packed.vessel(name)])


def flow(session: Session, name: str) -> float:
    """Flow of a connection, half a step ago. [mL/s]"""
    return float(session.state.flow[session.packed.connection(name)])


def pressure(session: Session, name: str) -> float:
    """Pressure inside a vessel, a step ago. [mmHg]"""
    place = session.packed.vessel(name)
    state = session.state
    return float(state.transmural[place] + state.cuff[place]) + _around(session, place)


def _around(session: Session, place: int) -> float:
    net = session.packed.network
    return float(net.transmission[place] * session.state.outside[net.surroundings[place]])


def follow(session: Session, name: str, seconds: float, every: float | None = None) -> tuple[Floats, Floats]:
    """Return times and the volumes of a vessel, from now on, every step or every some seconds."""
    stride = round((every or session.dt_s) / session.dt_s)
    count = round(seconds / session.dt_s) // stride
    blank = no_record(session.packed)
    values = [volume(session, name)]
    for _ in range(count):
        session.advance(stride, blank)
        values.append(volume(session, name))
    return session.dt_s * stride * np.arange(count + 1), np.array(values)


def total(session: Session) -> int:
    """All volumes, as an integer number of quanta."""
    return sum(int(v / at.QUANTUM) for v in session.state.volume)
