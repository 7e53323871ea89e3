"""Small networks whose course is known in closed form."""

from __future__ import annotations

import cmath
import math
from itertools import pairwise

import numpy as np
import pytest

from secondheart.engine.layout import Floats
from secondheart.person.body import Connection, Vessel
from secondheart.physics.gravity import DENSITY, DYN_PER_MMHG, FREE_FALL, MMHG_PER_CM
from secondheart.physics.inertance import inertance
from secondheart.simulation.session import Session
from tests.networks import elastic, flow, follow, go, network, pipe, pressure, total, vein, volume

FRICTIONLESS = 1e-12  # mmHg s/mL; a resistance must be above zero
HELD = 1e10  # mL/mmHg: so soft that its pressure stays what it is


def reservoir(name: str) -> Vessel:
    """A vessel of constant pressure: zero, but for its height."""
    return elastic(name, HELD, 4000.0)


def swing(t: Floats, start: float, resistance: float, inertia: float, stiffness: float) -> tuple[Floats, Floats]:
    """Difference of two vessels' pressures, and the flow between them, from rest: L q' + R q = d, d' = -S q."""
    root = cmath.sqrt(resistance**2 - 4.0 * inertia * stiffness)
    one, other = (-resistance + root) / (2.0 * inertia), (-resistance - root) / (2.0 * inertia)
    difference = start * (one * np.exp(other * t) - other * np.exp(one * t)) / (one - other)
    rate = start * one * other * (np.exp(other * t) - np.exp(one * t)) / (one - other)
    return difference.real, -rate.real / stiffness


def two_vessels(start: float, resistance: float, inertia: float, compliance: float, dt_s: float) -> Session:
    """Two equal vessels, one of them above the other's pressure by `start`, at rest."""
    _, before = swing(np.array([-0.5 * dt_s]), start, resistance, inertia, 2.0 / compliance)
    return network(
        [elastic("one", compliance), elastic("other", compliance)],
        [pipe("one", "other", resistance, inertia)],
        {"one": 100.0 + 0.5 * compliance * start, "other": 100.0 - 0.5 * compliance * start},
        flows={"one>other": float(before[0])},
        dt_s=dt_s,
    )


def test_two_elastic_vessels_even_out_with_the_time_constant_rc() -> None:
    resistance, inertia, compliance = 2.0, 0.002, 1.5
    session = two_vessels(20.0, resistance, inertia, compliance, 0.0025)
    t, v = follow(session, "one", 6.0)
    expected = 100.0 + 0.5 * compliance * 20.0 * np.exp(-t / (resistance * compliance / 2.0))
    # the blood's inertia delays all by L/R = 1 ms and the step by half as much, of a time constant of 1.5 s
    np.testing.assert_allclose(v, expected, rtol=0, atol=0.5 * compliance * 20.0 * 0.002 / 1.5)


@pytest.mark.parametrize(
    ("resistance", "kind"), [(0.05, "swings"), (0.4, "barely swings"), (3.0, "creeps")], ids=lambda value: str(value)
)
def test_two_vessels_follow_the_damped_oscillator(resistance: float, kind: str) -> None:
    inertia, compliance = 0.05, 1.2
    session = two_vessels(20.0, resistance, inertia, compliance, 0.00125)
    t, v = follow(session, "one", 4.0)
    difference, _ = swing(t, 20.0, resistance, inertia, 2.0 / compliance)
    expected = 100.0 + 0.5 * compliance * difference
    # second order: (omega dt)^2 / 24 is 2e-6 of a swing of 12 mL, and it adds up over four seconds
    np.testing.assert_allclose(v, expected, rtol=0, atol=2e-4, err_msg=kind)
    assert (v.min() < 100.0) == (kind != "creeps")


LUMEN, LENGTH = 0.5, 50.0  # cm2, cm: a water column in an open tube bent to a U


