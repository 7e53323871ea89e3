"""What the page receives before the first frame: names, units and order, once."""

from __future__ import annotations

from collections.abc import Sequence

from secondheart import __version__
from secondheart.app.channels import BLOCKS, CHANNELS_BEATS, SCALARS, Column, Scalar, label_of, side_of
from secondheart.app.cuff_pressures import CUFF_PLACES
from secondheart.app.server_messages import (
    BlockName,
    ConnectionName,
    Hello,
    NamedPart,
    PersonInWords,
    ScalarName,
    ValveName,
    VesselName,
)
from secondheart.packing import Packed
from secondheart.packing.pressure import outfit
from secondheart.person.valves import groups, valves_of
from secondheart.report.text import DISCLAIMER, person_in_words
from secondheart.simulation.live import Live

WIRE = 1
FPS = 25
CREDIT = 50  # live frames that may be on their way


def hello(number: int, session: str, resumed: bool, lives: dict[str, Live], shown: Sequence[Column]) -> Hello:
    """Return the message that tells the names of a session's bodies."""
    packed = lives["a"].packed
    names: dict[str, Sequence[object]] = {
        "scalars": [_scalar_name(scalar) for scalar in SCALARS],
        "vessels": _vessel_names(packed),
        "connections": _connection_names(packed),
        "valves": _valve_names(packed),
        "muscles": _part_names(packed.muscles),
        "regions": _part_names(packed.regions),
        "places": _part_names(CUFF_PLACES),
    }
    return Hello(
        wire=WIRE,
        version=__version__,
        id=number,
        session=session,
        resumed=resumed,
        fps=FPS,
        credit=CREDIT,
        bodies=list(lives),
        samples=[column.describe() for column in shown],
        beats=[_scalar_name(column) for column in CHANNELS_BEATS],
        blocks=[BlockName(block.name, block.of, block.unit, len(names[block.of])) for block in BLOCKS],
        people={body: _person_in_words(live) for body, live in lives.items()},
        disclaimer=DISCLAIMER,
        **names,  # type: ignore[arg-type]  # each under the name of its own list
    )


def _scalar_name(scalar: Scalar) -> ScalarName:
    return ScalarName(scalar.name, scalar.label, scalar.unit)


def _part_names(names: Sequence[str]) -> list[NamedPart]:
    return [NamedPart(name, label_of(name), side_of(name)) for name in names]


def _vessel_names(packed: Packed) -> list[VesselName]:
    return [
        VesselName(
            name=vessel.name,
            label=label_of(vessel.name),
            kind=vessel.kind,
            region=vessel.region,
            side=side_of(vessel.name),
            position_cm=vessel.position,
            unstressed_mL=vessel.unstressed,
            surroundings=vessel.surroundings,
        )
        for vessel in (packed.body.vessel(name) for name in packed.vessels)
    ]


def _connection_names(packed: Packed) -> list[ConnectionName]:
    by_name = {connection.name: connection for connection in packed.body.connections}
    return [
        ConnectionName(
            name=one.name,
            tail=packed.vessel(one.tail),
            head=packed.vessel(one.head),
            valve=packed.valves.index(one.valve) if one.valve in packed.valves else -1,
            kind=one.kind,
            lumen_cm2=one.lumen,
        )
        for one in (by_name[name] for name in packed.connections)
    ]


def _valve_names(packed: Packed) -> list[ValveName]:
    through = {connection.valve: connection for connection in packed.body.connections if connection.valve}
    members = {group: set(valves_of(group)) for group in groups()}
    return [
        ValveName(
            name=name,
            label=label_of(name),
            connection=packed.connection(through[name].name),
            lumen_cm2=through[name].valve_lumen,
            side=side_of(name),
            groups=[group for group, valves in members.items() if name in valves],
        )
        for name in packed.valves
    ]


def _person_in_words(live: Live) -> PersonInWords:
    garments, packed = outfit(live.packed, live.step.wear), live.packed
    leaks = {name: float(packed.network.leak[_through(packed, name)]) for name in packed.valves}
    return PersonInWords(
        leaks={name: leak for name, leak in leaks.items() if leak > 0.0},
        garment_mmHg=garments.garment_pressure.tolist(),
        transmission=garments.transmission.tolist(),
        strengths=dict(zip(packed.body.strengths, map(float, garments.strengths), strict=True)),
        wears=[garment.name for garment in (*live.person.garments, *live.step.wear)],
        note=person_in_words(live.person),
    )


def _through(packed: Packed, valve: str) -> int:
    return next(packed.connection(c.name) for c in packed.body.connections if c.valve == valve)
