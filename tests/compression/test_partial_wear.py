"""Worn or used over any part of a protocol: the same mechanism, whatever the part."""

from __future__ import annotations

import numpy as np
import pytest

from secondheart import InputError, Person, UnknownName, leaking_valves, lie, simulate, stand, tiptoe
from secondheart.compression import garment, profiled_stocking
from secondheart.compression.garment import Garment
from secondheart.packing import build_orders, pack
from secondheart.packing.orders import CLAMPED, WRITTEN
from secondheart.packing.records import no_record
from secondheart.person import wear, wear_stockings
from secondheart.protocol import from_toml, to_toml
from secondheart.simulation.session import prepare
from tests.runs import begin, bits, differing, play

PATIENT = leaking_valves(Person(), "great_saphenous", 0.3)
COURSE = stand(seconds=4) + tiptoe(times=4) + stand(seconds=4)
DT = 0.0025


@pytest.mark.parametrize("name", ["ral-ii", "bandage-inelastic-left=40", "progressive=18/25"])
def test_worn_over_the_whole_protocol_is_worn_by_the_person_to_the_last_bit(name: str) -> None:
    person = simulate(wear(PATIENT, garment(name)), COURSE)
    protocol = simulate(PATIENT, COURSE.wearing(name))
    for variable in ("pressure", "volume", "flow", "opening", "muscle_pressure"):
        assert (person[variable].values == protocol[variable].values).all()


def test_put_on_and_taken_off_it_leaves_the_arrays_as_they_were() -> None:
    protocol = stand(seconds=2) + stand(seconds=2).wearing("bandage-inelastic=40") + stand(seconds=2)
    session = prepare(PATIENT, DT)
    todo = build_orders(protocol, session.packed, DT)
    before = {name: getattr(session.packed.network, name).copy() for name in WRITTEN}
    seen = []
    for order in todo:
        session.apply(order)
        seen.append({name: getattr(session.packed.network, name).copy() for name in WRITTEN})
    changed = {name for name in WRITTEN if (seen[1][name] != before[name]).any()}
    assert changed == {"surroundings", "transmission", "garment_pressure", "sleeve_stiffness"}
    assert all((seen[2][name] == before[name]).all() for name in WRITTEN)


def test_a_stocking_is_felt_only_while_it_is_worn_and_no_blood_is_lost() -> None:
    protocol = lie(seconds=20) + lie(seconds=20).wearing("RAL II") + lie(seconds=60)
    result = simulate(Person(), protocol)
    calf = result.transmural.sel(vessel="great_saphenous_ankle_left").values
    times = result.time.values
    bare, worn, after = (calf[(times > begin) & (times <= begin + 10)].mean() for begin in (8, 28, 88))
    assert worn < bare - 4.0
    assert after == pytest.approx(bare, abs=1.5)
    assert result.attrs["volume_drift_mL"] == 0.0


def test_a_stocking_collapses_veins_lying_and_not_standing() -> None:
    lying, standing = (simulate(Person(), posture(seconds=10).wearing("ral-ii")).transmural for posture in (lie, stand))
    for vein in ("soleal_sinuses_left", "great_saphenous_ankle_left", "posterior_tibial_lower_left"):
        assert float(lying.sel(vessel=vein).mean()) < 0.0
        assert float(standing.sel(vessel=vein).mean()) > 30.0


def test_garments_of_the_person_and_of_the_step_lie_over_each_other() -> None:
    both = pack(wear_stockings(wear_stockings(PATIENT, "RAL I"), "RAL II").body)
    one = pack(wear_stockings(PATIENT, "RAL I").body)
    (order,) = build_orders(stand(seconds=2).wearing("RAL II"), one, DT)
    (whole,) = build_orders(stand(seconds=2), both, DT)
    assert (order.cuffs == whole.cuffs).all()
    assert (order.outfit.sleeve_stiffness == whole.outfit.sleeve_stiffness).all()


def test_a_run_goes_on_from_a_checkpoint_taken_in_a_stocking() -> None:
    protocol = stand(seconds=2) + tiptoe(times=4).wearing("bandage-inelastic=40") + stand(seconds=2)
    session, todo = begin(PATIENT, protocol)
    play(session, todo, round(4.0 / DT))
    kept = session.checkpoint()
    session.advance(400, no_record(session.packed))
    expected = bits(session)
    fresh, _ = begin(PATIENT, protocol)  # it has not put the bandage on
    fresh.restore(kept)
    fresh.advance(400, no_record(fresh.packed))
    assert differing(bits(fresh), expected) == []


# --- tourniquets


def closed(site: str, mmHg: float = 120.0, posture=stand) -> set[str]:
    packed = pack(PATIENT.body)
    (order,) = build_orders(posture(seconds=2).tourniquet(site, pressure_mmHg=mmHg, side="left"), packed, DT)
    return {packed.connections[place] for place in order.clamped}


def test_a_tourniquet_closes_the_trunks_that_cross_it_and_no_deep_vein() -> None:
    assert closed("ankle") == {
        "dorsal_arch_left>great_saphenous_ankle_left",
        "dorsal_arch_left>small_saphenous_lower_left",
    }
    assert closed("below_knee") == {
        "great_saphenous_calf_left>great_saphenous_lower_thigh_left",
        "small_saphenous_upper_left>popliteal_left",
    }
    assert closed("above_knee") == {"great_saphenous_calf_left>great_saphenous_lower_thigh_left"}
    assert closed("thigh") == {
        "great_saphenous_lower_thigh_left>great_saphenous_upper_thigh_left",
        "thigh_skin_veins_left>great_saphenous_lower_thigh_left",
    }


