"""The order of vessels and connections: runs follow one another, and nothing that is simulated hangs on it."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from secondheart.engine.layout import Network
from secondheart.packing import Packed, pack
from secondheart.packing.arrangement import AT_ONCE, NO_VALVE, WITH_LEAFLETS, arrange, class_of
from secondheart.person import Person, ablate, condition
from secondheart.person.body import Body
from tests.networks import body, elastic, pipe, vein

BODIES = {
    "default": Person().body,
    "every valve its own": Person().replace(resolution="valves").body,
    "ablated": ablate(condition(Person(), "varicose-great-saphenous"), "great_saphenous_left").body,
    "valves between elastic vessels": body(
        [elastic("low"), elastic("high"), vein("soft"), vein("flat")],
        [
            pipe("low", "high", 1.0, 1.0, valve="one", valve_lumen=1.0),
            pipe("high", "low", 1.0, 1.0),
            pipe("soft", "flat", 1.0, 1.0, valve="two", valve_lumen=1.0, kind="heart_valve"),
            pipe("flat", "soft", 1.0, 1.0, valve="three", valve_lumen=1.0),
        ],
    ),
}


@pytest.fixture(params=BODIES)
def packed(request: pytest.FixtureRequest) -> Packed:
    return pack(BODIES[request.param])


def bounds(net: Network) -> tuple[int, int, int, int]:
    return 0, int(net.plain), int(net.instant), int(net.flows)


def test_runs_leave_one_vessel_after_the_other(packed: Packed) -> None:
    net = packed.network
    first, plain, instant, flows = bounds(net)
    plain_run, leaflet_run = int(net.plain_run), int(net.leaflet_run)
    assert first <= plain_run <= plain
    assert instant <= leaflet_run <= flows
    assert (net.tail[:plain_run] == np.arange(plain_run) + int(net.plain_from)).all()
    assert (net.tail[instant:leaflet_run] == np.arange(leaflet_run - instant) + int(net.leaflet_from)).all()


def test_of_a_person_every_vessel_but_the_chambers_begins_a_connection_of_a_run() -> None:
    net = pack(BODIES["default"]).network
    runs = int(net.plain_run), int(net.leaflet_run) - int(net.instant)
    assert sum(runs) == net.vessels - net.chambers
    assert min(runs) > 40


def test_connections_stand_by_class(packed: Packed) -> None:
    for own, (first, last) in zip(
        (NO_VALVE, AT_ONCE, WITH_LEAFLETS), itertools.pairwise(bounds(packed.network)), strict=True
    ):
        names = sorted(c.name for c in packed.body.connections if class_of(c) == own)
        assert sorted(packed.connections[first:last]) == names


def test_connections_that_meet_in_a_vessel_stand_apart() -> None:
    """Neighbours would wait for one another: a run reads and writes one by one only what it flows into."""
    net = pack(BODIES["default"]).network
    alone = {*range(int(net.plain_run), int(net.plain)), *range(int(net.leaflet_run), int(net.flows))}
    ends = [
        {int(h), int(t)} if e in alone else {int(h)} for e, (t, h) in enumerate(zip(net.tail, net.head, strict=True))
    ]
    chambers = range(int(net.plain), int(net.instant))  # the valves of the heart are too few to stand apart
    meeting = [e for e, (one, other) in enumerate(itertools.pairwise(ends)) if one & other and e not in chambers]
    assert len(meeting) <= 2


def test_the_order_of_the_body_s_connections_moves_no_vessel_out_of_its_kind() -> None:
    given = BODIES["default"]
    turned: Body = replace(given, connections=given.connections[::-1])
    one, other = (arrange(each.vessels, each.connections) for each in (given, turned))
    assert {v.name for v in one.vessels} == {v.name for v in other.vessels}
    assert (one.plain_run, one.plain_from, one.leaflet_run) == (other.plain_run, other.plain_from, other.leaflet_run)
