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
def flow_through(drive: float, linear: float, quadratic: float) -> float:
    r"""Flow that balances a drive against a linear and a quadratic loss.

    .. math:: A Q + B Q |Q| = n

    Parameters
    ----------
    drive : float
        n, momentum plus impulse of the pressure difference over the step. [mmHg s]
    linear : float
        A, fitted inertance plus resistance times step, > 0. [mmHg s2/mL]
    quadratic : float
        B, loss coefficient times step, >= 0. [mmHg s3/mL2]

    Returns
    -------
    float
        Flow Q. [mL/s]

    Notes
    -----
    The sign of n is the sign of Q, so that an instant valve is a choice of A and B by the sign of n.

    References
    ----------
    The stable root of the quadratic equation.
    """
    return 2.0 * drive / (linear + math.sqrt(linear * linear + 4.0 * quadratic * abs(drive)))
