"""The C of a unit for co-simulation: the generated stepper, a body as tables, and what a master calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from secondheart._files import package_text
from secondheart.codegen import translate_floors
from secondheart.codegen.expressions import c_name
from secondheart.codegen.translate import PORTABLE
from secondheart.export.unit_variables import (
    UnitOutput,
    UnitVariable,
    leak_places,
    unit_inputs,
    unit_outputs,
    unit_parameters,
)
from secondheart.packing import Order, build_orders
from secondheart.packing.muscle_table import muscle_pressures
from secondheart.packing.orders import FASTEST_CM_S
from secondheart.packing.pressure import JOINTS, reaching_of
from secondheart.packing.records import no_record
from secondheart.person import Person
from secondheart.protocol import Protocol, lie, stand, walk
from secondheart.protocol.verbs import all_verbs
from secondheart.simulation.session import Session, prepare, settle
from secondheart.variables import INCLUDED

MOVEMENT_NAMES = ("at rest lying", "at rest standing", "walking", "rising on tiptoe", "ankle pumps")
STANDING = 1  # the first of them
FAR_CM = 1e6  # beyond the feet
ALIGNED = 64


@dataclass(frozen=True)
class UnitModel:
    """A body that a unit starts from, with its variables."""

    session: Session
    inputs: Sequence[UnitVariable]
    parameters: Sequence[UnitVariable]
    outputs: Sequence[UnitOutput]
    leaks: Sequence[Sequence[int]]  # the connections that each parameter of a leak sets


def build_unit(person: Person) -> UnitModel:
    """Return a person at rest, standing, with what a master can give and read."""
    session = prepare(person, including=INCLUDED)
    settle(session, stand(seconds=60).steps[0])
    session.apply(build_orders(stand(seconds=60), session.packed, session.dt_s)[0])
    outputs = list(unit_outputs(person, session.packed))
    return UnitModel(session, unit_inputs(), unit_parameters(), outputs, leak_places(person, session.packed))


def unit_source(model: UnitModel, guid: str) -> str:
    """Return the whole C of a unit."""
    text = package_text("export/unit.c")
    lines = [
        f"#define {PORTABLE}",
        "#define advance secondheart_advance  /* an old C library has another one */",
        translate_floors(),
        "#undef sqrt\n#undef fabs\n#undef isfinite",
        *_sizes(model, guid),
        *_body(model.session),
        *_geometry(model.session),
        *_movements(model.session),
        *_tables(model),
        text,
    ]
    return "\n".join(lines)


def _sizes(model: UnitModel, guid: str) -> Iterator[str]:
    cuffs = sum(one.name.startswith("cuff_") for one in model.inputs)
    first = len(model.inputs) + 1
    numbers = {
        "INPUTS": len(model.inputs),
        "PARAMETERS": len(model.parameters),
        "OUTPUTS": len(model.outputs),
        "CUFFS": cuffs,
        "LEAKS": len(model.parameters) - 1,
        "MOVEMENTS": len(MOVEMENT_NAMES),
        "FIRST_MOVEMENT": STANDING,
        "MOVEMENT_REFERENCE": 0,
        "INPUT_ANGLES": 0,
        "INPUT_PHASE": 4,
        "INPUT_EFFORT": 5,
        "INPUT_CUFFS": len(model.inputs) - cuffs,
        "PARAMETER_STRENGTH": 0,
        "PARAMETER_LEAK": 1,
        "FIRST_INPUT": 1,
        "FIRST_PARAMETER": first,
        "FIRST_OUTPUT": first + len(model.parameters),
        "PER_TICK": model.session.per_tick,
        "STEP_S": repr(model.session.dt_s),
        "FASTEST_CM_S": repr(FASTEST_CM_S),
        "UNIT_GUID": f'"{guid}"',
    }
    yield from (f"#define {name} {value}" for name, value in numbers.items())


def _body(session: Session) -> Iterator[str]:
    """Yield the stepper's tuples: their arrays as one block of memory, and where each lies in it."""
    packed = session.packed
    tuples: dict[str, Any] = {
        "network": packed.network, "tissue": packed.tissue, "gas": packed.gas, "command": session.command,
        "tables": packed.tables, "state": session.state, "record": no_record(packed),
    }  # fmt: skip
    memory = bytearray()
    places = []
    for name, fields in tuples.items():
        for key, value in fields._asdict().items():
            field = f"(unit)->{name}.{c_name(key)}"
            if not isinstance(value, np.ndarray):
                places.append(f"{field} = {int(value)}LL;")
                continue
            memory += bytes(-len(memory) % ALIGNED)
            number = "double" if value.dtype.kind == "f" else "int64_t"
            shape = (*value.shape, *(1,) * (3 - value.ndim))
            data = f"({number} *)(void *)((unit)->moving.memory + {len(memory)})"
            places.append(f"{field}.data = {data}; {field}.size = {value.size};")
            places += [f"{field}.shape[{axis}] = {length};" for axis, length in enumerate(shape)]
            memory += np.ascontiguousarray(value, "<f8" if value.dtype.kind == "f" else "<i8").tobytes()
    memory += bytes(-len(memory) % ALIGNED)
    words = ",".join(f"{word:#x}" if word else "0" for word in np.frombuffer(memory, "<u8").tolist())
    yield f"#define BODY_BYTES {len(memory)}"
    yield f"static const uint64_t body_memory[] = {{{words}}};"
    yield "#define BODY_TUPLES " + " ".join(f"{name.capitalize()} {name};" for name in tuples)
    yield "#define BODY_PLACES(unit) " + " ".join(places)
    yield "#define BODY_POINTERS(unit) " + ", ".join(f"&(unit)->{name}" for name in tuples)


