"""Persons in TOML files."""

from __future__ import annotations

import tomllib
from pathlib import Path

import tomli_w

from secondheart.errors import BadFile, InputError
from secondheart.person.person import Person


def person_text(person: Person) -> str:
    """Return a person as the text of a TOML file."""
    return tomli_w.dumps(person.model_dump())


def write_person(person: Person, path: str | Path) -> None:
    """Write a person to a TOML file, whole or not at all.

    Raises
    ------
    BadFile
        If the file cannot be written.
    """
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(person_text(person), "utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadFile(f"{path}: cannot be written ({error.strerror or error})") from error


def read_person(path: str | Path) -> Person:
    """Read a person from a TOML file.

    Raises
    ------
    BadFile
        If the file cannot be read, is not TOML, or does not describe a person.
    """
    try:
        data = tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise BadFile(f"{path}: cannot be read ({error.strerror or error})") from error
    except ValueError as error:
        raise BadFile(f"{path}: not a TOML file ({error})") from error
    try:
        return Person(**data)
    except InputError as error:
        raise BadFile(f"{path}: {error}") from error
