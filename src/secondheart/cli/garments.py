"""Garments by name: what a person wears, as the command line says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from secondheart.person import Person


def garment_names() -> tuple[str, ...]:
    """Return what --wear takes without a pressure.

    Examples
    --------
    >>> {"RAL-II", "RAL-II-thigh", "bandage-inelastic"} <= set(garment_names())
    True
    """
    from secondheart.care import garment_names as names

    return names()


def with_garment(person: Person, text: str) -> Person:
    """Return the person in one more garment, such as ``RAL-II``, ``US-20-30-thigh_left`` or ``bandage-elastic=30``.

    Raises
    ------
    UnknownName
        If there is no such garment.
    InputError
        If the pressure is not a number or not allowed.
    """
    from secondheart.care import garment, wear

    return wear(person, garment(text))


def is_garment(text: str) -> bool:
    """Say whether a text names a garment and not a condition."""
    from secondheart.care import is_garment as known

    return known(text)
