"""A body: the vessels and connections of one person, with names and plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from secondheart.errors import UnknownName

SIDES = ("left", "right")
MUSCLES = ("superficial_posterior", "deep_posterior", "anterior", "foot", "thigh")  # of each leg
WALLS = ("chest", "belly")  # muscles that press on what lies within


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
    worn: float = 0.0  # pressure of garments that reaches it

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

    @property
    def name(self) -> str:
        """The connection's name: from>to."""
        return f"{self.tail}>{self.head}"


@dataclass(frozen=True)
class Body:
    """One person's circulation, ready to be packed.

    `scalars` holds what is not a vessel: blood volume, chest, reflexes, valves. `strengths` is that of each leg
    muscle, with its side, relative to the default person.
    """

    vessels: tuple[Vessel, ...]
    connections: tuple[Connection, ...]
    scalars: Mapping[str, float]
    strengths: Mapping[str, float]

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

    def named(self, name: str) -> tuple[str, ...]:
        """Return the vessels of a name: one, or the one of each leg where no side is named.

        Raises
        ------
        UnknownName
            If there is none.
        """
        if name in self.places:
            return (name,)
        both = tuple(f"{name}_{side}" for side in SIDES)
        if both[0] not in self.places:
            raise UnknownName.of("vessel", name, self.places)
        return both

    @property
    def valves(self) -> tuple[str, ...]:
        """Names of all venous valves."""
        return tuple(c.valve for c in self.connections if c.valve and c.kind != "heart_valve")
