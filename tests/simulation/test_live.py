"""A run that is steered while it goes is the run of its protocol, to the last bit."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr

from secondheart.compression import devices, stocking
from secondheart.errors import InputError
from secondheart.person import Person, condition, leaking_valves
from secondheart.protocol import lie, stand, tiptoe, walk
from secondheart.simulation.live import Live, begin, rest_key, resume, settle_person
from secondheart.simulation.session import Session
from secondheart.simulation.simulate import simulate
from secondheart.variables import INCLUDED

STAND, WALK, LIE = (verb(seconds=60).steps[0] for verb in (stand, walk, lie))


@pytest.fixture(scope="module")
def start() -> Session:
    return settle_person(Person(), STAND)


def begun(start: Session) -> Live:
    return begin(Person(), STAND, start)


def as_packed(live: Live, result: xr.Dataset) -> np.ndarray:
    """Return the pressures of a result in the order of the vessels as they are packed."""
    return np.asarray(result["pressure"].sel(vessel=list(live.packed.vessels)).values)


def steered(live: Live) -> np.ndarray:
    """Stand, walk, breathe deeper, rise on tiptoe and lie down, in uneven stretches; return all pressures."""
    rows = []
    for ticks, step in (
        (13, WALK),
        (101, WALK.replace(breathing={"depth_mL": 900})),
        (7, tiptoe(1).steps[0]),
        (90, LIE),
    ):
        rows.append(live.advance(ticks).pressure.copy())
        live.order(step)
    rows += [live.advance(ticks).pressure.copy() for ticks in (150, 150, 1)]
    return np.concatenate(rows)


def test_steered_is_the_run_of_its_protocol_to_the_last_bit(start: Session) -> None:
    live = begun(start)
    seen = steered(live)
    result = simulate(Person(), live.protocol(), sample_s=0.01, including=INCLUDED)
    assert [step.label for step in live.protocol().steps] == [
        "stand",
        "walk 3 km/h",
        "walk 3 km/h",
        "1 x tiptoe",
        "lie",
    ]
    assert np.array_equal(seen, as_packed(live, result))


def test_the_columns_of_what_was_seen_are_those_of_the_body_as_it_is_packed(start: Session) -> None:
    live = begun(start)
    seen, packed = live.advance(100), live.packed
    result = simulate(Person(), live.protocol(), sample_s=0.01, including=INCLUDED)
    assert np.array_equal(seen.flow, result["flow"].sel(connection=list(packed.connections)).values)
    assert np.array_equal(seen.volume, result["volume"].sel(vessel=list(packed.vessels)).values)
    assert np.array_equal(seen.opening, result["opening"].sel(valve=list(packed.valves)).values)


def test_an_order_taken_back_within_its_tick_leaves_nothing(start: Session) -> None:
    one, other = begun(start), begun(start)
    for live in (one, other):
        live.advance(5)
        live.order(WALK)
        live.advance(40)
    one.order(STAND)
    one.order(LIE)
    one.order(WALK.replace(heart_rate_bpm=90))
    other.order(WALK.replace(heart_rate_bpm=90))
    assert np.array_equal(one.advance(30).pressure, other.advance(30).pressure)
    assert one.protocol() == other.protocol()


def test_a_change_of_posture_is_not_broken_off(start: Session) -> None:
    live = begun(start)
    live.advance(10)
    live.order(LIE)
    live.advance(100)
    assert live.busy_until == 210
    assert 0.0 < live.angles()[0] < 90.0
    with pytest.raises(InputError, match="takes another 1 s"):
        live.order(STAND)
    live.advance(200)
    assert live.angles() == LIE.posture.angles
    live.order(STAND)


def test_the_first_posture_is_settled_and_not_ordered(start: Session) -> None:
    with pytest.raises(InputError, match="has not begun"):
        begun(start).order(LIE)
    with pytest.raises(InputError, match="nothing was done yet"):
        begun(start).protocol()


def test_from_a_checkpoint_it_goes_on_to_the_last_bit(start: Session) -> None:
    live = begun(start)
    live.advance(33)
    live.order(WALK)
    live.advance(50)
    kept = live.checkpoint()
    json.dumps({name: kept[name] for name in ("log", "since", "ramp")})
    other = resume(Person(), kept)
    assert np.array_equal(live.advance(60).flow, other.advance(60).flow)
    assert live.protocol() == other.protocol()


def test_another_person_goes_on_with_the_same_blood(start: Session) -> None:
    live = begun(start)
    live.advance(20)
    live.order(WALK)
    live.advance(70)
    blood, phase = live.now()["blood_mL"], live.now()["phase"]
    assert live.change(leaking_valves(Person(), "great_saphenous", 0.5))
    assert (live.now()["blood_mL"], live.now()["phase"]) == (blood, phase)
    assert live.since == live.tick == 90
    live.advance(300)
    assert live.protocol().describe() == (("walk 3 km/h", 3.0),)
    assert live.now()["blood_mL"] == pytest.approx(blood, abs=5.0)  # some goes into the tissue


def test_a_person_of_another_size_cannot_go_on(start: Session) -> None:
    live = begun(start)
    live.advance(1)
    assert not live.change(Person(height_cm=180))
    assert not live.change(condition(Person(), "heart-failure"))
    assert live.person == Person()


def test_a_copy_goes_on_alone(start: Session) -> None:
    live = begun(start)
    live.advance(10)
    live.order(WALK)
    live.advance(40)
    other = live.copy()
    apart = other.copy()
    assert apart.change(leaking_valves(Person(), "deep", 0.5))
    apart.advance(50)
    apart.order(STAND)
    assert np.array_equal(live.advance(60).flow, other.advance(60).flow)
    assert live.protocol() == other.protocol() != apart.protocol()


def test_a_changed_person_is_the_same_whether_its_stability_is_checked_again_or_not(
    start: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = leaking_valves(Person(strength_percent=50), "great_saphenous", 0.5)
    one, other = begun(start), begun(start)
    for live in (one, other):
        live.advance(5)
    assert one.change(patient)
    monkeypatch.setattr("secondheart.simulation.live.STABILISING", ("leak",))
    assert other.change(patient)
    assert np.array_equal(one.advance(50).pressure, other.advance(50).pressure)


def test_what_settling_depends_on() -> None:
    assert rest_key(Person(name="a"), STAND) == rest_key(Person(name="b"), STAND.replace(duration_s=3, label="x"))
    assert rest_key(Person(), STAND) != rest_key(Person(), LIE)
    assert rest_key(Person(), STAND) != rest_key(Person(age_years=40), STAND)


def test_beats_are_counted_once_over_stretches(start: Session) -> None:
    live = begun(start)
    ends = [row[0] for _ in range(50) for row in live.advance(10).beat]
    result = simulate(Person(), live.protocol(), including=INCLUDED)
    assert ends == pytest.approx(list(result["beat_time"].values))


def test_begin_is_settled_and_begun(start: Session) -> None:
    assert begin(Person(), STAND).session.checkpoint()["state.volume"].tobytes() == start.state.volume.tobytes()


def test_garments_and_devices_come_and_go_within_a_run(start: Session) -> None:
    live = begun(start)
    dressed = STAND.replace(wear=(stocking("RAL II"),))
    pump = dressed.replace(device=devices()["foot-pump"])
    rows = []
    for ticks, step in ((50, dressed), (60, pump), (30, None)):
        rows.append(live.advance(ticks).pressure.copy())
        if step:
            live.order(step)
    with pytest.raises(InputError, match="of a device takes another"):
        live.order(STAND)
    for _ in range(5):
        rows.append(live.advance(170).pressure.copy())  # beyond the end of its first cycles
    live.order(dressed.replace(heart_rate_bpm=80))
    rows.append(live.advance(100).pressure.copy())
    result = simulate(Person(), live.protocol(), sample_s=0.01, including=INCLUDED)
    assert np.array_equal(np.concatenate(rows), as_packed(live, result))


def test_a_device_goes_on_beyond_what_was_looked_up(start: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secondheart.simulation.live.OPEN_S", 7.0)
    live = begun(start)
    live.advance(10)
    live.order(STAND.replace(device=devices()["foot-pump"].replace(period_s=5.0)))
    rows = [live.advance(170).pressure.copy() for _ in range(12)]
    result = simulate(Person(), live.protocol(), sample_s=0.01, including=INCLUDED)
    assert np.array_equal(np.concatenate(rows), as_packed(live, result)[10:])
