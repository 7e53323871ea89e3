"""A body: the vessels and connections of one person, with names and plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from secondheart.anatomy import LEGS, split_side
from secondheart.compression.garment import Garment
from secondheart.errors import UnknownName

MUSCLES = ("superficial_posterior", "deep_posterior", "anterior", "foot", "thigh")  # of each leg
WALLS = ("chest", "belly")  # muscles that press on what lies within


def name_piece(name: str, number: int) -> str:
    """Return the name of one of several, its side last: ``peroneal_3_left``."""
    base, side = split_side(name)
    return f"{base}_{number}_{side}"


@dataclass(frozen=True)
class Vessel:
    """A compartment of blood. Volumes in mL, pressures in mmHg, lengths in cm."""

    name: str
    kind: str  # chamber, artery, capillary, elastic_vein, vein
    region: str
    surroundings: str  # none, thorax, abdomen, cranium or a muscle with its side
    transmission: float
    skin_transmission: float
    unstressed: float
    compliance: float
    distending: float
    elastance_diastolic: float
    elastance_systolic: float
    position: float
    elastance_taut: float = 0.0  # of a chamber, what it is stiffer when filled by
    filling: float = 0.0  # beyond its unstressed volume
    buckling: float = 0.0  # of a vein with a thin wall, pressure that presses it flat; 0 for that of trunks
    garment_pressure: float = 0.0  # pressure of garments that reaches it
    of: str = ""  # the vein that it is a piece of
    number: int = 0  # among the pieces, from below

    @property
    def venous(self) -> bool:
        """True for veins of either wall law."""
        return self.kind in ("vein", "elastic_vein")


@dataclass(frozen=True)
class Connection:
    """A way from one vessel to the next, perhaps through a valve."""

    tail: str
    head: str
    kind: str  # vessel, perforator, lung, heart_valve, arterioles, venules
    resistance: float
    length: float
    lumen: float
    valve: str
    valve_lumen: float
    leak: float
    bed: str
    part: str
    tissue: str
    loss_share: float = 1.0  # of the jet's loss: a vein with several valves loses it once
    label: str = ""  # the name of the way between whole veins that it stands for, where pieces meet

    @property
    def name(self) -> str:
        """The connection's name: from>to."""
        return self.label or f"{self.tail}>{self.head}"


Part = TypeVar("Part", Vessel, Connection)


def with_numbers(part: Part, **numbers: float) -> Part:
    """Return a vessel or connection with some of its numbers replaced, in a tenth of the time that `replace` takes.

    Size, traits and conditions change hundreds of numbers of each person.
    """
    new = object.__new__(type(part))
    new.__dict__.update(part.__dict__)
    new.__dict__.update(numbers)
    return new


@dataclass(frozen=True)
class Body:
    """One person's circulation, ready to be packed.

    `scalars` holds what is not a vessel: blood volume, chest, reflexes, valves. `strengths` is that of each leg
    muscle, with its side, relative to the default person. A dressed body knows its `garments`, itself `bare`, and by
    how much its garments press more for each centimetre of girth of the parts of a leg that they go around, `sleeves`.
    """

    vessels: tuple[Vessel, ...]
    connections: tuple[Connection, ...]
    scalars: Mapping[str, float]
    strengths: Mapping[str, float]
    sleeves: Mapping[str, float] = field(default_factory=dict)
    garments: tuple[Garment, ...] = ()
    bare: Body | None = None

    def with_parts(self, **parts: Any) -> Body:
        """Return a body whose vessels and connections bear the same names and differ in numbers; of those in others.

        What follows from the names is not worked out again.
        """
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        new.__dict__.pop("ways", None)
        new.__dict__.update(parts)
        return new

    @cached_property
    def kinds(self) -> tuple[tuple[str, str], ...]:
        """Name and kind of each vessel."""
        return tuple((vessel.name, vessel.kind) for vessel in self.vessels)

    @cached_property
    def ends(self) -> tuple[tuple[str, str], ...]:
        """The vessels that each connection leaves and enters."""
        return tuple((connection.tail, connection.head) for connection in self.connections)

    @cached_property
    def places(self) -> dict[str, int]:
        """Place of each vessel by its name."""
        return {vessel.name: place for place, vessel in enumerate(self.vessels)}

    def vessel(self, name: str) -> Vessel:
        """Return a vessel by its name.

        Raises
        ------
        UnknownName
            If there is none of that name.
        """
        if name not in self.places:
            raise UnknownName.of("vessel", name, self.places)
        return self.vessels[self.places[name]]

    @cached_property
    def ways(self) -> dict[str, Connection]:
        """Each connection by its name."""
        return {connection.name: connection for connection in self.connections}

    def vessels_named(self, name: str) -> tuple[str, ...]:
        """Return the vessels of a name: one, or the one of each leg where no side is named; of a cut vein all pieces.

        Raises
        ------
        UnknownName
            If there is none.
        """
        for names in ((name,), tuple(f"{name}_{side}" for side in LEGS)):
            if names[0] in self.wholes:
                return tuple(piece for one in names for piece in self.wholes[one])
        raise UnknownName.of("vessel", name, self.places)

    @cached_property
    def wholes(self) -> dict[str, tuple[str, ...]]:
        """Vessels by what they are asked for: a vein's name stands for all its pieces, a number for one alone."""
        wholes: dict[str, tuple[str, ...]] = {}
        for vessel in self.vessels:
            if not vessel.of:
                wholes[vessel.name] = (vessel.name,)
                continue
            wholes[vessel.of] = (*wholes.get(vessel.of, ()), vessel.name)
            for alone in {vessel.name, name_piece(vessel.of, vessel.number)} - {vessel.of}:
                wholes[alone] = (vessel.name,)
        return wholes

    @property
    def valves(self) -> tuple[str, ...]:
        """Names of all venous valves."""
        return tuple(c.valve for c in self.connections if c.valve and c.kind != "heart_valve")
