"""Help, version, and how little is loaded to show them."""

from __future__ import annotations

import subprocess
import sys

import pytest

import secondheart
from secondheart.cli import CLI_COMMANDS

HEAVY = ["h5py", "matplotlib", "numba", "numpy", "pydantic", "xarray"]


def test_help_names_every_command_and_no_other(cli) -> None:
    ran = cli("--help")
    assert ran.code == 0
    assert "Ask a doctor." in " ".join(ran.out.replace("│", " ").split())
    assert all(f" {command} " in ran.out for command in CLI_COMMANDS)
    assert not any(f" {later} " in ran.out for later in {"sensitivity", "fit", "bench"} - set(CLI_COMMANDS))


def test_no_words_at_all_show_the_help(cli) -> None:
    assert cli().out == cli("--help").out


@pytest.mark.parametrize("command", CLI_COMMANDS)
def test_every_command_has_help_with_an_example(cli, command: str) -> None:
    ran = cli(command, "--help")
    assert ran.code == 0
    assert f"Example: secondheart {command} " in " ".join(ran.out.split())
    assert "--json" in ran.out


@pytest.mark.parametrize("command", ["", *CLI_COMMANDS])
def test_help_fits_eighty_columns(cli, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = cli(*filter(None, [command, "--help"])).out.splitlines()
    assert [line for line in lines if len(line) > 80 or "…" in line] == []


def test_version(cli) -> None:
    assert cli("--version").out == f"secondheart {secondheart.__version__}\n"


def test_help_loads_nothing_heavy() -> None:
    code = f"import sys, secondheart.cli; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
