"""An elastic wall, and a chamber whose wall stiffens with each beat."""

from __future__ import annotations

import math

from secondheart._jit import law
from secondheart.physics.vein_wall import COLLAPSE_PRESSURE, VEIN_WALL_EMPTIEST

NEVER = 1e9  # mmHg; buckling pressure of a wall that does not give way


@law
def elastic_pressure(volume: float, unstressed: float, elastance: float, buckling: float) -> float:
    r"""Transmural pressure of an artery, a capillary bed or an elastic vein.

    .. math:: p = E (V - V_0) \quad (V \ge V_0), \qquad
              p = -\min\left(E (V_0 - V), \, p_b \left((V / V_0)^{-3/2} - 1\right)\right) \quad (V < V_0)

    Parameters
    ----------
    volume, unstressed : float
        Volume and unstressed volume. [mL]
    elastance : float
        Stiffness, one over the compliance. [mmHg/mL]
    buckling : float
        p_b, pressure at which the empty wall buckles. [mmHg]

    Returns
    -------
    float
        Transmural pressure. [mmHg]

    Notes
    -----
    Linear above: it understates the stiffness of arteries above some 130 mmHg. An artery pressed from outside by more
    than its pressure is squeezed flat as a vein is; beds and elastic veins stay linear (buckling 1e9 mmHg).

    References
    ----------
    heldt2004 (tables 2.5 to 2.9), pedley1996 (exponent -3/2 of a collapsed tube).
    """
    ratio = unstressed / max(volume, VEIN_WALL_EMPTIEST * unstressed)
    flat = buckling * (1.0 - ratio * math.sqrt(ratio))
    return max(elastance * (volume - unstressed), min(flat, 0.0))


def buckling_pressure(kind: str, own: float = 0.0) -> float:
    """Buckling pressure of a wall [mmHg]: of a vein its own where it has one, else that of trunks, as for arteries."""
    if kind == "vein":
        return own or COLLAPSE_PRESSURE
    return COLLAPSE_PRESSURE if kind == "artery" else NEVER
