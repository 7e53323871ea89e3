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
    many parallel veins of a compartment, of which not all widen. Venules and perforators keep their own mouth where
    they enter a vein, however flat it lies: assumed.

    References
    ----------
    keener2009 (collapsed tube, area squared); exponent 1 when distended: assumed (0.9 on a one-leg prototype).
    """
    ratio = unstressed / max(volume, 0.01 * unstressed)
    return min(ratio * max(ratio, 1.0), LARGEST)
