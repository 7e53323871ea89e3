"""Two legs differ by much or by little only where a published threshold says so."""

from __future__ import annotations

from typing import Any

import pytest

from secondheart.app.leg_difference import difference

STANDING = {"low": 74, "high": 95, "source": "P02"}


@pytest.mark.parametrize(
    ("doing", "values", "limits", "size"),
    [
        ("walk", (24.0, 52.0), {}, "large"),  # P43, P46: from no ulcers to those of 38 % of limbs
        ("walk", (44.9, 45.1), {}, "small"),  # another band, but by nothing
        ("walk", (12.0, 28.0), {}, "small"),  # both normal: no ulcers in either
        ("walk", (52.0, 24.0), {}, "large"),
        ("stand", (80.0, 90.0), STANDING, "small"),
        ("stand", (80.0, 60.0), STANDING, "only one normal"),
        ("stand", (50.0, 60.0), STANDING, None),
        ("stand", (80.0, 60.0), {}, None),
        ("walk", (None, 60.0), {}, None),
        ("", (24.0, 60.0), STANDING, None),  # a device or a cuff is on: nothing is known to be normal
    ],
)
def test_a_difference_is_named_by_its_threshold(
    doing: str, values: tuple[float | None, float | None], limits: dict[str, Any], size: str | None
) -> None:
    told = difference("ankle_vein_mean", doing, values, limits)
    assert told.get("size") == size
    assert bool(told.get("why")) is bool(size)


def test_other_findings_go_by_their_normal_range_alone() -> None:
    assert difference("calf_volume", "walk", (50.0, 100.0), {}) == {}
    assert difference("right_atrial_mean", "stand", (0.0, 1.0), {"low": -2, "source": "W11"})["size"] == "small"
