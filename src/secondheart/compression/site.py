"""Where cuffs, tourniquets and the chambers of devices sit on a leg."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator

from secondheart.anatomy import match_name

Site = Literal["foot", "ankle", "calf", "below_knee", "above_knee", "thigh"]
CuffSite = Site | Literal["lower_body"]  # where a cuff may be: a box around the lower body sucks


def _in_one_spelling(site: Any) -> Any:
    return (match_name(site, (*get_args(Site), "lower_body")) or site) if isinstance(site, str) else site


AnySite = Annotated[Site, BeforeValidator(_in_one_spelling)]  # of a field: a file may write below-knee
AnyCuffSite = Annotated[CuffSite, BeforeValidator(_in_one_spelling)]
