"""Flow over one step, and the leaflets that let it pass."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart.physics.flow import fitted_inertance, valve_flow
from secondheart.physics.inertance import inertance
from secondheart.physics.quadratic_loss import FREE_SHARE, loss_coefficient
from secondheart.physics.valve import (
    FASTEST,
    FELT,
    TIGHTEST,
    carried_rate,
    free_opening,
    leaflet_rate,
    moved_opening,
    still_rate,
)

DT = 0.0025
flows, drops = st.floats(-200.0, 200.0), st.floats(-100.0, 100.0)
opened = st.floats(TIGHTEST, 1.0)


def kept(resistance: float, inertia: float, dt: float = DT) -> float:
    """Share of a flow that is left after a step without a push."""
    fitted = fitted_inertance(inertia, resistance, dt)
    return fitted / (fitted + dt * resistance)


def test_without_friction_nothing_is_lost() -> None:
    assert fitted_inertance(0.02, 0.0, DT) == 0.02
    assert kept(0.0, 0.02) == 1.0


@pytest.mark.parametrize("a", [1e-4, 1e-3, 1e-2])
def test_friction_is_exact_to_second_order(a: float) -> None:
    assert kept(a / DT, 1.0) == pytest.approx(math.exp(-a), abs=a**3 / 6.0 * 1.2)


@given(st.floats(1e-6, 1e8))
def test_friction_only_slows_and_never_turns_a_flow(a: float) -> None:
    assert 0.0 < kept(a / DT, 1.0) < 1.0
    assert kept(a / DT, 1.0) <= 1.0 / a


@given(flows, drops, opened, st.floats(0.01, 10.0), st.floats(0.001, 0.5), st.floats(0.0, 1.0))
def test_the_flow_solves_its_equation(q: float, dp: float, xi: float, r: float, i: float, k: float) -> None:
    new = valve_flow(q, dp, xi, r, i, k, DT)
    fitted = fitted_inertance(i, r / xi, DT)
    push = fitted * q + DT * dp
    spent = (fitted + DT * r / xi) * new + DT * k / xi**2 * new * abs(new)
    assert spent == pytest.approx(push, rel=1e-9, abs=1e-9)
    assert math.copysign(1.0, new) == math.copysign(1.0, push) or new == 0.0


@given(flows, drops, opened, st.floats(0.01, 10.0), st.floats(0.001, 0.5), st.floats(0.0, 1.0))
def test_turned_around_the_flow_is_turned_around(q: float, dp: float, xi: float, r: float, i: float, k: float) -> None:
    assert valve_flow(-q, -dp, xi, r, i, k, DT) == -valve_flow(q, dp, xi, r, i, k, DT)


def test_a_tight_valve_passes_next_to_nothing_and_an_open_one_what_its_resistance_allows() -> None:
    assert abs(valve_flow(0.0, -80.0, TIGHTEST, 0.05, 0.02, 0.004, DT)) <= 80.0 * TIGHTEST / 0.05
    steady = 0.0
    for _ in range(4000):
        steady = valve_flow(steady, 10.0, 1.0, 0.05, 0.02, 0.0, DT)
    assert steady == pytest.approx(10.0 / 0.05, rel=1e-6)


def test_a_quadratic_loss_spends_energy_only() -> None:
    free = valve_flow(50.0, 5.0, 1.0, 0.05, 0.02, 0.0, DT)
    assert 0.0 < valve_flow(50.0, 5.0, 1.0, 0.05, 0.02, 0.01, DT) < free


def test_the_opening_lies_between_the_leak_and_one() -> None:
    assert free_opening(0.0, 0.0) == TIGHTEST
    assert free_opening(0.0, 0.3) == 0.3
    assert free_opening(1.0, 0.0) == 1.0
    assert free_opening(1.0, 0.3) == 1.0
    assert free_opening(0.5, 0.2) == pytest.approx(0.6)
    assert free_opening(0.0, 1.0) == 1.0  # no valve at all


@given(st.floats(0.0, 1.0), drops, st.floats(0.1, 40.0), st.floats(0.1, 40.0), st.floats(1e-5, 0.01))
def test_leaflets_move_with_the_pressure_and_stay_between_closed_and_open(
    x: float, dp: float, ko: float, kc: float, dt: float
) -> None:
    new = moved_opening(x, dp, ko, kc, FASTEST, dt)
    assert 0.0 <= new <= 1.0
    assert (new - x) * dp >= 0.0
    assert dp < 0.0 or dp > FELT or new == x
    assert abs(new - x) <= FASTEST * dt + 1e-15


def test_leaflets_at_rest_stay_where_they_are() -> None:
    assert moved_opening(0.37, 0.0, 20.0, 4.0, FASTEST, DT) == 0.37
    assert moved_opening(1.0, 5.0, 20.0, 4.0, FASTEST, DT) == 1.0
    assert moved_opening(0.0, -5.0, 20.0, 4.0, FASTEST, DT) == 0.0


def test_leaflets_need_time() -> None:
    x, dt = 0.0, 1e-5
    for _ in range(round(0.1 / dt)):
        x = moved_opening(x, 1.0, 20.0, 4.0, FASTEST, dt)
    assert x == pytest.approx(1.0 - math.exp(-20.0 * (1.0 - FELT) * 0.1), rel=1e-3)
    for _ in range(round(0.1 / dt)):
        x = moved_opening(x, -2.0, 20.0, 4.0, FASTEST, dt)
    assert x == pytest.approx((1.0 - math.exp(-2.0 * (1.0 - FELT))) * math.exp(-8.0 * 0.1), rel=1e-3)


def test_wide_veins_have_slower_leaflets() -> None:
    junction, femoral, perforator = (still_rate(lumen, 2.7) for lumen in (0.44, 1.62, 0.065))
    assert 0.088 < math.log(9.0) / junction < 0.19  # s: D31
    assert femoral < junction < perforator
    x, dt = 0.1, 1e-5
    for _ in range(round(math.log(9.0) / femoral / dt)):  # however large the pressure
        x = moved_opening(x, 100.0, 20.0, 4.0, femoral, dt)
    assert x == pytest.approx(0.9, rel=1e-3)


def test_blood_that_runs_back_takes_leaflets_along() -> None:
    lumen = 0.8
    still, carried = still_rate(lumen, 2.7), carried_rate(lumen)
    assert leaflet_rate(still, carried, 40.0) == leaflet_rate(still, carried, 0.0) == still
    assert leaflet_rate(still, carried, -2.0) == pytest.approx(still_rate(lumen, 2.7 + 2.0 / lumen))
    assert leaflet_rate(still, carried, -100.0) == FASTEST


def test_the_jet_loss_is_bernoullis() -> None:
    lumen, velocity = 0.5, 100.0  # cm2, cm/s: half rho v^2 of a metre a second is 4 mmHg
    flow = FREE_SHARE * lumen * velocity
    assert loss_coefficient(lumen, FREE_SHARE) * flow**2 == pytest.approx(0.5 * 1.055 * 1e4 / 1333.22)
    assert loss_coefficient(2.0 * lumen, 1.0) == pytest.approx(loss_coefficient(lumen, 1.0) / 4.0)


def test_a_longer_or_narrower_column_is_heavier_to_move() -> None:
    assert inertance(10.0, 1.0) == pytest.approx(10.55 / 1333.22)
    assert inertance(20.0, 1.0) == pytest.approx(2.0 * inertance(10.0, 1.0))
    assert inertance(10.0, 0.5) == pytest.approx(2.0 * inertance(10.0, 1.0))
