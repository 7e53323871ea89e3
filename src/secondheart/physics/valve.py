"""A venous valve: two leaflets that take time to open and to close, and may fail to meet."""

from __future__ import annotations

from secondheart._jit import law

TIGHTEST = 1e-5  # share of the open conductance that a competent valve still lets through
FASTEST = 1.0 / 0.03  # 1/s; leaflets cannot move faster than this (assumed)


@law
def free_opening(opening: float, leak: float) -> float:
    r"""Opening that the blood sees, between a leak and one.

    .. math:: \xi = g_c + x (1 - g_c)

    Parameters
    ----------
    opening : float
        x, position of the leaflets: 0 closed, 1 open. [-]
    leak : float
        g_c, what the closed valve lets through, as a share of the open one. [-]

    Returns
    -------
    float
        Effective opening; the conductance is this share of the open one. [-]

    Notes
    -----
    The same for either direction of flow. Never below 1e-5.

    References
    ----------
    mynard2012 (effective area between a smallest and a largest one).
    """
    return max(leak + opening * (1.0 - leak), TIGHTEST)


@law
def moved_opening(opening: float, difference: float, opening_rate: float, closing_rate: float, dt: float) -> float:
    r"""Position of the leaflets after one step.

    .. math:: \dot x = \min(K_o \Delta p, k) (1 - x) \quad (\Delta p > 0), \qquad
              \dot x = -\min(-K_c \Delta p, k)\, x \quad (\Delta p < 0)

    Parameters
    ----------
    opening : float
        x before the step. [-]
    difference : float
        Upstream minus downstream potential, forward positive. [mmHg]
    opening_rate, closing_rate : float
        K_o and K_c, > 0. [1/(mmHg s)]
    dt : float
        Step. [s]

    Returns
    -------
    float
        x after the step, within 0..1. [-]

    Notes
    -----
    The rate is capped at k = 1/(0.03 s): no step below 30 ms overshoots.

    References
    ----------
    mynard2012 (eqs 5, 6); lurie2003 and the 2002 study of the saphenofemoral junction (D27 to D31) for the times.
    """
    open_by = dt * min(max(difference, 0.0) * opening_rate, FASTEST)
    close_by = dt * min(max(-difference, 0.0) * closing_rate, FASTEST)
    return opening + open_by * (1.0 - opening) - close_by * opening
