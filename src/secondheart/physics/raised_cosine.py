"""A smooth change from nothing to all and back: half a period of a cosine."""

from __future__ import annotations

import math

from secondheart._jit import law


@law
def rising_share(since: float, length: float) -> float:
    r"""Share of a rise that is over.

    .. math:: s = \tfrac12 \left(1 - \cos\frac{\pi t}{T}\right)

    Parameters
    ----------
    since : float
        t, since the rise began, 0..T. [s]
    length : float
        T, how long it takes, > 0. [s]

    Returns
    -------
    float
        0 at the beginning, 1 at the end. [-]

    Notes
    -----
    Without a corner at either end, so that nothing that follows it is thrown.

    References
    ----------
    The shape is assumed; it is common for contractions of the heart (mynard2012 compares others).
    """
    return 0.5 * (1.0 - math.cos(math.pi * since / length))


@law
def falling_share(since: float, length: float) -> float:
    r"""Share of a fall that is left.

    .. math:: s = \tfrac12 \left(1 + \cos\frac{\pi t}{T}\right)

    Parameters
    ----------
    since : float
        t, since the fall began, 0..T. [s]
    length : float
        T, how long it takes, > 0. [s]

    Returns
    -------
    float
        1 at the beginning, 0 at the end. [-]

    Notes
    -----
    See `rising_share`.

    References
    ----------
    The shape is assumed.
    """
    return 0.5 * (1.0 + math.cos(math.pi * since / length))
