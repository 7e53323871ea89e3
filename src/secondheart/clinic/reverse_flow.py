"""Reverse flow in a vein after a release: how long it lasts, how fast it is and how much blood it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from secondheart.clinic.velocity import fastest_thread, lumen
from secondheart.results.measure import (
    EXTREME_S,
    Floats,
    Span,
    flow,
    middles,
    running_mean,
    sample_length,
    samples_in,
    samples_of,
)

if TYPE_CHECKING:
    import xarray as xr

SLOWEST_CM_S = 1.0  # reverse flow that the wall filter lets through
ONSET_S = 1.0  # reflux starts so soon after the release
INTERRUPTION_S = 0.2  # an interruption no longer than this does not end it
VALVES_CLOSE_S = 0.5  # in which healthy valves close (D01); what runs back later is a leak
SLUGGISH_CM_S = (
    5.0  # slower, it is by then not told from breath and a wall that moves (assumed); the page's mark has it
)
FIRST_LOOK_S = 3.0  # looked at first: healthy valves have long closed, and a quarter of the samples says so
MEMORY_S = 10.0  # of a thread, at most: the middle of a wide vein forgets within half a second


class ReverseFlow(NamedTuple):
    """Reverse flow at one place; duration and volume 0, the rest nan where there is none."""

    start_s: float
    duration_s: float
    fastest_cm_s: float  # peak reverse velocity, of the fastest thread; positive
    fastest_at_s: float
    volume_mL: float


NO_REVERSE_FLOW = ReverseFlow(np.nan, 0.0, np.nan, np.nan, 0.0)


def reflux_time(times: Floats, velocities: Floats, released_s: float) -> float:
    """Return how long blood runs backwards after a release, in s; 0 where it does not.

    It is the first stretch of reverse flow that starts within a second: faster than the wall filter while valves
    close, thereafter faster than what cannot be told from breath. Interruptions of up to 0.2 s, as each heartbeat makes
    them, do not end it.
    """
    stretch = _stretch(times, velocities, released_s)
    return stretch[1] - stretch[0] if stretch else 0.0


def _stretch(times: Floats, velocities: Floats, released_s: float) -> Span | None:
    step = times[1] - times[0]
    slowest = np.where(times < released_s + VALVES_CLOSE_S, SLOWEST_CM_S, SLUGGISH_CM_S)
    reverse = np.flatnonzero((velocities < -slowest) & (times >= released_s))
    if not reverse.size or times[reverse[0]] > released_s + ONSET_S:
        return None
    pauses = np.flatnonzero(np.diff(reverse) * step > INTERRUPTION_S + step)
    last = reverse[pauses[0]] if pauses.size else reverse[-1]
    start = float(times[reverse[0]] - step / 2.0)
    return start, start + float((last - reverse[0] + 1) * step)


def reverse_flow(result: xr.Dataset, connection: str, span: Span) -> ReverseFlow:
    """Measure the reverse flow in a connection within a window that begins with the release.

    The peak is that of the fastest thread, as a mean over 0.1 s; the volume is all that passed backwards from the
    first moment to the last, what came forwards between taken off.
    """
    soon = min(span[0] + FIRST_LOOK_S, span[1])
    back = _reverse_flow(result, connection, (span[0], soon))
    over = back.duration_s == 0.0 or back.start_s + back.duration_s + 2.0 * INTERRUPTION_S < soon
    return back if over or soon == span[1] else _reverse_flow(result, connection, span)


def _reverse_flow(result: xr.Dataset, connection: str, span: Span) -> ReverseFlow:
    sample_s = sample_length(result)
    near = samples_of(result, (span[0] - MEMORY_S, span[1] + 2.0 * EXTREME_S))
    times, flows, area = middles(result, near), flow(result, connection, near), lumen(result, connection, near)
    mean, now = flows / area, samples_in(times, span)
    stretch = _stretch(times[now], mean[now], span[0])
    if stretch is None:
        return NO_REVERSE_FLOW
    stop = int(np.searchsorted(times, stretch[1] + EXTREME_S))  # threads follow what was: no later sample counts
    flows, mean, area = flows[:stop], mean[:stop], area[:stop]
    within = samples_in(times, stretch)
    threads = np.minimum(fastest_thread(mean, area, sample_s), mean)
    course = running_mean(threads, round(EXTREME_S / sample_s))[within]
    volume = -float(flows[within].sum()) * sample_s
    at_s = float(times[within][course.argmin()])
    return ReverseFlow(stretch[0], stretch[1] - stretch[0], -float(course.min()), at_s, max(volume, 0.0))
