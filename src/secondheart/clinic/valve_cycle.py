"""The cycle of a venous valve: opening, open, closing, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from secondheart.results.measure import Floats, Span, inside, middles, sample_length

if TYPE_CHECKING:
    import xarray as xr

# Of the widest opening of the usual cycle. An edge a quarter of a mm off its seat, in a popliteal vein 9.4 mm wide, is
# what ultrasound tells from a closed valve (assumed); the edges of an open one swing by up to 1.6 mm (lurie2003).
CLOSED, OPEN = 0.05, 0.66


class ValveCycle(NamedTuple):
    """How long each phase of the usual cycle lasts, in s; all nan where the valve does not both open and close."""

    opening_s: float
    open_s: float
    closing_s: float
    closed_s: float


def usual_cycle(result: xr.Dataset, valve: str, span: Span, period_s: float) -> Floats:
    """Return the position of the leaflets over one cycle of a movement, as the median of all cycles in a window.

    A mean would end in no phase where the valve stays open through one cycle of ten.
    """
    opening = np.asarray(result["opening"].sel(valve=valve).values, float)[inside(middles(result), span)]
    count = round(period_s / sample_length(result))
    return np.asarray(np.median(opening[: opening.size // count * count].reshape(-1, count), axis=0))


def phases(course: Floats, sample_s: float) -> ValveCycle:
    """Divide a cycle: from closed to nearly widest, until it is left for the last time, until closed again, closed.

    Examples
    --------
    >>> phases(np.array([0, 0, 0, 0.5, 1, 1, 1, 0.5]), 0.1)
    ValveCycle(opening_s=0.1, open_s=0.3, closing_s=0.1, closed_s=0.3)
    """
    share = course / course.max() if course.max() > 0.0 else course
    closed, wide = share < CLOSED, share > OPEN
    if not closed.any() or not wide.any():
        return ValveCycle(*[np.nan] * 4)
    start, length = _longest(closed)
    shift = -(start + length)  # the cycle begins where the valve leaves its seat
    wide_at, closed_at = (np.flatnonzero(np.roll(flags, shift)) for flags in (wide, closed))
    first, last = int(wide_at[0]), int(wide_at[-1]) + 1
    leaves = int(closed_at[closed_at < first].max(initial=-1)) + 1  # for good: a flutter on the seat is no opening
    shuts = int(closed_at[closed_at >= last].min())
    parts = (first - leaves, last - first, shuts - last, course.size - shuts + leaves)
    return ValveCycle(*(round(sample_s * part, 9) for part in parts))


def _longest(flags: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> tuple[int, int]:
    """Return start and length of the longest stretch of a cycle in which the flags are set; not all are."""
    size = flags.size
    shift = int(np.flatnonzero(~flags)[0])
    edges = np.diff(np.concatenate(([0], np.roll(flags, -shift).astype(int), [0])))
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    most = int(np.argmax(stops - starts))
    return (int(starts[most]) + shift) % size, int(stops[most] - starts[most])
