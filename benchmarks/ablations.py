"""What each part carries: swelling without one of its parts, and an hour with other clocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numba
import numpy as np

from benchmarks.machine import once
from benchmarks.report import Section, Table
from secondheart import Person, lie, sit, stand, walk, wear_stockings
from secondheart._numba import _OPTIONS
from secondheart.anatomy import CALF
from secondheart.engine import layout as at
from secondheart.engine.advance import advance
from secondheart.engine.layout import TICK_S, Floats
from secondheart.engine.oxygen import begin_interval, move_oxygen
from secondheart.engine.tissue import exchange_fluid
from secondheart.packing import build_orders
from secondheart.packing.records import empty_record, no_record
from secondheart.protocol import Protocol
from secondheart.simulation.session import Session, prepare, settle
from secondheart.variables import INCLUDED, KEY_VESSELS

SWELLING = "What swelling rests on"
STOCKING = "RAL II"
ENDLESS = 1e9  # per cent a mmHg, or mL/s: so soft a tissue, or so rich a flow, that it changes nothing
MINUTE_S, SECOND_S = 60.0, 1.0
HANGING: Mapping[str, Protocol] = {"standing": stand(minutes=60), "sitting": sit(minutes=150)}
EARLY_MIN = (5, 20)
LATE = 0.5  # the second half of the time: the slow rate is a line through it
SWELLING_HEAD = (
    "",
    *(f"{name}{what}" for name in HANGING for what in (", mL", ": times the whole", ", early", ", late")),
)
SWELLING_WORDS = (
    "The tissue of the left calf of the default person, who hangs it still: first with all parts, then without one at "
    "a time; what it gains more without a part is what that part holds back. Early is the rate of the minutes 5 to 20, "
    "late the slope of a line through the second half, both in % of the calf a minute; the blood in its veins is not "
    "counted."
)


# Takes a part away from a settled body; what it returns is called every second after that.
Without = Callable[[Session], Callable[[], None] | None]


def nothing(_: Session) -> None:
    """Leave the body as it is."""


def soft_tissue(session: Session) -> None:
    """Tissue that does not press back."""
    for slope in (session.packed.tissue.below, session.packed.tissue.soft, session.packed.tissue.taut):
        slope[:] = ENDLESS


def steady_lymph(session: Session) -> None:
    """Lymph as much as lying, however full the tissue is."""
    session.packed.tissue.number[at.STEEPNESS] = 0.0


def no_lymph(session: Session) -> None:
    """No lymph at all."""
    session.packed.tissue.lymph[:] = 0.0


def open_capillaries(session: Session) -> None:
    """Capillaries that stay open under pressure."""
    session.packed.tissue.closing[:] = 0.0


def rich_tissue(session: Session) -> Callable[[], None]:
    """Tissue whose protein is not washed down: it stays as concentrated as it was."""
    tissue, state = session.packed.tissue, session.state
    held = state.protein / (tissue.water + state.fluid)

    def again() -> None:
        state.protein[:] = held * (tissue.water + state.fluid)

    return again


def thin_plasma(session: Session) -> Callable[[], None]:
    """Plasma that does not thicken in the whole body."""
    before = session.state.plasma.copy()

    def again() -> None:
        session.state.plasma[:] = before

    return again


def thin_on_the_way(session: Session) -> None:
    """Plasma that does not thicken on its way through a bed."""
    session.packed.tissue.flow_share[:] = ENDLESS


def wide_arterioles(session: Session) -> None:
    """Arterioles that do not narrow where a leg hangs down."""
    session.packed.network.bed_dependent[:] = 0.0


def veins_alone(session: Session) -> None:
    """A stocking that presses on veins and not on capillaries and their tissue."""
    places = session.packed.tissue.vessel.astype(int)
    for cuff in (session.command.cuff_from, session.command.cuff_to):
        cuff[places] = 0.0


PARTS: Mapping[str, Without] = {
    "without pressure of the tissue": soft_tissue,
    "without capillaries that close": open_capillaries,
    "without arterioles that narrow": wide_arterioles,
    "without protein that is washed down": rich_tissue,
    "without plasma that thickens in a bed": thin_on_the_way,
    "without plasma that thickens in all": thin_plasma,
    "without lymph that rises": steady_lymph,
    "without any lymph": no_lymph,
}
BARE: Mapping[str, Without] = {"all parts": nothing, **PARTS}
DRESSED: Mapping[str, Without] = {
    f"stocking {STOCKING}, all parts": nothing,
    "the same, pressing on veins alone": veins_alone,
}


def measure_swelling(_: int) -> Section:
    """Let the leg of one who stands and sits swell without each part, for as long as the words and the manual say."""
    minutes = {name: round(one.duration_s / MINUTE_S) for name, one in HANGING.items()}
    whole = {name: gained(Person(), nothing, HANGING[name], minutes[name]) for name in HANGING}
    rows = [swelling_row(label, Person(), without, minutes, whole) for label, without in BARE.items()]
    rows += [
        swelling_row(label, wear_stockings(Person(), STOCKING), take, minutes, whole) for label, take in DRESSED.items()
    ]
    times = " and ".join(f"{count} minutes of {name}" for name, count in minutes.items())
    return Section(SWELLING, [f"{SWELLING_WORDS} Here {times}.", Table(SWELLING_HEAD, rows)])


def swelling_row(
    label: str, person: Person, without: Without, minutes: Mapping[str, int], whole: Mapping[str, Floats]
) -> tuple[str, ...]:
    """Return a swelling_row of the table: without this part, standing and sitting."""
    cells: list[str] = [label]
    for name, posture in HANGING.items():
        course = whole[name] if label == "all parts" else gained(person, without, posture, minutes[name])
        cells += [f"{course[-1]:.0f}", f"{course[-1] / whole[name][-1]:.2f}"]
        cells += [f"{rate:.3f}" for rate in slopes(course)]
    return tuple(cells)


def slopes(course: Floats) -> tuple[float, float]:
    """Return the early and the late rate, in per cent of the calf a minute."""
    percent, minutes = 100.0 * course / calf_mL(), np.arange(len(course))
    first, last = (min(one, len(course) - 1) for one in EARLY_MIN)
    half = round(LATE * len(course))
    late = np.polyfit(minutes[half:], percent[half:], 1)[0]
    return float((percent[last] - percent[first]) / (last - first)), float(late)


def calf_mL() -> float:
    """Volume of the tissue of a calf."""
    packed = prepare(Person(), None, ("swelling",)).packed
    return float(packed.tissue.volume[calf_places(packed.regions)].sum())


def calf_places(regions: tuple[str, ...]) -> list[int]:
    """Places of the regions of the left calf."""
    return [regions.index(f"{part}_left") for part in CALF]


def gained(person: Person, without: Without, posture: Protocol, minutes: int) -> Floats:
    """Return what the left calf has gained minute by minute, in mL, hanging still without a part of swelling."""
    session = prepare(person, None, ("swelling",))
    settle(session, posture.steps[0])
    build_orders(posture, session.packed, session.dt_s)[0].write(
        session.packed, session.command, session.state, session.dt_s
    )
    again = without(session)
    places, blank = calf_places(session.packed.regions), no_record(session.packed)
    course = [0.0]
    for _ in range(minutes):
        for _ in range(round(MINUTE_S / SECOND_S) if again else 1):
            session.advance(round((SECOND_S if again else MINUTE_S) / session.dt_s), blank)
            if again:
                again()
        course.append(float(session.state.fluid[places].sum()))
    return np.array(course)


CLOCKS = "What slower clocks cost"
USUAL_S = 0.0025
ANKLES = ("great_saphenous_ankle_left", "great_saphenous_ankle_right")
CLOCKS_WORDS = (
    "The same hour of the default person: 20 minutes of standing, 10 of walking, 20 of sitting, 10 of lying, with "
    "swelling and oxygen. The usual run moves blood every 2.5 ms, oxygen every 0.1 s and the tissues' fluid every "
    "second. Beside it the same with both of those every 10 ms, and with longer and shorter steps; differences are the "
    "usual run less the other, of samples a second apart, those of saturation in points."
)


class Course(NamedTuple):
    """What is held side by side, sample by sample."""

    fluid: Floats  # mL of each region
    saturation: Floats  # % of each vessel kept
    ankle: Floats  # mmHg, mean of both
    litres: float
    seconds: float


Steps = Callable[[Session, int, Any], object]


def measure_clocks(repeats: int) -> Section:
    """Run the hour with other clocks and hold it beside the usual one."""
    share = 1.0 if repeats > 2 else 0.1
    usual = hour(USUAL_S, Session.advance, share)
    others = {
        "tissue, oxygen every 10 ms": hour(USUAL_S, quickly, share),
        "steps of 5 ms": hour(2.0 * USUAL_S, Session.advance, share),
        "steps of 1.25 ms": hour(0.5 * USUAL_S, Session.advance, share),
    }
    return Section(CLOCKS, [CLOCKS_WORDS, Table(("difference", *others), list(clock_rows(usual, others)))])


def hour(dt_s: float, steps: Steps, share: float) -> Course:
    """Take the default person through the hour, or a share of it."""
    protocol = stand(minutes=20 * share) + walk(km_h=3, minutes=10 * share)
    protocol += sit(minutes=20 * share) + lie(minutes=10 * share)
    session = prepare(Person(), dt_s, INCLUDED)
    vessels = [full for name in KEY_VESSELS for full in session.packed.body.vessels_named(name)]
    whole = round(protocol.duration_s / dt_s)
    record = empty_record(session.packed, vessels, round(1.0 / dt_s), whole, dt_s)
    todo = build_orders(protocol, session.packed, dt_s)
    settle(session, protocol.steps[0])

    def play() -> None:
        for order, end in zip(todo, (*todo.begins[1:], whole), strict=True):
            order.write(session.packed, session.command, session.state, dt_s)
            steps(session, end - session.step, record)

    seconds = once(play)
    ankle = record.pressure[:, [vessels.index(name) for name in ANKLES]].mean(axis=1)
    litres = float(record.flow[:, record.flows.tolist().index(session.packed.connection(AORTIC))].sum()) / 1000.0
    return Course(record.fluid, 100.0 * record.saturation, ankle, litres, seconds)


AORTIC = "ascending_aorta>thoracic_aorta"  # what flows down to trunk and legs


@numba.njit(nogil=True, **_OPTIONS)
def _quickly(
    ticks: int, dt: float, per_tick: int, net: Any, tissue: Any, gas: Any, none: Any, command: Any, tables: Any,
    state: Any, record: Any,
) -> None:  # fmt: skip
    for _ in range(ticks):
        advance(per_tick, dt, per_tick, net, tissue, none, command, tables, state, record)
        move_oxygen(net, tissue, gas, state, TICK_S)
        exchange_fluid(tissue, command, state, TICK_S)
        begin_interval(state.volume, state.before, state.forward, state.backward)


def quickly(session: Session, steps: int, record: Any) -> None:
    """Take some steps with the slow clocks as quick as the control clock.

    The stepper is handed beds that take no oxygen, and finds no fluid to exchange: both were done a tick before.
    """
    packed = session.packed
    nowhere = packed.gas._replace(lung=packed.gas.lung[:0], vessel=packed.gas.vessel[:0])
    _quickly(
        steps // session.per_tick, session.dt_s, session.per_tick, packed.network, packed.tissue, packed.gas, nowhere,
        session.command, packed.tables, session.state, record,
    )  # fmt: skip


def clock_rows(usual: Course, others: Mapping[str, Course]) -> Iterator[tuple[str, ...]]:
    """Yield the clock_rows of the table."""
    most = float(np.abs(usual.fluid[:, :-1]).max())  # the last region is the rest of the body

    def row(label: str, digits: int, value: Callable[[Course], float]) -> tuple[str, ...]:
        return (label, *(f"{value(one):.{digits}f}" for one in others.values()))

    yield row(f"fluid of a leg's region, at most, mL of {most:.0f}", 3, lambda one: _most(one.fluid, usual.fluid))
    yield row("saturation, mean", 3, lambda one: float((usual.saturation - one.saturation).mean()))
    yield row("saturation, rms", 3, lambda one: _rms(one.saturation, usual.saturation))
    yield row("saturation, at most", 2, lambda one: float(np.abs(one.saturation - usual.saturation).max()))
    yield row("pressure in the ankle veins, mean, mmHg", 4, lambda one: float((usual.ankle - one.ankle).mean()))
    yield row("pressure in the ankle veins, rms, mmHg", 3, lambda one: _rms(one.ankle, usual.ankle))
    yield row("blood through the aorta, %", 3, lambda one: 100.0 * (usual.litres / one.litres - 1.0))
    # The quick clocks are driven from outside here, which takes longer than they would.
    times = [f"{one.seconds / usual.seconds:.2f}" for one in others.values()]
    yield ("time by that of the usual run", "-", *times[1:])


def _most(one: Floats, other: Floats) -> float:
    return float(np.abs(one - other)[:, :-1].max())


def _rms(one: Floats, other: Floats) -> float:
    return float(np.sqrt(((one - other) ** 2).mean()))
