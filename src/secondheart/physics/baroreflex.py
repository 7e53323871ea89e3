"""What the pressure sensors report: errors that saturate."""

from __future__ import annotations

import math

from secondheart._jit import law

ARTERIAL_RANGE = 18.0  # mmHg
CARDIOPULMONARY_RANGE = 5.0  # mmHg


@law
def arterial_error(set_point: float, pressure: float) -> float:
    r"""Error of the arterial baroreflex, positive when the pressure is too low.

    .. math:: e = 18 \arctan\frac{p_0 - p}{18}

    Parameters
    ----------
    set_point, pressure : float
        Wanted and sensed pressure, half way between aortic arch and carotid sinus. [mmHg]

    Returns
    -------
    float
        Error, between -28 and 28. [mmHg]

    Notes
    -----
    Sensed upright some 12 cm above the heart, so that standing alone is an error of 9 mmHg.

    References
    ----------
    heldt2004 (table 3.1).
    """
    return ARTERIAL_RANGE * math.atan((set_point - pressure) / ARTERIAL_RANGE)


@law
def cardiopulmonary_error(set_point: float, pressure: float) -> float:
    r"""Error of the cardiopulmonary reflex, positive when the right atrium is too empty.

    .. math:: e = 5 \arctan\frac{p_0 - p}{5}

    Parameters
    ----------
    set_point, pressure : float
        Wanted and sensed transmural pressure of the right atrium. [mmHg]

    Returns
    -------
    float
        Error, between -7.9 and 7.9. [mmHg]

    Notes
    -----
    Averaged over a breath before it gets here.

    References
    ----------
    heldt2004 (table 3.1).
    """
    return CARDIOPULMONARY_RANGE * math.atan((set_point - pressure) / CARDIOPULMONARY_RANGE)
