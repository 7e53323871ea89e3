"""A change of posture takes as long as a body needs, whatever was asked for."""

from __future__ import annotations

import numpy as np
import pytest

from secondheart.engine.layout import Floats
from secondheart.packing.orders import FASTEST_CM_S, heights
from secondheart.packing.records import no_record
from secondheart.person import Person
from secondheart.protocol import STAND, Protocol, lie, stand
from secondheart.simulation.session import Session
from tests.runs import begin

TALL = Person(height_cm=220)
LYING = lie(seconds=0.1)


def followed(person: Person, protocol: Protocol) -> tuple[Session, Floats]:
    """Return heights of the vessels every 10 ms of a protocol."""
    session, todo = begin(person, protocol)
    seen, blank = [session.state.height.copy()], no_record(session.packed)
    ends = [*[order.begins for order in todo[1:]], round(protocol.duration_s / session.dt_s)]
    for order, end in zip(todo, ends, strict=True):
        session.apply(order)
        while session.step < end:
            session.advance(session.per_tick, blank)
            seen.append(session.state.height.copy())
    return session, np.array(seen)[:, :-1]  # the last is the inclination of the trunk


@pytest.mark.parametrize("person", [Person(), TALL])
def test_the_fastest_change_of_posture_is_that_of_a_fall(person: Person) -> None:
    session, seen = followed(person, LYING + stand(seconds=1, transition_s=0))
    fastest = abs(np.diff(seen, axis=0)).max() / 0.01
    # A raised cosine is half as fast again, by pi / 2, in its middle.
    assert fastest == pytest.approx(FASTEST_CM_S * np.pi / 2, rel=0.01)
    np.testing.assert_allclose(seen[-1], heights(STAND, session.packed)[:-1])


def test_a_turn_goes_on_where_its_step_is_over_before() -> None:
    hasty = LYING + 100 * stand(seconds=0.01, transition_s=0)
    session, seen = followed(Person(), hasty)
    assert abs(np.diff(seen, axis=0)).max() / 0.01 < 1.01 * FASTEST_CM_S * np.pi / 2
    np.testing.assert_allclose(seen[-1], heights(STAND, session.packed)[:-1], atol=0.5)


def test_a_time_that_a_body_can_keep_is_kept() -> None:
    session, seen = followed(Person(), LYING + stand(seconds=1, transition_s=0.8))
    upright = heights(STAND, session.packed)[:-1]
    over = np.flatnonzero((abs(seen - upright) < 1e-9).all(axis=1))[0]
    assert 0.01 * over == pytest.approx(LYING.duration_s + 0.8, abs=0.011)
