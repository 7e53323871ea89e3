"""A contracting muscle: how its pressure rises, holds and falls."""

from __future__ import annotations

from secondheart._jit import law
from secondheart.physics.raised_cosine import falling_share, rising_share

LAG = 0.03  # s; time constant with which the tissue pressure follows its command (assumed)


@law
def burst(phase: float, start: float, rise_end: float, hold_end: float, stop: float) -> float:
    r"""Share of its peak that a burst of contraction has reached.

    .. math:: a = \begin{cases} \tfrac12 (1 - \cos(\pi (t - t_0) / (t_1 - t_0))) & t_0 \le t < t_1 \\
        1 & t_1 \le t < t_2 \\ \tfrac12 (1 + \cos(\pi (t - t_2) / (t_3 - t_2))) & t_2 \le t < t_3 \\
        0 & \text{else} \end{cases}

    Parameters
    ----------
    phase : float
        t, share of the movement's cycle that has passed, 0..1. [-]
    start, rise_end, hold_end, stop : float
        t_0 to t_3: where the burst starts, reaches its peak, leaves it and ends, in this order. [-]

    Returns
    -------
    float
        0 to 1. [-]

    Notes
    -----
    Zero outside the half-open interval from start to stop.

    References
    ----------
    ballard1998 (course of the soleus pressure in walking); the cosine shape is assumed.
    """
    if phase < start or phase >= stop:
        return 0.0
    if phase < rise_end:
        return rising_share(phase - start, rise_end - start)
    if phase < hold_end:
        return 1.0
    return falling_share(phase - hold_end, stop - hold_end)


@law
def tissue_pressure(peak: float, strength: float, contraction: float) -> float:
    r"""Pressure in a muscle compartment above that at rest.

    .. math:: p = s \, p_{max} \, a

    Parameters
    ----------
    peak : float
        Pressure at the height of this movement in a muscle of full strength. [mmHg]
    strength : float
        Strength relative to the default person, >= 0. [-]
    contraction : float
        a, 0 to 1. [-]

    Returns
    -------
    float
        Tissue pressure. [mmHg]

    Notes
    -----
    Pressure goes with ankle torque, r = 0.97 (M05); the muscle's own filling does not raise it here.

    References
    ----------
    ballard1998.
    """
    return peak * strength * contraction
