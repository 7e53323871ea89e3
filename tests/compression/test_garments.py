"""Garments: what presses where, and that they help the legs that need them."""

from __future__ import annotations

import pytest

from secondheart import InputError, Person, UnknownName, leaking_valves, simulate, stand, walk
from secondheart.compression import garment_classes
from secondheart.compression.garment import Garment
from secondheart.person import condition, wear, wear_bandage, wear_stockings
from secondheart.person.files import read_person, write_person

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
    assert source.startswith("K")


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
            "foot_mmHg = 130.0 is not allowed: .* less than or equal to 120",
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
