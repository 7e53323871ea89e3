"""The bodies that are timed: persons, and closed loops of any number of compartments packed like a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from secondheart import Person, stand, tiptoe, walk
from secondheart.engine import layout as at
from secondheart.engine.layout import Floats
from secondheart.packing import build_orders
from secondheart.packing.initial_state import round_to_quanta
from secondheart.packing.records import no_record
from secondheart.person.body import Body, Connection, Vessel
from secondheart.physics.gravity import DENSITY, DYN_PER_MMHG
from secondheart.protocol import Protocol
from secondheart.simulation.session import Session, prepare, settle

STILL_S = 1e15  # so slow that walls do not yield any more
GAINS = slice(at.GAIN_VAGAL, at.GAIN_CONTRACTILITY + 1)


def begun(session: Session, protocol: Protocol, settle_s: float = 300.0) -> Session:
    """Settle a body in a protocol's first posture and begin its second step."""
    settle(session, protocol.steps[0], settle_s)
    build_orders(protocol, session.packed, session.dt_s)[1].write(
        session.packed, session.command, session.state, session.dt_s
    )
    return session


def walking(person: Person | None = None, including: Sequence[str] = ()) -> Session:
    """A person walking, the default one if none is given."""
    return begun(prepare(person or Person(), None, including), stand(seconds=60) + walk(km_h=3, minutes=1))


def frozen(dt_s: float = 0.0025, settle_s: float = 60.0) -> Session:
    """The default person on tiptoe with the reflexes frozen and the heart at an even beat.

    What is left is the blood alone, so that another program can be given the same thing to work out.
    """
    session = prepare(Person(), dt_s)
    session.packed.network.person[GAINS] = 0.0
    session.packed.network.bed_dependent[:] = session.packed.network.bed_skin[:] = 0.0
    begun(session, stand(seconds=60) + tiptoe(times=10), settle_s)
    session.command.now[at.EFFORT] = 0.0
    session.command.now[at.RR_IMPOSED] = session.state.clock[at.BEAT_LENGTH]
    session.command.local[:] = 1.0
    session.packed.network.person[at.CREEP_LAG] = STILL_S
    return session


def go(session: Session, steps: int) -> None:
    """Take a body some steps further and keep nothing."""
    session.advance(steps, no_record(session.packed))


def copied(session: Session) -> list[Floats]:
    """Copy everything that runs along."""
    return [array.copy() for array in session.state]


def put_back(session: Session, arrays: list[Floats]) -> None:
    """Write copies back."""
    for array, copy in zip(session.state, arrays, strict=True):
        array[...] = copy


def finer(session: Session, dt_s: float) -> Session:
    """Return a frozen body once more as it stands, with a finer step and resistances that follow at each of them."""
    twin = prepare(Person(), dt_s)
    old, new = (*session.packed.network, *session.command), (*twin.packed.network, *twin.command)
    for mine, given in zip(new, old, strict=True):
        if isinstance(mine, np.ndarray):
            mine[...] = given
    put_back(twin, list(session.state))
    twin.per_tick = 1
    return twin


# What a record of beats asks for by name, in the order of the stream; the others come after the carotids.
FIRST = ("left_ventricle", "ascending_aorta", "carotid_arteries")
LAST = (
    *("great_saphenous_ankle_left", "great_saphenous_ankle_right", "external_iliac_left", "common_iliac_left"),
    *("external_iliac_right", "common_iliac_right", "head_veins", "splanchnic_veins"),
    *("right_atrium", "right_ventricle", "pulmonary_arteries", "left_atrium"),
)
SMALLEST = len(FIRST) + len(LAST)
CHAMBERS = ("left_ventricle", "right_atrium", "right_ventricle", "left_atrium")
LEAK = 1e-3  # a closed valve of the heart lets this share through: svZeroDSolver's own examples have it
LIGHT, USUAL = 1e-4, 2e-3  # inertance of a valve of the heart and of the others, mmHg s2/mL
OPEN, EASY, NARROW = 0.01, 0.002, 0.8  # resistance of a valve, of a vessel, and of the way to the veins, mmHg s/mL
ARTERIAL, VENOUS, ARTERY, VEIN = 90.0, 6.0, 1.6, 1.0  # mmHg at the start; mL/mmHg of all arteries, of one vein


