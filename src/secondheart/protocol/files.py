"""Protocol files: TOML in, TOML out, and back again exactly.

By hand one writes verbs::

    name = "my-protocol"

    [[step]]
    do = "stand"
    minutes = 2

    [[step]]
    do = "walk"
    km_h = 3
    minutes = 5
    breathing = {rate_per_min = 12}
    cuffs = [{site = "thigh", pressure_mmHg = 40}]
    without = ["muscles"]
    wear = ["ral-ii", "bandage-inelastic-left=40"]
    repeat = 3

    [[step]]
    do = "lie"
    minutes = 10
    device = "foot-pump"

    [[step]]
    do = "tiptoe"
    tourniquet = "below_knee"

The program writes every field of a step instead (`duration_s`, `posture`, ...). In both forms all steps may
say ``start_s`` and ``stop_s`` in place of a duration; the steps must then follow one another without gap.
"""

from __future__ import annotations

import inspect
import math
import os
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import tomli_w

from secondheart._checks import whole, within
from secondheart._files import reason, toml_tables, toml_text, whole_or_not
from secondheart._limits import MOST_BYTES
from secondheart._model import Model
from secondheart.compression import Device, Garment, as_device, as_garment
from secondheart.compression.cuff import Cuff, tourniquet
from secondheart.errors import BadFile, InputError, UnknownName, nearest
from secondheart.protocol._shared_parts import Sharing
from secondheart.protocol.activity import Activity, Burst, Load
from secondheart.protocol.posture import Breathing, Posture
from secondheart.protocol.protocol import MOST_STEPS, Protocol
from secondheart.protocol.step import Fluids, Step
from secondheart.protocol.verbs import all_verbs

TABLES: dict[str, type[Model]] = {
    "posture": Posture,
    "breathing": Breathing,
    "activity": Activity,
    "device": Device,
    "fluids": Fluids,
}
LISTS: dict[str, type[Model]] = {"cuffs": Cuff, "bursts": Burst, "loads": Load, "wear": Garment}
BY_NAME: dict[str, Callable[[str], Model]] = {"wear": as_garment, "device": as_device}  # a name for the whole table
NAMES = ("without", "paralysed", "unloaded")  # lists of names
# Fields that a verb leaves to the file; a tourniquet becomes one of the cuffs.
CHANGES = (
    *("breathing", "heart_rate_bpm", "cuffs", "tourniquet", "wear", "device", "fluids", *NAMES, "label"),
    *("air_C", "gravity_g", "water_cm"),
)
PLACES = ("repeat", "start_s", "stop_s")


class NumberedStep(NamedTuple):
    """A step as a file has it: its number, what was read, and when it lasts if the file says so."""

    number: int
    step: Step
    repeat: int
    span: tuple[float, float] | None

    @property
    def place(self) -> str:
        """How a sentence names it."""
        label = f" ({self.step.label})" if self.step.label else ""
        when = f" from {self.span[0]:g} to {self.span[1]:g} s" if self.span else ""
        return f"step {self.number}{label}{when}"


def read_protocol(path: str | os.PathLike[str]) -> Protocol:
    """Read a protocol file; without a name in it, it is called like the file.

    Raises
    ------
    BadFile
        If it cannot be read or understood; the sentence names file, step, value and what is allowed.
    """
    path = Path(path)
    return from_toml(toml_text(path, MOST_BYTES["protocol"], "protocol"), place=str(path), name=path.stem)


def write_protocol(protocol: Protocol, path: str | os.PathLike[str]) -> None:
    """Write `protocol` so that `read_protocol` gives the same again; the file is there whole or not at all.

    Raises
    ------
    BadFile
        If it cannot be written.
    """
    try:
        with whole_or_not(Path(path)) as unfinished:
            unfinished.write_bytes(to_toml(protocol).encode("utf-8"))
    except (OSError, ValueError) as error:
        raise BadFile(f"{path}: the protocol cannot be written: {reason(error)}") from None


def to_toml(protocol: Protocol) -> str:
    """Return `protocol` as TOML, with every field.

    Examples
    --------
    >>> from secondheart.protocol import lie
    >>> print(to_toml(lie(minutes=5))[:41])
    name = "lie"
    <BLANKLINE>
    [[step]]
    duration_s = 300.0
    """
    return _text(protocol)


@lru_cache(maxsize=64)
def _text(protocol: Protocol) -> str:
    """Return the same; a cohort does one protocol thousands of times, and each result has its text."""
    steps = [step.model_dump(mode="json", exclude_none=True) for step in protocol.steps]
    return tomli_w.dumps({"name": protocol.name, "step": steps})


def from_toml(text: str, *, place: str = "protocol", name: str = "") -> Protocol:
    """Return the protocol that `text` tells; `place` is what error sentences call the text.

    Examples
    --------
    >>> from_toml('''
    ... [[step]]
    ... do = "tiptoe"
    ... times = 10
    ... ''').duration_s
    10.0
    """
    data = toml_tables(text, place)
    try:
        return _protocol(data, name)
    except InputError as error:
        raise BadFile(f"{place}: {error}") from None


def _protocol(data: dict[str, Any], name: str) -> Protocol:
    if "at" in data and "step" not in data:
        raise InputError("tells a day by the clock, under [[at]]; it is run by secondheart day")
    _check_keys("a protocol file", data, ("name", "step"))
    if "step" not in data:
        raise InputError("there is no step; at least one is needed, under [[step]]")
    tables = data["step"]
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise InputError(f"step = {tables!r} is not allowed: one or more tables, each under [[step]]")
    if len(tables) > MOST_STEPS:
        raise InputError(f"there are {len(tables)} steps; {MOST_STEPS} or fewer are allowed")
    read, sharing = (_number_steps(number, table) for number, table in enumerate(tables, 1)), Sharing()
    placed = [one._replace(step=sharing.step(one.step)) for one in read]
    _follow(placed)
    if sum(one.repeat for one in placed) > MOST_STEPS:
        raise InputError(f"with all repeats there are more than {MOST_STEPS} steps; fewer are allowed")
    return Protocol(name=data.get("name", name), steps=tuple(one.step for one in placed for _ in range(one.repeat)))


