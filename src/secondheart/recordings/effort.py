"""What a recorded heart rate says: of moments where it is missing, and of the effort of moving."""

from __future__ import annotations

import numpy as np

from secondheart.recordings.activity import Floats, Recording

AGE_YEARS = 30.0  # the default person's
HEART_RATE_STANDING_BPM = 80.0  # assumed: a healthy adult standing at ease


def filled_heart_rate(recording: Recording) -> Floats:
    """Return the heart rate of every record, missing ones on the line between their neighbours."""
    known = ~np.isnan(recording.heart_rate_bpm)
    return np.interp(recording.t_s, recording.t_s[known], recording.heart_rate_bpm[known])


def effort_percent(heart_rate_bpm: float, age_years: float = AGE_YEARS) -> float:
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
