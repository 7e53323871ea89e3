"""What can be done about a person's veins: each a function from a person to a person.

Names of veins and valves take a side at their end; both legs are meant where none is named.
"""

from __future__ import annotations

from secondheart.person.ailments import Side
from secondheart.person.person import Person
from secondheart.person.treating import REPAIRED, Treatment, refuse_unknown

LEGS: tuple[Side, ...] = ("left", "right")


def treatment(person: Person, name: str, side: Side = "both") -> Person:
    """Return the person after one more treatment.

    Parameters
    ----------
    person : Person
    name : str
        Such as "ablated-great_saphenous", "stented-iliac" or "repaired-popliteal"; `secondheart list treatments` has
        all.
    side : "left", "right" or "both"

    Raises
    ------
    UnknownName
        If there is no such treatment.
    InputError
        If it contradicts another, a condition or a leak.

    Examples
    --------
    >>> treatment(Person(), "ligated-saphenofemoral_junction", "left").treatments[0].side
    'left'
    """
    refuse_unknown(name)
    return person.replace(treatments=(*person.treatments, Treatment(name=name, side=side)))


def ablate(person: Person, vein: str = "great_saphenous") -> Person:
    """Return the person with a superficial vein closed by heat, foam or glue, and its varices taken out.

    Examples
    --------
    >>> ablate(Person(), "small_saphenous_right").treatments[0].name
    'ablated-small_saphenous'
    """
    return _done(person, "ablated-", vein)


def strip(person: Person, vein: str = "great_saphenous") -> Person:
    """Return the person with a superficial vein pulled out over its whole length, and its junction tied."""
    return _done(person, "stripped-", vein)


def ligate(person: Person, junction: str = "saphenofemoral_junction") -> Person:
    """Return the person with a junction or the perforators of the calf ("calf_perforators") tied."""
    return _done(person, "ligated-", junction)


def repair_valves(person: Person, vein: str) -> Person:
    """Return the person with the valves of a vein, of a group, or one valve, competent again.

    Examples
    --------
    >>> from secondheart.person import leaking_valves
    >>> mended = repair_valves(leaking_valves(Person(), "deep", 0.3), "popliteal")
    >>> [c.leak for c in mended.body.connections if c.valve in ("popliteal_left", "peroneal_left")]
    [0.3, 0.0]
    """
    return _done(person, REPAIRED, vein)


def stent(person: Person, vein: str = "iliac") -> Person:
    """Return the person with a stent in the iliac or the femoral vein: what obstructed it is undone."""
    return _done(person, "stented-", vein)


def _done(person: Person, what: str, named: str) -> Person:
    side: Side = next((leg for leg in LEGS if named.endswith(f"_{leg}")), "both")
    return treatment(person, what + named.removesuffix(f"_{side}"), side)
