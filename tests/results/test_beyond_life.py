"""What no living body has is told."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from secondheart.results.beyond_life import LIFE_LIMITS, beyond_life


def result(**changed: float) -> xr.Dataset:
    """A run of three samples and two beats, ordinary but for what is changed in the last one."""
    values = {"arterial_mean": 90.0, "stroke_volume": 80.0, "heart_rate": 60.0, "pressure": 90.0, "saturation": 0.9}
    beats = {name: ("beat", np.array([values[name], changed.get(name, values[name])])) for name in list(values)[:3]}
    samples = {
        name: (("time", "vessel"), np.array([[values[name]], [values[name]], [changed.get(name, values[name])]]))
        for name in list(values)[3:]
    }
    coordinates = {"time": [1.0, 2.0, 3.0], "beat_time": ("beat", [1.0, 2.5])}
    return xr.Dataset({**beats, **samples}, coordinates)


def test_an_ordinary_run_needs_no_word() -> None:
    assert beyond_life(result()) == ()


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("arterial_mean", 30.0, "comes to 30 mmHg at 2.5 s"),
        ("pressure", 1200.0, "comes to 1.2e+03 mmHg at 3.0 s"),
        ("pressure", -200.0, "comes to -200 mmHg at 3.0 s"),
        ("saturation", 5.8, "comes to 5.8 at 3.0 s"),
        ("stroke_volume", 1162.0, "comes to 69.7 L/min at 2.5 s"),
    ],
)
def test_what_leaves_its_limits_is_told_with_value_moment_and_reason(variable: str, value: float, told: str) -> None:
    (sentence,) = beyond_life(result(**{variable: value}))
    assert told in sentence
    assert any(limit.why in sentence for limit in LIFE_LIMITS)
