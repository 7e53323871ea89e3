"""What the page is told before the first frame: names, units and order, once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from secondheart import __version__
from secondheart.app.channels import BEATS, BLOCKS, SCALARS, Column, Scalar, label_of, side_of
from secondheart.app.cuff_pressures import PLACES
from secondheart.packing import Packed
from secondheart.packing.pressure import outfit
from secondheart.person.valves import groups, valves_of
from secondheart.report.text import DISCLAIMER, describe_person
from secondheart.simulation.live import Live

WIRE = 1
FPS = 25
CREDIT = 50  # live frames that may be on their way

Table = dict[str, Any]


def hello(number: int, session: str, resumed: bool, lives: dict[str, Live], shown: Sequence[Column]) -> Table:
    """Return the message that tells the names of a session's bodies."""
    packed = lives["a"].packed
    names: dict[str, list[Table]] = {
        "scalars": [_scalar_row(scalar) for scalar in SCALARS],
        "vessels": _vessels(packed),
        "connections": _connections(packed),
        "valves": _valves(packed),
        "muscles": _name_rows(packed.muscles),
        "regions": _name_rows(packed.regions),
        "places": _name_rows(PLACES),
    }
    return {
        "type": "hello",
        "wire": WIRE,
        "version": __version__,
        "id": number,
        "session": session,
        "resumed": resumed,
        "fps": FPS,
        "credit": CREDIT,
        "bodies": list(lives),
        "samples": [column.describe() for column in shown],
        "beats": [_scalar_row(column) for column in BEATS],
        "blocks": [{"name": b.name, "of": b.of, "unit": b.unit, "count": len(names[b.of])} for b in BLOCKS],
        **names,
        "people": {body: _person(live) for body, live in lives.items()},
        "disclaimer": DISCLAIMER,
    }


def _scalar_row(scalar: Scalar) -> Table:
    return {"name": scalar.name, "label": scalar.label, "unit": scalar.unit}


def _name_rows(names: Sequence[str]) -> list[Table]:
    return [{"name": name, "label": label_of(name), "side": side_of(name)} for name in names]


def _vessels(packed: Packed) -> list[Table]:
    rows = [packed.body.vessel(name) for name in packed.vessels]
    return [
        {
            "name": vessel.name,
            "label": label_of(vessel.name),
            "kind": vessel.kind,
            "region": vessel.region,
            "side": side_of(vessel.name),
            "position_cm": vessel.position,
            "unstressed_mL": vessel.unstressed,
            "surroundings": vessel.surroundings,
        }
        for vessel in rows
    ]


def _connections(packed: Packed) -> list[Table]:
    by_name = {connection.name: connection for connection in packed.body.connections}
    rows = [by_name[name] for name in packed.connections]
    return [
        {
            "name": one.name,
            "from": packed.vessel(one.tail),
            "to": packed.vessel(one.head),
            "valve": packed.valves.index(one.valve) if one.valve in packed.valves else -1,
            "kind": one.kind,
        }
        for one in rows
    ]


def _valves(packed: Packed) -> list[Table]:
    through = {connection.valve: connection for connection in packed.body.connections if connection.valve}
    members = {group: set(valves_of(group)) for group in groups()}
    return [
        {
            "name": name,
            "label": label_of(name),
            "connection": packed.connection(through[name].name),
            "lumen_cm2": through[name].valve_lumen,
            "side": side_of(name),
            "groups": [group for group, valves in members.items() if name in valves],
        }
        for name in packed.valves
    ]


def _person(live: Live) -> Table:
    worn, packed = outfit(live.packed, live.step.wear), live.packed
    leaks = {name: float(worn.leak[_through(packed, name)]) for name in packed.valves}
    return {
        "leaks": {name: leak for name, leak in leaks.items() if leak > 0.0},
        "worn_mmHg": worn.garment_pressure.tolist(),
        "transmission": worn.transmission.tolist(),
        "strengths": dict(zip(packed.body.strengths, worn.strengths, strict=True)),
        "wears": [garment.name for garment in (*live.person.garments, *live.step.wear)],
        "note": describe_person(live.person),
    }


def _through(packed: Packed, valve: str) -> int:
    return next(packed.connection(c.name) for c in packed.body.connections if c.valve == valve)
