"""Straining and coughing: chest and belly press together, for as long as they are asked to."""

from __future__ import annotations

import pytest

from secondheart.errors import InputError
from secondheart.protocol import LIE, SIT, STAND, Burst, Protocol, cough, valsalva


def pulses(protocol: Protocol) -> dict[str, Burst]:
    (step,) = protocol.steps
    assert step.activity is not None
    return {pulse.group: pulse for pulse in step.activity.bursts}


def times(pulse: Burst, period_s: float) -> list[float]:
    return [period_s * share for share in (pulse.start, pulse.rise_end, pulse.hold_end, pulse.stop)]


@pytest.mark.parametrize("protocol", [valsalva(), valsalva(30, 10), cough(), cough(5, 3, 60)])
def test_chest_and_belly_press_and_the_breath_is_held(protocol: Protocol) -> None:
    # Aguilera 2018: equal in coughs
    share = {"valsalva": 0.85, "cough": 1.0}[protocol.name]
    found = pulses(protocol)
    assert set(found) == {"chest", "belly"}
    assert found["belly"].pressure_mmHg == pytest.approx(share * found["chest"].pressure_mmHg)
    assert protocol.steps[0].breathing.depth_mL == 0.0


def test_a_valsalva_lasts_as_long_as_its_step() -> None:
    protocol = valsalva(40, 15)
    assert (protocol.duration_s, pulses(protocol)["chest"].pressure_mmHg) == (15.0, 40.0)
    assert times(pulses(protocol)["chest"], 15.0) == pytest.approx([0.0, 0.5, 14.7, 15.0], abs=1e-9)


def test_a_cough_is_short() -> None:
    protocol = cough(times=3, every_s=2)
    assert protocol.duration_s == 6.0
    assert times(pulses(protocol)["belly"], 2.0) == pytest.approx([0.0, 0.25, 0.30, 0.65], abs=1e-9)
    assert pulses(protocol)["belly"].pressure_mmHg == 80.0


@pytest.mark.parametrize("seconds", [0.001, 0.01, 0.3, 0.8, 0.81, 120])
def test_a_strain_fits_into_any_time(seconds: float) -> None:
    assert pulses(valsalva(seconds=seconds))["chest"].stop == 1.0


@pytest.mark.parametrize("every_s", [0.5, 0.55, 0.6, 0.61, 0.65, 0.7, 60])
def test_coughs_fit_between_one_another(every_s: float) -> None:
    assert pulses(cough(every_s=every_s))["chest"].stop <= 1.0


@pytest.mark.parametrize(("name", "posture"), [("lie", LIE), ("sit", SIT), ("stand", STAND)])
def test_one_strains_in_any_posture(name, posture) -> None:
    assert valsalva(posture=name).steps[0].posture == cough(posture=name).steps[0].posture == posture


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: valsalva(201), "valsalva: pressure_mmHg = 201 is not allowed: 0 to 200 mmHg"),
        (lambda: valsalva(seconds=121), "valsalva: seconds = 121 is not allowed: 0.001 to 120 s"),
        (lambda: valsalva(posture="hang"), "valsalva: posture = 'hang' is not allowed: lie, sit, stand"),
        (lambda: cough(0), "cough: times = 0 is not allowed: a whole number from 1 to 10000"),
        (lambda: cough(every_s=0.4), "cough: every_s = 0.4 is not allowed: 0.5 to 60 s"),
        (lambda: cough(pressure_mmHg=301), "cough: pressure_mmHg = 301 is not allowed: 0 to 300 mmHg"),
    ],
)
def test_the_impossible_is_refused_in_one_sentence(make, sentence: str) -> None:
    with pytest.raises(InputError, match=f"^{sentence}$"):
        make()
