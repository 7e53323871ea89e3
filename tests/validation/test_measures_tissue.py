"""What is measured of tissue and oxygen, on results whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from secondheart.clinic.swelling import swelling_protocol, swelling_rates
from secondheart.evidence import protocols as of
from secondheart.evidence.measures import tissue_fluid as m
from secondheart.person import Person
from secondheart.simulation.simulate import simulate
from tests.clinic.synthetic import result_of, still

SAMPLE_S = 1.0


def test_plasma_that_is_lost_is_the_fluid_of_all_regions() -> None:
    result = result_of(swelling_protocol(), sample_s=SAMPLE_S)
    times = result["time"].values
    fluid = np.clip(times - 300.0, 0.0, None) / 600.0  # a millilitre in ten minutes
    result["swelling"] = xr.DataArray(np.column_stack([fluid, 2.0 * fluid]), dims=("time", "region"))
    assert m.plasma_lost(result) == pytest.approx(4.5, abs=0.02)  # after a quarter of an hour


def test_pressures_of_capillaries() -> None:
    result = result_of(of.lie_sit(), pressure={m.CAPILLARIES: still(60.0)}, sample_s=SAMPLE_S)
    assert m.sitting_foot_capillaries(result) == pytest.approx(60.0)
    result = result_of(of.lie_stand(), pressure={m.CAPILLARIES: still(95.0)}, sample_s=SAMPLE_S)
    assert m.standing_foot_capillaries(result) == pytest.approx(95.0)


def test_what_the_body_takes_of_its_oxygen() -> None:
    result = result_of(of.lie_at_rest(), sample_s=SAMPLE_S)
    vessels = ["ascending_aorta", "pulmonary_arteries"]
    values = np.tile([0.96, 0.72], (result.sizes["time"], 1))
    result["saturation"] = xr.DataArray(values, dims=("time", "vessel"), coords={"vessel": vessels})
    assert m.mixed_venous_saturation(result) == pytest.approx(72.0)
    assert m.oxygen_extraction(result) == pytest.approx(25.0)


def test_swelling_is_that_of_the_clinical_test() -> None:
    protocol = swelling_protocol()
    veins = [one.name for one in Person().body.vessels if one.venous and one.region.endswith("calf_left")]
    result = simulate(Person(), protocol, sample_s=SAMPLE_S, record=veins, including=("swelling",))
    found = swelling_rates(result, "left")
    assert m.calf_swelling(result) == found.early
    assert m.calf_fluid_falls(result) == found.slow
    assert m.plasma_lost(result) > 50.0
