"""Whether two legs differ by much: only where a published threshold says so."""

from __future__ import annotations

from bisect import bisect_left

from secondheart.app.plain import Table

# Ann Phlebology 2024;22(1):9-13 (P31): of the foot vein after ten tiptoes; the ankle and other movements go by it.
BANDS_MMHG = (30.0, 45.0)
BAND_WORDS = ("normal", "raised", "severely raised")
# From 30 mmHg on each 10 mmHg more were 10 to 19 % more limbs with an ulcer.
CLASS_MMHG = 10.0
BAND_SOURCE = (
    "10 mmHg are a class of ulcer incidence, J Vasc Surg 1993;17:414-9 (P43 to P48); "
    "raised over 30, severely over 45, Ann Phlebology 2024;22:9-13 (P31)"
)
BANDED = ("ankle_vein_mean", "foot_vein_mean")
UPRIGHT = ("tiptoe", "walk", "run", "stairs")  # movements on one's feet


def difference(name: str, doing: str, values: tuple[float | None, float | None], limits: Table) -> dict[str, str]:
    """Return whether a difference is `large`, `small` or `only one normal`, and why; nothing without a threshold.

    Parameters
    ----------
    name : str
        Of the finding.
    doing : str
        What both do, as normal ranges call it.
    values : tuple
        Of leg A and of leg B.
    limits : mapping
        The row of the normal range; empty if there is none.

    Examples
    --------
    >>> difference("ankle_vein_mean", "walk", (24.0, 52.0), {})["size"]
    'large'
    >>> difference("ankle_vein_mean", "walk", (44.5, 45.5), {})["size"]
    'small'
    """
    one, other = values
    if one is None or other is None or not doing:
        return {}
    if name in BANDED and doing in UPRIGHT:
        words = [BAND_WORDS[bisect_left(BANDS_MMHG, value)] for value in (one, other)]
        large = abs(one - other) >= CLASS_MMHG and max(one, other) > BANDS_MMHG[0]
        return {"size": "large" if large else "small", "why": f"A {words[0]}, B {words[1]}: {BAND_SOURCE}"}
    inside = [_within(value, limits) for value in (one, other)] if limits else [False]
    if not any(inside):
        return {}
    return {"size": "small" if all(inside) else "only one normal", "why": str(limits["source"])}


def _within(value: float, limits: Table) -> bool:
    low, high = limits.get("low"), limits.get("high")
    return (low is None or value >= low) and (high is None or value <= high)
