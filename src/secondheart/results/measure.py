"""Small measurements on a result, shared by tests and by the evidence.

Windows are given as start and stop in seconds of the run. All are means over a window or of many events, never
single samples; what cannot be measured is nan.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from secondheart._files import toml_tables
from secondheart._jit import HAS_NUMBA
from secondheart.anatomy import LEGS
from secondheart.person import Person
from secondheart.person.files import person_text
from secondheart.protocol import Protocol, from_toml

if TYPE_CHECKING:
    import xarray as xr

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Span = tuple[float, float]

FOOT_VEIN, ANKLE_VEIN = "dorsal_arch", "great_saphenous_ankle"
EVERY_SAMPLE = slice(None)
HEARTBEAT_S = 1.0  # a mean over a second does not show the heartbeat
REFILLED = 0.9  # of what was lost is regained: the clinic's refill time
EXTREME_S = 0.1  # the highest or lowest value is that of a mean over so long


def protocol_of(result: xr.Dataset) -> Protocol:
    """Return the protocol of a result."""
    return _protocol(str(result.attrs["protocol"]))


@lru_cache(maxsize=64)
def _protocol(text: str) -> Protocol:
    return from_toml(text)


@lru_cache(maxsize=64)
def _person(text: str) -> Person:
    return Person(**toml_tables(text, "the person of a result"))


def person_of(result: xr.Dataset) -> Person:
    """Return the person of a result."""
    return _person(str(result.attrs["person"]))


def recorded_person(person: Person) -> Person:
    """Return a person as the results of its runs give it, so that the body is built once."""
    return _person(person_text(person))


def step_span(result: xr.Dataset, place: int) -> Span:
    """Return start and stop of a step of the protocol; -1 is the last."""
    protocol = protocol_of(result)
    start = protocol.starts()[place]
    return start, start + protocol.steps[place].duration_s


def last_part(result: xr.Dataset, place: int, seconds: float) -> Span:
    """Return the last seconds of a step of the protocol."""
    start, stop = step_span(result, place)
    return max(start, stop - seconds), stop


def sample_ends(result: xr.Dataset) -> Floats:
    """Return the time at the end of each sample, in s: read off the index, in a tenth of the time of the variable."""
    return np.asarray(result.get_index("time").values, float)


def sample_length(result: xr.Dataset) -> float:
    """Return how long a sample is, in s."""
    return float(sample_ends(result)[0])


def middles(result: xr.Dataset, now: slice = EVERY_SAMPLE) -> Floats:
    """Return the time in the middle of each sample, in s; of some samples, or of all."""
    ends = sample_ends(result)
    return ends[now] - ends[0] / 2.0 if ends.size else ends


def samples_of(result: xr.Dataset, span: Span) -> slice:
    """Return the samples of a run whose middles lie in a window."""
    ends = sample_ends(result)
    half = ends[0] / 2.0 if ends.size else 0.0
    return samples_in(ends, (span[0] + half, span[1] + half))


def inside(times: Floats, span: Span) -> Flags:
    """Say which times lie in a window."""
    return np.asarray((times >= span[0]) & (times < span[1]))


def samples_in(times: Floats, span: Span) -> slice:
    """Return the samples whose times, which rise, lie in a window: `inside` without a look at each of them.

    Examples
    --------
    >>> samples_in(np.array([0.5, 1.5, 2.5]), (1.0, 2.5))
    slice(1, 2, None)
    """
    if not span[0] < span[1]:  # an end that could not be measured is nan
        return slice(0, 0)
    first, stop = np.searchsorted(times, span)
    return slice(int(first), int(stop))


def pressure(result: xr.Dataset, vessel: str, now: slice = EVERY_SAMPLE) -> Floats:
    """Return the pressure in a vessel, sample by sample, in mmHg; of some samples, or of all."""
    return column(result, "pressure", vessel, now)


def flow(result: xr.Dataset, connection: str, now: slice = EVERY_SAMPLE) -> Floats:
    """Return the flow through a connection, sample by sample, in mL/s; of some samples, or of all."""
    return column(result, "flow", connection, now)


def volume_of(result: xr.Dataset, vessel: str, now: slice = EVERY_SAMPLE) -> Floats:
    """Return the volume of a vessel, sample by sample, in mL; of some samples, or of all."""
    return column(result, "volume", vessel, now)


def volume_together(result: xr.Dataset, vessels: Sequence[str], now: slice = EVERY_SAMPLE) -> Floats:
    """Return the volume of some vessels together, sample by sample, in mL; of some samples, or of all."""
    index = result.get_index("vessel")
    places = [index.get_loc(name) for name in vessels]
    row = range(min(places), max(places) + 1)
    beside = places == list(row)  # one another: nothing is copied
    columns = result.variables["volume"].values[now, slice(row.start, row.stop) if beside else places]
    return np.asarray(np.einsum("ij->i", columns))  # cheaper than `sum` over so few


def column(result: xr.Dataset, name: str, of: str, now: slice = EVERY_SAMPLE) -> Floats:
    """Return one column of samples; a hundred of them are read off an examination, so labels are looked up once."""
    data = result.variables[name]
    return np.ascontiguousarray(data.values[now, result.get_index(str(data.dims[1])).get_loc(of)], float)


def mean_flow(result: xr.Dataset, connection: str, span: Span) -> float:
    """Return the mean flow through a connection over a window, in mL/s; nan where it holds no sample."""
    chosen = flow(result, connection, samples_of(result, span))
    return float(chosen.mean()) if chosen.size else np.nan


def mean_over(result: xr.Dataset, values: Floats, span: Span) -> float:
    """Return the mean of sampled values over a window; nan where it holds no sample."""
    return mean_in(middles(result), values, span)


def mean_in(times: Floats, values: Floats, span: Span) -> float:
    """Return the mean of values over a window of their times, which rise; nan where it holds none."""
    chosen = values[samples_in(times, span)]
    return float(chosen.mean()) if chosen.size else np.nan


def mean_pressure(result: xr.Dataset, vessel: str, span: Span) -> float:
    """Return the mean pressure in a vessel over a window, in mmHg."""
    return mean_over(result, pressure(result, vessel), span)


def mean_of_legs(result: xr.Dataset, vein: str, span: Span) -> float:
    """Return the mean pressure in a vein of either leg, over a window, in mmHg."""
    return sum(mean_pressure(result, f"{vein}_{side}", span) for side in LEGS) / len(LEGS)


def running_mean(values: Floats, count: int) -> Floats:
    """Return the mean of about `count` samples around each, of fewer at the ends.

    Examples
    --------
    >>> running_mean(np.array([0.0, 3.0, 0.0, 3.0]), 3).tolist()
    [1.5, 1.0, 2.0, 1.5]
    """
    half, size = max(count, 1) // 2, values.size
    width = 2 * half + 1
    sums = np.zeros(size + 1)
    np.cumsum(values, dtype=float, out=sums[1:])  # a packed file has single precision
    means = np.empty(size)
    inner = max(size - 2 * half, 0)  # samples with all of theirs around them, which is nearly all
    means[half : half + inner] = (sums[width:] - sums[: max(size + 1 - width, 0)]) / width
    places = np.concatenate((np.arange(min(half, size)), np.arange(half + inner, size)))
    low, high = np.maximum(places - half, 0), np.minimum(places + half + 1, size)
    means[places] = (sums[high] - sums[low]) / (high - low)
    return means


def follow_samples(values: Floats, nearer: Floats) -> Floats:
    """Return a course that begins at the first value and comes nearer with each sample, by a share of what is left.

    Examples
    --------
    >>> follow_samples(np.array([0.0, 1.0, 1.0]), np.array([0.5, 0.5, 0.5])).tolist()
    [0.0, 0.5, 0.75]
    """
    if not HAS_NUMBA:
        course, now = [], float(values[0])
        for value, share in zip(values.tolist(), nearer.tolist(), strict=True):  # a sixth of the time of an array
            now += share * (value - now)
            course.append(now)
        return np.array(course)
    from secondheart.engine.follow import follow  # brings numba: loaded where it is asked for

    written = np.empty_like(values)
    follow(np.ascontiguousarray(values), np.ascontiguousarray(nearer), written)
    return written


def smooth(result: xr.Dataset, values: Floats, width_s: float) -> Floats:
    """Return sampled values as running means over `width_s`."""
    return running_mean(values, round(width_s / sample_length(result)))


def refill_time(
    times: Floats, smoothed: Floats, end_s: float, low: float, full: float, share: float = REFILLED
) -> float:
    """Return the time from `end_s` until `share` of what was lost is regained; nan if it is not.

    Parameters
    ----------
    times, smoothed : array
        Middles of the samples, and running means over a second of the signal.
    end_s : float
        End of the exercise. The first mean that is looked at lies wholly behind it. [s]
    low, full : float
        Level at the end of the exercise, and before it.
    """
    if not full > low:
        return np.nan
    enough = (times >= end_s + HEARTBEAT_S / 2.0) & (smoothed >= low + share * (full - low))
    reached = np.flatnonzero(enough)
    return float(times[reached[0]] - end_s) if reached.size else np.nan


def peaks(result: xr.Dataset, values: Floats, chosen: Flags, every_s: float) -> float:
    """Return the mean of the highest values in stretches of `every_s`, within the chosen samples; nan if none."""
    count = round(every_s / sample_length(result))
    within = values[chosen]
    whole = within.size // count * count
    return float(within[:whole].reshape(-1, count).max(axis=1).mean()) if whole else np.nan


def rr_intervals(result: xr.Dataset) -> Floats:
    """Return the length of each beat, in s."""
    return np.asarray(60.0 / result["heart_rate"].values, float)


def beats_in(result: xr.Dataset, span: Span) -> Flags:
    """Say which beats have their middle in a window."""
    return inside(np.asarray(result["beat_time"].values, float) - rr_intervals(result) / 2.0, span)


def heart_rate(result: xr.Dataset, beats: Flags) -> float:
    """Return the mean heart rate of the chosen beats: their number over their time, in 1/min."""
    lengths = rr_intervals(result)[beats]
    return float(60.0 / lengths.mean()) if lengths.size else np.nan


def stroke_volume(result: xr.Dataset, beats: Flags) -> float:
    """Return the mean stroke volume of the chosen beats, in mL."""
    volumes = np.asarray(result["stroke_volume"].values, float)[beats]
    return float(volumes.mean()) if volumes.size else np.nan


def cardiac_output(result: xr.Dataset, beats: Flags) -> float:
    """Return what the chosen beats pumped, over their time, in L/min."""
    return heart_rate(result, beats) * stroke_volume(result, beats) / 1000.0


def arterial_mean(result: xr.Dataset, beats: Flags) -> float:
    """Return the mean arterial pressure over the time of the chosen beats, in mmHg."""
    return over_beats(result, "arterial_mean", beats)


def over_beats(result: xr.Dataset, name: str, beats: Flags) -> float:
    """Return the mean of a value of each beat over the time of the chosen beats; nan if none."""
    lengths = rr_intervals(result)[beats]
    values = np.asarray(result[name].values, float)[beats]
    return float(np.average(values, weights=lengths)) if lengths.size else np.nan


def volumes_share(result: xr.Dataset, vessels: list[str], span: Span) -> float:
    """Return the share of all blood that some vessels hold, over a window, in percent; all vessels must be kept."""
    now = inside(middles(result), span)
    volume = result["volume"].isel(time=now)
    return float(100.0 * volume.sel(vessel=vessels).sum() / volume.sum())