def u_tube(dt_s: float = 0.0025) -> Session:
    """A tube bent to a U: two open legs that fill as they rise, and the column between them."""
    omega = math.sqrt(2.0 * FREE_FALL / LENGTH)
    tank = LUMEN / MMHG_PER_CM  # a leg's volume rises by its lumen a cm, its pressure by rho g a cm
    early = 5.0 * omega * math.sin(-0.5 * omega * dt_s)
    return network(
        [elastic("left", tank), elastic("right", tank)],
        [pipe("left", "right", FRICTIONLESS, inertance(LENGTH, LUMEN))],
        {"left": 105.0, "right": 95.0},
        flows={"left>right": early},
        dt_s=dt_s,
    )


def falling_crossings(t: Floats, v: Floats, level: float) -> Floats:
    """Times at which a course falls through a level, interpolated."""
    i = np.flatnonzero((v[:-1] > level) & (v[1:] <= level))
    return np.asarray(t[i] + (t[1] - t[0]) * (v[i] - level) / (v[i] - v[i + 1]))


def test_a_u_tube_swings_with_a_period_that_only_its_length_decides() -> None:
    t, v = follow(u_tube(), "left", 20.0)
    crossings = falling_crossings(t, v, 100.0)
    period = float(np.diff(crossings).mean())
    omega = math.sqrt(2.0 * FREE_FALL / LENGTH)
    # leapfrog runs ahead by (omega dt)^2 / 24, here 1e-5 of the period
    assert period == pytest.approx(2.0 * math.pi / omega, rel=2e-5)
    assert period == pytest.approx(0.0025 * math.pi / math.asin(0.5 * omega * 0.0025), rel=1e-6)


def test_a_u_tube_without_friction_swings_as_far_after_a_hundred_swings() -> None:
    session = u_tube()
    _, first = follow(session, "left", 2.0)
    go(session, 100.0)
    _, later = follow(session, "left", 2.0)
    assert first.max() == pytest.approx(105.0, abs=1e-3)
    assert first.min() == pytest.approx(95.0, abs=1e-3)
    assert later.max() == pytest.approx(first.max(), abs=1e-3)
    assert later.min() == pytest.approx(first.min(), abs=1e-3)


RESISTANCE, COMPLIANCE, INFLOW = 1.0, 1.5, 80.0
TAU = RESISTANCE * COMPLIANCE


def windkessel(inflow: float) -> Session:
    """An artery that fills from a column too heavy to be slowed, and empties through a resistance."""
    return network(
        [reservoir("source"), elastic("artery", COMPLIANCE), reservoir("sink")],
        [pipe("source", "artery", FRICTIONLESS, 1e9), pipe("artery", "sink", RESISTANCE, 0.001)],
        {"source": 4000.0, "artery": 100.0, "sink": 4000.0},
        flows={"source>artery": inflow},
    )


def test_a_windkessel_fills_towards_flow_times_resistance() -> None:
    t, v = follow(windkessel(INFLOW), "artery", 8.0)
    expected = INFLOW * RESISTANCE * (1.0 - np.exp(-t / TAU))
    # the outflow's inertia: L/(R^2 C) is 7e-4 of the final pressure
    np.testing.assert_allclose((v - 100.0) / COMPLIANCE, expected, rtol=0, atol=1e-3 * INFLOW * RESISTANCE)


def test_a_windkessel_under_pulses_reaches_the_periodic_pressures() -> None:
    session = windkessel(0.0)
    inlet = session.packed.connection("source>artery")
    on, off = 0.3, 0.7
    highest = lowest = 0.0
    for _ in range(12):
        session.state.flow[inlet] = INFLOW
        go(session, on)
        highest = (volume(session, "artery") - 100.0) / COMPLIANCE
        session.state.flow[inlet] = 0.0
        go(session, off)
        lowest = (volume(session, "artery") - 100.0) / COMPLIANCE
    filled = INFLOW * RESISTANCE * (1.0 - math.exp(-on / TAU)) / (1.0 - math.exp(-(on + off) / TAU))
    assert highest == pytest.approx(filled, rel=2e-3)
    assert lowest == pytest.approx(filled * math.exp(-off / TAU), rel=2e-3)


