"""The shares of the three forces on the page are those that the clinical test computes."""

from __future__ import annotations

import pytest

from secondheart.app.force_shares import ForceShares, state_of
from secondheart.clinic.forces import COALITIONS, Coalition, ForcesRow, State
from secondheart.errors import InputError
from secondheart.person import Person
from secondheart.simulation.parallel import Job


def test_shares_are_those_of_the_rows_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def perform(jobs: list[Job], *_: object) -> list[float]:
        asked.append(len(jobs))
        return [100.0 * len(acting) for acting in COALITIONS]

    def row(outflow: float, combination: tuple[State, Coalition]) -> ForcesRow:
        return ForcesRow(*combination, 0.0, outflow, 0.0, 26.0 if "muscles" in combination[1] else 85.0)

    monkeypatch.setattr("secondheart.app.force_shares.perform_all", perform)
    monkeypatch.setattr("secondheart.app.force_shares.forces_row", row)
    shares = ForceShares()
    found = shares.of(Person(), "walking")
    assert found.shares == pytest.approx({"heart": 100 / 3, "breathing": 100 / 3, "muscles": 100 / 3, "none": 0.0})
    assert (found.ankle_mmHg, found.ankle_without_muscles_mmHg) == (26.0, 85.0)
    assert shares.of(Person(), "walking") == found
    assert asked == [8]  # once for all who ask for the same


@pytest.mark.parametrize("verb", ["run", "day", "sit"])
def test_of_what_the_test_does_not_do_nothing_is_said(verb: str) -> None:
    with pytest.raises(InputError, match="only lying, standing, walking"):
        state_of(verb)
