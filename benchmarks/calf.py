"""The calf: how the valve above it moves, in movement and at rest, and what fills a calf that is let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.report import Section, Table
from secondheart import Person, ambulatory_pressure, lie, simulate, sit, stand, tiptoe
from secondheart.anatomy import split_side
from secondheart.clinic.calf import leg_veins_of, lower_leg_mL
from secondheart.clinic.duplex import VALVE_CYCLE
from secondheart.clinic.occlusion import REFILLING_S, OcclusionPart, occlusion_protocol
from secondheart.clinic.valve_cycle import CLOSED, ValveCycle, phases, usual_cycle
from secondheart.person.values import body_numbers
from secondheart.protocol import Protocol
from secondheart.protocol.repeated import repeated_verbs
from secondheart.results.measure import flow, inside, last_part, middles, step_span
from secondheart.units import MINUTE_S

if TYPE_CHECKING:
    import xarray as xr

    from secondheart.person.body import Connection, Vessel
    from secondheart.results.measure import Floats, Span

CALF_TITLE = "The calf and the valve above it"
VALVES_WORDS = (
    "The left popliteal valve of the default person. A cycle is the median of ten, of 1.8 s each, which is what the "
    "published phases add up to (Lurie 2003: twenty people half-sitting and standing, at rest and moving a foot); "
    "without figures it is not shut between two movements. At rest: how far it is open in the last 40 s of a posture, "
    "and how often it shuts in a minute."
)
LEVERS_WORDS = (
    "In tiptoes, with one number of the leaflets at an end of its range; beside them the foot vein after ten tiptoes "
    "(published 15 to 30 mmHg, P20)."
)
CYCLE_S, TIMES, SAMPLE_S, REST_S = 1.8, 10, 0.02, 40.0
LEFT = "left"
SOURCES = CAPILLARIES, FOOT, KNEE = "its capillaries", "the foot", "knee and thigh"
VEINS = ("popliteal_left", "femoral_lower_left")
REFILL_WORDS = (
    "What runs into the veins of the left calf, lying: at rest, and from 2 to 8 s after 15 mmHg around it are let go, "
    "when its valves are shut above (C13, published 2 to 4.4 mL/100 mL/min from its capillaries)."
)
MOVING = {"toes up, sitting": 1, "ankle pumps, sitting": 3, "toes up, lying": 5, "ankle pumps, lying": 7, "tiptoes": 9}
RESTING = {"sitting": 0, "lying": 4, "standing": 8}  # steps of the protocol, as those above
LEVERS = ("opening_rate", "closing_rate", "cusp_speed")
PHASES_HEAD = ("", *(f"{phase}, s" for phase in VALVE_CYCLE))


def measure_calf(_: int) -> Section:
    """Watch the valve in movement and at rest, move each number of its leaflets, and let a pressed calf refill."""
    result = watched(Person())
    moving = [(name, *phase_cells(cycle_of(result, place))) for name, place in MOVING.items()]
    moving.append(("published", *(f"{one.low:g} to {one.high:g}" for one in VALVE_CYCLE.values())))
    resting = [(name, *rest_cells(rest_of(result, place))) for name, place in RESTING.items()]
    tables = [Table(PHASES_HEAD, moving), Table(("", "open", "shuts a minute"), resting)]
    levers = Table((*PHASES_HEAD, "foot vein, mmHg"), [lever_row(name, end) for name in LEVERS for end in ends(name)])
    refill = Table(("mL/100 mL/min", "at rest", "let go"), refill_rows(Person()))
    return Section(CALF_TITLE, [VALVES_WORDS, *tables, LEVERS_WORDS, levers, REFILL_WORDS, refill])


def watched(person: Person) -> xr.Dataset:
    """Return a run of all movements and postures in which the valve is watched."""
    pumps, toes_up = (repeated_verbs()[name] for name in ("ankle_pumps", "dorsiflexion"))
    sitting = sit(seconds=90) + toes_up(TIMES, CYCLE_S, "sit") + sit(seconds=60) + pumps(TIMES, CYCLE_S, "sit")
    lying = lie(seconds=90) + toes_up(TIMES, CYCLE_S, "lie") + lie(seconds=60) + pumps(TIMES, CYCLE_S, "lie")
    protocol = sitting + lying + stand(seconds=90) + tiptoe(TIMES, CYCLE_S)
    return simulate(person, protocol, sample_s=SAMPLE_S, record=VEINS)


def cycle_of(result: xr.Dataset, place: int) -> ValveCycle:
    """Return the phases of the valve in the movement of a step."""
    return phases(usual_cycle(result, VEINS[0], step_span(result, place), CYCLE_S), SAMPLE_S)


def phase_cells(cycle: ValveCycle) -> tuple[str, ...]:
    """Return the phases as cells, without figures where the valve is not shut between two movements."""
    return tuple("-" if np.isnan(seconds) else f"{seconds:.2f}" for seconds in cycle)


def rest_of(result: xr.Dataset, place: int) -> Floats:
    """Return how far the valve is open at the end of a step."""
    now = inside(middles(result), last_part(result, place, REST_S))
    return np.asarray(result["opening"].sel(valve=VEINS[0]).values, float)[now]


def rest_cells(opening: Floats) -> tuple[str, ...]:
    """Return between what the valve sways, and how often it shuts in a minute."""
    shut = opening < CLOSED * opening.max()
    shuts = int((shut[1:] & ~shut[:-1]).sum()) * MINUTE_S / REST_S
    return f"{opening.min():.2f} to {opening.max():.2f}", f"{shuts:.0f}"


def ends(name: str) -> tuple[float, float]:
    """Return the ends of the range of a number of the leaflets."""
    number = body_numbers()[f"body.valve.{name}"]
    return number.low, number.high


def lever_row(name: str, value: float) -> tuple[str, ...]:
    """Return the phases in tiptoes, and the foot vein after ten, with a number of the leaflets changed."""
    person = Person().with_values({f"body.valve.{name}": value})
    number = body_numbers()[f"body.valve.{name}"]
    foot = next(one.value for one in ambulatory_pressure(person) if one.name == "ambulatory_venous_pressure")
    label = f"`valve.{name}` {value:g} instead of {number.value:g} {number.unit}"
    return label, *phase_cells(cycle_of(watched(person), MOVING["tiptoes"])), f"{foot:.0f}"


def refill_rows(person: Person) -> list[tuple[str, ...]]:
    """Return what runs into the calf's veins from its capillaries, from the foot, and from knee and thigh."""
    protocol = Protocol(steps=occlusion_protocol().steps[: OcclusionPart.LET_GO + 1])
    result = simulate(person, protocol, sample_s=SAMPLE_S)
    released = step_span(result, OcclusionPart.LET_GO)[0]
    spans = [step_span(result, OcclusionPart.RESTING), (released + REFILLING_S[0], released + REFILLING_S[1])]
    inflows = {source: [inflow(result, person, source, span) for span in spans] for source in SOURCES}
    inflows["all"] = [sum(both) for both in zip(*inflows.values(), strict=True)]
    return [(source, *(f"{one:.1f}" for one in both)) for source, both in inflows.items()]


def inflow(result: xr.Dataset, person: Person, source: str, span: Span) -> float:
    """Return the mean flow into the veins of the left calf from a source, in mL per 100 mL and minute."""
    veins, now, total = set(leg_veins_of(person, LEFT)), inside(middles(result), span), 0.0
    for way in person.body.connections:
        inwards = (way.head in veins) - (way.tail in veins)
        if inwards and source_of(way, person.body.vessel(way.tail if inwards > 0 else way.head)) == source:
            total += inwards * float(flow(result, way.name)[now].mean())
    return 100.0 * MINUTE_S * total / lower_leg_mL(person)


def source_of(way: Connection, other: Vessel) -> str:
    """Return where a way out of the calf's veins leads to."""
    if way.kind == "venules":
        return CAPILLARIES
    return FOOT if split_side(other.region)[0] == "foot" else KNEE
