"""secondheart validate: its table, its misses and its counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondheart.evidence import Outcome

ROW = ["id", "quantity", "model", "low", "high", "unit", "passed", "status", "source"]
BAND = {"low": 1.0, "high": 2.0, "unit": "mmHg"}
TOLD = {"finding": "P01", "group": "pressure", "source": "a book", "reason": ""}
RUN = {"person": "default", "protocol": "stand"}


def outcome(name: str, model: float | None, passed: bool | None, status: str, cause: str = "") -> Outcome:
    came_out = {"model": model, "passed": passed, "status": status, "cause": cause}
    return Outcome(id=name, quantity=f"some {name}", **came_out, **BAND, **TOLD, **RUN)


@pytest.fixture
def outcomes(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    rows = [
        outcome("one", 1.5, True, "calibrated"),
        outcome("two", 2.5, False, "predicted", "too stiff"),
        outcome("three", 1.25, True, "predicted"),
        outcome("four", None, None, "left out"),
        outcome("five", None, None, "input"),
    ]
    given: dict[str, object] = {}

    def validate(**asked: object) -> list[Outcome]:
        given.update(asked)
        return rows

    monkeypatch.setattr("secondheart.evidence.validate", validate)
    return given


def test_misses_are_shown_with_their_cause_and_are_no_error(cli, outcomes) -> None:
    ran = cli("validate")
    lines = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert lines[0].split() == ["finding", "quantity", "published", "model", "unit", "status", "source"]
    assert ["OUTSIDE" in line for line in lines[2:5]] == [False, True, False]
    assert ["inside" in line for line in lines[2:5]] == [True, False, True]
    assert lines[6:8] == ["Outside, and why that may be:", "  P01 some two: too stiff"]
    told = "2 of 3 rows inside their band: 1 of 1 that were used to set a parameter, 1 of 2 that were not"
    assert told in lines
    assert lines[-1].startswith("1 findings are put into the model and 1 left out")
    assert outcomes["rows"] is None


@pytest.mark.usefixtures("outcomes")
def test_json_has_rows_and_counts(cli) -> None:
    told = cli("validate", "--json").json
    counted = ["passed", "total", "predicted_passed", "predicted_total"]
    assert list(told) == ["rows", *counted, "own_tolerance_passed", "own_tolerance_total", "near_edge"]
    assert (told["passed"], told["total"], told["predicted_passed"], told["predicted_total"]) == (2, 3, 1, 2)
    assert all(set(ROW) <= set(row) for row in told["rows"])
    assert told["rows"][3]["model"] is None


def test_rows_of_ones_own_are_held_against_the_model(cli, outcomes, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    fields = 'id = "a"\nfinding = "P21"\nquantity = "a"\nprotocol = "avp"\nmeasurement = "tiptoe_refill"\n'
    path.write_text(f'[[row]]\n{fields}status = "predicted"\n')
    assert cli("validate", "--rows", str(path)).code == 0
    (row,) = outcomes["rows"]
    assert (row.id, row.low, row.high) == ("a", 18, 40)


def test_a_broken_row_is_one_sentence_and_exit_2(cli, outcomes, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[[row]]\nid = "a"\n')
    ran = cli("validate", "--rows", str(path))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"{path}: row 1 (a): Row needs 'quantity'\n"
    assert outcomes == {}


def test_an_interruption_says_what_is_kept_and_leaves_with_130(cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(**_: object) -> list[Outcome]:
        raise KeyboardInterrupt("interrupted; 3 of 5 runs are kept, and the next time goes on from there")

    monkeypatch.setattr("secondheart.evidence.validate", stopped)
    ran = cli("validate")
    assert (ran.code, ran.out) == (130, "")
    assert ran.err == "interrupted; 3 of 5 runs are kept, and the next time goes on from there\n"
