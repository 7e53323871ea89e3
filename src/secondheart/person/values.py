"""The numbers of a body by name, and other values for them.

A name is that of the atlas, with dots between its parts, such as ``leg.vessel.soleal_sinuses.unstressed_volume``,
``leg.connection.peroneal>popliteal.resistance`` or ``body.reflex.vagal``.
A name of the leg may have a side, ``leg.vessel.soleal_sinuses_left.compliance``; without one both legs are meant.
The beginning may be omitted as long as one number is meant, and ``*`` stands for anything. In place of ``vessel`` and
``connection`` the kind may stand: ``leg.vein.*.compliance``, ``*.arterioles.*.resistance``.

A value is that of the default person, as in the atlas; size, sex and age scale it like the number that it replaces.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import Any

from secondheart._model import FrozenDict
from secondheart.anatomy import LEGS, Side, add_side, full_name
from secondheart.errors import InputError, UnknownName, show_value
from secondheart.person.atlas.number import Number
from secondheart.person.atlas.read import numbers_of, table
from secondheart.person.treatments import numbered_amounts
from secondheart.person.valve_resolution import site_numbers

ATLAS_TABLES = ("trunk", "leg", "body", "tissue", "oxygen")
UNCHANGED: FrozenDict[str, float] = FrozenDict()
SET = "set by the user"  # the source of a value that is not the atlas's
KIND_ALIASES = {"elastic_vein": "vein"}  # a kind that also goes by another's name
BEYOND_RANGE = "beyond_range = true"  # as Python and files say it; the command line has an option
SOME_NAMES = 3  # that a sentence lists
_SIDE = re.compile(rf"_({'|'.join(LEGS)})(?=\.|$)")


@cache
def body_numbers() -> Mapping[str, Number]:
    """Return every number of the body by its name, as the atlas has it.

    Examples
    --------
    >>> body_numbers()["leg.vessel.soleal_sinuses.unstressed_volume"].unit
    'mL'
    """
    atlas = ((name, number) for file in ATLAS_TABLES for name, number in numbers_of(file))
    return dict([*atlas, *site_numbers(), *numbered_amounts()])


def _endings(parts: int) -> set[str]:
    """Return the last parts of the names of all numbers, so that what was typed is near to what was meant."""
    return {".".join(name.split(".")[-parts:]) for name in body_numbers()}


def match_values(pattern: str) -> tuple[str, ...]:
    """Return the names of the numbers that a text means, in the order of the atlas, with its side if it has one.

    Raises
    ------
    UnknownName
        If it means none; with the three nearest.
    InputError
        If it has no ``*`` and means several.

    Examples
    --------
    >>> match_values("soleal sinuses left.compliance")
    ('leg.vessel.soleal_sinuses_left.compliance',)
    >>> match_values("gsv.compliance")[0], len(match_values("leg.vein.*.compliance"))
    ('leg.vessel.great_saphenous_ankle.compliance', 29)
    """
    wanted, side = _split_value_side(pattern)
    names = _matches(wanted) or _matches(_with_pieces(wanted))
    if side != "both":
        names = tuple(name for name in names if name.startswith("leg."))
    if not names:
        raise UnknownName.of("value", wanted if side == "both" else pattern, _endings(wanted.count(".") + 1))
    if len(names) > 1 and "*" not in pattern and _matches(wanted):
        more = f" and {len(names) - SOME_NAMES} more" if len(names) > SOME_NAMES else ""
        raise InputError(f"'{pattern}' means {', '.join(names[:SOME_NAMES])}{more}; give more of the name, or use *")
    return tuple(_add_value_side(name, side) for name in names)


def check_values(values: Mapping[str, Any], beyond_range: bool) -> FrozenDict[str, float]:
    """Return values by their names in the atlas, without those that are the atlas's own.

    Raises
    ------
    UnknownName
        If there is no such number.
    InputError
        If a value is no number, is given twice, or is outside the range of the atlas and `beyond_range` is false.
    """
    chosen = _by_name(values)
    for name, number in changed_numbers(chosen):
        if not (number.low <= number.value <= number.high or beyond_range):
            allowed = f"{number.low:g} to {number.high:g} {number.unit}"
            raise InputError(f"{name} = {number.value:g} is not allowed: {allowed}; {BEYOND_RANGE} allows more")
    return FrozenDict(sorted(_without_defaults(chosen).items()))


def merge_values(old: Mapping[str, float], new: Mapping[str, Any]) -> dict[str, float]:
    """Return old values with new ones over them; one of both legs overrules an older one of a single leg."""
    chosen = _by_name(new)
    overruled = {_add_value_side(name, leg) for name in chosen for leg in LEGS}
    return {name: value for name, value in old.items() if name not in overruled} | chosen


def scale_values(old: Mapping[str, float], factors: Mapping[str, Any], beyond_range: bool) -> dict[str, float]:
    """Return old values with some numbers multiplied; a factor of both legs scales a leg's own value too.

    Raises
    ------
    InputError
        If one leaves its range and `beyond_range` is false; the sentence names the factors that do not.
    """
    scaled: dict[str, float] = {}
    chosen = _by_name(factors)
    for name, factor in chosen.items():
        own = [one for one in (_add_value_side(name, leg) for leg in LEGS) if one in old]
        scaled |= {one: factor * value_in(old, one) for one in (name, *own)}
    try:
        check_values(scaled, beyond_range)
    except InputError as error:
        least, most = zip(*(_factors(old, name) for name in chosen), strict=True)
        raise InputError(f"{error}; factors of {max(least):.3g} to {min(most):.3g} keep all in range") from None
    return {**old, **scaled}


def _factors(old: Mapping[str, float], name: str) -> tuple[float, float]:
    """Return the least and the largest factor with which a number stays in its range."""
    number, value = body_numbers()[_split_value_side(name)[0]], value_in(old, name)
    least, most = sorted((number.low / value, number.high / value)) if value else (-math.inf, math.inf)
    return least, most


def value_in(values: Mapping[str, float], name: str) -> float:
    """Return the value that a number has, by its name in the atlas, perhaps with a side."""
    whole, _ = _split_value_side(name)
    return values.get(name, values.get(whole, body_numbers()[whole].value))


def values_on(side: Side, values: Mapping[str, float]) -> FrozenDict[str, float]:
    """Return the values of one leg, or for "both" those of the whole body, by their names without a side."""
    if not values:
        return UNCHANGED
    general = {name: value for name, value in values.items() if name in body_numbers()}
    return FrozenDict(
        general | {_SIDE.sub("", name): value for name, value in values.items() if _side_of(name) == side}
    )


def changed_numbers(values: Mapping[str, float]) -> Iterator[tuple[str, Number]]:
    """Yield the numbers that differ from the atlas, with the range of the atlas; the reason names what it has."""
    for name, value in values.items():
        number = body_numbers()[_split_value_side(name)[0]]
        why = f"the atlas has {number.value:g} {number.unit} ({number.source})"
        yield name, replace(number, value=value, source=SET, why=why)


def numbers_with(values: Mapping[str, float]) -> Iterator[tuple[str, Number]]:
    """Yield every number of a body in which some differ from the atlas."""
    yield from ((name, number) for name, number in body_numbers().items() if name not in values)
    yield from changed_numbers(values)


def beyond_ranges(values: Mapping[str, float]) -> tuple[str, ...]:
    """Return a sentence for each value that is outside the range of the atlas."""
    outside = ((name, n) for name, n in changed_numbers(values) if not n.low <= n.value <= n.high)
    return tuple(f"{name} = {n.value:g} is beyond {n.low:g} to {n.high:g} {n.unit}" for name, n in outside)


@lru_cache(maxsize=4096)
def _matches(wanted: str) -> tuple[str, ...]:
    """Return the numbers whose name, or its end from a dot on, is the one that is wanted."""
    exact = tuple(name for name, names in spellings().items() if any(fnmatchcase(one, wanted) for one in names))
    return exact or tuple(
        name for name, names in spellings().items() if any(fnmatchcase(one, f"*.{wanted}") for one in names)
    )


def _with_pieces(wanted: str) -> str:
    """Return the pattern of all pieces of a vein: ``gsv.compliance`` is that of each of its parts."""
    vein, _, field = wanted.rpartition(".")
    return f"{vein}_*.{field}"


@cache
def spellings() -> Mapping[str, tuple[str, ...]]:
    """Return every number's names: the one of the atlas, and that with its vessel's or connection's kind."""
    kinds: dict[str, tuple[str, ...]] = {}
    for file in ("trunk", "leg"):
        rows = {f"{file}.vessel.{name}": row for name, row in table(file)["vessel"].items()}
        rows |= {f"{file}.connection.{row['from']}>{row['to']}": row for row in table(file)["connection"]}
        for place, row in rows.items():
            part, whole = place.split(".")[1], tuple({row["kind"], KIND_ALIASES.get(row["kind"], row["kind"])})
            kinds[place] = tuple(place.replace(f".{part}.", f".{kind}.", 1) for kind in whole)
    places = {name: name.rpartition(".")[0] for name in body_numbers()}
    return {
        name: (name, *(f"{one}.{name.rpartition('.')[2]}" for one in kinds.get(place, ())))
        for name, place in places.items()
    }


