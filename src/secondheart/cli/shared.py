"""What commands share: the command as it was typed, and a progress bar."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from secondheart.cli.interrupts import RUNNING
from secondheart.report.text import escape

if TYPE_CHECKING:
    pass

COMPILING = {"numba": "compiling the stepper, once, some 15 s", "c": "compiling the stepper in C, once"}


def command_line(context: typer.Context) -> str:
    """Return what was typed, as a shell takes it again."""
    words: list[str] = context.obj or []
    return shlex.join(["secondheart", *words])


@contextmanager
def progress_bar(what: str, quiet: bool = False) -> Iterator[Callable[[float, float], None]]:
    """Yield a function to call with the work so far and the whole; on a terminal it shows a bar, and Ctrl-C stops it.

    The stepper is compiled before, so that its time is not counted as that of a run.
    """
    compile_once(quiet)
    if quiet or not sys.stderr.isatty():
        yield lambda _now, _whole: RUNNING.check()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(what), total=None)

        def show(now: float, whole: float) -> None:
            RUNNING.check()
            bar.update(task, completed=now, total=whole)

        yield show


def compile_once(quiet: bool = False) -> None:
    """Compile the stepper where that has not been done on this machine, and say so: it takes a while."""
    from secondheart.simulation.session import compile_stepper
    from secondheart.simulation.stepper import chosen_kernel, is_stepper_compiled

    if is_stepper_compiled():
        return
    words = COMPILING[chosen_kernel()]
    if quiet:
        compile_stepper()
    elif sys.stderr.isatty():
        from rich.console import Console

        with Console(stderr=True).status(words):
            compile_stepper()
    else:
        sys.stderr.write(f"{words}\n")
        compile_stepper()
    RUNNING.check()
