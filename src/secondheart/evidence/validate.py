"""Run the rows of the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from secondheart.clinic.finding import known
from secondheart.clinic.together import measure_all
from secondheart.evidence.measurements import MEASUREMENTS, volume_drift
from secondheart.evidence.rows import EVERY, Row, Status, findings
from secondheart.evidence.runs import Case, job, recorded_run
from secondheart.simulate import Progress

if TYPE_CHECKING:
    import xarray as xr

Values = Mapping[str, float]


@dataclass(frozen=True)
class Outcome:
    """How a row came out; `model` and `passed` are None for one that is left out.

    `protocol` is what was run, which for the row's "run" is the recorded one where it was found.
    """

    id: str
    quantity: str
    model: float | None
    low: float | None
    high: float | None
    unit: str
    passed: bool | None
    status: Status
    source: str
    person: str
    protocol: str
    reason: str


def validate(
    progress: Progress | None = None, *, rows: Sequence[Row] | None = None, recorded: bool = True
) -> list[Outcome]:
    """Hold the model against the rows, each run being made once.

    Parameters
    ----------
    progress : callable, optional
        Called with the simulated and the whole time of all runs, in seconds.
    rows : sequence of Row, optional
        All of `findings()` where left out.
    recorded : bool
        Whether the recorded run is used where it is found; else a steady one takes its place.

    Returns
    -------
    list of Outcome
        One a row, in their order.
    """
    rows = findings() if rows is None else rows
    run = recorded_run() if recorded else None
    wanted = _wanted(rows)
    jobs = {case: job(case, run) for case in wanted}
    cases = sorted(
        jobs, key=lambda case: -jobs[case].protocol.duration_s
    )  # the longest first, so that both cores end together
    measures = [partial(_measured, names=wanted[case]) for case in cases]
    values = dict(zip(cases, measure_all([jobs[case] for case in cases], measures, progress), strict=True))
    told = {case.protocol: jobs[case].protocol.name or case.protocol for case in cases}
    return [_outcome(row, values, told) for row in rows]


def counts(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Return how many rows there are and how many hold, of all and of the predicted; those left out do not count."""
    judged = [outcome for outcome in outcomes if outcome.passed is not None]
    predicted = [outcome for outcome in judged if outcome.status == "predicted"]
    return {
        "passed": sum(outcome.passed is True for outcome in judged),
        "total": len(judged),
        "predicted_passed": sum(outcome.passed is True for outcome in predicted),
        "predicted_total": len(predicted),
    }


def _wanted(rows: Iterable[Row]) -> dict[Case, set[str]]:
    wanted: dict[Case, set[str]] = {}
    for row in rows:
        for case in row.cases:
            wanted.setdefault(case, set()).add(row.measurement)
    return wanted


def _measured(result: xr.Dataset, names: set[str]) -> Values:
    return {name: MEASUREMENTS[name](result) for name in {*names, volume_drift.__name__}}


def _outcome(row: Row, values: Mapping[Case, Values], told: Mapping[str, str]) -> Outcome:
    model = _model(row, values)
    return Outcome(
        id=row.id,
        quantity=row.quantity,
        model=None if model is None else known(model),
        low=row.low,
        high=row.high,
        unit=row.unit,
        passed=None if model is None else row.holds(model),
        status=row.status,
        source=row.source,
        person=row.person,
        protocol=told.get(row.protocol, row.protocol),
        reason=row.reason,
    )


def _model(row: Row, values: Mapping[Case, Values]) -> float | None:
    if row.status == "left out":
        return None
    if row.protocol == EVERY:
        return max((found[row.measurement] for found in values.values()), default=float("nan"))
    found = [values[case][row.measurement] for case in row.cases]
    return found[0] - found[1] if row.against else found[0]