def _side_of(name: str) -> Side:
    return _split_value_side(name)[1]


def _split_value_side(text: str) -> tuple[str, Side]:
    """Return a name as the atlas spells it, without its side, and the side."""
    spelled = re.sub(r"[-\s]+", "_", full_name(text.strip().lower()).replace("->", ">").replace(":", ">"))
    side = _SIDE.search(spelled)
    return _SIDE.sub("", spelled, count=1), LEGS[LEGS.index(side[1])] if side else "both"


def _add_value_side(name: str, side: Side) -> str:
    place, _, field = name.rpartition(".")
    return f"{add_side(place, side)}.{field}"


def _flatten(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield names and values; a file may write names with dots as tables within tables."""
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{name}.")
        else:
            yield name, value


def _to_number(what: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InputError(f"{what} = {show_value(value)} is not allowed: a number is needed")
    return float(value)


def _by_name(values: Mapping[str, Any]) -> dict[str, float]:
    """Return numbers by the names in the atlas; a name goes before a pattern, and two of a kind may not differ."""
    rows = list(_flatten(values))
    chosen: dict[str, float] = {}
    for patterns in (True, False):
        given: dict[str, str] = {}
        for text, value in ((text, value) for text, value in rows if ("*" in text) is patterns):
            number = _to_number(text, value)
            for name in match_values(text):
                if name in given and chosen[name] != number:
                    raise InputError(f"{name} is given twice, as '{given[name]}' and '{text}'")
                given[name], chosen[name] = text, number
    return chosen


def _without_defaults(chosen: Mapping[str, float]) -> dict[str, float]:
    general = {n: v for n, v in chosen.items() if n in body_numbers() and v != body_numbers()[n].value}
    sided = {n: v for n, v in chosen.items() if n not in body_numbers()}
    return general | {n: v for n, v in sided.items() if v != value_in(general, _split_value_side(n)[0])}
