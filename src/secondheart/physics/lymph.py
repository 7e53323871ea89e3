"""Lymph takes home what the capillaries have lost."""

from __future__ import annotations

from secondheart._jit import law

STILL = 6.0  # mmHg below rest at which no lymph is formed any more (HumMod: between -14 and -4 mmHg)
MOVED = 0.8  # more lymph while the muscles of the limb work (olszewski1977: +83 % in cycling)
HALVED = 40.0  # mmHg of congestion that halve it (olszewski1977: 50 % less in a stasis of its veins; pressure assumed)


@law
def lymph_flow(rest: float, rise: float, steepness: float, most: float, activity: float, congestion: float) -> float:
    r"""Lymph that leaves a region.

    .. math:: J_L = J_0 \, f \, \frac{1 + 0.8 \, a}{1 + c / 40}, \qquad
        f = \begin{cases} \min(1 + s \, \Delta P, m) & \Delta P \ge 0 \\
            \max(1 + \Delta P / 6, 0) & \Delta P < 0 \end{cases}

    Parameters
    ----------
    rest : float
        J0, lymph of a lying limb at rest. [mL/s]
    rise : float
        Tissue pressure above that at rest. [mmHg]
    steepness : float
        s, growth of the lymph with it. [1/mmHg]
    most : float
        m, most that the pumping vessels can carry, relative to rest. [-]
    activity : float
        a, how far the muscles of the limb work, 0..1. [-]
    congestion : float
        c, pressure in the capillaries above that of lying, >= 0. [mmHg]

    Returns
    -------
    float
        Lymph flow; the valves of lymph vessels let none come back. [mL/s]

    Notes
    -----
    It grows with the tissue's pressure up to what the pumping vessels can carry, and dries up where tissue is empty.
    In a limb that hangs down, or below a cuff, the same pump lifts it against a higher pressure, and less of it.

    References
    ----------
    olszewski1980, olszewski1977 (what modulates it); steepness and limit assumed, fitted to rates of swelling.
    """
    drive = min(1.0 + steepness * rise, most) if rise >= 0.0 else max(1.0 + rise / STILL, 0.0)
    return rest * drive * (1.0 + MOVED * activity) * HALVED / (HALVED + congestion)
