"""Cuffs and tourniquets: rings of pressure around a leg."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from secondheart._checks import Number
from secondheart._model import Model
from secondheart.anatomy import command_name, match_name, split_side
from secondheart.compression import Device
from secondheart.compression.site import CuffSite, match_site
from secondheart.errors import InputError, UnknownName

TIGHT_MMHG = 120.0  # of a tourniquet by default: more than the column of blood above any ankle (assumed)
TOURNIQUET_SITES = ("ankle", "below_knee", "above_knee", "thigh")  # where a tourniquet sits


class Cuff(Model):
    """An inflated cuff.

    Parameters
    ----------
    site : str
        Where: foot, ankle, calf, upper_calf, below_knee, above_knee or thigh; or lower_body, a box around legs and
        pelvis that sucks.
    side : {"left", "right", "both"}
        On which leg.
    pressure_mmHg : float
        Pressure in the cuff, 0 to 300; of the lower body -100 to 0. [mmHg]
    rise_s : float
        Time the cuff takes to reach its pressure, from the start of the step; 0.3 s is a rapid inflator, and less
        than 0.2 s takes 0.2 s. [s]
    kind : {"cuff", "tourniquet"}
        A cuff presses on all veins under it. A tourniquet is narrow: it closes the trunks under the skin, great and
        small saphenous vein, and leaves the deep veins open; at ankle, below_knee, above_knee or thigh.

    Examples
    --------
    >>> Cuff(site="thigh", pressure_mmHg=50).side
    'both'
    """

    site: CuffSite
    side: Literal["left", "right", "both"] = "both"
    pressure_mmHg: Number = Field(ge=-100, le=300)
    rise_s: Number = Field(default=0.3, ge=0)
    kind: Literal["cuff", "tourniquet"] = "cuff"

    @field_validator("site", mode="before")
    @classmethod
    def _in_one_spelling(cls, site: Any) -> Any:
        return match_site(site)

    @model_validator(mode="after")
    def _closes_something(self) -> Self:
        if self.site == "lower_body" and not (self.pressure_mmHg <= 0.0 and self.side == "both"):
            raise ValueError(f"{self.pressure_mmHg:g} mmHg at the lower body is not allowed: -100 to 0, on both sides")
        if self.site != "lower_body" and self.pressure_mmHg < 0.0:
            raise ValueError(f"pressure_mmHg = {self.pressure_mmHg:g} is not allowed: 0 to 300; lower_body can suck")
        if self.kind == "tourniquet" and self.site not in TOURNIQUET_SITES:
            raise ValueError(f"a tourniquet at the {self.site} is not allowed: {', '.join(TOURNIQUET_SITES)}")
        return self

    def meets(self, other: Cuff | Device) -> bool:
        """Say whether it would sit at the same place as another cuff, or as a chamber of a device."""
        sites = (other.site,) if isinstance(other, Cuff) else other.chambers
        return self.site in sites and (self.side == other.side or "both" in (self.side, other.side))


def tourniquet(site: Any) -> Cuff:
    """Return the tourniquet of a site, however spelled; its side may stand behind it.

    Raises
    ------
    InputError
        If none can be there.

    Examples
    --------
    >>> tourniquet("below-knee-left").side
    'left'
    """
    if not isinstance(site, str):
        raise InputError(f"tourniquet = {site!r} is not allowed: its site, such as below-knee or below-knee-left")
    base, side = split_side(site)
    place: Any = match_name(base, TOURNIQUET_SITES)
    if place is None:
        raise UnknownName.of("site of a tourniquet", site, map(command_name, TOURNIQUET_SITES))
    return Cuff(site=place, side=side, pressure_mmHg=TIGHT_MMHG, kind="tourniquet")
