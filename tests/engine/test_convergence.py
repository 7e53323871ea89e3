"""How fast the error falls with the step: orders are fitted."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm

from secondheart.engine.layout import Floats
from secondheart.physics.gravity import MMHG_PER_CM
from secondheart.simulation.session import Session
from tests.networks import elastic, go, network, pipe, squeeze, vein

STEPS = (0.01, 0.005, 0.0025, 0.00125, 0.000625)
SECONDS = 1.0

# A ring of four, none of its parts alike: compliance, then resistance and inertance to the next
RING = {"a": (0.8, 0.3, 0.05), "b": (1.5, 0.02, 0.08), "c": (0.5, 4.0, 0.06), "d": (2.5, 0.15, 0.03)}
HEIGHTS = {"a": 0.0, "b": -40.0, "c": -90.0, "d": -20.0}
VOLUMES = {"a": 130.0, "b": 105.0, "c": 110.0, "d": 90.0}


def ring_exactly(t: float) -> tuple[Floats, Floats]:
    """Volumes and flows of the ring at a time, by the matrix exponential; at rest at time zero."""
    compliance, resistance, inertance = np.array(list(RING.values())).T
    gather = np.roll(np.eye(4), 1, axis=0) - np.eye(4)  # flow i leaves vessel i and enters the next
    system = np.zeros((9, 9))
    system[:4, 4:8] = gather
    system[4:8, :4] = -gather.T / compliance / inertance[:, None]
    system[4:8, 4:8] = np.diag(-resistance / inertance)
    lifted = MMHG_PER_CM * np.array(list(HEIGHTS.values())) - 100.0 / compliance
    system[4:8, 8] = -gather.T @ lifted / inertance
    y = expm(system * t) @ np.array([*VOLUMES.values(), *np.zeros(4), 1.0])
    return y[:4], y[4:8]


def ring(dt_s: float) -> Session:
    names = list(RING)
    following = names[1:] + names[:1]
    _, before = ring_exactly(-0.5 * dt_s)
    pipes = [pipe(name, after, *RING[name][1:]) for name, after in zip(names, following, strict=True)]
    flows = dict(zip((p.name for p in pipes), before, strict=True))
    vessels = [elastic(name, RING[name][0]) for name in names]
    return network(vessels, pipes, VOLUMES, heights=HEIGHTS, flows=flows, dt_s=dt_s)


def order(errors: list[float]) -> float:
    return float(np.polyfit(np.log(STEPS), np.log(errors), 1)[0])


def volumes(session: Session, names: list[str]) -> Floats:
    return np.array([session.state.volume[session.packed.vessel(name)] for name in names])


def test_a_smooth_network_converges_with_the_square_of_the_step() -> None:
    exact, _ = ring_exactly(SECONDS)
    errors = []
    for dt_s in STEPS:
        session = ring(dt_s)
        go(session, SECONDS)
        errors.append(float(np.abs(volumes(session, list(RING)) - exact).max()))
    assert 1.9 < order(errors) < 2.1
    assert errors[2] < 0.01  # mL, at the usual step


def test_flows_stand_half_a_step_before_the_volumes() -> None:
    session = ring(0.000625)
    go(session, SECONDS)
    names = [f"{a}>{b}" for a, b in zip("abcd", "bcda", strict=True)]
    flows = np.array([session.state.flow[session.packed.connection(name)] for name in names])
    _, half_before = ring_exactly(SECONDS - 0.5 * 0.000625)
    _, now = ring_exactly(SECONDS)
    np.testing.assert_allclose(flows, half_before, rtol=0, atol=2e-3)
    assert np.abs(flows - now).max() > 0.05  # a shift of half a step would be seen


def pump(dt_s: float) -> Session:
    """A squeezed vein between two valves, an instant one and one with leaflets, leaking; it collapses and fills."""
    session = network(
        [elastic("feed", 1.0), vein("sinus", surroundings="foot_left"), vein("above", 3.0), elastic("sink", 5.0)],
        [
            pipe("feed", "sinus", 0.5, 0.02, valve="inlet", valve_lumen=0.6, kind="heart_valve"),
            pipe("sinus", "above", 0.2, 0.02, valve="outlet", valve_lumen=0.5, leak=0.1),
            pipe("above", "sink", 0.1, 0.02),
            pipe("sink", "feed", 2.0, 0.05),
        ],
        {"feed": 130.0, "sinus": 50.0, "above": 35.0, "sink": 105.0},
        heights={"above": 20.0},
        dt_s=dt_s,
    )
    squeeze(session, "foot_left", 120.0 * np.sin(np.pi * np.linspace(0.0, 1.0, 1025)) ** 2, 1.0)
    return session


@pytest.fixture(scope="module")
def fine() -> Floats:
    session = pump(0.01 / 512)
    go(session, SECONDS)
    return session.state.volume.copy()


def test_a_network_with_valves_converges_at_least_with_the_step(fine: Floats) -> None:
    errors = []
    for dt_s in STEPS:
        session = pump(dt_s)
        go(session, SECONDS)
        errors.append(float(np.abs(session.state.volume - fine).max()))
    assert order(errors) > 0.85
    assert errors == sorted(errors, reverse=True)
    assert errors[2] < 0.5  # mL, of the 40 that a squeeze moves
