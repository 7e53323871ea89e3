"""secondheart sweep: a table that fits, a CSV, JSON and a figure."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest


def test_a_sweep_prints_its_findings_and_writes_what_is_asked_for(cli, short: Path, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("s.nc", "s.csv", "s.png")]
    words = ["sweep", "soleal_sinuses.compliance=0.4,0.8", "--run", short]
    ran = cli(*words, "-o", files[0], "--csv", files[1], "--plot", files[2])
    assert ran.code == 0, ran.err
    assert "A  " in ran.out
    assert "soleal_sinuses.compliance [mL/mmHg]" in ran.out
    assert all(path.stat().st_size > 0 for path in files)
    rows = list(csv.DictReader(files[1].read_text("utf-8").splitlines()))
    assert [row["soleal_sinuses_compliance"] for row in rows] == ["0.4", "0.8"]
    data = cli(*words, "--json").json
    assert [row["cardiac_output"] for row in data["rows"]] == [float(row["cardiac_output"]) for row in rows]
    assert data["units"]["soleal_sinuses_compliance"] == "mL/mmHg"


@pytest.mark.parametrize("columns", [60, 80])
def test_the_table_fits(cli, short: Path, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setattr("secondheart.cli.tables._room", lambda: columns)
    lines = cli("sweep", "leaking-deep_left=0,0.5", "--run", short).out.splitlines()
    table = [line for line in lines if "leaking-deep_left" in line]
    assert len(table) > 1
    assert max(map(len, table)) <= columns


def test_bad_input_is_one_sentence(cli, tmp_path: Path) -> None:
    for words, sentence in (
        (["leaking-deep"], "NAME=FIRST:LAST:COUNT"),
        (["leaking-deep=0,1", "--test", "avq"], "unknown test 'avq'"),
        (["leaking-deep=0,1", "--device", "wave"], "none of avp has that option"),
        (["leaking-deep=0,2"], "allowed is 0 (tight) to 1 (always open)"),
        (["leaking-deep=0,1", "--csv", tmp_path / "x.txt"], "must end in .csv"),
    ):
        ran = cli("sweep", *words)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
        assert sentence in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_saved_sweep_is_shown_again(cli, short: Path, tmp_path: Path) -> None:
    saved, drawn, table = tmp_path / "sweep.nc", tmp_path / "sweep.svg", tmp_path / "sweep.csv"
    words = ("sweep", "leaking-deep_left=0,0.5", "--run", short)
    first = cli(*words, "-o", saved)
    again = cli("show", saved, "--plot", drawn, "--csv", table)
    assert (again.code, again.err) == (0, "")
    assert drawn.exists()
    assert [one for one in again.out.splitlines() if "written" not in one] == [
        one for one in first.out.splitlines() if "written" not in one
    ]
    assert len(table.read_text().splitlines()) == 3
    assert cli("show", saved, "--json").json == cli(*words, "--json").json
    refused = cli("show", saved, "--from", 3)
    assert (refused.code, refused.out) == (2, "")
    assert "a sweep has neither a stretch of time nor a page" in refused.err
