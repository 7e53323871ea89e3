"""What whole-body effort does to the heart and to the vessels elsewhere."""

from __future__ import annotations

from secondheart._jit import law

SET_POINT_RISE = 15.0  # mmHg of arterial set point at full effort (assumed)
CONTRACTILITY_RISE = 0.8  # of the end-systolic elastance at full effort (assumed)
SYSTOLE_SHORTENED = 0.25  # of the systole at full effort, beyond what the rate does (assumed: adrenaline)
VISCERAL_RISE = 2.0  # of splanchnic and renal resistance at full effort (rowell2004: flow falls to a third)
VEINS_EMPTIED = 600.0  # mL of unstressed volume at full effort (rowell2004, flamm1990: the belly gives up some 400 mL)
MOVING_RISE = 15.0  # /min as soon as legs move (assumed; fagraeus1976: of a first peak 10 to 20 are lost again)


@law
def working_heart_rate(
    reflex_rate: float, effort: float, moving_rate: float, resting_rate: float, maximal_rate: float
) -> float:
    r"""Heart rate under effort.

    .. math:: f = f_r + \max(u (f_{max} - f_0),\, f_m)

    Parameters
    ----------
    reflex_rate : float
        Rate that the reflexes ask for. [1/min]
    effort : float
        u, share of the oxygen uptake reserve in use, 0..1. [-]
    moving_rate : float
        f_m, what moving legs add at once. [1/min]
    resting_rate, maximal_rate : float
        The person's rates lying and at full effort. [1/min]

    Returns
    -------
    float
        Heart rate, at most the maximal one. [1/min]

    Notes
    -----
    Share of heart rate reserve equals share of oxygen uptake reserve. The heart does not wait for it: as soon as legs
    begin to move the vagus lets go, whatever the effort. A recorded heart rate replaces all this.

    References
    ----------
    acsm2021 (equality of the reserves); tanaka2001 (maximal rate); fagraeus1976 (the vagus lets go).
    """
    return min(reflex_rate + max(effort * (maximal_rate - resting_rate), moving_rate), maximal_rate)
