"""Breathing: how often, how deep, and with the belly or the chest."""

from __future__ import annotations

from pydantic import Field

from secondheart._model import Model
from secondheart.protocol._checks import Number


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
