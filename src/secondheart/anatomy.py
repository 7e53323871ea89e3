"""Anatomical names: sides of the body, parts of a leg, and a name with its side last.

A name such as ``great_saphenous_left`` is that of the part with its side; without a side both legs are meant.
"""

from __future__ import annotations

from typing import Literal

Leg = Literal["left", "right"]
Side = Literal["left", "right", "both"]

LEGS: tuple[Leg, Leg] = ("left", "right")
SIDES: tuple[Side, ...] = (*LEGS, "both")

CALF = ("lower_calf", "upper_calf")  # regions from ankle to knee, as a lower leg is measured in water
BELOW_KNEE = ("foot", *CALF)
LEG_REGIONS = (*BELOW_KNEE, "thigh")


def sided(name: str, side: Side = "both") -> str:
    """Return a name with its side last; for both legs the name alone.

    Examples
    --------
    >>> sided("popliteal", "left"), sided("popliteal")
    ('popliteal_left', 'popliteal')
    """
    return name if side == "both" else f"{name}_{side}"


def split_side(name: str) -> tuple[str, Side]:
    """Return a name without its side, and the side; without one, "both".

    Examples
    --------
    >>> split_side("great_saphenous_left"), split_side("aorta")
    (('great_saphenous', 'left'), ('aorta', 'both'))
    """
    for leg in LEGS:
        if name.endswith(f"_{leg}"):
            return name.removesuffix(f"_{leg}"), leg
    return name, "both"


def legs_of(side: Side) -> tuple[Leg, ...]:
    """Return the legs that a side stands for.

    Examples
    --------
    >>> legs_of("both"), legs_of("right")
    (('left', 'right'), ('right',))
    """
    return LEGS if side == "both" else (side,)


def label(name: str) -> str:
    """Return a name as it reads: words, its side in front.

    Examples
    --------
    >>> label("dorsal_arch_left")
    'left dorsal arch'
    """
    base, side = split_side(name)
    words = base.replace("_", " ")
    return words if side == "both" else f"{side} {words}"
