"""Clinical tests against an independent twin: the same body, written out plainly and solved by SciPy.

Both stand, rise three times on tiptoe and stand until the foot vein has filled again; reflexes and the
creep of vein walls are frozen, as the twin has neither. What the laboratory reads off, foot vein pressure, refill time
and ejected volume, must be the same but for the stepper's error, which `tests/engine/test_twin.py` takes to nothing.
The deep valves leak, so that it refills within seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest

from secondheart.clinic.avp import FootVein, foot_vein
from secondheart.clinic.calf import leg_veins_of
from secondheart.engine import layout as at
from secondheart.engine.layout import Floats
from secondheart.packing import build_orders
from secondheart.packing.records import no_record
from secondheart.person import Person, leaking_valves
from secondheart.protocol import Protocol, stand, tiptoe
from secondheart.simulation.session import Session, prepare, settle
from tests.clinic.synthetic import result_of
from tests.engine.test_twin import places, twin_of
from tests.oracles.twin import Twin, wall
from tests.runs import with_gains

EVERY = 0.02  # s between samples
RISES = 3
PROTOCOL = stand(seconds=1) + tiptoe(times=RISES) + stand(seconds=8)
FOOT = "dorsal_arch_left"


class Found(NamedTuple):
    """What is read off: the foot vein's course, and by how much the calf shrank in the first rise."""

    foot: FootVein
    ejected_mL: float


def parts(protocol: Protocol) -> Iterator[Session]:
    """Yield the session at the beginning of each step; it stays where the caller takes it."""
    session = prepare(with_gains(leaking_valves(Person(), "deep", 0.3), 0.0), 0.0025)
    session.packed.network.bed_dependent[:] = 0.0
    session.packed.network.person[[at.CREEP_SHARE, at.EMPTIED_OPENING]] = 0.0
    settle(session, protocol.steps[0], 60.0)
    for order in build_orders(protocol, session.packed, 0.0025):
        session.apply(order)
        session.command.now[[at.EFFORT, at.MOVING]] = 0.0
        session.command.local[:] = 1.0
        yield session


def courses() -> tuple[Twin, Floats, Floats]:
    """Volumes of all vessels, a row a sample, of the stepper and of the twin."""
    mine: list[Floats] = []
    its: list[Floats] = []
    now: Floats | None = None
    for session, step in zip(parts(PROTOCOL), PROTOCOL.steps, strict=True):
        twin, begun = twin_of(session)
        count, vessels = round(step.duration_s / EVERY), len(twin.vessels)
        solved = twin.solve(begun if now is None else now, EVERY * np.arange(count + 1), 1e-5, 1e-5, longest_s=0.02)
        now = solved[-1]
        its.append(solved[1:, :vessels])
        for _ in range(count):
            session.advance(round(EVERY / session.dt_s), no_record(session.packed))
            mine.append(session.state.volume[places(session, twin)[0]][None])
    return twin, np.vstack(mine), np.vstack(its)


def read_off(twin: Twin, volumes: Floats) -> Found:
    """Read off a course of volumes what the laboratory would."""
    place = twin.place[FOOT]
    foot = np.array([place])
    walls = (twin.unstressed, twin.compliance, twin.distending, twin.buckling)
    pressure = wall(volumes[:, foot], *(column[foot] for column in walls))[:, 0]
    result = result_of(PROTOCOL, pressure={FOOT: lambda _: pressure}, sample_s=EVERY)
    calf = volumes[:, [twin.place[name] for name in leg_veins_of(Person(), "left")]].sum(1)
    return Found(foot_vein(result, "left"), calf[: round(1.0 / EVERY)].mean() - calf[: round(2.0 / EVERY)].min())


@pytest.fixture(scope="module")
def both() -> tuple[Found, Found]:
    twin, mine, its = courses()
    return read_off(twin, mine), read_off(twin, its)


def test_the_exercise_did_something(both: tuple[Found, Found]) -> None:
    for one in both:
        assert one.foot.standing > 70.0
        assert one.foot.ambulatory < one.foot.standing - 10.0
        assert 1.0 < one.foot.refill_s < 7.5
        assert one.ejected_mL > 20.0


def test_ambulatory_pressure_is_that_of_the_twin(both: tuple[Found, Found]) -> None:
    mine, its = both
    assert mine.foot.standing == pytest.approx(its.foot.standing, abs=0.1)  # mmHg
    assert mine.foot.ambulatory == pytest.approx(its.foot.ambulatory, abs=0.2)
    assert mine.foot.lowest == pytest.approx(its.foot.lowest, abs=0.5)


def test_refill_time_is_that_of_the_twin(both: tuple[Found, Found]) -> None:
    assert both[0].foot.refill_s == pytest.approx(both[1].foot.refill_s, abs=0.1)  # s


def test_ejected_volume_is_that_of_the_twin(both: tuple[Found, Found]) -> None:
    assert both[0].ejected_mL == pytest.approx(both[1].ejected_mL, abs=0.2)  # mL
