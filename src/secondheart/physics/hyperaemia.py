"""Working muscle asks for blood."""

from __future__ import annotations

from secondheart._jit import law

LOWEST_PRESSURE = 40.0  # mmHg of mean arterial pressure at which the extra flow is shut off (assumed)
SAFE_RANGE = 30.0  # mmHg above that over which it is given back (assumed)


@law
def conductance_demand(effort: float, per_effort: float, local: float) -> float:
    r"""Conductance that a working bed asks for, relative to rest.

    .. math:: h = 1 + k u + (m - 1)

    Parameters
    ----------
    effort : float
        u, share of the oxygen uptake reserve in use, 0..1. [-]
    per_effort : float
        k, growth at full effort. [-]
    local : float
        m, factor for a local exercise that needs no whole-body effort, >= 1. [-]

    Returns
    -------
    float
        Relative conductance, >= 1. [-]

    Notes
    -----
    Linear in effort, as leg flow is in oxygen uptake.

    References
    ----------
    F06; review of leg flow: 5 to 6 L per L of oxygen. k: assumed from the flows of walking and running.
    """
    return 1.0 + per_effort * effort + (local - 1.0)


@law
def granted_conductance(demand: float, arterial_mean: float) -> float:
    r"""Conductance that is given: the extra is throttled when the arterial pressure falls.

    .. math:: h' = 1 + (h - 1) \, \mathrm{clip}((p - 40) / 30,\, 0,\, 1)

    Parameters
    ----------
    demand : float
        h, demanded relative conductance. [-]
    arterial_mean : float
        Mean arterial pressure. [mmHg]

    Returns
    -------
    float
        Relative conductance, >= 1. [-]

    Notes
    -----
    The chemical vasodilators yield to the sympathetic nerves before the brain runs out of blood.

    References
    ----------
    rowell2004 (priority of blood pressure); the constants are assumed.
    """
    share = min(max((arterial_mean - LOWEST_PRESSURE) / SAFE_RANGE, 0.0), 1.0)
    return 1.0 + (demand - 1.0) * share


@law
def escaped_narrowing(narrowing: float, conductance: float) -> float:
    r"""What working tissue lets nerves and reflexes narrow.

    .. math:: n' = 1 + (n - 1) / h

    Parameters
    ----------
    narrowing : float
        n, relative resistance that nerves and hanging down ask for. [-]
    conductance : float
        h, relative conductance granted to the work, >= 1. [-]

    Returns
    -------
    float
        Relative resistance, between n and 1. [-]

    Notes
    -----
    Functional sympatholysis: metabolites of work blunt the nerves' grip.

    References
    ----------
    remensnyder1962; the form is assumed.
    """
    return 1.0 + (narrowing - 1.0) / conductance
