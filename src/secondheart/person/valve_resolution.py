"""Every valve its own: veins cut at their valves, so that the column of blood breaks where it breaks in life.

A vein is the compartment before its valves, together with the way through them. With n valves it becomes n pieces in a
row, each ended by a valve. Volume, compliance, resistance, inertance and the loss of the jet belong to the vein: the
pieces share them and they add up to the whole. What joins the vein from the side enters the piece that is nearest in
height to where it comes from.

One piece keeps the vein's name, the one at the height of the whole vein: that is where it is measured. The way out of
it and the valve in that way keep their names likewise. The others are numbered, from below.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Literal

from secondheart._files import package_toml
from secondheart._model import Model
from secondheart.anatomy import LEGS
from secondheart.person.atlas.number import Number
from secondheart.person.atlas.read import table
from secondheart.person.body import Body, Connection, Vessel

Resolution = Literal["standard", "valves"]
RESOLUTIONS: tuple[Resolution, ...] = ("standard", "valves")


@dataclass(frozen=True)
class Stretch:
    """A way through several valves: its pieces from below, without their side; heights in cm, of the default person."""

    valve: str
    vein: str
    head: str
    pieces: tuple[str, ...]
    heights: tuple[float, ...]
    shares: tuple[float, ...]  # of the vein, by piece

    @property
    def key(self) -> int:
        """Place of the piece that keeps the vein's name."""
        return self.pieces.index(self.vein)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The single valves by number, from below: what a leak of one alone is named by."""
        return tuple(f"{self.valve}_{k}" for k in range(1, len(self.pieces) + 1))

    @property
    def valves(self) -> tuple[str, ...]:
        """The single valves as results name them, from below: that above the key piece has the name of all."""
        return tuple(self.valve if k == self.key else number for k, number in enumerate(self.numbers))

    @property
    def sites(self) -> tuple[float, ...]:
        """Height of each single valve, half way between the pieces that it parts, in cm below the right atrium."""
        above = table("leg")["vessel"].get(self.head) or table("trunk")["vessel"][self.head]
        return tuple(0.5 * (low + high) for low, high in pairwise((*self.heights, above["position"].value)))

    @property
    def ways(self) -> tuple[float, ...]:
        """Share of the stretch's length, resistance and loss that follows each piece."""
        return tuple(share / sum(self.shares) for share in self.shares)


@cache
def stretches() -> tuple[Stretch, ...]:
    """Return all stretches with several valves, in the order of the atlas."""
    return tuple(_stretch(row) for row in table("leg")["connection"] if row.get("valve") in sites())


def _stretch(row: Mapping[str, Any]) -> Stretch:
    vein, site = row["from"], sites()[row["valve"]]
    key = site.heights.index(table("leg")["vessel"][vein]["position"].value)
    named = (vein if k == key else f"{vein}_{k + 1}" for k in range(len(site.heights)))
    even = (1.0 / _count(vein),) * len(site.heights)
    return Stretch(row["valve"], vein, row["to"], site.pieces or tuple(named), site.heights, site.shares or even)


def _count(vein: str) -> int:
    """Pieces of a vein, over all its branches."""
    rows = (sites()[c["valve"]] for c in table("leg")["connection"] if c["from"] == vein and c.get("valve") in sites())
    return 1 + sum(len(row.heights) - 1 for row in rows)


def single_valves() -> dict[str, str]:
    """Return the valve that stands for the whole stretch, by each numbered single valve, with their side."""
    return {f"{one}_{side}": f"{s.valve}_{side}" for s in stretches() for one in s.numbers for side in LEGS}


def cut_at_valves(
    body: Body, leaks: Mapping[str, float], length: float, values: Mapping[str, float] = MappingProxyType({})
) -> Body:
    """Return the body with every leg vein cut at each of its valves.

    Parameters
    ----------
    body : Body
    leaks : mapping
        Closed opening of single valves by their number; the others leak as the whole stretch does. [-]
    length : float
        Lengths relative to the default person. [-]
    values : mapping
        Heights and shares of pieces that differ from the atlas, by the names of `site_numbers`.
    """
    cuts = [_moved_stretch(stretch, values) for stretch in stretches()]
    chains = {f"{s.valve}_{side}": (s, side) for s in cuts for side in LEGS}
    cutting = {f"{s.vein}_{side}": side for s in cuts for side in LEGS}
    vessels: list[Vessel] = []
    for vessel in body.vessels:
        vessels += _pieces(vessel, cuts, cutting[vessel.name], length) if vessel.name in cutting else [vessel]
    joined = _Joints(body, vessels)
    connections: list[Connection] = []
    for c in body.connections:
        connections += _chain(c, *chains[c.valve], leaks, joined) if c.valve in chains else [joined.attach(c)]
    return replace(body, vessels=tuple(vessels), connections=tuple(connections))


