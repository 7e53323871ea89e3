"""Whether the legs have rows of their own: where something is the matter with one of them, and it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from secondheart.anatomy import LEGS
from secondheart.clinic import Finding
from secondheart.person import Person
from secondheart.person.conditions import Sided
from secondheart.protocol import Protocol, Step
from secondheart.report.summary import Means
from secondheart.results import measure

if TYPE_CHECKING:
    import xarray as xr

APART_MMHG = 1.0  # legs whose veins differ by more have rows of their own


def legs_apart(results: Iterable[xr.Dataset], rows: Iterable[Means]) -> bool:
    """Say whether each leg has a row of its own: they are treated unlike, and their veins differ.

    Legs that are treated alike differ too where they move in turn: by where in its stride each of them is.
    """
    pairs = [pair for row in rows for pair in (row.ankle_vein_mean, row.foot_vein_mean)]
    return any(abs(left - right) > APART_MMHG for left, right in pairs) and any(map(is_one_sided, results))


def is_one_sided(result: xr.Dataset) -> bool:
    """Say whether anything of the person or of the protocol is of one leg alone."""
    return is_person_one_sided(measure.person_of(result)) or is_protocol_one_sided(measure.protocol_of(result))


def is_person_one_sided(person: Person) -> bool:
    """Say whether one leg of a person is unlike the other.

    Examples
    --------
    >>> from secondheart.person import leaking_valves
    >>> one = leaking_valves(Person(), "popliteal_left", 0.3)
    >>> both = leaking_valves(one, "popliteal_right", 0.3)
    >>> [is_person_one_sided(person) for person in (Person(), one, both)]
    [False, True, False]
    """
    leak = {one.valve: one.leak for one in person.body.connections if one.valve}
    mirrored = {valve.replace("_left", "_right"): value for valve, value in leak.items() if valve.endswith("_left")}
    apart = any(leak[valve] != value for valve, value in mirrored.items())
    return apart or any(_unlike(things) for things in (person.conditions, person.treatments, person.garments))


def is_protocol_one_sided(protocol: Protocol) -> bool:
    """Say whether a protocol asks one leg for something else than the other.

    Examples
    --------
    >>> from secondheart.protocol import walk
    >>> is_protocol_one_sided(walk(minutes=1)), is_protocol_one_sided(walk(minutes=1).paralysed("left"))
    (False, True)
    """
    return any(_step_one_sided(step) for step in protocol.steps)


def merge_legs(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings with those of two legs as one: their mean."""
    merged: list[Finding] = []
    for finding in findings:
        if merged and (merged[-1].side, finding.side) == ("left", "right") and merged[-1].name == finding.name:
            merged[-1] = merged[-1].replace(side="both", value=_mean(merged[-1].value, finding.value))
        else:
            merged.append(finding)
    return merged


def _mean(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else (one + other) / 2.0


def _step_one_sided(step: Step) -> bool:
    legs = step.activity.legs if step.activity else "both"
    used = (step.device,) if step.device else ()
    one_leg = len(step.paralysed) == 1 or len(step.unloaded) == 1 or legs in LEGS
    return one_leg or _unlike(step.cuffs) or _unlike(step.wear) or _unlike(used)


def _unlike(things: Sequence[Sided]) -> bool:
    """Say whether what one side has is not what the other has."""
    left, right = (
        sorted(repr(thing).replace(f"side='{side}'", "") for thing in things if thing.side == side) for side in LEGS
    )
    return left != right
