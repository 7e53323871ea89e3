"""What beats, breathes, presses and weighs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart.physics.breathing import (
    EXPIRATION,
    INSPIRATION,
    MEAN_INFLATION,
    belly_swing,
    chest_swing,
    inflation,
    respiratory_gate,
)
from secondheart.physics.diaphragm import beneath_diaphragm
from secondheart.physics.foot_pump import PRESSURE_PER_WEIGHT, sole_pressure
from secondheart.physics.gravity import MMHG_PER_CM, column_pressure, drop
from secondheart.physics.heart import (
    EMPTIEST,
    activation,
    elastance,
    fallen_in,
    filled_stiffness,
    pericardial_pressure,
)
from secondheart.physics.muscle import burst, tissue_pressure

SYSTOLE = 0.3
SHAPE = (0.1, 0.3, 0.5, 0.8)


def test_a_chamber_contracts_over_a_systole_and_relaxes_over_half_of_one() -> None:
    assert activation(-0.1, SYSTOLE) == 0.0
    assert activation(0.0, SYSTOLE) == 0.0
    assert activation(0.5 * SYSTOLE, SYSTOLE) == pytest.approx(0.5)
    assert activation(SYSTOLE, SYSTOLE) == pytest.approx(1.0)
    assert activation(1.25 * SYSTOLE, SYSTOLE) == pytest.approx(0.5)
    assert activation(1.5 * SYSTOLE, SYSTOLE) == 0.0
    assert activation(10.0, SYSTOLE) == 0.0


def steepest(course: list[float], spacing: float) -> float:
    return float(np.abs(np.diff(course)).max() / spacing)


def test_contraction_inflation_and_bursts_have_no_jumps() -> None:
    places = np.linspace(-0.1, 1.1, 12_001)
    assert steepest([activation(p, SYSTOLE) for p in places], 1e-4) < 1.01 * math.pi / SYSTOLE
    assert steepest([inflation(p) for p in places], 1e-4) < 1.01 * 0.5 * math.pi / EXPIRATION
    assert steepest([burst(p, *SHAPE) for p in places], 1e-4) < 1.01 * 0.5 * math.pi / 0.2


@given(st.floats(0.0, 1.0))
def test_stiffness_lies_between_relaxed_and_contracted(contraction: float) -> None:
    assert 0.1 <= elastance(0.1, 2.5, contraction) <= 2.5 + 1e-12
    assert elastance(0.1, 2.5, 0.0) == 0.1
    assert elastance(0.1, 2.5, 1.0) == pytest.approx(2.5)


@given(st.floats(0.0, 1.0), st.floats(1.0, 100.0))
def test_an_atrium_falls_in_only_below_its_unstressed_volume(share: float, unstressed: float) -> None:
    assert fallen_in(unstressed * (1.0 + share), unstressed) == 1.0
    assert fallen_in(unstressed * share, unstressed) == pytest.approx(1.0 / max(share, EMPTIEST))


def test_a_ventricle_fills_to_its_plateau() -> None:
    """klotz2006: some 10 mmHg at 100 mL above the unstressed volume, three times as much at a third to half more."""

    def pressure(filled: float) -> float:
        return filled_stiffness(0.04, 0.1, filled, 150.0) * filled

    assert 4.0 < pressure(100.0) < 12.0
    assert pressure(135.0) == pytest.approx(3.0 * pressure(97.0), rel=0.25)
    assert pressure(-20.0) == -pressure(20.0)
    assert filled_stiffness(0.04, 0.1, 0.0, 150.0) == 0.04


def test_a_pericardium_hangs_loose_until_the_heart_is_full() -> None:
    assert pericardial_pressure(350.0, 350.0, 40.0) == 0.0
    assert pericardial_pressure(100.0, 350.0, 40.0) == 0.0
    assert pericardial_pressure(390.0, 350.0, 40.0) == pytest.approx(1.0)
    assert pericardial_pressure(430.0, 350.0, 40.0) == pytest.approx(8.0)
    assert pericardial_pressure(800.0, math.inf, 40.0) == 0.0


def test_a_breath_goes_in_and_out_and_pauses() -> None:
    assert inflation(0.0) == 0.0
    assert inflation(INSPIRATION) == pytest.approx(1.0)
    assert inflation(INSPIRATION + EXPIRATION) == 0.0
    assert inflation(0.99) == 0.0
    phases = np.linspace(0.0, 1.0, 1001)
    rising = np.diff([inflation(p) for p in phases]) > 0.0
    assert rising.sum() == pytest.approx(1000 * INSPIRATION, abs=2)


def test_swings_are_in_proportion_to_the_breath() -> None:
    assert chest_swing(0.0) == 0.0
    assert chest_swing(1.0) == pytest.approx(2.0 * chest_swing(0.5))
    assert belly_swing(0.0, 0.5) == 0.0
    assert belly_swing(1.0, 0.3) == pytest.approx(2.0 * belly_swing(0.5, 0.3))


def test_a_breath_moves_beats_and_not_their_mean() -> None:
    lungs = np.array([inflation(phase) for phase in np.linspace(0.0, 1.0, 4001)])
    assert lungs[:-1].mean() == pytest.approx(MEAN_INFLATION, abs=1e-4)
    shares = [respiratory_gate(0.3, 2.0 * part, 2.0) for part in lungs[:-1]]
    assert np.mean(shares) == pytest.approx(1.0, abs=1e-3)
    assert np.ptp(shares) == pytest.approx(0.6, abs=1e-3)
    assert respiratory_gate(0.3, 9.0, 2.0) == 0.0


def test_the_diaphragm_presses_the_belly_more_than_the_ribs_do() -> None:
    ribs, half, diaphragm = (belly_swing(0.5, share) for share in (0.0, 0.5, 1.0))
    assert 0.0 < ribs < half < diaphragm
    assert half == pytest.approx(0.5 * (ribs + diaphragm))


@pytest.mark.parametrize("column", [0.0, 10.0])
def test_the_diaphragm_pulls_and_does_not_push(column: float) -> None:
    assert beneath_diaphragm(3.0, -5.0, column) == beneath_diaphragm(3.0, 0.0, column) == 3.0
    assert beneath_diaphragm(60.0, 40.0, column) == 60.0
    assert beneath_diaphragm(34.0, 40.0, column) == 40.0 + column
    rising = [beneath_diaphragm(0.0, chest, column) for chest in np.linspace(-1.0, 40.0, 4001)]
    assert np.all(np.diff(rising) >= 0.0)
    assert np.diff(rising).max() < 0.03  # no jump where the wall comes to bear the column


def test_a_burst_rises_holds_and_falls_over_a_half_open_interval() -> None:
    start, rise_end, hold_end, stop = SHAPE
    assert burst(start, *SHAPE) == 0.0
    assert burst(0.5 * (start + rise_end), *SHAPE) == pytest.approx(0.5)
    assert burst(rise_end, *SHAPE) == 1.0
    assert burst(0.4, *SHAPE) == 1.0
    assert burst(hold_end, *SHAPE) == 1.0
    assert burst(0.5 * (hold_end + stop), *SHAPE) == pytest.approx(0.5)
    assert burst(stop, *SHAPE) == 0.0
    assert burst(0.05, *SHAPE) == 0.0
    assert burst(0.9, *SHAPE) == 0.0


@pytest.mark.parametrize("shape", [(0.2, 0.2, 0.5, 0.5), (0.2, 0.2, 0.2, 0.6), (0.2, 0.6, 0.6, 0.6), (0.3,) * 4])
def test_a_burst_may_rise_or_fall_at_once(shape: tuple[float, float, float, float]) -> None:
    course = [burst(p, *shape) for p in np.linspace(0.0, 1.0, 1001)]
    assert all(0.0 <= share <= 1.0 for share in course)


def test_tissue_pressure_is_a_product() -> None:
    assert tissue_pressure(200.0, 1.0, 1.0) == 200.0
    assert tissue_pressure(200.0, 0.5, 0.5) == 50.0
    assert tissue_pressure(200.0, 1.0, 0.0) == 0.0


def test_a_foot_presses_its_veins_by_the_weight_it_bears() -> None:
    assert sole_pressure(0.0) == 0.0
    assert sole_pressure(1.0) == PRESSURE_PER_WEIGHT
    assert sole_pressure(0.5) == pytest.approx(0.5 * PRESSURE_PER_WEIGHT)


@given(st.floats(-150.0, 80.0))
def test_a_column_weighs_in_proportion_and_pulls_down(height: float) -> None:
    assert column_pressure(height) == MMHG_PER_CM * height
    assert column_pressure(-height) == -column_pressure(height)


@given(st.floats(0.1, 100.0), st.floats(-90.0, 90.0))
def test_a_stretch_of_the_body_drops_by_the_sine(length: float, angle: float) -> None:
    assert drop(length, angle) == pytest.approx(length * math.sin(math.radians(angle)), rel=1e-12, abs=1e-12)
    assert drop(length, -angle) == -drop(length, angle)
    assert drop(length, 90.0) == length
    assert drop(length, 0.0) == 0.0