def _moved_stretch(stretch: Stretch, values: Mapping[str, float]) -> Stretch:
    """Return a stretch with other heights and shares of its pieces."""
    names = [f"valve_sites.{stretch.valve}.{k}" for k in range(1, len(stretch.heights) + 1)]
    return replace(
        stretch,
        heights=tuple(values.get(name, height) for name, height in zip(names, stretch.heights, strict=True)),
        shares=tuple(values.get(f"{name}.share", share) for name, share in zip(names, stretch.shares, strict=True)),
    )


def _pieces(vessel: Vessel, cuts: Sequence[Stretch], side: str, length: float) -> list[Vessel]:
    """Return the pieces of a vein, from below; the one that keeps the name takes what the others leave."""
    shares: dict[str, float] = {}
    heights: dict[str, float] = {}
    for stretch in cuts:
        if f"{stretch.vein}_{side}" == vessel.name:
            shares.update(zip(stretch.pieces, stretch.shares, strict=True))
            heights.update(zip(stretch.pieces, stretch.heights, strict=True))
    vein = vessel.name.removesuffix(f"_{side}")
    shares[vein] = 1.0 - sum(share for name, share in shares.items() if name != vein)
    return [
        replace(
            vessel,
            name=f"{name}_{side}",
            of=vessel.name,
            number=number,
            unstressed=vessel.unstressed * shares[name],
            compliance=vessel.compliance * shares[name],
            distending=vessel.distending * shares[name],
            position=vessel.position if name == vein else heights[name] * length,
        )
        for number, name in enumerate(shares, start=1)
    ]


class _Joints:
    """Where connections meet the pieces of a vein."""

    def __init__(self, whole: Body, pieces: list[Vessel]) -> None:
        self.position = {vessel.name: vessel.position for vessel in whole.vessels}
        self.pieces: dict[str, list[Vessel]] = {}
        for piece in pieces:
            self.pieces.setdefault(piece.of or piece.name, []).append(piece)

    def entry_of(self, vein: str, comes_from: str) -> str:
        """Name the piece of a vein that is nearest in height to where a connection comes from; the lowest of equals."""
        height = self.position[comes_from]
        return min(self.pieces[vein], key=lambda piece: abs(piece.position - height)).name

    def attach(self, c: Connection) -> Connection:
        """Return a connection that enters a vein from the side, at the right piece, under its old name."""
        head = self.entry_of(c.head, c.tail)
        return c if head == c.head else replace(c, head=head, label=c.name)


def _chain(
    whole: Connection, stretch: Stretch, side: str, leaks: Mapping[str, float], joints: _Joints
) -> list[Connection]:
    """Return the way through a vein's valves, from piece to piece."""
    pieces = [f"{name}_{side}" for name in stretch.pieces]
    ends = [*pieces[1:], joints.entry_of(whole.head, whole.tail)]
    return [
        replace(
            whole,
            tail=tail,
            head=head,
            label=whole.name if k == stretch.key else "",
            resistance=whole.resistance * stretch.ways[k],
            length=whole.length * stretch.ways[k],
            loss_share=stretch.ways[k],
            valve=f"{stretch.valves[k]}_{side}",
            leak=leaks.get(f"{stretch.numbers[k]}_{side}", whole.leak),
        )
        for k, (tail, head) in enumerate(zip(pieces, ends, strict=True))
    ]


class Sites(Model):
    """A row of valve_sites.toml: where a stretch with several valves breaks."""

    heights: tuple[float, ...]
    within: float
    shares: tuple[float, ...] = ()
    pieces: tuple[str, ...] = ()
    source: str
    why: str


@cache
def sites() -> Mapping[str, Sites]:
    """Return where each stretch with several valves breaks, by its valve, without a side."""
    return {valve: Sites(**row) for valve, row in package_toml("person/atlas/valve_sites.toml").items()}


def site_numbers() -> Iterator[tuple[str, Number]]:
    """Yield the height of every piece, and its share where the pieces are not even, with a name and the source.

    The piece that keeps the vein's name is omitted: its height is the vein's.
    """
    for stretch in stretches():
        row = sites()[stretch.valve]
        for k, height in enumerate(row.heights, start=1):
            low, high = height - row.within, height + row.within
            if k != stretch.key + 1:
                yield f"valve_sites.{stretch.valve}.{k}", Number(height, "cm", low, high, row.source, row.why)
        for k, share in enumerate(row.shares, start=1):
            yield f"valve_sites.{stretch.valve}.{k}.share", Number(share, "1", 0.5 * share, 1.0, row.source, row.why)
