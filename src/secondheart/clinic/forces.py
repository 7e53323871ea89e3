"""The three forces that bring the blood back from the legs, and how much each of them does.

Heart off: the leg's arteries are clamped at the groin. Breathing off: held at the end of a breath out. Muscles off:
no pressure in them, and no weight on the feet.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING, Literal

import numpy as np

from secondheart.anatomy import LEG_REGIONS, LEGS
from secondheart.clinic.clinical_test import ClinicalTest
from secondheart.clinic.finding import Finding, finite_or_none
from secondheart.clinic.trace import leg_traces, pressure_reading
from secondheart.person import Person
from secondheart.protocol import Force, Protocol, lie, stand, walk
from secondheart.results.measure import (
    ANKLE_VEIN,
    flow,
    mean_of_legs,
    mean_over,
    person_of,
    step_span,
)
from secondheart.simulation.session import Progress
from secondheart.variables import LEG_OUTFLOW

if TYPE_CHECKING:
    import xarray as xr

State = Literal["lying", "standing", "walking"]
Coalition = frozenset[Force]

BODY_STATES: tuple[State, ...] = ("lying", "standing", "walking")
THREE_FORCES: tuple[Force, ...] = ("heart", "breathing", "muscles")
COALITIONS: tuple[Coalition, ...] = tuple(
    frozenset(some) for size in range(len(THREE_FORCES), -1, -1) for some in combinations(THREE_FORCES, size)
)
ALL_FORCES: Coalition = frozenset(THREE_FORCES)

MEASURED_S, EARLY_S, LATE_S = 60.0, 10.0, 30.0
LEAD_IN_S, WALKING_IN_S = 5.0, 30.0  # a walk takes some steps until the veins have emptied


@dataclass(frozen=True)
class ForcesRow:
    """What some of the forces do in one state; both legs together.

    Attributes
    ----------
    state : {"lying", "standing", "walking"}
    acting : frozenset of {"heart", "breathing", "muscles"}
        The forces that are not switched off.
    outflow_first_mL_min, outflow_last_mL_min : float
        Mean outflow through both external iliac veins over the first 10 s and the last 30 s of a minute.
    leg_veins_mL : float
        Blood in the veins of both legs from the foot to the groin, mean over the last 30 s.
    ankle_vein_mmHg : float
        Mean of both ankle veins over the last 30 s.
    """

    state: State
    acting: Coalition
    outflow_first_mL_min: float
    outflow_last_mL_min: float
    leg_veins_mL: float
    ankle_vein_mmHg: float


def forces_protocol(state: State, acting: Coalition) -> Protocol:
    """Return a lead-in in which all forces act, and a minute in which only some do."""
    off = sorted(set(THREE_FORCES) - acting)
    if state == "walking":
        before, then = walk(km_h=3, seconds=WALKING_IN_S), walk(km_h=3, seconds=MEASURED_S)
    else:
        verb = lie if state == "lying" else stand
        before, then = verb(seconds=LEAD_IN_S), verb(seconds=MEASURED_S)
    return (before + then.without(*off)).named(f"forces-{state}")


def leg_veins(person: Person) -> tuple[str, ...]:
    """Return the names of the veins of both legs, from the foot to the groin."""
    regions = {f"{part}_{side}" for part in LEG_REGIONS for side in LEGS}
    return tuple(vessel.name for vessel in person.body.vessels if vessel.venous and vessel.region in regions)


def forces_row(result: xr.Dataset, combination: tuple[State, Coalition]) -> ForcesRow:
    """Measure a run of `forces_protocol`."""
    state, acting = combination
    start, stop = step_span(result, 1)
    first, last = (start, start + EARLY_S), (stop - LATE_S, stop)
    outflow = sum(60.0 * flow(result, LEG_OUTFLOW.format(side)) for side in LEGS)
    veins = result["volume"].sel(vessel=list(leg_veins(person_of(result)))).sum("vessel")
    return ForcesRow(
        state=state,
        acting=acting,
        outflow_first_mL_min=mean_over(result, np.asarray(outflow), first),
        outflow_last_mL_min=mean_over(result, np.asarray(outflow), last),
        leg_veins_mL=mean_over(result, np.asarray(veins, float), last),
        ankle_vein_mmHg=mean_of_legs(result, ANKLE_VEIN, last),
    )


def combination_findings(table: Sequence[ForcesRow]) -> list[Finding]:
    """Return what was measured with each combination; the test is named ``forces-<state>:<forces that act>``."""
    findings: list[Finding] = []
    for row in table:
        case = f"{row.state}:{'+'.join(force for force in THREE_FORCES if force in row.acting) or 'none'}"
        findings.append(_finding("outflow_first_10_s", row.outflow_first_mL_min, "mL/min", case))
        findings.append(_finding("outflow_last_30_s", row.outflow_last_mL_min, "mL/min", case))
        findings.append(_finding("leg_vein_volume", row.leg_veins_mL, "mL", case))
        findings.append(_finding("ankle_vein_pressure", row.ankle_vein_mmHg, "mmHg", case))
    return findings


def share_findings(table: Sequence[ForcesRow]) -> list[Finding]:
    """Return the findings that follow from the whole table."""
    findings: list[Finding] = []
    for state in BODY_STATES:
        rows = [row for row in table if row.state == state]
        late = {row.acting: row.outflow_last_mL_min for row in rows}
        early = {row.acting: row.outflow_first_mL_min for row in rows}
        for prefix, worth in (("", late), ("early_", early)):
            findings.append(_finding(f"{prefix}outflow", worth[ALL_FORCES], "mL/min", state))
            findings += [_finding(f"{prefix}share_{name}", share, "%", state) for name, share in shares(worth).items()]
    return findings


def shares(worth: Mapping[Coalition, float]) -> dict[str, float]:
    """Return what each force, and none, has of the worth of all of them, in percent."""
    whole = worth[ALL_FORCES]
    parts: list[tuple[str, float]] = [*shapley(worth).items(), ("none", worth[frozenset()])]
    return {name: 100.0 * part / whole if whole else math.nan for name, part in parts}


def _finding(name: str, value: float, unit: str, state: str) -> Finding:
    return Finding(name=name, value=finite_or_none(value), unit=unit, side="both", test=f"forces-{state}")


def shapley(worth: Mapping[Coalition, float]) -> dict[Force, float]:
    """Return each force's share: what it adds on average, over every order in which the forces may come in.

    The shares sum up to the worth of all forces less that of none.

    Examples
    --------
    >>> worth = {some: 6.0 * ("heart" in some) + 3.0 * (len(some) == 3) for some in COALITIONS}
    >>> shapley(worth)
    {'heart': 7.0, 'breathing': 1.0, 'muscles': 1.0}
    """
    return {force: sum(_gain(worth, force, some) for some in COALITIONS if force not in some) for force in THREE_FORCES}


def _gain(worth: Mapping[Coalition, float], force: Force, before: Coalition) -> float:
    orders = factorial(len(before)) * factorial(len(THREE_FORCES) - 1 - len(before))
    return orders / factorial(len(THREE_FORCES)) * (worth[before | {force}] - worth[before])


def forces_findings(rows: Mapping[tuple[State, Coalition], ForcesRow]) -> list[Finding]:
    """Return the shares of the forces, then what was measured with each combination."""
    table = list(rows.values())
    return [*share_findings(table), *combination_findings(table)]


def forces_vessels(person: Person) -> list[str]:
    """Return the veins of both legs up to the pelvis."""
    return [*leg_veins(person), *(f"external_iliac_{side}" for side in LEGS)]


FORCES_TEST = ClinicalTest(
    name="forces",
    title="The three forces that bring the blood back from the legs",
    purpose="Share out the outflow from both legs among the heart's push, breathing and the muscles.",
    protocols=lambda: {
        (state, acting): forces_protocol(state, acting) for state in BODY_STATES for acting in COALITIONS
    },
    vessels=forces_vessels,
    measure=forces_row,
    findings=forces_findings,
    trace=lambda result, _: leg_traces(result, "Ankle vein pressure", "mmHg", pressure_reading(ANKLE_VEIN)),
    traced=(("walking", ALL_FORCES),),
)


def forces(person: Person, progress: Progress | None = None) -> list[Finding]:
    """Share out the outflow from both legs among the heart's push, breathing and the muscles.

    Parameters
    ----------
    person : Person
    progress : callable, optional
        See `simulate`.

    Returns
    -------
    list of Finding
        For lying, standing and walking (the test's name says which): `share_heart`, `share_breathing` and
        `share_muscles`, their Shapley values in percent of the outflow with all forces, over the last 30 s of a
        minute; `share_none`, what flows without any of them. The four sum up to 100 %. Then the same over the first
        10 s (`early_share_...`), and the outflow itself. Then for each combination of the forces: the outflow over
        the first 10 s and the last 30 s, the blood in the leg veins and the ankle vein's pressure.

    Notes
    -----
    A share may be negative, and one above 100 %: a force may hinder the others.
    """
    return FORCES_TEST.examine(person, progress).findings
