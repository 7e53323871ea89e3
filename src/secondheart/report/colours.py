"""Colours that people with any colour vision can distinguish, on white paper and on a dark screen alike."""

from __future__ import annotations

# Okabe and Ito's hues, each set to a lightness of at least 3:1 against white and against a dark page.
COLOURS_SERIES = ("#0072B2", "#D55E00", "#009E73", "#B5589A", "#7A7A7A", "#A67C00")

# Cividis (Nunez et al. 2018): its lightness rises all the way, also for the colour-blind.
CIVIDIS = (
    *("#00224e", "#003170", "#2a3f6d", "#434e6c", "#575d6d", "#6a6c71", "#7d7c78"),
    *("#918b78", "#a59c74", "#bcae6c", "#d2c060", "#e9d34e", "#fee838"),
)
LOWEST_MMHG, HIGHEST_MMHG = 0.0, 120.0  # the same on every picture, so that pictures can be held side by side


def series_colour(place: int) -> str:
    """Return the colour of the series at a place, beginning again after the last."""
    return COLOURS_SERIES[place % len(COLOURS_SERIES)]


def pressure_colour(mmHg: float) -> str:
    """Return the colour of a pressure, that of the nearer end where it lies outside of the scale.

    Examples
    --------
    >>> pressure_colour(-20), pressure_colour(120)
    ('#00224e', '#fee838')
    """
    share = (mmHg - LOWEST_MMHG) / (HIGHEST_MMHG - LOWEST_MMHG)
    place = min(max(share, 0.0), 1.0) * (len(CIVIDIS) - 1)
    below = min(int(place), len(CIVIDIS) - 2)
    return _between(CIVIDIS[below], CIVIDIS[below + 1], place - below)


def _between(one: str, other: str, share: float) -> str:
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
