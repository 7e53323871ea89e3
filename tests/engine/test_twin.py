"""The stepper against an independent twin: the same equations, written plainly and solved by SciPy.

Two things part the stepper from the twin: it is of first order where valves, jets and muscles are at work,
and its resistances follow the filling only every 10 ms. So the distance must be small at the usual step;
with resistances refreshed at every step it must halve with the step, and vanish when extrapolated to none.
"""

from __future__ import annotations

import numpy as np
import pytest

from secondheart.engine import layout as at
from secondheart.engine.layout import Floats, State
from secondheart.packing import build_orders
from secondheart.packing.records import no_record
from secondheart.person import Person
from secondheart.protocol import stand, tiptoe
from secondheart.simulation.session import Session, prepare, settle
from tests.networks import elastic, network, pipe, squeeze, vein
from tests.oracles.twin import Rhythm, Twin
from tests.runs import with_gains

EVERY = 0.01  # s between comparisons


def twin_of(session: Session) -> tuple[Twin, Floats]:
    """A twin of a session as it stands, and its unknowns."""
    packed, state, command = session.packed, session.state, session.command
    scalars, now, clock = packed.body.scalars, command.now, state.clock
    phases = np.linspace(0.0, 1.0, len(command.muscle))

    def muscles(t: float) -> dict[str, float]:
        phase = (t * now[at.MUSCLE_RATE]) % 1.0
        courses = zip(packed.muscles, command.muscle.T, strict=True)
        return {name: float(np.interp(phase, phases, course)) for name, course in courses}

    rhythm = Rhythm(
        beat_s=60.0 / scalars["heart_rate.rest"],
        beat_at=float(clock[at.BEAT_TIME]),
        systole=float(scalars["heart.systole"]),
        breath_per_s=float(now[at.BREATH_RATE]),
        breath_at=float(clock[at.BREATH_PHASE]),
        chest=float(scalars["chest.pressure"] + scalars["chest.upright"] * command.height_to[-1]),
        chest_swing=float(now[at.CHEST_SWING]),
        belly=float(clock[at.BELLY_COLUMN]),
        belly_swing=float(now[at.BELLY_SWING]),
    )
    heights = dict(zip(packed.vessels, command.height_to, strict=False))
    twin = Twin(packed.body, heights, muscles, rhythm)
    pipes = places(session, twin)[1]
    return twin, np.concatenate(
        [
            state.volume[places(session, twin)[0]],
            state.flow[pipes],
            state.opening[[pipes[e] for e in twin.leafy]],
            state.muscle[[packed.muscles.index(name) for name in twin.muscle_names]],
        ]
    )


def places(session: Session, twin: Twin) -> tuple[list[int], list[int]]:
    """Where the stepper keeps the twin's vessels and pipes."""
    packed = session.packed
    return [packed.vessel(name) for name in twin.vessels], [packed.connection(name) for name in twin.pipes]


def volumes(session: Session, twin: Twin, count: int) -> Floats:
    """Volumes of the stepper at the times of the comparison, in the twin's order."""
    stride, blank, mine = round(EVERY / session.dt_s), no_record(session.packed), places(session, twin)[0]
    rows = [session.state.volume[mine]]
    for _ in range(count):
        session.advance(stride, blank)
        rows.append(session.state.volume[mine])
    return np.array(rows)


def refreshed(session: Session) -> Session:
    """The session, with its resistances following the filling at every step."""
    session.per_tick = 1
    return session


def pressures(twin: Twin, times: Floats, rows: Floats, solved: Floats) -> Floats:
    """Pressures that volumes stand for, with the muscles of the twin. [mmHg]"""
    muscles = (twin.split(row)[3] for row in solved)
    return np.array([twin.potential(t, row, m) for t, row, m in zip(times, rows, muscles, strict=True)])


def rms(errors: Floats) -> float:
    return float(np.sqrt(np.mean(errors**2)))


# --- a small one: two legs of a loop, leaflets, collapse, distension, a squeeze and a column


def leg(dt_s: float) -> Session:
    session = network(
        [
            elastic("artery", 3.0, 200.0),
            vein("sinus", 1.5, 30.0, 50.0, surroundings="deep_posterior_left"),
            vein("deep", 1.0, 20.0, 40.0),
            vein("superficial", 0.8, 15.0, 25.0),
            vein("above", 6.0, 200.0, 300.0),
        ],
        [
            pipe("artery", "sinus", 4.0, 0.05),
            pipe("artery", "superficial", 9.0, 0.05),
            pipe("sinus", "deep", 0.15, 0.02, valve="outlet", valve_lumen=0.5),
            pipe("superficial", "deep", 1.0, 0.03, valve="perforator", valve_lumen=0.1, leak=0.2),
            pipe("deep", "above", 0.05, 0.03, valve="popliteal", valve_lumen=0.6, leak=0.02),
            pipe("superficial", "above", 0.3, 0.04, valve="junction", valve_lumen=0.3),
            pipe("above", "artery", 1.5, 0.05, valve="aortic", valve_lumen=2.0, kind="heart_valve"),
        ],
        {"artery": 500.0, "sinus": 60.0, "deep": 12.0, "superficial": 30.0, "above": 180.0},
        heights={"artery": -100.0, "sinus": -95.0, "deep": -90.0, "superficial": -90.0},
        dt_s=dt_s,
    )
    session.state.opening[:] = 0.5
    squeeze(session, "deep_posterior_left", 140.0 * np.sin(np.pi * np.linspace(0.0, 1.0, 1025)) ** 4, 1.25)
    return session


