"""Where cuffs, tourniquets and the chambers of devices sit on a leg."""

from __future__ import annotations

from typing import Any, Literal, get_args

from secondheart.anatomy import match_name

Site = Literal["foot", "ankle", "calf", "upper_calf", "below_knee", "above_knee", "thigh"]
Muscle = Literal["superficial_posterior", "deep_posterior", "anterior", "foot", "thigh"]  # of a leg, to stimulate
CuffSite = Literal[Site, "lower_body"]  # where a cuff may be: a box around the lower body sucks


def match_site(site: Any) -> Any:
    """Return the site that a file or a user means, however it is spelled; what is none stays as it is.

    Examples
    --------
    >>> match_site("below-knee"), match_site("hip")
    ('below_knee', 'hip')
    """
    return (match_name(site, get_args(CuffSite)) or site) if isinstance(site, str) else site
