"""Garments and devices as the trade has them: by measuring points, by the tension of a knit, from files."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import secondheart as sh
from secondheart.anatomy import LEGS
from secondheart.compression import device, devices, files, garment, points
from secondheart.compression.garment import Garment
from secondheart.errors import BadFile, InputError, UnknownName
from secondheart.person import Person, read_person, write_person
from secondheart.protocol import from_toml, stimulation, to_toml

STOCKING = """
name = "trial"
stiffness_mmHg = 4

[pressure_mmHg]
B = 27
B1 = 24
C = 20
"""
PUMP = 'chambers = ["foot", "calf"]\npressures_mmHg = [100, 60]\nhold_s = 2\nperiod_s = 20\n'


@pytest.mark.parametrize("module", [files, points, stimulation])
def test_examples_run(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_a_garment_is_read_by_its_points(tmp_path: Path) -> None:
    one = garment(str(write(tmp_path / "mine.toml", STOCKING)))
    assert (one.name, one.stiffness_mmHg, one.ankle_mmHg, one.calf_mmHg, one.thigh_mmHg) == (
        "trial",
        4.0,
        25.5,
        20.0,
        0,
    )
    assert one.foot_mmHg == pytest.approx(0.8 * 25.5)
    assert garment(f"{tmp_path}/mine.toml-left").side == "left"
    named = garment("stocking=B:27/B1:24/C:20/stiffness:4")
    assert named.replace(name="trial") == one


def test_the_four_places_may_be_in_a_file_too(tmp_path: Path) -> None:
    path = write(tmp_path / "wrap.toml", "ankle_mmHg = 40\ncalf_mmHg = 40\nfoot_mmHg = 40\nstiffness_mmHg = 30\n")
    assert garment(str(path)) == Garment(name="wrap", foot_mmHg=40, ankle_mmHg=40, calf_mmHg=40, stiffness_mmHg=30)


def test_tension_and_girth_make_pressure_by_laplace(tmp_path: Path) -> None:
    text = "[tension_N_per_m]\nB = 132\nC = 132\n[girth_cm]\nB = 23\nC = 46\n"
    one = garment(str(write(tmp_path / "knit.toml", text)))
    assert one.points_mmHg["B"] == pytest.approx(2.0 * one.points_mmHg["C"])
    assert one.points_mmHg["B"] == pytest.approx(132.0 * 2.0 * 3.14159265 / 0.23 / 133.322)


def test_a_thicker_leg_is_pressed_more_by_the_stiffness(tmp_path: Path) -> None:
    text = STOCKING + "[fits_cm]\nB = 22\n[girth_cm]\nB = 24.5\n"
    assert garment(str(write(tmp_path / "mine.toml", text))).points_mmHg["B"] == 27.0 + 4.0 * 2.5


def test_a_person_s_file_keeps_the_points(tmp_path: Path) -> None:
    person = Person(garments=(garment("stocking=B:27/B1:24/C:20/F:12"),))
    write_person(person, tmp_path / "me.toml")
    assert read_person(tmp_path / "me.toml") == person
    assert person.body.vessel("great_saphenous_ankle_left").garment_pressure == pytest.approx(0.65 * 25.5)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[pressure_mmHg]\nB = 20\nC = 25\n", "rises from 20 mmHg at B to 25 at C; declare it progressive"),
        ("[pressure_mmHg]\nZ = 20\n", "unknown measuring point 'Z'; nearest: "),
        ("[pressure_mmHg]\nB = 130\n", "B = 130.0 is not allowed: 0 to 120 mmHg"),
        ("[pressure_mmHg]\nB = -1\n", "pressure_mmHg: B = -1 is not allowed: a number, 0 or more"),
        ("[pressure_mmHg]\nB = '20'\n", "pressure_mmHg: B = '20' is not allowed"),
        ("[pressure_mmHg]\nB = 20\n[tension_N_per_m]\nB = 1\n", "give pressure_mmHg or tension_N_per_m"),
        ("[girth_cm]\nB = 20\n", "give pressure_mmHg or tension_N_per_m"),
        ("[pressure_mmHg]\nB = 20\n[fits_cm]\nB = 22\n", "go together at each point"),
        ("[tension_N_per_m]\nB = 20\n[girth_cm]\nB = 1\n", "the girth at B = 1 is not allowed: 5 to 120 cm"),
        ("ankle = 20\n", "Garment has no field 'ankle'; nearest: ankle_mmHg"),
        ("ankle_mmHg = 20\ncalf_mmHg = 30\n", "the profile of 'mine' rises towards the thigh"),
        ("a = [", "not a TOML file"),
    ],
)
def test_what_is_no_garment_is_refused_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = write(tmp_path / "mine.toml", text)
    with pytest.raises(BadFile, match=sentence.replace("(", r"\(")) as caught:
        garment(str(path))
    assert str(caught.value).startswith(str(path))


def test_names_of_points_are_checked() -> None:
    with pytest.raises(InputError, match="B is given twice"):
        garment("stocking=B:20/b:21")
    with pytest.raises(UnknownName, match="unknown measuring point 'X'"):
        garment("stocking=X:20")
    with pytest.raises(InputError, match="name the measuring points for more, such as B:27"):
        garment("stocking=27/24/20/12")


def test_a_device_is_read_from_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "pump.toml", PUMP)
    one = device(str(path))
    assert (one.name, one.chambers, one.pressures_mmHg) == ("pump", ("foot", "calf"), (100.0, 60.0))
    assert device(f"{path}-right").side == "right"
    assert sh.lie(minutes=1).with_device(str(path)).steps[0].device == one
    for text, sentence in (
        (PUMP.replace("[100, 60]", "[100]"), "has 2 chambers and 1 pressures; give one for each chamber"),
        (PUMP.replace("chambers", "chamber"), "Device has no field 'chamber'; nearest: chambers"),
        ("", "Device needs 'pressures_mmHg'"),
    ):
        with pytest.raises(BadFile, match=sentence):
            device(str(write(path, text)))
    with pytest.raises(BadFile, match=r"no\.toml: the device cannot be read: no such file"):
        device(str(tmp_path / "no.toml"))


def test_electrodes_contract_the_calf_and_empty_it() -> None:
    nmes = devices()["nmes-calf"]
    protocol = sh.lie(minutes=1) + sh.lie(minutes=1).with_device("nmes-calf-left")
    result = sh.simulate(Person(), protocol)
    muscle = result["muscle_pressure"].sel(muscle=[f"superficial_posterior_{side}" for side in LEGS])
    assert float(muscle.isel(muscle=0).max()) == pytest.approx(nmes.pressures_mmHg[0], rel=1e-3)
    assert float(abs(muscle.isel(muscle=1)).max()) == pytest.approx(0.0, abs=1e-9)
    volume = result["volume"].sel(vessel=[f"soleal_sinuses_{side}" for side in LEGS])
    working = volume.sel(time=slice(61, 120))
    assert float(working.isel(vessel=0).min()) < 0.8 * float(working.isel(vessel=1).min())
    rate = result["heart_rate"].values
    assert abs(rate[-10:].mean() - rate[20:50].mean()) < 3.0  # nobody wills it
    assert from_toml(to_toml(protocol)) == protocol


def test_electrodes_and_movements_do_not_go_together() -> None:
    with pytest.raises(InputError, match=r"a movement \(walk\) while the device 'nmes-calf' stimulates the muscles"):
        sh.walk(minutes=1).with_device("nmes-calf")
    assert sh.lie(minutes=1).with_device("nmes-calf").with_device(None).steps[0].contraction is None
    with pytest.raises(InputError, match="needs chambers or muscles, and not both"):
        devices()["nmes-calf"].replace(chambers=("calf",))


def test_augmentation_is_a_rise() -> None:
    rows = {(one.name, one.side): one.value for one in sh.pneumatic(Person(), device="calf")}
    peak, rest = rows["popliteal_velocity_pneumatic", "left"], rows["popliteal_velocity_resting", "left"]
    assert peak is not None
    assert rest
    assert rows["popliteal_augmentation", "left"] == pytest.approx(100.0 * (peak - rest) / rest)
