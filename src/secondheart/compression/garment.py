"""What a leg wears: a pressure on its skin, by place."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from secondheart._model import Frozen, FrozenDict, Model
from secondheart.compression.points import MEASURING_POINTS, place_pressures, point_name

Place = Literal["foot", "ankle", "calf", "thigh"]
FOOT_SHARE = 0.80  # assumed: of the ankle's pressure, between calf and ankle
MOST_GARMENT_MMHG = 120.0
REGIONS: dict[str, Place] = {"foot": "foot", "lower_calf": "ankle", "upper_calf": "calf", "thigh": "thigh"}


class Garment(Model):
    """A stocking or bandage on a leg.

    Parameters
    ----------
    name : str
        What it is called in tables.
    foot_mmHg, ankle_mmHg, calf_mmHg, thigh_mmHg : float
        Pressure on the skin, lying at rest, at the foot, the ankle (B), the calf (C) and the thigh (F); 0 where the
        garment does not reach. [mmHg]
    stiffness_mmHg : float
        Rise of the pressure when the calf contracts fully, and by about a centimetre: 5 for an elastic stocking, 20
        and more for an inelastic bandage. [mmHg]
    points_mmHg : dict
        Pressure at measuring points: A (foot), B, B1 (ankle), C, D (calf), E (knee), F, G (thigh). Then the four
        pressures above are the means of their points, and the foot without A is pressed by 80 % of the ankle's. [mmHg]
    side : "left", "right" or "both"
    progressive : bool
        Declares that the calf is pressed more than the ankle on purpose.
    """

    name: str
    foot_mmHg: float = Field(default=0.0, ge=0, le=120)
    ankle_mmHg: float = Field(default=0.0, ge=0, le=120)
    calf_mmHg: float = Field(default=0.0, ge=0, le=120)
    thigh_mmHg: float = Field(default=0.0, ge=0, le=120)
    stiffness_mmHg: float = Field(default=5.0, ge=0, le=80)
    side: Literal["left", "right", "both"] = "both"
    progressive: bool = False
    points_mmHg: Frozen[str, float] = Field(default_factory=FrozenDict)

    @model_validator(mode="before")
    @classmethod
    def _places_follow_from_points(cls, data: Any) -> Any:
        points = data.get("points_mmHg") if isinstance(data, dict) else None
        if not isinstance(points, dict) or not points:
            return data
        named = {point_name(str(point)): value for point, value in points.items()}
        for point, value in named.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value <= MOST_GARMENT_MMHG:
                raise ValueError(f"points_mmHg: {point} = {value!r} is not allowed: 0 to {MOST_GARMENT_MMHG:g} mmHg")
        return {**data, "points_mmHg": named, **place_pressures(named, FOOT_SHARE)}

    @field_validator("points_mmHg")
    @classmethod
    def _in_order(cls, points: dict[str, float]) -> dict[str, float]:
        return FrozenDict({point: points[point] for point in MEASURING_POINTS if point in points})

    @model_validator(mode="after")
    def _check_profile(self) -> Self:
        profile = [(point, mmHg) for point, mmHg in self.points_mmHg.items() if point != "A"]
        for (below, low), (above, high) in pairwise(profile):
            if high > low and not self.progressive:
                raise ValueError(
                    f"the profile of '{self.name}' rises from {low:g} mmHg at {below} to {high:g} at {above}; "
                    "declare it progressive, or let it fall"
                )
        rising = self.calf_mmHg > self.ankle_mmHg or self.thigh_mmHg > self.calf_mmHg
        if rising and not self.progressive:
            raise ValueError(
                f"the profile of '{self.name}' rises towards the thigh ({self.ankle_mmHg:g}, {self.calf_mmHg:g}, "
                f"{self.thigh_mmHg:g} mmHg at ankle, calf, thigh); declare it progressive, or let it fall"
            )
        return self

    def pressure(self, region: str, side: str) -> float:
        """Pressure on the skin over a region of a leg, in mmHg; 0 on the other leg."""
        if self.side not in (side, "both") or region not in REGIONS:
            return 0.0
        return float(getattr(self, f"{REGIONS[region]}_mmHg"))
