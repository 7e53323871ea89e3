"""Fluid leaves the capillaries and is held back by protein."""

from __future__ import annotations

from secondheart._jit import law

ONCOTIC_1 = 2.1  # mmHg for each g/dL of protein,
ONCOTIC_2 = 0.16  # for its square
ONCOTIC_3 = 0.009  # and for its cube
LEAST_FLOW = 1e-9  # mL/s of plasma, so that a bed without flow divides by something
LARGEST_LOSS = 0.6  # share of its plasma that a capillary may give off on one way through (assumed: keeps it finite)


@law
def oncotic_pressure(protein: float) -> float:
    r"""Pressure by which dissolved protein draws water.

    .. math:: \pi = 2.1 \, C + 0.16 \, C^2 + 0.009 \, C^3

    Parameters
    ----------
    protein : float
        C, protein dissolved in the fluid. [g/dL]

    Returns
    -------
    float
        Oncotic pressure. [mmHg]

    Notes
    -----
    For the usual mixture of albumin and globulins.

    References
    ----------
    landis1963
    """
    return ((ONCOTIC_3 * protein + ONCOTIC_2) * protein + ONCOTIC_1) * protein


@law
def filtration(conductance: float, capillary: float, tissue: float, reflection: float, oncotic: float) -> float:
    r"""Fluid that leaves a capillary bed.

    .. math:: J_v = K \left( (P_c - P_t) - \sigma \, \Delta\pi \right)

    Parameters
    ----------
    conductance : float
        K, filtration capacity of the bed. [mL/(s*mmHg)]
    capillary, tissue : float
        Pressures in the capillaries and in the tissue, against the same outside. [mmHg]
    reflection : float
        sigma, share of the protein that the wall holds back, 0..1. [-]
    oncotic : float
        Oncotic pressure of the plasma less that of the tissue. [mmHg]

    Returns
    -------
    float
        Flow out of the blood, negative where fluid is taken back. [mL/s]

    Notes
    -----
    The garment or the muscle around both presses on capillaries and tissue alike, so it drops out; it acts by what it
    leaves of the pressure across the capillaries' wall.

    References
    ----------
    levick2010
    """
    return conductance * (capillary - tissue - reflection * oncotic)


@law
def leaving_protein(protein: float, filtered: float, plasma_flow: float) -> float:
    r"""Protein in the plasma that leaves a capillary bed, whose water has partly stayed behind.

    .. math:: C' = C / \left( 1 - \mathrm{clip}(J_v / F,\, -0.6,\, 0.6) \right)

    Parameters
    ----------
    protein : float
        C, protein in the plasma that enters. [g/dL]
    filtered, plasma_flow : float
        Fluid that leaves the bed, and plasma that enters it. [mL/s]

    Returns
    -------
    float
        Protein in the plasma that leaves. [g/dL]

    Notes
    -----
    In a foot that hangs down still, flow is so slow that this alone raises the oncotic pressure by some 10 mmHg.

    References
    ----------
    noddeland1981
    """
    share = min(max(filtered / max(plasma_flow, LEAST_FLOW), -LARGEST_LOSS), LARGEST_LOSS)
    return protein / (1.0 - share)
