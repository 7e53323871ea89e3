"""Whatever valid network is drawn: it keeps its blood, stays finite, and is refused in words if it is not valid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondheart.errors import NetworkError
from secondheart.person.body import Connection, Vessel
from secondheart.simulate import Session
from tests.networks import elastic, go, network, pipe, squeeze, total, vein

MUSCLE = "thigh_right"


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


def vessels(name: str) -> st.SearchStrategy[Vessel]:
    soft = {"compliance": numbers(0.2, 10.0), "unstressed": numbers(5.0, 300.0)}
    around = st.sampled_from(["none", MUSCLE])
    walls = st.builds(vein, st.just(name), distending=numbers(10.0, 300.0), surroundings=around, **soft)
    return walls | st.builds(elastic, st.just(name), **soft)


def pipes(tail: str, head: str) -> st.SearchStrategy[Connection]:
    size = {"resistance": numbers(1e-3, 50.0), "inertance": numbers(0.005, 0.2)}
    valve = {"valve": st.just(f"{tail}>{head}"), "valve_lumen": numbers(0.05, 5.0), "leak": numbers(0.0, 1.0)}
    kinds = st.sampled_from(["vessel", "heart_valve"])
    plain = st.builds(pipe, st.just(tail), st.just(head), **size)
    return plain | st.builds(pipe, st.just(tail), st.just(head), **size, **valve, kind=kinds)


@st.composite
def networks(draw: st.DrawFn) -> Session:
    """A ring with a few short cuts, anything from flat to filled, at any heights, squeezed by a muscle."""
    names = [f"v{i}" for i in range(draw(st.integers(2, 6)))]
    ring = [(tail, names[(i + 1) % len(names)]) for i, tail in enumerate(names)]
    more = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=3, unique=True))
    ways = dict.fromkeys(ring + [(a, b) for a, b in more if a != b and (b, a) not in ring])
    rooms = [draw(vessels(name)) for name in names]
    filling = {room.name: draw(numbers(0.2, 1.0)) * 2.0 * room.unstressed for room in rooms}
    for room in rooms:  # no more than the distending volume, beyond which a vein is as stiff as a bone
        most = room.unstressed + 0.8 * (room.distending or room.compliance * 100.0)
        filling[room.name] = min(filling[room.name], most)
    try:
        session = network(
            rooms, [draw(pipes(*way)) for way in ways], filling, dt_s=0.00125,
            heights={name: draw(numbers(-60.0, 20.0)) for name in names},
        )  # fmt: skip
    except NetworkError as error:
        assert "too long for v" in str(error)  # the only thing that can be wrong with it
        return draw(st.nothing())
    squeeze(session, MUSCLE, draw(numbers(0.0, 150.0)) * np.sin(np.pi * np.linspace(0.0, 1.0, 1025)) ** 2, 1.0)
    return session


@settings(max_examples=60)
@given(networks())
def test_a_valid_network_keeps_its_blood_and_stays_finite(session: Session) -> None:
    before = total(session)
    go(session, 2.0)
    state = session.state
    assert total(session) == before
    for array in (state.volume, state.flow, state.opening, state.potential):
        assert np.isfinite(array).all()
    assert ((state.opening >= 0.0) & (state.opening <= 1.0)).all()
    assert (state.volume > 0.0).all()


@settings(max_examples=30)
@given(networks())
def test_a_network_left_alone_loses_its_energy(session: Session) -> None:
    session.command.muscle[...] = 0.0
    go(session, 60.0)
    early = np.abs(session.state.flow).max()
    go(session, 600.0)
    assert np.abs(session.state.flow).max() <= max(early, 0.01)


def parts() -> tuple[list[Vessel], list[Connection]]:
    return [elastic("one"), elastic("other")], [pipe("one", "other", 1.0, 0.05)]


def test_a_connection_to_nowhere_is_named() -> None:
    rooms, ways = parts()
    with pytest.raises(NetworkError, match="the connection one>elsewhere ends at 'elsewhere', which is not a vessel"):
        network(rooms, [*ways, pipe("one", "elsewhere", 1.0, 0.05)], {})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"resistance": 0.0}, "the resistance of one>other is 0; it must be above 0"),
        ({"resistance": -2.5}, r"the resistance of one>other is -2\.5; it must be above 0"),
        ({"resistance": float("nan")}, "the resistance of one>other is nan; it must be above 0"),
        ({"length": -1.0}, "the length of one>other is -1; it must be above 0"),
        ({"lumen": 0.0}, "the lumen of one>other is 0; it must be above 0"),
    ],
)
def test_a_number_of_a_connection_that_is_not_positive_is_named(change: dict, sentence: str) -> None:
    rooms, _ = parts()
    with pytest.raises(NetworkError, match=sentence):
        network(rooms, [pipe("one", "other", **({"resistance": 1.0, "inertance": 0.05} | change))], {})


@pytest.mark.parametrize("change", [{"unstressed": 0.0}, {"compliance": 0.0}, {"compliance": float("nan")}])
def test_a_vessel_without_a_size_is_named(change: dict) -> None:
    _, ways = parts()
    with pytest.raises(NetworkError, match="the vessel other needs an unstressed volume and a compliance above 0"):
        network([elastic("one"), elastic("other", **change)], ways, {})
