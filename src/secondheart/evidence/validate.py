"""Run the rows of the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from secondheart.clinic.finding import finite_or_none
from secondheart.evidence.cases import Trial, job_of, recorded_run
from secondheart.evidence.measure_runs import MeasuredRun, measure_runs
from secondheart.evidence.measures.circulation import volume_drift
from secondheart.evidence.published import asides, published_finding
from secondheart.evidence.rows import EVERY, Row, evidence_rows
from secondheart.simulation.session import Progress

Status = Literal["calibrated", "predicted", "input", "left out"]
COUNTING = ("calibrated", "predicted")  # what is put in proves nothing
ALWAYS = volume_drift.__name__


@dataclass(frozen=True)
class Outcome:
    """How a row came out; `model` and `passed` are None for a finding that no row measures.

    `protocol` is what was run, which for the row's "run" is the recorded one where it was found; `cause` is why a row
    misses, and `reason` why a finding was left out. `own_tolerance` says that the band is ours and no publication's,
    `near_edge` that the model is inside by less than a twentieth of the band.
    """

    id: str
    finding: str
    group: str
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
    cause: str
    reason: str
    own_tolerance: bool = False
    near_edge: bool = False


def validate(
    progress: Progress | None = None, *, rows: Sequence[Row] | None = None, recorded: bool = True
) -> list[Outcome]:
    """Hold the model against the rows, each run simulated once.

    Parameters
    ----------
    progress : callable, optional
        Called with the done and the whole work, as simulated seconds of all runs.
    rows : sequence of Row, optional
        All of `evidence_rows()` where left out, and then the findings that no row measures come after them.
    recorded : bool
        Whether the recorded run is used where it is found; else a steady one takes its place.

    Returns
    -------
    list of Outcome
        One a row, in their order.

    Raises
    ------
    RunFailed
        If a run breaks off.
    """
    chosen = evidence_rows() if rows is None else rows
    run = recorded_run() if recorded else None
    wanted = _measurements(chosen)
    runs = [MeasuredRun(job_of(trial, run), tuple(sorted(names))) for trial, names in wanted.items()]
    values = dict(zip(wanted, measure_runs(runs, progress), strict=True))
    titles = {trial.protocol: one.job.protocol.name or trial.protocol for trial, one in zip(wanted, runs, strict=True)}
    return [_outcome(row, values, titles) for row in chosen] + ([] if rows is not None else set_aside())


def counts(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Return how many rows count and how many hold: of all, of the predicted, of those with a tolerance of our own."""
    judged = [outcome for outcome in outcomes if outcome.status in COUNTING and outcome.passed is not None]
    parts = {
        "": judged,
        "predicted_": [outcome for outcome in judged if outcome.status == "predicted"],
        "own_tolerance_": [outcome for outcome in judged if outcome.own_tolerance],
    }
    tallies: dict[str, int] = {}
    for name, part in parts.items():
        tallies |= {f"{name}passed": sum(one.passed is True for one in part), f"{name}total": len(part)}
    return {**tallies, "near_edge": sum(outcome.near_edge for outcome in judged)}


def set_aside() -> list[Outcome]:
    """Return the findings that no row measures."""
    outcomes: list[Outcome] = []
    for id_, aside in asides().items():
        one = published_finding(id_)
        facts = {"model": None, "passed": None, "person": "", "protocol": "", "cause": ""}
        reason = f"{aside.reason}: {aside.why}" if aside.reason else aside.why
        outcomes.append(
            Outcome(
                id=id_,
                finding=id_,
                group=one.group,
                quantity=one.quantity,
                low=one.low,
                high=one.high,
                unit=one.unit,
                status=aside.status,
                source=one.source,
                reason=reason,
                **facts,  # type: ignore[arg-type]  # nothing was run
            )
        )
    return outcomes


def _measurements(rows: Iterable[Row]) -> dict[Trial, set[str]]:
    """Return what is to be measured on each run."""
    wanted: dict[Trial, set[str]] = {}
    for row in rows:
        for trial in row.trials:
            wanted.setdefault(trial, {ALWAYS}).add(row.measurement)
    return wanted


def _outcome(row: Row, values: Mapping[Trial, Mapping[str, float]], titles: Mapping[str, str]) -> Outcome:
    model = _model(row, values)
    return Outcome(
        id=row.id,
        finding=row.finding,
        group=row.group,
        quantity=row.quantity,
        model=finite_or_none(model),
        low=row.low,
        high=row.high,
        unit=row.unit,
        passed=row.holds(model),
        status=row.status,
        source=row.source,
        person=row.person,
        protocol=titles.get(row.protocol, row.protocol),
        cause=row.cause,
        reason="",
        own_tolerance=row.own_tolerance,
        near_edge=row.near_edge(model),
    )


def _model(row: Row, values: Mapping[Trial, Mapping[str, float]]) -> float:
    if row.protocol == EVERY:
        return max((measured[row.measurement] for measured in values.values()), default=float("nan"))
    return row.value([values[trial][row.measurement] for trial in row.trials])
