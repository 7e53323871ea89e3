"""Skin opens as it warms."""

from __future__ import annotations

from secondheart._jit import law

NEUTRAL = 22.0  # degC of the air at which lightly dressed skin is neither warm nor cool (assumed)
WARMEST = 38.0  # degC of the air at which resting skin is as warm as it gets (assumed)


@law
def skin_warmth(air: float, effort: float) -> float:
    r"""How warm skin becomes in the end, between that in neutral air at rest and the warmest.

    .. math:: w = \mathrm{clip}\left(\frac{T - 22}{16} + u,\, -0.3,\, 1\right)

    Parameters
    ----------
    air : float
        T, temperature of the air. [-]
    effort : float
        u, share of the oxygen uptake reserve in use, 0..1. [-]

    Returns
    -------
    float
        Warmth w; below 0 in the cold. [-]

    Notes
    -----
    Heat of work and heat of the air add up; degrees are pure numbers here. The skin follows over minutes.

    References
    ----------
    rowell2004 (skin flow rises with the body's temperature, to some 7 L/min); linear and its ends: assumed.
    """
    return min(max((air - NEUTRAL) / (WARMEST - NEUTRAL) + effort, -0.3), 1.0)


@law
def warm_conductance(growth: float, warmth: float) -> float:
    r"""Conductance of skin, relative to that in neutral air at rest.

    .. math:: h = 1 + k \, w

    Parameters
    ----------
    growth : float
        k, growth of the conductance in the warmest skin; 0 where there is no skin. [-]
    warmth : float
        w, -0.3 to 1. [-]

    Returns
    -------
    float
        Relative conductance, at least 0.3. [-]

    Notes
    -----
    Cold skin keeps some flow.

    References
    ----------
    rowell2004 (skin opens manifold); linear: assumed.
    """
    return max(1.0 + growth * warmth, 0.3)
