"""What a leg wears: a pressure on its skin, by place."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from secondheart._model import Model

Place = Literal["foot", "ankle", "calf", "thigh"]
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
        Rise of the pressure when the calf contracts fully: 5 for an elastic stocking, 20 and more for an inelastic
        bandage. [mmHg]
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

    @model_validator(mode="after")
    def _check_profile(self) -> Self:
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
