"""What is measured of the whole body and of its pressures: each a function from a result to one number."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.clinic.avp import foot_vein
from secondheart.clinic.forces import LATE_S
from secondheart.evidence.measures.measurement import measurement
from secondheart.results.measure import (
    ANKLE_VEIN,
    FOOT_VEIN,
    HEARTBEAT_S,
    Flags,
    Floats,
    Span,
    arterial_mean,
    beats_in,
    cardiac_output,
    heart_rate,
    last_part,
    mean_of_legs,
    mean_pressure,
    middles,
    over_beats,
    peaks,
    person_of,
    pressure,
    protocol_of,
    refill_time,
    rr_intervals,
    running_mean,
    smooth,
    step_span,
    stroke_volume,
    volumes_share,
)
from secondheart.units import MINUTE_S

if TYPE_CHECKING:
    import xarray as xr

# at the end of the step that is measured
STANDING_S = 120.0  # elsewhere a minute
BEFORE_WALK_S = 30.0
FAINT_S = 10.0  # shorter dips of the pressure are no faint
RUN_IN_S = 300.0  # of a run, until heart and vessels have settled
FALLEN = 0.9  # share of the fall of the ankle vein's pressure after which it counts as done
SOLEUS, TOE_VEIN = "superficial_posterior", "foot_skin_veins"


def _lying(result: xr.Dataset) -> Span:
    return last_part(result, 0, MINUTE_S)


def _standing(result: xr.Dataset) -> Span:
    return last_part(result, 1, STANDING_S)


def _sitting(result: xr.Dataset) -> Span:
    return last_part(result, -1, MINUTE_S)


@measurement
def lying_arterial_pressure(result: xr.Dataset) -> float:
    """Mean arterial pressure over the last minute of lying."""
    return arterial_mean(result, beats_in(result, _lying(result)))


@measurement
def lying_cardiac_output(result: xr.Dataset) -> float:
    """Cardiac output over the last minute of lying."""
    return cardiac_output(result, beats_in(result, _lying(result)))


@measurement
def lying_right_atrial_pressure(result: xr.Dataset) -> float:
    """Mean right atrial pressure over the last minute of lying."""
    return mean_pressure(result, "right_atrium", _lying(result))


@measurement
def lying_ankle_vein(result: xr.Dataset) -> float:
    """Mean pressure of both ankle veins over the last minute of lying."""
    return mean_of_legs(result, ANKLE_VEIN, _lying(result))


@measurement
def lying_foot_vein(result: xr.Dataset) -> float:
    """Mean pressure of both foot veins over the last minute of lying."""
    return mean_of_legs(result, FOOT_VEIN, _lying(result))


@measurement
def lying_foot_above_arm(result: xr.Dataset) -> float:
    """Mean pressure of both foot veins less that of the arm veins, over the last minute of lying."""
    return lying_foot_vein(result) - mean_pressure(result, "arm_veins", _lying(result))


@measurement
def venous_share(result: xr.Dataset) -> float:
    """Share of the blood in the systemic veins, the heart's own included, over the last minute of lying."""
    veins = [vessel.name for vessel in person_of(result).body.vessels if vessel.venous and vessel.region != "lungs"]
    return volumes_share(result, veins, _lying(result))


@measurement
def systemic_venous_share(result: xr.Dataset) -> float:
    """Share of the systemic blood, that outside heart and lungs, in its veins, over the last minute of lying."""
    body = person_of(result).body
    central = [one.name for one in body.vessels if one.region == "lungs" or one.kind == "chamber"]
    return venous_share(result) / (1.0 - volumes_share(result, central, _lying(result)) / 100.0)


@measurement
def sitting_ankle_vein(result: xr.Dataset) -> float:
    """Mean pressure of both ankle veins over the last minute of sitting."""
    return mean_of_legs(result, ANKLE_VEIN, _sitting(result))


@measurement
def sitting_toe_vein(result: xr.Dataset) -> float:
    """Mean pressure of the veins of the skin of both feet, as low as the toes are, over the last minute of sitting."""
    return mean_of_legs(result, TOE_VEIN, _sitting(result))


@measurement
def sitting_cardiac_output(result: xr.Dataset) -> float:
    """Cardiac output over the last minute of sitting."""
    return cardiac_output(result, beats_in(result, _sitting(result)))


@measurement
def sitting_stroke_volume_change(result: xr.Dataset) -> float:
    """Change of the stroke volume from lying to the last minute of sitting, in percent of lying."""
    lying, sitting = (stroke_volume(result, beats_in(result, span)) for span in (_lying(result), _sitting(result)))
    return 100.0 * (sitting / lying - 1.0)


