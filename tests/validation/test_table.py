"""The table, run: every row comes out as it did when it was last looked at.

A row that holds where a miss was expected fails too, and so does another number: look at it, then run
``python -m secondheart.evidence``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from secondheart.clinic import TESTS
from secondheart.evidence import Outcome, findings, validate
from secondheart.evidence import expected as expectations
from secondheart.evidence.expected import Expectation, expected, rewrite
from secondheart.evidence.runs import recorded_run
from secondheart.person import Person

NEAR = {"rel": 0.01, "abs": 0.05}  # so much may a number of the manual be wrong


def changed(outcomes: Iterable[Outcome], wanted: Mapping[str, Expectation]) -> list[str]:
    """Tell the rows that came out otherwise: hold where a miss was expected, or miss, or give another number."""
    return [
        f"{o.id} = {o.model} {o.unit}, band {o.low} to {o.high}, expected {wanted[o.id]}"
        for o in outcomes
        if o.passed is not None
        and (o.passed != wanted[o.id].holds or o.model != pytest.approx(wanted[o.id].model, **NEAR))
    ]


def test_every_row_comes_out_as_expected() -> None:
    seen: list[tuple[float, float]] = []
    outcomes = validate(lambda now, whole: seen.append((now, whole)))
    assert [outcome.id for outcome in outcomes] == [row.id for row in findings()]
    told = changed(outcomes, expected(recorded=recorded_run() is not None))
    assert not told, "\n".join(told)
    assert next(outcome.model for outcome in outcomes if outcome.id == "volume_drift") == 0.0
    assert max(seen)[0] == pytest.approx(max(seen)[1])


def test_without_the_recording_its_rows_come_out_as_expected_too() -> None:
    outcomes = validate(rows=[row for row in findings() if row.protocol == "run"], recorded=False)
    told = changed(outcomes, expected(recorded=False))
    assert not told, "\n".join(told)
    assert {outcome.protocol for outcome in outcomes} == {"run at 170 beats and 87 strides a minute"}


def test_expectations_are_rewritten_and_read_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def made(*, rows: object = None, recorded: bool = True) -> list[Outcome]:
        kept = [row for row in findings() if (row.protocol == "run" or rows is None) and row.status != "left out"]
        facts = {
            "model": 12.34567 if recorded else None,
            "passed": recorded,
            "person": "",
            "protocol": "",
            "reason": "",
        }
        columns = ("id", "quantity", "low", "high", "unit", "status", "source")
        return [Outcome(**{name: getattr(row, name) for name in columns}, **facts) for row in kept]

    monkeypatch.setattr(expectations, "validate", made)
    monkeypatch.setattr(expectations, "recorded_run", lambda: None)
    path = tmp_path / "expected.toml"
    path.write_text("[rows]\n[recorded_run]\nrunning_cardiac_output = {holds = true, model = 2.0}\n")
    rewrite(path)
    assert set(expected(False, path).values()) == {(False, None)}
    assert expected(True, path)["running_cardiac_output"] == (True, 2.0)  # kept, for want of a recording
    monkeypatch.setattr(expectations, "recorded_run", lambda: object())
    assert {row.id for row in rewrite(path) if row.passed} == {row.id for row in findings() if row.protocol == "run"}
    assert sum(row == (True, 12.35) for row in expected(True, path).values()) == 4


def test_the_forces_of_the_default_person_are_shared_out_in_full() -> None:
    found = TESTS["forces"](Person())
    assert len(found) == 3 * 2 * 5 + 3 * 8 * 4  # shares, and what each combination does
    for state in ("lying", "standing", "walking"):
        for prefix in ("", "early_"):
            part = {f.name: f.value for f in found if f.test == f"forces-{state}" and f.value is not None}
            names = ("heart", "breathing", "muscles", "none")
            assert sum(part[f"{prefix}share_{name}"] for name in names) == pytest.approx(100.0, abs=1e-6)
            assert part[f"{prefix}outflow"] > 0.0
    lying = {f.name: f.value for f in found if f.test == "forces-lying"}
    assert lying["share_muscles"] == 0.0  # nothing is squeezed, and nothing rests on the soles