HEIGHTS = {"heart": 0.0, "groin": -37.0, "knee": -76.0, "ankle": -107.0}


def column(volumes: dict[str, float]) -> Session:
    """Four elastic vessels, one below the other."""
    names = list(HEIGHTS)
    pipes = [pipe(low, high, 0.5, 0.02) for high, low in pairwise(names)]
    return network([elastic(name, 0.5, 20.0) for name in names], pipes, volumes, heights=HEIGHTS)


def test_a_column_at_rest_stays_at_rest_to_the_last_bit() -> None:
    session = column({name: 20.0 + 0.5 * (5.0 - MMHG_PER_CM * height) for name, height in HEIGHTS.items()})
    before = session.state.volume.copy()
    go(session, 10.0)
    assert (session.state.volume == before).all()
    for name, height in HEIGHTS.items():
        assert pressure(session, name) - pressure(session, "heart") == pytest.approx(-MMHG_PER_CM * height, abs=1e-10)


def test_a_column_let_go_comes_to_rest_with_the_weight_of_its_blood() -> None:
    session = column({"heart": 90.0, "groin": 60.0, "knee": 60.0, "ankle": 60.0})
    go(session, 120.0)
    for name, height in HEIGHTS.items():
        assert pressure(session, name) - pressure(session, "heart") == pytest.approx(-MMHG_PER_CM * height, abs=1e-8)


def test_the_weight_of_a_centimetre_of_blood() -> None:
    assert pytest.approx(DENSITY * FREE_FALL / DYN_PER_MMHG, rel=1e-15) == MMHG_PER_CM
    assert 0.76 < MMHG_PER_CM < 0.79  # 1.055 g/mL, some 0.77 mmHg a cm


LOSS = 0.004  # mmHg s2/mL2
JET_LUMEN = math.sqrt(DENSITY / (2.0 * LOSS * DYN_PER_MMHG))
DROP_CM = 20.0
PUSH = MMHG_PER_CM * DROP_CM


def fall(valve: Connection, height: float = DROP_CM, dt_s: float = 0.0025, before: float = 0.0) -> Session:
    """A high and a low reservoir, and a valve between them that opens downwards if `height` is positive."""
    return network(
        [reservoir("high"), reservoir("low")],
        [valve],
        {"high": 4000.0, "low": 4000.0},
        heights={"high": height},
        flows={"high>low": before},
        dt_s=dt_s,
    )


def jet(resistance: float, leak: float = 0.0, kind: str = "heart_valve") -> Connection:
    """A valve with a quadratic loss of LOSS when open."""
    free = 1.0 if kind == "heart_valve" else 0.65
    return pipe(
        "high", "low", resistance, 0.02, valve="test", valve_lumen=JET_LUMEN / free, leak=leak, kind=kind
    )  # fmt: skip


def balance(push: float, resistance: float, loss: float) -> float:
    """Flow at which a linear and a quadratic loss hold a push: R q + K q^2 = p."""
    return (-resistance + math.sqrt(resistance**2 + 4.0 * loss * push)) / (2.0 * loss)


@pytest.mark.parametrize("dt_s", [0.0025, 0.000625])
def test_a_jet_gathers_speed_like_a_hyperbolic_tangent(dt_s: float) -> None:
    final, rise = math.sqrt(PUSH / LOSS), 0.02 / math.sqrt(PUSH * LOSS)
    session = fall(jet(FRICTIONLESS), dt_s=dt_s, before=final * math.tanh(-0.5 * dt_s / rise))
    worst = 0.0
    for step in range(round(0.5 / dt_s)):
        go(session, dt_s)
        worst = max(worst, abs(flow(session, "high>low") - final * math.tanh((step + 0.5) * dt_s / rise)))
    assert worst < final * 0.25 * dt_s / rise  # the quadratic loss is implicit, so first order
    assert flow(session, "high>low") == pytest.approx(final, rel=1e-3)


