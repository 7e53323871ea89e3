"""What whole-body effort does to the heart and to the vessels elsewhere."""

from __future__ import annotations

import math

from secondheart._jit import law


@law
def working_heart_rate(reflex_rate: float, effort: float, moving_rate: float, maximal_rate: float) -> float:
    r"""Heart rate under effort.

    .. math:: f = f_r + \max(u (f_{max} - f_r),\, f_m)

    Parameters
    ----------
    reflex_rate : float
        Rate that the reflexes ask for. [1/min]
    effort : float
        u, share of the oxygen uptake reserve in use, 0..1. [-]
    moving_rate : float
        f_m, what moving legs add at once. [1/min]
    maximal_rate : float
        The person's rate at full effort. [1/min]

    Returns
    -------
    float
        Heart rate, at most the maximal one. [1/min]

    Notes
    -----
    Share of heart rate reserve equals share of oxygen uptake reserve, counted from the rate at rest in that posture, so
    that the reflexes have the less to say the harder the work is. The heart does not wait for it: as soon as legs
    begin to move the vagus lets go, whatever the effort. A recorded heart rate replaces all this.

    References
    ----------
    acsm2021 (equality of the reserves); tanaka2001 (maximal rate); fagraeus1976 (the vagus lets go).
    """
    return min(reflex_rate + max(effort * (maximal_rate - reflex_rate), moving_rate), maximal_rate)


@law
def emptied_veins(most: float, effort: float) -> float:
    r"""Unstressed volume that the veins give up under effort.

    .. math:: \Delta V = \Delta V_{max} \sqrt{u}

    Parameters
    ----------
    most : float
        What they give up at full effort. [mL]
    effort : float
        u, share of the oxygen uptake reserve in use, 0..1. [-]

    Returns
    -------
    float
        Volume. [mL]

    Notes
    -----
    Light work already takes half of it: in walking, blood that stood in belly and legs fills the heart again.

    References
    ----------
    flamm1990 (blood leaves the belly and the legs from the first stage on); the root is assumed.
    """
    return most * math.sqrt(effort)
