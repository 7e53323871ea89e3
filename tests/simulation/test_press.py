"""A cuff can be given its pressure every 10 ms; what is given is what a protocol's cuff would do."""

from __future__ import annotations

import numpy as np
import pytest

import secondheart as sh
from secondheart.errors import InputError
from secondheart.packing import build_orders
from secondheart.packing.records import no_record
from secondheart.simulation.session import Session, prepare, settle

RISE_S, PRESSURE = 0.5, 60.0
CLOSE = 1e-9  # mL: pressures that are worked out in another order differ in their last bit


@pytest.fixture
def session() -> Session:
    made = prepare(sh.Person(), 0.0025)
    protocol = sh.lie(seconds=1)
    settle(made, protocol.steps[0], 20.0)
    made.apply(build_orders(protocol, made.packed, made.dt_s)[0])
    return made


def test_pressures_given_every_10_ms_are_those_of_a_cuff_that_fills_evenly(session: Session) -> None:
    before = session.checkpoint()
    cuffed = sh.lie(seconds=1).cuff("thigh", side="left", pressure_mmHg=PRESSURE, rise_s=RISE_S)
    session.apply(build_orders(cuffed, session.packed, session.dt_s)[0])
    session.advance(400, no_record(session.packed))
    expected = session.state.volume.copy()
    session.restore(before)
    session.apply(build_orders(sh.lie(seconds=1), session.packed, session.dt_s)[0])
    for tick in range(100):
        session.press("thigh", PRESSURE * min((tick + 1) * 0.01 / RISE_S, 1.0), "left")
        session.advance(4, no_record(session.packed))
    np.testing.assert_allclose(session.state.volume, expected, rtol=0.0, atol=CLOSE)
    assert session.state.cuff.max() == pytest.approx(0.915 * PRESSURE)  # what of it reaches the thigh's veins


def test_sites_and_sides_are_pressed_apart_and_let_go(session: Session) -> None:
    session.press("calf", 40.0, "left")
    session.press("foot", 20.0)
    session.advance(8, no_record(session.packed))
    cuff = dict(zip(session.packed.vessels, session.state.cuff, strict=True))
    pressed = [cuff[name] for name in ("peroneal_left", "peroneal_right", "dorsal_arch_left", "dorsal_arch_right")]
    assert pressed == [40.0, 0.0, 20.0, 20.0]
    session.press("calf", 0.0)
    session.press("foot", 0.0)
    session.advance(8, no_record(session.packed))
    assert session.state.cuff.max() == 0.0


@pytest.mark.parametrize(
    ("site", "mmHg", "words"),
    [
        ("calf", 400.0, "pressure_mmHg"),
        ("calf", -5.0, "pressure_mmHg = -5 is not allowed: 0 to 300"),
        ("hip", 40.0, "site"),
    ],
)
def test_what_is_not_allowed_is_refused_in_a_sentence(session: Session, site: str, mmHg: float, words: str) -> None:
    with pytest.raises(InputError, match=words):
        session.press(site, mmHg)  # type: ignore[arg-type]


def test_between_two_ticks_no_pressure_is_given(session: Session) -> None:
    session.advance(3, no_record(session.packed))
    with pytest.raises(InputError, match=r"a pressure is given every 0.01 s, and the run stands at 0.0075 s"):
        session.press("calf", 40.0)
