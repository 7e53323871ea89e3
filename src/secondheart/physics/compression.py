"""What presses on a vessel from outside, and what that does to the blood in it."""

from __future__ import annotations

from secondheart._jit import law


@law
def rim_dam(difference: float, inner_transmural: float) -> float:
    r"""Pressure by which the rim of a cuff holds back what would run in under it.

    .. math:: d = \max(\min(-p_t, \Delta\phi), \, 0)

    Parameters
    ----------
    difference : float
        :math:`\Delta\phi`, potential outside the cuff less that in the vessel under it. [mmHg]
    inner_transmural : float
        :math:`p_t`, transmural pressure of the vessel under it. [mmHg]

    Returns
    -------
    float
        To be taken from the difference, >= 0; what runs out is not held. [mmHg]

    Notes
    -----
    A waterfall: at the rim a vessel opens when the pressure in it reaches the cuff's, however low it is further in.
    What does not enter is dammed until the veins outside stand at the pressure of the cuff; a cuff above arterial
    pressure lets nothing through either way.

    References
    ----------
    pedley1996 (flow limitation in collapsible tubes).
    """
    return max(min(-inner_transmural, difference), 0.0)


@law
def firm_share(pressure: float, firm: float) -> float:
    r"""Share of a garment's stiffness that a muscle meets when it swells.

    .. math:: s = \min(p / p_f, 1)

    Parameters
    ----------
    pressure : float
        p, pressure of the garment on the resting skin. [mmHg]
    firm : float
        p_f, pressure from which on it lies without a fold. [mmHg]

    Returns
    -------
    float
        0 to 1. [-]

    Notes
    -----
    A garment that hangs loose lets the muscle swell before it holds it.

    References
    ----------
    partsch2005 (stiffness is stated at 40 mmHg); linear: assumed.
    """
    return min(pressure / firm, 1.0)


@law
def leaflet_gap(pressure: float, closing: float) -> float:
    r"""What is left of the leak of a valve in a vein that is pressed from outside.

    .. math:: g = \max(1 - p / p_c, \, 0)^2

    Parameters
    ----------
    pressure : float
        p, pressure that reaches the vein. [mmHg]
    closing : float
        p_c, pressure that closes the vein. [mmHg]

    Returns
    -------
    float
        Share of the leak, 0 to 1. [-]

    Notes
    -----
    The narrowed vein brings the leaflets together; added pressure alone does not reproduce the benefit of stockings.

    References
    ----------
    partsch2005; the square is assumed.
    """
    gap = max(1.0 - pressure / closing, 0.0)
    return gap * gap
