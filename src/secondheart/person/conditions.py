"""Conditions as data: what each changes in a body, read from the atlas and applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import Any, Protocol, Self

from pydantic import field_validator, model_validator

from secondheart._files import package_toml
from secondheart._model import Model
from secondheart.anatomy import LEGS, Leg, Side, legs_of, match_name
from secondheart.errors import InputError, UnknownName
from secondheart.person.body import Body, with_numbers
from secondheart.person.valves import valves_of


class Degree(Model):
    """What the number of a condition means, and what is allowed."""

    meaning: str
    usual: float
    low: float
    high: float


class Change(Model):
    """One change of a condition: what is picked, and what happens to it at full degree."""

    vessel: tuple[str, ...] = ()
    connection: tuple[str, ...] = ()
    scalar: tuple[str, ...] = ()
    muscle: tuple[str, ...] = ()
    valve: tuple[str, ...] = ()
    field: str = ""
    kind: str = ""
    leg: bool = False
    times: float = 1.0
    plus: float = 0.0


class Ailment(Model):
    """A condition as the atlas has it."""

    title: str
    degree: Degree
    source: str
    why: str = ""
    full: bool = False  # the shape changes in full; the degree is the leak alone
    change: tuple[Change, ...]


@cache
def ailments() -> Mapping[str, Ailment]:
    """Return the conditions of the atlas by name."""
    return {name: Ailment(**row) for name, row in package_toml("person/atlas/conditions.toml").items()}


class Condition(Model):
    """A condition that a person has.

    Parameters
    ----------
    name : str
        One of `ailments()`, in any spelling.
    degree : float
        What it means and what is allowed stands in the atlas, by condition.
    side : "left", "right" or "both"
        Which leg; conditions of the whole body take no side.
    definition : Ailment, optional
        What it changes, of a condition that the atlas does not have: see `read_condition`.
    """

    name: str
    degree: float
    side: Side = "both"
    definition: Ailment | None = None

    @model_validator(mode="before")
    @classmethod
    def _usual_degree(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "degree" in data:
            return data
        own, known = data.get("definition"), ailments().get(match_name(str(data.get("name")), ailments()) or "")
        ailment = Ailment(**own) if isinstance(own, dict) else own or known
        return {**data, "degree": ailment.degree.usual} if ailment else data

    @field_validator("name")
    @classmethod
    def _in_one_spelling(cls, name: str) -> str:
        return match_name(name, ailments()) or name

    @property
    def ailment(self) -> Ailment:
        """What it is and what it changes."""
        return self.definition or ailments()[self.name]

    @model_validator(mode="after")
    def _check_name_and_degree(self) -> Self:
        if self.name not in ailments() and self.definition is None:
            raise ValueError(str(UnknownName.of("condition", self.name, ailments())))
        if self.name in ailments() and self.definition is not None:
            raise ValueError(f"the condition '{self.name}' is one of the atlas; give your own another name")
        degree = self.ailment.degree
        if not degree.low <= self.degree <= degree.high:
            raise ValueError(
                f"{self.name} = {self.degree:g} is not allowed: {degree.meaning} from {degree.low:g} to {degree.high:g}"
            )
        return self


def refuse_contradictions(conditions: Sequence[Condition]) -> None:
    """Refuse the same condition twice on one leg, and veins both stiff and soft.

    Raises
    ------
    InputError
        With a sentence that names both.
    """
    met: dict[tuple[str, str], Condition] = {}
    for condition in conditions:
        for side in sides(condition):
            kind = "veins" if condition.name.endswith("-veins") else condition.name
            if (kind, side) in met:
                other = met[kind, side].name
                raise InputError(f"'{condition.name}' contradicts '{other}' of the same {side} leg; give one of them")
            met[kind, side] = condition


class Sided(Protocol):
    """What is in one leg or both."""

    @property
    def side(self) -> Side:
        """Which leg."""


def sides(one: Sided) -> tuple[Leg, ...]:
    """Return the legs that a condition or a treatment is in."""
    return legs_of(one.side)


def leaks_of(conditions: Sequence[Condition]) -> dict[str, float]:
    """Return the leak of each valve that conditions make leak."""
    leaks: dict[str, float] = {}
    for condition in conditions:
        for change in condition.ailment.change:
            for valve in _valves(change, condition):
                leaks[valve] = max(leaks.get(valve, 0.0), min(change.times * condition.degree, 1.0))
    return leaks


def _valves(change: Change, condition: Condition) -> Iterator[str]:
    for group in change.valve:
        for side in sides(condition):
            yield from valves_of(f"{group}_{side}")


def apply_condition(body: Body, condition: Condition) -> Body:
    """Return the body with one condition, its leaking valves apart."""
    ailment = condition.ailment
    degree = 1.0 if ailment.full else condition.degree
    for change in ailment.change:
        body = apply_change(body, change, degree, sides(condition))
    return body


def apply_change(body: Body, change: Change, degree: float, legs: Sequence[Leg]) -> Body:
    """Return the body with one change of its vessels, connections, scalars and muscles; of legs, in some."""
    parts: dict[str, Any] = {}  # what a change does not name is not looked through: a person has dozens of them
    if change.vessel:
        picked = _pick_vessels(body.kinds, change.vessel, change.kind, change.leg, tuple(legs))
        parts["vessels"] = _change(body.vessels, picked, change, degree)
    if change.connection:
        picked = _pick_connections(body.ends, change.connection, tuple(legs))
        parts["connections"] = _change(body.connections, picked, change, degree)
    if change.scalar:
        changed = {name: _shift(body.scalars[name], change, degree) for name in change.scalar}
        parts["scalars"] = {**body.scalars, **changed}
    if change.muscle:
        parts["strengths"] = {
            name: _shift(value, change, degree) if _picks_muscle(name, change, legs) else value
            for name, value in body.strengths.items()
        }
    return body.with_parts(**parts)


def _shift(value: float, change: Change, degree: float) -> float:
    return value * (1.0 + degree * (change.times - 1.0)) + degree * change.plus


def _change(items: tuple[Any, ...], picked: Sequence[int], change: Change, degree: float) -> tuple[Any, ...]:
    changed = list(items)
    for place in picked:
        value = _shift(getattr(items[place], change.field), change, degree)
        changed[place] = with_numbers(items[place], **{change.field: value})
    return tuple(changed)


def _base(name: str) -> tuple[str, str]:
    base, _, side = name.rpartition("_")
    return (base, side) if side in LEGS else (name, "")


@lru_cache(maxsize=1024)
def _pick_vessels(
    vessels: tuple[tuple[str, str], ...], patterns: tuple[str, ...], kind: str, in_leg: bool, legs: tuple[Leg, ...]
) -> tuple[int, ...]:
    """Return the places of the vessels, given by name and kind, that a change picks; bodies differ in numbers alone."""
    places = []
    for place, (name, own) in enumerate(vessels):
        base, side = _base(name)
        if (in_leg and not side) or (side and side not in legs) or (kind and own != kind):
            continue
        if any(fnmatchcase(base, pattern) for pattern in patterns):
            places.append(place)
    return tuple(places)


@lru_cache(maxsize=1024)
def _pick_connections(
    ends: tuple[tuple[str, str], ...], wanted: tuple[str, ...], legs: tuple[Leg, ...]
) -> tuple[int, ...]:
    """Return the places of the connections, given by their ends, that a change picks."""
    places = []
    for place, (tail, head) in enumerate(ends):
        base, side = _base(tail)
        if (not side or side in legs) and f"{base}>{_base(head)[0]}" in wanted:
            places.append(place)
    return tuple(places)


def _picks_muscle(name: str, change: Change, legs: Sequence[Leg]) -> bool:
    base, side = _base(name)
    return side in legs and base in change.muscle
