"""secondheart list: each topic gives rows of the same keys; a missing value is None."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from secondheart.person.atlas.number import Number
    from secondheart.person.valve_resolution import Stretch

from typing import Annotated

import typer

from secondheart.anatomy import command_name, full_name, match_name
from secondheart.cli import options
from secondheart.cli.compression_rows import rows_of_file
from secondheart.cli.list_table import list_table, plain_value, tab_lines
from secondheart.cli.output import emit, emit_json
from secondheart.cli.people_lists import population_rows, trait_rows
from secondheart.errors import InputError, UnknownName

Row = dict[str, Any]
ATLAS_PARTS = ("trunk", "leg")


@dataclass(frozen=True)
class Topic:
    """A list, and what it is of."""

    of: str
    rows: Callable[[], list[Row]]


def _number(value: Any) -> float | None:
    from secondheart.person.atlas.number import Number

    return value.value if isinstance(value, Number) else None


def _sources(row: Mapping[str, Any]) -> str:
    from secondheart.person.atlas.number import Number

    numbers: Iterable[Number] = (value for value in row.values() if isinstance(value, Number))
    return ", ".join(dict.fromkeys(number.source for number in numbers))


def _vessels() -> list[Row]:
    from secondheart.person.atlas.read import table

    return [
        {
            "name": name,
            "part": part,
            "kind": row["kind"],
            "region": row["region"],
            "surroundings": row["surroundings"],
            "unstressed_mL": _number(row.get("unstressed_volume")),
            "compliance_mL_per_mmHg": _number(row.get("compliance")),
            "below_heart_cm": _number(row.get("position")),
            "source": _sources(row),
        }
        for part in ATLAS_PARTS
        for name, row in table(part)["vessel"].items()
    ]


def _valves() -> list[Row]:
    from secondheart.person.atlas.read import table
    from secondheart.person.valve_resolution import stretches

    whole = [
        {
            "name": row["valve"],
            "resolution": "both",
            "valves": row.get("valve_count", 1),
            "part": part,
            "from": row["from"],
            "to": row["to"],
            "kind": row["kind"],
            "below_heart_cm": None,
            "lumen_cm2": _number(row.get("valve_lumen")),
            "source": _sources({"valve_lumen": row.get("valve_lumen")}),
        }
        for part in ATLAS_PARTS
        for row in table(part)["connection"]
        if "valve" in row
    ]
    return whole + [row for stretch in stretches() for row in _single_valves(stretch, whole)]


def _single_valves(stretch: Stretch, whole: list[Row]) -> Iterator[Row]:
    """Yield a row for each valve of a stretch that resolution "valves" tells apart, from below."""
    from secondheart.person.valve_resolution import sites

    lumped = next(row for row in whole if row["name"] == stretch.valve)
    ends = (*stretch.pieces[1:], stretch.head)
    rows = zip(stretch.numbers, stretch.pieces, ends, stretch.sites, strict=True)
    for name, tail, head, site in rows:
        places = {"from": tail, "to": head, "below_heart_cm": site}
        own = {"resolution": "valves", "valves": 1, "source": f"site: {sites()[stretch.valve].source}"}
        yield {**lumped, "name": name, **places, **own}


def _protocols() -> list[Row]:
    from secondheart.protocol import builtin, names
    from secondheart.report.summary import clock

    protocols = [builtin(name) for name in names()]
    return [
        {
            "name": protocol.name,
            "duration_s": protocol.duration_s,
            "steps": "; ".join(f"{label} {clock(seconds)}" for label, seconds in protocol.describe()),
        }
        for protocol in protocols
    ]


def _conditions() -> list[Row]:
    from secondheart.person.conditions import ailments
    from secondheart.person.parse import USUAL_LEAK, leaking_names

    leaking = [
        {
            "name": name,
            "degree": USUAL_LEAK,
            "low": 0.0,
            "high": 1.0,
            "title": f"leaking valves: {name.removeprefix('leaking-')}",
            "degree_means": "leak of its valves",
            "source": "person/atlas/valve_groups.toml",
        }
        for name in leaking_names()
    ]
    return leaking + [
        {
            "name": name,
            "degree": ailment.degree.usual,
            "low": ailment.degree.low,
            "high": ailment.degree.high,
            "title": ailment.title,
            "degree_means": ailment.degree.meaning,
            "source": f"{ailment.source}: {ailment.why}",
        }
        for name, ailment in ailments().items()
    ]


def _treatments() -> list[Row]:
    from secondheart.person.treatments import operations

    repair = {
        "name": "repaired-VEIN",
        "title": "valves of a vein, a group of veins or one valve repaired: their leak is 0",
        "closed": None,
        "valves_gone": None,
        "source": "assumed: a repaired valve holds",
    }
    return [repair] + [
        {
            "name": name,
            "title": operation.title,
            "closed": ", ".join(operation.closed) or None,
            "valves_gone": ", ".join(operation.gone) or None,
            "source": f"{operation.source}: {operation.why}",
        }
        for name, operation in operations().items()
    ]


def _garments() -> list[Row]:
    from secondheart.cli.compression_rows import garment_rows

    return garment_rows()


def _devices() -> list[Row]:
    from secondheart.cli.compression_rows import device_rows

    return device_rows()


def _verbs() -> list[Row]:
    from secondheart.cli.verb_rows import verb_rows

    return verb_rows()


def _tests() -> list[Row]:
    from secondheart.clinic import TESTS

    return [
        {
            "name": name,
            "title": test.title,
            "does": test.purpose,
            "option": f"--{test.option.name}" if test.option else "",
        }
        for name, test in TESTS.items()
    ]


def _findings() -> list[Row]:
    from secondheart.evidence import evidence_rows
    from secondheart.evidence.validate import set_aside

    fields = ("id", "finding", "quantity", "low", "high", "unit", "person", "protocol", "status", "source")
    rows = [{**{name: getattr(row, name) for name in fields}, "reason": ""} for row in evidence_rows()]
    return rows + [{**{name: getattr(one, name) for name in fields}, "reason": one.reason} for one in set_aside()]


def _assumptions() -> list[Row]:
    from secondheart.bibliography import every_assumption

    return [row._asdict() for row in every_assumption()]


def _formats() -> list[Row]:
    from secondheart.recordings.registry import all_formats

    return [
        {
            "name": one.name,
            "endings": ", ".join(one.suffixes),
            "gives": one.gives,
            "assumed": one.assumes,
            "export": one.export,
            "checked": one.checked,
        }
        for one in sorted(all_formats(), key=lambda one: one.name.lower())
    ]


def _values() -> list[Row]:
    from secondheart.person.values import body_numbers

    fields = ("value", "unit", "low", "high", "source", "why")
    return [{"name": name} | {key: getattr(n, key) for key in fields} for name, n in body_numbers().items()]


TOPICS = {
    "vessels": Topic("the vessels of trunk and leg; there are two legs: add _left or _right, or mean both", _vessels),
    "valves": Topic(
        "the valves, and where they are; there are two legs; numbered ones with --resolution valves only", _valves
    ),
    "protocols": Topic("the protocols that can be run by name", _protocols),
    "conditions": Topic(
        "what --condition takes; add -left or -right for one leg, =0.5 for another degree; leaking-VALVE for one valve",
        _conditions,
    ),
    "treatments": Topic(
        "what --treat takes; add -left or -right for one leg; repaired-VEIN names a vein, a group or a valve",
        _treatments,
    ),
    "traits": Topic("what legs differ in, in a person's [traits]; add _left or _right for one leg", trait_rows),
    "populations": Topic("who secondheart cohort can draw", population_rows),
    "garments": Topic(
        "what --wear takes; add -thigh for thigh length (else 0 at the thigh), -left or -right for one leg", _garments
    ),
    "devices": Topic("pneumatic devices, for protocols and test pneumatic; add -left or -right for one leg", _devices),
    "tests": Topic("the tests of a vascular laboratory, for secondheart test", _tests),
    "formats": Topic("the recordings that are understood; each may be packed as .zip or .gz", _formats),
    "values": Topic(
        "every number of the body, for --set and --scale, with its range; add _left or _right to a vessel of the leg",
        _values,
    ),
    "verbs": Topic(
        "what a step of a protocol does, with its arguments; seconds may stand for minutes, and all take transition_s",
        _verbs,
    ),
    "findings": Topic("the published findings that the model is compared with", _findings),
    "assumptions": Topic("every number that is assumed, and why", _assumptions),
}


def print_list(
    what: Annotated[
        str | None, typer.Argument(metavar="[WHAT]", help=f"One of: {', '.join(TOPICS)}.", show_default=False)
    ] = None,
    pattern: Annotated[
        str | None,
        typer.Argument(metavar="[PATTERN]", help="Only names with this in them; * stands for anything."),
    ] = None,
    tsv: Annotated[bool, typer.Option("--tsv", help="Print columns separated by tabs, all of them in full.")] = False,
    as_json: options.Json = False,
) -> None:
    """Print lists of what there is, with values and sources."""
    topic = None if what is None else match_name(what, TOPICS)
    if what is not None and topic is None:
        raise UnknownName.of("list", what, TOPICS)
    if tsv and as_json:
        raise InputError("list: --tsv and --json contradict each other: give one of them")
    rows: list[Row] = TOPICS[topic].rows() if topic else [{"list": name, "of": one.of} for name, one in TOPICS.items()]
    if topic and pattern:
        rows = rows_of_file(topic, pattern) or _rows_named(pattern, rows)
    if as_json:
        emit_json({topic or "lists": [{key: plain_value(value) for key, value in row.items()} for row in rows]})
    elif tsv:
        emit("".join("\t".join(line) + "\n" for line in tab_lines(rows)))
    else:
        _print(rows)


def _rows_named(pattern: str, rows: list[Row]) -> list[Row]:
    """Return the rows whose name has a text in it, or is like a pattern.

    Raises
    ------
    UnknownName
        If there is none.
    """
    from secondheart.person.values import spellings

    names, wanted = [str(next(iter(row.values()))) for row in rows], command_name(full_name(pattern))
    wanted = wanted if "*" in wanted else f"*{wanted}*"
    chosen = [
        row
        for row, name in zip(rows, names, strict=True)
        if any(fnmatchcase(command_name(one), wanted) for one in spellings().get(name, (name,)))
    ]
    if not chosen:
        raise UnknownName.of("name", pattern, names)
    return chosen


def _print(rows: list[Row]) -> None:
    from secondheart.cli.tables import render

    emit(render(*list_table(rows)))
