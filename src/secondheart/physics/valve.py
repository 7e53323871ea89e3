"""A venous valve: two leaflets that take time to open and to close, and may fail to meet."""

from __future__ import annotations

import math

from secondheart._jit import law

TIGHTEST = 1e-5  # share of the open conductance that a competent valve still lets through
FASTEST = 1.0 / 0.03  # 1/s; the smallest leaflets cannot move faster than this (assumed)
FELT = 0.1  # mmHg; less than this does not part the leaflets (assumed)
TRAVEL = math.log(9.0)  # time constants from a tenth to nine tenths of the way


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
def moved_opening(
    opening: float, difference: float, opening_rate: float, closing_rate: float, quickest: float, dt: float
) -> float:
    r"""Position of the leaflets after one step.

    .. math:: \dot x = \min(K_o (\Delta p - 0.1), k) (1 - x) \quad (\Delta p > 0.1), \qquad
              \dot x = -\min(-K_c \Delta p, k)\, x \quad (\Delta p < 0)

    Parameters
    ----------
    opening : float
        x before the step. [-]
    difference : float
        Upstream minus downstream potential, forward positive. [mmHg]
    opening_rate, closing_rate : float
        K_o and K_c, > 0. [1/(mmHg s)]
    quickest : float
        k, the most that leaflets of this size move by, at most 1/(0.03 s). [1/s]
    dt : float
        Step. [s]

    Returns
    -------
    float
        x after the step, within 0..1. [-]

    Notes
    -----
    The rate is capped at k, which is small in a wide vein (`leaflet_rate`): no step below 30 ms overshoots.

    References
    ----------
    mynard2012 (eqs 5, 6); lurie2003 and the 2002 study of the saphenofemoral junction (D27 to D31) for the times.
    """
    open_by = dt * min(max(difference - FELT, 0.0) * opening_rate, quickest)
    close_by = dt * min(max(-difference, 0.0) * closing_rate, quickest)
    return opening + open_by * (1.0 - opening) - close_by * opening


@law
def leaflet_rate(still: float, carried: float, flow: float) -> float:
    r"""The most that the leaflets of a valve move by.

    .. math:: k = \min\left(\frac{\ln 9}{r} \left(u + \frac{\max(-Q, 0)}{A}\right),\, \frac{1}{0.03\,\mathrm{s}}\right)

    Parameters
    ----------
    still : float
        That in still blood, from the speed u of their edges. [1/s]
    carried : float
        What blood that runs back adds, for each mL/s: one over radius and lumen. [1/mL]
    flow : float
        Q, forward positive. [mL/s]

    Returns
    -------
    float
        Rate k. [1/s]

    Notes
    -----
    An edge has the radius of the vein to go, so that wide veins close later than narrow ones; blood that runs back
    takes the leaflets along.

    References
    ----------
    The 2002 study of the saphenofemoral junction (D31: 139 ms with no blood running back); D32 (30 cm/s shut a valve).
    """
    return min(still + carried * max(-flow, 0.0), FASTEST)


def still_rate(lumen: float, speed: float) -> float:
    """Return what leaflets move by in still blood [1/s], by the valve's lumen [cm2] and the speed of an edge [cm/s].

    From a tenth to nine tenths of its way, the radius of the vein, an edge then takes as long as at that speed.
    """
    return TRAVEL * speed / math.sqrt(lumen / math.pi)


def carried_rate(lumen: float) -> float:
    """Return what each mL/s that runs back adds to it [1/mL], of the valve's lumen [cm2]."""
    return still_rate(lumen, 1.0 / lumen)
