"""No vessel gives more than it holds, however violently it is asked to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondheart.engine import layout as at
from secondheart.person import Person
from secondheart.protocol import stand
from secondheart.results.balance import total_volume
from secondheart.simulation.session import Session
from tests.networks import elastic, flow, go, network, pipe, total, vein, volume
from tests.runs import begin, play

DT = 0.0025


def held_back(session: Session) -> int:
    return int(session.state.counts[at.HELD_BACK])


def cup(flow_mL_s: float, held_mL: float = 5.0) -> Session:
    """A cup whose blood runs into a tank with so much momentum."""
    rooms = [elastic("cup", 0.001, 5.0), elastic("tank", 100.0)]
    return network(rooms, [pipe("cup", "tank", 0.01, 0.5)], {"cup": held_mL}, flows={"cup>tank": flow_mL_s})


def test_a_vessel_gives_half_of_what_it_holds_where_it_is_asked_for_more() -> None:
    session = cup(3000.0)
    before = total(session)
    go(session, DT)
    assert held_back(session) == 1
    assert volume(session, "cup") == 2.5
    assert flow(session, "cup>tank") == pytest.approx(2.5 / DT)
    assert total(session) == before


def test_it_gives_nearly_all_where_that_is_there() -> None:
    session = cup(1900.0)
    go(session, DT)
    assert held_back(session) == 0
    assert 0.0 < volume(session, "cup") < 0.4


def test_an_empty_vessel_gives_nothing_and_fills_again() -> None:
    session = cup(3000.0, held_mL=0.0)
    go(session, DT)
    assert volume(session, "cup") == 0.0
    go(session, 1.0)
    assert volume(session, "cup") > 1.0


def test_the_last_quantum_is_not_given_twice() -> None:
    rooms = [elastic("cup", 1.0, 5.0), elastic("one", 100.0), elastic("other", 100.0), elastic("third", 100.0)]
    ways = [pipe("cup", name, 1.0, 0.5) for name in ("one", "other", "third")]
    session = network(rooms, ways, {"cup": 2 * at.QUANTUM}, flows={f"cup>{n}": 1e3 for n in ("one", "other", "third")})
    go(session, DT)
    assert volume(session, "cup") >= 0.0


def test_a_vessel_that_would_be_emptied_because_its_neighbour_holds_back_holds_back_too() -> None:
    rooms = [elastic("first", 1.0, 100.0), elastic("middle", 1.0, 100.0), elastic("last", 100.0)]
    ways = [pipe("first", "middle", 0.01, 0.5), pipe("middle", "last", 0.01, 0.5)]
    session = network(rooms, ways, {"first": 1.0, "middle": 2.0}, flows={"first>middle": 2000.0, "middle>last": 1500.0})
    go(session, DT)
    assert held_back(session) == 1
    assert 0.0 < volume(session, "first") < 1.0
    assert volume(session, "middle") > 0.0


@settings(max_examples=50)
@given(
    st.lists(st.floats(0.0, 300.0) | st.sampled_from([0.0, at.QUANTUM]), min_size=3, max_size=3),
    st.lists(st.floats(-1e5, 1e5), min_size=4, max_size=4),
)
def test_whatever_the_flows_nothing_is_overdrawn_and_nothing_lost(volumes: list[float], flows: list[float]) -> None:
    rooms = [vein("one"), elastic("two", 1.0, 50.0), vein("three")]
    ways = [("one", "two"), ("two", "three"), ("three", "one"), ("one", "three")]
    session = network(
        rooms,
        [pipe(*way, 1.0, 0.2) for way in ways],
        dict(zip(("one", "two", "three"), volumes, strict=True)),
        flows={">".join(way): value for way, value in zip(ways, flows, strict=True)},
    )
    before = total(session)
    for _ in range(20):
        go(session, DT)
        assert (session.state.volume >= 0.0).all()
        assert total(session) == before
    assert np.isfinite(session.state.flow).all()


def test_in_ordinary_life_nothing_is_held_back() -> None:
    session, todo = begin(Person(), stand(seconds=20))
    play(session, todo, 8000)
    assert held_back(session) == 0


def drained(including: str) -> tuple[Session, list]:
    """Return a standing body of which three veins hold next to nothing."""
    session, todo = begin(Person(), stand(seconds=60), including=(including,))
    play(session, todo, 400)
    little = 2.0**20 * at.QUANTUM
    for name in ("renal_veins", "arm_veins", "popliteal_left"):
        place, home = session.packed.vessel(name), session.packed.vessel("splanchnic_veins")
        session.state.volume[home] += session.state.volume[place] - little
        session.state.volume[place] = little
    return session, todo


def test_kidneys_and_skin_take_what_is_there() -> None:
    session, todo = drained("swelling")
    before = total_volume(session.state)
    session.command.now[[at.URINE, at.LOSS]] = 50.0, 50.0  # a second's is more than these veins hold
    for second in range(2, 10):
        play(session, todo, 400 * second)
        assert (session.state.volume >= 0.0).all()
        assert total_volume(session.state) == before
    passed, lost = session.state.ledger[[at.PASSED, at.LOST]] * at.QUANTUM
    assert 1.0 < passed < 300.0
    assert 1.0 < lost < 300.0


def test_a_vessel_that_is_asked_for_more_oxygen_than_it_holds_gives_what_it_holds() -> None:
    session, todo = drained("oxygen")
    leaving = session.packed.network.tail == session.packed.vessel("popliteal_left")
    for step in range(440, 2000, 40):
        session.state.forward[leaving] += 100.0
        play(session, todo, step)
        assert session.state.oxygen.min() >= -1e-12
