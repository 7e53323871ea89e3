"""What nerves, arterioles and working muscles answer."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart.physics.baroreflex import (
    ARTERIAL_RANGE,
    CARDIOPULMONARY_RANGE,
    arterial_error,
    cardiopulmonary_error,
    missing_pulse,
    reported_pressure,
    vagal_hold,
)
from secondheart.physics.dependency import (
    FULL_COLUMN,
    MYOGENIC,
    VENO_ARTERIOLAR,
    VENOUS_THRESHOLD,
    myogenic,
    veno_arteriolar,
)
from secondheart.physics.exercise import emptied_veins, working_heart_rate
from secondheart.physics.hyperaemia import LOWEST_PRESSURE, SAFE_RANGE, conductance_demand, granted_conductance
from secondheart.physics.lymph import HALVED, STILL, lymph_flow
from secondheart.physics.rising import rising_force
from secondheart.physics.skin import skin_warmth, warm_conductance
from secondheart.physics.stress_relaxation import yielding

SENSORS = [(arterial_error, ARTERIAL_RANGE), (cardiopulmonary_error, CARDIOPULMONARY_RANGE)]
pressures = st.floats(-50.0, 250.0)


@pytest.mark.parametrize(("error", "reach"), SENSORS)
def test_an_error_is_positive_when_the_pressure_is_too_low_and_saturates(error: Any, reach: float) -> None:
    assert error(90.0, 90.0) == 0.0
    assert error(90.0, 85.0) > 0.0
    assert error(90.0, 95.0) == -error(90.0, 85.0)
    assert (error(90.0, 90.0 - 1e-6) - error(90.0, 90.0)) / 1e-6 == pytest.approx(1.0, rel=1e-6)
    assert error(90.0, -1e9) == pytest.approx(reach * math.pi / 2.0)


@pytest.mark.parametrize(("error", "reach"), SENSORS)
@given(one=pressures, more=st.floats(0.01, 50.0))
def test_an_error_falls_with_pressure(error: Any, reach: float, one: float, more: float) -> None:
    assert error(90.0, one + more) < error(90.0, one) < 0.5 * math.pi * reach


def test_only_a_pulse_that_is_too_small_quickens_the_heart() -> None:
    assert missing_pulse(2.0, 12.0, 12.0) == missing_pulse(2.0, 12.0, 20.0) == 0.0
    assert missing_pulse(2.0, 12.0, 12.0 - 1e-6) == pytest.approx(2e-6, rel=1e-6)
    assert missing_pulse(2.0, 12.0, 6.0) > missing_pulse(1.0, 12.0, 6.0) > 0.0
    assert missing_pulse(1e9, 12.0, 0.0) == pytest.approx(0.5 * math.pi * ARTERIAL_RANGE)


def test_the_quieter_the_vagus_the_less_of_it_can_be_withdrawn() -> None:
    assert vagal_hold(0.4, 0.0) == 0.4
    assert vagal_hold(0.4, -0.1) == pytest.approx(0.5)
    falls = [vagal_hold(0.4, w) - vagal_hold(0.4, w + 0.01) for w in (-0.1, 1e-9, 0.1, 0.2)]
    assert falls[0] == pytest.approx(0.01)
    assert falls[1] == pytest.approx(0.01, rel=0.02)
    assert falls[1] > falls[2] > falls[3] > 0.0
    assert 0.0 < vagal_hold(0.4, 4.0) < 1e-4


def test_the_veno_arteriolar_response_is_half_there_at_its_threshold() -> None:
    assert veno_arteriolar(VENOUS_THRESHOLD) == pytest.approx(0.5 * VENO_ARTERIOLAR)
    assert veno_arteriolar(VENOUS_THRESHOLD - 40.0) < 0.01 * VENO_ARTERIOLAR
    assert veno_arteriolar(VENOUS_THRESHOLD + 60.0) == pytest.approx(VENO_ARTERIOLAR, rel=1e-3)


@given(st.floats(-60.0, 200.0), st.floats(0.01, 50.0))
def test_both_answers_to_hanging_down_grow_with_it(pressure: float, more: float) -> None:
    assert veno_arteriolar(pressure) <= veno_arteriolar(pressure + more) <= VENO_ARTERIOLAR
    assert myogenic(pressure) <= myogenic(pressure + more) <= MYOGENIC


def test_the_myogenic_answer_is_complete_with_a_full_column_and_none_when_raised() -> None:
    assert myogenic(0.0) == 0.0
    assert myogenic(-30.0) == 0.0
    assert myogenic(0.5 * FULL_COLUMN) == pytest.approx(0.5 * MYOGENIC)
    assert myogenic(FULL_COLUMN) == MYOGENIC
    assert myogenic(2.0 * FULL_COLUMN) == MYOGENIC


def test_muscle_at_rest_asks_for_no_more_and_gets_it() -> None:
    assert conductance_demand(0.0, 27.0, 1.0) == 1.0
    assert granted_conductance(1.0, 20.0) == 1.0
    assert granted_conductance(1.0, 90.0) == 1.0


def test_demand_adds_effort_and_local_exercise() -> None:
    assert conductance_demand(0.5, 20.0, 1.0) == pytest.approx(11.0)
    assert conductance_demand(0.0, 20.0, 3.0) == pytest.approx(3.0)
    assert conductance_demand(0.5, 20.0, 3.0) == pytest.approx(13.0)


@given(st.floats(1.0, 30.0), st.floats(0.0, 200.0), st.floats(0.0, 50.0))
def test_the_extra_flow_yields_to_a_falling_pressure(demand: float, pressure: float, more: float) -> None:
    assert (
        1.0 <= granted_conductance(demand, pressure) <= granted_conductance(demand, pressure + more) <= demand + 1e-12
    )
    assert granted_conductance(demand, LOWEST_PRESSURE) == 1.0
    assert granted_conductance(demand, LOWEST_PRESSURE + SAFE_RANGE) == pytest.approx(demand)


def test_effort_takes_the_heart_from_rest_to_its_maximum() -> None:
    assert working_heart_rate(66.0, 0.0, 0.0, 187.0) == 66.0
    assert working_heart_rate(66.0, 1.0, 0.0, 187.0) == 187.0
    assert working_heart_rate(66.0, 0.5, 0.0, 187.0) == pytest.approx(126.5)
    assert working_heart_rate(100.0, 0.5, 0.0, 187.0) == pytest.approx(143.5)  # half of what is left
    assert working_heart_rate(200.0, 0.0, 0.0, 187.0) == 187.0
    assert working_heart_rate(66.0, 0.0, 15.0, 187.0) == 81.0  # the vagus lets go before there is any effort
    assert working_heart_rate(66.0, 0.5, 15.0, 187.0) == working_heart_rate(66.0, 0.5, 0.0, 187.0)


def test_a_nerve_reports_a_change_larger_than_it_is_and_what_lasts_as_it_is() -> None:
    """ursino1998: 6.37 over 2.08 s, a sudden change three times as large."""
    assert reported_pressure(90.0, 90.0, 6.37, 2.08) == 90.0
    assert reported_pressure(80.0, 90.0, 6.37, 2.08) == pytest.approx(90.0 - 30.6, abs=0.1)


def test_light_work_takes_half_of_what_veins_can_give() -> None:
    assert emptied_veins(1000.0, 0.0) == 0.0
    assert emptied_veins(1000.0, 0.25) == 500.0
    assert emptied_veins(1000.0, 1.0) == 1000.0


def test_skin_opens_with_air_and_work_and_closes_in_the_cold() -> None:
    assert skin_warmth(22.0, 0.0) == 0.0
    assert skin_warmth(30.0, 0.0) == pytest.approx(0.5)
    assert skin_warmth(22.0, 0.5) == pytest.approx(0.5)
    assert skin_warmth(45.0, 1.0) == 1.0
    assert skin_warmth(0.0, 0.0) == -0.3
    assert warm_conductance(1.4, 1.0) == pytest.approx(2.4)
    assert warm_conductance(0.0, 1.0) == 1.0
    assert warm_conductance(8.0, -0.3) == 0.3


def test_a_wall_gives_way_by_a_share_of_its_stretch() -> None:
    assert yielding(0.2, 40.0, 30.0) == pytest.approx(2.0)
    assert yielding(0.2, 30.0, 30.0) == yielding(0.2, 10.0, 30.0) == 0.0


def test_who_rises_works_in_the_middle_of_it_and_not_before_or_after() -> None:
    assert rising_force(0.0) == rising_force(1.0) == 0.0
    assert rising_force(0.5) == 1.0
    assert rising_force(0.2) == pytest.approx(rising_force(0.8))


def test_lymph_follows_the_tissue_s_pressure_work_and_congestion() -> None:
    rest, steep, most = 0.01, 0.6, 14.0
    assert lymph_flow(rest, 0.0, steep, most, 0.0, 0.0) == rest
    assert lymph_flow(rest, 1.0, steep, most, 0.0, 0.0) == pytest.approx(1.6 * rest)
    assert lymph_flow(rest, 100.0, steep, most, 0.0, 0.0) == pytest.approx(most * rest)
    assert lymph_flow(rest, -STILL, steep, most, 0.0, 0.0) == 0.0
    assert lymph_flow(rest, 0.0, steep, most, 1.0, 0.0) == pytest.approx(1.83 * rest, rel=0.02)  # cycling (F21)
    assert lymph_flow(rest, 0.0, steep, most, 0.0, HALVED) == pytest.approx(0.5 * rest)  # venous stasis (F21)
