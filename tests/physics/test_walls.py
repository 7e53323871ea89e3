"""Walls: veins that distend and collapse, elastic vessels, and resistance that follows the lumen."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart.physics.elastic_wall import NEVER, buckling_pressure, elastic_pressure
from secondheart.physics.resistance import LARGEST, filling_factor
from secondheart.physics.tissue import swelling_pressure
from secondheart.physics.vein_wall import (
    COLLAPSE_PRESSURE,
    FULLEST,
    VEIN_WALL_EMPTIEST,
    collapsed_pressure,
    distended_pressure,
    pressure_scale,
    vein_pressure,
)

V0, VD, C0 = 30.0, 60.0, 2.5  # mL, mL, mL/mmHg
SCALE = pressure_scale(C0, VD)


def vein(volume: float) -> float:
    return float(vein_pressure(volume, V0, 1.0 / VD, SCALE, COLLAPSE_PRESSURE))


def slope(at: float, side: float, h: float = 1e-7) -> float:
    return (vein(at + side * h) - vein(at)) / (side * h)


def test_a_vein_has_no_pressure_at_its_unstressed_volume() -> None:
    assert vein(V0) == 0.0
    assert vein(V0 * (1 + 1e-12)) == pytest.approx(0.0, abs=1e-9)
    assert vein(V0 * (1 - 1e-12)) == pytest.approx(0.0, abs=1e-9)


def test_the_distended_branch_starts_with_the_given_compliance() -> None:
    assert slope(V0, +1) == pytest.approx(1.0 / C0, rel=1e-6)


def test_the_collapsed_branch_starts_with_the_stiffness_of_its_power_law() -> None:
    assert slope(V0, -1) == pytest.approx(1.5 * COLLAPSE_PRESSURE / V0, rel=1e-6)


def test_the_rational_form_is_the_tangent() -> None:
    for y in np.linspace(0.0, FULLEST, 500):
        assert distended_pressure(y, 1.0) == pytest.approx(math.tan(0.5 * math.pi * y), rel=1e-7, abs=1e-15)


def test_the_tangent_holds_to_98_per_cent_of_the_distending_volume_and_a_line_beyond() -> None:
    law, line, rise = math.tan(0.49 * math.pi), 0.5 * math.pi * (1.0 + math.tan(0.49 * math.pi) ** 2), 0.005
    assert distended_pressure(0.975, 1.0) == pytest.approx(math.tan(0.4875 * math.pi), rel=1e-6)
    assert distended_pressure(0.98 + rise, 1.0) == pytest.approx(law + rise * line, rel=1e-6)
    assert distended_pressure(1.5, 1.0) == pytest.approx(law + 0.52 * line, rel=1e-6)


def test_a_vein_that_is_full_goes_on_along_its_tangent() -> None:
    at = V0 + FULLEST * VD
    assert slope(at, +1, 1e-6) == pytest.approx(slope(at, -1, 1e-6), rel=1e-4)
    assert slope(at + 5.0, +1) == pytest.approx(slope(at, +1), rel=1e-6)
    assert math.isfinite(vein(V0 + 10 * VD))


def test_half_of_the_distending_volume_costs_one_pressure_scale() -> None:
    assert vein(V0 + 0.5 * VD) == pytest.approx(SCALE, rel=1e-7)  # tan 45 degrees
    assert pytest.approx(2.0 * VD / math.pi / C0) == SCALE


def test_a_collapsed_vein_follows_the_power_of_minus_three_halves() -> None:
    for buckling in (0.3, COLLAPSE_PRESSURE):
        assert collapsed_pressure(V0, V0, buckling) == 0.0
        assert collapsed_pressure(V0 / 4.0, V0, buckling) == pytest.approx(buckling * (1.0 - 8.0))
        held = collapsed_pressure(VEIN_WALL_EMPTIEST * V0, V0, buckling)
        assert held == pytest.approx(buckling * (1.0 - 1000.0))
        assert collapsed_pressure(0.0, V0, buckling) == held
        assert collapsed_pressure(-1.0, V0, buckling) == held


@given(st.floats(0.02, 5.0), st.floats(1e-6, 0.5))
def test_a_fuller_vein_always_has_more_pressure(share: float, more: float) -> None:
    assert vein(share * V0) < vein((share + more) * V0)


@given(st.floats(0.02, 3.5), st.floats(0.1, 10.0))
def test_only_shares_of_the_unstressed_volume_matter(share: float, size: float) -> None:
    bigger = vein_pressure(share * V0 * size, V0 * size, 1.0 / (VD * size), SCALE, COLLAPSE_PRESSURE)
    assert bigger == pytest.approx(vein(share * V0), rel=1e-9, abs=1e-9)


@given(st.floats(-200.0, 200.0))
def test_an_elastic_wall_is_a_straight_line(volume: float) -> None:
    assert elastic_pressure(V0, V0, 0.4, NEVER) == 0.0
    assert elastic_pressure(V0 + volume, V0, 0.4, NEVER) == pytest.approx(0.4 * volume, abs=1e-12)
    assert elastic_pressure(V0 - volume, V0, 0.4, NEVER) == pytest.approx(-0.4 * volume, abs=1e-12)


@given(st.floats(0.02, 0.99))
def test_an_artery_gives_way_below_its_unstressed_volume_as_a_vein_does(share: float) -> None:
    buckling = buckling_pressure("artery")
    stiff = elastic_pressure(share * V0, V0, 90.0, buckling)
    assert stiff == pytest.approx(collapsed_pressure(share * V0, V0, buckling), rel=1e-12)
    assert elastic_pressure(share * V0, V0, 1e-3, buckling) == pytest.approx(1e-3 * (share - 1.0) * V0, rel=1e-9)
    assert elastic_pressure((2.0 - share) * V0, V0, 90.0, buckling) == pytest.approx(90.0 * (1.0 - share) * V0)
    assert buckling_pressure("capillary") == NEVER
    assert buckling_pressure("elastic_vein", 0.3) == NEVER
    assert (buckling_pressure("vein"), buckling_pressure("vein", 0.3)) == (COLLAPSE_PRESSURE, 0.3)


def test_resistance_falls_when_a_vein_fills_and_rises_faster_when_it_empties() -> None:
    assert filling_factor(V0, V0) == 1.0
    assert filling_factor(2.0 * V0, V0) == pytest.approx(0.5)
    assert filling_factor(0.5 * V0, V0) == pytest.approx(4.0)
    assert filling_factor(V0 / 20.0, V0) == pytest.approx(LARGEST)
    assert filling_factor(1e-9, V0) == LARGEST
    assert filling_factor(0.0, V0) == LARGEST


@given(st.floats(0.06, 5.0), st.floats(1e-6, 1.0))
def test_resistance_never_rises_with_filling(share: float, more: float) -> None:
    assert filling_factor((share + more) * V0, V0) < filling_factor(share * V0, V0)


@pytest.mark.parametrize(("swelling", "pressure"), [(-2.0, -7.0), (0.0, -3.0), (4.0, -1.0), (6.0, 0.0), (8.0, 10.0)])
def test_tissue_presses_back_little_until_it_is_taut(swelling: float, pressure: float) -> None:
    assert swelling_pressure(swelling, rest=-3.0, below=0.5, soft=2.0, knee=6.0, taut=0.2) == pytest.approx(pressure)
