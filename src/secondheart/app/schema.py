"""The schema: every control with its limits, unit and words, so that page, command line and manual say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, get_args

import msgspec

from secondheart import __version__
from secondheart.app.actions import Action, Argument, all_actions
from secondheart.app.plain import Table
from secondheart.app.presets import PRESETS
from secondheart.app.scenario import HELD_SQUAT_S, SCENARIO_FASTEST, ends_by_itself
from secondheart.bibliography import references
from secondheart.clinic import TESTS
from secondheart.compression import devices, garment_classes, is_prescribed
from secondheart.compression.catalogue import BANDAGE_STIFFNESS, PRESCRIBED
from secondheart.compression.cuff import TIGHT_MMHG, TOURNIQUET_SITES
from secondheart.compression.site import Site
from secondheart.day.relief import measures
from secondheart.day.schedule import builtin_day, day_names
from secondheart.day.signs import mechanisms, urgent
from secondheart.person import Person
from secondheart.person.atlas.number import Number
from secondheart.person.atlas.read import table
from secondheart.person.conditions import ailments
from secondheart.person.treatments import operations
from secondheart.person.values import body_numbers
from secondheart.person.valves import groups, valve_names, valves_of
from secondheart.protocol import Breathing, Cuff, Step
from secondheart.report.leg import plan
from secondheart.report.normal_ranges import ranges
from secondheart.report.references import reference_lines
from secondheart.report.text import DISCLAIMER
from secondheart.variables import QUANTITIES

SPEEDS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, int(SCENARIO_FASTEST))
FORCES = {"heart": "The heart's push", "breathing": "The pull of breathing", "muscles": "The squeeze of the muscles"}
GROUPS = (
    {"name": "breathing", "label": "Breathing"},
    {"name": "heart", "label": "Heart"},
    {"name": "forces", "label": "The three forces"},
    {"name": "legs", "label": "Legs"},
    {"name": "person", "label": "Person"},
)
SCHEMA_WORDS = (
    {"plain": "back-flow", "clinical": "reflux"},
    {"plain": "leaking valve", "clinical": "incompetent valve"},
    {"plain": "calf muscle pump", "clinical": "calf muscle pump"},
    {"plain": "vein under the skin", "clinical": "superficial vein"},
    {"plain": "deep vein", "clinical": "deep vein"},
    {"plain": "connecting vein", "clinical": "perforator"},
    {"plain": "swelling", "clinical": "oedema"},
    {"plain": "old clot damage", "clinical": "post-thrombotic change"},
    {"plain": "leaking valves", "clinical": "incompetent valves"},
    {"plain": "stocking", "clinical": "compression garment"},
    {"plain": "stocking or bandage", "clinical": "compression"},
    {"plain": "muscle strength", "clinical": "calf pump strength"},
    {"plain": "breath", "clinical": "inspired share of tidal volume"},
    *({"plain": one.label, "clinical": one.clinical} for one in QUANTITIES.values()),
)


@dataclass(frozen=True)
class Control:
    """A control of the page."""

    key: str
    label: str
    group: str
    level: int
    scope: str
    kind: str
    default: Any
    unit: str = ""
    low: float | None = None
    high: float | None = None
    step: float | None = None
    options: list[Table] | None = None
    help: str = ""
    source: str = ""


def _limits(model: type[Any], name: str) -> tuple[float, float]:
    """Return the ends of a field's range, as the input itself checks it."""
    items = model.model_fields[name].metadata
    low = next(one.ge for one in items if hasattr(one, "ge"))
    high = next(one.le for one in items if hasattr(one, "le"))
    return float(low), float(high)


def _number(model: type[Any], name: str, key: str, label: str, unit: str, step: float, **rest: Any) -> Control:
    low, high = _limits(model, name)
    default = model.model_fields[name].default
    return Control(
        key=key, label=label, kind="number", default=default, unit=unit, low=low, high=high, step=step, **rest
    )


def controls() -> list[Control]:
    """Return all controls but verbs, valves, conditions, garments and presets, which have messages of their own."""
    run: Table = {"scope": "run"}
    person: Table = {"scope": "person", "group": "person"}
    breath: Table = {"group": "breathing", "level": 2, **run}
    return [
        _number(Breathing, "rate_per_min", "breathing.rate_per_min", "Breaths", "1/min", 1, **breath),
        _number(Breathing, "depth_mL", "breathing.depth_mL", "Depth of a breath", "mL", 50, **breath),
        _number(Breathing, "belly_percent", "breathing.belly_percent", "Share of the belly", "%", 5, **breath),
        _number(
            Step, "heart_rate_bpm", "heart_rate_bpm", "Heart rate, imposed", "1/min", 1, group="heart", level=3, **run,
            help="Left empty, the heart finds its own.",
        ),
        Control(
            key="without", label="Forces switched off", group="forces", level=1, scope="run", kind="flags", default=[],
            options=[{"value": name, "label": label} for name, label in FORCES.items()],
            help="The three forces that bring the blood back; each can be switched off.",
        ),
        Control(
            key="device", label="Pneumatic device", group="legs", level=2, scope="run", kind="choice", default=None,
            options=[{"value": None, "label": "none"}, *({"value": n, "label": _spoken(n)} for n in devices())],
        ),
        _number(
            Person, "strength_percent", "strength_percent", "Muscle strength", "%", 5, level=1, scope="person",
            group="legs", help="Strength of the leg muscles: the pressure that they raise.",
        ),
        _number(Person, "age_years", "age_years", "Age", "years", 1, level=2, **person),
        _number(Person, "height_cm", "height_cm", "Height", "cm", 1, level=2, **person),
        _number(Person, "mass_kg", "mass_kg", "Mass", "kg", 1, level=2, **person),
        Control(
            key="sex", label="Sex", kind="choice", default="male", level=2, **person,
            options=[{"value": "male", "label": "male"}, {"value": "female", "label": "female"}],
        ),
    ]  # fmt: skip


