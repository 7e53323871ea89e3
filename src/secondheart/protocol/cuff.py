"""Cuffs: a ring of pressure around a leg."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from secondheart._model import Model
from secondheart.protocol._checks import Number

Site = Literal["foot", "ankle", "calf", "below_knee", "above_knee", "thigh"]


class Cuff(Model):
    """An inflated cuff.

    Parameters
    ----------
    site : str
        Where: foot, ankle, calf, below_knee, above_knee or thigh.
    side : {"left", "right", "both"}
        On which leg.
    pressure_mmHg : float
        Pressure in the cuff, 0 to 300. [mmHg]
    rise_s : float
        Time the cuff takes to reach its pressure, from the start of the step; 0.3 s is a rapid inflator. [s]

    Examples
    --------
    >>> Cuff(site="thigh", pressure_mmHg=50).side
    'both'
    """

    site: Site
    side: Literal["left", "right", "both"] = "both"
    pressure_mmHg: Number = Field(ge=0, le=300)
    rise_s: Number = Field(default=0.3, ge=0)

    def meets(self, other: Cuff) -> bool:
        """Say whether both cuffs would sit at the same place."""
        return self.site == other.site and (self.side == other.side or "both" in (self.side, other.side))