def _geometry(session: Session) -> Iterator[str]:
    scalars = session.packed.body.scalars
    joints = [0.0, *(scalars[f"segments.{name}"] for name in JOINTS), FAR_CM]
    yield _floats("body_position", session.packed.positions)
    yield _floats("body_joint", joints)


def _movements(session: Session) -> Iterator[str]:
    """Yield for each movement what stands on the muscles, what they contract with, and what is ordered beside."""
    rows: dict[str, list[np.ndarray]] = {name: [] for name in ("load", "contraction", "work", "local", "now")}
    verbs = all_verbs()
    repeated = (verbs[name](times=10) for name in ("tiptoe", "ankle_pumps"))
    for protocol in (lie(seconds=60), stand(seconds=60), walk(seconds=60), *repeated):
        step, order = protocol.steps[0], _order_of(protocol, session)
        idle = muscle_pressures(step, step.activity, (0.0,) * len(order.outfit.strengths))
        rows["load"].append(idle.ravel())
        rows["contraction"].append((order.muscle - idle).ravel())
        for name in ("work", "local", "now"):
            rows[name].append(getattr(order, name))
    for name, arrays in rows.items():
        yield _rows(f"body_{name}", arrays)


def _order_of(protocol: Protocol, session: Session) -> Order:
    order = build_orders(protocol, session.packed, session.dt_s)[0]
    if not isinstance(order, Order):
        raise TypeError("a protocol begins with an order")
    return order


def _tables(model: UnitModel) -> Iterator[str]:
    packed = model.session.packed
    settable = [*model.inputs, *model.parameters]
    yield _floats("body_input", [one.start for one in model.inputs])
    yield _floats("body_parameter", [one.start for one in model.parameters])
    yield _floats("body_low", [one.low for one in settable])
    yield _floats("body_high", [one.high for one in settable])
    yield "static const char *const body_name[] = {" + ", ".join(f'"{one.name}"' for one in settable) + "};"
    cuffs = [one.name.removeprefix("cuff_").rpartition("_") for one in model.inputs if one.name.startswith("cuff_")]
    yield _rows("body_reaching", [reaching_of(site, side, packed) for site, _, side in cuffs])
    yield _wholes("body_output_kind", [one.kind for one in model.outputs])
    yield from _places("body_output", [one.places for one in model.outputs])
    yield from _places("body_leak", model.leaks)


def _places(name: str, rows: Sequence[Sequence[int]]) -> Iterator[str]:
    longest = max(map(len, rows))
    yield _wholes(f"{name}_count", map(len, rows))
    listed = ", ".join("{" + ", ".join(map(str, row)) + "}" for row in rows)
    yield f"static const int {name}_place[][{longest}] = {{{listed}}};"


def _floats(name: str, values: Iterable[float]) -> str:
    return f"static const double {name}[] = {{{', '.join(_number(value) for value in values)}}};"


def _wholes(name: str, values: Iterable[int]) -> str:
    return f"static const int {name}[] = {{{', '.join(map(str, values))}}};"


def _rows(name: str, rows: Sequence[np.ndarray]) -> str:
    listed = ",\n".join("{" + ",".join(_number(value) for value in row.tolist()) + "}" for row in rows)
    return f"static const double {name}[][{len(rows[0])}] = {{\n{listed}}};"


def _number(value: float) -> str:
    return "0" if value == 0.0 else float(value).hex()
