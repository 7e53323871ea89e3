"""What commands share: the person they are about, and a bar while they work."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from secondheart.cli.interrupts import check
from secondheart.errors import UnknownName

if TYPE_CHECKING:
    from secondheart.person import Person


def command_line(context: typer.Context) -> str:
    """Return what was typed, as a shell takes it again."""
    words: list[str] = context.obj or []
    return shlex.join(["secondheart", *words])


def person_of(
    file: Path | None,
    conditions: list[str] | None,
    garments: list[str] | None = None,
    resolution: str | None = None,
    treatments: list[str] | None = None,
) -> Person:
    """Return the person that the options describe."""
    from secondheart.person import Person, read_person
    from secondheart.person.parse import with_condition, with_garment, with_treatment

    person = resolved(Person() if file is None else read_person(file), resolution)
    for condition in conditions or ():
        person = with_condition(person, condition)
    for treatment in treatments or ():
        person = with_treatment(person, treatment)
    for garment in garments or ():
        person = with_garment(person, garment)
    return person


def resolved(person: Person, resolution: str | None) -> Person:
    """Return the person at the resolution that is asked for, if one is.

    Raises
    ------
    UnknownName
        If there is no such resolution.
    """
    from secondheart.person.valve_resolution import RESOLUTIONS

    if resolution is None:
        return person
    if resolution not in RESOLUTIONS:
        raise UnknownName.of("resolution", resolution, RESOLUTIONS)
    return person.replace(resolution=resolution)


@contextmanager
def progress_bar(what: str, quiet: bool = False) -> Iterator[Callable[[float, float], None]]:
    """Give what is called with the done and the whole work; it shows them on a terminal, and heeds Ctrl-C."""
    if quiet or not sys.stderr.isatty():
        yield lambda _done, _whole: check()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def show(done: float, whole: float) -> None:
            check()
            bar.update(task, completed=done, total=whole)

        yield show
