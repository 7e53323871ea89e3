"""Persons in TOML files."""

from __future__ import annotations

import tomllib
from pathlib import Path

import tomli_w

from secondheart.errors import BadFile, InputError
from secondheart.person.person import Person

MOST_BYTES = 1024 * 1024  # a person with every valve leaking takes a hundredth of it


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
        with Path(path).open("rb") as file:
            text = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a zero in it
        raise BadFile(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    if len(text) > MOST_BYTES:
        raise BadFile(f"{path}: is longer than the {MOST_BYTES} bytes that are allowed")
    try:
        return Person(**tomllib.loads(text.decode("utf-8")))
    except InputError as error:
        raise BadFile(f"{path}: {error}") from error
    except (ValueError, RecursionError) as error:  # RecursionError: lists in lists in lists ...
        raise BadFile(f"{path}: not a TOML file ({error})") from error
