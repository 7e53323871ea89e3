"""The same run is the same to the last bit: in chunks, from a checkpoint, from a file, beside another."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from secondheart.packing.aligned import block_of
from secondheart.packing.records import empty_record, no_record
from secondheart.person import Person, leaking_valves
from secondheart.protocol import lie, stand, walk
from secondheart.simulation.session import Session
from tests.runs import begin, bits, differing, play

PROTOCOL = stand(seconds=4) + walk(km_h=3, seconds=6).cuff("thigh", pressure_mmHg=40) + lie(seconds=4).without("heart")
STEPS = 5600
INSIDE_A_STRIDE, IN_A_CHANGE_OF_POSTURE, AT_A_NEW_STEP = 2713, 4203, 4000


EVERYTHING = ("swelling", "oxygen")


@pytest.fixture(scope="module")
def person() -> Person:
    return leaking_valves(Person(), vein="great_saphenous", leak=0.3)


@pytest.fixture(scope="module")
def straight(person: Person) -> dict[str, bytes]:
    """The run that was never stopped."""
    session, todo = begin(person, PROTOCOL, including=EVERYTHING)
    play(session, todo, STEPS)
    return bits(session)


def test_the_same_run_twice_is_the_same_to_the_last_bit(person: Person, straight: dict[str, bytes]) -> None:
    session, todo = begin(person, PROTOCOL, including=EVERYTHING)
    play(session, todo, STEPS)
    assert differing(bits(session), straight) == []


def test_the_stepper_writes_nothing_but_the_state(person: Person) -> None:
    session, todo = begin(person, PROTOCOL, including=EVERYTHING)
    session.apply(todo[0])
    packed = session.packed
    others = [
        array
        for part in (packed.network, packed.tissue, packed.gas, session.command)
        for array in part
        if isinstance(array, np.ndarray)
    ]
    before, state = [array.copy() for array in others], block_of(session.state).copy()
    session.advance(1200, no_record(packed))
    assert all(np.array_equal(array, was) for array, was in zip(others, before, strict=True))
    block_of(session.state)[:] = state
    assert session.step == 0


@pytest.mark.parametrize("chunk", [1, 7, 400, 1001])
def test_chunks_of_any_size_make_the_same_run(chunk: int, person: Person, straight: dict[str, bytes]) -> None:
    session, todo = begin(person, PROTOCOL, including=EVERYTHING)
    play(session, todo, STEPS, chunk)
    assert differing(bits(session), straight) == []


def through_a_file(checkpoint: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    file = io.BytesIO()
    np.savez(file, **checkpoint)
    file.seek(0)
    with np.load(file) as loaded:
        return dict(loaded)


@pytest.mark.parametrize("stop", [INSIDE_A_STRIDE, IN_A_CHANGE_OF_POSTURE, AT_A_NEW_STEP])
def test_a_run_restored_from_a_file_is_the_run_that_was_never_stopped(
    stop: int, person: Person, straight: dict[str, bytes]
) -> None:
    session, todo = begin(person, PROTOCOL, including=EVERYTHING)
    play(session, todo, stop)
    saved = through_a_file(session.checkpoint())
    other, _ = begin(person, lie(seconds=1), including=EVERYTHING)
    other.restore(saved)
    assert differing(bits(other), bits(session)) == []
    play(other, todo, STEPS)
    assert differing(bits(other), straight) == []


def test_a_checkpoint_is_a_copy(person: Person, straight: dict[str, bytes]) -> None:
    session, todo = begin(person, PROTOCOL, including=EVERYTHING)
    play(session, todo, INSIDE_A_STRIDE)
    saved = session.checkpoint()
    play(session, todo, STEPS)
    session.restore(saved)
    play(session, todo, STEPS)
    assert differing(bits(session), straight) == []


def test_samples_and_beats_do_not_depend_on_the_chunks(person: Person) -> None:
    def recorded(chunk: int) -> tuple[bytes, ...]:
        session, todo = begin(person, PROTOCOL, including=EVERYTHING)
        kept = empty_record(session.packed, session.packed.vessels, 8, STEPS, session.dt_s)
        for array in (kept.beat_time, kept.beat_pressure, kept.beat_volume, kept.opening, kept.flow):
            array[...] = 0.0
        play(session, todo, STEPS, chunk, kept)
        arrays = (
            kept.pressure,
            kept.volume,
            kept.flow,
            kept.opening,
            kept.muscle,
            kept.beat_time,
            kept.beat_pressure,
            kept.beat_volume,
        )
        return tuple(array.tobytes() for array in arrays)

    assert recorded(STEPS) == recorded(333)


def test_two_bodies_side_by_side_do_not_disturb_each_other(person: Person, straight: dict[str, bytes]) -> None:
    sessions = [begin(person, PROTOCOL, including=EVERYTHING) for _ in range(2)]

    def one(job: tuple[Session, list]) -> dict[str, bytes]:
        play(job[0], job[1], STEPS, 100)
        return bits(job[0])

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(one, sessions)
    assert differing(first, straight) == []
    assert differing(second, straight) == []
