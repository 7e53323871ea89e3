"""The weight of blood."""

from __future__ import annotations

import math

from secondheart._jit import law

DENSITY = 1.055  # g/mL, blood at 37 C (P40: 1.055 to 1.06)
DYN_PER_MMHG = 1333.22  # dyn/cm2 in a mmHg
FREE_FALL = 980.665  # cm/s2
MMHG_PER_CM = DENSITY * FREE_FALL / DYN_PER_MMHG  # 0.776 mmHg for each cm of column


@law
def column_pressure(height: float) -> float:
    r"""Weight of the blood column between a place and the right atrium.

    .. math:: p = \rho g h

    Parameters
    ----------
    height : float
        Height above the right atrium. [cm]

    Returns
    -------
    float
        Gravitational potential, to be added to the pressure. [mmHg]

    Notes
    -----
    A resting column has the same sum of pressure and potential everywhere.

    References
    ----------
    Physics; density P40.
    """
    return MMHG_PER_CM * height


@law
def drop(length: float, inclination_deg: float) -> float:
    r"""How far a stretch of the body goes down towards the feet.

    .. math:: d = l \sin \theta

    Parameters
    ----------
    length : float
        l, length of the stretch, from its upper to its lower end. [cm]
    inclination_deg : float
        :math:`\theta`, 0 lying, 90 feet straight down, negative feet up. [deg]

    Returns
    -------
    float
        Vertical distance, positive when the lower end is lower. [cm]

    Notes
    -----
    Trunk, thigh, calf and foot each have an inclination; the heights follow from the four.

    References
    ----------
    Trigonometry.
    """
    return length * math.sin(inclination_deg * math.pi / 180.0)
