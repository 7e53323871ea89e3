"""What slower clocks cost: the same hour with quicker ones for tissue and oxygen, and with other steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numba
import numpy as np

from benchmarks.clock import once
from benchmarks.report import Section, Table
from secondheart import Person, lie, sit, stand, walk
from secondheart._jit import _OPTIONS
from secondheart.engine.advance import advance
from secondheart.engine.layout import TICK_S, Floats
from secondheart.engine.oxygen import begin_interval, move_oxygen
from secondheart.engine.tissue import exchange_fluid
from secondheart.packing import build_orders
from secondheart.packing.records import empty_record
from secondheart.simulation.session import Session, prepare, settle
from secondheart.variables import INCLUDED, KEY_VESSELS

TITLE = "What slower clocks cost"
USUAL_S = 0.0025
ANKLES = ("great_saphenous_ankle_left", "great_saphenous_ankle_right")
WORDS = (
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


def measure(repeats: int) -> Section:
    """Run the hour with other clocks and hold it beside the usual one."""
    share = 1.0 if repeats > 2 else 0.1
    usual = hour(USUAL_S, Session.advance, share)
    others = {
        "tissue, oxygen every 10 ms": hour(USUAL_S, quickly, share),
        "steps of 5 ms": hour(2.0 * USUAL_S, Session.advance, share),
        "steps of 1.25 ms": hour(0.5 * USUAL_S, Session.advance, share),
    }
    return Section(TITLE, [WORDS, Table(("difference", *others), list(rows(usual, others)))])


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


@numba.njit(nogil=True, **_OPTIONS)  # type: ignore[untyped-decorator]
def _quickly(
    ticks: int, dt: float, per_tick: int, net: Any, tissue: Any, gas: Any, none: Any, command: Any, tables: Any,
    state: Any, record: Any,
) -> None:  # fmt: skip
    for _ in range(ticks):
        advance(per_tick, dt, per_tick, net, tissue, none, command, tables, state, record)
        move_oxygen(net, tissue, gas, state, TICK_S)
        exchange_fluid(tissue, command, state, TICK_S)
        begin_interval(state)


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


def rows(usual: Course, others: Mapping[str, Course]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table."""
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