@pytest.fixture(scope="module")
def small() -> tuple[Twin, Floats, Floats]:
    twin, start = twin_of(leg(0.0025))
    times = EVERY * np.arange(301)
    return twin, times, twin.solve(start, times, 1e-7, 1e-7, longest_s=0.02)


def test_the_small_twin_sees_collapse_distension_and_both_ways_of_every_valve(small: tuple) -> None:
    twin, _, solved = small
    place = {name: i for i, name in enumerate(twin.vessels)}
    assert solved[:, place["deep"]].min() < 0.7 * 20.0
    assert solved[:, place["sinus"]].max() > 55.0
    opening = solved[:, len(twin.vessels) + len(twin.pipes) :][:, : len(twin.leafy)]
    assert (opening.max(0) > 0.9).all()
    assert (opening.min(0) < 0.1).all()


def test_a_small_network_follows_its_twin(small: tuple) -> None:
    twin, _, solved = small
    exact = solved[:, : len(twin.vessels)]
    usual = np.abs(volumes(leg(0.0025), twin, 300) - exact).max()
    assert usual < 0.8  # mL, of the 50 that a squeeze moves
    steps = (0.0025, 0.00125, 0.000625, 0.0003125)
    runs = [volumes(refreshed(leg(dt_s)), twin, 300) for dt_s in steps]
    errors = [np.abs(run - exact).max() for run in runs]
    assert np.polyfit(np.log(steps), np.log(errors), 1)[0] > 0.9
    assert np.abs(2.0 * runs[3] - runs[2] - exact).max() < 0.006


# --- the whole body, on tiptoe, with its reflexes frozen


def body(dt_s: float, state: State | None = None) -> Session:
    """The default person about to rise on tiptoe; beds and heart as they are at rest."""
    protocol = stand(seconds=60) + tiptoe(times=3)
    session = prepare(with_gains(Person(), 0.0), dt_s)
    session.packed.network.bed_dependent[:] = 0.0
    session.packed.network.person[at.CREEP_SHARE] = 0.0
    if state is None:
        settle(session, protocol.steps[0], 60.0)
    else:
        for mine, given in zip(session.state, state, strict=True):
            mine[...] = given
    session.packed.network.person[at.BELLY_LAG] = 1e12  # the belly's wall has tightened: it stays as it is
    session.apply(build_orders(protocol, session.packed, dt_s)[1])
    session.command.now[[at.EFFORT, at.MOVING]] = 0.0
    session.command.local[:] = 1.0
    return session


@pytest.fixture(scope="module")
def whole() -> tuple[Session, Twin, Floats, Floats]:
    session = body(0.0025)
    twin, start = twin_of(session)
    times = EVERY * np.arange(201)
    return session, twin, times, twin.solve(start, times, 1e-6, 1e-6, longest_s=0.02)


def test_the_whole_body_follows_its_twin_at_the_usual_step(whole: tuple) -> None:
    session, twin, times, solved = whole
    exact = solved[:, : len(twin.vessels)]
    run = volumes(body(0.0025, session.state), twin, 200)
    off = pressures(twin, times, run, solved) - pressures(twin, times, exact, solved)
    # a jet arrives a step early or late in a full, stiff calf vein: 8 mmHg there and then, a few tenths elsewhere
    assert np.abs(off).max() < 8.0
    assert rms(off) < 0.5
    assert np.abs(run - exact).max() < 0.6


def test_the_whole_body_is_its_twin_when_the_step_is_taken_to_nothing(whole: tuple) -> None:
    session, twin, times, solved = whole
    exact = solved[:, : len(twin.vessels)]
    fine, finer = (volumes(refreshed(body(dt_s, session.state)), twin, 200) for dt_s in (0.0003125, 0.00015625))
    off = pressures(twin, times, finer, solved) - pressures(twin, times, exact, solved)
    assert np.abs(off).max() < 1.0  # mmHg, for an instant of a jet
    assert rms(off) < 0.05
    assert 0.4 < rms(finer - exact) / rms(fine - exact) < 0.6
    extrapolated = 2.0 * finer - fine - exact
    assert rms(extrapolated) < 0.002  # mL
    assert np.abs(extrapolated).max() < 0.03


def test_resistances_that_lag_by_ten_milliseconds_cost_little(whole: tuple) -> None:
    session, twin, times, solved = whole
    lagging = volumes(body(0.0003125, session.state), twin, 200)
    following = volumes(refreshed(body(0.0003125, session.state)), twin, 200)
    price = pressures(twin, times, lagging, solved) - pressures(twin, times, following, solved)
    assert np.abs(price).max() < 2.0  # mmHg, in the sinuses while they are squeezed
    assert rms(price) < 0.1


def test_the_twin_holds_the_same_blood(whole: tuple) -> None:
    session, twin, _, solved = whole
    totals = solved[:, : len(twin.vessels)].sum(1)
    np.testing.assert_allclose(totals, session.packed.body.scalars["blood.volume"], rtol=1e-9)
