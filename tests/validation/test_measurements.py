"""The measurements of the evidence, on results whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from secondheart.anatomy import LEGS
from secondheart.evidence.measures import circulation as m
from secondheart.person import Person
from secondheart.protocol import cycle, lie, run, sit, stand, walk
from tests.clinic.synthetic import Course, result_of, still

UP = 300.0  # when the person stands up
LIE_STAND = lie(minutes=5) + stand(minutes=10)
STAND_WALK = stand(minutes=2) + walk(km_h=3, minutes=5)


def after(time: float, before: float, then: float) -> Course:
    """A course that jumps once."""
    return lambda t: np.where(t < time, before, then)


def both(course: Course, vein: str = "great_saphenous_ankle") -> dict[str, Course]:
    return {f"{vein}_{side}": course for side in LEGS}


def test_lying_and_standing() -> None:
    result = result_of(
        LIE_STAND,
        pressure={"right_atrium": after(UP, 4.0, -2.0), **both(after(UP, 8.0, 82.0))},
        beats={
            "stroke_volume": after(UP, 90.0, 54.0),
            "arterial_mean": after(UP, 95.0, 90.0),
            "arterial_diastolic": after(UP, 78.0, 82.0),
        },
        sample_s=0.1,
    )
    assert m.lying_arterial_pressure(result) == pytest.approx(95.0)
    assert m.lying_cardiac_output(result) == pytest.approx(5.4)
    assert m.lying_right_atrial_pressure(result) == pytest.approx(4.0)
    assert m.lying_ankle_vein(result) == pytest.approx(8.0)
    assert m.standing_ankle_vein(result) == pytest.approx(82.0)
    height = Person().body.vessel("great_saphenous_ankle_left").position
    assert m.standing_pressure_per_cm(result) == pytest.approx(84.0 / height)
    assert m.standing_stroke_volume_change(result) == pytest.approx(-40.0)
    assert m.standing_diastolic_change(result) == pytest.approx(4.0)
    assert m.standing_heart_rate_change(result) == pytest.approx(0.0)


def test_sitting() -> None:
    pressures = {**both(after(420.0, 0.0, 55.0)), **both(after(420.0, 9.0, 59.0), "foot_skin_veins")}
    strokes = {"stroke_volume": after(180.0, 90.0, 63.0)}
    result = result_of(lie(minutes=3) + sit(minutes=5), pressure=pressures, beats=strokes, sample_s=0.1)
    assert m.sitting_ankle_vein(result) == pytest.approx(55.0)
    assert m.sitting_toe_vein(result) == pytest.approx(59.0)
    assert m.sitting_cardiac_output(result) == pytest.approx(3.78)
    assert m.sitting_stroke_volume_change(result) == pytest.approx(-30.0)


def test_lying_foot_and_arm() -> None:
    pressures = {**both(after(UP, 8.0, 82.0), "dorsal_arch"), "arm_veins": still(5.0)}
    result = result_of(LIE_STAND, pressure=pressures, sample_s=0.1)
    assert m.lying_foot_vein(result) == pytest.approx(8.0)
    assert m.lying_foot_above_arm(result) == pytest.approx(3.0)


def test_the_lungs_do_not_count_as_systemic_veins() -> None:
    volume = {vessel.name: still(1.0) for vessel in Person().body.vessels}
    result = result_of(LIE_STAND, volume=volume, sample_s=1.0)
    veins = [v for v in Person().body.vessels if v.kind in ("vein", "elastic_vein") and v.name != "pulmonary_veins"]
    assert m.venous_share(result) == pytest.approx(100.0 * len(veins) / len(volume))
    central = [v for v in Person().body.vessels if v.kind == "chamber" or v.region == "lungs"]
    assert m.systemic_venous_share(result) == pytest.approx(100.0 * len(veins) / (len(volume) - len(central)))


@pytest.mark.parametrize(("length", "faints"), [(6.0, False), (14.0, True)])
def test_a_short_dip_is_no_faint(length: float, faints: bool) -> None:
    def course(t: np.ndarray) -> np.ndarray:
        return np.where((t >= UP + 20.0) & (t < UP + 20.0 + length), 50.0, 90.0)

    lowest = m.standing_lowest_arterial_pressure(result_of(LIE_STAND, beats={"arterial_mean": course}, sample_s=1.0))
    assert (lowest < 60.0) == faints


@pytest.mark.parametrize(("period", "low", "high"), [(4.0, 0.0, 0.15), (10.0, 3.0, 4.0), (25.0, 4.5, 5.0)])
def test_breathing_is_no_oscillation_but_a_reflex_is(period: float, low: float, high: float) -> None:
    result = result_of(LIE_STAND, beat_s=0.8, sample_s=1.0)
    times = result["beat_time"].values - 0.4
    result["heart_rate"] = ("beat", 75.0 + 7.0 * np.sin(2 * np.pi * times / period))
    assert low <= m.standing_heart_rate_swing(result) <= high


@pytest.mark.parametrize("strides", [2.0, 6.0])
def test_the_steps_of_a_fall_are_counted_on_both_feet(strides: float) -> None:
    period = 1.3
    tau = strides * period / np.log(10.0)

    def course(t: np.ndarray) -> np.ndarray:
        mean = 25.0 + 60.0 * np.exp(-np.maximum(t - 120.0, 0.0) / tau)
        return np.asarray(mean + 8.0 * np.sin(2 * np.pi * t / period) * (t >= 120.0))

    result = result_of(STAND_WALK, pressure=both(course))
    assert m.walking_ankle_vein(result) == pytest.approx(25.0, abs=0.2)
    assert m.walking_steps_of_fall(result) == pytest.approx(2.0 * strides, abs=0.5)


def test_a_walk_lowers_the_ankle_vein_and_the_standing_after_it_fills_it_again() -> None:
    walking = stand(minutes=2) + walk(km_h=3, minutes=5) + stand(minutes=2)
    tau = 10.0

    def course(t: np.ndarray) -> np.ndarray:
        filling = 80.0 - 60.0 * np.exp(-np.maximum(t - 420.0, 0.0) / tau)
        return np.asarray(np.where(t < 120.0, 80.0, np.where(t < 420.0, 20.0, filling)))

    result = result_of(walking, pressure={**both(course), **both(after(120.0, 84.0, 24.0), "dorsal_arch")})
    assert m.walking_ankle_vein(result) == pytest.approx(20.0)
    assert m.walking_foot_vein(result) == pytest.approx(24.0)
    assert m.walking_drop(result) == pytest.approx(60.0)
    assert m.walking_return(result) == pytest.approx(tau * np.log(10.0), abs=0.1)


def test_a_vein_that_does_not_fall_has_no_steps() -> None:
    assert np.isnan(m.walking_steps_of_fall(result_of(STAND_WALK, pressure=both(after(120.0, 80.0, 85.0)))))


def test_only_the_last_minute_of_a_ride_counts() -> None:
    riding = sit(minutes=2) + cycle(50, 50, minutes=5) + sit(minutes=2)

    def course(t: np.ndarray) -> np.ndarray:
        return np.where((t >= 360.0) & (t < 420.0), 28.0, 60.0)

    assert m.cycling_ankle_vein(result_of(riding, pressure=both(course))) == pytest.approx(28.0)


def test_soleus_peaks_of_a_walk_and_of_a_run() -> None:
    def bursts(period: float) -> Course:
        return lambda t: 150.0 * np.clip(np.sin(2 * np.pi * t / period), 0.0, None)

    muscles = both(bursts(1.3), "superficial_posterior")
    assert m.walking_soleus_peak(result_of(STAND_WALK, muscle=muscles)) == pytest.approx(150.0, abs=1.0)
    running = stand(minutes=2) + run(km_h=10, minutes=10)
    muscles = both(bursts(0.69), "superficial_posterior")
    assert m.running_soleus_peak(result_of(running, muscle=muscles)) == pytest.approx(150.0, abs=1.0)


def test_a_run_is_measured_without_its_beginning_and_its_pauses() -> None:
    begins, pause, on = 120.0 + 300.0, 720.0, 840.0
    protocol = stand(minutes=2) + run(km_h=10, minutes=10) + stand(minutes=2) + run(km_h=10, minutes=2)

    def running(t: np.ndarray, yes: float, no: float) -> np.ndarray:
        return np.where((t >= begins) & ((t < pause) | (t >= on)), yes, no)

    result = result_of(
        protocol,
        pressure={"right_atrium": lambda t: running(t, 2.0, 50.0)},
        beats={"stroke_volume": lambda t: running(t, 100.0, 1.0), "arterial_mean": lambda t: running(t, 95.0, 1.0)},
        beat_s=0.4,
    )
    assert m.running_right_atrial_pressure(result) == pytest.approx(2.0)
    assert m.running_cardiac_output(result) == pytest.approx(15.0)
    assert m.running_arterial_pressure(result) == pytest.approx(95.0)


def test_forces_and_drift() -> None:
    protocol = walk(km_h=3, seconds=30) + walk(km_h=3, seconds=60).without("muscles")
    result = result_of(protocol, pressure=both(after(60.0, 20.0, 80.0)), drift=-1e-9)
    assert m.forces_ankle_vein(result) == pytest.approx(80.0)
    assert m.volume_drift(result) == 1e-9