def test_a_tourniquet_must_outweigh_the_blood_above_it() -> None:
    # below the knee the column to the heart weighs some 63 mmHg standing, and nothing lying, where 20 suffice (K11)
    assert closed("below_knee", 60.0) == set()
    assert closed("below_knee", 70.0)
    assert closed("below_knee", 25.0, lie)
    assert closed("below_knee", 15.0, lie) == set()


def test_nothing_flows_through_a_tourniquet_and_it_is_untied_again() -> None:
    protocol = stand(seconds=3).tourniquet("below_knee") + stand(seconds=3)
    session = prepare(PATIENT, DT)
    todo = build_orders(protocol, session.packed, DT)
    place = session.packed.connection("great_saphenous_calf_left>great_saphenous_lower_thigh_left")
    play(session, todo, round(2.0 / DT))
    assert session.packed.network.clamp[place] == CLAMPED
    assert abs(session.state.flow[place]) < 1e-3  # mL/s
    play(session, todo, round(4.0 / DT))
    assert (session.packed.network.clamp == 1.0).all()


# --- files and bad input

FILE = """
[[step]]
do = "stand"
minutes = 1
wear = ["ral-ii", {name = "own", ankle_mmHg = 20, calf_mmHg = 10, side = "left"}]
tourniquet = "below_knee_left"
cuffs = [{site = "thigh", pressure_mmHg = 40}]

[[step]]
do = "lie"
minutes = 1
device = "foot-pump-left"
"""


def test_a_file_says_what_is_worn_tied_and_used_and_survives_being_written() -> None:
    protocol = from_toml(FILE)
    first, second = protocol.steps
    assert [one.name for one in first.wear] == ["RAL II, knee, 27.5 mmHg", "own"]
    assert [(cuff.kind, cuff.site, cuff.side) for cuff in first.cuffs] == [
        ("cuff", "thigh", "both"),
        ("tourniquet", "below_knee", "left"),
    ]
    assert second.device is not None
    assert (second.device.name, second.device.side) == ("foot-pump", "left")
    assert from_toml(to_toml(protocol)) == protocol


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('wear = ["ral-v"]', "step 1: unknown garment 'ral-v'; nearest: ral-iv"),
        ('wear = "ral-ii"', "wear = 'ral-ii' is not allowed: a list"),
        ("wear = [3]", "wear: 3 is not allowed: a table of name"),
        ('wear = ["stocking=10/20"]', "the profile of 'stocking, 10/20 mmHg' rises towards the thigh"),
        ('wear = ["stocking"]', "give the pressures in mmHg at ankle and calf, such as stocking=27/20"),
        ('wear = ["stocking=1/2/3/4"]', "a stocking's profile of 4 pressures is not allowed: two or three"),
        ('wear = ["bandage-elastic=30/20"]', "a bandage is evenly tight; give one pressure"),
        ('tourniquet = "calf"', "unknown site of a tourniquet 'calf'; nearest: "),
        ("tourniquet = 3", "tourniquet = 3 is not allowed: its site, such as below-knee"),
        ('device = "foot"', "unknown device 'foot'; nearest: foot-pump"),
        ("device = 4", "device: 4 is not allowed: a table of name"),
        (
            'device = {name = "mine", chambers = ["calf", "thigh"], pressures_mmHg = [40], hold_s = 5, period_s = 30}',
            "the device 'mine' has 2 chambers and 1 pressures; give one for each chamber",
        ),
    ],
)
def test_what_cannot_be_worn_tied_or_used_is_one_sentence(line: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        from_toml(f'[[step]]\ndo = "stand"\nminutes = 1\n{line}\n')


def test_a_tourniquet_sits_where_it_can() -> None:
    with pytest.raises(InputError, match="a tourniquet at the foot is not allowed: ankle, below_knee, above_knee,"):
        stand(seconds=5).tourniquet("foot")


def test_garments_by_name_by_pressures_and_as_they_are() -> None:
    assert garment("stocking=27/20/12_left").side == "left"
    assert garment("stocking=27/20/12").thigh_mmHg == 12.0
    assert profiled_stocking([18, 25], progressive=True) == garment("progressive=18/25")
    own = Garment(name="own", ankle_mmHg=20)
    assert stand(seconds=5).wearing(own, "ral-i", side="right").steps[0].wear[0] == own.replace(side="right")
    with pytest.raises(UnknownName, match="unknown garment 'RALII'; nearest: "):
        stand(seconds=5).wearing("RALII")
    with pytest.raises(InputError, match="garment = 3 is not allowed: the name of a garment, or a Garment"):
        stand(seconds=5).wearing(3)  # type: ignore[arg-type]


def test_profiles_are_pressures_at_their_places() -> None:
    worn = profiled_stocking([30, 20, 10])
    assert [worn.pressure(f"{part}", "left") for part in ("lower_calf", "upper_calf", "thigh")] == [30, 20, 10]
    assert np.isclose(worn.foot_mmHg, 24.0)
