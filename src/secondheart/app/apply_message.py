"""What each message changes in a scenario: functions from a scenario to a scenario."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from secondheart.anatomy import LEGS
from secondheart.app import messages as say
from secondheart.app.plain import Table
from secondheart.app.presets import preset
from secondheart.app.scenario import Scenario, bodies, build_model, check_scenario, replace, scenario_of, to_plain
from secondheart.compression import bandage, stocking
from secondheart.compression.catalogue import BANDAGE_STIFFNESS
from secondheart.compression.garment import Garment
from secondheart.errors import InputError, UnknownName
from secondheart.person import Person, condition, leaking_valves, treatment
from secondheart.person.treatments import treatment_name

BREATHING = "breathing."
RUN_KEYS = ("heart_rate_bpm", "without", "cuffs", "device")
PERSON_KEYS = ("name", "sex", "age_years", "height_cm", "mass_kg", "strength_percent")
USUAL_BANDAGE_MMHG = 40.0
OWN = "own"  # the kind of a garment that is given by its profile


def apply_message(scenario: Scenario, message: say.ClientMessage) -> Scenario:
    """Return what is wanted after a message.

    Raises
    ------
    InputError
        If something in it is not allowed; then nothing is changed.
    """
    change = MESSAGE_CHANGES.get(type(message))
    if change is None:
        raise InputError(f"the message '{say.message_type(message)}' is not allowed here")
    return check_scenario(change(scenario, message))


def _do(scenario: Scenario, message: say.Do) -> Scenario:
    if message.body == "b":
        return _apart(scenario, verb=message.verb, arguments=dict(message.arguments))
    return replace(scenario, verb=message.verb, arguments=dict(message.arguments))


def _apart(scenario: Scenario, **fields: Any) -> Scenario:
    """Let leg B have something of its own."""
    if scenario.b is None:
        raise InputError("there is no leg 'b' to change: compare two first")
    return replace(scenario, apart={**scenario.apart, **fields})


def _together(scenario: Scenario, message: say.Together) -> Scenario:
    """Let leg B do what leg A does."""
    return replace(scenario, apart={name: one for name, one in scenario.apart.items() if name not in message.keys})


def _set(scenario: Scenario, message: say.Set) -> Scenario:
    key, value = message.key, message.value
    if key.startswith(BREATHING):
        now = scenario_of(scenario, "b" if message.body == "b" else "a").breathing
        breathing = {name: one for name, one in (now or {}).items() if name != key.removeprefix(BREATHING)}
        if value is not None:
            breathing[key.removeprefix(BREATHING)] = value
        return _set_run(scenario, message.body, "breathing", breathing or None)
    if key in RUN_KEYS:
        return _set_run(scenario, message.body, key, value)
    if key in PERSON_KEYS:
        for body in bodies(scenario) if message.body == "both" else (message.body,):
            scenario = _person(scenario, body, lambda person: person.replace(**{key: value}))
        return scenario
    raise UnknownName.of("control", key, (*RUN_KEYS, *PERSON_KEYS, *(BREATHING + name for name in BREATH_FIELDS)))


def _set_run(scenario: Scenario, body: str, key: str, value: Any) -> Scenario:
    """Set what is done beside the verb: of leg B alone, or of all that do not have their own."""
    if body == "b":
        changed = _apart(scenario, **{key: value})
        scenario_of(changed, "b")  # a value that is not allowed is refused here
        return changed
    return _convert(replace(scenario, **{key: value}))


BREATH_FIELDS = ("rate_per_min", "depth_mL", "belly_percent")


def _convert(scenario: Scenario) -> Scenario:
    """Check what came as anything."""
    try:
        return msgspec.convert(msgspec.to_builtins(scenario), Scenario)
    except (msgspec.MsgspecError, TypeError) as error:
        raise InputError(f"a value that is not allowed: {error}") from None


def _person(scenario: Scenario, body: str, change: Callable[[Person], Person]) -> Scenario:
    data = getattr(scenario, body)
    if data is None:
        raise InputError(f"there is no leg '{body}' to change: compare two first")
    return replace(scenario, **{body: to_plain(change(build_model(Person, data)))})


def _leak(scenario: Scenario, message: say.Leak) -> Scenario:
    return _person(scenario, message.body, lambda person: leaking_valves(person, message.vein, message.leak))


def _condition(scenario: Scenario, message: say.SetCondition) -> Scenario:
    def change(person: Person) -> Person:
        meets = ("both", message.side) if message.side != "both" else ("both", *LEGS)
        others = tuple(one for one in person.conditions if one.name != message.name or one.side not in meets)
        healed = person.replace(conditions=others)
        return condition(healed, message.name, message.degree, message.side) if message.on else healed

    return _person(scenario, message.body, change)


def _treatment(scenario: Scenario, message: say.SetTreatment) -> Scenario:
    def change(person: Person) -> Person:
        name = treatment_name(message.name)
        before = person.replace(treatments=tuple(one for one in person.treatments if one.name != name))
        return treatment(before, name, message.side) if message.on else before

    return _person(scenario, message.body, change)


def _wear(scenario: Scenario, message: say.Wear) -> Scenario:
    if message.body not in bodies(scenario):
        raise InputError(f"there is no leg '{message.body}' to dress: compare two first")
    garments: list[Table] = []
    for garment in scenario.wear.get(message.body, []):
        left = _without(garment, message.side)
        garments += [left] if left else []
    if message.kind != "none":
        garments.append(_garment(message))
    return replace(scenario, wear={**scenario.wear, message.body: garments})


def _without(garment: Table, side: str) -> Table | None:
    """Return a garment that was taken off one side, None where nothing is left of it."""
    if side == "both" or garment["side"] == side:
        return None
    if garment["side"] != "both":
        return garment
    return {**garment, "side": next(other for other in LEGS if other != side)}


def _garment(message: say.Wear) -> Table:
    if message.kind == OWN:
        return _own_garment(message)
    kind = message.kind.removeprefix("bandage-")
    if kind in BANDAGE_STIFFNESS:
        pressure = USUAL_BANDAGE_MMHG if message.pressure_mmHg is None else message.pressure_mmHg
        return to_plain(bandage(pressure, kind=kind, side=message.side))  # type: ignore[arg-type]  # checked above
    return to_plain(stocking(message.kind, length=message.length, side=message.side))


def _own_garment(message: say.Wear) -> Table:
    """Return a garment by its profile; one that rises towards the thigh is typed in so on purpose."""
    if message.profile_mmHg is None:
        raise InputError("a garment of your own needs profile_mmHg: the pressure at foot, ankle, calf and thigh")
    foot, ankle, calf, thigh = message.profile_mmHg
    stiffness: Table = {} if message.stiffness_mmHg is None else {"stiffness_mmHg": message.stiffness_mmHg}
    name = f"own profile {ankle:g}, {calf:g}, {thigh:g} mmHg"
    profile: Table = {"foot_mmHg": foot, "ankle_mmHg": ankle, "calf_mmHg": calf, "thigh_mmHg": thigh}
    progressive = calf > ankle or thigh > calf
    return to_plain(Garment(name=name, side=message.side, progressive=progressive, **profile, **stiffness))


def _preset(scenario: Scenario, message: say.Preset) -> Scenario:
    return _person(scenario, message.body, lambda person: preset(message.name, person))


def _compare(scenario: Scenario, message: say.Compare) -> Scenario:
    wear = {body: garments for body, garments in scenario.wear.items() if body == "a"}
    alone = replace(scenario, b=None, wear=wear, apart={})
    if message.b is None:
        return alone
    both = replace(alone, b=dict(scenario.a), wear={**wear, "b": list(wear.get("a", []))})
    kind, _, name = message.b.partition(":")
    if kind == "preset":
        return _preset(both, say.Preset(name=name, body="b"))
    if message.b != "copy":
        raise InputError(f"b = '{message.b}' is not allowed: copy, preset:<name>, or null")
    return both


def _load(scenario: Scenario, message: say.LoadScenario) -> Scenario:  # noqa: ARG001 - all changes are called alike
    return message.scenario


MESSAGE_CHANGES: dict[type[Any], Callable[[Scenario, Any], Scenario]] = {
    say.Do: _do,
    say.Set: _set,
    say.Together: _together,
    say.Leak: _leak,
    say.SetCondition: _condition,
    say.SetTreatment: _treatment,
    say.Wear: _wear,
    say.Preset: _preset,
    say.Compare: _compare,
    say.LoadScenario: _load,
    say.Watch: lambda scenario, message: replace(scenario, watch=list(message.vessels)),
    say.Play: lambda scenario, message: replace(scenario, playing=message.playing),
    say.Speed: lambda scenario, message: replace(scenario, speed=message.speed),
    say.Restart: lambda scenario, _: scenario,
}
