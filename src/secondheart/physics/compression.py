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
