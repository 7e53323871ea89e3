"""Venous occlusion on a calf that follows a known parabola, and on people."""

from __future__ import annotations

import numpy as np
import pytest

from secondheart import Person
from secondheart.clinic.calf import CALF, leg_veins_of
from secondheart.clinic.occlusion import (
    CALF_MMHG,
    CUFF_MMHG,
    OcclusionPart,
    calf_compression,
    caught_volume,
    maximum_outflow,
    occlusion,
    occlusion_protocol,
    pressure_volume_curve,
)
from tests.clinic.synthetic import Course, result_of, still

B0, B1, B2 = 0.5741, 0.0781, -0.0005  # C01 to C03
MMHG_PER_KPA = 7.50062


def known(course: Course, sample_s: float = 0.05) -> object:
    """A result whose left calf holds a course in percent of the leg, above 3 %; a third of it is fluid."""
    veins = leg_veins_of(Person(), "left")
    volume = dict.fromkeys(veins, lambda t: (3.0 + course(t) * 2.0 / 3.0) * 23.48 / len(veins))
    result = result_of(occlusion_protocol(), volume=volume, sample_s=sample_s)
    tissue = np.array([1000.0, 1400.0])
    fluid = course(np.asarray(result["time"]) - sample_s / 2.0) / 3.0 / 100.0
    regions = {"region": [f"{part}_left" for part in CALF], "tissue_volume": ("region", tissue)}
    return result.assign(swelling=(("time", "region"), fluid[:, None] * tissue)).assign_coords(regions)


def test_the_parabola_that_is_in_it_comes_out() -> None:
    start = occlusion_protocol().starts()[OcclusionPart.DEFLATING]

    def course(t: np.ndarray) -> np.ndarray:
        cuff = np.clip(CUFF_MMHG - (t - start), 0.0, CUFF_MMHG)
        return np.where(
            t < occlusion_protocol().starts()[OcclusionPart.DEFLATING - 1], 0.0, B0 + B1 * cuff + B2 * cuff**2
        )

    result = known(course)
    curve = pressure_volume_curve(result, "left")
    assert curve == pytest.approx((B0, B1, B2), rel=1e-6)
    assert (curve.slope(20.0), curve.slope(60.0)) == (pytest.approx(0.0581), pytest.approx(0.0181))
    assert caught_volume(result, "left") == pytest.approx(B0 + B1 * 60.0 + B2 * 3600.0)


def test_the_outflow_is_the_steepest_fall() -> None:
    start = occlusion_protocol().starts()[OcclusionPart.RELEASED]
    result = known(lambda t: np.where(t < start + 0.3, 2.0, np.maximum(2.0 - 1.2 * (t - start - 0.3), 0.0)))
    assert maximum_outflow(result, "left") == pytest.approx(72.0)


def test_pressing_a_calf_of_one_compliance_and_one_resistance_gives_both() -> None:
    starts = occlusion_protocol().starts()
    compliance, resistance, rate = 1.1, 3.8, 0.054  # C10, C11 and C13 in %/kPa, s kPa/% and %/s
    lost = compliance * CALF_MMHG / MMHG_PER_KPA

    def course(t: np.ndarray) -> np.ndarray:
        falling = -lost * (1.0 - np.exp(-(t - starts[OcclusionPart.PRESSED]) / (compliance * resistance)))
        rising = np.minimum(rate * (t - starts[OcclusionPart.LET_GO]) - lost, 0.0)
        return np.where(
            t < starts[OcclusionPart.PRESSED], 0.0, np.where(t < starts[OcclusionPart.LET_GO], falling, rising)
        )

    found = calf_compression(known(course), "left")
    assert found.compliance == pytest.approx(compliance, rel=1e-3)
    assert found.resistance == pytest.approx(resistance, rel=0.01)
    assert found.inflow == pytest.approx(60.0 * rate)


def test_a_calf_that_does_not_answer_has_no_resistance() -> None:
    assert np.isnan(calf_compression(known(still(0.0)), "left").resistance)


def test_the_cuff_is_let_down_by_a_mmhg_a_second() -> None:
    step = occlusion_protocol().steps[OcclusionPart.DEFLATING]
    assert [(cuff.pressure_mmHg, cuff.rise_s) for cuff in step.cuffs] == [(0.0, CUFF_MMHG)]
    assert step.duration_s == CUFF_MMHG


def test_people_are_examined_on_both_calves() -> None:
    found = occlusion(Person())
    assert [one.side for one in found] == ["left", "right"] * 10
    values = {one.name: one.value or np.nan for one in found if one.side == "left"}
    assert values["calf_volume_caught_60"] > 0.0
    assert values["calf_compliance_20"] > values["calf_compliance_60"]
    assert 0.5 < values["calf_effective_compliance"] < 2.0
    assert values["maximum_venous_outflow"] > 10.0
