"""Words and figures as tables, pages and figures show them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from secondheart.anatomy import command_name
from secondheart.errors import one_line

if TYPE_CHECKING:
    from secondheart.person import Person

DISCLAIMER = "For information and education only. Not medical advice and not a medical device. Ask a doctor."

FEW_VALUES = 3  # numbers of the body, or veins that leak, that a line names


def describe_person(person: Person) -> str:
    """Return a person as one line."""
    facts = f"{person.sex}, {person.age_years:g} years, {person.height_cm:g} cm, {person.mass_kg:g} kg"
    more = ["every valve its own"] if person.resolution == "valves" else []
    more += _leaks(person)
    more += _own_values(person)
    more += [f"{command_name(one.name, one.side)}={one.degree:g}" for one in person.conditions]
    more += [command_name(one.name, one.side) for one in person.treatments]
    more += [f"{one.name}{'' if one.side == 'both' else f' {one.side}'}" for one in person.garments]
    return one_line(", ".join([f"{person.name}: {facts}", *more]))


def _leaks(person: Person) -> list[str]:
    """Return which veins leak, and how much, or how many valves where they are many."""
    from secondheart.person.valves import leaking_groups

    veins = leaking_groups(person.leaks, person.resolution)
    leaking = sum(leak > 0.0 for leak in person.leaks.values())
    few = [f"leaking-{command_name(name, side)}={leak:g}" for name, side, leak in veins]
    return few if len(few) <= FEW_VALUES else [f"{leaking} leaking valves"]


def person_in_words(person: Person) -> str:
    """Return a person as a page has it: what is told of the body, then what is wrong, treated and worn, in words.

    Examples
    --------
    >>> from secondheart import Person, condition
    >>> person_in_words(condition(Person(), "varicose-great-saphenous", side="left"))
    'Male, 30 years, 170 cm, 70 kg; varicose great saphenous vein (left, 0.12)'
    """
    facts = f"{person.sex.capitalize()}, {person.age_years:g} years, {person.height_cm:g} cm, {person.mass_kg:g} kg"
    more = ["every valve its own"] if person.resolution == "valves" else []
    more += [_plain_name(one).replace("=", " ") for one in _leaks(person)]
    more += _own_values(person)
    more += [f"{_condition_title(one.name)} ({_leg(one.side)}{one.degree:g})" for one in person.conditions]
    more += [_plain_name(one.name) + (f" ({one.side})" if one.side != "both" else "") for one in person.treatments]
    more += [f"{one.name}{'' if one.side == 'both' else f' ({one.side})'}" for one in person.garments]
    own = [] if person.name in ("", "default") else [name_in_words(person.name)]
    return one_line("; ".join([facts, *own[: not more], *more]))


def name_in_words(name: str) -> str:
    """Return what a person is called on the command line, as words.

    Examples
    --------
    >>> name_in_words("varicose-great_saphenous=0.3+ral-ii"), name_in_words("default")
    ('varicose great saphenous 0.3 + RAL II', 'default')
    """
    from secondheart.compression.catalogue import THIGH_LENGTH, garment_classes

    classes = {command_name(kind): kind for kind in garment_classes()}

    def words(part: str) -> str:
        base = part.lower().removesuffix(THIGH_LENGTH)
        if base in classes:
            return classes[base] + (", thigh" if base != part.lower() else "")
        return _plain_name(part).replace("=", " ")

    return " + ".join(words(part) for part in name.split("+"))


def _condition_title(name: str) -> str:
    from secondheart.person.conditions import ailments

    known = ailments().get(name)
    return known.title.partition(":")[0] if known else _plain_name(name)


def _plain_name(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")


def _leg(side: str) -> str:
    return "" if side == "both" else f"{side}, "


def _own_values(person: Person) -> list[str]:
    """Return the numbers of the body that differ from the atlas, or how many where they are many."""
    from secondheart.person.values import beyond_ranges

    values, beyond = person.values, len(beyond_ranges(person.values))
    few = [f"{name} = {value:g}" for name, value in values.items()]
    words = few if len(few) <= FEW_VALUES else [f"{len(few)} numbers of the body set"]
    return [*words, *([f"{beyond} beyond {'its range' if beyond == 1 else 'their ranges'}"] if beyond else [])]


def count_people(number: int) -> str:
    """Return how many people, in words.

    Examples
    --------
    >>> count_people(1), count_people(1200)
    ('1 person', '1200 people')
    """
    return "1 person" if number == 1 else f"{number} people"


def escape(text: str) -> str:
    r"""Return a text that is safe on a terminal: control characters are escaped, lines stay lines.

    Examples
    --------
    >>> print(escape("a \x1b[31mred\nname"))
    a \x1b[31mred
    name
    """
    return "\n".join(one_line(line, most=len(line) * 10) for line in text.split("\n"))


def short(text: str, most: int = 28) -> str:
    """Return words that fit where there is little room.

    Examples
    --------
    >>> short("10 x tiptoe"), short("a name that goes on and on", 12)
    ('10 x tiptoe', 'a name that…')
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def format_number(value: float | None, digits: int = 0) -> str:
    """Return a number with so many digits after the point, never as -0; a dash where there is none.

    Examples
    --------
    >>> format_number(-0.2), format_number(4.96, 1), format_number(float("nan"))
    ('0', '5.0', '-')
    """
    if value is None or not math.isfinite(value):
        return "-"
    return f"{round(value, digits) + 0.0:.{digits}f}"


def format_hours_or_whole(value: float | None, unit: str) -> str:
    """Return a number of a day with its unit: hours to a tenth, all else whole, as it is measured.

    Examples
    --------
    >>> format_hours_or_whole(5.66, "h"), format_hours_or_whole(134.4, "mL"), format_hours_or_whole(None, "%")
    ('5.7 h', '134 mL', '-')
    """
    return "-" if value is None else f"{format_number(value, 1 if unit == 'h' else 0)} {unit}"


def format_difference(value: float | None, digits: int = 0) -> str:
    """Return a difference with its sign; none where it is nought.

    Examples
    --------
    >>> format_difference(2.04, 1), format_difference(-3), format_difference(-0.01, 1), format_difference(None)
    ('+2.0', '-3', '0.0', '-')
    """
    text = format_number(value, digits)
    return f"+{text}" if value is not None and round(value, digits) > 0 else text


def band(low: float | None, high: float | None) -> str:
    """Return a range in words.

    Examples
    --------
    >>> band(15, 30), band(50, None), band(None, 8.5), band(None, None)
    ('15 to 30', '50 or more', '8.5 or less', '-')
    """
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    if low is not None:
        return f"{low:g} or more"
    return "-" if high is None else f"{high:g} or less"
