"""People by name: what `compare` takes for a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from secondheart.cli.conditions import with_condition
from secondheart.cli.garments import is_garment, with_garment

if TYPE_CHECKING:
    from secondheart.person import Person

DEFAULT = "default"
FILE = ".toml"


def person_called(text: str, base: Person) -> Person:
    """Return the person that a text names.

    Parameters
    ----------
    text : str
        "default" is `base`; the name of a file is the person in it; names of conditions and garments joined by + are
        `base`, or the file that comes first, with these.
    base : Person

    Raises
    ------
    UnknownName
        If there is no such condition.
    BadFile
        If a file holds no person.

    Examples
    --------
    >>> from secondheart.person import Person
    >>> person = person_called("leaking-popliteal+leaking-femoral=1", Person())
    >>> person.name, len(person.leaks)
    ('leaking-popliteal+leaking-femoral=1', 6)
    """
    if text.endswith(FILE):  # a file's name may hold a +
        return _from_file(text)
    first, *others = text.split("+")
    if first.endswith(FILE):
        person = _from_file(first)
        name = "+".join([person.name, *others])
    elif first == DEFAULT:
        person, name = base, "+".join([base.name, *others])
    else:
        person, others, name = base, [first, *others], text
    for one in others:
        person = with_garment(person, one) if is_garment(one) else with_condition(person, one)
    return person.replace(name=name)


def _from_file(text: str) -> Person:
    from secondheart.person import read_person

    person = read_person(text)
    return person if person.name != DEFAULT else person.replace(name=Path(text).stem)
