"""Breathing: its pull on chest and belly, and what the heart rate makes of a breath."""

from __future__ import annotations

from secondheart._jit import law
from secondheart.physics.raised_cosine import falling_share, rising_share

INSPIRATION = 0.40  # share of the breath (Albanese 2016: 1.6 s of 4 s)
EXPIRATION = 0.35  # 1.4 s of 4 s; the rest is a pause
CHEST_PER_LITRE = 4.4  # mmHg of pleural swing per litre breathed: 2.2 mmHg for 500 mL (W13: -5 to -8 cmH2O)
BELLY_FROM_RIBS = 0.5  # mmHg of abdominal swing per litre breathed with the ribs (miller2005: < 2 cmH2O in the stomach)
MEAN_INFLATION = 0.5 * (INSPIRATION + EXPIRATION)  # of the lungs over a breath
BELLY_FROM_DIAPHRAGM = 8.5  # mmHg per litre breathed with the diaphragm: 4.3 for 500 mL (miller2005: > 3.7 mmHg; D42)


@law
def inflation(phase: float) -> float:
    r"""How far the lungs are inflated at a moment of the breath.

    .. math:: i = \tfrac12 (1 - \cos(\pi t / 0.4)) \ (t < 0.4), \quad
              i = \tfrac12 (1 + \cos(\pi (t - 0.4) / 0.35)) \ (t < 0.75), \quad 0 \text{ after}

    Parameters
    ----------
    phase : float
        t, share of the breath that has passed, 0..1. [-]

    Returns
    -------
    float
        0 end-expiration to 1 end-inspiration. [-]

    Notes
    -----
    The shape does not change with rate or depth.

    References
    ----------
    albanese2016 (times of inspiration and expiration).
    """
    if phase < INSPIRATION:
        return rising_share(phase, INSPIRATION)
    if phase < INSPIRATION + EXPIRATION:
        return falling_share(phase - INSPIRATION, EXPIRATION)
    return 0.0


@law
def chest_swing(depth_litres: float) -> float:
    r"""Fall of the pressure in the chest at the height of a breath.

    .. math:: \Delta p = 4.4 \, V_T

    Parameters
    ----------
    depth_litres : float
        V_T, tidal volume. [L]

    Returns
    -------
    float
        Swing, positive. [mmHg]

    Notes
    -----
    Linear; deep breaths against a closed throat are not meant.

    References
    ----------
    W13 of the table of findings.
    """
    return CHEST_PER_LITRE * depth_litres


@law
def belly_swing(depth_litres: float, belly_share: float) -> float:
    r"""Rise of the pressure in the belly at the height of a breath.

    .. math:: \Delta p = V_T \, (0.5 \, (1 - b) + 8.5 \, b)

    Parameters
    ----------
    depth_litres : float
        V_T, tidal volume. [L]
    belly_share : float
        b, share of the breath that the diaphragm takes, the ribs taking the rest: 0..1. [-]

    Returns
    -------
    float
        Swing, positive. [mmHg]

    Notes
    -----
    In phase with inspiration, for both parts.

    References
    ----------
    willeput1984, miller2005: femoral flow falls when the diaphragm goes down.
    """
    return depth_litres * (BELLY_FROM_RIBS + (BELLY_FROM_DIAPHRAGM - BELLY_FROM_RIBS) * belly_share)


@law
def respiratory_gate(gain: float, felt: float, depth_litres: float) -> float:
    r"""Share of its activity that a breath leaves to the vagus.

    .. math:: s = \max(1 - g \, (V - 0.375 \, V_T), 0), \qquad \tau \dot{V} = V_T \, i(t) - V

    Parameters
    ----------
    gain : float
        g, share that each litre in the lungs takes. [1/L]
    felt : float
        V, volume breathed in that the vagus follows, with a lag. [L]
    depth_litres : float
        V_T, tidal volume. [L]

    Returns
    -------
    float
        Factor on what the vagus adds to a beat, 1 on average over a breath that does not silence it. [-]

    Notes
    -----
    In inspiration the nerve is silenced, and with it what arterial pressure asks of it, so that a breath moves the
    heart the less the less the vagus holds it. The lag is that of the published corner frequency, 7.2 breaths a minute:
    above it the heart follows less and less. The gate shifts beats, not their mean.

    References
    ----------
    eckberg2003 (a gate, with no tonic effect), katona1975 (in proportion to the vagal hold), hirsch1981 (linear in
    tidal volume; corner frequency and roll-off).
    """
    return max(1.0 - gain * (felt - MEAN_INFLATION * depth_litres), 0.0)
