"""Whatever valid network is drawn: it keeps its blood, stays finite, and is refused in words if it is not valid."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from secondheart.errors import NetworkError
from secondheart.person.body import Connection, Vessel
from secondheart.physics.gravity import MMHG_PER_CM
from secondheart.physics.vein_wall import COLLAPSE_PRESSURE, pressure_scale, vein_pressure
from secondheart.simulation.session import Session
from tests.networks import elastic, go, network, pipe, squeeze, total, vein

MUSCLE = "thigh_right"


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


def vessels(name: str) -> st.SearchStrategy[Vessel]:
    """A vein, or an elastic vessel that no suction of the network can empty: its wall is linear down to nothing."""
    around = st.sampled_from(["none", MUSCLE])
    soft, rest = numbers(0.2, 10.0), numbers(5.0, 300.0)
    walls = st.builds(vein, st.just(name), soft, rest, numbers(10.0, 300.0), around)
    return walls | st.builds(lambda c, p: elastic(name, c, c * p), numbers(0.2, 3.0), numbers(150.0, 400.0))


def pipes(tail: str, head: str) -> st.SearchStrategy[Connection]:
    size = {"resistance": numbers(0.02, 50.0), "inertance": numbers(0.005, 0.2)}
    valve = {"valve": st.just(f"{tail}>{head}"), "valve_lumen": numbers(0.05, 5.0), "leak": numbers(0.0, 1.0)}
    kinds = st.sampled_from(["vessel", "heart_valve"])
    plain = st.builds(pipe, st.just(tail), st.just(head), **size)
    return plain | st.builds(pipe, st.just(tail), st.just(head), **size, **valve, kind=kinds)


@dataclass(frozen=True)
class Recipe:
    """A network as it is drawn, short enough to be read when it fails."""

    vessels: tuple[Vessel, ...]
    pipes: tuple[Connection, ...]
    volumes: dict[str, float]
    heights: dict[str, float]
    squeeze: float

    def build(self) -> Session:
        """Build the network, or pass over it if its step is refused."""
        try:
            session = network(self.vessels, self.pipes, self.volumes, heights=self.heights, dt_s=0.00125)
        except NetworkError as error:
            assert "too long for v" in str(error)  # noqa: PT017 - the only thing that can be wrong with it
            assume(False)
        squeeze(session, MUSCLE, self.squeeze * np.sin(np.pi * np.linspace(0.0, 1.0, 1025)) ** 2, 1.0)
        return session


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    """A ring with a few short cuts, anything from flat to filled, at any heights, squeezed by a muscle."""
    names = [f"v{i}" for i in range(draw(st.integers(2, 6)))]
    ring = [(tail, names[(i + 1) % len(names)]) for i, tail in enumerate(names)]
    more = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=3))
    rooms = tuple(draw(vessels(name)) for name in names)
    return Recipe(
        vessels=rooms,
        pipes=tuple(draw(pipes(*way)) for way in dict.fromkeys(ring + [way for way in more if way[0] != way[1]])),
        volumes={room.name: room.unstressed + draw(numbers(-0.8, 1.0)) * _stretch(room) for room in rooms},
        heights={name: draw(numbers(-60.0, 20.0)) for name in names},
        squeeze=draw(numbers(0.0, 150.0)),
    )


def _stretch(room: Vessel) -> float:
    """Volume by which a vessel is filled or emptied at most: 50 mmHg, and never all of it."""
    return min(room.unstressed, 50.0 * room.compliance, 0.7 * (room.distending or np.inf))


@settings(max_examples=60)
@given(recipes())
def test_a_valid_network_keeps_its_blood_and_stays_finite(recipe: Recipe) -> None:
    session = recipe.build()
    before = total(session)
    go(session, 2.0)
    state = session.state
    assert total(session) == before
    for array in (state.volume, state.flow, state.opening, state.potential):
        assert np.isfinite(array).all()
    assert ((state.opening >= 0.0) & (state.opening <= 1.0)).all()
    assert (state.volume > 0.0).all()


def energy(session: Session, recipe: Recipe) -> float:
    """Energy of the walls, of the lifted blood and of its motion. [mmHg mL]"""
    net, state, packed = session.packed.network, session.state, session.packed
    kinetic = 0.5 * float(np.sum(net.inertance * state.flow**2))
    lifted = sum(MMHG_PER_CM * h * state.volume[packed.vessel(name)] for name, h in recipe.heights.items())
    walls = sum(_stretched(room, state.volume[packed.vessel(room.name)]) for room in recipe.vessels)
    return kinetic + float(lifted) + walls


def _stretched(room: Vessel, volume: float) -> float:
    """Work done on a wall since its unstressed volume."""
    if room.kind != "vein":
        return 0.5 * (volume - room.unstressed) ** 2 / room.compliance
    scale = pressure_scale(room.compliance, room.distending)
    course = np.linspace(room.unstressed, volume, 2001)
    wall = [vein_pressure(v, room.unstressed, 1.0 / room.distending, scale, COLLAPSE_PRESSURE) for v in course]
    return float(np.trapezoid(wall, course))


@settings(max_examples=30)
@given(recipes())
def test_a_network_left_alone_never_gains_energy(recipe: Recipe) -> None:
    recipe = replace(recipe, squeeze=0.0)
    session = recipe.build()
    before = energy(session, recipe)
    for _ in range(3):
        go(session, 5.0)
        after = energy(session, recipe)
        assert after <= before + 1e-6 * abs(before) + 1e-6
        before = after


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
