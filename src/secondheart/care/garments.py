"""Stockings by class or profile, and bandages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Literal

from secondheart.errors import InputError, UnknownName
from secondheart.person import Person
from secondheart.person.garment import Garment

Side = Literal["left", "right", "both"]

# Share of the ankle's pressure elsewhere: K09 (calf 50-80 %, thigh 20-60 %); the foot is assumed
FOOT, CALF, THIGH = 0.80, 0.70, 0.40
LENGTHS = ("knee", "thigh")
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


def stocking(kind: str, *, length: Literal["knee", "thigh"] = "knee", side: Side = "both") -> Garment:
    """Return a stocking of a class, graduated, in the middle of the class's pressures.

    Parameters
    ----------
    kind : str
        Class with its standard: "RAL I" to "RAL IV", "CEN A" to "CEN IV", "BS 1" to "BS 3", "US 15-20" to "US 40-50".
    length : "knee" or "thigh"
    side : "left", "right" or "both"

    Raises
    ------
    UnknownName
        If there is no such class.
    InputError
        If the length is neither.

    Examples
    --------
    >>> stocking("RAL II", length="thigh").thigh_mmHg
    11.0
    """
    spaced = kind.replace("-", " ", 1)
    if kind not in garment_classes() and spaced not in garment_classes():
        raise UnknownName.of("stocking class", kind, garment_classes())
    kind = kind if kind in garment_classes() else spaced
    if length not in LENGTHS:
        raise InputError(f"the length of a stocking '{length}' is not allowed: knee or thigh")
    low, high, _ = garment_classes()[kind]
    ankle = 0.5 * (low + high)
    thigh = THIGH * ankle if length == "thigh" else 0.0
    return _stocking(f"{kind}, {length}, {ankle:g} mmHg", (ankle, CALF * ankle, thigh), side)


def profiled_stocking(pressures_mmHg: Sequence[float], *, progressive: bool = False, side: Side = "both") -> Garment:
    """Return a stocking by the pressures measured under it.

    Parameters
    ----------
    pressures_mmHg : sequence of float
        At the ankle (B) and the calf (C), and at the thigh (F) if it reaches so far, 0 to 120; the foot is pressed
        by 80 % of the ankle's. [mmHg]
    progressive : bool
        Declares that the pressure rises towards the thigh on purpose.
    side : "left", "right" or "both"

    Raises
    ------
    InputError
        If there are not two or three pressures, one is not allowed, or they rise and are not declared progressive.

    Examples
    --------
    >>> profiled([27, 20]).name
    'stocking, 27/20 mmHg'
    """
    if not 2 <= len(pressures_mmHg) <= 3:
        raise InputError(
            f"a stocking's profile of {len(pressures_mmHg)} pressures is not allowed: two or three, "
            "at ankle, calf and perhaps thigh"
        )
    ankle, calf, thigh = (*pressures_mmHg, 0.0)[:3]
    told = "/".join(f"{one:g}" for one in pressures_mmHg)
    word = "progressive stocking" if progressive else "stocking"
    return _stocking(f"{word}, {told} mmHg", (ankle, calf, thigh), side, progressive)


def _stocking(name: str, pressures: tuple[float, float, float], side: Side, progressive: bool = False) -> Garment:
    ankle, calf, thigh = pressures
    return Garment(
        name=name,
        foot_mmHg=FOOT * ankle,
        ankle_mmHg=ankle,
        calf_mmHg=calf,
        thigh_mmHg=thigh,
        stiffness_mmHg=STOCKING_STIFFNESS,
        side=side,
        progressive=progressive,
    )


def bandage(
    pressure_mmHg: float, *, kind: Literal["elastic", "inelastic"] = "inelastic", side: Side = "both"
) -> Garment:
    """Return a bandage from foot to knee, evenly tight.

    Parameters
    ----------
    pressure_mmHg : float
        On the skin, lying at rest, 0 to 120. [mmHg]
    kind : "elastic" or "inelastic"
        An inelastic bandage hardly gives way, so the pressure rises when the calf contracts.
    side : "left", "right" or "both"

    Raises
    ------
    InputError
        If the kind is unknown or the pressure not allowed.

    Examples
    --------
    >>> bandage(40).stiffness_mmHg > bandage(40, kind="elastic").stiffness_mmHg
    True
    """
    if kind not in BANDAGE_STIFFNESS:
        raise InputError(f"the kind of bandage '{kind}' is not allowed: elastic or inelastic")
    return Garment(
        name=f"{kind} bandage, {pressure_mmHg:g} mmHg",
        foot_mmHg=pressure_mmHg,
        ankle_mmHg=pressure_mmHg,
        calf_mmHg=pressure_mmHg,
        stiffness_mmHg=BANDAGE_STIFFNESS[kind],
        side=side,
    )


def wear_stockings(
    person: Person, kind: str, *, length: Literal["knee", "thigh"] = "knee", side: Side = "both"
) -> Person:
    """Return the person in stockings of a class: see `stocking`.

    Examples
    --------
    >>> wear_stockings(Person(), "RAL II").garments[0].ankle_mmHg
    27.5
    """
    return wear(person, stocking(kind, length=length, side=side))


def wear_bandage(
    person: Person, pressure_mmHg: float, *, kind: Literal["elastic", "inelastic"] = "inelastic", side: Side = "both"
) -> Person:
    """Return the person with bandages from foot to knee: see `bandage`.

    Examples
    --------
    >>> wear_bandage(Person(), 40).garments[0].name
    'inelastic bandage, 40 mmHg'
    """
    return wear(person, bandage(pressure_mmHg, kind=kind, side=side))


def wear(person: Person, garment: Garment) -> Person:
    """Return the person with one more garment; pressures of garments over each other add up."""
    return person.replace(garments=(*person.garments, garment))
