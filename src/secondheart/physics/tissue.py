"""How tissue holds the fluid that comes into it."""

from __future__ import annotations

from secondheart._jit import law


@law
def swelling_pressure(swelling: float, rest: float, below: float, soft: float, knee: float, taut: float) -> float:
    r"""Pressure in the tissue, against what presses on it from outside.

    .. math:: P_t = P_0 + \begin{cases}
        e / C_l & e < 0 \\ e / C_1 & 0 \le e < e_1 \\ e_1 / C_1 + (e - e_1) / C_2 & e \ge e_1 \end{cases}

    Parameters
    ----------
    swelling : float
        e, fluid gained since the rest of the night, in per cent of the tissue's volume. [-]
    rest : float
        P0, pressure at no swelling. [mmHg]
    below, soft : float
        Compliances Cl below rest and C1 above, per cent of the volume. [1/mmHg]
    knee : float
        e1, swelling beyond which the skin is taut, in per cent. [-]
    taut : float
        C2, compliance from there on. [1/mmHg]

    Returns
    -------
    float
        Tissue pressure. [mmHg]

    Notes
    -----
    Back-pressure is what brakes the swelling over a day: without it a leg would gain three times as much.

    References
    ----------
    kirsch1980 (0.64 % of the volume per mmHg at the shin); shape and values assumed, fitted to rates of swelling.
    """
    if swelling < 0.0:
        return rest + swelling / below
    if swelling < knee:
        return rest + swelling / soft
    return rest + knee / soft + (swelling - knee) / taut


@law
def closed_share(transmural: float, lying: float, span: float) -> float:
    r"""Share of the closable capillaries that hanging down closes, in the end.

    .. math:: w = \mathrm{clip}\left( (P_c - P_l) / P_s,\, 0,\, 1 \right)

    Parameters
    ----------
    transmural, lying : float
        Pressure in the capillaries now, and lying. [mmHg]
    span : float
        Rise of it at which all have closed. [mmHg]

    Returns
    -------
    float
        Share, 0..1. [-]

    Notes
    -----
    Tied to pressure and not to flow: tied to flow, each short walk would open them again for half an hour.

    References
    ----------
    mellander1964 (in the foot, filtration capacity falls to between a third and an eighth from lying to standing)
    """
    return min(max((transmural - lying) / span, 0.0), 1.0)
