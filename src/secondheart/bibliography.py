"""What a run leaned on: its sources as BibTeX, and the numbers in it that are only assumed.

Nothing here names a source. Keys and DOIs of `references.bib` are looked for where the numbers are and where
the laws are told, so that a new law or number is cited as soon as it is written.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from secondheart._files import package_text, toml_tables
from secondheart.errors import InputError
from secondheart.person import Condition, Person
from secondheart.person.atlas.number import Number
from secondheart.person.atlas.read import numbers_of
from secondheart.person.conditions import ailments
from secondheart.person.treatments import amounts
from secondheart.person.valve_resolution import site_numbers
from secondheart.protocol import pattern_rows
from secondheart.protocol.patterns import PatternRow

if TYPE_CHECKING:
    import xarray as xr


MOVING = ("exercise", "hyperaemia", "muscle")  # laws that change nothing in a body at rest
SWELLING = ("lymph", "starling", "tissue")  # those of the fluid that leaves the blood, where a run includes it
OXYGEN = ("oxygen",)
STILL = ("standing_load", "tilt_speed", "transition")  # patterns that every protocol may use
EFFORT = ("breathing", "oxygen")
GAITS = {  # patterns that a movement brings along; a squat that is held takes no effort
    **dict.fromkeys(("walk", "run", "cycle", "stairs", "squats"), EFFORT),
    "fidget": ("breathing",),
}
RECORDED = ("strides/min", "turns/min")  # so ends the label of a step that was made of a recording
RULES = ("activity_protocol", "table_protocol", "effort")  # of recordings, by which it was made
CODE = ("physics", "engine")
CONSTANT = re.compile(  # numbers that stand in the code, with the comment above or behind them
    r"^((?:# .*\n)*)([A-Z][A-Z_\d]*(?:, [A-Z][A-Z_\d]*)*) = ([-\d./e, ]*\d)(?:  # (.*))?$", re.MULTILINE
)
UNIT = re.compile(r"mmHg|1/s|mL/s|mL|s\b")

Table = dict[str, Any]


class Assumption(NamedTuple):
    """A number that no publication gives.

    A pattern may have two values, for two speeds, a device one for each chamber. These have no range, nor have
    numbers of a law, whose reason is the comment that stands by them.
    """

    name: str
    value: float | list[float]
    unit: str
    low: float | None
    high: float | None
    why: str


def citations(result: xr.Dataset, *others: xr.Dataset) -> str:
    """Return the sources that a run, or several together, leaned on, as BibTeX.

    Parameters
    ----------
    result, *others : xarray.Dataset
        What `simulate` returned, or `open_result` read.

    Returns
    -------
    str
        Entries in alphabetical order: of the numbers of the body, the person's conditions, the laws in use, the
        patterns of its movements and, where it was made of a recording, the rules for that. What a run left out, such
        as swelling, is not cited. A source that the protocol brings with its pulses or devices, and that is no key of
        the references, is told in a comment.

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
    told = {text for one in (result, *others) for text in _told(one)}
    cited = {key for text in told for key in keys_in(text)}
    carried = {text for one in (result, *others) for text in _carried(_steps(one))}
    own = sorted(text for text in carried if not keys_in(text) and not text.startswith("assumed"))
    entries = [entry for key, entry in references().items() if key in cited]
    return "\n\n".join([*entries, *map(_comment, own)]) + "\n"


