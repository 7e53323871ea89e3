"""All that the page without a server needs to know, as one body file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from secondheart.anatomy import LEGS
from secondheart.app.actions import all_actions
from secondheart.app.channels import columns
from secondheart.app.force_shares import STATE_OF
from secondheart.app.greeting import hello
from secondheart.app.live_values import BODY, LAST_S, LEG, LIVE_VALUES_HEART, SETTLED_S
from secondheart.app.scenario import Scenario, step_of
from secondheart.app.schema import schema
from secondheart.app.steering import BEARABLE_MMHG
from secondheart.clinic.forces import LATE_S, LEAD_IN_S, MEASURED_S, WALKING_IN_S
from secondheart.codegen.source import read_floors
from secondheart.compression import stocking
from secondheart.export.body_file import BodyFile
from secondheart.export.session_file import session_tables
from secondheart.packing import Packed
from secondheart.packing.orders import CLAMPED, FASTEST_CM_S, USUAL_S, groin_clamps
from secondheart.packing.pressure import outfit
from secondheart.results.measure import ANKLE_VEIN
from secondheart.simulation.live import begin
from secondheart.simulation.session import SETTLE_S, SETTLING_TURN_S
from secondheart.site.deeds import DeedTables, describe_rise, offered_deeds
from secondheart.site.device_tables import cuff_places, offered_devices
from secondheart.site.people_tables import (
    GARMENT_LENGTHS,
    OFFERED_CLASSES,
    SitePerson,
    check_alike,
    garment_tables,
    person_tables,
    read_columns,
    site_people,
)
from secondheart.variables import LEG_OUTFLOW, QUANTITIES

Table = dict[str, Any]
Report = Callable[[str], None]
LAYOUT = "secondheart.engine.layout"


def build_page_file(report: Report) -> BodyFile:
    """Return people, deeds, garments and words of the page; `report` is told what is being done."""
    usual = step_of(Scenario())
    report("people at rest")
    people = site_people(usual)
    healthy = people[0].session
    tuples, arrays = session_tables(healthy)
    rows: list[Table] = []
    for one in people:
        row, mine = person_tables(one, usual)
        rows.append(row)
        arrays |= mine
    report("garments")
    _check_garments(people)
    garments, pressures = garment_tables(healthy.packed)
    report("movements and days")
    tables = DeedTables(healthy.packed, healthy.dt_s)
    deeds = [tables.build_deed(verb, arguments) for verb, arguments in offered_deeds(_usual_arguments())]
    header = {"tuples": tuples, "people": rows, "garments": garments, "deeds": deeds, "schema": _schema(deeds)}
    return BodyFile(_describe_page(people[0]) | header, arrays | pressures | tables.arrays)


def _describe_page(healthy: SitePerson) -> Table:
    """Return what holds for every body: places and names, numbers of the packing, values beside what is normal."""
    packed = healthy.session.packed
    return {
        "kind": "secondheart page",
        "constants": read_floors()[LAYOUT].constants,
        "dt_s": healthy.session.dt_s,
        "per_tick": healthy.session.per_tick,
        "hello": _greeting(healthy),
        "samples": read_columns(packed, healthy.person),
        "groin": groin_clamps(packed),
        "rise": describe_rise(packed),
        "sites": cuff_places(packed),
        "devices": offered_devices(),
        "forces": _forces(packed),
        "findings": _findings(),
        "numbers": {
            "clamped": CLAMPED,
            "fastest_cm_s": FASTEST_CM_S,
            "usual_s": USUAL_S,
            "settle_s": SETTLE_S,
            "settling_turn_s": SETTLING_TURN_S,
            "bearable_mmHg": BEARABLE_MMHG,
        },
    }


def _check_garments(people: list[SitePerson]) -> None:
    packed = people[0].session.packed
    stockings = [stocking(kind, length=length) for kind in OFFERED_CLASSES for length in GARMENT_LENGTHS]
    garments = [(one, outfit(packed, (one,))) for one in stockings]
    for one in people:
        check_alike(one, garments)


def _usual_arguments() -> dict[str, Table]:
    return {
        name: {argument.name: argument.default for argument in action.arguments}
        for name, action in all_actions().items()
    }


def _greeting(one: SitePerson) -> Table:
    live = begin(one.person, step_of(Scenario()), one.session)
    greeting: Table = msgspec.to_builtins(hello(1, "", False, {"a": live}, columns(live.packed, one.person)))
    return greeting


def _forces(packed: Packed) -> Table:
    """Return how the forces are measured: in what, for how long, through which connections, and in which veins."""
    return {
        "states": STATE_OF,
        "lead_in_s": {state: WALKING_IN_S if state == "walking" else LEAD_IN_S for state in STATE_OF.values()},
        "measured_s": MEASURED_S,
        "late_s": LATE_S,
        "outflow": [packed.connection(LEG_OUTFLOW.format(side)) for side in LEGS],
        "ankle": [packed.vessel(f"{ANKLE_VEIN}_{side}") for side in LEGS],
    }


def _findings() -> Table:
    """Return which values are shown beside what is normal, and how long they look back."""
    names = [*LIVE_VALUES_HEART, *(name for name, _, _ in (*BODY, *LEG)), "leg_swelling"]
    return {
        "last_s": LAST_S,
        "settled_s": SETTLED_S,
        "heart": list(LIVE_VALUES_HEART),
        "body": [list(row) for row in BODY],
        "leg": [list(row) for row in LEG],
        "quantities": {name: {"label": QUANTITIES[name].title, "unit": QUANTITIES[name].unit} for name in names},
    }


def _schema(deeds: list[Table]) -> Table:
    """Return the page's controls, as far as they can be changed here: verbs with the arguments that are offered."""
    every: Table = msgspec.to_builtins(schema())
    for verb in every["verbs"]:
        offered = [deed["arguments"] for deed in deeds if deed["verb"] == verb["name"]]
        for argument in verb["arguments"]:
            values = list(dict.fromkeys(one[argument["name"]] for one in offered))
            argument["options"] = [{"value": value, "label": _spoken(value)} for value in sorted(values, key=str)]
            argument["kind"] = "choice"
        verb["arguments"] = [one for one in verb["arguments"] if len(one["options"]) > 1]
    for control in every["controls"]:
        if control["key"] == "device":
            known = {None, *(one["name"] for one in offered_devices())}
            control["options"] = [one for one in control["options"] if one["value"] in known]
    every["garments"] = [one for one in every["garments"] if one["name"] in OFFERED_CLASSES]
    return every


def _spoken(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
