"""A body as arrays: nothing is lost, nothing is out of place, and what cannot be packed is named."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondheart.engine.layout import QUANTUM
from secondheart.errors import NetworkError
from secondheart.packing import pack, start_state
from secondheart.packing.records import empty_record, record_sums, row_bytes
from secondheart.person import Person, leaking_valves
from secondheart.person.body import Body
from secondheart.protocol import lie
from secondheart.results.balance import total_volume
from secondheart.simulation.session import prepare, settle

VEIN, WAY = "popliteal_left", "popliteal_left>femoral_lower_left"
PERSON = leaking_valves(Person(), VEIN, 0.25)
BODY = PERSON.body
PACKED = pack(BODY)
NET = PACKED.network


def changed(name: str, **fields: Any) -> Body:
    """The body with one vessel or connection changed."""

    def edited(parts: tuple) -> tuple:
        return tuple(replace(part, **fields) if part.name == name else part for part in parts)

    if name in BODY.places:
        return replace(BODY, vessels=edited(BODY.vessels))
    return replace(BODY, connections=edited(BODY.connections))


def test_every_vessel_and_connection_has_one_place() -> None:
    assert sorted(PACKED.vessels) == sorted(v.name for v in BODY.vessels)
    assert sorted(PACKED.connections) == sorted(c.name for c in BODY.connections)
    assert [PACKED.vessel(name) for name in PACKED.vessels] == list(range(len(BODY.vessels)))


def test_vessels_are_ordered_chambers_elastic_veins() -> None:
    kinds = [BODY.vessel(name).kind for name in PACKED.vessels]
    assert set(kinds[: int(NET.chambers)]) == {"chamber"}
    assert "vein" not in kinds[: int(NET.elastic)]
    assert set(kinds[int(NET.elastic) :]) == {"vein"}
    assert len(kinds) == NET.vessels


def test_connections_are_ordered_plain_instant_leaflets() -> None:
    by_name = {c.name: c for c in BODY.connections}
    ordered = [by_name[name] for name in PACKED.connections]
    plain, instant = int(NET.plain), int(NET.instant)
    assert not any(c.valve for c in ordered[:plain])
    assert all(c.kind == "heart_valve" for c in ordered[plain:instant])
    assert all(c.valve and c.kind != "heart_valve" for c in ordered[instant:])
    assert PACKED.valves == tuple(c.valve for c in ordered[instant:])


def test_numbers_stand_where_their_names_do() -> None:
    for vessel in BODY.vessels:
        i = PACKED.vessel(vessel.name)
        assert NET.unstressed[i] == vessel.unstressed
        assert NET.transmission[i] == vessel.transmission
        assert PACKED.positions[i] == vessel.position
        if vessel.kind == "chamber":
            assert (NET.elastance[i], NET.systolic[i]) == (vessel.elastance_diastolic, vessel.elastance_systolic)
            assert bool(NET.atrial[i]) == vessel.name.endswith("atrium")
        if vessel.kind == "vein":
            assert NET.per_distending[i] == 1.0 / vessel.distending
            assert NET.scale[i] == pytest.approx(2.0 * vessel.distending / (math.pi * vessel.compliance))
    for c in BODY.connections:
        e = PACKED.connection(c.name)
        assert PACKED.vessels[int(NET.tail[e])] == c.tail
        assert PACKED.vessels[int(NET.head[e])] == c.head
        assert NET.resistance[e] == c.resistance
        assert NET.inertance[e] == pytest.approx(1.055 * c.length / c.lumen / 1333.22)
        assert NET.leak[e] == c.leak
        assert (NET.loss[e] > 0.0) == bool(c.valve)
    assert NET.leak[PACKED.connection(WAY)] == 0.25


def test_beds_know_their_arterioles_venules_and_vein() -> None:
    for b, bed in enumerate(PACKED.beds):
        into, out = (PACKED.connections[i] for i in (NET.bed_in[b], NET.bed_out[b]))
        found = {c.name: c for c in BODY.connections}
        assert (found[into].kind, found[into].bed) == ("arterioles", bed)
        assert (found[out].kind, found[out].bed) == ("venules", bed)
        assert PACKED.vessels[NET.bed_vein[b]] == found[out].head


def test_every_array_is_its_own() -> None:
    """The stepper is compiled on the promise that no two arrays overlap."""
    session = prepare(PERSON)
    parts = (*session.packed.network, *session.packed.tables, *session.state, *session.command)
    arrays = [part for part in parts if isinstance(part, np.ndarray) and part.size]
    for i, one in enumerate(arrays):
        assert one.flags.c_contiguous
        assert not any(np.shares_memory(one, other) for other in arrays[i + 1 :])


@pytest.mark.parametrize(
    ("name", "fields", "sentence"),
    [
        (VEIN, {"unstressed": 0.0}, f"the vessel {VEIN} needs an unstressed volume and a compliance above 0"),
        (VEIN, {"compliance": -1.0}, f"the vessel {VEIN} needs an unstressed volume and a compliance above 0"),
        (WAY, {"lumen": 0.0}, f"the lumen of {WAY} is 0; it must be above 0"),
        (WAY, {"length": -3.0}, f"the length of {WAY} is -3; it must be above 0"),
        (WAY, {"resistance": math.nan}, f"the resistance of {WAY} is nan; it must be above 0"),
        (WAY, {"head": "thigh"}, f"the connection {VEIN}>thigh ends at 'thigh', which is not a vessel of this body"),
    ],
)
def test_a_body_with_an_impossible_part_is_refused_by_name(name: str, fields: dict, sentence: str) -> None:
    with pytest.raises(NetworkError, match=sentence):
        pack(changed(name, **fields))


@pytest.mark.parametrize(
    ("vessel", "end", "way"), [("plantar_left", "tail", "out of"), ("great_saphenous_ankle_left", "head", "into")]
)
def test_a_loose_end_is_named(vessel: str, end: str, way: str) -> None:
    kept = tuple(c for c in BODY.connections if getattr(c, end) != vessel)
    with pytest.raises(NetworkError, match=f"the vessel {vessel} is a loose end: no connection leads {way} it"):
        pack(replace(BODY, connections=kept))


def test_a_vessel_hanging_in_the_air_is_named() -> None:
    lonely = replace(BODY.vessel("popliteal_left"), name="sixth_toe")
    with pytest.raises(NetworkError, match="the vessel sixth_toe is a loose end"):
        pack(replace(BODY, vessels=(*BODY.vessels, lonely)))


def test_a_body_starts_with_all_of_its_blood_in_whole_quanta() -> None:
    for person in (Person(), Person(sex="female", height_cm=150, mass_kg=45), Person(height_cm=210, mass_kg=180)):
        packed = pack(person.body)
        state = start_state(packed, record_sums(packed))
        volume = state.volume
        assert (volume > 0.0).all()
        assert (volume / QUANTUM == np.round(volume / QUANTUM)).all()
        assert total_volume(state) * QUANTUM == pytest.approx(person.body.scalars["blood.volume"], abs=1e-9)


def test_a_record_has_room_for_every_sample_and_beat() -> None:
    record = empty_record(PACKED, ("popliteal_left", "femoral_lower_left"), 8, 4000, 0.0025)
    assert record.pressure.shape == (500, 2)
    assert {PACKED.connections[int(e)].split(">")[0] for e in record.flows} == {"popliteal_left", "femoral_lower_left"}
    assert {int(e) >= NET.instant for e in record.valves} == {True}
    assert len(record.beat_time) >= 10.0 / (60.0 / 230.0)


people = st.builds(
    Person,
    sex=st.sampled_from(["male", "female"]),
    age_years=st.floats(18, 100),
    height_cm=st.floats(120, 220),
    mass_kg=st.floats(35, 200),
)


@settings(max_examples=25)
@given(people, st.floats(0.0, 1.0), st.sampled_from(["all", "deep", "great_saphenous", "perforators"]))
def test_anyone_can_be_simulated(person: Person, leak: float, vein: str) -> None:
    session = prepare(leaking_valves(person, vein, leak))
    before = total_volume(session.state)
    settle(session, lie(seconds=3).steps[0], 3.0)
    assert total_volume(session.state) == before
    assert (session.state.volume > 0.0).all()
    assert np.isfinite(session.state.flow).all()


def test_a_record_keeps_only_the_connections_that_are_said() -> None:
    named = ("popliteal_left>femoral_lower_left",)
    record = empty_record(PACKED, ("popliteal_left",), 8, 4000, 0.0025, named)
    assert tuple(PACKED.connections[int(e)] for e in record.flows) == named
    assert record.opening.shape == (500, 1)


def test_bytes_of_a_row_are_those_of_its_arrays() -> None:
    vessels = ("popliteal_left", "femoral_lower_left")
    row = empty_record(PACKED, vessels, 1, 1, 0.0025)
    arrays = (row.pressure, row.transmural, row.volume, row.flow, row.opening, row.muscle)
    assert row_bytes(PACKED, vessels) == sum(array.nbytes for array in arrays)


def test_a_record_keeps_connections_in_the_order_of_the_body() -> None:
    record = empty_record(PACKED, PACKED.vessels, 4, 400, 0.0025)
    assert [PACKED.connections[int(e)] for e in record.flows] == [c.name for c in BODY.connections]


def test_arrays_begin_on_a_line_of_the_cache() -> None:
    session = prepare(PERSON, None, ("swelling", "oxygen"))
    packed = session.packed
    arrays = [one for part in (packed.network, packed.tissue, packed.gas, session.state) for one in part]
    assert all(one.ctypes.data % 64 == 0 for one in arrays if isinstance(one, np.ndarray) and one.size)


def test_the_tissue_s_numbers_come_with_the_body() -> None:
    body = Person().body
    leakier = replace(body, scalars={**body.scalars, "tissue.region.foot.filtration": 2e-2})
    usual, changed = (pack(one, ("swelling",)).tissue.conductance for one in (body, leakier))
    foot = pack(body, ("swelling",)).tissue.region == 0
    np.testing.assert_allclose(changed[foot] / usual[foot], 2e-2 / body.scalars["tissue.region.foot.filtration"])
    assert (changed[~foot] == usual[~foot])[pack(body, ("swelling",)).tissue.region[~foot] != 4].all()
