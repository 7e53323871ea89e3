"""How the resistance of a vein follows its filling."""

from __future__ import annotations

from secondheart._jit import law

LARGEST = 400.0  # times the resistance at rest; results do not change from 30 up


@law
def filling_factor(volume: float, unstressed: float) -> float:
    r"""Resistance relative to that at the unstressed volume.

    .. math:: f = V_0 / V \quad (V \ge V_0), \qquad f = (V_0 / V)^2 \quad (V < V_0)

    Parameters
    ----------
    volume, unstressed : float
        Volume and unstressed volume. [mL]

    Returns
    -------
    float
        Factor, at most 400. [-]

    Notes
    -----
    Laminar flow in a round tube would give 2 for both; the milder exponent when distended stands for the
    many parallel veins of a compartment, of which not all widen.

    References
    ----------
    keener2009 (collapsed tube, area squared); exponent 1 when distended: assumed (0.9 on a one-leg prototype).
    """
    ratio = unstressed / max(volume, 0.01 * unstressed)
    return min(ratio * max(ratio, 1.0), LARGEST)


@law
def pressed_factor(volume: float, unstressed: float) -> float:
    r"""Resistance at the outlet of a vein flattened by a cuff, relative to that at the unstressed volume.

    .. math:: f = V_0 / V \quad (V \ge V_0), \qquad f = (V_0 / V)^4 \quad (V < V_0)

    Parameters
    ----------
    volume, unstressed : float
        Volume and unstressed volume. [mL]

    Returns
    -------
    float
        Factor, at most 10^6. [-]

    Notes
    -----
    Blood creeps through a slit. It holds for what leaves the vein, not for what enters it: like any soft tube under
    pressure it is pinched at its outlet, where the pressure inside is lowest, and open before that as soon as the
    pressure there has risen to the cuff's. The dam is not tight: enough blood creeps through that the calf below a
    thigh cuff comes to rest well below the cuff's pressure (`secondheart test occlusion`; C01, K11).

    References
    ----------
    pedley1996 (flattened tubes); the exponent is assumed.
    """
    ratio = unstressed / max(volume, 0.01 * unstressed)
    steep = max(ratio, 1.0)
    return min(ratio * steep * steep * steep, 1e6)
