"""Swelling of the calf: the measurement on courses that are known, and what the default person shows."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from secondheart.clinic.swelling import (
    HANGING_MIN,
    LYING_MIN,
    swelling,
    swelling_protocol,
    swelling_rates,
    swelling_vessels,
)
from secondheart.person import Person
from secondheart.person.files import person_text
from secondheart.protocol import to_toml


def course(rate: float, minutes_back: float) -> xr.Dataset:
    """A calf that gains `rate` %/min from the moment that it hangs, and gives it back in lying."""
    protocol, person = swelling_protocol(), Person()
    time = np.arange(1.0, protocol.duration_s + 1.0)
    since = np.clip(time / 60.0 - LYING_MIN, 0.0, HANGING_MIN)
    back = np.maximum(time / 60.0 - LYING_MIN - HANGING_MIN, 0.0)
    fluid = 10.0 * rate * since * np.exp(-back / minutes_back)  # mL in a litre
    veins = swelling_vessels(person)
    regions = ["lower_calf_left", "upper_calf_left"]
    return xr.Dataset(
        {
            "swelling": (("time", "region"), np.stack([fluid, fluid], axis=1)),
            "volume": (("time", "vessel"), np.where(back > 0.0, 1.0, 2.0)[:, None] * np.ones(len(veins))),
        },
        {"time": time, "vessel": veins, "region": regions, "tissue_volume": ("region", [1000.0, 1000.0])},
        {"person": person_text(person), "protocol": to_toml(protocol)},
    )


def test_a_known_course_is_read_off() -> None:
    seen = swelling_rates(course(0.15, 30.0), "left")
    assert seen.early == pytest.approx(0.15, rel=1e-6)
    assert seen.late == pytest.approx(0.15, rel=1e-6)
    assert seen.gained == pytest.approx(0.15 * HANGING_MIN, rel=1e-3)
    assert seen.slow == pytest.approx(30.0, rel=1e-2)
    assert seen.fast <= 2.0


@pytest.mark.slow
def test_standing_swells_the_calf_more_than_sitting_and_slows_down() -> None:
    found = {finding.name: finding.value for finding in swelling(Person()) if finding.side != "right"}
    assert all(value is not None for value in found.values())
    standing, sitting = found["calf_swelling_standing"], found["calf_swelling_sitting"]
    assert standing > sitting > 0.0
    assert found["calf_swelling_standing_later"] < 0.8 * standing
    assert found["calf_swelling_sitting_later"] < 0.8 * sitting
    assert found["lying_blood_half_time"] < 60.0 < 60.0 * found["lying_fluid_time_constant"]
    assert 40.0 < found["leg_flow_standing"] < 65.0  # the veno-arteriolar response takes 35 to 60 %
