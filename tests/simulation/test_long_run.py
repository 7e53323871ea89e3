"""A long run on disk: what it keeps, and that it can be stopped, killed and taken up again to the last bit."""

from __future__ import annotations

import importlib
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import secondheart as sh
from secondheart.engine import layout
from secondheart.errors import BadFile, InputError, Unfinished
from secondheart.results.netcdf import open_result
from secondheart.simulation import simulate_to_file, state_file
from secondheart.simulation.netcdf_in_place import Filled
from secondheart.variables import INCLUDED

run = importlib.import_module("secondheart.simulation.long_run")
PROTOCOL = (sh.stand(seconds=40) + sh.walk(3, seconds=45) + sh.sit(seconds=50).wearing("ral-ii")).named("short")
STRETCH_S = 20.0
STOPS = 50

KILLED = """
import os, signal, sys
from importlib import import_module
from pathlib import Path
import secondheart as sh
from secondheart.protocol import read_protocol
run = import_module("secondheart.simulation.long_run")
run.STRETCH_S = 20.0
def stop(now_s, _):
    if now_s >= 60.0:
        os.kill(os.getpid(), signal.SIGKILL)
run.simulate_to_file(sh.Person(), read_protocol(sys.argv[2]), Path(sys.argv[1]), progress=stop)
"""


@pytest.fixture(autouse=True)
def _short_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "STRETCH_S", STRETCH_S)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    return simulate_to_file(sh.Person(), PROTOCOL, tmp_path_factory.mktemp("whole") / "whole.nc")


def same(one: xr.Dataset, other: xr.Dataset) -> bool:
    """Say whether two results are the same to the last bit, but for the time they took."""
    return one.assign_attrs(wall_s=0.0).identical(other.assign_attrs(wall_s=0.0))


class Stopped(Exception):
    """What a test stops a run with."""


def stopped_at(seconds: float, path: Path, error: type[BaseException]) -> None:
    """Run until an error is raised at a time."""

    def stop(now_s: float, _: float) -> None:
        if now_s >= seconds:
            raise error

    with pytest.raises(error):
        simulate_to_file(sh.Person(), PROTOCOL, path, progress=stop)


def test_what_is_streamed_is_what_simulate_gives(whole: xr.Dataset) -> None:
    vessels = whole["vessel"].values.tolist()
    result = sh.simulate(
        sh.Person(), PROTOCOL, sample_s=1.0, record=vessels, including=INCLUDED, dt_s=whole.attrs["dt_s"]
    )
    for name in result.data_vars:
        np.testing.assert_allclose(whole[name], result[name], rtol=1e-6, atol=1e-5, err_msg=str(name))
    assert whole.attrs["beats"] == result.attrs["beats"] == whole.sizes["beat"]
    assert whole.attrs["hash"] == result.attrs["hash"]
    assert whole.attrs["volume_drift_mL"] == 0.0


def test_the_longer_step_of_a_day_changes_no_mean_by_a_part_in_a_hundred(whole: xr.Dataset, tmp_path: Path) -> None:
    usual = simulate_to_file(sh.Person(), PROTOCOL, tmp_path / "usual.nc", dt_s=0.0025)
    assert whole.attrs["dt_s"] == 2.0 * usual.attrs["dt_s"]
    assert whole.attrs["held_back_steps"] == 0
    ankle = [one["pressure"].sel(vessel="great_saphenous_ankle_left").mean().item() for one in (whole, usual)]
    assert ankle[0] == pytest.approx(ankle[1], abs=0.2)
    for name, share in (("stroke_volume", 0.003), ("arterial_mean", 0.003), ("pump_power", 0.02)):
        assert whole[name].mean().item() == pytest.approx(usual[name].mean().item(), rel=share)
    for name in ("swelling", "saturation", "blood"):
        assert whole[name].mean().item() == pytest.approx(usual[name].mean().item(), rel=0.005)


@pytest.mark.parametrize(("height_cm", "step_s"), [(170, 0.005), (152, 0.01 / 3)])
def test_a_small_body_takes_a_shorter_step_through_a_day(height_cm: float, step_s: float) -> None:
    sex = "male" if height_cm > 160 else "female"
    person = sh.Person(sex=sex, height_cm=height_cm, mass_kg=70 if sex == "male" else 55)
    assert run.prepare(person, None, INCLUDED, run.LONG_STEPS_S).dt_s == step_s