def _number_steps(number: int, table: dict[str, Any]) -> NumberedStep:
    try:
        span = _span(table)
        repeat = whole("repeat", table.get("repeat", 1), 1, MOST_STEPS)
        if span and repeat != 1:
            raise InputError(f"repeat = {repeat} is not allowed with start_s and stop_s: write the step once for each")
        build = verb_step if "do" in table else _full_step
        return NumberedStep(number, build(table, span), repeat, span)
    except InputError as error:
        raise InputError(f"step {number}: {error}") from None


def _span(table: dict[str, Any]) -> tuple[float, float] | None:
    keys = [key for key in ("start_s", "stop_s") if key in table]
    if not keys:
        return None
    if len(keys) == 1:
        raise InputError(f"{keys[0]} stands alone; give start_s and stop_s, or a duration")
    start, stop = (within(key, table[key], 0.0, unit="s") for key in keys)
    if stop <= start:
        raise InputError(f"stop_s = {stop:g} is not allowed: more than start_s = {start:g}")
    return start, stop


def verb_step(table: dict[str, Any], span: tuple[float, float] | None) -> Step:
    """Return the step that a table names by its verb; `span`: its start and stop in s, where the table gives them."""
    verb = table["do"]
    if not isinstance(verb, str) or verb not in all_verbs():
        raise UnknownName.of("verb", verb, all_verbs())
    parameters = inspect.signature(all_verbs()[verb]).parameters
    own = f"; its own are {', '.join(parameters)}"
    _check_keys(verb, table, ("do", *parameters, *CHANGES, *PLACES), own)
    arguments = {key: value for key, value in table.items() if key in parameters}
    if span and "seconds" in parameters:
        _alone(arguments, ("minutes", "seconds"))
        arguments["seconds"] = span[1] - span[0]
    for key, parameter in parameters.items():
        if parameter.default is parameter.empty and key not in arguments:
            raise InputError(f"{verb} needs '{key}'")
    step = all_verbs()[verb](**arguments).steps[0]
    if span and not math.isclose(step.duration_s, span[1] - span[0]):
        raise InputError(f"{verb} lasts {step.duration_s:g} s, but start_s and stop_s leave {span[1] - span[0]:g} s")
    changes = {key: value for key, value in table.items() if key in CHANGES}
    if isinstance(changes.get("breathing"), dict):  # what the file leaves out stays as the verb breathes
        changes["breathing"] = {**step.breathing.model_dump(), **changes["breathing"]}
    tourniquets = (tourniquet(changes.pop("tourniquet")),) if "tourniquet" in changes else ()
    built = _build(changes)
    if tourniquets:
        built["cuffs"] = (*built.get("cuffs", ()), *tourniquets)
    return step.replace(**built)


def _full_step(table: dict[str, Any], span: tuple[float, float] | None) -> Step:
    _check_keys("a step without 'do'", table, ("do", *Step.model_fields, *PLACES))
    fields = {key: value for key, value in table.items() if key not in PLACES}
    if span:
        _alone(fields, ("duration_s",))
        fields["duration_s"] = span[1] - span[0]
    return Step(**_build(fields))


def _build(fields: dict[str, Any]) -> dict[str, Any]:
    """Build the parts first, so that an error names the part that it is in."""
    return {key: _part(key, value) for key, value in fields.items()}


def _part(key: str, value: Any) -> Any:
    if key in TABLES:
        return _model(TABLES[key], key, value)
    if key in (*LISTS, *NAMES) and not isinstance(value, list):
        raise InputError(f"{key} = {value!r} is not allowed: a list")
    return tuple(_model(LISTS[key], key, item) for item in value) if key in LISTS else value


def _model(model: type[Model], key: str, value: Any) -> Model:
    if key in BY_NAME and isinstance(value, str):
        return BY_NAME[key](value)
    if not isinstance(value, dict):
        raise InputError(f"{key}: {value!r} is not allowed: a table of {', '.join(model.model_fields)}")
    _check_keys(model.__name__, value, model.model_fields)
    return model(**_build(value))


def _check_keys(what: str, table: dict[str, Any], allowed: Iterable[str], more: str = "") -> None:
    allowed = tuple(allowed)
    for key in table:
        if key not in allowed:
            raise InputError(f"{what} has no key '{key}'; {nearest(key, allowed)}{more}")


def _alone(table: dict[str, Any], others: tuple[str, ...]) -> None:
    for key in others:
        if key in table:
            raise InputError(f"{key} is not allowed with start_s and stop_s: they give the duration")


def _follow(placed: list[NumberedStep]) -> None:
    """Refuse steps that overlap or leave a gap, where the file says when they last."""
    if not any(one.span for one in placed):
        return
    for one in placed:
        if one.span is None:
            raise InputError(f"{one.place} has no start_s and stop_s; give them in all steps or in none")
    if placed[0].span and placed[0].span[0] != 0:
        raise InputError(f"{placed[0].place} starts too late: the first start_s is 0")
    for before, after in pairwise(placed):
        if before.span and after.span and after.span[0] != before.span[1]:
            wrong = "overlapping steps" if after.span[0] < before.span[1] else "a gap between steps"
            raise InputError(f"{wrong}: {before.place} and {after.place}; each starts when the one before stops")
