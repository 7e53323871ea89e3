"""Not a drop is made or lost: totals are compared as integers of 2^-40 mL."""

from __future__ import annotations

import numpy as np
import pytest

from secondheart.engine.layout import QUANTUM
from secondheart.person import Person, leaking_valves
from secondheart.protocol import Protocol, builtin, lie, names, run, sit, stand, tilt, tiptoe, walk
from secondheart.results.balance import total_volume
from tests.runs import begin, play, shortened

SECONDS = 6.0
KINDS: dict[str, Protocol] = {name: builtin(name) for name in names()} | {
    "a cuff": lie(seconds=6) + lie(seconds=6).cuff("thigh", pressure_mmHg=80) + lie(seconds=6),
    "no heart": stand(seconds=6) + stand(seconds=6).without("heart"),
    "no forces": walk(km_h=3, seconds=6) + walk(km_h=3, seconds=6).without("heart", "breathing", "muscles"),
    "a driven heart": stand(seconds=6).heart_rate(170) + run(km_h=12, seconds=6).heart_rate(190),
    "head down": tilt(-90, seconds=6) + stand(seconds=6) + sit(seconds=6) + tiptoe(times=5),
    "deep breaths": stand(seconds=8).breathing(rate_per_min=6, depth_mL=3000, belly_percent=100),
}


@pytest.fixture(scope="module")
def leaky() -> Person:
    return leaking_valves(Person(), vein="all", leak=0.4)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_protocol_keeps_every_quantum(kind: str, leaky: Person) -> None:
    protocol = shortened(KINDS[kind], SECONDS)
    session, todo = begin(leaky, protocol)
    before = total_volume(session.state)
    start = session.state.volume.copy()
    play(session, todo, round(protocol.duration_s / session.dt_s))
    assert total_volume(session.state) == before
    assert (session.state.volume != start).any()
    assert (session.state.volume > 0.0).all()


def test_every_volume_is_a_whole_number_of_quanta(leaky: Person) -> None:
    session, todo = begin(leaky, walk(km_h=3, seconds=10))
    play(session, todo, 4000)
    quanta = session.state.volume / QUANTUM
    assert (quanta == np.round(quanta)).all()


def test_twenty_minutes_later_not_a_quantum_is_missing() -> None:
    protocol = stand(minutes=10) + walk(km_h=3, minutes=10)
    session, todo = begin(Person(), protocol)
    before = total_volume(session.state)
    play(session, todo, round(protocol.duration_s / session.dt_s))
    assert total_volume(session.state) == before


def test_the_settled_body_holds_the_persons_blood() -> None:
    for person in (Person(), Person(sex="female", height_cm=155, mass_kg=50)):
        session, _ = begin(person, lie(seconds=1))
        held = total_volume(session.state) * QUANTUM
        assert held == pytest.approx(person.body.scalars["blood.volume"], abs=1e-9)
