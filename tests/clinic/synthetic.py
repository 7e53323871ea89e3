"""Results made by hand, so that every measurement has a known answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from secondheart import Person, Protocol
from secondheart.person.files import person_text
from secondheart.protocol import to_toml

Floats = NDArray[np.float64]
Course = Callable[[Floats], Floats]


def still(value: float) -> Course:
    """A course that does not move."""
    return lambda t: np.full_like(t, value)


def result_of(
    protocol: Protocol,
    *,
    pressure: Mapping[str, Course] | None = None,
    flow: Mapping[str, Course] | None = None,
    volume: Mapping[str, Course] | None = None,
    muscle: Mapping[str, Course] | None = None,
    opening: Mapping[str, Course] | None = None,
    beats: Mapping[str, Course] | None = None,
    beat_s: float = 1.0,
    sample_s: float = 0.02,
    drift: float = 0.0,
) -> xr.Dataset:
    """A result with these courses, each taken in the middle of its samples or beats."""
    ends = sample_s * np.arange(1, round(protocol.duration_s / sample_s) + 1)
    beat_ends = beat_s * np.arange(1, round(protocol.duration_s / beat_s) + 1)
    data: dict[str, xr.DataArray] = {}
    for name, dim, courses in (
        ("pressure", "vessel", pressure),
        ("flow", "connection", flow),
        ("volume", "vessel", volume),
        ("muscle_pressure", "muscle", muscle),
        ("opening", "valve", opening),
    ):
        if courses:
            values = np.column_stack([course(ends - sample_s / 2.0) for course in courses.values()])
            data[name] = xr.DataArray(values, dims=("time", dim), coords={dim: list(courses)})
    data["beat_time"] = xr.DataArray(beat_ends, dims="beat")
    data["heart_rate"] = xr.DataArray(np.full_like(beat_ends, 60.0 / beat_s), dims="beat")
    for name, course in (beats or {}).items():
        data[name] = xr.DataArray(course(beat_ends - beat_s / 2.0), dims="beat")
    attrs = {"person": person_text(Person()), "protocol": to_toml(protocol), "volume_drift_mL": drift}
    return xr.Dataset(data, coords={"time": ends}, attrs=attrs)
