"""A course that follows sampled values with a lag that changes from sample to sample."""

from __future__ import annotations

from secondheart._jit import exact_kernel
from secondheart.engine.layout import Floats


@exact_kernel
def follow(values: Floats, nearer: Floats, course: Floats) -> None:
    """Write a course that comes nearer to the values with each sample, by a share of what is left.

    Parameters
    ----------
    values : array, sample
        What is followed; the course begins at the first.
    nearer : array, sample
        Share of the way that each sample makes good, 0 to 1.
    course : array, sample
        Is written.
    """
    now = values[0]
    for i in range(values.size):
        now += nearer[i] * (values[i] - now)
        course[i] = now
