"""What can be wrong with a person: each a function from a person to a person."""

from __future__ import annotations

from typing import Literal

from secondheart.anatomy import LEGS, Side, command_name, match_name, split_side
from secondheart.compression.catalogue import bandage, stocking
from secondheart.compression.garment import Garment
from secondheart.errors import InputError, UnknownName
from secondheart.person.conditions import Condition, ailments
from secondheart.person.person import Person
from secondheart.person.treatments import REPAIRED, Treatment, treatment_name
from secondheart.person.valves import leaking_at, valves_of


def leaking_valves(person: Person, vein: str = "", leak: float = 0.3, *, valve: str = "") -> Person:
    """Return the person with leaking valves in a vein, a group of veins, or at one valve.

    Parameters
    ----------
    person : Person
    vein : str
        A vein ("great_saphenous"), a group ("deep", "perforators", "all") or a valve
        ("saphenofemoral_junction_left"); both legs where no side is named.
    leak : float
        Closed opening as a share of the open one, 0 to 1. [-]
    valve : str
        One valve, in place of `vein`; a person of resolution "valves" has numbered ones ("peroneal_3_left").

    Raises
    ------
    UnknownName
        If there is no such vein, group or valve.
    InputError
        If the leak is not between 0 and 1, or not either a vein or a valve is named.

    Examples
    --------
    >>> sorted(leaking_valves(Person(), "popliteal", 0.2).leaks)
    ['popliteal_left', 'popliteal_right']
    >>> leaking_valves(Person(resolution="valves"), valve="peroneal_3_left").leaks
    {'peroneal_3_left': 0.3}
    """
    if bool(vein) == bool(valve):
        raise InputError(f"name either the vein or the valve that leaks; given are vein '{vein}' and valve '{valve}'")
    valves = valves_of(vein or valve, person.resolution)
    if valve and len(valves) > len(LEGS):
        raise InputError(f"'{valve}' is not one valve but {len(valves)}; name it as a vein")
    if not 0.0 <= leak <= 1.0:
        raise InputError(f"the leak of {vein or valve} is {leak:g}, allowed is 0 (tight) to 1 (always open)")
    return person.replace(leaks=leaking_at(person.leaks, valves, leak))


def condition(person: Person, name: str, degree: float | None = None, side: Side = "both") -> Person:
    """Return the person with one more condition.

    Parameters
    ----------
    person : Person
    name : str
        Such as "varicose-great-saphenous", "weak-calf" or "heart-failure"; `secondheart list conditions` has all.
    degree : float, optional
        How bad; its meaning and range depend on the condition. Left out, the usual one.
    side : "left", "right" or "both"
        In which leg; conditions of the whole body take no notice.

    Raises
    ------
    UnknownName
        If there is no such condition.
    InputError
        If the degree is not allowed, or the person has a condition that contradicts it.

    Examples
    --------
    >>> condition(Person(), "weak-calf").body.strengths["deep_posterior_left"]
    0.5
    """
    known = match_name(name, ailments())
    if known is None:
        raise UnknownName.of("condition", name, ailments())
    worth = ailments()[known].degree.usual if degree is None else degree
    return person.replace(conditions=(*person.conditions, Condition(name=known, degree=worth, side=side)))


def treatment(person: Person, name: str, side: Side = "both") -> Person:
    """Return the person after one more treatment.

    Parameters
    ----------
    person : Person
    name : str
        Such as "ablated-great-saphenous", "stented-iliac" or "repaired-popliteal"; `secondheart list treatments` has
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
    >>> treatment(Person(), "ligated-saphenofemoral-junction", "left").treatments[0].side
    'left'
    """
    return person.replace(treatments=(*person.treatments, Treatment(name=treatment_name(name), side=side)))


def ablate(person: Person, vein: str = "great_saphenous") -> Person:
    """Return the person with a superficial vein closed by heat, foam or glue, and its varices taken out.

    Examples
    --------
    >>> ablate(Person(), "small_saphenous_right").treatments[0].name
    'ablated-small-saphenous'
    """
    return _treat(person, "ablated-", vein)


def strip(person: Person, vein: str = "great_saphenous") -> Person:
    """Return the person with a superficial vein pulled out over its whole length, and its junction tied."""
    return _treat(person, "stripped-", vein)


def ligate(person: Person, junction: str = "saphenofemoral_junction") -> Person:
    """Return the person with a junction or the perforators of the calf ("calf_perforators") tied."""
    return _treat(person, "ligated-", junction)


def repair_valves(person: Person, vein: str) -> Person:
    """Return the person with the valves of a vein, of a group, or one valve, competent again.

    Examples
    --------
    >>> from secondheart.person import leaking_valves
    >>> mended = repair_valves(leaking_valves(Person(), "deep", 0.3), "popliteal")
    >>> [c.leak for c in mended.body.connections if c.valve in ("popliteal_left", "peroneal_left")]
    [0.3, 0.0]
    """
    return _treat(person, REPAIRED, vein)


def stent(person: Person, vein: str = "iliac") -> Person:
    """Return the person with a stent in the iliac or the femoral vein: what obstructed it is undone."""
    return _treat(person, "stented-", vein)


def _treat(person: Person, what: str, named: str) -> Person:
    vein, side = split_side(named)
    return treatment(person, what + command_name(vein), side)


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
