"""In which order vessels and connections lie in the stepper's arrays, so that a step takes least time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from secondheart.person.body import Connection, Vessel

KINDS = {"chamber": 0, "artery": 1, "capillary": 1, "elastic_vein": 1, "vein": 2}
CHAMBER, ELASTIC, VEIN = range(3)
NO_VALVE, AT_ONCE, WITH_LEAFLETS = range(3)  # classes of connections
INSTANT_KINDS = ("heart_valve",)  # connections whose valve closes at once

Ends = tuple[int, str, str]  # class of a connection, its tail, its head


@dataclass(frozen=True)
class Arrangement:
    """Vessels by kind and connections by class, and where those runs lie whose tails follow one another.

    In a run each connection leaves the vessel after the one that the connection before it leaves.
    """

    vessels: tuple[Vessel, ...]
    connections: tuple[Connection, ...]
    classes: tuple[int, ...]  # of the connections
    plain_run: int  # how many plain connections are one, from the first on
    plain_from: int  # vessel that the first of them leaves
    leaflet_run: int  # how many leaflet valves are one, from the first on
    leaflet_from: int


def class_of(connection: Connection) -> int:
    """Class of a connection: without a valve, with one that closes at once, or with leaflets."""
    if not connection.valve:
        return NO_VALVE
    return AT_ONCE if connection.kind in INSTANT_KINDS else WITH_LEAFLETS


def by_kind(vessels: Iterable[Vessel]) -> list[Vessel]:
    """Vessels by kind, those of a kind in the order of the body."""
    return sorted(vessels, key=lambda vessel: KINDS[vessel.kind])


def arrange(vessels: Sequence[Vessel], connections: Sequence[Connection]) -> Arrangement:
    """Order vessels by kind and connections by class, most vessels as the connections that leave them.

    What one connection leaves after the other is read and written eight at a time. The others stand apart: of two that
    meet in a vessel and follow one another, the second would wait for what the first has written.
    """
    kinds = tuple((vessel.name, KINDS[vessel.kind]) for vessel in vessels)
    ends = tuple((class_of(c), c.tail, c.head) for c in connections)
    names, places, runs = _arrange(kinds, ends)
    named = {vessel.name: vessel for vessel in vessels}
    place = {name: i for i, name in enumerate(names)}
    ordered = tuple(connections[k] for k in places)
    classes = tuple(ends[k][0] for k in places)
    leaflets = classes.index(WITH_LEAFLETS) if WITH_LEAFLETS in classes else 0
    return Arrangement(
        tuple(named[name] for name in names),
        ordered,
        classes,
        plain_run=runs[0],
        plain_from=place[ordered[0].tail] if runs[0] else 0,
        leaflet_run=runs[1],
        leaflet_from=place[ordered[leaflets].tail] if runs[1] else 0,
    )


@lru_cache(maxsize=16)
def _arrange(
    kinds: tuple[tuple[str, int], ...], ends: tuple[Ends, ...]
) -> tuple[list[str], list[int], tuple[int, int]]:
    """Return names of vessels, places of connections, and how long both runs are: the same for all alike bodies."""
    kind = dict(kinds)
    leaving: dict[tuple[int, str], int] = {}
    for place, (own, tail, _) in enumerate(ends):
        leaving.setdefault((own, tail), place)
    leafy = [leaving[WITH_LEAFLETS, name] for name in kind if kind[name] == VEIN and (WITH_LEAFLETS, name) in leaving]
    known = {ends[place][1] for place in leafy}
    elastic, veins = (
        [
            leaving[NO_VALVE, name]
            for name in kind
            if kind[name] == one and name not in known and (NO_VALVE, name) in leaving
        ]
        for one in (ELASTIC, VEIN)
    )
    touched: dict[str, int] = {}
    plain = [*_apart(elastic, ends, touched), *_apart(veins, ends, touched)]
    plain += _apart(_left(NO_VALVE, ends, plain), ends, touched)
    instant = _apart(_left(AT_ONCE, ends, ()), ends, touched)
    leaflets = _apart(leafy, ends, touched)
    leaflets += _apart(_left(WITH_LEAFLETS, ends, leaflets), ends, touched)
    run = [ends[place][1] for place in (*plain[: len(elastic) + len(veins)], *leaflets[: len(leafy)])]
    alone = [name for name in kind if name not in set(run)]
    names = [
        *(name for name in alone if kind[name] == CHAMBER),
        *(name for name in alone if kind[name] == ELASTIC),
        *run,
        *(name for name in alone if kind[name] == VEIN),
    ]
    return names, [*plain, *instant, *leaflets], (len(elastic) + len(veins), len(leafy))


def _left(own: int, ends: Sequence[Ends], placed: Sequence[int]) -> list[int]:
    return [place for place, (one, _, _) in enumerate(ends) if one == own and place not in placed]


def _apart(left: Sequence[int], ends: Sequence[Ends], touched: dict[str, int]) -> list[int]:
    """Order connections so that those which meet in a vessel stand far from one another.

    `touched` holds when each vessel was last touched.
    """
    waiting, ordered = list(left), list[int]()
    now = max(touched.values(), default=-1) + 1
    while waiting:
        longest = min(waiting, key=lambda place: max(touched.get(name, -1) for name in ends[place][1:]))
        waiting.remove(longest)
        touched.update(dict.fromkeys(ends[longest][1:], now + len(ordered)))
        ordered.append(longest)
    return ordered
