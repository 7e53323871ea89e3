"""The diaphragm: a dome that hangs from the ribs, and pulls but cannot push."""

from __future__ import annotations

from secondheart._jit import law


@law
def beneath_diaphragm(belly: float, chest: float, column: float) -> float:
    r"""Pressure in the belly, once the diaphragm has handed on what a strain presses on it.

    .. math:: p = \max(p_b, \ p_c + \min(p_c, p_h)) \ (p_c > 0), \qquad p = p_b \ (p_c \le 0)

    Parameters
    ----------
    belly : float
        p_b, what the wall of the belly makes. [mmHg]
    chest : float
        p_c, pressure in the chest. [mmHg]
    column : float
        p_h, weight of what stands between the diaphragm and the vessels of the belly; nothing lying. [mmHg]

    Returns
    -------
    float
        Pressure around the vessels of the belly. [mmHg]

    Notes
    -----
    A slack dome bears no pressure from above: it gives way until the belly beneath it presses as much. It bears one
    from below, as in each breath. Upright, a belly that is pressed is a column of fluid in a tight bag, and its wall
    bears the column; a slack wall, at rest, gives way to it, and what it takes up in time is said elsewhere.

    References
    ----------
    agostoni1960 (the pressures on both sides are the same while one relaxes against closed airways and in moderate
    expiratory efforts); how a wall comes to bear the column is assumed.
    """
    if chest <= 0.0:
        return belly
    return max(belly, chest + min(chest, column))
