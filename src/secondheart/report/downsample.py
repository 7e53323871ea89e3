"""Fewer samples for a picture: some of them, unchanged, or means of neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from secondheart.results.measure import Floats

Places = NDArray[np.intp]


def extremes(curves: Sequence[Floats], most: int) -> Places:
    """Return places of samples, about `most`, that keep every curve's lowest and highest values all along.

    Parameters
    ----------
    curves : sequence of array
        Of the same length.
    most : int
        All samples are returned where there are no more.

    Examples
    --------
    >>> extremes([np.array([0.0, 1.0, 9.0, 1.0, 2.0, -3.0, 1.0, 2.0])], 6).tolist()
    [0, 2, 4, 5, 7]
    """
    count = len(curves[0])
    if count <= most:
        return np.arange(count)
    size = -(-2 * len(curves) * count // most)
    starts = np.append(np.arange(0, count - size, size), count - size)  # the last cell reaches to the end
    places = starts[:, None] + np.arange(size)
    chosen = [np.array([0, count - 1])]
    for curve in curves:
        cells = curve[places]
        chosen += [starts + cells.argmin(axis=1), starts + cells.argmax(axis=1)]
    return np.unique(np.concatenate(chosen))


def along(x: Floats, y: Floats, most: int) -> Places:
    """Return places of samples, at most `most`, at about equal steps along the way that a point (x, y) goes.

    Examples
    --------
    >>> along(np.array([0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0]), np.zeros(7), 3).tolist()
    [0, 4, 6]
    """
    if len(x) <= most:
        return np.arange(len(x))
    steps = np.hypot(*(np.diff(values) / (np.ptp(values) or 1.0) for values in (x, y)))
    way = np.concatenate(([0.0], np.cumsum(steps)))
    return np.unique(np.searchsorted(way, np.linspace(0.0, way[-1], most)).clip(max=len(x) - 1))


def block_means(values: Floats, most: int) -> Floats:
    """Return means of neighbouring rows, at most so many.

    Examples
    --------
    >>> block_means(np.array([[1.0], [3.0], [5.0], [7.0], [9.0]]), 2).tolist()
    [[3.0], [8.0]]
    """
    every = -(-len(values) // most) or 1
    starts = np.arange(0, len(values), every)
    counts = np.diff(np.append(starts, len(values)))
    return np.asarray(np.add.reduceat(values, starts, axis=0) / counts[:, None])
