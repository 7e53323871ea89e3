"""Photoplethysmography and strain gauge on courses that are known, and on people."""

from __future__ import annotations

import numpy as np
import pytest

from secondheart import Person, leaking_valves
from secondheart.clinic import TESTS
from secondheart.clinic.calf import leg_veins_of
from secondheart.clinic.ppg import ppg_protocol, skin_veins
from secondheart.clinic.strain_gauge import GaugePart, girth, strain_gauge_protocol
from tests.clinic.synthetic import result_of

TAU = 10.0


def skin(t: np.ndarray) -> np.ndarray:
    """10 mL at rest, 7 in the tenth movement, then back."""
    moving = np.where(t < 45.0, 7.0, 10.0 - 3.0 * np.exp(-(t - 45.0) / TAU))
    return np.where(t < 30.0, 10.0, moving)


def test_skin_refills_with_its_time() -> None:
    result = result_of(ppg_protocol(), volume={"calf_skin_veins_left": skin})
    found = skin_veins(result, "calf_skin_veins_left")
    assert found.refill_s == pytest.approx(TAU * np.log(10.0), abs=0.1)
    assert found.emptied_percent == pytest.approx(30.0)


def calf(t: np.ndarray) -> np.ndarray:
    """20 mL raised, 120 standing, 60 in the last stride, then back."""
    starts = strain_gauge_protocol().starts()
    after = starts[GaugePart.STEPPING + 1]
    moving = np.where(t < after, 60.0, 120.0 - 60.0 * np.exp(-(t - after) / TAU))
    return np.where(t < starts[GaugePart.STANDING], 20.0, np.where(t < starts[GaugePart.STEPPING], 120.0, moving))


def test_a_gauge_shows_shares_of_the_leg() -> None:
    veins = leg_veins_of(Person(), "left")
    courses = dict.fromkeys(veins, lambda t: calf(t) / len(veins))
    found = girth(result_of(strain_gauge_protocol(), volume=courses), "left")
    assert found.filled == pytest.approx(100.0 * 100.0 / 2348.0)
    assert found.ejected_percent == pytest.approx(60.0)
    assert found.refill_s == pytest.approx(TAU * np.log(10.0), abs=0.1)


def test_twenty_steps_are_ten_strides() -> None:
    step = strain_gauge_protocol().steps[GaugePart.STEPPING]
    assert step.activity is not None
    assert step.duration_s == pytest.approx(10 * step.activity.period_s)


@pytest.mark.parametrize(
    ("test", "refill", "emptied"),
    [("ppg", "ppg_refill_time", "ppg_emptied"), ("strain-gauge", "strain_gauge_refill_time", "strain_gauge_EF")],
)
def test_leaking_valves_refill_sooner_and_leave_more(test: str, refill: str, emptied: str) -> None:
    people = [Person(), *(leaking_valves(Person(), vein, 0.3) for vein in ("great_saphenous", "deep"))]
    found = [
        {(one.name, one.side): one.value or np.nan for one in TESTS[test].examine(person).findings} for person in people
    ]
    for side in ("left", "right"):
        times = [one[refill, side] for one in found]
        shares = [one[emptied, side] for one in found]
        assert times[0] > times[1] > times[2]
        assert shares[0] > shares[1] > 0.0
        assert shares[0] > shares[2] > 0.0