def ring(compartments: int, leafy: bool = False) -> Body:
    """A loop; `leafy` makes every second vessel on the way back a collapsible vein behind a venous valve."""
    like = Person().body
    fillers = [f"vessel_{i}" for i in range(compartments - SMALLEST)]
    names = [*FIRST, *fillers, *LAST]
    half = len(FIRST) + (compartments - 4) // 2
    arteries = [name for name in names[:half] if name not in CHAMBERS]
    vessels = tuple(_vessel(like, name, i, len(arteries), i < half, leafy) for i, name in enumerate(names))
    ways = zip(vessels, vessels[1:] + vessels[:1], strict=True)
    connections = tuple(_connection(like, tail, head, i == half - 1) for i, (tail, head) in enumerate(ways))
    blood = {"blood.volume": sum(filled(vessel) for vessel in vessels)}
    return Body(vessels, connections, {**like.scalars, **blood}, like.strengths)


def _vessel(like: Body, name: str, place: int, arteries: int, arterial: bool, leafy: bool) -> Vessel:
    plain = {"surroundings": "none", "transmission": 0.0, "position": 0.0}
    if name in CHAMBERS:
        return replace(like.vessel(name), elastance_taut=0.0, **plain)  # linear, as those of svZeroDSolver
    size = {"name": name, "kind": "artery", "unstressed": 10.0, "compliance": VEIN, "distending": 0.0}
    if arterial:
        size["compliance"] = ARTERY / 4 if name in FIRST else max(ARTERY / 2 / arteries, 0.05)
    if leafy and place % 2:
        size |= {"kind": "vein", "distending": 60.0}
    return replace(like.vessel("ascending_aorta"), **plain, **size)


def _connection(like: Body, tail: Vessel, head: Vessel, narrow: bool) -> Connection:
    leaflets = tail.kind == "vein"
    inner = tail.name in CHAMBERS
    resistance = OPEN if inner else NARROW if narrow else EASY
    inertance = LIGHT if inner else USUAL
    return replace(
        like.connections[0],
        tail=tail.name,
        head=head.name,
        kind="heart_valve" if inner else "vessel",
        resistance=resistance,
        length=inertance * DYN_PER_MMHG / DENSITY,
        lumen=1.0,
        valve=f"{tail.name} valve" if inner or leaflets else "",
        valve_lumen=1e6 if inner else 1.0,
        leak=LEAK if inner else 0.0,
        bed="",
        part="",
        tissue="",
    )


def start_pressure(vessel: Vessel) -> float:
    """Pressure at the start, in mmHg."""
    return ARTERIAL if vessel.compliance < VEIN and vessel.name not in CHAMBERS else VENOUS


def filled(vessel: Vessel) -> float:
    """Volume at the start, in mL."""
    soft = 1.0 / vessel.elastance_diastolic if vessel.name in CHAMBERS else vessel.compliance
    return vessel.unstressed + soft * start_pressure(vessel)


def beating(body: Body, dt_s: float = 0.0025, beat_s: float = 1.0) -> Session:
    """A loop at its start: an even beat, no breath, no reflexes."""
    with np.errstate(invalid="ignore"):  # the first guess shares blood among veins, of which there may be none
        session = prepare(SimpleNamespace(body=body), dt_s)
    session.packed.network.person[GAINS] = 0.0
    session.command.now[at.RR_IMPOSED] = session.state.clock[at.BEAT_LENGTH] = beat_s
    session.state.clock[at.VENTRICLE_TIME] = beat_s  # relaxed until their first beat
    session.state.volume[:] = round_to_quanta(np.array([filled(body.vessel(name)) for name in session.packed.vessels]))
    return session
