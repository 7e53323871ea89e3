"""Phases of valve cycles that are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart import lie
from secondheart.clinic.valve_cycle import phases, usual_cycle
from tests.clinic.synthetic import result_of


def cycle(opening: int, wide: int, closing: int, closed: int, shift: int) -> np.ndarray:
    up, down = np.linspace(0.2, 0.6, opening), np.linspace(0.6, 0.2, closing)
    return np.roll(np.concatenate([up, np.ones(wide), down, np.zeros(closed)]), shift)


@given(st.tuples(*[st.integers(1, 20)] * 4), st.integers(0, 80))
def test_each_phase_has_its_length_wherever_the_cycle_is_cut(parts: tuple[int, ...], shift: int) -> None:
    assert phases(0.8 * cycle(*parts, shift), 0.02) == pytest.approx([0.02 * part for part in parts])


def test_a_flutter_while_open_or_closed_does_not_split_the_phase() -> None:
    course = np.array([0, 0, 0, 0, 0.5, 1, 1, 0.6, 1, 1, 0.5, 0, 0.2, 0.0])
    found = phases(course, 0.1)
    assert (found.open_s, found.closed_s) == (pytest.approx(0.5), pytest.approx(0.7))
    assert sum(found) == pytest.approx(1.4)


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_a_valve_that_does_not_move_has_no_phases(value: float) -> None:
    assert all(np.isnan(phases(np.full(50, value), 0.02)))


def test_the_mean_cycle_is_that_of_all_whole_ones() -> None:
    result = result_of(lie(seconds=10), opening={"popliteal_left": lambda t: (t % 2.0) / 2.0 + 0.1 * (t >= 4.0)})
    course = usual_cycle(result, "popliteal_left", (0.0, 9.0), 2.0)
    assert course.size == 100
    assert course == pytest.approx((np.arange(100) + 0.5) / 100.0 + 0.05)
