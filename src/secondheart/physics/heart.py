"""The beat: how far atria and ventricles are contracted at a moment of the cycle."""

from __future__ import annotations

from secondheart._jit import law
from secondheart.physics.raised_cosine import falling_share, rising_share

ATRIAL_SYSTOLE = 0.25  # s per root of the beat's length in s (heldt2004)
ATRIOVENTRICULAR_DELAY = 0.19  # the same, from the beginning of the atria to that of the ventricles
TOUCHING = 1.0  # mmHg
EMPTIEST = 0.1  # share of an atrium's unstressed volume below which the law is held


@law
def activation(since: float, systole: float) -> float:
    r"""Contraction of a chamber some time after it began.

    .. math:: a = \tfrac12 (1 - \cos(\pi t / T_s)) \ (t < T_s), \quad
              a = \tfrac12 (1 + \cos(2 \pi (t - T_s) / T_s)) \ (t < 1.5\,T_s), \quad 0 \text{ after}

    Parameters
    ----------
    since : float
        Time since the chamber began to contract; negative before. [s]
    systole : float
        Time to full contraction, > 0. [s]

    Returns
    -------
    float
        0 relaxed to 1 fully contracted. [-]

    Notes
    -----
    Tabulated when a network is packed, so that no cosine is computed in the step.

    References
    ----------
    heldt2004 (eq. 2.8, table 2.7).
    """
    if since <= 0.0 or since >= 1.5 * systole:
        return 0.0
    if since < systole:
        return rising_share(since, systole)
    return falling_share(2.0 * (since - systole), systole)


@law
def filled_stiffness(soft: float, taut: float, filled: float, filling: float) -> float:
    r"""Stiffness of a relaxed chamber, which grows with its filling.

    .. math:: E_d = E_0 + E_1 \left(\frac{V - V_0}{V_1}\right)^4

    Parameters
    ----------
    soft : float
        E_0, stiffness of the empty chamber. [mmHg/mL]
    taut : float
        E_1, what it is stiffer when filled by V_1. [mmHg/mL]
    filled, filling : float
        V - V_0, volume beyond the unstressed one, and V_1, > 0. [mL]

    Returns
    -------
    float
        Stiffness E_d; the chamber's pressure is :math:`E_d (V - V_0)`. [mmHg/mL]

    Notes
    -----
    Filled by a third more, a ventricle takes three times the pressure: a full heart works on a plateau, an empty one
    is as soft as its muscle. Below the unstressed volume it pulls in the same way.

    References
    ----------
    klotz2006 (the human end-diastolic relation: 10 mmHg at 130 mL, 30 at a fifth to a fourth more); the power is ours.
    """
    share = filled / filling
    square = share * share
    return soft + taut * square * square


@law
def pericardial_pressure(volume: float, slack: float, give: float) -> float:
    r"""Pressure of the pericardium on the four chambers.

    .. math:: p = p_1 \left(\frac{\max(V - V_s, 0)}{V_g}\right)^3, \quad p_1 = 1

    Parameters
    ----------
    volume : float
        V, blood in all four chambers. [mL]
    slack : float
        V_s, up to which the sac hangs loose. [mL]
    give : float
        V_g, beyond which it presses with 1 mmHg, > 0. [mL]

    Returns
    -------
    float
        Pressure around the chambers, beyond that of the chest. [mmHg]

    Notes
    -----
    It couples the chambers: when the right heart fills, the left has less room. An infinite `slack` is a heart without
    a pericardium.

    References
    ----------
    freeman1986 (the pericardium presses little until the heart is larger than usual, then steeply); the form is ours.
    """
    beyond = max(volume - slack, 0.0) / give
    return TOUCHING * beyond * beyond * beyond


@law
def elastance(diastolic: float, systolic: float, contraction: float) -> float:
    r"""Stiffness of a chamber.

    .. math:: E = E_d + (E_{es} - E_d)\, a

    Parameters
    ----------
    diastolic, systolic : float
        Stiffness relaxed and fully contracted. [mmHg/mL]
    contraction : float
        a, 0 to 1. [-]

    Returns
    -------
    float
        Elastance. [mmHg/mL]

    Notes
    -----
    The stiffness does not depend on the load.

    References
    ----------
    heldt2004 (eq. 2.8).
    """
    return diastolic + (systolic - diastolic) * contraction


@law
def fallen_in(volume: float, unstressed: float) -> float:
    r"""Share by which an atrium pulls harder than its elastance says, because its thin wall falls in.

    .. math:: f = V_0 / V \quad (V < V_0), \qquad f = 1 \quad (V \ge V_0)

    Parameters
    ----------
    volume, unstressed : float
        Volume and unstressed volume, > 0. [mL]

    Returns
    -------
    float
        Factor on :math:`E (V - V_0)`, 1 to 10. [-]

    Notes
    -----
    An elastance alone lets a person whose veins have no valves empty the right atrium on standing up. Pressure and
    stiffness do not jump at the unstressed volume. Held below a tenth of it; ventricles have walls too thick for it.

    References
    ----------
    Assumed: the mildest power with which no atrium is emptied.
    """
    return unstressed / max(min(volume, unstressed), EMPTIEST * unstressed)
