"""The calf as plethysmographs see it: the blood in its veins, and the leg around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from secondheart.anatomy import CALF
from secondheart.person import Person
from secondheart.results.measure import EVERY_SAMPLE, Floats, person_of, volume_together

if TYPE_CHECKING:
    import xarray as xr

LEVEL_S = 10.0  # levels of a calf's volume are means over so long: two breaths and more
TIPTOE_S = 1.0  # ten tiptoes take ten seconds
LOWER_LEG_ML, OF_MASS_KG = 2348.0, 70.0  # C14, of healthy people whose mass is not given: taken as the default person's


def leg_veins_of(person: Person, side: str, parts: tuple[str, ...] = CALF) -> tuple[str, ...]:
    """Return the names of the veins of some parts of a leg, those of the skin included.

    Examples
    --------
    >>> "calf_skin_veins_left" in leg_veins_of(Person(), "left")
    True
    """
    regions = {f"{part}_{side}" for part in parts}
    return tuple(vessel.name for vessel in person.body.vessels if vessel.venous and vessel.region in regions)


def venous_volume(result: xr.Dataset, side: str, parts: tuple[str, ...] = CALF, now: slice = EVERY_SAMPLE) -> Floats:
    """Return the blood in the veins of some parts of a leg, sample by sample, in mL; of some samples, or of all."""
    return volume_together(result, leg_veins_of(person_of(result), side, parts), now)


def lower_leg_mL(person: Person) -> float:
    """Return the volume of a leg below the knee, of which plethysmographs give percent.

    Notes
    -----
    2348 mL (standard deviation 399) in 18 healthy people lying, J Vasc Surg Venous Lymphat Disord 2013;1:250-6
    (finding C14), in proportion to body mass (assumed).

    Examples
    --------
    >>> lower_leg_mL(Person())
    2348.0
    """
    return LOWER_LEG_ML * person.mass_kg / OF_MASS_KG


def percent_volume(result: xr.Dataset, side: str) -> Floats:
    """Return the blood in the veins of a calf in percent of the lower leg, which is mL in 100 mL.

    A strain gauge around the calf gives the same but for a constant: the volume goes with the square of the girth, so
    a small change of the girth in percent is half that of the volume.
    """
    return 100.0 * venous_volume(result, side) / lower_leg_mL(person_of(result))


def fluid_percent(result: xr.Dataset, side: str) -> Floats:
    """Return the fluid that the calf has gained, sample by sample, in mL per 100 mL."""
    regions = [f"{part}_{side}" for part in CALF]
    part = result["swelling"].sel(region=regions)
    return np.asarray(100.0 * part.sum("region") / float(part["tissue_volume"].sum()), float)


def calf_percent(result: xr.Dataset, side: str) -> Floats:
    """Return the blood in the veins of a calf and the fluid that its tissue has gained, in mL per 100 mL.

    That is what a gauge around the calf shows, which cannot tell the one from the other.
    """
    return percent_volume(result, side) + fluid_percent(result, side)
