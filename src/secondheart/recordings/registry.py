"""The formats that are understood: each is a module of `formats`, and offers its `FORMAT`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as Date
from functools import cache
from typing import NamedTuple

from secondheart.recordings import formats
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.logbook import Logbook

PACKED = (".zip", ".gz")


class Options(NamedTuple):
    """How a recording is to be read.

    Attributes
    ----------
    zone : str, optional
        Time zone of local times and of days, in place of that of the recording.
    date : date, optional
        The local day that is wanted: of a zip of many recordings those of that day are read.
    pick : str, optional
        Of a zip of many recordings the one that is wanted.
    progress : callable
        Is called with the done and the whole number of bytes of a long file.
    """

    zone: str | None = None
    date: Date | None = None
    pick: str | None = None
    progress: Callable[[float, float], None] = lambda _done, _whole: None


@dataclass(frozen=True)
class Format:
    """A form in which recordings come.

    Attributes
    ----------
    name : str
        What it is called.
    suffixes : tuple of str
        Endings of its files' names.
    gives : str
        What is taken from it.
    export : str
        How the file is got out of the phone or watch.
    sniff : callable
        Says whether a file is of this form, from its first bytes and the names of its members, whatever its ending.
    read : callable
        Returns the logbook of a file.
    checked : str
        What the reader was checked against.
    assumes : str
        What of it has to be assumed.
    order : int
        Formats with a lower one are asked first: those that are surer of a file.
    fallback : tuple of str
        Endings of files that are taken to be of this form where no format knows them by their content.
    """

    name: str
    suffixes: tuple[str, ...]
    gives: str
    export: str
    sniff: Callable[[InputFile], bool]
    read: Callable[[InputFile, Options], Logbook]
    checked: str
    assumes: str = "posture while awake"
    order: int = 5
    fallback: tuple[str, ...] = ()


@cache
def all_formats() -> tuple[Format, ...]:
    """Return the formats, those first that are asked first."""
    names = sorted(module.name for module in pkgutil.iter_modules(formats.__path__) if not module.name.startswith("_"))
    modules = (importlib.import_module(f"{formats.__name__}.{name}") for name in names)
    known: list[Format] = [module.FORMAT for module in modules]
    return tuple(sorted(known, key=lambda one: (one.order, one.name)))


def all_suffixes() -> tuple[str, ...]:
    """Return the endings of the names of all files that are understood, packed ones included."""
    return tuple(dict.fromkeys([*(suffix for one in all_formats() for suffix in one.suffixes), *PACKED]))


def format_of(file: InputFile) -> Format | None:
    """Return the format of a file: the one that knows its content, else that of its ending; None if there is none."""
    known = known_format(file)
    if known or file.members:
        return known
    return next((one for one in all_formats() if file.suffix in one.fallback), None)


def known_format(file: InputFile) -> Format | None:
    """Return the format that knows a file by its content, None if there is none."""
    return next((one for one in all_formats() if one.sniff(file)), None)
