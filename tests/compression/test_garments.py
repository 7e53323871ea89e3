"""Garments: what presses where, and that they help the legs that need them."""

from __future__ import annotations

import numpy as np
import pytest

from secondheart import InputError, Person, UnknownName, leaking_valves, lie, simulate, stand, walk
from secondheart.clinic.strain_gauge import GaugePart, girth, strain_gauge_protocol
from secondheart.compression import garment_classes
from secondheart.compression.garment import Garment
from secondheart.person import condition, wear, wear_bandage, wear_stockings
from secondheart.person.files import read_person, write_person
from secondheart.results.measure import step_span
from tests.runs import begin, play

DEFAULT = Person()
VARICOSE = condition(DEFAULT, "varicose-great-saphenous")
DEEP = leaking_valves(DEFAULT, "deep", 0.3)


def walking_ankle(person: Person) -> float:
    """Mean pressure of the ankle vein after half a minute of walking."""
    result = simulate(person, stand(seconds=5) + walk(km_h=3, seconds=40))
    return float(result.pressure.sel(vessel="great_saphenous_ankle_left", time=slice(32, None)).mean())


@pytest.mark.parametrize("kind", garment_classes())
def test_every_class_has_its_pressure_in_mmHg_and_falls_towards_the_thigh(kind: str) -> None:
    low, high, source = garment_classes()[kind]
    (worn,) = wear_stockings(DEFAULT, kind, length="thigh").garments
    assert low <= worn.ankle_mmHg <= high
    assert worn.ankle_mmHg > worn.calf_mmHg > worn.thigh_mmHg > 0.0
    assert f"{worn.ankle_mmHg:g} mmHg" in worn.name
    assert source.startswith(("K", "NF G 30-102 B"))


def test_a_stocking_presses_its_own_leg_below_the_knee_only() -> None:
    body = wear_stockings(DEFAULT, "RAL II", side="left").body
    pressed = {vessel.name for vessel in body.vessels if vessel.garment_pressure > 0.0}
    assert {"great_saphenous_ankle_left", "soleal_sinuses_left", "dorsal_arch_left"} <= pressed
    assert not any(name.endswith("_right") or "thigh" in name or name.startswith("femoral") for name in pressed)
    depth = {
        name: body.vessel(name).garment_pressure
        for name in ("great_saphenous_ankle_left", "posterior_tibial_lower_left")
    }
    assert depth["great_saphenous_ankle_left"] > depth["posterior_tibial_lower_left"]


def test_the_pressure_is_there_from_the_start_and_hardly_changes_the_standing_pressure() -> None:
    # K16: standing, a stocking makes no difference to the deep venous pressure
    bare, worn = (simulate(p, stand(seconds=10)) for p in (DEFAULT, wear_stockings(DEFAULT, "RAL II")))
    for vein in ("posterior_tibial_lower_left", "great_saphenous_ankle_left"):
        before, after = (float(r.pressure.sel(vessel=vein).mean()) for r in (bare, worn))
        assert after == pytest.approx(before, abs=1.0)
        assert float((worn.transmural - bare.transmural).sel(vessel=vein).mean()) < -8.0
    assert worn.attrs["volume_drift_mL"] == 0.0


@pytest.mark.parametrize("patient", [VARICOSE, DEEP], ids=["varicose", "deep"])
def test_compression_takes_load_off_the_walls_of_leaking_legs_the_more_the_tighter(patient: Person) -> None:
    def across(person: Person) -> float:
        return walking_ankle(person) - person.body.vessel("great_saphenous_ankle_left").garment_pressure

    bare, loose, light, firm = (across(wear_bandage(patient, mmHg, kind="elastic")) for mmHg in (0.0, 1.0, 20.0, 40.0))
    assert bare - 2.5 < loose <= bare + 0.5
    assert loose - 8.0 > light > firm + 8.0


def on_the_ankle(person: Person) -> tuple[float, float]:
    """Pressure on the skin of the ankle lying, and what it gains in standing, in mmHg."""
    result = simulate(person, lie(seconds=30) + stand(seconds=90))
    vein = person.body.vessel("great_saphenous_ankle_left")
    around = (result.pressure - result.transmural).sel(vessel=vein.name) / vein.skin_transmission
    lying, standing = (float(around.sel(time=slice(end - 10, end)).mean()) for end in (30, 120))
    return lying, standing - lying


def test_a_stiff_bandage_gains_ten_mmHg_and_more_in_standing_and_a_stocking_less() -> None:
    # K22: the static stiffness index
    lying, gained = on_the_ankle(wear_bandage(DEFAULT, 40.0))
    assert lying == pytest.approx(40.0, abs=4.0)
    assert 10.0 < gained < 30.0
    for elastic in (wear_stockings(DEFAULT, "RAL II"), wear_bandage(DEFAULT, 40.0, kind="elastic")):
        assert 1.0 < on_the_ankle(elastic)[1] < 10.0


