"""How each row came out when it was last looked at, kept in `expected.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

import tomli_w

from secondheart.evidence.rows import findings
from secondheart.evidence.runs import recorded_run
from secondheart.evidence.validate import Outcome, validate

PATH = Path(__file__).with_name("expected.toml")
HEAD = """\
# Which rows of rows.toml hold. Written by: python -m secondheart.evidence
# Rows of the protocol "run" may come out otherwise with the recorded run in its place: the second table.

"""


def expected(recorded: bool, path: Path = PATH) -> dict[str, bool]:
    """Return which rows hold, by id, with the recorded run or with the steady one in its place."""
    tables = tomllib.loads(path.read_text("utf-8"))
    return {**tables["rows"], **(tables["recorded_run"] if recorded else {})}


def rewrite(path: Path = PATH) -> list[Outcome]:
    """Validate and write down which rows hold; where there is no recording, its rows stay as they were.

    Returns
    -------
    list of Outcome
        With the recorded run where it was found.
    """
    steady = validate(recorded=False)
    outcomes = {outcome.id: outcome for outcome in steady}
    before = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    tables = {"rows": _passed(steady), "recorded_run": before.get("recorded_run", {})}
    if recorded_run() is not None:
        running = validate(rows=[row for row in findings() if row.protocol == "run"])
        outcomes.update((outcome.id, outcome) for outcome in running)
        tables["recorded_run"] = _passed(running)
    path.write_text(HEAD + tomli_w.dumps(tables), "utf-8")
    return list(outcomes.values())


def _passed(outcomes: Iterable[Outcome]) -> dict[str, bool]:
    return {outcome.id: outcome.passed for outcome in outcomes if outcome.passed is not None}
