"""The shares of the three forces on the page are those that the clinical test computes."""

from __future__ import annotations

import pytest

from secondheart.app.force_shares import ForceShares, state_of
from secondheart.clinic.forces import COALITIONS, ForcesRow
from secondheart.errors import InputError
from secondheart.person import Person
from secondheart.simulation.parallel import Job


def test_shares_are_those_of_the_rows_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def measure(jobs: list[Job], *_: object) -> list[ForcesRow]:
        asked.append(len(jobs))
        return [ForcesRow("walking", acting, 0.0, 100.0 * len(acting), 0.0, 0.0) for acting in COALITIONS]

    monkeypatch.setattr("secondheart.app.force_shares.measure_all", measure)
    shares = ForceShares()
    found = shares.of(Person(), "walking")
    assert found == pytest.approx({"heart": 100 / 3, "breathing": 100 / 3, "muscles": 100 / 3, "none": 0.0})
    assert shares.of(Person(), "walking") == found
    assert asked == [8]  # once for all who ask for the same


@pytest.mark.parametrize("verb", ["run", "day", "sit"])
def test_of_what_the_test_does_not_do_nothing_is_said(verb: str) -> None:
    with pytest.raises(InputError, match="only lying, standing, walking"):
        state_of(verb)
