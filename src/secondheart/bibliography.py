"""The sources of a run, as BibTeX, and the numbers in it that are assumed.

Nothing here names a source. Keys and DOIs of `references.bib` are looked for where the numbers are and in the
text of the laws, so that a new law or number is cited as soon as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from secondheart._constants import constants, module_names
from secondheart._files import package_text, toml_tables
from secondheart.compression import devices
from secondheart.errors import InputError
from secondheart.person import Condition, Person
from secondheart.person.atlas.number import Number
from secondheart.person.conditions import Ailment, ailments
from secondheart.person.values import SET, body_numbers, changed_numbers, numbers_with
from secondheart.protocol import pattern_rows
from secondheart.protocol.patterns import PatternRow

if TYPE_CHECKING:
    import xarray as xr


PRESSING_FIELDS = ("wear", "device", "cuffs")  # fields of a step that press on a leg
MOVING_LAWS = ("exercise", "hyperaemia", "muscle")  # laws that change nothing in a body at rest
SWELLING_LAWS = ("lymph", "starling", "tissue")  # those of the fluid that leaves the blood, where a run includes it
OXYGEN_LAWS = ("oxygen",)
STILL_PATTERNS = ("standing_load", "tilt_speed", "transition")  # patterns that every protocol may use
EFFORT_PATTERNS = ("breathing", "oxygen")
GAITS = {  # patterns that a movement brings along; a squat that is held takes no effort
    **dict.fromkeys(("walk", "run", "cycle", "stairs", "squats"), EFFORT_PATTERNS),
    "fidget": ("breathing",),
}
RECORDED = ("strides/min", "turns/min")  # how the label of a step ends that was built from a recording
RULES = ("recordings.timeline_protocol", "recordings.bouts", "recordings.heart_effort")  # that built it
SCALE = "person.scale"  # the rules by which a person's facts become a body
UNIT = re.compile(r"mmHg|1/s|mL/s|mL|s\b")  # at the beginning of a comment
UNITS_OF_NAMES = {  # where the comment has none: how the name of a constant ends
    "_PER_MIN": "1/min", "_BPM": "1/min", "_MMHG": "mmHg", "_WATTS": "W", "_S": "s", "_H": "h", "_BYTES": "bytes",
}  # fmt: skip

Table = dict[str, Any]


class Assumption(NamedTuple):
    """A number that no publication gives.

    A pattern may have two values, for two speeds, a device one for each chamber. These have no range, nor have
    constants of a module, whose reason is the comment beside them.
    """

    name: str
    value: float | list[float]
    unit: str
    low: float | None
    high: float | None
    why: str


def citations(result: xr.Dataset, *others: xr.Dataset) -> str:
    """Return the sources of one or more runs, as BibTeX.

    Parameters
    ----------
    result, *others : xarray.Dataset
        What `simulate` returned, or `open_result` read.

    Returns
    -------
    str
        Entries in alphabetical order: of the numbers of the body, the person's conditions, the laws in use, the
        patterns of its movements and, for a recording, the rules that turned it into a protocol. Parts that a run
        does not use, such as swelling, are not cited. Sources that a protocol names itself, and that are no key of the
        references, are comments; so are values of the body that the user set, with those of the atlas.

    Raises
    ------
    InputError
        If it is not a result of secondheart.

    Examples
    --------
    >>> import secondheart as sh
    >>> result = sh.simulate(sh.Person(), sh.lie(seconds=1))
    >>> citations(result).startswith("@misc{adan86,")
    True
    """
    texts = {text for one in (result, *others) for text in _source_texts(one)}
    cited = {key for text in texts for key in keys_in(text)}
    brought = {text for one in (result, *others) for text in _own_sources(_steps(one))}
    own = sorted(text for text in brought if not keys_in(text) and not text.startswith("assumed"))
    entries = [entry for key, entry in references().items() if key in cited]
    changed = dict.fromkeys(line for one in (result, *others) for line in _own_values(one))
    defined = dict.fromkeys(line for one in (result, *others) for line in _own_definitions(one))
    return "\n\n".join([*entries, *map(_comment, own), *defined, *changed]) + "\n"


def assumptions(of: xr.Dataset | Person, *others: xr.Dataset | Person) -> list[Assumption]:
    """Return the assumed numbers of persons or runs.

    For a person: the numbers of the body and of its conditions. For a run: also those of its laws, movements and
    devices. Parts that are not used, such as treatments, single valves, swelling or oxygen, are omitted. Values of the
    body are those of the default person, before scaling; the value of a condition is its degree.

    Parameters
    ----------
    of, *others : xarray.Dataset or Person
        Results, or persons.

    Raises
    ------
    InputError
        If one is neither.

    Examples
    --------
    >>> [row.why for row in assumptions(Person()) if row.name == "body.segments.knee"]
    ['surface anatomy of a man of 170 cm']
    """
    rows = [row for one in (of, *others) for row in _assumptions_of(one)]
    return list({str(row): row for row in rows}.values())  # each once; a list within has no hash


def _assumptions_of(of: xr.Dataset | Person) -> list[Assumption]:
    person = [
        *(_of_number(name, number) for name, number in _numbers(of) if number.source in ("assumed", SET)),
        *(_of_condition(one) for one in _conditions(of) if one.ailment.source == "assumed"),
    ]
    if isinstance(of, Person):
        return person
    steps = _steps(of)
    movements = (_of_row(row) for row in _patterns(steps) if row.source == "assumed")
    return [*person, *_of_constants(_modules_of(of)), *movements, *_of_devices(steps)]


def every_assumption() -> list[Assumption]:
    """Return every assumed number: of the atlas, conditions, devices and movements, and of the whole program.

    Examples
    --------
    >>> [row.value for row in every_assumption() if row.name == "physics.foot_pump.PRESSURE_PER_WEIGHT"]
    [40.0]
    """
    return [
        *(_of_number(name, number) for name, number in body_numbers().items() if number.source == "assumed"),
        *(_of_ailment(name, row) for name, row in ailments().items() if row.source == "assumed"),
        *(_of_device(device.model_dump()) for device in devices().values() if device.source == "assumed"),
        *_of_constants(module_names()),
        *(_of_row(row) for row in pattern_rows() if row.source == "assumed"),
    ]


@cache
def references() -> dict[str, str]:
    """Return every entry of `references.bib` by its key, as it stands there.

    Examples
    --------
    >>> references()["heldt2004"].splitlines()[0]
    '@phdthesis{heldt2004,'
    """
    parts = re.split(r"^(?=@)", package_text("references.bib"), flags=re.MULTILINE)
    entries = [part.strip() for part in parts if part.startswith("@")]
    return {entry[entry.index("{") + 1 : entry.index(",")]: entry for entry in entries}


def keys_in(text: str) -> list[str]:
    """Return the keys of the references that a text names, by key or by DOI.

    Examples
    --------
    >>> keys_in("heldt2004 (p. 33), and doi 10.1002/cnm.1466")
    ['heldt2004', 'mynard2012']
    """
    return [key for key, name in _names().items() if name.search(text)]


@cache
def _names() -> dict[str, re.Pattern[str]]:
    dois = {key: re.findall(r"^ *doi *= *\{(.+)\}", entry, re.MULTILINE) for key, entry in references().items()}
    return {key: re.compile("|".join(rf"\b{re.escape(name)}(?!\w)" for name in (key, *dois[key]))) for key in dois}


def _comment(source: str) -> str:
    # What stands outside of entries is a comment, but for an @, with which an entry starts.
    return "% a source of the protocol's own: " + " ".join(source.replace("@", "(at)").split())


def _own_definitions(result: xr.Dataset) -> Iterator[str]:
    """Yield a comment for each condition and treatment that the atlas does not have, with its source."""
    person = _person(result)
    for one in (*person.get("conditions", ()), *person.get("treatments", ())):
        if "definition" in one:
            yield f"% {one['name']}, defined by the user: {' '.join(one['definition']['source'].split())}"


def _own_values(result: xr.Dataset) -> Iterator[str]:
    """Yield a comment for each number of the body that differs from the atlas."""
    for name, number in changed_numbers(_person(result).get("values", {})):
        yield f"% {name} = {number.value:g} {number.unit}, {SET}; {number.why}"


def _steps(result: xr.Dataset) -> list[Table]:
    attributes = getattr(result, "attrs", {})
    if "protocol" not in attributes:
        raise InputError(f"a {type(result).__name__} without the attribute 'protocol' is not a result of secondheart")
    steps: list[Table] = toml_tables(attributes["protocol"], "the protocol of a result")["step"]
    return steps


def _person(of: xr.Dataset | Person) -> Table:
    """Return the fields of a person, or of the person of a run."""
    if isinstance(of, Person):
        return of.model_dump()
    _steps(of)  # refuses what is not a result
    return toml_tables(of.attrs.get("person", ""), "the person of a result")


def _conditions(of: xr.Dataset | Person) -> tuple[Condition, ...]:
    """Return the conditions of a person, or of the person of a run."""
    return tuple(Condition(**row) for row in _person(of).get("conditions", ()))


def _of_condition(condition: Condition) -> Assumption:
    return _of_ailment(condition.name, condition.ailment)._replace(value=condition.degree)


def _of_ailment(name: str, ailment: Ailment) -> Assumption:
    degree = ailment.degree
    return Assumption(f"conditions.{name}", degree.usual, degree.meaning, degree.low, degree.high, ailment.why)


def _of_number(name: str, number: Number) -> Assumption:
    return Assumption(name, number.value, number.unit, number.low, number.high, number.why)


def _of_row(row: PatternRow) -> Assumption:
    return Assumption(f"patterns.{row.place}", row.value, row.unit, None, None, row.why)


def _of_devices(steps: list[Table]) -> list[Assumption]:
    used = {step["device"]["name"]: step["device"] for step in steps if "device" in step}
    return [_of_device(one) for one in used.values() if one["source"] == "assumed"]


def _of_device(device: Table) -> Assumption:
    pressures = list(device["pressures_mmHg"])
    return Assumption(f"devices.{device['name']}.pressures_mmHg", pressures, "mmHg", None, None, device["why"])


def _of_constants(modules: Iterable[str]) -> Iterator[Assumption]:
    """Yield the constants of modules whose comment says that they are assumed."""
    for module in modules:
        for name, value, why in constants(module):
            if re.search(r"\bassumed\b", why):
                yield Assumption(f"{module}.{name}", value, _unit(name, why), None, None, why)


def _unit(name: str, comment: str) -> str:
    unit = UNIT.match(comment)
    return unit[0] if unit else next((unit for end, unit in UNITS_OF_NAMES.items() if name.endswith(end)), "1")


def _modules_of(result: xr.Dataset) -> list[str]:
    """Return the modules whose constants a run depends on."""
    steps, idle = _steps(result), _idle(result)
    laws = [name for name in module_names("physics") + module_names("engine") if name.rpartition(".")[2] not in idle]
    pressed = _person(result).get("garments") or any(step.get(part) for step in steps for part in PRESSING_FIELDS)
    return [
        *laws,
        *module_names("packing"),
        SCALE,
        *(module_names("compression") if pressed else ()),
        *(module_names("recordings") if _is_recorded(steps) else ()),
    ]


def _numbers(of: xr.Dataset | Person) -> Iterator[tuple[str, Number]]:
    """Yield the numbers of the atlas that a person, or the person of a run, does not do without."""
    person = _person(of)
    without = {"treatments": not person.get("treatments"), "valve_sites": person.get("resolution") != "valves"}
    if not isinstance(of, Person):
        without |= {"tissue": SWELLING_LAWS[0] in _idle(of), "oxygen": OXYGEN_LAWS[0] in _idle(of)}
    numbers = numbers_with(person.get("values", {}))
    return ((name, number) for name, number in numbers if not without.get(name.partition(".")[0]))


def _idle(result: xr.Dataset) -> tuple[str, ...]:
    """Return the laws that a run did without."""
    swelling = () if "plasma_mL" in result.attrs else SWELLING_LAWS
    oxygen = () if "oxygen_spent_mL" in result.attrs else OXYGEN_LAWS
    moving = () if any("activity" in step for step in _steps(result)) else MOVING_LAWS
    return (*swelling, *oxygen, *moving)


def _source_texts(result: xr.Dataset) -> Iterator[str]:
    """Yield the texts that name the sources of a run."""
    yield from (condition.ailment.source for condition in _conditions(result))
    yield from _of_body(result)
    yield from _of_laws(result)
    yield from _of_movements(_steps(result))


def _of_body(result: xr.Dataset) -> Iterator[str]:
    yield from {number.source for _, number in _numbers(result)}
    yield _text_of(SCALE)


def _of_laws(result: xr.Dataset) -> Iterator[str]:
    idle = _idle(result)
    return (_text_of(law) for law in module_names("physics") if law.rpartition(".")[2] not in idle)


def _of_movements(steps: list[Table]) -> Iterator[str]:
    yield from {row.source for row in _patterns(steps)}
    yield from _own_sources(steps)
    if _is_recorded(steps):
        yield from map(_text_of, RULES)


def _is_recorded(steps: list[Table]) -> bool:
    return any(step["label"].endswith(RECORDED) for step in steps)


def _text_of(module: str) -> str:
    return package_text(module.replace(".", "/") + ".py")


def _own_sources(steps: list[Table]) -> set[str]:
    """Sources that the protocol brings with its own pulses and devices."""
    activities = [step["activity"] for step in steps if "activity" in step]
    pulses = {pulse["source"] for one in activities for part in ("bursts", "loads") for pulse in one.get(part, ())}
    devices = [step["device"] for step in steps if "device" in step]
    return pulses | {f"{one['source']}: {one['why']}" for one in devices}


def _patterns(steps: list[Table]) -> list[PatternRow]:
    """Rows of the patterns that these steps were built from."""
    names = {step["activity"]["name"] for step in steps if "activity" in step}
    used = {*STILL_PATTERNS, *names, *(section for name in names for section in GAITS.get(name, ()))}
    return [row for row in pattern_rows() if row.place.partition(".")[0] in used]
