"""Garments by name: what a person wears, as the command line says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secondheart.errors import InputError, UnknownName

if TYPE_CHECKING:
    from secondheart.person import Person

THIGH = "-thigh"
BANDAGE = "bandage-"
USUAL_MMHG = 40.0  # of a bandage, where none is given


def garment_names() -> tuple[str, ...]:
    """Return what --wear takes.

    Examples
    --------
    >>> {"RAL-II", "RAL-II-thigh", "bandage-inelastic"} <= set(garment_names())
    True
    """
    from secondheart.care import garment_classes
    from secondheart.care.garments import BANDAGE_STIFFNESS

    classes = [kind.replace(" ", "-") for kind in garment_classes()]
    return (*classes, *(kind + THIGH for kind in classes), *(BANDAGE + kind for kind in BANDAGE_STIFFNESS))


def with_garment(person: Person, text: str) -> Person:
    """Return the person in one more garment, such as ``RAL-II``, ``US-20-30-thigh_left`` or ``bandage-elastic=30``.

    Raises
    ------
    UnknownName
        If there is no such garment.
    InputError
        If the pressure is not a number or not allowed.
    """
    from secondheart.care import wear_bandage, wear_stockings
    from secondheart.person.body import SIDES

    name, _, pressure = text.partition("=")
    side = next((side for side in SIDES if name.endswith(f"_{side}")), "both")
    kind = name.removesuffix(f"_{side}").replace(" ", "-")
    if kind not in garment_names():
        raise UnknownName.of("garment", name, garment_names())
    if kind.startswith(BANDAGE):
        mmHg = _number(text, pressure) if pressure else USUAL_MMHG
        return wear_bandage(person, mmHg, kind=kind.removeprefix(BANDAGE), side=side)  # type: ignore[arg-type]
    if pressure:
        raise InputError(f"garment '{text}': a class has its own pressure; only a bandage takes one")
    length = "thigh" if kind.endswith(THIGH) else "knee"
    return wear_stockings(person, kind.removesuffix(THIGH).replace("-", " ", 1), length=length, side=side)  # type: ignore[arg-type]


def is_garment(text: str) -> bool:
    """Say whether a text names a garment and not a condition."""
    name = text.partition("=")[0].removesuffix("_left").removesuffix("_right").replace(" ", "-")
    return name in garment_names()


def _number(text: str, number: str) -> float:
    try:
        return float(number)
    except ValueError:
        raise InputError(f"garment '{text}': the pressure '{number}' is not a number of mmHg") from None
