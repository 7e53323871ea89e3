"""The wall of a vein gives way: held stretched, it yields over minutes, and takes it back."""

from __future__ import annotations

from secondheart._jit import law


@law
def yielding(share: float, volume: float, unstressed: float) -> float:
    r"""How much a vein's unstressed volume grows in the end, while it is held at a volume.

    .. math:: y_\infty = \kappa \, \max(V - V_0, 0), \qquad \tau \dot y = y_\infty - y

    Parameters
    ----------
    share : float
        kappa, share of the stretch that the wall gives way by in the end, 0..1. [-]
    volume, unstressed : float
        V, and V_0, the unstressed volume of the fresh wall. [mL]

    Returns
    -------
    float
        Growth y of the unstressed volume that is aimed at. [mL]

    Notes
    -----
    At a steady pressure a vein goes on filling to 1 / (1 - kappa) of its first stretch, and emptied it comes back as
    slowly. A collapsed vein has nothing to give way to.

    References
    ----------
    vanheusden2006 (stress relaxation decides the course of blood into the legs); heldt2004.
    """
    return share * max(volume - unstressed, 0.0)
