"""Oxygen is taken up in the lungs and spent in the tissues."""

from __future__ import annotations

from secondheart._jit import law

PER_GRAM = 1.34  # mL of oxygen that a gram of haemoglobin carries (CVModel)
LEAST = 0.05  # saturation of a bed's blood below which it gives less than it is asked for (assumed)


@law
def oxygen_demand(rest: float, more: float, effort: float, local: float) -> float:
    r"""Oxygen that a bed asks for.

    .. math:: \dot V = \dot V_0 \, m + \Delta \dot V \, u

    Parameters
    ----------
    rest, more : float
        Uptake at rest, and how much more it is at full effort. [mL/s]
    effort : float
        u, share of the oxygen uptake reserve in use, 0..1. [-]
    local : float
        m, factor of a local exercise that needs no whole-body effort, >= 1. [-]

    Returns
    -------
    float
        Demand. [mL/s]

    Notes
    -----
    Linear in effort, as the whole body's uptake is in power.

    References
    ----------
    cvmodel (uptakes at rest); at full effort: assumed, from the flows and extractions of a run at 170 beats/min.
    """
    return rest * local + more * effort


@law
def oxygen_spent(demand: float, saturation: float) -> float:
    r"""Oxygen that the blood of a bed gives of what is asked for.

    .. math:: \dot V' = \dot V \, \min(S / 0.05,\, 1)

    Parameters
    ----------
    demand : float
        What the tissue asks for. [mL/s]
    saturation : float
        S, oxygen saturation of the bed's blood, 0..1. [-]

    Returns
    -------
    float
        What it gets. [mL/s]

    Notes
    -----
    Taken from the blood of the bed itself, so no more is ever taken than is there.

    References
    ----------
    assumed: muscle takes blood down to a few per cent, never to nothing.
    """
    return demand * min(saturation / LEAST, 1.0)
