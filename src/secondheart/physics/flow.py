"""One step of the flow in a vessel: the momentum of its blood column."""

from __future__ import annotations

import math

from secondheart._jit import law


@law
def fitted_inertance(inertance: float, resistance: float, dt: float) -> float:
    r"""Inertance that makes one step exact to second order, whatever the resistance.

    .. math:: L' = L / (1 + a / 2), \quad a = \Delta t \, R / L

    Parameters
    ----------
    inertance : float
        L, > 0. [mmHg s2/mL]
    resistance : float
        R, >= 0. [mmHg s/mL]
    dt : float
        Step. [s]

    Returns
    -------
    float
        L'. [mmHg s2/mL]

    Notes
    -----
    With it, :math:`Q' = (L' Q + \Delta t\,\Delta\phi) / (L' + \Delta t\,R)` multiplies the old flow by
    :math:`1 / (1 + a + a^2/2)`, which stands in for exp(-a): positive, second order, and zero for a stiff vessel.

    References
    ----------
    Pade approximant (0, 2) of the exponential; hairer1996 (L-stability).
    """
    return inertance * inertance / (inertance + 0.5 * dt * resistance)


@law
def valve_flow(
    flow: float, difference: float, opening: float, resistance: float, inertance: float, loss: float, dt: float
) -> float:
    r"""Flow after one step through a valve that is open by some share.

    .. math:: L \dot Q = \Delta\phi - \frac{R}{\xi} Q - \frac{K}{\xi^2} Q |Q|

    With the fitted inertance :math:`L'` of the resistance :math:`R / \xi` and :math:`n = L' Q + \Delta t\,\Delta\phi`,

    .. math:: Q' = \frac{2 n \xi}{a + \sqrt{a^2 + 4 \Delta t\, K |n|}}, \quad a = L' \xi + \Delta t\, R

    where n and a are both multiplied by the divisor of :math:`L'`, :math:`d = L \xi + \Delta t\, R / 2`.

    Parameters
    ----------
    flow : float
        Q half a step ago. [mL/s]
    difference : float
        Upstream minus downstream potential, forward positive. [mmHg]
    opening : float
        :math:`\xi`, share of the open conductance, > 0 and at most 1. [-]
    resistance : float
        R when fully open, > 0. [mmHg s/mL]
    inertance : float
        L, > 0. [mmHg s2/mL]
    loss : float
        K when fully open, >= 0. [mmHg s2/mL2]
    dt : float
        Step. [s]

    Returns
    -------
    float
        Q' half a step on; it has the sign of n. [mL/s]

    Notes
    -----
    One division and one root, written without :math:`1 / \xi` so that a nearly closed valve costs no more.

    References
    ----------
    mynard2012 (Bernoulli term and opening); the closed form is the stable root of the quadratic equation.
    """
    damped = inertance * opening + 0.5 * dt * resistance
    fitted = inertance * inertance * opening
    drive = fitted * flow + dt * difference * damped
    linear = fitted * opening + dt * resistance * damped
    return 2.0 * drive * opening / (linear + math.sqrt(linear * linear + 4.0 * dt * loss * abs(drive) * damped))
