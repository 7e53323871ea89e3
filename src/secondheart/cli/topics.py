"""What can be listed. Each topic gives rows of the same keys; a missing value is None."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from secondheart.person.number import Number

Row = dict[str, Any]
PARTS = ("trunk", "leg")
NO_LIMITS = {"low": None, "high": None}


@dataclass(frozen=True)
class Topic:
    """A list, and what it is of."""

    of: str
    rows: Callable[[], list[Row]]


def _number(value: Any) -> float | None:
    from secondheart.person.number import Number

    return value.value if isinstance(value, Number) else None


def _sources(row: Mapping[str, Any]) -> str:
    from secondheart.person.number import Number

    numbers: Iterable[Number] = (value for value in row.values() if isinstance(value, Number))
    return ", ".join(dict.fromkeys(number.source for number in numbers))


def _vessels() -> list[Row]:
    from secondheart.person.reading import table

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
        for part in PARTS
        for name, row in table(part)["vessel"].items()
    ]


def _valves() -> list[Row]:
    from secondheart.person.reading import table

    return [
        {
            "name": row["valve"],
            "part": part,
            "from": row["from"],
            "to": row["to"],
            "kind": row["kind"],
            "lumen_cm2": _number(row.get("valve_lumen")),
            "source": _sources({"valve_lumen": row.get("valve_lumen")}),
        }
        for part in PARTS
        for row in table(part)["connection"]
        if "valve" in row
    ]


def _protocols() -> list[Row]:
    from secondheart.protocol import builtin, names
    from secondheart.report.summary import clock

    made = [builtin(name) for name in names()]
    return [
        {
            "name": protocol.name,
            "duration_s": protocol.duration_s,
            "steps": "; ".join(f"{label} {clock(seconds)}" for label, seconds in protocol.describe()),
        }
        for protocol in made
    ]


def _conditions() -> list[Row]:
    from secondheart.cli.conditions import LEAK, leaking_names
    from secondheart.person.ailments import ailments

    leaking = [
        {
            "name": name,
            "degree": LEAK,
            "low": 0.0,
            "high": 1.0,
            "what the degree means": "leak: closed opening as a share of the open one",
            "title": f"leaking valves: {name.removeprefix('leaking-')}",
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
            "what the degree means": ailment.degree.meaning,
            "title": ailment.title,
            "source": f"{ailment.source}: {ailment.why}",
        }
        for name, ailment in ailments().items()
    ]


def _garments() -> list[Row]:
    from secondheart.care import garment_classes
    from secondheart.care.garments import BANDAGE_STIFFNESS

    stockings = [
        {"name": kind.replace(" ", "-"), "ankle low mmHg": low, "ankle high mmHg": high, "source": source}
        for kind, (low, high, source) in garment_classes().items()
    ]
    source = "give the pressure: bandage-elastic=40; assumed stiffness, K22"
    return stockings + [
        {"name": f"bandage-{kind}", "ankle low mmHg": 0.0, "ankle high mmHg": 120.0, "source": source}
        for kind in BANDAGE_STIFFNESS
    ]


def _findings() -> list[Row]:
    from secondheart.evidence import findings

    told = {"id", "quantity", "low", "high", "unit", "person", "protocol", "status", "source", "reason"}
    return [row.model_dump(mode="json", include=told) for row in findings()]


def _assumptions() -> list[Row]:
    from secondheart.person.reading import all_numbers
    from secondheart.protocol import pattern_rows

    body = [_assumed(name, number) for name, number in all_numbers() if number.source == "assumed"]
    return body + [
        {"name": f"patterns.{row.place}", "value": row.value, "unit": row.unit, **NO_LIMITS, "why": row.why}
        for row in pattern_rows()
        if row.source == "assumed"
    ]


def _assumed(name: str, number: Number) -> Row:
    limits = {"low": number.low, "high": number.high}
    return {"name": name, "value": number.value, "unit": number.unit, **limits, "why": number.why}


TOPICS = {
    "vessels": Topic("the vessels of trunk and leg; there are two legs: add _left or _right, or mean both", _vessels),
    "valves": Topic("the valves, and where they are; there are two legs", _valves),
    "protocols": Topic("the protocols that can be run by name", _protocols),
    "conditions": Topic(
        "what --condition takes; add _left or _right for one leg, =0.5 for another degree; leaking-VALVE for one valve",
        _conditions,
    ),
    "garments": Topic("what --wear takes; add -thigh for thigh length, _left or _right for one leg", _garments),
    "findings": Topic("the published findings that the model is held against", _findings),
    "assumptions": Topic("every number that is assumed, and why", _assumptions),
}
