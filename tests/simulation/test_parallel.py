"""Several runs at once are the same runs, in their order."""

from __future__ import annotations

import pytest

from secondheart import InputError, Person, lie, simulate, stand
from secondheart.results.measure import mean_pressure
from secondheart.simulation.parallel import Job, measure_all

VEIN = "great_saphenous_ankle_left"


def ankle(result: object) -> float:
    return mean_pressure(result, VEIN, (0.0, 2.0))  # type: ignore[arg-type]


def test_runs_side_by_side_are_those_made_alone() -> None:
    protocols = [stand(seconds=2), lie(seconds=2), stand(seconds=2)]
    seen: list[tuple[float, float]] = []
    jobs = [Job(Person(), protocol, record=(VEIN,)) for protocol in protocols]
    together = measure_all(jobs, [ankle] * 3, lambda now, whole: seen.append((now, whole)))
    assert together == [ankle(simulate(Person(), protocol, record=[VEIN])) for protocol in protocols]
    assert max(seen) == (6.0, 6.0)


def test_what_one_of_them_raises_is_raised() -> None:
    jobs = [Job(Person(), lie(seconds=1)), Job(Person(), lie(seconds=1), record=("no_such_vessel",))]
    with pytest.raises(InputError, match="unknown vessel 'no_such_vessel'"):
        measure_all(jobs, [ankle] * 2)
