"""Our elementary functions stand within a unit in the last place of those of the system."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart._jit import plain
from secondheart.codegen import elementary

FUNCTIONS: dict[str, tuple[Callable[[float], float], Callable[[float], float], float]] = {
    "sin": (elementary.elementary_sin, math.sin, 1e4),
    "cos": (elementary.elementary_cos, math.cos, 1e4),
    "atan": (elementary.elementary_atan, math.atan, 1e12),
    "exp": (elementary.elementary_exp, math.exp, 700.0),
}
NEAR_ZERO = 1e-17  # what is left of a sine or cosine near its zero, where the reduction of the argument shows


@pytest.mark.parametrize("name", FUNCTIONS)
@given(share=st.floats(-1.0, 1.0))
def test_it_agrees_with_the_system(name: str, share: float) -> None:
    ours, theirs, most = FUNCTIONS[name]
    x = share * most
    expected = theirs(x)
    assert abs(plain(ours)(x) - expected) <= max(1.5 * math.ulp(expected), NEAR_ZERO)


@pytest.mark.parametrize(
    ("x", "expected"),
    [(0.0, 1.0), (710.0, math.inf), (-746.0, 0.0), (-745.0, math.exp(-745.0)), (709.7, math.exp(709.7))],
)
def test_the_ends_of_the_exponential(x: float, expected: float) -> None:
    assert elementary.elementary_exp(x) == pytest.approx(expected, rel=2e-16, abs=5e-324)


def test_exact_values() -> None:
    assert elementary.elementary_cos(0.0) == 1.0
    assert elementary.elementary_sin(0.0) == 0.0
    assert elementary.elementary_atan(1.0) == math.pi / 4.0
    assert elementary.elementary_cos(math.pi) == -1.0
