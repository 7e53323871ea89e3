"""The table, run: every row comes out as it did when it was last looked at.

A row that holds where a miss was expected fails too, and so does another number: look at it, then run
``python -m secondheart.evidence``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from secondheart.clinic import TESTS
from secondheart.evidence import Outcome, evidence_rows, validate
from secondheart.evidence import expected as module
from secondheart.evidence.cases import recorded_run
from secondheart.evidence.expected import Expectation, expectations, rewrite
from secondheart.evidence.published import asides
from secondheart.person import Person

SHARE = 0.01  # of a number, or of its band, by which the manual may be wrong


def near(o: Outcome, wanted: float | None) -> bool:
    """Say whether a row came out with the number that the manual tells."""
    if o.model is None or wanted is None:
        return o.model is wanted
    band = max(abs(end) for end in (o.low, o.high) if end is not None)
    return o.model == pytest.approx(wanted, rel=SHARE, abs=SHARE * band)


def changed(outcomes: Iterable[Outcome], wanted: Mapping[str, Expectation]) -> list[str]:
    """Tell the rows that came out otherwise: hold where a miss was expected, or miss, or give another number."""
    return [
        f"{o.id} = {o.model} {o.unit}, band {o.low} to {o.high}, expected {wanted[o.id]}"
        for o in outcomes
        if o.passed is not None and (o.passed != wanted[o.id].holds or not near(o, wanted[o.id].model))
    ]


def test_every_row_comes_out_as_expected() -> None:
    seen: list[tuple[float, float]] = []
    outcomes = validate(lambda now, whole: seen.append((now, whole)))
    assert [outcome.id for outcome in outcomes] == [*(row.id for row in evidence_rows()), *asides()]
    told = changed(outcomes, expectations(recorded=recorded_run() is not None))
    assert not told, "\n".join(told)
    assert next(outcome.model for outcome in outcomes if outcome.id == "volume_drift") == 0.0
    assert max(seen)[0] == pytest.approx(max(seen)[1])


def test_without_the_recording_its_rows_come_out_as_expected_too() -> None:
    outcomes = validate(rows=[row for row in evidence_rows() if row.protocol == "run"], recorded=False)
    told = changed(outcomes, expectations(recorded=False))
    assert not told, "\n".join(told)
    assert {outcome.protocol for outcome in outcomes} == {"run at 170 beats and 87 strides a minute"}


def test_expectations_are_rewritten_and_read_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def made(_: object = None, *, rows: object = None, recorded: bool = True) -> list[Outcome]:
        kept = [row for row in evidence_rows() if row.protocol == "run" or rows is None]
        facts = {
            "model": 12.34567 if recorded else None,
            "passed": recorded,
            "person": "",
            "protocol": "",
            "reason": "",
        }
        columns = ("id", "finding", "group", "quantity", "low", "high", "unit", "status", "source", "cause")
        return [Outcome(**{name: getattr(row, name) for name in columns}, **facts) for row in kept]

    monkeypatch.setattr(module, "validate", made)
    monkeypatch.setattr(module, "recorded_run", lambda: None)
    path = tmp_path / "expected.toml"
    path.write_text("[rows]\n[recorded_run]\nrunning_cardiac_output = {holds = true, model = 2.0}\n")
    rewrite(path)
    assert set(expectations(False, path).values()) == {(False, None)}
    assert expectations(True, path)["running_cardiac_output"] == (True, 2.0)  # kept, for want of a recording
    monkeypatch.setattr(module, "recorded_run", lambda: object())
    assert {row.id for row in rewrite(path) if row.passed} == {
        row.id for row in evidence_rows() if row.protocol == "run"
    }
    assert sum(row == (True, 12.35) for row in expectations(True, path).values()) == 4


def test_the_forces_of_the_default_person_are_shared_out_in_full() -> None:
    found = TESTS["forces"].examine(Person()).findings
    assert len(found) == 3 * 2 * 5 + 3 * 8 * 4  # shares, and what each combination does
    for state in ("lying", "standing", "walking"):
        for prefix in ("", "early_"):
            part = {f.name: f.value for f in found if f.test == f"forces-{state}" and f.value is not None}
            names = ("heart", "breathing", "muscles", "none")
            assert sum(part[f"{prefix}share_{name}"] for name in names) == pytest.approx(100.0, abs=1e-6)
            assert part[f"{prefix}outflow"] > 0.0
    lying = {f.name: f.value for f in found if f.test == "forces-lying"}
    assert lying["share_muscles"] == 0.0  # nothing is squeezed, and nothing rests on the soles


@pytest.mark.parametrize(
    ("model", "wanted", "same"),
    [
        (27.0, 26.9, True),
        (27.0, 26.5, False),
        (0.01, 0.0, True),
        (0.5, 0.0, False),
        (None, None, True),
        (None, 1.0, False),
    ],
)
def test_digits_are_compared_with_a_tolerance(model: float | None, wanted: float | None, same: bool) -> None:
    facts = dict.fromkeys(("id", "finding", "group", "quantity", "unit", "source", "person", "protocol"), "")
    rest = {"passed": True, "status": "predicted", "cause": "", "reason": ""}
    assert near(Outcome(model=model, low=-30.0, high=5.0, **facts, **rest), wanted) is same
