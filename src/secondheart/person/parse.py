"""Names to persons: conditions, treatments and garments as the command line says them."""

from __future__ import annotations

from secondheart.anatomy import LEGS
from secondheart.compression import garment
from secondheart.errors import InputError, UnknownName, nearest
from secondheart.person.conditions import ailments
from secondheart.person.interventions import condition, leaking_valves, treatment, wear
from secondheart.person.person import Person
from secondheart.person.treatments import REPAIRED, operations
from secondheart.person.valve_resolution import Resolution
from secondheart.person.valves import groups, valve_names, valves_of

LEAKING = "leaking-"
LEAK = 0.3  # where none is given


def leaking_names() -> tuple[str, ...]:
    """Return the leaking valves of whole veins and groups of veins, as conditions.

    Examples
    --------
    >>> "leaking-great_saphenous" in leaking_names()
    True
    """
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
    name, equals, degree = text.partition("=")
    if name.startswith(LEAKING):
        leak = _number(text, "leak", degree) if equals else LEAK
        return leaking_valves(person, _vein(name, person.resolution), leak)
    side = next((side for side in LEGS if name.endswith(f"_{side}")), "both")
    base = name.removesuffix(f"_{side}")
    if base not in ailments():
        raise _unknown(name, base)
    return condition(person, base, _number(text, "degree", degree) if equals else None, side)  # type: ignore[arg-type]


def is_condition(text: str) -> bool:
    """Say whether a text looks like a condition: one of them, or valves that leak.

    Examples
    --------
    >>> is_condition("weak-calf_left=0.7"), is_condition("leaking-poplital"), is_condition("RAL-2")
    (True, True, False)
    """
    name = text.partition("=")[0]
    bases = {name, *(name.removesuffix(f"_{side}") for side in LEGS)}
    return name.startswith(LEAKING) or not bases.isdisjoint(ailments())


def _vein(name: str, resolution: Resolution) -> str:
    vein = name.removeprefix(LEAKING)
    try:
        valves_of(vein, resolution)
    except UnknownName as error:
        raise (error if "resolution" in str(error) else _unknown(name, vein)) from None
    return vein


def _unknown(name: str, base: str) -> UnknownName:
    """Name the nearest conditions, leaking ones by their veins: the prefix, alike in all, drowns the difference."""
    veins = (*groups(), *valve_names())
    words = nearest(base, veins if name.startswith(LEAKING) else ailments())
    if name.startswith(LEAKING):
        words = words.replace(": ", f": {LEAKING}").replace(", ", f", {LEAKING}")
    return UnknownName(f"unknown condition '{name}'; {words}")


def _number(text: str, what: str, number: str) -> float:
    try:
        return float(number)
    except ValueError:
        allowed = "; allowed is 0 (tight) to 1 (always open)" if what == "leak" else ""
        raise InputError(f"condition '{text}': the {what} '{number}' is not a number{allowed}") from None


def with_garment(person: Person, text: str) -> Person:
    """Return the person in one more garment, such as ``RAL-II``, ``US-20-30-thigh_left`` or ``bandage-elastic=30``.

    Raises
    ------
    UnknownName
        If there is no such garment.
    InputError
        If the pressure is not a number or not allowed.
    """
    return wear(person, garment(text))


def with_treatment(person: Person, text: str) -> Person:
    """Return the person after a treatment, such as ``ablated-great_saphenous`` or ``repaired-popliteal_left``.

    Raises
    ------
    InputError
        If there is no such treatment, or it contradicts something else.
    """
    side = next((side for side in LEGS if text.endswith(f"_{side}")), "both")
    return treatment(person, text.removesuffix(f"_{side}"), side)  # type: ignore[arg-type]  # left, right or both


def is_treatment(text: str) -> bool:
    """Say whether a text names a treatment and not a condition.

    Examples
    --------
    >>> is_treatment("repaired-popliteal"), is_treatment("stented-iliac_left"), is_treatment("leaking-popliteal")
    (True, True, False)
    """
    kinds = {name.partition("-")[0] + "-" for name in operations()} | {REPAIRED}
    return text.startswith(tuple(kinds))
