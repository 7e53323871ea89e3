"""Conditions by name: what is wrong with a person, as the command line says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secondheart.errors import InputError, UnknownName, nearest

if TYPE_CHECKING:
    from secondheart.person import Person
    from secondheart.person.pieces import Resolution

LEAKING = "leaking-"
LEAK = 0.3  # where none is given


def leaking_names() -> tuple[str, ...]:
    """Return the leaking valves of whole veins and groups of veins, as conditions.

    Examples
    --------
    >>> "leaking-great_saphenous" in leaking_names()
    True
    """
    from secondheart.person.valves import groups

    return tuple(LEAKING + group for group in groups())


def with_condition(person: Person, text: str) -> Person:
    """Return the person with a condition, such as ``leaking-deep``, ``popliteal_left=0.5`` or ``weak-calf_left=0.7``.

    Raises
    ------
    UnknownName
        If there is no such condition.
    InputError
        If its degree is not a number, or not allowed.
    """
    from secondheart.person import condition, leaking_valves
    from secondheart.person.ailments import ailments
    from secondheart.person.body import SIDES

    name, degree_given, degree = text.partition("=")
    if name.startswith(LEAKING):
        leak = _number(text, "leak", degree) if degree_given else LEAK
        return leaking_valves(person, _vein(name, person.resolution), leak)
    side = next((side for side in SIDES if name.endswith(f"_{side}")), "both")
    base = name.removesuffix(f"_{side}")
    if base not in ailments():
        raise _unknown(name, base)
    return condition(person, base, _number(text, "degree", degree) if degree_given else None, side)  # type: ignore[arg-type]


def is_condition(text: str) -> bool:
    """Say whether a text looks like a condition: one of them, or valves that leak.

    Examples
    --------
    >>> is_condition("weak-calf_left=0.7"), is_condition("leaking-poplital"), is_condition("RAL-2")
    (True, True, False)
    """
    from secondheart.person.ailments import ailments
    from secondheart.person.body import SIDES

    name = text.partition("=")[0]
    bases = {name, *(name.removesuffix(f"_{side}") for side in SIDES)}
    return name.startswith(LEAKING) or not bases.isdisjoint(ailments())


def _vein(name: str, resolution: Resolution) -> str:
    from secondheart.person.valves import valves_of

    vein = name.removeprefix(LEAKING)
    try:
        valves_of(vein, resolution)
    except UnknownName as error:
        raise (error if "resolution" in str(error) else _unknown(name, vein)) from None
    return vein


def _unknown(name: str, told: str) -> UnknownName:
    """Name the nearest conditions, leaking ones by their veins: the prefix, alike in all, drowns the difference."""
    from secondheart.person.ailments import ailments
    from secondheart.person.valves import groups, valve_names

    veins = (*groups(), *valve_names())
    words = nearest(told, veins if name.startswith(LEAKING) else ailments())
    if name.startswith(LEAKING):
        words = words.replace(": ", f": {LEAKING}").replace(", ", f", {LEAKING}")
    return UnknownName(f"unknown condition '{name}'; {words}")


def _number(text: str, what: str, number: str) -> float:
    try:
        return float(number)
    except ValueError:
        allowed = "; allowed is 0 (tight) to 1 (always open)" if what == "leak" else ""
        raise InputError(f"condition '{text}': the {what} '{number}' is not a number{allowed}") from None
