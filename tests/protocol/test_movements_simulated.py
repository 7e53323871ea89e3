"""What the other movements do to heart and leg veins of the default person, beside what was measured."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
import xarray as xr

import secondheart as sh
from secondheart.protocol import (
    Protocol,
    cough,
    cycle,
    fidget,
    lie,
    sit,
    squat,
    stand,
    tiptoe,
    valsalva,
)
from secondheart.protocol.repeated import ankle_pumps, dorsiflexion

PROTOCOLS: dict[str, Callable[[], Protocol]] = {
    "cycle": lambda: sit(seconds=60) + cycle(50, 50, minutes=4),
    "one leg cycles": lambda: sit(seconds=30) + cycle(50, 50, minutes=2).paralysed("right"),
    "one leg rises": lambda: stand(seconds=30) + tiptoe(times=10).paralysed("right"),
    "ankle pumps": lambda: lie(seconds=30) + ankle_pumps(times=30),
    "ankle pumps sitting": lambda: sit(seconds=30) + ankle_pumps(times=30, posture="sit"),
    "dorsiflexion": lambda: sit(seconds=30) + dorsiflexion(times=20),
    "fidget": lambda: sit(seconds=30) + fidget(minutes=3),
    "squat": lambda: stand(seconds=30) + squat(minutes=2),
    "valsalva": lambda: lie(seconds=30) + valsalva(40, 15) + lie(seconds=15),
    "cough": lambda: lie(seconds=30) + cough(times=3, every_s=2) + lie(seconds=4),
}
OUTFLOW = "external_iliac_{0}>common_iliac_{0}"
POPLITEAL = "popliteal_left>femoral_lower_left"
PHASES = {"rest": (10, 30), "one": (30, 33), "two": (38, 44.5), "three": (45, 48), "four": (49, 60)}
ANKLE = "great_saphenous_ankle_{0}"


@cache
def run(name: str) -> xr.Dataset:
    return sh.simulate(sh.Person(), PROTOCOLS[name]())


def part(values: xr.DataArray, start_s: float, stop_s: float) -> np.ndarray:
    times = values["time"].values
    return values.values[(times > start_s + 1e-9) & (times <= stop_s + 1e-9)]


def flow(name: str, connection: str, start_s: float, stop_s: float) -> np.ndarray:
    return part(run(name)["flow"].sel(connection=connection), start_s, stop_s)


def pressure(name: str, vessel: str, start_s: float, stop_s: float) -> np.ndarray:
    return part(run(name)["pressure"].sel(vessel=vessel), start_s, stop_s)


def beats(name: str, variable: str, start_s: float, stop_s: float) -> np.ndarray:
    ends = run(name)["beat_time"].values
    return run(name)[variable].values[(ends > start_s) & (ends <= stop_s)]


@pytest.mark.parametrize("name", PROTOCOLS)
def test_no_movement_makes_or_loses_blood(name: str) -> None:
    assert run(name).attrs["volume_drift_mL"] == 0.0
    assert np.isfinite(run(name)["volume"].values).all()


def test_cycling_lowers_the_ankle_vein_within_a_minute_and_keeps_it_low() -> None:
    # falls within the first minute, then constant; how low is held against what is published in the evidence (P03)
    sitting, first, last = (pressure("cycle", ANKLE.format("left"), stop - 30, stop).mean() for stop in (60, 120, 300))
    assert 0.0 < last < 0.7 * sitting
    assert abs(first - last) < 5.0


def test_a_cycling_leg_gets_the_flow_of_its_work() -> None:
    # F02's study: 1.79 L/min in one leg at 50 W upright, SE 0.15 of nine; here two legs share the watts
    litres = 0.06 * flow("cycle", OUTFLOW.format("left"), 240, 300).mean()
    assert litres == pytest.approx(1.79, abs=0.45)


def test_a_paralysed_leg_on_a_bicycle_pumps_nothing_and_asks_for_nothing() -> None:
    left, right = (0.06 * flow("one leg cycles", OUTFLOW.format(side), 120, 150).mean() for side in ("left", "right"))
    at_rest = 0.06 * flow("one leg cycles", OUTFLOW.format("right"), 10, 30).mean()
    assert left > 1.2
    assert right == pytest.approx(at_rest, abs=0.1)
    low, high = (pressure("one leg cycles", ANKLE.format(side), 120, 150).mean() for side in ("left", "right"))
    assert high > low + 25.0


def test_a_leg_that_does_not_rise_stays_full() -> None:
    before, after = (pressure("one leg rises", ANKLE.format("right"), *span).mean() for span in ((10, 30), (38, 40)))
    assert after == pytest.approx(before, abs=2.0)
    assert pressure("one leg rises", ANKLE.format("left"), 38, 40).mean() < 0.5 * before


def test_ankle_pumps_double_the_popliteal_flow_of_a_lying_person() -> None:
    # D33, D34: 11 (9 to 13) to 24 (20 to 28) cm/s
    rest, moving = (flow("ankle pumps", POPLITEAL, *span).mean() for span in ((10, 30), (60, 90)))
    assert 20 / 13 < moving / rest < 28 / 9


def test_ankle_pumps_do_more_for_a_sitting_person() -> None:
    # D35, D36: 3 (2 to 4) to 18 (15 to 21) cm/s. The model stays below: three to four times.
    rest, moving = (flow("ankle pumps sitting", POPLITEAL, *span).mean() for span in ((10, 30), (60, 90)))
    assert 3.0 < moving / rest < 21 / 2
    lying_rest, lying = (flow("ankle pumps", POPLITEAL, *span).mean() for span in ((10, 30), (60, 90)))
    assert moving / rest > lying / lying_rest


def test_pulling_the_feet_up_with_force_empties_the_calf_faster_than_pressing_them_down() -> None:
    # D41: 194 against 91 cm/s in the popliteal vein
    pressed, pulled = (flow(name, POPLITEAL, 30, 40).max() for name in ("ankle pumps sitting", "dorsiflexion"))
    assert pulled > pressed


def test_fidgeting_keeps_blood_moving_at_a_desk() -> None:
    # F37's study: flow falls in the still leg and rises in the one that fidgets
    rest, moving = (flow("fidget", POPLITEAL, *span).mean() for span in ((10, 30), (130, 210)))
    assert moving > 1.5 * rest
    still, lowered = (pressure("fidget", ANKLE.format("left"), *span).mean() for span in ((10, 30), (130, 210)))
    assert lowered < still - 8.0


def test_squatting_raises_the_arterial_pressure_and_slows_the_heart() -> None:
    # Hanson 1995, Heart 74:154: +8.5 mmHg and -10 beats a minute, held for two minutes
    for variable, change in (("arterial_mean", 8.5), ("heart_rate", -10.0)):
        standing, squatting = (beats("squat", variable, *span).mean() for span in ((10, 30), (110, 150)))
        assert squatting - standing == pytest.approx(change, abs=6.0)


def test_a_strain_dams_up_the_veins_of_the_legs() -> None:
    rest = flow("valsalva", OUTFLOW.format("left"), 10, 30).mean()
    assert abs(flow("valsalva", OUTFLOW.format("left"), 34, 44).mean()) < 0.05 * rest
    femoral = [pressure("valsalva", "common_femoral_left", t, t + 1).mean() for t in (28, 32, 36, 40, 43)]
    assert femoral == sorted(femoral)
    assert femoral[-1] > femoral[0] + 8.0
    assert flow("valsalva", OUTFLOW.format("left"), 45, 48).mean() > 2.0 * rest


def test_a_strain_has_its_four_phases() -> None:
    mean = {phase: beats("valsalva", "arterial_mean", *span) for phase, span in PHASES.items()}
    assert mean["one"].max() > mean["rest"].mean() + 15.0  # the strain itself pushes
    assert mean["two"].mean() < mean["one"].max() - 20.0  # the heart lacks blood
    assert beats("valsalva", "heart_rate", 42, 45).mean() > beats("valsalva", "heart_rate", 33, 37).min() + 5.0
    assert mean["three"].min() < mean["two"].mean() - 15.0  # the push is gone
    assert mean["four"].max() > mean["rest"].mean() + 8.0  # all the blood is back


def test_a_cough_presses_the_atrium_but_hardly_any_blood_back_into_the_legs() -> None:
    rest = pressure("cough", "right_atrium", 10, 30).mean()
    assert pressure("cough", "right_atrium", 30, 36).max() - rest == pytest.approx(80.0, abs=15.0)
    femoral = flow("cough", "common_femoral_left>external_iliac_left", 30, 32)
    assert -0.02 * femoral[femoral < 0.0].sum() < 3.0  # mL in a cough
    assert 0.02 * (femoral < -0.5).sum() < 0.5  # s; D02: up to one second is normal
