"""What can be wrong with a person: each a function from a person to a person."""

from __future__ import annotations

from secondheart.errors import InputError, UnknownName
from secondheart.person.ailments import Condition, Side, ailments
from secondheart.person.body import SIDES
from secondheart.person.person import Person
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
    if valve and len(valves) > len(SIDES):
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
        Such as "varicose-great_saphenous", "weak-calf" or "heart-failure"; `secondheart list conditions` has all.
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
    if name not in ailments():
        raise UnknownName.of("condition", name, ailments())
    worth = ailments()[name].degree.usual if degree is None else degree
    return person.replace(conditions=(*person.conditions, Condition(name=name, degree=worth, side=side)))
