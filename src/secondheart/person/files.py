"""Persons in TOML files."""

from __future__ import annotations

from pathlib import Path

import tomli_w

from secondheart._files import toml_tables, toml_text, whole_or_not
from secondheart._limits import MOST_BYTES
from secondheart.errors import BadFile, InputError
from secondheart.person.person import Person


def person_text(person: Person) -> str:
    """Return a person as the text of a TOML file, without values of the body and traits where all are as usual."""
    absent = {name for name in ("values", "beyond_range", "traits") if not getattr(person, name)}
    return tomli_w.dumps(person.model_dump(exclude=absent, exclude_none=True))


def write_person(person: Person, path: str | Path) -> None:
    """Write a person to a TOML file, whole or not at all.

    Raises
    ------
    BadFile
        If the file cannot be written.
    """
    try:
        with whole_or_not(Path(path)) as unfinished:
            unfinished.write_text(person_text(person), "utf-8")
    except OSError as error:
        raise BadFile(f"{path}: cannot be written ({error.strerror or error})") from error


def read_person(path: str | Path) -> Person:
    """Read a person from a TOML file.

    Raises
    ------
    BadFile
        If the file cannot be read, is not TOML, or does not describe a person.
    """
    tables = toml_tables(toml_text(Path(path), MOST_BYTES["person"], "person"), str(path))
    try:
        return Person(**tables)
    except InputError as error:
        raise BadFile(f"{path}: {error}") from error
