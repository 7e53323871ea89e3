"""The people of the page without a server, and what they can wear, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import msgspec
import numpy as np

from secondheart.app.channels import Column, columns
from secondheart.app.greeting import hello
from secondheart.app.presets import PRESETS, preset
from secondheart.clinic.calf import leg_veins_of
from secondheart.compression import stocking
from secondheart.compression.garment import Garment
from secondheart.errors import SecondheartError
from secondheart.export.session_file import session_tables
from secondheart.packing import Packed
from secondheart.packing.orders import WRITTEN
from secondheart.packing.pressure import Outfit, outfit
from secondheart.person import Person
from secondheart.person.valves import valves_above_mouths
from secondheart.protocol import Step
from secondheart.simulation.live import begin
from secondheart.simulation.session import Session, lie_down, prepare
from secondheart.variables import INCLUDED

OFFERED_CLASSES = ("RAL I", "RAL II", "RAL III", "RAL IV")
SHARED_ARRAYS = ("garment_pressure", "sleeve_stiffness", "surroundings", "transmission")  # alike for all people
GARMENT_LENGTHS: tuple[Literal["knee", "thigh"], ...] = ("knee", "thigh")

Table = dict[str, Any]


class NotAlike(SecondheartError):
    """A preset differs from the healthy person in what the page takes to be common to all."""


@dataclass(frozen=True)
class SitePerson:
    """A preset at rest, lying."""

    name: str
    person: Person
    session: Session


def site_people(step: Step) -> list[SitePerson]:
    """Return the presets of the page, each at rest lying as a step breathes."""
    people = []
    for name in PRESETS:
        person = preset(name, Person())
        session = prepare(person, including=INCLUDED)
        lie_down(session, step)
        people.append(SitePerson(name, person, session))
    return people


def person_tables(one: SitePerson, step: Step) -> tuple[Table, dict[str, np.ndarray]]:
    """Return what is the person's own: its vessels, valves and muscles, its state at rest, and its words."""
    _, arrays = session_tables(one.session)
    mine = {f"{one.name}.{key}": array for key, array in arrays.items() if _is_personal(key)}
    bare = outfit(one.session.packed, ())
    for key in WRITTEN:
        mine.setdefault(f"{one.name}.network.{key}", getattr(one.session.packed.network, key))
    mine[f"{one.name}.network.leak"] = one.session.packed.network.leak
    live = begin(one.person, step, one.session)
    greeting = msgspec.to_builtins(hello(1, "", False, {"a": live}, columns(one.session.packed, one.person)))
    return {
        "name": one.name,
        "strengths": [float(strength) for strength in bare.strengths],
        "strength_percent": one.person.strength_percent,
        "words": greeting["people"]["a"],
        "leak_places": _leak_places(one),
        "blood_mL": one.session.packed.body.scalars["blood.volume"],
        "dt_s": one.session.dt_s,
        "scenario": one.person.model_dump(mode="json"),
    }, mine


def _leak_places(one: SitePerson) -> list[tuple[str, list[int]]]:
    """Return the connections that the leak of each valve is written to, mouths first, as they bring others."""
    body = one.session.packed.body
    through = {row.valve: one.session.packed.connection(row.name) for row in body.connections if row.valve}
    above = valves_above_mouths(one.person.history.own_leaks())
    brought = [(mouth, [through[mouth], through[valve]]) for mouth, valve in above.items()]
    return [*brought, *((valve, [place]) for valve, place in through.items() if valve not in above)]


def _is_personal(key: str) -> bool:
    """Say whether an array differs between people: not what is ordered, looked up or recorded."""
    return key.startswith(("network.", "tissue.", "gas.", "state."))


def garment_tables(packed: Packed) -> tuple[list[Table], dict[str, np.ndarray]]:
    """Return what each garment writes into any of these bodies: pressures, stiffness, support of strengths."""
    bare = outfit(packed, ())
    rows: list[Table] = []
    arrays: dict[str, np.ndarray] = {}
    for kind in OFFERED_CLASSES:
        for length in GARMENT_LENGTHS:
            garment = stocking(kind, length=length)
            name = f"garment.{len(rows)}"
            dressed = outfit(packed, (garment,))
            arrays |= {f"{name}.{key}": getattr(dressed, key) for key in SHARED_ARRAYS}
            arrays[f"{name}.support"] = np.array(dressed.strengths) / np.array(bare.strengths)
            rows.append({"kind": kind, "length": length, "name": garment.name, "arrays": name})
    return rows, arrays


def check_alike(one: SitePerson, garments: list[tuple[Garment, Outfit]]) -> None:
    """Raise NotAlike unless what garments write is the same for a person as for the healthy one."""
    packed = one.session.packed
    for garment, healthy in garments:
        dressed = outfit(packed, (garment,))
        for key in SHARED_ARRAYS:
            if not np.array_equal(getattr(dressed, key), getattr(healthy, key)):
                raise NotAlike(f"the {key} of {garment.name} is another one for {one.name}")


def read_columns(packed: Packed, person: Person) -> list[Table]:
    """Return how the page's charted courses are read from the stepper's arrays: a variable, places, a factor."""
    return [{**msgspec.to_builtins(one.describe()), **_reading(one, packed, person)} for one in columns(packed, person)]


def _reading(column: Column, packed: Packed, person: Person) -> Table:
    match column.kind:
        case "flow":
            return {"from": "flow", "places": [packed.connection(column.of)], "factor": 60.0}
        case "muscle":
            return {"from": "muscle", "places": [packed.muscles.index(column.of)], "factor": 1.0}
        case "volume":
            side = column.of.rpartition("_")[2]
            return {"from": "volume", "places": [packed.vessel(v) for v in leg_veins_of(person, side)], "factor": 1.0}
    return {"from": column.kind, "places": [packed.vessel(column.of)], "factor": 1.0}
