"""Leave a group of the evidence out: set a few numbers of the body without it, and predict it.

Bounded on purpose: eight levers, each a few numbers of the atlas that are moved together and within their ranges; rows
that are calibrated, have both ends and need runs of at most `LONGEST_S`; and a model that is linear in the levers, from
one run of each row with each lever a little off. So it shows how far rows hold each other up, not what a whole
calibration by hand would give.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from secondheart.evidence.cases import Trial, job_of
from secondheart.evidence.measure_runs import MeasuredRun, measure_runs
from secondheart.evidence.rows import EVERY, Row, evidence_rows
from secondheart.person.values import body_numbers, match_values
from secondheart.results.measure import Floats
from secondheart.simulation.session import Progress

LEVERS: Mapping[str, tuple[str, ...]] = {
    "blood": ("body.blood.volume",),
    "pericardium": ("body.pericardium.slack",),
    "arterial set point": ("body.reflex.arterial_set_point",),
    "answer of resistance": ("body.reflex.resistance_arterial",),
    "answer of veins": ("body.reflex.tone_arterial",),
    "thigh and pelvis veins": ("leg.vessel.thigh_muscle_veins.compliance", "leg.vessel.pelvic_veins.compliance"),
    "calf veins": ("leg.vessel.soleal_sinuses.compliance", "leg.vessel.gastrocnemius_sinuses.compliance"),
    "flow of calf and foot": (
        "leg.connection.*_arteries>*calf*.resistance",
        "leg.connection.*_arteries>foot_*.resistance",
    ),
}
GROUPS_LEFT_OUT = ("pressure", "plethysmography", "whole body")
LONGEST_S = 1500.0  # of a row's run
NUDGE = 0.04  # share by which a lever is moved to see what follows
HELD = 0.3  # weight of staying at the atlas, beside that of a row at the end of its band
SWEEPS = 500  # of the search for the levers


@dataclass(frozen=True)
class GroupLeftOut:
    """How the calibrated rows of a group come out: as the model is, with levers set by all rows, and without the group.

    `inside` counts rows, `apart` is the mean distance from the middle of the band, in halves of its width; `levers` are
    the factors that were found without the group.
    """

    group: str
    rows: int
    inside: tuple[int, int, int]
    apart: tuple[float, float, float]
    levers: Mapping[str, float]


def leave_groups_out(groups: Sequence[str] = GROUPS_LEFT_OUT, progress: Progress | None = None) -> list[GroupLeftOut]:
    """Return what becomes of groups of rows that the levers are set without.

    Parameters
    ----------
    groups : sequence of str
        Groups of the table of evidence.
    progress : callable, optional
        Called with the done and the whole work, as simulated seconds of all runs.
    """
    rows = usable_rows()
    base, slope = measure_slopes(rows, progress)
    middle = np.array([0.5 * (row.low + row.high) for row in rows])  # type: ignore[operator]  # both ends are there
    half = np.array([0.5 * (row.high - row.low) for row in rows])  # type: ignore[operator]
    off, slope = (base - middle) / half, slope / half[:, None]
    factors = lever_factors()
    everything = fit_levers(off, slope, factors)
    return [_left_out(group, rows, off, slope, (everything, factors)) for group in groups]


def _left_out(
    group: str, rows: Sequence[Row], off: Floats, slope: Floats, fitted: tuple[Floats, list[tuple[float, float]]]
) -> GroupLeftOut:
    everything, factors = fitted
    mine = np.array([row.group == group for row in rows])
    without = fit_levers(off[~mine], slope[~mine], factors)
    three = [off[mine] + slope[mine] @ moved for moved in (np.zeros_like(without), everything, without)]
    return GroupLeftOut(
        group=group,
        rows=int(mine.sum()),
        inside=tuple(int((np.abs(one) <= 1.0).sum()) for one in three),  # type: ignore[arg-type]  # of three
        apart=tuple(float(np.abs(one).mean()) for one in three),  # type: ignore[arg-type]
        levers={name: 1.0 + float(by) for name, by in zip(LEVERS, without, strict=True)},
    )


def usable_rows() -> tuple[Row, ...]:
    """Return the rows that levers may be set by: calibrated, with both ends, and quick to run."""
    rows = [row for row in evidence_rows() if row.status == "calibrated" and row.protocol != EVERY]
    closed = [row for row in rows if row.low is not None and row.high is not None]
    return tuple(row for row in closed if all(_duration_s(trial) <= LONGEST_S for trial in row.trials))


def _duration_s(trial: Trial) -> float:
    return job_of(trial, None).duration_s


def lever_factors() -> list[tuple[float, float]]:
    """Return how far each lever may be moved down and up, as shares, until a first number of it leaves its range."""
    return [_reach(chain.from_iterable(match_values(pattern) for pattern in patterns)) for patterns in LEVERS.values()]


def _reach(names: Iterable[str]) -> tuple[float, float]:
    numbers = [body_numbers()[name] for name in names]
    return max(n.low / n.value - 1.0 for n in numbers), min(n.high / n.value - 1.0 for n in numbers)


def measure_slopes(rows: Sequence[Row], progress: Progress | None = None) -> tuple[Floats, Floats]:
    """Return the rows' values as the model is, and how they change with each lever, for a change by its whole."""
    trials = list(dict.fromkeys(trial for row in rows for trial in row.trials))
    wanted = {trial: tuple(sorted({row.measurement for row in rows if trial in row.trials})) for trial in trials}
    nudges = [1.0] + [1.0 + (NUDGE if high >= NUDGE else -NUDGE) for _, high in lever_factors()]
    moved = [
        {},
        *({pattern: by for pattern in patterns} for by, patterns in zip(nudges[1:], LEVERS.values(), strict=True)),
    ]
    runs = [_moved_run(trial, wanted[trial], factors) for factors in moved for trial in trials]
    values = measure_runs(runs, progress)
    tables = [dict(zip(trials, values[k : k + len(trials)], strict=True)) for k in range(0, len(values), len(trials))]
    table = np.array([[row.value([one[t][row.measurement] for t in row.trials]) for row in rows] for one in tables])
    return table[0], ((table[1:] - table[0]) / (np.array(nudges[1:]) - 1.0)[:, None]).T


def _moved_run(trial: Trial, names: tuple[str, ...], factors: Mapping[str, float]) -> MeasuredRun:
    job = job_of(trial, None)
    person = job.person.with_scales(factors) if factors else job.person
    return MeasuredRun(replace(job, person=person), names)


def fit_levers(off: Floats, slope: Floats, factors: Sequence[tuple[float, float]]) -> Floats:
    """Return the moves of the levers that bring rows nearest to the middle of their bands, each within its range.

    Least squares of the distances in halves of a band's width, and of the moves as shares of their range with weight
    `HELD`; one lever after the other, round and round.
    """
    span = np.array([high - low for low, high in factors])
    moved = np.zeros(len(span))
    weight = (HELD / span) ** 2
    for _ in range(SWEEPS):
        for k, (low, high) in enumerate(factors):
            rest = off + slope @ moved - slope[:, k] * moved[k]
            best = -(slope[:, k] @ rest) / (slope[:, k] @ slope[:, k] + weight[k])
            moved[k] = min(max(best, low), high)
    return moved
