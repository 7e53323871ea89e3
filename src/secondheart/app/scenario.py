"""What is on the page: who, doing what, how fast. A share address holds it, and a page sends it after a restart."""

from __future__ import annotations

import inspect
from functools import cache
from typing import TypeVar

import msgspec

from secondheart._model import Model
from secondheart.app.plain import Table
from secondheart.compression import Device
from secondheart.compression.device import listed_device
from secondheart.compression.garment import Garment
from secondheart.day.schedule import builtin_day
from secondheart.errors import InputError, UnknownName
from secondheart.person import Person
from secondheart.protocol import Cuff, Protocol, Step
from secondheart.protocol.verbs import all_verbs

Built = TypeVar("Built", bound=Model)
HELD_S = 3600.0  # a verb without a number of its own is made so long, and then goes on
HELD_SQUAT_S = 60.0  # a squat is a contraction that ends with it, so it needs a length
SLOWEST, SCENARIO_FASTEST = 0.1, 600.0
MOST_WATCHED = 8
SCENARIO_LONGEST_NAME = 80  # characters of a person's name, which goes into each state and hello
MOST_GARMENTS = 8
BODIES = ("a", "b")
LENGTHS = {"seconds", "minutes", "times"}
# What leg B can do otherwise than leg A
APART = ("verb", "arguments", "breathing", "heart_rate_bpm", "without", "cuffs", "device")
DAY = "day"  # a verb of the page alone: a part of a built-in day, and then the next one
SCENARIO_RESTING = {"lie": "lie", "sit": "sit", "raised legs": "raise_legs"}

replace = msgspec.structs.replace


class Scenario(msgspec.Struct, forbid_unknown_fields=True):
    """All that a page can set; people, garments, cuffs and devices of one's own are plain data as in their files.

    Both legs of a comparison do the same, but for what `apart` says: fields of `APART`, as leg B has them.
    """

    a: Table = msgspec.field(default_factory=dict)
    b: Table | None = None
    wear: dict[str, list[Table]] = msgspec.field(default_factory=dict)
    verb: str = "stand"
    arguments: Table = msgspec.field(default_factory=dict)
    breathing: dict[str, float] | None = None
    heart_rate_bpm: float | None = None
    without: list[str] = msgspec.field(default_factory=list)
    cuffs: list[Table] = msgspec.field(default_factory=list)
    device: str | Table | None = None
    apart: Table = msgspec.field(default_factory=dict)
    speed: float = 1.0
    playing: bool = True
    watch: list[str] = msgspec.field(default_factory=list)


def build_model(model: type[Built], data: Table) -> Built:
    """Return the model that plain data describes."""
    try:
        return model(**data)
    except (TypeError, RecursionError) as error:  # a key that is no name, lists in lists in lists ...
        raise InputError(f"{model.__name__}: {error}") from None


def to_plain(model: Model) -> Table:
    """Return a model as plain data."""
    return model.model_dump(mode="json")


def bodies(scenario: Scenario) -> tuple[str, ...]:
    """Return the bodies of a scenario: one, or two in a comparison."""
    return BODIES if scenario.b is not None else BODIES[:1]


def people_of(scenario: Scenario) -> dict[str, Person]:
    """Return the people of a scenario by body."""
    return {body: build_model(Person, getattr(scenario, body)) for body in bodies(scenario)}


def dressed_people_of(scenario: Scenario) -> dict[str, Person]:
    """Return the people of a scenario with what each wears on the page as clothes of their own."""
    return {
        body: person.replace(garments=(*person.garments, *_garments(scenario.wear.get(body, []))))
        for body, person in people_of(scenario).items()
    }


def ends_by_itself(verb: str, arguments: Table) -> bool:
    """Say whether a verb ends by itself: it is counted, or a length was given."""
    if verb == DAY:
        return True
    return verb == "squat" or "minutes" not in _parameters(verb) or bool(LENGTHS & set(arguments))


def _parameters(verb: str) -> tuple[str, ...]:
    if verb not in all_verbs():
        raise UnknownName.of("verb", verb, all_verbs())
    return tuple(inspect.signature(all_verbs()[verb]).parameters)


def build_protocol(verb: str, arguments: Table) -> Protocol:
    """Return a verb with its arguments, for as long as it takes, or for `HELD_S` where nothing ends it."""
    parameters = ("name", "part") if verb == DAY else _parameters(verb)
    for name in arguments:
        if name not in parameters:
            raise UnknownName.of(f"argument of {verb}", name, parameters)
    known = dict(arguments)
    if verb == DAY:
        return _part(**known)
    if "minutes" in parameters and not LENGTHS & set(known):
        known["seconds"] = HELD_SQUAT_S if verb == "squat" else HELD_S
    try:
        return all_verbs()[verb](**known)
    except TypeError as error:
        raise InputError(f"{verb}: {error}") from None


@cache
def _day_steps(name: str) -> tuple[Step, ...]:
    return builtin_day(name).protocol.steps