@pytest.mark.parametrize(("posture", "least", "most"), [(lie, 0.0, 0.2), (stand, 0.4, 0.9)])
def test_a_garment_closes_a_leak_as_far_as_it_takes_from_the_pressure_in_the_vein(posture, least, most) -> None:
    session, todo = begin(wear_stockings(VARICOSE, "RAL II"), posture(seconds=20))
    play(session, todo, round(20.0 / session.dt_s))
    place = session.packed.connection("great_saphenous_calf_left>great_saphenous_lower_thigh_left")
    other = session.packed.connection("great_saphenous_upper_thigh_left>common_femoral_left")
    share = session.state.leak / np.maximum(session.packed.network.leak, 1e-12)
    assert least <= share[place] < most
    assert share[other] == 1.0  # above a stocking


def test_reflux_in_walking_falls_with_the_dose_and_a_stiff_bandage_holds_it_at_each_step() -> None:
    def reflux(person: Person) -> np.ndarray:
        """Return what runs back in the great saphenous vein while the calf works and while it rests, in mL/s."""
        result = simulate(person, stand(seconds=30) + walk(km_h=3, seconds=60), sample_s=0.02)
        late = result.sel(time=slice(60, None))
        works = late.pressure.sel(vessel="soleal_sinuses_left") > 70.0
        back = -late.flow.sel(connection="great_saphenous_calf_left>great_saphenous_lower_thigh_left")
        return np.array([float(back.where(works).mean()), float(back.where(~works).mean())])

    bare, elastic = reflux(VARICOSE), reflux(wear_bandage(VARICOSE, 40.0, kind="elastic"))
    stiff, tight = (reflux(wear_bandage(VARICOSE, mmHg)) for mmHg in (40.0, 60.0))
    for more, less in ((bare, elastic), (elastic, stiff), (stiff, tight)):
        assert (more > less).all()
    assert stiff[0] / stiff[1] < 0.8 * elastic[0] / elastic[1]  # what the working muscle adds to a stiff bandage alone


def test_stiff_or_firm_compression_lowers_the_walking_pressure_of_a_varicose_foot() -> None:
    def foot(person: Person) -> float:
        result = simulate(person, stand(seconds=30) + walk(km_h=3, seconds=90))
        return float(result.pressure.sel(vessel="dorsal_arch_left", time=slice(90, None)).mean())

    bare = foot(VARICOSE)
    assert foot(wear_bandage(VARICOSE, 40.0)) < bare - 2.0
    assert foot(wear_stockings(VARICOSE, "RAL III")) < bare
    assert foot(wear_stockings(VARICOSE, "RAL II")) < bare + 1.0  # published: it falls (K24)


def stepping(person: Person) -> tuple[float, float, float]:
    """Return the pressure in the foot vein and across its wall over the last stepping, and EF, by strain gauge."""
    result = simulate(person, strain_gauge_protocol())
    stop = step_span(result, GaugePart.STEPPING)[1]
    late = result.sel(vessel="dorsal_arch_left", time=slice(stop - 6.0, stop))
    return float(late.pressure.mean()), float(late.transmural.mean()), girth(result, "left").ejected_percent


def test_each_dose_takes_from_the_wall_and_adds_to_what_the_calf_drives_out_where_the_pressure_inside_turns_back() -> (
    None
):
    doses = (20.0, 40.0, 60.0, 80.0)
    of_kind = {
        kind: [stepping(VARICOSE), *(stepping(wear_bandage(VARICOSE, mmHg, kind=kind)) for mmHg in doses)]
        for kind in ("elastic", "inelastic")
    }
    for rows in of_kind.values():
        inside, walls, ejected = zip(*rows, strict=True)
        assert (np.diff(walls) < -2.0).all()
        assert (np.diff(ejected) > 1.0).all()
        assert inside[-1] > min(inside) + 5.0
    elastic, stiff = (of_kind[kind][1:4] for kind in ("elastic", "inelastic"))
    assert all(soft[2] < firm[2] for soft, firm in zip(elastic, stiff, strict=True))  # EF, at the same dose


def test_a_dressed_person_survives_a_file(tmp_path) -> None:
    dressed = wear_bandage(wear_stockings(VARICOSE, "US 20-30"), 20.0, side="right")
    write_person(dressed, tmp_path / "p.toml")
    assert read_person(tmp_path / "p.toml") == dressed


@pytest.mark.parametrize(
    ("make", "error", "sentence"),
    [
        (lambda: wear_stockings(DEFAULT, "RAL V"), UnknownName, "unknown stocking class 'RAL V'; nearest: RAL "),
        (lambda: wear_bandage(DEFAULT, 30.0, kind="stiff"), InputError, "'stiff' is not allowed: elastic or inelastic"),  # type: ignore[arg-type]
        (
            lambda: wear_bandage(DEFAULT, 130.0),
            InputError,
            "ankle_mmHg = 130.0 is not allowed: .* less than or equal to 120",
        ),
        (
            lambda: wear(DEFAULT, Garment(name="odd", ankle_mmHg=15, calf_mmHg=25)),
            InputError,
            r"the profile of 'odd' rises towards the thigh \(15, 25, 0 mmHg at ankle, calf, thigh\); declare it",
        ),
    ],
)
def test_what_cannot_be_worn_is_said(make, error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        make()


def test_a_progressive_stocking_is_declared() -> None:
    worn = Garment(name="progressive", ankle_mmHg=10, calf_mmHg=23, progressive=True)
    assert wear(DEFAULT, worn).garments == (worn,)