@pytest.mark.parametrize("resistance", [FRICTIONLESS, 0.05, 2.0])
@pytest.mark.parametrize("kind", ["heart_valve", "vessel"])
def test_a_steady_flow_balances_its_linear_and_quadratic_losses(resistance: float, kind: str) -> None:
    session = fall(jet(resistance, kind=kind))
    go(session, 3.0)
    assert flow(session, "high>low") == pytest.approx(balance(PUSH, resistance, LOSS), rel=1e-6)


@pytest.mark.parametrize("kind", ["heart_valve", "vessel"])
def test_a_tight_valve_holds_against_a_column(kind: str) -> None:
    session = fall(jet(0.05, kind=kind), height=-DROP_CM)
    go(session, 3.0)
    back = -flow(session, "high>low")
    assert 0.0 <= back <= 1e-5 * PUSH / 0.05  # one hundred-thousandth of the open conductance


@pytest.mark.parametrize("leak", [0.01, 0.3, 1.0])
@pytest.mark.parametrize("kind", ["heart_valve", "vessel"])
def test_a_leaking_valve_lets_back_what_its_gap_allows(leak: float, kind: str) -> None:
    session = fall(jet(0.05, leak, kind), height=-DROP_CM)
    go(session, 5.0)
    assert -flow(session, "high>low") == pytest.approx(balance(PUSH, 0.05 / leak, LOSS / leak**2), rel=1e-6)


def test_through_an_instant_valve_blood_swings_over_once_and_stays() -> None:
    resistance, inertia, compliance, dt_s = 0.05, 0.05, 1.2, 0.00125
    session = network(
        [elastic("one", compliance), elastic("other", compliance)],
        [pipe("one", "other", resistance, inertia, valve="test", kind="heart_valve")],
        {"one": 112.0, "other": 88.0},
        dt_s=dt_s,
    )
    decay = 0.5 * resistance / inertia
    omega = math.sqrt(2.0 / compliance / inertia - decay**2)
    t, v = follow(session, "one", 2.0)
    least = 100.0 - 12.0 * math.exp(-decay * math.pi / omega)
    half = t > math.pi / omega + 2 * dt_s
    np.testing.assert_allclose(v[half], least, rtol=0, atol=0.02)
    assert (np.diff(v[t < math.pi / omega - 2 * dt_s]) < 0.0).all()


def test_a_column_over_a_valve_is_held_and_its_foot_is_spared() -> None:
    heights = {"top": 0.0, "foot": -100.0}
    valve = pipe("foot", "top", 0.05, 0.02, valve="test")
    session = network(
        [vein("foot"), vein("top", 4.0, 200.0, 200.0)], [valve], {"foot": 32.0, "top": 215.0}, heights=heights
    )
    go(session, 30.0)
    assert volume(session, "foot") == pytest.approx(32.0, abs=0.6)  # only what the closing leaflets let back
    assert pressure(session, "foot") < 5.0  # without the valve: 77 mmHg more than above
    before = total(session)
    go(session, 30.0)
    assert total(session) == before


def test_a_leaking_column_falls_to_its_foot() -> None:
    heights = {"top": 0.0, "foot": -100.0}
    valve = pipe("foot", "top", 0.05, 0.02, valve="test", leak=0.3)
    session = network(
        [vein("foot"), vein("top", 4.0, 200.0, 200.0)], [valve], {"foot": 32.0, "top": 300.0}, heights=heights
    )
    go(session, 120.0)
    above = pressure(session, "top")
    assert pressure(session, "foot") - above == pytest.approx(MMHG_PER_CM * 100.0, abs=1e-6)
