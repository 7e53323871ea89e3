"""Single parts of the step do what they say: each of these lines could be wrong and blood still be kept."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from secondheart.engine import layout as at
from secondheart.engine.faint import FAINT
from secondheart.packing.initial_state import round_to_quanta
from secondheart.packing.records import no_record
from secondheart.person import Person
from secondheart.physics.elastic_wall import elastic_pressure
from secondheart.physics.muscle import LAG
from secondheart.physics.oxygen import oxygen_spent
from secondheart.physics.valve import FASTEST, moved_opening, still_rate
from secondheart.physics.vein_wall import vein_pressure
from secondheart.protocol import lie, stand
from secondheart.simulation.session import Session
from tests.networks import elastic, network, pipe, vein
from tests.runs import begin

DT = 0.0025
BOTH = ("swelling", "oxygen")
PULSE = 0.64  # s, of which the root is 0.8


def lying(*including: str) -> Session:
    session, _ = begin(Person(), lie(seconds=10), DT, 5.0, including)
    return session


def forward(session: Session, steps: int) -> None:
    session.advance(steps, no_record(session.packed))


@pytest.mark.parametrize("share", [1.0, 0.5, 0.25])
def test_the_leaflets_of_one_of_several_valves_move_as_fast_as_those_of_one_for_all(share: float) -> None:
    ways = pipe("low", "high", 1.0, 10.0, valve="test", valve_lumen=1.0, loss_share=share)
    session = network(
        [elastic("low"), elastic("high")], [ways], {"low": 101.0}, valve__cusp_speed=1000.0
    )  # 1 mmHg more
    forward(session, 1)
    (place,) = (session.packed.connections.index(name) for name in session.packed.connections if name == "low>high")
    quickest = min(still_rate(1.0, 1000.0), FASTEST)
    wanted = moved_opening(0.0, 1.0 / share, 20.0, 4.0, quickest, DT)
    assert session.state.opening[place] == pytest.approx(wanted, rel=1e-9)


def test_a_systole_lasts_as_the_root_of_the_beat() -> None:
    session = lying()
    session.command.now[at.RR_IMPOSED] = PULSE
    forward(session, round(3.0 / DT))
    assert session.state.clock[at.BEAT_LENGTH] == PULSE
    assert session.state.clock[at.EFFORT_NOW] == 0.0
    assert session.state.clock[at.VENTRICLE_SYSTOLE] == pytest.approx(
        0.8 * Person().body.scalars["heart.systole"], rel=1e-12
    )


@pytest.mark.parametrize("steps", [1, 12, 40])
def test_a_muscle_comes_to_its_pressure_with_a_lag_of_first_order(steps: int) -> None:
    session = lying()
    session.command.muscle[:, 0] = 10.0
    before = session.state.muscle[0]
    forward(session, steps)
    left = (LAG / (LAG + DT)) ** steps
    assert session.state.muscle[0] == pytest.approx(10.0 + (before - 10.0) * left, rel=1e-12)


@pytest.mark.parametrize(("wall", "other", "from_the_end"), [(at.BELLY, at.CHEST, -1), (at.CHEST, at.BELLY, -2)])
def test_belly_and_chest_press_with_their_own_walls(wall: int, other: int, from_the_end: int) -> None:
    quiet, strained = lying(), lying()
    strained.command.muscle[:, from_the_end] = 20.0
    for session in (quiet, strained):
        forward(session, 2)
    pressed = strained.state.outside - quiet.state.outside
    assert pressed[wall] == pytest.approx(strained.state.muscle[from_the_end] - quiet.state.muscle[from_the_end])
    assert pressed[wall] > 1.0
    assert pressed[other] == 0.0


def test_a_chest_that_presses_beyond_the_air_presses_the_belly_too() -> None:
    session = lying()
    session.command.muscle[:, -2] = 40.0
    forward(session, 100)
    assert session.state.outside[at.CHEST] > 30.0
    assert session.state.outside[at.BELLY] == session.state.outside[at.CHEST]


@pytest.mark.parametrize("out", [True, False])
def test_fluid_carries_the_protein_of_the_side_that_it_leaves(out: bool) -> None:
    session, _ = begin(Person(), stand(seconds=10), DT, 60.0, ("swelling",))
    tissue, state = session.packed.tissue, session.state
    tissue.permeability[:] = tissue.lymph[:] = 0.0
    if not out:
        tissue.number[at.REST_PRESSURE] += 200.0
    plasma = state.plasma[at.PLASMA_PROTEIN] / (at.DECILITRE * state.plasma[at.PLASMA_VOLUME])
    held = state.protein / (at.DECILITRE * (tissue.water + state.fluid))
    fluid, protein = state.fluid.copy(), state.protein.copy()
    forward(session, round(1.0 / DT) + 1)  # the second is exchanged as the next begins
    moved, carried = state.fluid - fluid, state.protein - protein
    region = list(session.packed.regions).index("upper_calf_left")
    assert (moved[region] > 0.0) == out
    thickness = carried[region] / (at.DECILITRE * (1.0 - tissue.number[at.REFLECTION]) * moved[region])
    assert thickness == pytest.approx(plasma if out else held[region], rel=1e-3)


def test_more_plasma_thins_the_blood_of_the_lungs() -> None:
    usual, thinned = lying("swelling", "oxygen"), lying("swelling", "oxygen")
    thinned.state.plasma[at.PLASMA_VOLUME] += 500.0
    for session in (usual, thinned):
        forward(session, round(0.2 / DT))
    content = [
        float(
            np.sum(session.state.oxygen[session.packed.gas.lung])
            / np.sum(session.state.volume[session.packed.gas.lung])
        )
        for session in (usual, thinned)
    ]
    blood = usual.packed.body.scalars["blood.volume"]
    assert content[1] / content[0] == pytest.approx(blood / (blood + 500.0), rel=1e-3)


def test_kidneys_pass_a_fiftieth_of_what_is_too_much_each_minute() -> None:
    session = lying("swelling")
    state, now = session.state, session.command.now
    above = 600.0
    state.plasma[at.PLASMA_VOLUME] = session.packed.tissue.number[at.PLASMA_REST] + above
    now[at.URINE], now[at.DRINK], now[at.LOSS] = 0.05, 1.0, 0.0  # mL/s: what is drunk counts the seconds
    forward(session, round(4.0 / DT))
    passed, drunk = state.ledger[at.PASSED], state.ledger[at.DRUNK]
    assert drunk > 0
    assert passed / drunk == pytest.approx(0.05 + 0.02 * above / 60.0, rel=0.02)


@pytest.mark.parametrize(("saturation", "share"), [(0.0, 0.0), (0.025, 0.5), (0.05, 1.0), (0.06, 1.0), (0.7, 1.0)])
def test_a_bed_gives_what_it_is_asked_for_down_to_a_saturation_of_a_twentieth(saturation: float, share: float) -> None:
    assert oxygen_spent(3.0, saturation) == pytest.approx(3.0 * share)
    assert math.isfinite(oxygen_spent(3.0, saturation))


def test_pressures_follow_their_laws_whatever_vessels_are_underfilled() -> None:
    """The list of underfilled vessels is only a shortcut: filled, emptied and filled again, each keeps its own law."""
    names = [f"vein_{i}" for i in range(5)]
    walls = [*(vein(name) for name in names), elastic("soft"), replace(elastic("tube"), kind="artery")]
    session = network(walls, [], {})
    net, state = session.packed.network, session.state
    chosen = np.random.default_rng(0)
    for _ in range(12):
        shares = chosen.uniform(0.2, 1.8, len(state.volume))
        state.volume[:] = round_to_quanta(shares * net.unstressed)
        before = state.volume.copy()
        forward(session, 1)
        for i in range(int(net.chambers), int(net.vessels)):
            volume, unstressed = before[i], net.unstressed[i]
            if i < net.elastic:
                wanted = elastic_pressure(volume, unstressed, net.elastance[i], net.buckling[i])
            else:
                shape = net.per_distending[i], net.scale[i], net.buckling[i]
                wanted = vein_pressure(volume, state.unstressed_now[i], *shape)
            assert state.transmural[i] == pytest.approx(wanted, rel=1e-12, abs=1e-12)


def test_what_fades_away_comes_to_nothing_and_is_never_smaller_than_normal_numbers() -> None:
    session, _ = begin(Person(), stand(seconds=10), DT, 5.0, BOTH)
    session.state.opening[:] = session.state.muscle[:] = session.state.clock[at.EFFORT_NOW] = 1e-29
    forward(session, round(20.0 / DT))
    for name, array in zip(session.state._fields, session.state, strict=True):
        if array.dtype == float:
            assert not ((array != 0.0) & (np.abs(array) < np.finfo(float).tiny)).any(), name
    still = session.state.muscle == 0.0
    assert still.any()
    assert (np.abs(session.state.muscle[~still]) > FAINT).all()