@measurement
def standing_ankle_vein(result: xr.Dataset) -> float:
    """Mean pressure of both ankle veins over the last two minutes of standing."""
    return mean_of_legs(result, ANKLE_VEIN, _standing(result))


@measurement
def standing_right_atrial_pressure(result: xr.Dataset) -> float:
    """Mean right atrial pressure over the last two minutes of standing."""
    return mean_pressure(result, "right_atrium", _standing(result))


@measurement
def standing_pressure_per_cm(result: xr.Dataset) -> float:
    """Pressure from the right atrium down to the ankle vein, over the height between them, while standing upright."""
    body = person_of(result).body
    height = body.vessel(f"{ANKLE_VEIN}_left").position - body.vessel("right_atrium").position
    return (standing_ankle_vein(result) - standing_right_atrial_pressure(result)) / height


def _change(result: xr.Dataset, measure: Callable[[xr.Dataset, Flags], float]) -> tuple[float, float]:
    return measure(result, beats_in(result, _lying(result))), measure(result, beats_in(result, _standing(result)))


@measurement
def standing_heart_rate_change(result: xr.Dataset) -> float:
    """Heart rate over the last two minutes of standing less that of lying."""
    lying, standing = _change(result, heart_rate)
    return standing - lying


@measurement
def standing_stroke_volume_change(result: xr.Dataset) -> float:
    """Change of the stroke volume from lying to the last two minutes of standing, in percent of lying."""
    lying, standing = _change(result, stroke_volume)
    return 100.0 * (standing / lying - 1.0)


@measurement
def standing_diastolic_change(result: xr.Dataset) -> float:
    """Diastolic pressure over the last two minutes of standing less that of lying."""
    lying, standing = _change(result, lambda run, beats: over_beats(run, "arterial_diastolic", beats))
    return standing - lying


