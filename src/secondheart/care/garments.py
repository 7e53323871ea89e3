"""Stockings by class or profile, and bandages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

from secondheart.errors import InputError, UnknownName
from secondheart.person import Person
from secondheart.person.garment import Garment

Side = Literal["left", "right", "both"]

# Share of the ankle's pressure elsewhere: K09 (calf 50-80 %, thigh 20-60 %); the foot is assumed
FOOT, CALF, THIGH = 0.80, 0.70, 0.40
STOCKING_STIFFNESS = 5.0  # mmHg (dynamic stiffness 4 to 6, walking amplitude 4 to 7)
BANDAGE_STIFFNESS = {"elastic": 6.0, "inelastic": 30.0}  # K22: above 10 is stiff; 30 for short stretch is assumed


@cache
def garment_classes() -> Mapping[str, tuple[float, float, str]]:
    """Return lowest and highest ankle pressure in mmHg and the source of each class, by its name.

    Examples
    --------
    >>> garment_classes()["RAL II"][:2]
    (23.0, 32.0)
    """
    text = resources.files("secondheart.care").joinpath("classes.toml").read_text("utf-8")
    return {
        f"{standard} {name}": (row["low"], row["high"], row["source"])
        for standard, rows in tomllib.loads(text).items()
        for name, row in rows.items()
    }


def wear_stockings(
    person: Person, kind: str, *, length: Literal["knee", "thigh"] = "knee", side: Side = "both"
) -> Person:
    """Return the person in stockings of a class, graduated, in the middle of the class's pressures.

    Parameters
    ----------
    person : Person
    kind : str
        Class with its standard: "RAL I" to "RAL IV", "CEN A" to "CEN IV", "BS 1" to "BS 3", "US 15-20" to "US 40-50".
    length : "knee" or "thigh"
    side : "left", "right" or "both"

    Raises
    ------
    UnknownName
        If there is no such class.

    Examples
    --------
    >>> wear_stockings(Person(), "RAL II").garments[0].ankle_mmHg
    27.5
    """
    if kind not in garment_classes():
        raise UnknownName.of("stocking class", kind, garment_classes())
    low, high, _ = garment_classes()[kind]
    ankle = 0.5 * (low + high)
    return wear(
        person,
        Garment(
            name=f"{kind}, {length}, {ankle:g} mmHg",
            foot_mmHg=FOOT * ankle,
            ankle_mmHg=ankle,
            calf_mmHg=CALF * ankle,
            thigh_mmHg=THIGH * ankle if length == "thigh" else 0.0,
            stiffness_mmHg=STOCKING_STIFFNESS,
            side=side,
        ),
    )


def wear_bandage(
    person: Person, pressure_mmHg: float, *, kind: Literal["elastic", "inelastic"] = "inelastic", side: Side = "both"
) -> Person:
    """Return the person with bandages from foot to knee, evenly tight.

    Parameters
    ----------
    person : Person
    pressure_mmHg : float
        On the skin, lying at rest, 0 to 120. [mmHg]
    kind : "elastic" or "inelastic"
        An inelastic bandage hardly gives way, so the pressure rises when the calf contracts.
    side : "left", "right" or "both"

    Raises
    ------
    InputError
        If the kind is unknown or the pressure not allowed.
    """
    if kind not in BANDAGE_STIFFNESS:
        raise InputError(f"the kind of bandage '{kind}' is not allowed: elastic or inelastic")
    return wear(
        person,
        Garment(
            name=f"{kind} bandage, {pressure_mmHg:g} mmHg",
            foot_mmHg=pressure_mmHg,
            ankle_mmHg=pressure_mmHg,
            calf_mmHg=pressure_mmHg,
            stiffness_mmHg=BANDAGE_STIFFNESS[kind],
            side=side,
        ),
    )


def wear(person: Person, garment: Garment) -> Person:
    """Return the person with one more garment; pressures of garments over each other add up."""
    return person.replace(garments=(*person.garments, garment))
