"""secondheart show: a saved result lives on, and two runs do not write one file."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import secondheart as sh
from secondheart import Person, lie, open_result, save_result, simulate, stand, tiptoe
from secondheart._files import only_writer
from secondheart.day import PersonDay
from secondheart.day.compute import run_day
from secondheart.day.schedule import Day
from secondheart.results.netcdf import _digest


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("show") / "walk.nc"
    protocol = (stand(seconds=8) + tiptoe(times=4) + stand(seconds=6)).named("short")
    save_result(simulate(Person(), protocol), path)
    return path


def test_a_saved_run_is_printed_as_it_was(cli, saved: Path) -> None:
    ran = cli("show", saved)
    assert ran.code == 0
    assert "4 x tiptoe" in ran.out
    assert ran.out.splitlines()[-1].startswith("For information and education only.")
    assert cli("show", saved, "--json").json["protocol"] == "short"


def test_a_stretch_has_its_own_rows_and_samples(cli, saved: Path, tmp_path: Path) -> None:
    table = tmp_path / "part.csv"
    ran = cli("show", saved, "--from", 8, "--to", 10, "--csv", table, "--vessels", "gsv-ankle-left")
    assert "4 x tiptoe" in ran.out
    assert "\nstand " not in ran.out
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert (float(rows[0]["time [s]"]), float(rows[-1]["time [s]"])) == (8.0, 10.0)
    (pressure,) = [name for name in rows[0] if name.startswith("pressure ")]
    assert pressure == "pressure great_saphenous_ankle_left [mmHg]"
    wanted = open_result(saved).pressure.sel(vessel="great_saphenous_ankle_left").sel(time=9.0, method="nearest")
    near = min(rows, key=lambda row: abs(float(row["time [s]"]) - 9.0))
    assert float(near[pressure]) == pytest.approx(float(wanted), rel=1e-6)
    assert (tmp_path / "part-beats.csv").exists()


def test_a_figure_has_the_panels_and_the_window_that_are_asked_for(cli, saved: Path, tmp_path: Path) -> None:
    whole, part = tmp_path / "whole.svg", tmp_path / "part.svg"
    assert cli("show", saved, "--plot", whole).code == 0
    assert cli("show", saved, "--plot", part, "--panels", "pressure,heart", "--window", "7:12").code == 0
    assert "valves: white closed" in whole.read_text()
    drawn = part.read_text()
    assert "valves: white closed" not in drawn
    assert "pressure along the leg" in drawn


def test_measured_data_are_drawn_over_the_model(cli, saved: Path, tmp_path: Path) -> None:
    data, drawn = tmp_path / "avp.csv", tmp_path / "over.svg"
    data.write_text("t;AVP\n1;80\n9,5;40\nx;\n")
    assert cli("show", saved, "--plot", drawn, "--over", data, "--map", "pressure=avp").code == 0
    assert "measured: AVP" in drawn.read_text()


def test_a_day_is_shown_as_a_day(cli, tmp_path: Path) -> None:
    path = tmp_path / "day.nc"
    run_day(PersonDay("day", Person(), Day(protocol=(lie(seconds=70) + stand(seconds=70)).named("nap"))), path)
    ran = cli("show", path)
    assert ran.code == 0
    assert "ankles" in ran.out
    assert "nap" in ran.out


def test_a_test_is_shown_with_its_findings(cli, tmp_path: Path) -> None:
    path, drawn = tmp_path / "avp.nc", tmp_path / "avp.svg"
    first = cli("test", "avp", "-o", path, "--json").json
    assert cli("show", path, "--json").json == first
    assert cli("show", path, "--plot", drawn).code == 0
    assert "AVP " in drawn.read_text()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--from", "100"), "a window from 100 s is not allowed: the run ends at 18 s"),
        (("--window", "60"), "--window 60 is not allowed: FROM:TO in s, such as 60:90"),
        (("--from", "5", "--window", "1:2"), "--window 1:2 goes without --from and --to, which say the same"),
        (("--plot", "x.png", "--panels", "heat"), "unknown panel of this figure 'heat'; nearest: heart"),
        (("--size", "9"), "--size 9 is not allowed: width x height in cm, such as 8.9x6"),
        (("--size", "900x6"), "a figure of 354.331 inch is not allowed: 2 to 40 inch each way"),
        (("--style", "slide"), "unknown style of a figure 'slide'; nearest: "),
        (("--map", "pressure=x"), "--map names columns of --over, which is not given"),
        (("--vessels", "gsv-ankel"), "unknown vessel 'great_saphenous_ankel'; nearest: great_saphenous_ankle"),
        (("--csv", "x.xlsx"), "x.xlsx: the name of this output must end in .csv"),
    ],
)
def test_what_cannot_be_shown_is_one_sentence(
    cli, saved: Path, words: tuple[str, ...], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = cli("show", saved, *words)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err
    assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_file_and_a_result_as_a_protocol_are_one_sentence(cli, saved: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "x.nc"
    foreign.write_text("no")
    assert "x.nc: not a readable netCDF file" in cli("show", foreign).err
    assert f"secondheart show {saved}" in cli("run", saved).err


def test_a_result_of_another_version_is_shown_or_refused_in_one_sentence(cli, saved: Path, tmp_path: Path) -> None:
    known, strange = tmp_path / "known.nc", tmp_path / "strange.nc"
    for path, more in ((known, ""), (strange, "\nferritin = 1\n")):
        result = sh.open_result(saved)
        person = f"{more.lstrip()}{result.attrs['person']}"
        hashed = _digest("0.0.9", person, result.attrs["protocol"])
        sh.save_result(result.assign_attrs(version="0.0.9", person=person, hash=hashed), path)
    assert cli("show", known).code == 0
    ran = cli("show", strange)
    assert (ran.code, ran.out) == (2, "")
    told = (
        f"{strange}: was written by secondheart 0.0.9, and this one is {sh.__version__}: Person has no field 'ferritin'"
    )
    assert ran.err.startswith(told)
    assert ran.err.count("\n") == 1


def test_a_column_that_is_not_there_is_one_sentence(cli, saved: Path, tmp_path: Path) -> None:
    data = tmp_path / "avp.csv"
    data.write_text("time,AVP\n1,80\n")
    ran = cli("show", saved, "--over", data, "--map", "pressure=APV")
    assert (ran.code, ran.out) == (2, "")
    assert "avp.csv: unknown column 'APV'; nearest: AVP" in ran.err


def test_two_runs_at_one_output_are_one_sentence(cli, tmp_path: Path) -> None:
    path = tmp_path / "run.nc"
    with only_writer(path):
        ran = cli("run", "stand-tiptoe", "-o", path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"{path}: another run is writing it\n"
    assert list(tmp_path.iterdir()) == []