def assumptions(of: xr.Dataset | Person, *others: xr.Dataset | Person) -> list[Assumption]:
    """Return the assumed numbers that a run, or several together, leaned on, or those of a person.

    Values of the body are those of the default person, from whom sex, age, height and mass scale the others; that of
    a condition is its degree. Of a person there are those of body and conditions, of a run those of its laws,
    movements and devices, too. What it does without, such as treatments, valves told apart, swelling or oxygen, is
    left out.

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
    rows = [row for one in (of, *others) for row in _assumed(one)]
    return list({str(row): row for row in rows}.values())  # each once; a list within has no hash


def _assumed(of: xr.Dataset | Person) -> list[Assumption]:
    person = [
        *(_of_number(name, number) for name, number in _numbers(of) if number.source == "assumed"),
        *(_of_condition(one) for one in _conditions(of) if ailments()[one.name].source == "assumed"),
    ]
    if isinstance(of, Person):
        return person
    steps = _steps(of)
    movements = (_of_row(row) for row in _patterns(steps) if row.source == "assumed")
    return [*person, *_of_constants(_idle(of)), *movements, *_of_devices(steps)]


def every_assumption() -> list[Assumption]:
    """Return the assumed numbers of the whole atlas, of all laws and of all movements.

    Examples
    --------
    >>> [row.value for row in every_assumption() if row.name == "physics.foot_pump.PRESSURE_PER_WEIGHT"]
    [40.0]
    """
    body = (_of_number(name, number) for name, number in all_numbers() if number.source == "assumed")
    return [*body, *_of_constants(()), *(_of_row(row) for row in pattern_rows() if row.source == "assumed")]


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
    """Return what is wrong with a person, or with the person of a run."""
    return tuple(Condition(**row) for row in _person(of).get("conditions", ()))


def _of_condition(condition: Condition) -> Assumption:
    ailment = ailments()[condition.name]
    degree, name = ailment.degree, f"conditions.{condition.name}"
    return Assumption(name, condition.degree, degree.meaning, degree.low, degree.high, ailment.why)


def _of_number(name: str, number: Number) -> Assumption:
    return Assumption(name, number.value, number.unit, number.low, number.high, number.why)


def _of_row(row: PatternRow) -> Assumption:
    return Assumption(f"patterns.{row.place}", row.value, row.unit, None, None, row.why)


def _of_devices(steps: list[Table]) -> list[Assumption]:
    devices = {step["device"]["name"]: step["device"] for step in steps if "device" in step}
    return [
        Assumption(f"devices.{name}.pressures_mmHg", one["pressures_mmHg"], "mmHg", None, None, one["why"])
        for name, one in devices.items()
        if one["source"] == "assumed"
    ]


def _of_constants(idle: tuple[str, ...]) -> Iterator[Assumption]:
    """Yield the numbers of the laws, and of the step that applies them, whose comment says that they are assumed."""
    for package in CODE:
        for law in _modules(package, idle):
            text = package_text(f"{package}/{law}.py")
            for above, names, values, behind in CONSTANT.findall(text):
                why = " ".join(f"{above.replace('# ', '')}{behind}".split())
                if re.search(r"\bassumed\b", why):
                    unit = UNIT.match(why)
                    place = f"{package}.{law}"
                    for name, value in zip(names.split(", "), values.split(", "), strict=True):
                        yield Assumption(f"{place}.{name}", _quotient(value), unit[0] if unit else "1", None, None, why)


def _quotient(text: str) -> float:
    top, *below = map(float, text.split("/"))
    return float(f"{top / math.prod(below):.6g}")


def _modules(package: str, idle: tuple[str, ...]) -> list[str]:
    found = (
        file.name.removesuffix(".py")
        for file in files("secondheart").joinpath(package).iterdir()
        if file.name.endswith(".py")
    )
    return sorted(name for name in found if name not in idle)


def _numbers(of: xr.Dataset | Person) -> Iterator[tuple[str, Number]]:
    """Yield the numbers of the atlas that a person, or the person of a run, does not do without."""
    person = _person(of)
    without = {"treatments": not person.get("treatments"), "valve_sites": person.get("resolution") != "valves"}
    if not isinstance(of, Person):
        without |= {"tissue": SWELLING[0] in _idle(of), "oxygen": OXYGEN[0] in _idle(of)}
    return ((name, number) for name, number in all_numbers() if not without.get(name.partition(".")[0]))


def _idle(result: xr.Dataset) -> tuple[str, ...]:
    """Return the laws that a run did without."""
    swelling = () if "plasma_mL" in result.attrs else SWELLING
    oxygen = () if "oxygen_spent_mL" in result.attrs else OXYGEN
    moving = () if any("activity" in step for step in _steps(result)) else MOVING
    return (*swelling, *oxygen, *moving)


def _told(result: xr.Dataset) -> Iterator[str]:
    """Yield the texts in which the sources of a run are named."""
    yield from (ailments()[condition.name].source for condition in _conditions(result))
    yield from _of_body(result)
    yield from _of_laws(result)
    yield from _of_movements(_steps(result))


def _of_body(result: xr.Dataset) -> Iterator[str]:
    yield from {number.source for _, number in _numbers(result)}
    yield package_text("person/scale.py")


def _of_laws(result: xr.Dataset) -> Iterator[str]:
    return (package_text(f"{CODE[0]}/{law}.py") for law in _modules(CODE[0], _idle(result)))


def _of_movements(steps: list[Table]) -> Iterator[str]:
    yield from {row.source for row in _patterns(steps)}
    yield from _carried(steps)
    if any(step["label"].endswith(RECORDED) for step in steps):
        yield from (package_text(f"recordings/{rule}.py") for rule in RULES)


def _carried(steps: list[Table]) -> set[str]:
    """Sources that the protocol brings with its own pulses and devices."""
    activities = [step["activity"] for step in steps if "activity" in step]
    pulses = {pulse["source"] for one in activities for part in ("bursts", "loads") for pulse in one.get(part, ())}
    devices = [step["device"] for step in steps if "device" in step]
    return pulses | {f"{one['source']}: {one['why']}" for one in devices}


def _patterns(steps: list[Table]) -> list[PatternRow]:
    """Rows of the patterns that these steps were built from."""
    names = {step["activity"]["name"] for step in steps if "activity" in step}
    used = {*STILL, *names, *(section for name in names for section in GAITS.get(name, ()))}
    return [row for row in pattern_rows() if row.place.partition(".")[0] in used]


FILES = ("trunk", "leg", "body", "tissue", "oxygen")


def all_numbers() -> Iterator[tuple[str, Number]]:
    """Yield every number of the atlas with its dotted name."""
    for name in FILES:
        yield from numbers_of(name)
    yield from site_numbers()
    yield from ((f"treatments.{name}", amount) for name, amount in amounts().items())
