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
def girth_stiffness(stiffness: float, girth: float, volume: float) -> float:
    r"""Rise of a garment's pressure for each millilitre of blood in the part of a leg that it goes around.

    .. math:: k = \frac{s \, g}{2 V}

    Parameters
    ----------
    stiffness : float
        s, rise of its pressure for each centimetre of girth. [mmHg/cm]
    girth : float
        g, of that part. [cm]
    volume : float
        V, of that part, > 0. [mL]

    Returns
    -------
    float
        [mmHg/mL]

    Notes
    -----
    Veins that fill widen a part of the same length, whose girth grows by half the share by which its volume does. So a
    garment presses more in standing than in lying: its static stiffness index, above 10 mmHg for a stiff one.

    References
    ----------
    partsch2005 (stiffness by girth); the round part is assumed.
    """
    return 0.5 * stiffness * girth / volume


@law
def garment_rise(share: float, rise: float, resting: float) -> float:
    r"""Pressure on a vessel by which a garment presses more, or less, than on veins neither stretched nor flat.

    .. math:: p = \max(r \, \Delta p, -p_0)

    Parameters
    ----------
    share : float
        r, share of a pressure on the skin that reaches the vessel. [-]
    rise : float
        :math:`\Delta p`, by which the garment presses more on the skin. [mmHg]
    resting : float
        :math:`p_0`, pressure of the garment that reaches the vessel at rest. [mmHg]

    Returns
    -------
    float
        A garment never pulls. [mmHg]

    Notes
    -----
    It follows at once; knits that creep are not modelled.

    References
    ----------
    partsch2005.
    """
    return max(share * rise, -resting)


@law
def leaflet_gap(inside: float, outside: float) -> float:
    r"""What is left of the leak of a valve in a vein that a garment presses.

    .. math:: g = \max(1 - p_o / p_i, \, 0)^2

    Parameters
    ----------
    inside : float
        :math:`p_i`, pressure in the vein at the valve, halfway between both of its sides. [mmHg]
    outside : float
        :math:`p_o`, pressure of the garment that reaches it, at rest or while the muscle under it works. [mmHg]

    Returns
    -------
    float
        Share of the leak, 0 to 1. [-]

    Notes
    -----
    The narrowed vein brings the leaflets together; added pressure alone does not reproduce the benefit of stockings.
    What closes the vein closes the leak: 70 mmHg in standing, half of it while walking keeps the vein empty. A stiff
    garment narrows veins under the skin at each step, by its working pressure.

    References
    ----------
    partsch2005 (a vein closes when the pressure around it reaches that in it; inelastic material does so at each
    step); the square is assumed.
    """
    if outside <= 0.0:
        return 1.0
    gap = 1.0 - outside / max(inside, outside)
    return gap * gap
