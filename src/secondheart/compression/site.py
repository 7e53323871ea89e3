"""Where cuffs, tourniquets and the chambers of devices sit on a leg."""

from __future__ import annotations

from typing import Literal

Site = Literal["foot", "ankle", "calf", "below_knee", "above_knee", "thigh"]
CuffSite = Site | Literal["lower_body"]  # where a cuff may be: a box around the lower body sucks