def test_a_window_onto_the_muscles_changes_nothing(whole: xr.Dataset, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(run, "windows", lambda _: [])
    without = simulate_to_file(sh.Person(), PROTOCOL, tmp_path / "without.nc")
    assert whole.sizes["window"] == 1
    assert same(whole.drop_vars(("window_time", "pump_power", "side")), without.drop_vars("side"))


def test_the_blood_is_all_there_in_every_look(whole: xr.Dataset) -> None:
    stores = ["systemic_veins", "systemic_arteries", "capillaries", "heart", "lungs"]
    total = whole["blood"].sel(store=stores).sum("store").values
    assert whole["look_time"].values.tolist() == [0.0, 60.0, 120.0]
    swelling = whole["swelling"].sel(time=[60.0, 120.0]).sum("region").values
    start = sh.Person().body.scalars["blood.volume"]
    assert total[0] == pytest.approx(start, rel=1e-6)
    # What left the blood is in the tissue, but for a minute or two of urine, breath and sweat: 1 to 2 mL a minute
    np.testing.assert_allclose(total[1:] + swelling, start, atol=4.0)


def test_walking_works_on_the_blood_and_alike_in_both_legs(whole: xr.Dataset) -> None:
    left, right = whole["pump_power"].values[0]
    # 10 to 20 mL a stride against 20 to 70 mmHg: some hundredths of a watt to a few tenths
    assert 0.01 < left < 0.5
    assert left == pytest.approx(right, rel=0.05)


@pytest.mark.parametrize("error", [KeyboardInterrupt, Stopped])
def test_a_stopped_run_can_be_read_and_goes_on_bit_by_bit(
    whole: xr.Dataset, tmp_path: Path, error: type[BaseException]
) -> None:
    path = tmp_path / "day.nc"
    stopped_at(60.0, path, error)
    left = open_result(path)
    assert left["time"].values.tolist() == [float(s) for s in range(1, 61)]
    assert left.sizes["beat"] == left.attrs["beats"] > 60
    np.testing.assert_array_equal(left["pressure"], whole["pressure"].isel(time=slice(60)))
    assert same(simulate_to_file(sh.Person(), PROTOCOL, path, resume=True), whole)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["day.nc"]


def test_a_killed_run_goes_on_bit_by_bit(whole: xr.Dataset, tmp_path: Path) -> None:
    path, told = tmp_path / "day.nc", tmp_path / "short.toml"
    sh.write_protocol(PROTOCOL, told)
    done = subprocess.run([sys.executable, "-c", KILLED, path, told], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert open_result(path).sizes["time"] == 60
    assert same(simulate_to_file(sh.Person(), PROTOCOL, path, resume=True), whole)


ELSEWHERE = """
import sys
from pathlib import Path
import secondheart as sh
from secondheart.protocol import read_protocol
sh.simulate_to_file(sh.Person(), read_protocol(sys.argv[2]), Path(sys.argv[1]), resume=True)
"""


def test_a_run_stopped_at_random_fifty_times_is_the_unbroken_one(
    whole: xr.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In two working directories by turns, and at last in a process that compiles into another folder."""
    monkeypatch.setattr(run, "STRETCH_S", 2.0)
    moments = sorted(random.Random(19).sample(range(2, 126, 2), STOPS))
    path, protocol, folders = tmp_path / "day.nc", tmp_path / "short.toml", (tmp_path, tmp_path.parent)
    sh.write_protocol(PROTOCOL, protocol)
    stops = 0
    for number, moment in enumerate(moments):

        def stop(now_s: float, _: float, until: int = moment) -> None:
            if now_s >= until:
                raise Stopped

        folder = folders[number % 2]
        monkeypatch.chdir(folder)
        with pytest.raises(Stopped):
            simulate_to_file(sh.Person(), PROTOCOL, path.relative_to(folder), progress=stop, resume=number > 0)
        stops += 1
    environment = {**os.environ, "SECONDHEART_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-c", ELSEWHERE, str(path), str(protocol)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert stops == STOPS
    assert same(open_result(path), whole)


def test_a_finished_run_is_read_again(whole: xr.Dataset, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "day.nc"
    simulate_to_file(sh.Person(), PROTOCOL, path)
    monkeypatch.setattr(run, "_play", lambda *_: pytest.fail("it ran again"))
    assert same(simulate_to_file(sh.Person(), PROTOCOL, path, resume=True), whole)


def test_a_run_goes_on_only_with_what_is_its_own(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "day.nc"
    with pytest.raises(Unfinished, match=r"day.nc: there is nothing to go on with: no unfinished run was left there"):
        simulate_to_file(sh.Person(), PROTOCOL, path, resume=True)
    stopped_at(60.0, path, Stopped)
    with pytest.raises(Unfinished, match=r"day.nc.state: is of another person, protocol or version; start anew"):
        simulate_to_file(sh.Person(height_cm=180), PROTOCOL, path, resume=True)
    monkeypatch.setattr(layout, "COUNTS", layout.COUNTS + 1)  # a state that another build left there
    with pytest.raises(Unfinished, match="is of another person, protocol or version"):
        simulate_to_file(sh.Person(), PROTOCOL, path, resume=True)
    monkeypatch.undo()
    state_file(path).write_bytes(state_file(path).read_bytes()[:1000])
    with pytest.raises(BadFile, match=r"day.nc.state: not a state that a run can go on from"):
        simulate_to_file(sh.Person(), PROTOCOL, path, resume=True)


def test_another_finished_run_is_not_taken_for_it(tmp_path: Path) -> None:
    path = tmp_path / "day.nc"
    simulate_to_file(sh.Person(), sh.lie(seconds=3), path)
    with pytest.raises(Unfinished, match="holds another person, protocol or version"):
        simulate_to_file(sh.Person(), PROTOCOL, path, resume=True)


def test_a_disk_that_fills_up_leaves_what_was_written(whole: xr.Dataset, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "day.nc"
    write, savez = Filled.write, np.savez
    states = 0

    def full(file, **arrays) -> None:
        nonlocal states
        states += 1
        if states == 3:
            file.write(b"half")
            raise OSError(28, "No space left on device")
        savez(file, **arrays)

    monkeypatch.setattr(run.np, "savez", full)
    with pytest.raises(BadFile, match=r"cannot be written \(No space left on device\); what was computed until 60 s"):
        simulate_to_file(sh.Person(), PROTOCOL, path)
    monkeypatch.undo()
    monkeypatch.setattr(run, "STRETCH_S", STRETCH_S)
    assert Filled.write is write
    assert open_result(path).sizes["time"] == 60
    assert sorted(one.name for one in tmp_path.iterdir()) == ["day.nc", "day.nc.state"]
    assert same(simulate_to_file(sh.Person(), PROTOCOL, path, resume=True), whole)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits of a process are those of Unix")
def test_no_room_is_told_before_the_run(tmp_path: Path) -> None:
    code = (
        "import resource, sys, signal\nfrom pathlib import Path\nimport secondheart as sh\n"
        "from secondheart.simulation import simulate_to_file\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n    simulate_to_file(sh.Person(), sh.lie(minutes=60), Path(sys.argv[1]))\n"
        "except sh.BadFile as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "day.nc"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "day.nc: no room for the " in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_protocol_must_fill_a_sample(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the protocol lasts 0.5 s; 1 s or more is needed"):
        simulate_to_file(sh.Person(), sh.lie(seconds=0.5), tmp_path / "day.nc")


def test_one_output_has_one_writer(tmp_path: Path) -> None:
    path = tmp_path / "day.nc"

    def second(now_s: float, _: float) -> None:
        if now_s == STRETCH_S:
            with pytest.raises(BadFile, match=r"day\.nc: another run is writing it"):
                simulate_to_file(sh.Person(), PROTOCOL, path)

    assert simulate_to_file(sh.Person(), PROTOCOL, path, progress=second).attrs["volume_drift_mL"] == 0.0
    assert list(tmp_path.iterdir()) == [path]


def test_a_result_that_is_removed_meanwhile_ends_the_run(tmp_path: Path) -> None:
    path = tmp_path / "day.nc"
    with pytest.raises(BadFile, match=r"day\.nc: was removed while the run wrote it, at 40 s; nothing of it is left"):
        simulate_to_file(sh.Person(), PROTOCOL, path, progress=lambda _now, _whole: path.unlink(missing_ok=True))
    assert list(tmp_path.iterdir()) == []
