"""Command lines, called in this process in a folder of their own, and what may come of them."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from secondheart.cli import main
from tests.fuzz.budget import limited
from tests.fuzz.checks import is_sentence

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Let names without a folder mean files of this one."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def ran(words: list[str], folder: Path) -> Ran:
    """Run a command in a folder, within the limits."""
    out, err = io.StringIO(), io.StringIO()
    told = contextlib.redirect_stdout(out), contextlib.redirect_stderr(err)
    with inside(folder), told[0], told[1], limited(), pytest.raises(SystemExit) as left:
        main(words)
    return Ran(int(left.value.code or 0), out.getvalue(), err.getvalue())


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def ended_well(words: list[str], folder: Path) -> Ran:
    """Run a command: it does its work, or says in one sentence why not and leaves everything as it was."""
    before = files(folder)
    told = ran(words, folder)
    assert told.code in (DONE, BAD_INPUT), (words, told)
    if told.code == BAD_INPUT:
        assert told.out == ""
        assert is_sentence(told.err), told.err
        assert files(folder) == before
    else:
        assert told.err == ""
        check_json(words, told.out)
    for name in files(folder).keys() - before.keys():
        assert any(word.endswith(name) for word in words), name  # as it is, or after --plot=
        (folder / name).unlink()
    return told


def check_json(words: list[str], out: str) -> None:
    """Where an object was asked for and printed, it has no NaN, and a run kept its blood."""
    if "--json" not in words or not out.startswith("{"):
        return
    told = json.loads(out, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))
    for run in (told, *told.get("persons", ())):
        assert run.get("volume_drift_mL", 0.0) == 0.0
