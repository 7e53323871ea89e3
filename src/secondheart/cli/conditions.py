"""Conditions by name: what is wrong with a person, as the command line says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secondheart.errors import InputError, UnknownName, nearest

if TYPE_CHECKING:
    from secondheart.person import Person

LEAKING = "leaking-"
LEAK = 0.3  # where none is given


def condition_names() -> tuple[str, ...]:
    """Return the conditions of whole veins and groups of veins.

    Examples
    --------
    >>> "leaking-great_saphenous" in condition_names()
    True
    """
    from secondheart.person.valves import groups

    return tuple(LEAKING + group for group in groups())


def with_condition(person: Person, text: str) -> Person:
    """Return the person with a condition, such as ``leaking-deep`` or ``leaking-popliteal_left=0.5``.

    Raises
    ------
    UnknownName
        If there is no such condition.
    InputError
        If its degree is not a number from 0 to 1.
    """
    from secondheart.person import leaking_valves
    from secondheart.person.valves import valves_of

    name, degree_given, degree = text.partition("=")
    vein = name.removeprefix(LEAKING)
    try:
        if vein == name:
            raise UnknownName(name)
        valves_of(vein)
    except UnknownName:
        raise UnknownName(f"unknown condition '{name}'; {_nearest(vein)}") from None
    return leaking_valves(person, vein, _leak(text, degree) if degree_given else LEAK)


def _nearest(vein: str) -> str:
    """Name the nearest conditions by their veins: the prefix, alike in all, would drown the difference."""
    from secondheart.person.valves import groups, valve_names

    found = nearest(vein, (*groups(), *valve_names()))
    return found.replace(": ", f": {LEAKING}").replace(", ", f", {LEAKING}")


def _leak(condition: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(
            f"condition '{condition}': the leak '{text}' is not a number; allowed is 0 (tight) to 1 (always open)"
        ) from None
