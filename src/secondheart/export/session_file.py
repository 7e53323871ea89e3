"""A person at rest, and what protocols order, as a body file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from secondheart import __version__
from secondheart.errors import InputError
from secondheart.export.body_file import BodyFile
from secondheart.packing import AnyOrder, Order, Orders, Press, build_orders
from secondheart.packing.records import whole_record
from secondheart.person import Person
from secondheart.protocol import Protocol
from secondheart.simulation.session import Session, prepare, settle
from secondheart.variables import INCLUDED

EXPORTED_ROWS = 256  # samples and beats of the record that is laid out
BODY_UNITS = {
    "pressure": "mmHg",
    "volume": "mL",
    "flow": "mL/s",
    "time": "s",
    "height": "cm",
    "resistance": "mmHg s/mL",
    "inertance": "mmHg s2/mL",
}
OUTFIT_ARRAYS = ("garment_pressure", "sleeve_stiffness", "surroundings", "transmission")

Table = dict[str, Any]


def export_body(person: Person, protocols: Mapping[str, Protocol], *, dt_s: float | None = None) -> BodyFile:
    """Return a person at rest in the first posture of the first protocol, with what each protocol orders.

    Parameters
    ----------
    person : Person
    protocols : mapping
        By the name that they have in the file; one or more.
    dt_s : float, optional
        Step of the stepper; 2.5 ms, or what the body needs. [s]

    Raises
    ------
    InputError
        If there is no protocol, or the step is not allowed.
    """
    if not protocols:
        raise InputError("a body file needs a protocol, whose first posture the body is at rest in")
    session = prepare(person, dt_s, INCLUDED)
    settle(session, next(iter(protocols.values())).steps[0])
    tuples, arrays = session_tables(session)
    orders: Table = {}
    for k, (name, protocol) in enumerate(protocols.items()):
        every = build_orders(protocol, session.packed, session.dt_s)
        rows, more = order_tables(every, f"order.{k}")
        orders[name] = {"duration_s": protocol.duration_s, "orders": rows}
        arrays |= more
    header = {"kind": "secondheart body", **describe_session(session), "tuples": tuples, "protocols": orders}
    return BodyFile(header, arrays)


def describe_session(session: Session) -> Table:
    """Return what is to be known of a body beside its arrays: names, units, and where each vessel lies."""
    packed = session.packed
    vessels = [packed.body.vessel(name) for name in packed.vessels]
    return {
        "program": __version__,
        "dt_s": session.dt_s,
        "per_tick": session.per_tick,
        "units": BODY_UNITS,
        "names": {
            "vessels": list(packed.vessels),
            "connections": list(packed.connections),
            "valves": list(packed.valves),
            "muscles": list(packed.muscles),
            "beds": list(packed.beds),
            "regions": list(packed.regions),
        },
        "vessels": [
            {"kind": one.kind, "region": one.region, "position_cm": one.position, "surroundings": one.surroundings}
            for one in vessels
        ],
    }


def session_tables(session: Session) -> tuple[Table, dict[str, np.ndarray]]:
    """Return the stepper's tuples, each a list of its fields in order, and their arrays by name."""
    packed = session.packed
    record = whole_record(packed, session.per_tick, EXPORTED_ROWS, EXPORTED_ROWS)
    for name in _written(record):
        getattr(record, name)[...] = 0.0  # what is recorded is not there yet
    every: dict[str, Any] = {
        "network": packed.network,
        "tissue": packed.tissue,
        "gas": packed.gas,
        "command": session.command,
        "tables": packed.tables,
        "state": session.state,
        "record": record,
    }
    tuples: Table = {}
    arrays: dict[str, np.ndarray] = {}
    for name, values in every.items():
        tuples[name] = [[key, _field(f"{name}.{key}", value, arrays)] for key, value in values._asdict().items()]
    return tuples, arrays


def _written(record: Any) -> Iterator[str]:
    """Yield the arrays of a record that the stepper writes: floats, empty until then."""
    return (name for name, value in record._asdict().items() if getattr(value, "dtype", None) == np.float64)


def _field(name: str, value: Any, arrays: dict[str, np.ndarray]) -> str | int:
    if not isinstance(value, np.ndarray):
        return int(value)
    arrays[name] = value.copy()
    return name


def order_tables(orders: Orders | Sequence[AnyOrder], prefix: str) -> tuple[list[Table], dict[str, np.ndarray]]:
    """Return orders as rows of numbers and names of arrays, and the arrays."""
    rows: list[Table] = []
    arrays: dict[str, np.ndarray] = {}
    for k, order in enumerate(orders):
        if not isinstance(order, Order | Press):
            raise InputError("a file of a session with bleeding or an infusion is not allowed: nothing else reads it")
        held = dict(_arrays_of(order))
        row: Table = {key: f"{prefix}.{k}.{key}" for key in held}
        arrays |= {row[key]: array for key, array in held.items()}
        row |= {"begins": order.begins, "cuff_s": order.cuff_s}
        if isinstance(order, Order):
            row |= {"ramp_s": order.ramp_s, "same_rhythm": order.same_rhythm, "clamped": order.clamped}
        rows.append(row)
    return rows, arrays


def _arrays_of(order: Order | Press) -> Iterable[tuple[str, np.ndarray]]:
    yield "cuffs", order.cuffs
    if isinstance(order, Order):
        yield from ((name, getattr(order, name)) for name in ("heights", "now", "work", "local", "muscle"))
        yield from ((name, getattr(order.outfit, name)) for name in OUTFIT_ARRAYS)
