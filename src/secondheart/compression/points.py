"""Measuring points of a leg, as the makers of stockings name them, and the pressure of a knit by its tension.

==== ======================================
B    ankle, where it is thinnest
B1   where the calf muscle begins
C    calf, where it is widest
D    below the knee
E    middle of the knee cap
F    middle of the thigh
G    below the crotch
==== ======================================

The foot is not a measuring point of the standards; here it is A. Points: CEN/TR 15831, RAL-GZ 387.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

from secondheart.errors import InputError, UnknownName

MEASURING_POINTS = ("A", "B", "B1", "C", "D", "E", "F", "G")
POINT_PLACES = {  # place of a garment that a point counts for; the knee has no vessels of its own here
    "A": "foot", "B": "ankle", "B1": "ankle", "C": "calf", "D": "calf", "F": "thigh", "G": "thigh",
}  # fmt: skip
USUAL_GIRTH_CM = {  # of the default leg (assumed: those of the atlas, and between them in proportion to a size M)
    "A": 25.0, "B": 23.0, "B1": 29.0, "C": 36.0, "D": 34.0, "E": 38.0, "F": 54.0, "G": 58.0,
}  # fmt: skip
# A girth over that of the point below it, at least (assumed: the usual ones less a fifth or more)
LEAST_GIRTH_RATIO = {"B1": 0.95, "C": 0.95, "D": 0.75, "E": 0.85, "F": 1.0, "G": 0.9}
GIRTHS_CM = (5.0, 120.0)
USUAL_MASS_KG, USUAL_HEIGHT_CM = 70.0, 170.0  # of the leg with the usual girths
MMHG_PER_PASCAL = 1.0 / 133.322


def point_name(text: str) -> str:
    """Return a measuring point, in any spelling.

    Raises
    ------
    UnknownName
        If there is none.

    Examples
    --------
    >>> point_name("b1")
    'B1'
    """
    name = text.strip().upper()
    if name not in MEASURING_POINTS:
        raise UnknownName.of("measuring point", text, MEASURING_POINTS)
    return name


def check_girths(girth_cm: Mapping[str, float]) -> dict[str, float]:
    """Return the girths of a leg by measuring point.

    Raises
    ------
    InputError
        If a point does not exist, or no leg has such girths.
    """
    girths = {point_name(point): float(girth) for point, girth in girth_cm.items()}
    ordered = [(point, girths[point]) for point in MEASURING_POINTS if point in girths]
    for point, girth in ordered:
        if not GIRTHS_CM[0] <= girth <= GIRTHS_CM[1]:
            raise InputError(f"the girth at {point} = {girth:g} is not allowed: 5 to 120 cm")
    for (below, wide), (above, narrow) in pairwise([one for one in ordered if one[0] != "A"]):
        between = MEASURING_POINTS[MEASURING_POINTS.index(below) + 1 : MEASURING_POINTS.index(above) + 1]
        least = wide * math.prod(LEAST_GIRTH_RATIO[point] for point in between)
        if narrow < least:
            raise InputError(
                f"the girth falls from {wide:g} cm at {below} to {narrow:g} at {above}: {least:.1f} or more"
            )
    return girths


def girths_of_build(height_cm: float, mass_kg: float) -> dict[str, float]:
    """Return the girths of a leg by height and mass: the usual ones, by the root of the mass for each centimetre.

    Examples
    --------
    >>> round(girths_of_build(170.0, 100.0)["C"], 1)
    43.0
    """
    ratio = math.sqrt(mass_kg / height_cm * USUAL_HEIGHT_CM / USUAL_MASS_KG)
    return {point: girth * ratio for point, girth in USUAL_GIRTH_CM.items()}


def laplace_pressure(tension_N_per_m: float, girth_cm: float) -> float:
    """Return the pressure of a knit by its tension: that over the radius of the leg (the law of Laplace).

    Parameters
    ----------
    tension_N_per_m : float
        Pull of a band of one metre of height, around the leg, 0 or more; 1 N/m is 1 cN/cm. [N/m]
    girth_cm : float
        Of the leg there, taken as round, more than 0. [cm]

    Returns
    -------
    float
        Pressure on the skin. [mmHg]

    Examples
    --------
    >>> round(laplace_pressure(132.0, 23.0), 1)
    27.0
    """
    radius_m = girth_cm / 100.0 / (2.0 * math.pi)
    return tension_N_per_m / radius_m * MMHG_PER_PASCAL


def pressures_of_tensions(tension_N_per_m: Mapping[str, float], girth_cm: Mapping[str, float]) -> dict[str, float]:
    """Return the pressure at each point of a knit whose tension there is known, on a leg of some girths.

    Raises
    ------
    InputError
        If a girth is missing or not allowed.
    """
    pressures, girth_cm = {}, check_girths(girth_cm)
    for point, tension in tension_N_per_m.items():
        girth = girth_cm.get(point, USUAL_GIRTH_CM[point])
        pressures[point] = laplace_pressure(tension, girth)
    return pressures


def pressures_on_leg(
    pressures_mmHg: Mapping[str, float],
    fits_cm: Mapping[str, float],
    girth_cm: Mapping[str, float],
    stiffness_mmHg_per_cm: float,
) -> dict[str, float]:
    """Return the pressure at each point on a leg that is not as thick as the garment is made for.

    A garment presses more on a thicker leg, by its stiffness: the rise of its pressure for each centimetre of girth
    (CEN/TR 15831). It never pulls.

    Examples
    --------
    >>> pressures_on_leg({"B": 27.0}, {"B": 22.0}, {"B": 24.0}, 3.0)
    {'B': 33.0}
    """
    return {
        point: max(pressure + stiffness_mmHg_per_cm * (girth_cm[point] - fits_cm[point]), 0.0)
        if point in fits_cm and point in girth_cm
        else pressure
        for point, pressure in pressures_mmHg.items()
    }


def place_pressures(points_mmHg: Mapping[str, float], foot_share: float) -> dict[str, float]:
    """Return the pressure at foot, ankle, calf and thigh: each the mean of its points.

    A garment without a point at the foot presses it by a share of the ankle's.

    Examples
    --------
    >>> place_pressures({"B": 27, "B1": 25, "C": 20}, 0.8)
    {'foot_mmHg': 20.8, 'ankle_mmHg': 26.0, 'calf_mmHg': 20.0, 'thigh_mmHg': 0.0}
    """
    means = {}
    for place in ("foot", "ankle", "calf", "thigh"):
        values = [value for point, value in points_mmHg.items() if POINT_PLACES.get(point) == place]
        means[f"{place}_mmHg"] = sum(values) / len(values) if values else 0.0
    if "A" not in points_mmHg:
        means["foot_mmHg"] = foot_share * means["ankle_mmHg"]
    return means
