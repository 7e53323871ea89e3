"""What can be wrong with a person: each a function from a person to a person."""

from __future__ import annotations

from secondheart.errors import InputError
from secondheart.person.person import Person
from secondheart.person.valves import valves_of


def leaking_valves(person: Person, vein: str, leak: float = 0.3) -> Person:
    """Return the person with leaking valves in a vein, a group of veins, or at one valve.

    Parameters
    ----------
    person : Person
    vein : str
        A vein ("great_saphenous"), a group ("deep", "perforators", "all") or a valve
        ("saphenofemoral_junction_left"); both legs where no side is named.
    leak : float
        Closed opening as a share of the open one, 0 to 1. [-]

    Raises
    ------
    UnknownName
        If there is no such vein, group or valve.
    InputError
        If the leak is not between 0 and 1.

    Examples
    --------
    >>> sorted(leaking_valves(Person(), "popliteal", 0.2).leaks)
    ['popliteal_left', 'popliteal_right']
    """
    valves = valves_of(vein)
    if not 0.0 <= leak <= 1.0:
        raise InputError(f"the leak of {vein} is {leak:g}, allowed is 0 (tight) to 1 (always open)")
    return person.replace(leaks={**person.leaks, **dict.fromkeys(valves, leak)})
