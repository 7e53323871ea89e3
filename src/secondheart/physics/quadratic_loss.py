"""What a jet through a valve or a mouth loses."""

from __future__ import annotations

from secondheart._jit import law
from secondheart.physics.gravity import DENSITY, DYN_PER_MMHG

FREE_SHARE = 0.65  # of the lumen between open venous cusps (lurie2003 reports a narrowing of 35 %)


@law
def loss_coefficient(lumen: float, free_share: float) -> float:
    r"""Coefficient of the pressure lost to the square of the flow.

    .. math:: \Delta p = K Q |Q|, \quad K = \rho / (2 (\varphi A)^2)

    Parameters
    ----------
    lumen : float
        Cross-section of the vein at the valve, > 0. [cm2]
    free_share : float
        Share of it that the open valve leaves free. [-]

    Returns
    -------
    float
        Coefficient K. [mmHg s2/mL2]

    Notes
    -----
    No pressure is recovered behind the jet. Without this loss a calf contraction shoots blood through the
    popliteal vein at five times the measured velocity.

    References
    ----------
    mynard2012 (Bernoulli term); lurie2003 (narrowing).
    """
    free = free_share * lumen
    return 0.5 * DENSITY / (free * free) / DYN_PER_MMHG
