"""The inertia of a blood column."""

from __future__ import annotations

from secondheart._jit import law
from secondheart.physics.gravity import DENSITY, DYN_PER_MMHG


@law
def inertance(length: float, lumen: float) -> float:
    r"""Inertance of blood in a vessel.

    .. math:: L = \rho \, l / A

    Parameters
    ----------
    length : float
        Length of the column. [cm]
    lumen : float
        Its cross-section, of all parallel vessels together, > 0. [cm2]

    Returns
    -------
    float
        Inertance. [mmHg s2/mL]

    Notes
    -----
    Flat velocity profile; a parabolic one would give four thirds of it.

    References
    ----------
    keener2009 (ch. 11).
    """
    return DENSITY * length / lumen / DYN_PER_MMHG
