"""The foot pump that works by standing on it."""

from __future__ import annotations

from secondheart._jit import law

PRESSURE_PER_WEIGHT = 40.0  # mmHg around the plantar veins when one foot bears the body (assumed: 60-100 in stance)


@law
def sole_pressure(load: float) -> float:
    r"""Pressure around the plantar veins of a loaded foot.

    .. math:: p = 40 \, w

    Parameters
    ----------
    load : float
        w, share of the body's weight on this foot, >= 0; more than 1 when it lands. [-]

    Returns
    -------
    float
        Pressure. [mmHg]

    Notes
    -----
    The arch flattens and squeezes the veins with no help of muscles (M11).

    References
    ----------
    M10 to M12 of the table of findings; the constant is assumed.
    """
    return PRESSURE_PER_WEIGHT * load
