"""The step is checked against the network before it is taken."""

from __future__ import annotations

import re

import numpy as np
import pytest

from secondheart._jit import plain
from secondheart.engine.layout import HELD_BACK, MEAN_ARTERIAL
from secondheart.engine.stability import LARGEST_PRESSURE, STATES, check_step, is_stable, largest_step, stiffness
from secondheart.errors import NetworkError
from secondheart.person import Person
from secondheart.physics.vein_wall import COLLAPSE_PRESSURE, collapsed_pressure, distended_pressure, vein_pressure
from secondheart.protocol import lie
from secondheart.simulation.session import Session, prepare
from tests.networks import elastic, follow, network, pipe, vein
from tests.runs import begin

STEP = 0.0025
MARGIN = 0.9  # of the longest stable step, at most


def swinging(longest: float) -> Session:
    """Two vessels that swing; leapfrog is stable while dt omega < 2."""
    inertia = 2.0 * (longest / 2.0) ** 2
    return network(
        [elastic("one", 1.0), elastic("other", 1.0)], [pipe("one", "other", 1e-9, inertia)], {"one": 101.0, "other": 99}
    )


@pytest.mark.parametrize(("share", "stable"), [(0.99, True), (1.01, False)])
def test_two_over_omega_is_where_a_swing_begins_to_grow(share: float, stable: bool) -> None:
    session = swinging(0.01)
    session.dt_s = share * 0.01
    if stable:
        _, v = follow(session, "one", 1000 * session.dt_s)
        assert abs(v - 100.0).max() < 20.0
    else:
        follow(session, "one", 1000 * session.dt_s)
        assert session.state.counts[HELD_BACK] > 0  # until a vessel was asked for all it held


@pytest.mark.parametrize("share", [0.5, 0.999, 1.001, 2.0])
def test_what_is_stable_is_what_is_not_refused(share: float) -> None:
    net = prepare(Person()).packed.network
    longest = MARGIN * min(largest_step(net, state, STEP) for state in STATES)
    session = swinging(0.01)
    assert is_stable(net, STEP) == (longest >= STEP)
    assert is_stable(session.packed.network, share * MARGIN * 0.01) == (share < 1.0)


def test_a_network_is_refused_where_less_than_a_tenth_of_the_step_is_left() -> None:
    swinging(1.02 * STEP / MARGIN)
    with pytest.raises(NetworkError, match=r"a step of 0\.0025 s is too long for one>other"):
        swinging(0.98 * STEP / MARGIN)


@pytest.mark.parametrize("longest", [0.01, 0.0111, 0.0123, 0.0147, 0.0175, 0.0199])
def test_the_step_that_a_refusal_allows_is_allowed_and_hardly_a_longer_one(longest: float) -> None:
    net = swinging(longest).packed.network
    with pytest.raises(NetworkError) as refused:
        check_step(net, ["one>other"], 2.0 * longest)
    (told,) = re.findall(r"at most (\S+) s", str(refused.value))
    assert is_stable(net, float(told))
    assert not is_stable(net, 1.12 * float(told))


def test_an_unstable_connection_is_named() -> None:
    vessels = [elastic("one"), elastic("other"), elastic("third")]
    pipes = [pipe("one", "other", 1.0, 0.05), pipe("other", "third", 1e-3, 1e-6)]
    allowed = r"at most [0-9.e-]+ s, or give this connection more length or less lumen$"
    with pytest.raises(NetworkError, match=r"a step of 0\.0025 s is too long for other>third .*: " + allowed):
        network(vessels, pipes, {})


@pytest.mark.parametrize(("unstressed", "inertia", "state"), [(0.05, 1e-3, "collapsed"), (500.0, 4e-5, "distended")])
def test_the_state_in_which_a_vein_would_be_unstable_is_named(unstressed: float, inertia: float, state: str) -> None:
    vessels = [vein("thin", unstressed=unstressed), elastic("tank", 100.0)]
    with pytest.raises(NetworkError, match=f"too long for thin>tank with its veins {state}: at most "):
        network(vessels, [pipe("thin", "tank", 1e-3, inertia)], {})


@pytest.mark.parametrize("unstressed", [0.5, 20.0])
def test_veins_are_tried_as_stiff_as_their_laws_make_them(unstressed: float) -> None:
    vessels = [vein("thin", unstressed=unstressed), elastic("tank", 100.0)]
    packed = network(vessels, [pipe("thin", "tank", 10.0, 1.0)], {}).packed
    net, place = packed.network, list(packed.vessels).index("thin")
    emptied, small = 0.3 * unstressed, 1e-6 * unstressed
    more, less = (plain(collapsed_pressure)(left, unstressed, COLLAPSE_PRESSURE) for left in (emptied + small, emptied))
    rise = more - less
    assert stiffness(net, "collapsed")[place] == pytest.approx(rise / small, rel=1e-4)
    per, scale = net.per_distending[place], net.scale[place]
    filled = unstressed + next(
        share for share in np.linspace(0.0, 1.0, 100_001)[1:] / per
        if plain(distended_pressure)(share * per, scale) >= LARGEST_PRESSURE
    )  # fmt: skip
    shape = per, scale, COLLAPSE_PRESSURE
    rise = vein_pressure(filled + small, unstressed, *shape) - vein_pressure(filled, unstressed, *shape)
    assert stiffness(net, "distended")[place] == pytest.approx(rise / small, rel=0.01)


def test_the_default_person_takes_the_usual_step_and_not_the_longest() -> None:
    prepare(Person(), STEP)
    with pytest.raises(NetworkError, match=r"a step of 0\.01 s is too long for \w+>\w+ with its veins (dis|coll)"):
        prepare(Person(), 0.01)


def test_a_shorter_step_tells_the_same_story() -> None:
    pressures = []
    for dt_s in (STEP, STEP / 2):
        session, _ = begin(Person(), lie(seconds=1), dt_s, settle_s=60.0)
        pressures.append(session.state.clock[MEAN_ARTERIAL])
    assert pressures[0] == pytest.approx(pressures[1], abs=0.5)
