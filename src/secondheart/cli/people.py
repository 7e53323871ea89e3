"""People by name: what `compare` takes for a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from secondheart.anatomy import command_name, split_side
from secondheart.errors import InputError, UnknownName

if TYPE_CHECKING:
    from secondheart.person import Person

DEFAULT = "default"
FILE = ".toml"


def parse_person(text: str, base: Person, change: Callable[[Person], Person] = lambda person: person) -> Person:
    """Return the person that a text names.

    Parameters
    ----------
    text : str
        "default" is `base`; the name of a file is the person in it; names of conditions, treatments and garments, and
        numbers of the body such as ``gsv.compliance=0.1``, joined by + are `base`, or the file that comes first,
        with these.
    base : Person
    change : callable, optional
        What is done to persons from files, such as another resolution.

    Raises
    ------
    UnknownName
        If there is no such condition, treatment or garment.
    InputError
        If a name is empty.
    BadFile
        If a file holds no person.

    Examples
    --------
    >>> from secondheart.person import Person
    >>> person = parse_person("leaking-popliteal+leaking-femoral=1", Person())
    >>> person.name, len(person.leaks)
    ('leaking-popliteal+leaking-femoral=1', 6)
    """
    if text.endswith(FILE) and ("+" not in text or Path(text).is_file()):  # a file's name may hold a +
        return change(_from_file(text))
    first, *others = text.split("+")
    if not all((first, *others)):
        raise InputError(f"compare: '{text}' has an empty name; allowed are names joined by +, or default")
    if first.endswith(FILE):
        person = change(_from_file(first))
        name = "+".join([person.name, *others])
    elif command_name(first) == DEFAULT:
        person, name = base, "+".join([base.name, *others])
    else:
        person, others, name = base, [first, *others], text
    for one in others:
        person = _with(person, one)
    return person.replace(name=name)


def _with(person: Person, name: str) -> Person:
    from secondheart.compression import is_garment
    from secondheart.compression.files import is_file_name
    from secondheart.person.definitions import kind_of_file
    from secondheart.person.parse import (
        is_condition,
        is_treatment,
        is_value,
        parse_values,
        with_condition,
        with_garment,
        with_treatment,
    )

    if is_file_name(name.partition("=")[0]):
        kind = kind_of_file(split_side(name.partition("=")[0])[0])
        return {"condition": with_condition, "treatment": with_treatment, "garment": with_garment}[kind](person, name)
    if is_value(name):
        return person.with_values(parse_values(name, [name]))
    if is_garment(name):
        return with_garment(person, name)
    if is_treatment(name):
        return with_treatment(person, name)
    if not is_condition(name):
        raise UnknownName.of("condition, treatment or garment", name, _names())
    return with_condition(person, name)


def _names() -> list[str]:
    from secondheart.compression import garment_names
    from secondheart.person.conditions import ailments
    from secondheart.person.parse import leaking_names
    from secondheart.person.treatments import operations

    return [DEFAULT, *leaking_names(), *ailments(), *operations(), *garment_names()]


def _from_file(text: str) -> Person:
    from secondheart.person import read_person

    person = read_person(text)
    return person if person.name != DEFAULT else person.replace(name=Path(text).stem)
