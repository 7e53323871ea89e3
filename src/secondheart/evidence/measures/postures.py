"""What posture, a strain and hard work change: each a function from a result to one number.

A change is the last part of the second step less that of the first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from secondheart.evidence.measures.measurement import measurement
from secondheart.results.measure import (
    Flags,
    arterial_mean,
    beats_in,
    cardiac_output,
    heart_rate,
    last_part,
    mean_pressure,
    over_beats,
    step_span,
    stroke_volume,
)
from secondheart.units import MINUTE_S

if TYPE_CHECKING:
    import xarray as xr

LEVELLED_S = 20.0  # of what is measured after a minute or more
POSTURES_ONSET_S = 30.0  # half a minute from the start of a change of posture
STRAIN_FALL_S, OVERSHOOT_UNTIL_S = (
    (3.0, 10.0),
    45.0,
)  # of a strain: its early fall; until when its overshoot comes, from its end
LETTING_GO_S = 1.0  # at the end of a strain, in which its last beats fall
SLOW_BREATH_S, SLOW_BREATHS = 10.0, 4  # six deep breaths a minute: how long one lasts, and how many are looked at

OfBeats = Callable[["xr.Dataset", Flags], float]


def _both(result: xr.Dataset, measure: OfBeats) -> tuple[float, float]:
    before, after = last_part(result, 0, MINUTE_S), last_part(result, 1, LEVELLED_S)
    return measure(result, beats_in(result, before)), measure(result, beats_in(result, after))


def _change(result: xr.Dataset, measure: OfBeats) -> float:
    before, after = _both(result, measure)
    return after - before


def _percent(result: xr.Dataset, measure: OfBeats) -> float:
    before, after = _both(result, measure)
    return 100.0 * (after / before - 1.0)


def _systolic(result: xr.Dataset, beats: Flags) -> float:
    return over_beats(result, "arterial_systolic", beats)


def _diastolic(result: xr.Dataset, beats: Flags) -> float:
    return over_beats(result, "arterial_diastolic", beats)


@measurement
def first_heart_rate(result: xr.Dataset) -> float:
    """Heart rate over the last minute of the first step."""
    return heart_rate(result, beats_in(result, last_part(result, 0, MINUTE_S)))


@measurement
def first_stroke_volume(result: xr.Dataset) -> float:
    """Stroke volume over the last minute of the first step."""
    return stroke_volume(result, beats_in(result, last_part(result, 0, MINUTE_S)))


@measurement
def first_diastolic_pressure(result: xr.Dataset) -> float:
    """Diastolic pressure over the last minute of the first step."""
    return _diastolic(result, beats_in(result, last_part(result, 0, MINUTE_S)))


@measurement
def stroke_volume_change(result: xr.Dataset) -> float:
    """Change of the stroke volume, in percent."""
    return _percent(result, stroke_volume)


@measurement
def cardiac_output_change(result: xr.Dataset) -> float:
    """Change of the cardiac output, in L/min."""
    return _change(result, cardiac_output)


@measurement
def cardiac_output_percent(result: xr.Dataset) -> float:
    """Change of the cardiac output, in percent."""
    return _percent(result, cardiac_output)


@measurement
def heart_rate_change(result: xr.Dataset) -> float:
    """Change of the heart rate."""
    return _change(result, heart_rate)


@measurement
def heart_rate_percent(result: xr.Dataset) -> float:
    """Change of the heart rate, in percent."""
    return _percent(result, heart_rate)


@measurement
def arterial_pressure_change(result: xr.Dataset) -> float:
    """Change of the mean arterial pressure."""
    return _change(result, arterial_mean)


@measurement
def arterial_pressure_percent(result: xr.Dataset) -> float:
    """Change of the mean arterial pressure, in percent."""
    return _percent(result, arterial_mean)


@measurement
def systolic_change(result: xr.Dataset) -> float:
    """Change of the systolic pressure."""
    return _change(result, _systolic)


@measurement
def diastolic_change(result: xr.Dataset) -> float:
    """Change of the diastolic pressure."""
    return _change(result, _diastolic)


@measurement
def central_venous_pressure_change(result: xr.Dataset) -> float:
    """Change of the pressure in the right atrium."""
    before, after = last_part(result, 0, MINUTE_S), last_part(result, 1, LEVELLED_S)
    return mean_pressure(result, "right_atrium", after) - mean_pressure(result, "right_atrium", before)


@measurement
def first_fall_of_pressure(result: xr.Dataset) -> float:
    """Lowest mean arterial pressure of a beat in the first half minute of the second step, less that before."""
    start = step_span(result, 1)[0]
    beats = beats_in(result, (start, start + POSTURES_ONSET_S))
    before = arterial_mean(result, beats_in(result, last_part(result, 0, MINUTE_S)))
    return float(np.asarray(result["arterial_mean"].values, float)[beats].min()) - before


@measurement
def working_stroke_volume(result: xr.Dataset) -> float:
    """Stroke volume at the end of the second step."""
    return _both(result, stroke_volume)[1]


@measurement
def working_cardiac_output(result: xr.Dataset) -> float:
    """Cardiac output at the end of the second step."""
    return _both(result, cardiac_output)[1]


@measurement
def working_arterial_pressure(result: xr.Dataset) -> float:
    """Mean arterial pressure at the end of the second step."""
    return _both(result, arterial_mean)[1]


@measurement
def working_diastolic_pressure(result: xr.Dataset) -> float:
    """Diastolic pressure at the end of the second step."""
    return _both(result, _diastolic)[1]


def _strain(result: xr.Dataset, name: str, begin: float, end: float) -> np.ndarray:
    """Return values of the beats between two moments, in seconds from the start of the strain."""
    start = step_span(result, 1)[0]
    return np.asarray(result[name].values, float)[beats_in(result, (start + begin, start + end))]


def _strain_s(result: xr.Dataset) -> float:
    start, stop = step_span(result, 1)
    return stop - start


@measurement
def strain_heart_rate_rise(result: xr.Dataset) -> float:
    """Highest heart rate of a beat from a strain to five seconds after it, less that before."""
    return float(_strain(result, "heart_rate", 0.0, _strain_s(result) + 5.0).max()) - first_heart_rate(result)


@measurement
def deep_breath_swing(result: xr.Dataset) -> float:
    """Highest less lowest heart rate of a beat in a deep breath, as a mean over the last breaths of the second step."""
    end = step_span(result, 1)[1]
    begins = end - SLOW_BREATH_S * np.arange(SLOW_BREATHS, 0, -1)
    rates = [
        np.asarray(result["heart_rate"].values, float)[beats_in(result, (begin, begin + SLOW_BREATH_S))]
        for begin in begins
    ]
    return float(np.mean([np.ptp(one) for one in rates]))


@measurement
def strain_ratio(result: xr.Dataset) -> float:
    """Valsalva ratio: the highest heart rate of a strain over the lowest after it."""
    end = _strain_s(result)
    quick, slow = (
        _strain(result, "heart_rate", 0.0, end + 5.0),
        _strain(result, "heart_rate", end, end + OVERSHOOT_UNTIL_S),
    )
    return float(quick.max() / slow.min())


def _before_strain(result: xr.Dataset) -> float:
    return arterial_mean(result, beats_in(result, last_part(result, 0, MINUTE_S)))


@measurement
def strain_early_fall(result: xr.Dataset) -> float:
    """Lowest mean arterial pressure of a beat early in a strain, less that before."""
    return float(_strain(result, "arterial_mean", *STRAIN_FALL_S).min()) - _before_strain(result)


def _while_strained(result: xr.Dataset, name: str) -> np.ndarray:
    """Return values of the beats of a strain, from when it has begun to tell until one lets go."""
    return _strain(result, name, STRAIN_FALL_S[0], _strain_s(result) - LETTING_GO_S)


@measurement
def strain_lowest_pressure(result: xr.Dataset) -> float:
    """Lowest mean arterial pressure of a beat in a strain, less that before."""
    return float(_while_strained(result, "arterial_mean").min()) - _before_strain(result)


@measurement
def strain_lowest_output(result: xr.Dataset) -> float:
    """Lowest output of a beat in a strain, in percent of that before."""
    output = _while_strained(result, "stroke_volume") * _while_strained(result, "heart_rate") / 1000.0
    return 100.0 * float(output.min()) / cardiac_output(result, beats_in(result, last_part(result, 0, MINUTE_S)))


@measurement
def strain_overshoot(result: xr.Dataset) -> float:
    """Highest mean arterial pressure of a beat after a strain, less that before."""
    end = _strain_s(result)
    return float(_strain(result, "arterial_mean", end, end + OVERSHOOT_UNTIL_S).max()) - _before_strain(result)
