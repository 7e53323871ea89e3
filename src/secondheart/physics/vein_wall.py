"""The wall of a vein: stiff when full, soft and then flat when empty."""

from __future__ import annotations

import math

from secondheart._jit import law

# mmHg; 0.2 to 4: bending of a flattened wall, E h^3 / (9 r^3) with E 300 kPa and h/r a tenth to a quarter (assumed),
# Magosso & Ursino 2002: 3.93. That of trunks; veins of muscle and skin have their own in the atlas. Moved for the calf
# under a cuff (C02 to C05, K13).
COLLAPSE_PRESSURE = 1.3
VEIN_WALL_EMPTIEST = 0.01  # share of the unstressed volume below which the law is held
FULLEST = 0.98  # share of the distending volume beyond which the law goes on along its tangent

# (1 - y^2) tan(pi y / 2) / y as a polynomial in y^2, fitted on 0..1 (relative error below 5e-8)
_T0, _T1, _T2, _T3, _T4 = 1.57079627, -0.278865391, -0.0168671725, -0.0015889021, -0.000235209071


@law
def distended_pressure(stretch: float, scale: float) -> float:
    r"""Transmural pressure of a vein filled beyond its unstressed volume.

    .. math:: p = s \tan(\pi y / 2), \quad y = (V - V_0) / V_d, \quad s = 2 V_d / (\pi C_0)

    The inverse of Heldt's arctangent law, with a rational form in place of the tangent.

    Parameters
    ----------
    stretch : float
        Share y of the distending volume that is filled. [-]
    scale : float
        Pressure scale s. [mmHg]

    Returns
    -------
    float
        Transmural pressure. [mmHg]

    Notes
    -----
    Valid for 0 <= y <= 0.98; beyond that it continues along its tangent, so that it never meets the pole.

    References
    ----------
    heldt2004 (p. 33); the rational form is ours.
    """
    y = min(stretch, FULLEST)
    y2 = y * y
    tangent = y * (_T0 + y2 * (_T1 + y2 * (_T2 + y2 * (_T3 + y2 * _T4)))) / (1.0 - y2)
    return scale * (tangent + (stretch - y) * 0.5 * math.pi * (1.0 + tangent * tangent))


@law
def collapsed_pressure(volume: float, unstressed: float, buckling: float) -> float:
    r"""Transmural pressure of a vein emptied below its unstressed volume; negative.

    .. math:: p = p_c \left(1 - (V / V_0)^{-3/2}\right)

    Parameters
    ----------
    volume, unstressed : float
        Volume and unstressed volume, > 0. [mL]
    buckling : float
        p_c, what it takes to bend the flattened wall, > 0. [mmHg]

    Returns
    -------
    float
        Transmural pressure. [mmHg]

    Notes
    -----
    The compliance jumps at the unstressed volume, as it does when a tube buckles. Held below 1 % of it. The thinner the
    wall for the width of the vein, the less a pressure around it needs to press it flat.

    References
    ----------
    magosso2002, pedley1996 (exponent -3/2 of a collapsed tube).
    """
    ratio = unstressed / max(volume, VEIN_WALL_EMPTIEST * unstressed)
    return buckling * (1.0 - ratio * math.sqrt(ratio))


@law
def vein_pressure(volume: float, unstressed: float, per_distending: float, scale: float, buckling: float) -> float:
    r"""Transmural pressure of a vein at any volume.

    .. math:: p = s \tan(\pi y / 2) \quad (V \ge V_0), \qquad p = p_c \left(1 - (V / V_0)^{-3/2}\right) \quad (V < V_0)

    Parameters
    ----------
    volume, unstressed : float
        Volume and unstressed volume. [mL]
    per_distending : float
        One over the distending volume. [1/mL]
    scale : float
        Pressure scale 2 V_d / (pi C_0) of the distended branch. [mmHg]
    buckling : float
        p_c, pressure scale of the collapsed branch. [mmHg]

    Returns
    -------
    float
        Transmural pressure. [mmHg]

    Notes
    -----
    Continuous; zero at the unstressed volume.

    References
    ----------
    heldt2004, magosso2002: the two branches.
    """
    stretch = (volume - unstressed) * per_distending
    full = distended_pressure(max(stretch, 0.0), scale)
    empty = collapsed_pressure(min(volume, unstressed), unstressed, buckling)
    return full + empty


def pressure_scale(compliance: float, distending: float) -> float:
    """Pressure scale of the distended branch [mmHg] from compliance [mL/mmHg] and distending volume [mL]."""
    return 2.0 * distending / (math.pi * compliance)