def _part(name: object = "office", part: object = 0) -> Protocol:
    """Return a part of a built-in day."""
    steps = _day_steps(str(name))
    if not isinstance(part, int) or not 0 <= part < len(steps):
        raise InputError(f"part = {part!r} of the day '{name}' is not allowed: 0 to {len(steps) - 1}")
    return Protocol(name=str(name), steps=(steps[part],))


def after(scenario: Scenario, step: Step) -> Scenario:
    """Return what comes when a movement is over: the next part of the day, or rest in the posture it was done in."""
    if scenario.verb == DAY:
        name, part = scenario.arguments.get("name", "office"), scenario.arguments.get("part", 0) + 1
        if part < len(_day_steps(name)):
            return replace(scenario, arguments={"name": name, "part": part})
    return replace(scenario, verb=resting_verb(step), arguments={})


def scenario_of(scenario: Scenario, body: str) -> Scenario:
    """Return the scenario as a body has it: that of leg A, or that with what leg B does otherwise.

    Raises
    ------
    InputError
        If something in `apart` is not allowed.
    """
    if body == "a" or not scenario.apart:
        return scenario
    for name in scenario.apart:
        if name not in APART:
            raise UnknownName.of("thing that leg B can have of its own", name, APART)
    fields = {name: getattr(scenario, name) for name in scenario.__struct_fields__}
    try:
        return msgspec.convert(msgspec.to_builtins({**fields, **scenario.apart, "apart": {}}), Scenario)
    except (msgspec.MsgspecError, TypeError) as error:
        raise InputError(f"a value that is not allowed: {error}") from None


def steps_of(scenario: Scenario) -> dict[str, Step]:
    """Return what each body does: the same, but for what it wears and what stands `apart`."""
    return {body: _step_of_body(scenario_of(scenario, body), body) for body in bodies(scenario)}


def _step_of_body(scenario: Scenario, body: str) -> Step:
    return step_of(scenario).replace(wear=_garments(scenario.wear.get(body, [])), device=build_device(scenario.device))


def build_device(what: str | Table | None) -> Device | None:
    """Return a device by its name, or by all of its numbers; None for none."""
    if isinstance(what, dict):
        return build_model(Device, what)
    return None if what is None else listed_device(what)  # no file: a page may come from anywhere


def _garments(garments: list[Table]) -> tuple[Garment, ...]:
    if len(garments) > MOST_GARMENTS:
        raise InputError(f"{len(garments)} garments are not allowed: up to {MOST_GARMENTS}")
    return tuple(build_model(Garment, data) for data in garments)


def step_of(scenario: Scenario) -> Step:
    """Return what is done, with all that was set beside it, undressed and without a device."""
    step = build_protocol(scenario.verb, scenario.arguments).steps[0]
    changes: Table = {"heart_rate_bpm": scenario.heart_rate_bpm, "without": frozenset(scenario.without)}
    if scenario.breathing:
        known = type(step.breathing).model_fields
        for name in scenario.breathing:
            if name not in known:
                raise UnknownName.of("breathing", name, known)
        changes["breathing"] = step.breathing.replace(**scenario.breathing)
    if scenario.cuffs:
        changes["cuffs"] = tuple(build_model(Cuff, data) for data in scenario.cuffs)
    return step.replace(**changes)


def resting_verb(step: Step) -> str:
    """Return the verb of the posture in which one is left when a movement is over."""
    return SCENARIO_RESTING.get(step.posture.name, "stand")


def check_scenario(scenario: Scenario) -> Scenario:
    """Return the scenario if everything in it is allowed.

    Raises
    ------
    InputError
        In one sentence.
    """
    people = people_of(scenario)
    person = people["a"]
    steps_of(scenario)
    _check_apart(scenario)
    for one in people.values():
        if len(one.name) > SCENARIO_LONGEST_NAME:
            raise InputError(f"a name of {len(one.name)} characters is not allowed: up to {SCENARIO_LONGEST_NAME}")
    if not SLOWEST <= scenario.speed <= SCENARIO_FASTEST:
        raise InputError(f"speed = {scenario.speed:g} is not allowed: {SLOWEST:g} to {SCENARIO_FASTEST:g}")
    if len(scenario.watch) > MOST_WATCHED:
        raise InputError(f"{len(scenario.watch)} vessels to watch are not allowed: up to {MOST_WATCHED}")
    for name in scenario.watch:
        if name not in person.body.places:
            raise UnknownName.of("vessel", name, person.body.places)
    for body in scenario.wear:
        if body not in BODIES:
            raise UnknownName.of("body", body, BODIES)
    return scenario


def _check_apart(scenario: Scenario) -> None:
    """Raise InputError if leg B has something of its own that is not allowed."""
    if not scenario.apart:
        return
    own = scenario_of(scenario, "b")
    _step_of_body(own, "b")
    if "verb" in scenario.apart and ends_by_itself(own.verb, own.arguments):
        raise InputError(f"leg B cannot do '{own.verb}' by itself: what it does alone has no end")
