"""What the README says is what happens: its commands, its output, its Python and its map."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from secondheart.evidence import evidence_rows
from secondheart.evidence.expected import expectations

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
LINES = [line[2:] for kind, text in BLOCKS if kind == "console" for line in text.splitlines() if line[:2] == "$ "]
COMMANDS = [line for line in LINES if line != "secondheart validate"]  # tests/validation runs all of that one
STATUSES = ("calibrated", "predicted")
TIMED = re.compile(r"in \S+ s, .* times faster than life")  # differs from machine to machine


def secondheart(command: str, folder: Path) -> str:
    """Run one command line of the README in `folder` and return what it prints."""
    words = command.split()
    assert words[0] == "secondheart"
    done = subprocess.run(
        [sys.executable, "-m", "secondheart", *words[1:]],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "MPLBACKEND": "Agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_readme_runs(command: str, tmp_path: Path) -> None:
    assert secondheart(command, tmp_path)


def test_the_run_of_the_readme_prints_what_the_readme_shows(tmp_path: Path) -> None:
    shown = next(text for kind, text in BLOCKS if kind == "console" and "\nperson" in text)
    command, _, expected = shown[2:].partition("\n")
    printed = secondheart(command, tmp_path)
    assert TIMED.sub("-", printed).split() == TIMED.sub("-", expected).split()


def test_what_is_typed_and_printed_in_the_readme_fits_eighty_columns() -> None:
    lines = [line for kind, text in BLOCKS if kind in ("", "console", "python") for line in text.splitlines()]
    assert [line for line in lines if len(line) > 80] == []


def test_the_python_of_the_readme_runs() -> None:
    (code,) = [text for kind, text in BLOCKS if kind == "python"]
    exec(compile(code, "README.md", "exec"), {})


def test_the_rows_that_hold_are_those_of_the_evidence() -> None:
    came_out = expectations(recorded=False)
    held = {status: [came_out[row.id].holds for row in evidence_rows() if row.status == status] for status in STATUSES}
    passed, total = (sum(map(count, held.values())) for count in (sum, len))
    (told,) = re.findall(r"(\d+) of (\d+) rows \((\d+) %\) are .*: (\d+) of (\d+) .*, (\d+) of (\d+) ", README)
    parts = [number for status in STATUSES for number in (sum(held[status]), len(held[status]))]
    assert [int(number) for number in told] == [passed, total, round(100 * passed / total), *parts]


def test_a_limit_that_names_a_finding_is_a_miss() -> None:
    limits = README[README.index("Known limits:") : README.index("[Where the model is wrong]")]
    named = re.findall(r"\(([A-Z]\d\d)\)", limits)
    came_out = expectations(recorded=False)
    assert named
    missed = {row.finding for row in evidence_rows() if not came_out[row.id].holds}
    assert set(named) <= missed


def test_the_shares_that_the_limits_name_are_those_of_the_evidence() -> None:
    came_out, limits = expectations(recorded=False), README[README.index("Known limits:") :]
    bands = {row.id: (row.low, row.high) for row in evidence_rows()}

    def of_published(row: str) -> float:
        low, high = bands[row]
        assert low is not None
        assert high is not None
        return came_out[row].model / (0.5 * (low + high))

    assert "in half of the published time (D29)" in limits
    assert 0.4 < of_published("valve_closing") < 0.6
    assert "stay closed for twice as long (D30)" in limits
    assert 1.7 < of_published("valve_closed") < 2.3
    assert "add a fifth to the stroke volume" in limits
    assert 18.0 < came_out["raised_legs_stroke_volume"].model < 22.0
    (beats,) = re.findall(r"quickens the heart by (\d+) beats", limits)
    assert came_out["strain_heart_rate"].model == pytest.approx(float(beats), abs=0.5)


def test_the_map_names_what_there_is_and_all_there_is() -> None:
    named = set(re.findall(r"^\| `([\w./]+)` \|", README, re.MULTILINE))
    package = ROOT / "src" / "secondheart"
    there = {f"{path.name}/" for path in package.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    files = {path.name for path in package.glob("*.py") if not path.name.startswith("_") and path.name != "errors.py"}
    assert named == there | files
