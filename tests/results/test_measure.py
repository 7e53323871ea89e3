"""Measurements of signals whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from secondheart.protocol import lie, stand
from secondheart.results import measure
from tests.clinic.synthetic import result_of, still


def test_a_window_is_half_open_and_holds_its_share_of_the_samples() -> None:
    result = result_of(lie(seconds=4), pressure={"a": lambda t: t})
    assert measure.inside(measure.middles(result), (1.0, 3.0)).sum() == 100
    assert measure.mean_pressure(result, "a", (1.0, 3.0)) == pytest.approx(2.0, abs=1e-12)
    assert np.isnan(measure.mean_pressure(result, "a", (4.0, 5.0)))


@pytest.mark.parametrize("span", [(0.0, 0.05), (1.0, 3.0), (3.5, 9.0), (3.0, 1.0), (1.0, np.nan), (np.nan, 1.0)])
def test_the_samples_of_a_window_are_those_that_lie_inside(span: measure.Span) -> None:
    times = measure.middles(result_of(lie(seconds=4)))
    inside = np.flatnonzero(measure.inside(times, span))
    assert np.array_equal(np.arange(times.size)[measure.samples_in(times, span)], inside)


def test_the_last_part_of_a_step_is_no_longer_than_the_step() -> None:
    result = result_of(lie(seconds=10) + stand(seconds=30))
    assert measure.step_span(result, 1) == (10.0, 40.0)
    assert measure.last_part(result, 0, 60.0) == (0.0, 10.0)
    assert measure.last_part(result, -1, 12.0) == (28.0, 40.0)


def test_a_vein_of_both_legs_is_their_mean() -> None:
    result = result_of(lie(seconds=2), pressure={"a_left": still(10.0), "a_right": still(20.0)})
    assert measure.mean_of_legs(result, "a", (0.0, 2.0)) == pytest.approx(15.0)


def test_a_running_mean_over_a_heartbeat_hides_it() -> None:
    t = np.arange(0.01, 20.0, 0.02)
    smooth = measure.running_mean(50.0 + 5.0 * np.sin(2 * np.pi * t), 51)
    assert np.abs(smooth[25:-25] - 50.0).max() < 0.15  # 51 samples of 20 ms are 2 % more than the beat


@pytest.mark.parametrize("size", [0, 1, 4, 5, 6, 40])
def test_a_running_mean_is_the_mean_of_the_samples_that_there_are(size: int) -> None:
    values = np.random.default_rng(size).normal(size=size)
    around = [values[max(i - 2, 0) : i + 3].mean() for i in range(size)]
    assert measure.running_mean(values, 5) == pytest.approx(around)


def test_following_rounds_as_a_loop_of_python_does() -> None:
    values, nearer = np.random.default_rng(1).normal(size=(2, 1000))
    now, course = values[0], []
    for value, share in zip(values, nearer, strict=True):
        now += share * 1e-3 * (value - now)
        course.append(now)
    assert np.array_equal(measure.follow_samples(values, nearer * 1e-3), course)


@pytest.mark.parametrize("tau", [2.0, 12.0, 20.0])
@pytest.mark.parametrize("pulse", [0.0, 3.0])
def test_an_exponential_refill_takes_its_time_with_and_without_a_pulse(tau: float, pulse: float) -> None:
    def course(t: np.ndarray) -> np.ndarray:
        after = np.maximum(t - 10.0, 0.0)
        return 80.0 - 60.0 * np.exp(-after / tau) + pulse * np.sin(2 * np.pi * 1.2 * t)

    t = np.arange(0.01, 100.0, 0.02)
    smoothed = measure.running_mean(course(t), 50)
    found = measure.refill_time(t, smoothed, 10.0, 20.0, 80.0)
    # where the curve is flat, what is left of the pulse shifts the crossing by residue over slope
    residue = 0.2 * pulse / (6.0 / tau)
    assert found == pytest.approx(tau * np.log(10.0), abs=0.05 + residue)


def test_a_refill_that_does_not_end_has_no_time() -> None:
    t = np.arange(0.01, 100.0, 0.02)
    assert np.isnan(measure.refill_time(t, np.full_like(t, 50.0), 10.0, 20.0, 80.0))
    assert np.isnan(measure.refill_time(t, np.full_like(t, 90.0), 10.0, 80.0, 80.0))


def test_the_mean_of_peaks_counts_one_a_stretch() -> None:
    result = result_of(lie(seconds=6))
    values = np.abs(np.sin(np.pi * measure.middles(result) / 2.0)) * 100.0  # a peak every two seconds
    assert measure.peaks(result, values, values > -1, 2.0) == pytest.approx(100.0, abs=0.1)
    assert np.isnan(measure.peaks(result, values, values > 1e3, 2.0))


def test_beats_are_weighed_by_their_time() -> None:
    result = result_of(lie(seconds=10), beats={"stroke_volume": still(70.0), "arterial_mean": lambda t: t})
    result["beat_time"] = ("beat", np.array([1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0, 10.5, 11.0, 11.5]))
    result["heart_rate"] = ("beat", np.array([60.0] * 4 + [30.0] * 3 + [120.0] * 3))
    beats = measure.beats_in(result, (2.0, 8.0))
    assert beats.sum() == 4
    assert measure.heart_rate(result, beats) == pytest.approx(40.0)
    assert measure.cardiac_output(result, beats) == pytest.approx(2.8)
    means = result["arterial_mean"].values[beats]
    assert measure.arterial_mean(result, beats) == pytest.approx(np.dot(means, [1, 1, 2, 2]) / 6.0)
    assert np.isnan(measure.arterial_mean(result, measure.beats_in(result, (20.0, 30.0))))


def test_a_share_of_the_blood() -> None:
    result = result_of(lie(seconds=2), volume={"a": still(1.0), "b": still(2.0), "c": still(5.0)})
    assert measure.volumes_share(result, ["a", "b"], (0.0, 2.0)) == pytest.approx(37.5)


def test_person_and_protocol_come_back_from_a_result() -> None:
    protocol = lie(seconds=10) + stand(seconds=30)
    assert measure.protocol_of(result_of(protocol)) == protocol
    assert measure.person_of(result_of(protocol)).height_cm == 170.0
