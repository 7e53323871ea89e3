"""Tilting and standing up, measured on known courses and on a person."""

from __future__ import annotations

import numpy as np
import pytest

from secondheart import Person
from secondheart.clinic.finding import Normal, body_finding
from secondheart.clinic.tilt import (
    LYING_ATRIUM,
    MANOEUVRES,
    STANDING_RANGES,
    TILTED_RANGES,
    circulation,
    range_of,
    tilt_protocol,
    tilt_table,
)
from secondheart.results.measure import last_part
from tests.clinic.synthetic import result_of, still


def test_means_are_over_the_last_minute_of_a_step() -> None:
    starts = tilt_protocol().starts()

    def course(t: np.ndarray) -> np.ndarray:
        return np.where(t < starts[1], 80.0, np.where(t < starts[2] - 60.0, 20.0, 60.0))

    names = ("stroke_volume", "arterial_mean", "arterial_systolic", "arterial_diastolic")
    result = result_of(tilt_protocol(), pressure={"right_atrium": course}, beats=dict.fromkeys(names, course))
    assert circulation(result, last_part(result, 0, 60.0)) == pytest.approx((60.0, 80.0, 80.0, 80.0, 80.0, 80.0))
    assert circulation(result, last_part(result, 1, 60.0)) == pytest.approx((60.0, 60.0, 60.0, 60.0, 60.0, 60.0))


def test_both_ways_of_being_upright_come_after_lying() -> None:
    steps = tilt_protocol().steps
    for before, after in MANOEUVRES.values():
        assert steps[before].posture.name == "lie"
        assert steps[after].duration_s == 300.0
    assert result_of(tilt_protocol(), pressure={"right_atrium": still(1.0)}).sizes["time"] > 0


def test_a_range_stands_in_the_posture_in_which_it_was_published() -> None:
    assert range_of("standing", "heart_rate_change", 90.0) == STANDING_RANGES["heart_rate_change"]
    assert range_of("tilt", "heart_rate_change", 60.0) == TILTED_RANGES["heart_rate_change"][0][1]
    assert range_of("tilt", "stroke_volume_change", 60.0) != range_of("tilt", "stroke_volume_change", 90.0)
    for what in ("heart_rate_change", "stroke_volume_change", "systolic_change", "central_venous_pressure"):
        assert range_of("tilt", what, -20.0)[:2] == (None, None)
    for what in ("central_venous_pressure", "lower_leg_gain"):
        assert range_of("tilt", what, 60.0)[:2] == (None, None)


@pytest.mark.parametrize("normal", [LYING_ATRIUM, STANDING_RANGES["central_venous_pressure"]])
def test_what_a_textbook_rounds_judges_nobody_in_any_posture(normal: Normal) -> None:
    one = body_finding("lying_central_venous_pressure", "mmHg", 99.0, normal)
    assert (one.range_kind, one.is_normal) == ("published", None)
    assert (one.normal_low, one.normal_high) == normal[:2]


def test_being_upright_speeds_the_heart_and_fills_the_legs() -> None:
    found = {(one.name, one.side): one.value or np.nan for one in tilt_table(Person())}
    assert 0.0 < found["tilt_heart_rate_change", "both"] < found["standing_heart_rate_change", "both"] < 30.0
    for name in MANOEUVRES:
        assert -60.0 < found[f"{name}_stroke_volume_change", "both"] < -20.0
        assert found[f"{name}_central_venous_pressure", "both"] < found["lying_central_venous_pressure", "both"]
        assert 50.0 < found[f"{name}_lower_leg_gain", "left"] < 110.0
        assert found[f"{name}_lower_leg_gain", "left"] == pytest.approx(
            found[f"{name}_lower_leg_gain", "right"], rel=0.05
        )
    assert found["tilt_lower_leg_gain", "left"] < found["standing_lower_leg_gain", "left"]