def _spoken(name: str) -> str:
    return name.replace("-", " ")


def _verb(name: str, action: Action) -> Table:
    usual = {argument.name: argument.default for argument in action.arguments}
    return {
        "name": name,
        "label": action.label,
        "posture": action.posture,
        "kind": action.kind,
        "level": action.level,
        "counted": ends_by_itself(name, usual),
        "arguments": [_argument(argument) for argument in action.arguments],
        "help": action.help,
    }


def _argument(argument: Argument) -> Table:
    options = [{"value": value, "label": value} for value in argument.options] or None
    return {**asdict(argument), "options": options, "kind": "choice" if options else "number"}


def _conditions() -> list[Table]:
    return [
        {
            "name": name,
            "title": row.title,
            **row.degree.model_dump(),
            "source": row.source,
            "why": row.why,
            "sided": any(change.valve or change.connection or change.muscle for change in row.change),
        }
        for name, row in ailments().items()
    ]


def _treatments() -> list[Table]:
    return [
        {"name": name, "title": row.title, "source": row.source, "why": row.why} for name, row in operations().items()
    ]


def _garments() -> Iterator[Table]:
    for name, (low, high, source) in garment_classes().items():
        yield {
            "name": name,
            "label": f"{name} ({low:g} {f'to {high:g} mmHg' if high > low else 'mmHg or more'})",
            "prescribed": PRESCRIBED if is_prescribed(high) else "",
            "low_mmHg": low,
            "high_mmHg": high,
            "source": source,
            "kind": "stocking",
            "lengths": ["knee", "thigh"],
        }
    for name in BANDAGE_STIFFNESS:
        yield {
            "name": f"bandage-{name}",
            "label": f"{name} bandage",
            "prescribed": PRESCRIBED,
            "low_mmHg": 0.0,
            "high_mmHg": 120.0,
            "source": "assumed",
            "kind": "bandage",
            "lengths": ["knee"],
        }


def _tests() -> list[Table]:
    return [{"name": name, "label": name.replace("-", " "), "help": test.purpose} for name, test in TESTS.items()]


def _cuffs() -> Table:
    """Return what can be tied or pumped up around both legs, and how tightly."""
    highest = next(one.le for one in Cuff.model_fields["pressure_mmHg"].metadata if hasattr(one, "le"))
    kinds = {"tourniquet": TOURNIQUET_SITES, "cuff": get_args(Site)}
    return {
        "kinds": [{"kind": kind, "site": site} for kind, sites in kinds.items() for site in sites],
        "usual_mmHg": TIGHT_MMHG,
        "high_mmHg": highest,
    }


def _days() -> list[Table]:
    return [
        {"name": name, "begins_s": day.begins_s, "hours": day.protocol.duration_s / 3600.0}
        for name, day in ((name, builtin_day(name)) for name in day_names())
    ]


def _vessels() -> Table:
    """Return the numbers of each vessel, by its name without a side."""
    rows = {**table("trunk")["vessel"], **table("leg")["vessel"]}
    return {name: {"numbers": list(_numbers(row))} for name, row in rows.items()}


def _numbers(row: Table) -> Iterator[Table]:
    for name, items in row.items():
        if isinstance(items, Number):
            yield {"name": name.replace("_", " "), **asdict(items)}


def _references() -> Table:
    return {key: line for key, entry in references().items() for line in reference_lines(entry)}


def _signs() -> Table:
    """Return what needs a doctor first, the signs with what must not be claimed of them, and what helps."""
    rows = {"urgent": urgent(), "signs": mechanisms(), "measures": measures()}
    return {name: [one.model_dump(mode="json") for one in some] for name, some in rows.items()}


# What the story needs before its first picture; the laboratory asks for the rest.
STORY_PARTS = ("version", "verbs", "garments", "presets", "days", "words", "speeds", "disclaimer")


def schema() -> Table:
    """Return all of it, as plain data."""
    sides = ("_left", "_right")
    to_plain = sorted({name.removesuffix(side) for name in valve_names() for side in sides if name.endswith(side)})
    return {
        "version": __version__,
        "groups": list(GROUPS),
        "controls": [asdict(control) for control in controls()],
        "verbs": [_verb(name, action) for name, action in all_actions().items()],
        "forces": list(FORCES),
        "conditions": _conditions(),
        "treatments": _treatments(),
        "garments": list(_garments()),
        "cuffs": _cuffs(),
        "presets": [{"name": name, "label": one.label, "help": one.help} for name, one in PRESETS.items()],
        "valve_groups": {name: list(valves_of(name)) for name in groups()},
        "veins": sorted({*groups(), *to_plain}),
        "tests": _tests(),
        "days": _days(),
        "normal": ranges(),
        "parameters": [{"name": name, **asdict(number)} for name, number in body_numbers().items()],
        "vessels": _vessels(),
        "references": _references(),
        "words": list(SCHEMA_WORDS),
        "signs": _signs(),
        "plan": plan(),
        "speeds": list(SPEEDS),
        "held_squat_s": HELD_SQUAT_S,
        "disclaimer": DISCLAIMER,
    }


@cache
def schema_text(*, laboratory: bool) -> bytes:
    """Return what the story needs of the schema as JSON, or what the laboratory needs besides."""
    return msgspec.json.encode({name: part for name, part in schema().items() if laboratory != (name in STORY_PARTS)})
