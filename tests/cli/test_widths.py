"""Every command on a terminal of 60, 80 and 100 columns: lines fit, and no word is broken or cut."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from secondheart.cli import CLI_COMMANDS
from secondheart.cli.lists import TOPICS

WIDTHS = (60, 80, 100)
WIDE = 400
STYLED = re.compile(r"\x1b\[[0-9;]*m")
LINE = re.compile(r"-[- ]*")
NUMBER = re.compile(r"[-+0-9.e]+")
LEFT_OUT = "left out here: --tsv and --json have all yes no"

# What a command does on a few seconds of time; those that take minutes print by the same functions.
SHORT = [
    "run short.toml --including swelling --including oxygen --set soleal_sinuses.unstressed_volume=20",
    "compare short.toml default varicose-gsv+ral-ii leaking-deep leaking-deep+bandage-inelastic=40",
    "compare avp varicose-gsv varicose-gsv+ral-ii leaking-deep leaking-deep+ral-ii",
    "test avp --condition leaking-great-saphenous-left",
    "test pneumatic --device sequential",
    "sweep leaking-deep=0:1:2 --test avp",
    "ask --age 45 --sex female --height 165 --mass 70 --standing 7 --dry-run --save me.toml",
    "inspect day.csv",
    "export body.bin --protocol short.toml",
    "cohort healthy-adults --people 2 --tests avp --wear ral-ii --workers 1",
    "bench ral-i bandage-inelastic=40",
]


@pytest.fixture
def on_terminal(cli, monkeypatch: pytest.MonkeyPatch):
    """Return what a command prints on a terminal of so many columns, without colours."""

    def run(words: str, columns: int) -> list[str]:
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        ran = cli(*shlex.split(words))
        assert (ran.code, ran.err) == (0, "")
        return STYLED.sub("", ran.out).splitlines()

    return run


def too_long(lines: list[str], columns: int) -> list[str]:
    """Return lines that have no room; a path or a name that has none by itself is better whole than broken."""
    return [line for line in lines if len(line) > columns and max(map(len, line.split())) < columns - 18]


def require_whole(narrow: list[str], wide: list[str], columns: int) -> None:
    """Require that lines fit and hold whole words only; what takes time to compute is another number each time."""
    assert too_long(narrow, columns) == []
    whole = {word for line in wide for word in line.split()}
    new = {word for line in narrow for word in line.split()} - whole
    assert [word for word in sorted(new) if not LINE.fullmatch(word) and not word[0].isdigit()] == []
    assert not any("…" in line for line in narrow)


@pytest.mark.parametrize("command", ["", *CLI_COMMANDS])
def test_help(on_terminal, command: str) -> None:
    words = f"{command} --help"
    wide = on_terminal(words, 100)
    for columns in WIDTHS:
        require_whole(on_terminal(words, columns), wide, columns)


@pytest.mark.parametrize("topic", TOPICS)
def test_lists(on_terminal, topic: str) -> None:
    keys, *rows = on_terminal(f"list {topic} --tsv", WIDE)
    known = {_bare(word) for line in (keys.replace("_", " "), *rows, LEFT_OUT) for word in line.split()}
    known |= {part for word in known for part in word.rpartition(".")}  # a place, and its numbers below
    for columns in (60, 80):
        lines = on_terminal(f"list {topic}", columns)
        assert too_long(lines, columns) == []
        new = {_bare(word) for line in lines for word in line.split()} - known
        assert [word for word in sorted(new) if not LINE.fullmatch(word) and not NUMBER.fullmatch(word)] == []


def _bare(word: str) -> str:
    return word.strip(",;:")


@pytest.mark.parametrize("words", SHORT, ids=lambda words: " ".join(words.split()[:2]))
def test_what_is_printed(on_terminal, short: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.chdir(short.parent)
    (short.parent / "day.csv").write_text("time,steps\n2026-11-08T08:00,60\n2026-11-08T08:01,80\n", "utf-8")
    wide = on_terminal(words, WIDE)
    for columns in (60, 80):
        require_whole(on_terminal(words, columns), wide, columns)
