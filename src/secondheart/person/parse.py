"""Names to persons: conditions, treatments and garments as the command line and files write them.

A name is listed in lower case with hyphens, its side last; it is understood with spaces, underscores and capitals, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondheart.anatomy import command_name, match_name, split_side
from secondheart.compression import garment
from secondheart.compression.files import is_file_name
from secondheart.errors import InputError, UnknownName, nearest
from secondheart.person.conditions import ailments
from secondheart.person.definitions import read_condition, read_treatment
from secondheart.person.interventions import condition, leaking_valves, treatment, wear
from secondheart.person.person import Person
from secondheart.person.treatments import REPAIRED, operations
from secondheart.person.valve_resolution import Resolution
from secondheart.person.valves import groups, valve_names, valves_of

LEAKING = "leaking-"
USUAL_LEAK = 0.3  # where none is given


def leaking_names() -> tuple[str, ...]:
    """Return the leaking valves of whole veins and groups of veins, as conditions.

    Examples
    --------
    >>> "leaking-great-saphenous" in leaking_names()
    True
    """
    return tuple(LEAKING + command_name(group) for group in groups())


def with_condition(person: Person, text: str) -> Person:
    """Return the person with a condition, such as ``leaking-deep=0.5`` or ``weak-calf-left``.

    Raises
    ------
    UnknownName
        If there is no such condition.
    InputError
        If its degree is not a number, or not allowed.

    Examples
    --------
    >>> with_condition(Person(), "Weak calf left=0.7").conditions[0].side
    'left'
    """
    name, has_degree, degree = text.partition("=")
    if is_file_name(name):
        path, leg = split_side(name)
        own = read_condition(path)
        worth = _number(text, "degree", degree) if has_degree else own.degree
        return person.replace(conditions=(*person.conditions, own.replace(degree=worth, side=leg)))
    if command_name(name).startswith(LEAKING):
        leak = _number(text, "leak", degree) if has_degree else USUAL_LEAK
        return leaking_valves(person, _vein(name, person.resolution), leak)
    base, side = split_side(name)
    if match_name(base, ailments()) is None:
        raise _unknown(name, base)
    return condition(person, base, _number(text, "degree", degree) if has_degree else None, side)


def is_condition(text: str) -> bool:
    """Say whether a text looks like a condition: one of them, or valves that leak.

    Examples
    --------
    >>> is_condition("weak-calf-left=0.7"), is_condition("leaking-poplital"), is_condition("ral-2")
    (True, True, False)
    """
    name = command_name(text.partition("=")[0])
    return name.startswith(LEAKING) or match_name(split_side(name)[0], ailments()) is not None


def _vein(name: str, resolution: Resolution) -> str:
    vein = command_name(name).removeprefix(LEAKING)
    try:
        valves_of(vein, resolution)
    except UnknownName as error:
        raise (error if "resolution" in str(error) else _unknown(name, vein)) from None
    return vein


def _unknown(name: str, base: str) -> UnknownName:
    """Name the nearest conditions, leaking ones by their veins: the prefix, alike in all, drowns the difference."""
    leaking = command_name(name).startswith(LEAKING)
    words = nearest(base, map(command_name, (*groups(), *valve_names())) if leaking else ailments())
    if leaking:
        words = words.replace(": ", f": {LEAKING}").replace(", ", f", {LEAKING}")
    return UnknownName(f"unknown condition '{name}'; {words}")


def _number(text: str, what: str, number: str) -> float:
    try:
        return float(number)
    except ValueError:
        allowed = "; allowed is 0 (tight) to 1 (always open)" if what == "leak" else ""
        raise InputError(f"condition '{text}': the {what} '{number}' is not a number{allowed}") from None


def with_garment(person: Person, text: str) -> Person:
    """Return the person in one more garment, such as ``ral-ii``, ``us-20-30-thigh-left`` or ``bandage-elastic=30``.

    Raises
    ------
    InputError
        If there is no such garment, or it is not allowed.
    """
    return wear(person, garment(text))


def with_treatment(person: Person, text: str) -> Person:
    """Return the person after a treatment, such as ``ablated-great-saphenous`` or ``repaired-popliteal-left``.

    Raises
    ------
    InputError
        If there is no such treatment, or it contradicts something else.
    """
    name, side = split_side(text)
    if is_file_name(name):
        return person.replace(treatments=(*person.treatments, read_treatment(name).replace(side=side)))
    return treatment(person, name, side)


def is_treatment(text: str) -> bool:
    """Say whether a text names a treatment and not a condition.

    Examples
    --------
    >>> is_treatment("repaired-popliteal"), is_treatment("Stented iliac_left"), is_treatment("leaking-popliteal")
    (True, True, False)
    """
    kinds = {name.partition("-")[0] + "-" for name in operations()} | {REPAIRED}
    return command_name(text).startswith(tuple(kinds))


def parse_values(place: str, texts: Sequence[str]) -> dict[str, float]:
    """Return numbers by name, of texts such as ``soleal_sinuses.compliance=0.5``; `place` begins a sentence.

    Raises
    ------
    InputError
        If a text is not a name and a number, or a name comes twice.

    Examples
    --------
    >>> parse_values("--set", ["reflex.vagal=0.01"])
    {'reflex.vagal': 0.01}
    """
    values: dict[str, float] = {}
    for text in texts:
        name, _, number = text.partition("=")
        try:
            value = float(number)
        except ValueError:
            raise InputError(f"{place} {text} is not allowed: NAME=NUMBER is needed") from None
        if name in values:
            raise InputError(f"{place} {text} is not allowed: {name} is given twice")
        values[name] = value
    return values


def is_value(text: str) -> bool:
    """Say whether a text names a number of the body: only their names and those of files have a dot.

    Examples
    --------
    >>> is_value("gsv.compliance=0.1"), is_value("leaking-deep=0.5")
    (True, False)
    """
    return "." in text.partition("=")[0] and not is_file_name(text)
