"""What a recorded heart rate says of the effort of moving."""

from __future__ import annotations

from typing import NamedTuple

AGE_YEARS = 30.0  # the default person's
HEART_RATE_STANDING_BPM = 80.0  # assumed: a healthy adult standing at ease


class Rider(NamedTuple):
    """What a person adds to a recording: age for the highest heart rate, mass (or the default's) for a power."""

    age_years: float
    mass_kg: float | None


def effort_of_heart_rate(heart_rate_bpm: float, age_years: float = AGE_YEARS) -> float:
    """Return the share of the oxygen uptake reserve that a heart rate in movement stands for.

    Parameters
    ----------
    heart_rate_bpm : float
        Recorded heart rate. [bpm]
    age_years : float
        Age, for the highest heart rate. [a]

    References
    ----------
    tanaka2001 (highest heart rate 208 - 0.7 age); the standing heart rate of 80 bpm is assumed.
    """
    highest = 208.0 - 0.7 * age_years
    share = (heart_rate_bpm - HEART_RATE_STANDING_BPM) / (highest - HEART_RATE_STANDING_BPM)
    return 100.0 * min(max(share, 0.0), 1.0)
