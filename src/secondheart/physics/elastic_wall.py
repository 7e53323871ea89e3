"""An elastic wall, and a chamber whose wall stiffens with each beat."""

from __future__ import annotations

from secondheart._jit import law


@law
def elastic_pressure(volume: float, unstressed: float, elastance: float) -> float:
    r"""Transmural pressure of an artery, a capillary bed or a chamber of the heart.

    .. math:: p = E (V - V_0)

    Parameters
    ----------
    volume, unstressed : float
        Volume and unstressed volume. [mL]
    elastance : float
        Stiffness, one over the compliance. [mmHg/mL]

    Returns
    -------
    float
        Transmural pressure. [mmHg]

    Notes
    -----
    Linear: it understates the stiffness of arteries above some 130 mmHg.

    References
    ----------
    heldt2004 (tables 2.5 to 2.9).
    """
    return elastance * (volume - unstressed)
