"""Rising by one's own force."""

from __future__ import annotations

from secondheart._jit import law


@law
def rising_force(share: float) -> float:
    r"""How hard a body that rises works, in the course of its rise.

    .. math:: f = 4 s (1 - s)

    Parameters
    ----------
    share : float
        s, share of the change of posture that is over, 0..1. [-]

    Returns
    -------
    float
        0 before and after, 1 in the middle. [-]

    Notes
    -----
    The belly wall presses and the legs push meanwhile. Whoever is tilted by a table does neither, and the pressure in
    the arteries falls less.

    References
    ----------
    tanaka1996 (the belly presses with 43 mmHg while one stands up); the shape is assumed.
    """
    return 4.0 * share * (1.0 - share)
