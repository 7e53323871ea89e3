"""How each row came out when it was last looked at, kept in `expected.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from secondheart.evidence.cases import recorded_run
from secondheart.evidence.rows import evidence_rows
from secondheart.evidence.validate import Outcome, validate
from secondheart.simulation.session import Progress

PATH = Path(__file__).with_name("expected.toml")
EXPECTED_HEAD = """\
# Which rows hold, and the model's number in four digits. Written by: python -m secondheart.evidence
# Rows of the protocol "run" come out otherwise with the recorded run in its place: the second table.
"""
EXPECTED_TABLES = ("rows", "recorded_run")


class Expectation(NamedTuple):
    """How a row came out: whether it held, and the model's number; None where there was none."""

    holds: bool
    model: float | None


def expectations(recorded: bool, path: Path = PATH) -> dict[str, Expectation]:
    """Return how the rows came out, by id, with the recorded run or with the steady one in its place.

    Examples
    --------
    >>> expectations(recorded=False)["volume_drift"]
    Expectation(holds=True, model=0.0)
    """
    rows, recorded_rows = (_read(path)[table] for table in EXPECTED_TABLES)
    came_out = {**rows, **(recorded_rows if recorded else {})}
    return {id_: Expectation(row["holds"], row.get("model")) for id_, row in came_out.items()}


def rewrite(path: Path = PATH, progress: Progress | None = None) -> list[Outcome]:
    """Validate and write down how the rows came out; where there is no recording, its rows stay as they were.

    Returns
    -------
    list of Outcome
        With the recorded run where it was found.
    """
    steady = validate(progress, recorded=False)
    outcomes = {outcome.id: outcome for outcome in steady}
    recorded_rows = _read(path)["recorded_run"] if path.is_file() else {}
    if recorded_run() is not None:
        running = validate(progress, rows=[row for row in evidence_rows() if row.protocol == "run"])
        outcomes.update((outcome.id, outcome) for outcome in running)
        recorded_rows = _came_out(running)
    tables = zip(EXPECTED_TABLES, (_came_out(steady), recorded_rows), strict=True)
    path.write_text(EXPECTED_HEAD + "".join(_text(name, rows) for name, rows in tables), "utf-8")
    return list(outcomes.values())


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _came_out(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    return {o.id: {"holds": o.passed, "model": o.model} for o in outcomes if o.passed is not None}


def _text(table: str, rows: Mapping[str, Mapping[str, Any]]) -> str:
    return f"\n[{table}]\n" + "".join(f"{id_} = {_row(row)}\n" for id_, row in rows.items())


def _row(row: Mapping[str, Any]) -> str:
    # A row a line, which a list of changes shows well; the usual writer would take four.
    holds, model = str(row["holds"]).lower(), row.get("model")
    return f"{{holds = {holds}}}" if model is None else f"{{holds = {holds}, model = {float(format(model, '.4g'))}}}"
