"""Treatments of a person: which contradict what else is known, and what they leave of the veins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import model_validator

from secondheart._files import package_toml
from secondheart._model import Model
from secondheart.anatomy import Side, command_name, match_name, split_side
from secondheart.errors import InputError, UnknownName
from secondheart.person.atlas.number import Number
from secondheart.person.body import Body, Connection, Vessel
from secondheart.person.conditions import Condition, sides
from secondheart.person.valve_resolution import RESOLUTIONS, Resolution, single_valves
from secondheart.person.valves import groups, leaking_at, valve_names, valves_of

REPAIRED = "repaired-"
SIZES = ("unstressed", "compliance", "distending")  # of a vein


class Operation(Model):
    """A treatment as the atlas has it; all names without a side."""

    title: str
    source: str
    why: str = ""
    closed: tuple[str, ...] = ()
    stumps: tuple[str, ...] = ()
    healed: tuple[str, ...] = ()
    stented: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


class Treatment(Model):
    """What has been done to a person's veins.

    Parameters
    ----------
    name : str
        One of `operations()`, or "repaired-" with a vein, a group of veins or a valve; in any spelling.
    side : "left", "right" or "both"
        Which leg.
    definition : Operation, optional
        What it changes, of a treatment that the atlas does not have: see `read_treatment`.
    """

    name: str
    side: Side = "both"
    definition: Operation | None = None

    @model_validator(mode="before")
    @classmethod
    def _in_one_spelling(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("name"), str):
            return data
        if data.get("definition") is None:
            return {**data, "name": treatment_name(data["name"])}
        if match_name(data["name"], operations()):
            raise ValueError(f"the treatment '{data['name']}' is one of the atlas; give your own another name")
        return data

    @property
    def operation(self) -> Operation | None:
        """What is done to the body; None where valves are repaired."""
        return self.definition or operations().get(self.name)


def treatment_name(text: str) -> str:
    """Return the name of the treatment that a text means.

    Raises
    ------
    UnknownName
        If there is none; with the nearest ones.

    Examples
    --------
    >>> treatment_name("repaired-Great-Saphenous")
    'repaired-great-saphenous'
    """
    veins = {split_side(valve)[0] for valve in valve_names(RESOLUTIONS[-1])} | set(groups())
    repairs = {REPAIRED + command_name(vein) for vein in veins}
    name = match_name(text, [*operations(), *repairs])
    if name is None:
        known = repairs if command_name(text).startswith(REPAIRED) else [*operations(), REPAIRED + "VEIN"]
        raise UnknownName.of("treatment", text, known)
    return name


# --- what contradicts


def refuse_impossible(
    treatments: Sequence[Treatment],
    conditions: Sequence[Condition],
    leaks: Mapping[str, float],
    resolution: Resolution,
) -> None:
    """Refuse a treatment twice, a repair of a valve that is not there, and a leak of one that never was.

    Raises
    ------
    InputError
        With a sentence that names both.
    """
    for treatment in treatments:
        for valve in repaired_valves(treatment, resolution):
            _refuse_repair(valve, treatment, treatments, conditions)
    met = [(one.name, side) for one in treatments for side in sides(one)]
    for name, side in met:
        if met.count((name, side)) > 1:
            raise InputError(f"'{name}' is named twice for the {side} leg; once is enough")
    for valve in leaks:
        if _without_valves(split_side(valve)[1], conditions):
            raise InputError(f"'no-valves' contradicts the leak of {valve}: a leg without valves has none that leaks")


def _refuse_repair(
    valve: str, repair: Treatment, treatments: Sequence[Treatment], conditions: Sequence[Condition]
) -> None:
    whole = single_valves().get(valve, valve)
    side = split_side(valve)[1]
    for other in treatments:
        if other.operation and whole in _with_sides(other.operation.gone, other):
            raise InputError(
                f"'{repair.name}' contradicts '{other.name}' of the {side} leg: there is no valve {valve} any more"
            )
    if _without_valves(side, conditions):
        raise InputError(f"'{repair.name}' contradicts 'no-valves' of the {side} leg: there is nothing to repair")


def _without_valves(side: str, conditions: Sequence[Condition]) -> bool:
    return any(one.name == "no-valves" and side in sides(one) for one in conditions)


def _with_sides(names: Sequence[str], treatment: Treatment) -> set[str]:
    return {f"{name}_{side}" for name in names for side in sides(treatment)}


# --- what is done


def repaired_valves(treatment: Treatment, resolution: Resolution) -> Iterator[str]:
    """Yield the valves that a treatment repairs, with their side.

    Raises
    ------
    UnknownName
        If this resolution does not tell a single valve apart.
    """
    if treatment.name.startswith(REPAIRED):
        for side in sides(treatment):
            yield from valves_of(command_name(treatment.name.removeprefix(REPAIRED), side), resolution)


def leaks_after(
    leaks: Mapping[str, float], treatments: Sequence[Treatment], resolution: Resolution
) -> dict[str, float]:
    """Return the leaks that treatments leave: repaired valves hold, those under a stent stand open."""
    for treatment in treatments:
        leaks = leaking_at(leaks, repaired_valves(treatment, resolution), 0.0)
        if treatment.operation:
            leaks = leaking_at(leaks, _with_sides(treatment.operation.wide, treatment), 1.0)
    return dict(leaks)


def apply_treatment(body: Body, treatment: Treatment, healthy: Body) -> Body:
    """Return the body after a treatment, its leaks apart; `healthy` is the same person without conditions."""
    operation = treatment.operation
    if operation is None:
        return body
    vessels = zip(body.vessels, healthy.vessels, strict=True)
    connections = zip(body.connections, healthy.connections, strict=True)
    return replace(
        body,
        vessels=tuple(_operate(vessel, operation, treatment, was, body.scalars) for vessel, was in vessels),
        connections=tuple(_let_through(way, operation, treatment, was, body.scalars) for way, was in connections),
    )


def _operate(
    vessel: Vessel, operation: Operation, treatment: Treatment, was: Vessel, number: Mapping[str, float]
) -> Vessel:
    if vessel.name in _with_sides(operation.stumps, treatment):
        return _resize(was, number["treatments.stump"], number["treatments.stump"])
    if vessel.name in _with_sides(operation.healed, treatment):  # what has been added is taken away
        smaller = {field: min(getattr(vessel, field), getattr(was, field)) for field in SIZES}
        vessel = replace(vessel, **smaller)
    if vessel.name in _with_sides(operation.stented, treatment):
        held = _resize(vessel, number["treatments.stent_width"], number["treatments.stent_compliance"])
        return replace(held, kind="elastic_vein", distending=0.0)
    return vessel


def _resize(vessel: Vessel, volume: float, compliance: float) -> Vessel:
    return replace(
        vessel,
        unstressed=vessel.unstressed * volume,
        distending=vessel.distending * volume,
        compliance=vessel.compliance * compliance,
    )


def _let_through(
    way: Connection, operation: Operation, treatment: Treatment, was: Connection, number: Mapping[str, float]
) -> Connection:
    if _matches(way, operation.closed, treatment):
        return replace(way, resistance=was.resistance * number["treatments.closed"])
    if _matches(way, operation.healed, treatment):
        return replace(way, resistance=min(way.resistance, was.resistance))
    return way


def _matches(way: Connection, names: Sequence[str], treatment: Treatment) -> bool:
    for name in names:
        tail, _, head = name.partition(">")
        for side in sides(treatment):
            if way.tail == f"{tail}_{side}" and way.head in (head, f"{head}_{side}"):
                return True
    return False


@cache
def _file() -> dict[str, Any]:
    return package_toml("person/atlas/treatments.toml")


@cache
def operations() -> Mapping[str, Operation]:
    """Return the treatments of the atlas by name; repairs of valves have no table."""
    return {name: Operation(**row) for name, row in _file().items() if name != "numbers"}


@cache
def amounts() -> Mapping[str, Number]:
    """Return the numbers that treatments share, by name."""
    return {name: Number(**row) for name, row in _file()["numbers"].items()}


def numbered_amounts() -> Iterator[tuple[str, Number]]:
    """Yield the numbers that treatments share, with the name that they have in a body."""
    yield from ((f"treatments.{name}", amount) for name, amount in amounts().items())
