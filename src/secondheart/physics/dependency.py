"""The leg's own answer to hanging down: its small arteries narrow."""

from __future__ import annotations

import math

from secondheart._jit import law

WHOLE = 1.02  # rise of the resistance by both: with the nerves' part the flow to a hanging leg halves (F03, F05)
VENO_ARTERIOLAR = 0.45 * WHOLE  # F09: 45 % veno-arteriolar, 55 % myogenic
MYOGENIC = 0.55 * WHOLE
VENOUS_THRESHOLD = 30.0  # mmHg (F08: between 20 and 40)
VENOUS_WIDTH = 8.0  # mmHg (assumed: 22 % of the effect at 20 mmHg, 78 % at 40; F08: a tenth at 20)
EMPTIED = 40.0  # mmHg below what it is used to at which a vein counts as emptied (assumed: half of standing)
FULL_COLUMN = 60.0  # mmHg of arterial column at which the myogenic part is complete (assumed)


@law
def veno_arteriolar(venous_transmural: float) -> float:
    r"""Narrowing by the veno-arteriolar response, as an addition to the relative resistance.

    .. math:: s_v = 0.48 / (1 + e^{-(p - 30) / 8})

    Parameters
    ----------
    venous_transmural : float
        p, transmural pressure of the vein that drains the part. [mmHg]

    Returns
    -------
    float
        Addition to the relative resistance, 0 to 0.48. [-]

    Notes
    -----
    A local axon reflex: it goes when the vein is compressed or raised.

    References
    ----------
    henriksen1977, okazaki2005; F08, F09.
    """
    return VENO_ARTERIOLAR / (1.0 + math.exp((VENOUS_THRESHOLD - venous_transmural) / VENOUS_WIDTH))


@law
def myogenic(column: float) -> float:
    r"""Narrowing by the stretch of the arterioles, as an addition to the relative resistance.

    .. math:: s_m = 0.58 \, \mathrm{clip}(p / 60,\, 0,\, 1)

    Parameters
    ----------
    column : float
        p, weight of the arterial column above the part; negative when it is raised. [mmHg]

    Returns
    -------
    float
        Addition to the relative resistance, 0 to 0.58. [-]

    Notes
    -----
    Grows in proportion to the column and is complete at 60 mmHg.

    References
    ----------
    okazaki2005; F09.
    """
    return MYOGENIC * min(max(column / FULL_COLUMN, 0.0), 1.0)


@law
def emptied_share(used_to: float, venous_transmural: float, column: float) -> float:
    r"""How far a vein has been emptied below what it is used to, as its arterioles feel it.

    .. math:: e = \mathrm{clip}((\bar p - p) / 40,\, 0,\, 1) \, \mathrm{clip}(p_c / 60,\, 0,\, 1)

    Parameters
    ----------
    used_to : float
        :math:`\bar p`, transmural pressure of the vein over the last minutes. [mmHg]
    venous_transmural : float
        p, that of now. [mmHg]
    column : float
        :math:`p_c`, weight of the column above it; negative when it is raised. [mmHg]

    Returns
    -------
    float
        0 to 1. [-]

    Notes
    -----
    The arterioles open more than the pressure gained explains when a hanging leg's veins are emptied. Whether by shear
    or by the end of the narrowing is not known; the form is assumed.

    References
    ----------
    F36 and F37 (fidgeting and impulses raise the flow of a hanging leg); the form is assumed.
    """
    hanging = min(max(column / FULL_COLUMN, 0.0), 1.0)
    return hanging * min(max((used_to - venous_transmural) / EMPTIED, 0.0), 1.0)
