"""Conditions and treatments of one's own, from TOML files of the form that the atlas has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, TypeVar

from secondheart._files import toml_tables, toml_text
from secondheart._limits import MOST_BYTES
from secondheart.anatomy import LEGS, command_name
from secondheart.errors import BadFile, InputError, UnknownName, nearest
from secondheart.person.body import MUSCLES, Body, Connection, Vessel
from secondheart.person.conditions import Ailment, Change, Condition
from secondheart.person.person import Person
from secondheart.person.treatments import Operation, Treatment
from secondheart.person.values import changed_numbers, check_values
from secondheart.person.valves import groups, valve_names

NUMBERS = {  # fields of a vessel and of a connection that a condition may change
    kind: tuple(one.name for one in fields(kind) if one.type == "float") for kind in (Vessel, Connection)
}
LEAST_WHY = 8  # letters of a reason
Own = TypeVar("Own", Condition, Treatment)


def read_condition(path: str | Path) -> Condition:
    """Read a condition from a TOML file: what it is called, its degree, its source, and what it changes.

    The keys are those of a table of the atlas's ``conditions.toml``: ``title``, ``degree = {meaning, usual, low,
    high}``, ``source``, ``why``, ``full`` and ``change``, a list of what is picked (``vessel``, ``connection``,
    ``scalar``, ``muscle`` or ``valve``, by name or pattern, without a side) and how it changes (``field``, ``times`` or
    ``plus``, at the degree 1). Its name is that of the file.

    Raises
    ------
    BadFile
        If the file cannot be read or does not describe a condition; the sentence names what is wrong.
    """
    place, tables = Path(path), _read(path, "condition")

    def build() -> Condition:
        ailment = Ailment(**tables)
        check_ailment(ailment)
        return Condition(name=command_name(place.stem), degree=ailment.degree.usual, definition=ailment)

    return _or_bad_file(path, build)


def read_treatment(path: str | Path) -> Treatment:
    """Read a treatment from a TOML file: ``title``, ``source``, ``why``, and vessels or connections, without a side.

    ``closed`` lets (almost) nothing through, ``stumps`` are what is left of vessels, ``healed`` takes back what
    conditions changed, ``stented`` holds a vein open, ``wide`` and ``gone`` name valves that stand open or are gone.

    Raises
    ------
    BadFile
        If the file cannot be read or does not describe a treatment; the sentence names what is wrong.
    """
    place, tables = Path(path), _read(path, "treatment")

    def build() -> Treatment:
        operation = Operation(**tables)
        check_operation(operation)
        return Treatment(name=command_name(place.stem), definition=operation)

    return _or_bad_file(path, build)


def read_atlas(path: str | Path) -> dict[str, float]:
    """Read numbers of the body from a TOML file of the atlas's form, for `Person.with_values`.

    A number is ``{value = 20, unit = "mL", source = "..."}`` or the value alone, under the tables of the atlas, such as
    ``[leg.vessel.soleal_sinuses]``, or by its name as one key. A unit that is given must be the atlas's.

    Raises
    ------
    BadFile
        If the file cannot be read, names what is no number of the body, or has another unit.
    """
    tables = _read(path, "person")
    try:
        return dict(_numbers_in(tables))
    except InputError as error:
        raise BadFile(f"{path}: {error}") from None


def _numbers_in(tables: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    for key, item in tables.items():
        name = f"{prefix}{key}"
        if isinstance(item, list):
            raise InputError(
                f"{name} is a list of tables: a file of one's own changes numbers of the body and adds nothing to it; "
                "a new vessel is a row of the atlas itself (docs/howto/add.md)"
            )
        if isinstance(item, dict) and "value" not in item:
            yield from _numbers_in(item, f"{name}.")
            continue
        value = item["value"] if isinstance(item, dict) else item
        for one, number in changed_numbers(check_values({name: value}, beyond_range=True)):
            unit = item.get("unit", number.unit) if isinstance(item, dict) else number.unit
            if unit != number.unit:
                raise InputError(f"{one}: unit = '{unit}' is not allowed: {number.unit}")
            yield one, number.value


def kind_of_file(path: str | Path) -> str:
    """Return whether a file describes a condition, a treatment or a garment, by its keys."""
    keys = set(_read(path, "condition"))
    if "change" in keys:
        return "condition"
    own = set(Operation.model_fields) - {"title", "source", "why"}
    return "treatment" if keys & own else "garment"


def check_ailment(ailment: Ailment) -> None:
    """Refuse a condition that changes nothing, or names what a body does not have.

    Raises
    ------
    InputError
        With a sentence that says what.
    """
    degree = ailment.degree
    if not degree.low <= degree.usual <= degree.high:
        raise InputError(f"degree: usual = {degree.usual:g} is not allowed: {degree.low:g} to {degree.high:g}")
    _check_source(ailment.source, ailment.why)
    if not ailment.change:
        raise InputError("change = [] is not allowed: a condition changes something")
    for number, change in enumerate(ailment.change, start=1):
        try:
            _check_change(change, Person().body)
        except InputError as error:
            raise InputError(f"change {number}: {error}") from None


def _check_change(change: Change, body: Body) -> None:
    vessels = {_bare(one.name): one for one in body.vessels}
    ways = {f"{_bare(one.tail)}>{_bare(one.head)}" for one in body.connections}
    valves = {_bare(name) for name in valve_names()} | set(groups())
    for what, names, known in (
        ("vessel", change.vessel, vessels),
        ("connection", change.connection, ways),
        ("scalar", change.scalar, body.scalars),
        ("muscle", change.muscle, MUSCLES),
        ("valve", change.valve, valves),
    ):
        _check_names(what, names, known)
    for what, names, kind in (("vessel", change.vessel, Vessel), ("connection", change.connection, Connection)):
        if names and change.field not in NUMBERS[kind]:
            raise InputError(f"a {what} has no field '{change.field}'; {nearest(change.field, NUMBERS[kind])}")
    if not any((change.vessel, change.connection, change.scalar, change.muscle, change.valve)):
        raise InputError("nothing is picked; give vessel, connection, scalar, muscle or valve")


def check_operation(operation: Operation) -> None:
    """Refuse a treatment that does nothing, or names what a body does not have.

    Raises
    ------
    InputError
        With a sentence that says what.
    """
    body = Person().body
    vessels = {_bare(one.name) for one in body.vessels}
    ways = {f"{_bare(one.tail)}>{_bare(one.head)}" for one in body.connections}
    _check_source(operation.source, operation.why)
    _check_names("closed", operation.closed, ways)
    for what in ("stumps", "stented"):
        _check_names(what, getattr(operation, what), vessels)
    _check_names("healed", operation.healed, vessels | ways)
    for what in ("wide", "gone"):
        _check_names(what, getattr(operation, what), {_bare(name) for name in valve_names()})
    if not any((operation.closed, operation.stumps, operation.healed, operation.stented, operation.wide)):
        raise InputError("nothing is done; give closed, stumps, healed, stented or wide")


def _check_names(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    everything = list(known)
    for name in names:
        if not any(fnmatchcase(one, name) for one in everything):
            raise UnknownName.of(what, name, everything)


def _check_source(source: str, why: str) -> None:
    if not source:
        raise InputError("source = '' is not allowed: where it comes from, or assumed and why")
    if source == "assumed" and len(why) < LEAST_WHY:
        raise InputError(f"why = '{why}' is not allowed: what is assumed needs a reason")


def _bare(name: str) -> str:
    return next((name.removesuffix(f"_{side}") for side in LEGS if name.endswith(f"_{side}")), name)


def _read(path: str | Path, what: str) -> dict[str, Any]:
    return toml_tables(toml_text(Path(path), MOST_BYTES[what], what), str(path))


def _or_bad_file(path: str | Path, build: Callable[[], Own]) -> Own:
    try:
        return build()
    except InputError as error:
        raise BadFile(f"{path}: {error}") from None
