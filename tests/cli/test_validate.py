"""secondheart validate: its table and its counts."""

from __future__ import annotations

import pytest

from secondheart.evidence import Outcome

ROW = ["id", "quantity", "model", "low", "high", "unit", "passed", "status", "source"]


def outcome(name: str, model: float | None, passed: bool | None, status: str, reason: str = "") -> Outcome:
    return Outcome(name, f"some {name}", model, 1.0, 2.0, "mmHg", passed, status, "a book", "default", "stand", reason)


@pytest.fixture(autouse=True)
def outcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        outcome("one", 1.5, True, "calibrated"),
        outcome("two", 2.5, False, "predicted"),
        outcome("three", 1.25, True, "predicted"),
        outcome("four", None, None, "left out", "not measured"),
    ]
    monkeypatch.setattr("secondheart.evidence.validate", lambda **_: rows)


def test_misses_are_shown_and_are_no_error(cli) -> None:
    ran = cli("validate")
    lines = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert lines[0].split()[:4] == ["id", "quantity", "model", "must"]
    assert [next(word for word in ("missed", "met", "left out") if word in line) for line in lines[2:6]] == [
        "met",
        "missed",
        "met",
        "left out",
    ]
    assert lines[5].endswith("a book; not measured")
    assert lines[6] == "2 of 3 findings met; of those that were not used to set a parameter, 1 of 2"


def test_json_has_rows_and_counts(cli) -> None:
    told = cli("validate", "--json").json
    assert list(told) == ["rows", "passed", "total", "predicted_passed", "predicted_total"]
    assert (told["passed"], told["total"], told["predicted_passed"], told["predicted_total"]) == (2, 3, 1, 2)
    assert all(set(ROW) <= set(row) for row in told["rows"])
    assert told["rows"][3]["model"] is None