def _beat_course(result: xr.Dataset, values: Floats, span: Span, width_s: float) -> Floats:
    """Return running means of beat values over `width_s`, from windows that lie wholly in `span`."""
    places = 15  # samples in a window: odd, so that it is exactly one
    step = width_s / places
    times = np.asarray(result["beat_time"].values, float) - rr_intervals(result) / 2.0
    course = np.interp(np.arange(span[0] + step / 2.0, span[1], step), times, values)
    return running_mean(course, places)[places // 2 : course.size - places // 2]


@measurement
def standing_lowest_arterial_pressure(result: xr.Dataset) -> float:
    """Lowest mean over 10 s of the mean arterial pressure while standing up and standing."""
    means = np.asarray(result["arterial_mean"].values, float)
    return float(_beat_course(result, means, step_span(result, 1), FAINT_S).min())


@measurement
def standing_heart_rate_swing(result: xr.Dataset) -> float:
    """Standard deviation of the heart rate, taken as means over a breath, over the last two minutes of standing."""
    breath_s = 60.0 / protocol_of(result).steps[1].breathing.rate_per_min
    rates = np.asarray(result["heart_rate"].values, float)
    return float(_beat_course(result, rates, _standing(result), breath_s).std())


def _feet(result: xr.Dataset, name: str) -> float:
    return float(np.mean([getattr(foot_vein(result, side), name) for side in LEGS]))


@measurement
def tiptoe_foot_vein(result: xr.Dataset) -> float:
    """Ambulatory venous pressure: mean of both foot veins over the tenth tiptoe."""
    return _feet(result, "ambulatory")


@measurement
def tiptoe_drop(result: xr.Dataset) -> float:
    """Share of the standing pressure that both foot veins lose in ten tiptoes, in percent."""
    return _feet(result, "drop_percent")


@measurement
def tiptoe_refill(result: xr.Dataset) -> float:
    """Time until 90 % of the lost pressure is regained, mean of both feet."""
    return _feet(result, "refill_s")


@measurement
def walking_ankle_vein(result: xr.Dataset) -> float:
    """Mean pressure of both ankle veins over the last minute of walking, which comes after standing."""
    return mean_of_legs(result, ANKLE_VEIN, last_part(result, 1, MINUTE_S))


@measurement
def walking_foot_vein(result: xr.Dataset) -> float:
    """Mean pressure of both foot veins over the last minute of walking: the ambulatory pressure."""
    return mean_of_legs(result, FOOT_VEIN, last_part(result, 1, MINUTE_S))


@measurement
def walking_drop(result: xr.Dataset) -> float:
    """Mean pressure of both ankle veins standing, less that over the last minute of walking."""
    return mean_of_legs(result, ANKLE_VEIN, last_part(result, 0, BEFORE_WALK_S)) - walking_ankle_vein(result)


@measurement
def walking_return(result: xr.Dataset) -> float:
    """Time after a walk until 90 % of the lost pressure is back in the ankle veins; mean of both legs."""
    return float(np.mean([_return_time_s(result, f"{ANKLE_VEIN}_{side}") for side in LEGS]))


def _return_time_s(result: xr.Dataset, vein: str) -> float:
    full = mean_pressure(result, vein, last_part(result, 0, BEFORE_WALK_S))
    low = mean_pressure(result, vein, last_part(result, 1, MINUTE_S))
    course = smooth(result, pressure(result, vein), HEARTBEAT_S)
    return refill_time(middles(result), course, step_span(result, 1)[1], low, full)


@measurement
def walking_steps_of_fall(result: xr.Dataset) -> float:
    """Steps of both feet until the ankle veins have made 90 % of their fall; mean of both legs."""
    return 2.0 * float(np.mean([_strides(result, f"{ANKLE_VEIN}_{side}") for side in LEGS]))


def _strides(result: xr.Dataset, vein: str) -> float:
    period = _stride_s(result)
    standing = mean_pressure(result, vein, last_part(result, 0, BEFORE_WALK_S))
    walking = mean_pressure(result, vein, last_part(result, 1, MINUTE_S))
    if not walking < standing:
        return np.nan
    start, times = step_span(result, 1)[0], middles(result)
    course = smooth(result, pressure(result, vein), period)
    low = np.flatnonzero((times >= start) & (course <= standing - FALLEN * (standing - walking)))
    return float(times[low[0]] - start) / period


def _stride_s(result: xr.Dataset) -> float:
    activity = protocol_of(result).steps[1].activity
    return activity.period_s if activity else np.nan


def _muscle(result: xr.Dataset, name: str) -> Floats:
    return np.asarray(result["muscle_pressure"].sel(muscle=name).values, float)


@measurement
def walking_soleus_peak(result: xr.Dataset) -> float:
    """Highest pressure of a stride in the superficial posterior compartment, mean over the last minute of walking."""
    start, stop = last_part(result, 1, MINUTE_S)
    chosen = (middles(result) >= start) & (middles(result) < stop)
    sides = [_muscle(result, f"{SOLEUS}_{side}") for side in LEGS]
    return float(np.mean([peaks(result, values, chosen, _stride_s(result)) for values in sides]))


@measurement
def cycling_ankle_vein(result: xr.Dataset) -> float:
    """Mean pressure of both ankle veins over the last minute of cycling, which comes after sitting."""
    return mean_of_legs(result, ANKLE_VEIN, last_part(result, 1, MINUTE_S))


def moving(result: xr.Dataset, times: Floats) -> Flags:
    """Say which times lie in steps with an activity, from five minutes after the first of them on."""
    protocol = protocol_of(result)
    starts = np.array(protocol.starts())
    active = np.array([step.activity is not None for step in protocol.steps])
    begins = starts[active][0] + RUN_IN_S if active.any() else np.inf
    return np.asarray(active[np.searchsorted(starts, times, side="right") - 1] & (times >= begins))


def _running_beats(result: xr.Dataset) -> Flags:
    return moving(result, np.asarray(result["beat_time"].values, float) - rr_intervals(result) / 2.0)


@measurement
def running_cardiac_output(result: xr.Dataset) -> float:
    """Cardiac output while running, from five minutes after its start on."""
    return cardiac_output(result, _running_beats(result))


@measurement
def running_arterial_pressure(result: xr.Dataset) -> float:
    """Mean arterial pressure while running, from five minutes after its start on."""
    return arterial_mean(result, _running_beats(result))


@measurement
def running_right_atrial_pressure(result: xr.Dataset) -> float:
    """Mean right atrial pressure while running, from five minutes after its start on."""
    return float(pressure(result, "right_atrium")[moving(result, middles(result))].mean())


@measurement
def running_soleus_peak(result: xr.Dataset) -> float:
    """Highest pressure of a second in the superficial posterior compartment, mean over the run; it holds a stride."""
    chosen = moving(result, middles(result))
    return float(np.mean([peaks(result, _muscle(result, f"{SOLEUS}_{side}"), chosen, 1.0) for side in LEGS]))


@measurement
def forces_ankle_vein(result: xr.Dataset) -> float:
    """Mean pressure of both ankle veins over the last 30 s with some forces switched off."""
    return mean_of_legs(result, ANKLE_VEIN, last_part(result, -1, LATE_S))


@measurement
def volume_drift(result: xr.Dataset) -> float:
    """What the whole volume has changed by, without its sign."""
    return abs(float(result.attrs["volume_drift_mL"]))
