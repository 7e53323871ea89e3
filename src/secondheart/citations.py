"""What a run leaned on: its sources as BibTeX, and the numbers in it that are only assumed.

Nothing here names a source. Keys and DOIs of `references.bib` are looked for where the numbers are and where
the laws are told, so that a new law or number is cited as soon as it is written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from secondheart.errors import InputError
from secondheart.person import Condition, Person
from secondheart.person.ailments import ailments
from secondheart.person.reading import all_numbers
from secondheart.protocol import pattern_rows
from secondheart.protocol.patterns import PatternRow

if TYPE_CHECKING:
    import xarray as xr

MOVING = ("exercise", "hyperaemia", "muscle")  # laws that change nothing in a body at rest
STILL = ("standing_load", "tilt_speed", "transition")  # patterns that every protocol may use
EFFORT = ("breathing", "oxygen")
GAITS = {  # patterns that a movement brings along; a squat that is held takes no effort
    **dict.fromkeys(("walk", "run", "cycle", "stairs", "squats"), EFFORT),
    "fidget": ("breathing",),
}
RECORDED = ("strides/min", "turns/min")  # so ends the label of a step that was made of a recording
RULES = ("to_protocol.py", "by_posture.py", "heart_rate.py")  # by which it was made

Table = dict[str, Any]


class Assumption(NamedTuple):
    """A number that no publication gives; a pattern may have two values, for two speeds, and has no range."""

    name: str
    value: float | list[float]
    unit: str
    low: float | None
    high: float | None
    why: str


def citations(result: xr.Dataset) -> str:
    """Return the sources that a run leaned on, as BibTeX.

    Parameters
    ----------
    result : xarray.Dataset
        What `simulate` returned, or `open_result` read.

    Returns
    -------
    str
        Entries in alphabetical order: of the numbers of the body, the person's conditions, the laws in use, the
        patterns of its movements and, where it was made of a recording, the rules for that. A source of one's own
        protocol that is no key of the references is told in a comment.

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
    steps = _steps(result)
    conditions = [ailments()[condition.name].source for condition in _conditions(result)]
    told = [*_of_body(), *conditions, *_of_laws(steps), *_of_movements(steps)]
    cited = {key for text in told for key in keys_in(text)}
    others = sorted(text for text in _carried(steps) if not keys_in(text) and not text.startswith("assumed"))
    entries = [entry for key, entry in references().items() if key in cited]
    return "\n\n".join([*entries, *map(_comment, others)]) + "\n"


def assumptions(of: xr.Dataset | Person) -> list[Assumption]:
    """Return the assumed numbers of a person's body and conditions, or of a run: of these and its movements.

    Values of the body are those of the default person, from whom sex, age, height and mass scale the others; that of
    a condition is its degree.

    Parameters
    ----------
    of : xarray.Dataset or Person
        A result, or a person.

    Raises
    ------
    InputError
        If it is neither.

    Examples
    --------
    >>> [row.why for row in assumptions(Person()) if row.name == "body.segments.knee"]
    ['surface anatomy of a man of 170 cm']
    """
    movements = [] if isinstance(of, Person) else _patterns(_steps(of))
    body = [
        Assumption(name, number.value, number.unit, number.low, number.high, number.why)
        for name, number in all_numbers()
        if number.source == "assumed"
    ]
    conditions = [_assumed(one) for one in _conditions(of) if ailments()[one.name].source == "assumed"]
    return [*body, *conditions] + [
        Assumption(f"patterns.{row.place}", row.value, row.unit, None, None, row.why)
        for row in movements
        if row.source == "assumed"
    ]


@cache
def references() -> dict[str, str]:
    """Return every entry of `references.bib` by its key, as it stands there.

    Examples
    --------
    >>> references()["heldt2004"].splitlines()[0]
    '@phdthesis{heldt2004,'
    """
    parts = re.split(r"^(?=@)", _text("secondheart", "references.bib"), flags=re.MULTILINE)
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


def _text(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text("utf-8")


def _steps(result: xr.Dataset) -> list[Table]:
    attributes = getattr(result, "attrs", {})
    if "protocol" not in attributes:
        raise InputError(f"a {type(result).__name__} without the attribute 'protocol' is not a result of secondheart")
    steps: list[Table] = tomllib.loads(attributes["protocol"])["step"]
    return steps


def _conditions(of: xr.Dataset | Person) -> tuple[Condition, ...]:
    """Return what is wrong with a person, or with the person of a run."""
    if isinstance(of, Person):
        return of.conditions
    rows = tomllib.loads(of.attrs.get("person", "")).get("conditions", ())
    return tuple(Condition(**row) for row in rows)


def _assumed(condition: Condition) -> Assumption:
    ailment = ailments()[condition.name]
    degree, name = ailment.degree, f"conditions.{condition.name}"
    return Assumption(name, condition.degree, degree.meaning, degree.low, degree.high, ailment.why)


def _of_body() -> Iterator[str]:
    yield from {number.source for _, number in all_numbers()}
    yield _text("secondheart.person", "scaling.py")


def _of_laws(steps: list[Table]) -> Iterator[str]:
    idle = () if any("activity" in step for step in steps) else MOVING
    for law in files("secondheart.physics").iterdir():
        if law.name.endswith(".py") and law.name.removesuffix(".py") not in idle:
            yield law.read_text("utf-8")


def _of_movements(steps: list[Table]) -> Iterator[str]:
    yield from {row.source for row in _patterns(steps)}
    yield from _carried(steps)
    if any(step["label"].endswith(RECORDED) for step in steps):
        yield from (_text("secondheart.exchange", rule) for rule in RULES)


def _carried(steps: list[Table]) -> set[str]:
    """Sources that the protocol brings with its own pulses."""
    activities = [step["activity"] for step in steps if "activity" in step]
    return {pulse["source"] for one in activities for part in ("bursts", "loads") for pulse in one.get(part, ())}


def _patterns(steps: list[Table]) -> list[PatternRow]:
    """Rows of the patterns that these steps were built from."""
    names = {step["activity"]["name"] for step in steps if "activity" in step}
    used = {*STILL, *names, *(section for name in names for section in GAITS.get(name, ()))}
    return [row for row in pattern_rows() if row.place.partition(".")[0] in used]
