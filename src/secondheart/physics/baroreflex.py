"""What the pressure sensors report: errors that saturate."""

from __future__ import annotations

import math

from secondheart._jit import law

ARTERIAL_RANGE = 18.0  # mmHg
CARDIOPULMONARY_RANGE = 5.0  # mmHg


@law
def reported_pressure(sensed: float, adapted: float, lead: float, lag: float) -> float:
    r"""Pressure that the afferent nerves report: what is sensed, and how fast it changes.

    .. math:: \tau_p \dot{a} = p - a, \qquad r = a + \frac{\tau_z}{\tau_p} (p - a)

    Parameters
    ----------
    sensed, adapted : float
        p, stretch of the wall averaged over a beat, and a, the same as the nerve has adapted to it. [mmHg]
    lead, lag : float
        Time constants :math:`\tau_z` and :math:`\tau_p` > 0. [s]

    Returns
    -------
    float
        r, what is reported. [mmHg]

    Notes
    -----
    A sudden fall is reported larger than it is, by the ratio of the two times; a lasting one as it is.

    References
    ----------
    ursino1998 (a zero of 6.37 s and a pole of 2.08 s in the carotid sinus nerve).
    """
    return adapted + lead / lag * (sensed - adapted)


@law
def arterial_error(set_point: float, pressure: float) -> float:
    r"""Error of the arterial baroreflex, positive when the pressure is too low.

    .. math:: e = 18 \arctan\frac{p_0 - p}{18}

    Parameters
    ----------
    set_point, pressure : float
        Wanted and reported pressure, of the carotid sinus and the aortic arch together. [mmHg]

    Returns
    -------
    float
        Error, between -28 and 28. [mmHg]

    Notes
    -----
    Both sensors are walls that are stretched. The sinus lies 20 cm above the heart and hangs in no chest: standing
    alone takes 16 mmHg from it. The arch is pressed by the chest around it, so that a strain that raises the pressure
    in the blood does not stretch it.

    References
    ----------
    heldt2004 (table 3.1).
    """
    return ARTERIAL_RANGE * math.atan((set_point - pressure) / ARTERIAL_RANGE)


@law
def missing_pulse(weight: float, usual: float, swing: float) -> float:
    r"""Error that the heart's reflex adds where the pulse in the arch of the aorta is smaller than usual.

    .. math:: e = 18 \arctan\frac{w \max(s_0 - s, 0)}{18}

    Parameters
    ----------
    weight : float
        w, of the pulse beside the mean. [-]
    usual, swing : float
        s_0 and s, mean distance of the arch's pressure from its mean, lying at rest and now. [mmHg]

    Returns
    -------
    float
        Error, 0 to 28. [mmHg]

    Notes
    -----
    The mean is held while blood leaves the chest, and yet the heart quickens: the arch becomes narrower and its pulse
    smaller. A pulse larger than usual tells it nothing.

    References
    ----------
    taylor1995 (the aorta and its pulse shrink under suction that leaves the mean pressure as it is); the form is ours.
    """
    return ARTERIAL_RANGE * math.atan(weight * max(usual - swing, 0.0) / ARTERIAL_RANGE)


@law
def vagal_hold(held: float, withdrawn: float) -> float:
    r"""What the vagus adds to the length of a beat.

    .. math:: \Delta t = t_0 \, e^{-w / t_0} \ (w > 0), \qquad \Delta t = t_0 - w \ (w \le 0)

    Parameters
    ----------
    held : float
        t_0 > 0, what it adds lying at rest. [s]
    withdrawn : float
        w, what the reflex would take from it were it always as active as lying at rest. [s]

    Returns
    -------
    float
        Lengthening, above 0. [s]

    Notes
    -----
    The nerve cannot fall below silence, and the quieter it is the less of it can be withdrawn: upright and in effort
    the vagal reflex is weaker than lying.

    References
    ----------
    jose1970 (the rate of a heart without its nerves, which bounds what the vagus adds); the form is ours.
    """
    return held * math.exp(-withdrawn / held) if withdrawn > 0.0 else held - withdrawn


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
