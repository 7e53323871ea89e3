"""Postures: how steeply trunk, thigh, calf and foot stand."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from pydantic import Field

from secondheart._checks import Number
from secondheart._model import Model
from secondheart.errors import InputError

Resting = Literal["lie", "sit", "stand"]


class Posture(Model):
    """The inclination of each part of the body.

    Parameters
    ----------
    trunk_deg, thigh_deg, calf_deg, foot_deg : float
        Inclination of the part, -90 to 90: 0 lies flat; 90 is upright, its far end straight below its near
        one; negative raises the far end. [deg]
    name : str
        What it is called; it plays no part in the physics.

    Examples
    --------
    >>> SIT.angles
    (90.0, 0.0, 90.0, 90.0)
    """

    trunk_deg: Number = Field(ge=-90, le=90)
    thigh_deg: Number = Field(ge=-90, le=90)
    calf_deg: Number = Field(ge=-90, le=90)
    foot_deg: Number = Field(ge=-90, le=90)
    name: str = ""

    @property
    def angles(self) -> tuple[float, float, float, float]:
        """Trunk, thigh, calf and foot, in degrees."""
        return self.trunk_deg, self.thigh_deg, self.calf_deg, self.foot_deg


def tilt_posture(angle_deg: float) -> Posture:
    """Return the posture of a straight body on a table tilted by `angle_deg`, feet down when positive.

    Examples
    --------
    >>> tilt_posture(60).calf_deg
    60.0
    """
    return Posture(trunk_deg=angle_deg, thigh_deg=angle_deg, calf_deg=angle_deg, foot_deg=angle_deg, name="tilt")


LIE = Posture(trunk_deg=0, thigh_deg=0, calf_deg=0, foot_deg=0, name="lie")
STAND = Posture(trunk_deg=90, thigh_deg=90, calf_deg=90, foot_deg=90, name="stand")
SIT = Posture(trunk_deg=90, thigh_deg=0, calf_deg=90, foot_deg=90, name="sit")
RAISED = Posture(trunk_deg=0, thigh_deg=-45, calf_deg=-45, foot_deg=-45, name="raised legs")
RESTING: dict[str, Posture] = {"lie": LIE, "sit": SIT, "stand": STAND}


def resting_posture(verb: str, posture: object, allowed: Collection[str] = tuple(RESTING)) -> Posture:
    """Return the posture of that name if the verb allows it."""
    postures = {name: one for name, one in RESTING.items() if name in allowed}
    if not isinstance(posture, str) or posture not in postures:
        raise InputError(f"{verb}: posture = {posture!r} is not allowed: {', '.join(postures)}")
    return postures[posture]


class Breathing(Model):
    """How a person breathes.

    Parameters
    ----------
    rate_per_min : float
        Breaths per minute, 2 to 60. The default is the textbook rate of a resting adult.
    depth_mL : float
        Tidal volume, 0 (breath held) to 4000; the default is the textbook one at rest. [mL]
    belly_percent : float
        Share of the diaphragm in the breath, 0 (ribs only) to 100 (belly only). [%]

    Examples
    --------
    >>> Breathing(depth_mL=1500).rate_per_min
    15.0
    """

    rate_per_min: Number = Field(default=15.0, ge=2, le=60)
    depth_mL: Number = Field(default=500.0, ge=0, le=4000)
    belly_percent: Number = Field(default=50.0, ge=0, le=100)
