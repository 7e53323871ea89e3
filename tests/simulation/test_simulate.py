"""The one verb: what it returns, what it refuses, and what must hold of a living body however it is tuned."""

from __future__ import annotations

import doctest
import importlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import secondheart as sh
from secondheart.engine.layout import Record
from secondheart.errors import BadFile, InputError, KernelDiverged, UnknownName
from secondheart.person.files import person_text
from secondheart.physics.gravity import MMHG_PER_CM
from secondheart.protocol import from_toml, to_toml
from secondheart.results.netcdf import open_result, save_result
from secondheart.simulation.session import Session
from secondheart.variables import KEY_VESSELS, SAMPLED, VARIABLES_BEATS
from tests.runs import with_gains

PERSON = sh.Person()
ANKLE = "great_saphenous_ankle_left"
PROTOCOL = (sh.stand(seconds=10) + sh.tiptoe(times=5) + sh.lie(seconds=10)).named("short")


@pytest.fixture(scope="module")
def result() -> xr.Dataset:
    return sh.simulate(PERSON, PROTOCOL)


def last(result: xr.Dataset, seconds: float, name: str, vessel: str) -> float:
    """Mean of a variable over the last seconds of a run."""
    return float(result[name].sel(vessel=vessel, time=slice(result.time[-1] - seconds, None)).mean())


def beats(result: xr.Dataset, name: str, after_s: float = 0.0) -> np.ndarray:
    """Values of the beats that ended after a time."""
    return np.asarray(result[name].values[result.beat_time.values > after_s])


# --- what comes back


def test_examples_run() -> None:
    assert doctest.testmod(importlib.import_module("secondheart.simulation.simulate")).failed == 0


def test_a_result_has_every_declared_variable_with_its_unit(result: xr.Dataset) -> None:
    for variable in (*SAMPLED, *VARIABLES_BEATS):
        array = result[variable.name]
        assert array.dims == variable.dims
        assert array.attrs["units"] == variable.unit
        assert array.attrs["long_name"] == variable.long_name
        assert np.isfinite(array.values).all(), variable.name
    assert {*result.data_vars, "beat_time"} == {variable.name for variable in (*SAMPLED, *VARIABLES_BEATS)}


def test_samples_end_at_whole_multiples_of_their_interval(result: xr.Dataset) -> None:
    np.testing.assert_allclose(result.time, 0.02 * np.arange(1, 1251), rtol=0, atol=1e-9)
    assert result.time.attrs["units"] == "s"


def test_a_result_says_who_did_what_with_which_program(result: xr.Dataset) -> None:
    attrs = result.attrs
    assert attrs["person"] == person_text(PERSON)
    assert from_toml(attrs["protocol"]) == PROTOCOL
    assert attrs["protocol"] == to_toml(PROTOCOL)
    assert attrs["version"] == sh.__version__
    assert attrs["duration_s"] == 25.0
    assert attrs["beats"] == result.sizes["beat"]
    assert attrs["wall_s"] > 0.0
    assert "Not medical advice" in attrs["disclaimer"]
    other = sh.simulate(PERSON.replace(mass_kg=71), sh.lie(seconds=1))
    assert len(attrs["hash"]) == 16
    assert other.attrs["hash"] != attrs["hash"]


def test_not_a_quantum_of_blood_is_lost(result: xr.Dataset) -> None:
    leaky = sh.leaking_valves(PERSON, "all", 0.5)
    runs = [result, sh.simulate(leaky, sh.stand(seconds=20) + sh.walk(km_h=3, seconds=60) + sh.raise_legs(seconds=20))]
    assert [run.attrs["volume_drift_mL"] for run in runs] == [0.0, 0.0]
    totals = result.volume.sum("vessel").values  # here rounded to 2^-39 by the sum
    assert np.ptp(totals) < 1e-8


def test_the_same_run_twice_is_the_same_to_the_last_bit(result: xr.Dataset) -> None:
    again = sh.simulate(PERSON, PROTOCOL)
    for name in result.data_vars:
        assert result[name].values.tobytes() == again[name].values.tobytes(), name


def test_what_is_kept_does_not_change_what_happens(result: xr.Dataset) -> None:
    few = sh.simulate(PERSON, PROTOCOL, sample_s=0.1, record=["popliteal_left", ANKLE])
    assert list(few.vessel.values) == ["popliteal_left", ANKLE]
    assert {name.split(">")[0] for name in few.connection.values} == {"popliteal_left", ANKLE}
    np.testing.assert_array_equal(few.volume.sel(vessel=ANKLE), result.volume.sel(vessel=ANKLE)[4::5])
    means = result.pressure.sel(vessel=ANKLE).values.reshape(-1, 5).mean(1)
    np.testing.assert_allclose(few.pressure.sel(vessel=ANKLE), means, rtol=0, atol=1e-9)
    assert beats(few, "stroke_volume").tobytes() == beats(result, "stroke_volume").tobytes()


def test_a_long_run_keeps_key_vessels_once_a_second() -> None:
    long = sh.simulate(PERSON, sh.lie(seconds=1801))
    assert tuple(long.vessel.values) == KEY_VESSELS
    assert long.sizes["time"] == 1801
    assert long.attrs["beats"] > 1500
    assert long.attrs["volume_drift_mL"] == 0.0


def test_progress_is_told_up_to_the_end() -> None:
    told: list[tuple[float, float]] = []
    sh.simulate(
        PERSON, sh.lie(seconds=90) + sh.stand(seconds=45), progress=lambda now, whole: told.append((now, whole))
    )
    assert told == sorted(told)
    assert told[-1] == (135.0, 135.0)
    assert len(told) >= 3


def test_a_result_survives_a_file(result: xr.Dataset, tmp_path: Path) -> None:
    path = tmp_path / "run.nc"
    save_result(result, path, exact=True)
    back = open_result(path)
    xr.testing.assert_identical(back, result)
    assert [p.name for p in tmp_path.iterdir()] == ["run.nc"]


def test_a_result_that_cannot_be_written_or_read_is_named(result: xr.Dataset, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"run\.nc: cannot be written"):
        save_result(result, tmp_path / "no-such-folder" / "run.nc")
    (tmp_path / "noise.nc").write_bytes(b"not a netCDF file")
    with pytest.raises(BadFile, match=r"noise\.nc: not a readable netCDF file"):
        open_result(tmp_path / "noise.nc")
    with pytest.raises(BadFile, match=r"nothing\.nc: "):
        open_result(tmp_path / "nothing.nc")
    xr.Dataset({"x": 1.0}).to_netcdf(tmp_path / "foreign.nc", engine="h5netcdf")
    with pytest.raises(BadFile, match=r"foreign\.nc: a netCDF file, but not a result of secondheart"):
        open_result(tmp_path / "foreign.nc")


# --- what is refused


@pytest.mark.parametrize("dt_s", [0.003, 0.02, 0.0, -0.0025, float("nan"), float("inf")])
def test_a_step_that_does_not_divide_the_control_clock_is_refused(dt_s: float) -> None:
    with pytest.raises(InputError, match=r"dt_s = .* is not allowed: 0\.01 s divided by a whole number"):
        sh.simulate(PERSON, sh.lie(seconds=1), dt_s=dt_s)


@pytest.mark.parametrize("sample_s", [0.015, 0.005, 0.0, -1.0, float("nan"), float("inf")])
def test_a_sample_that_is_no_multiple_of_the_control_clock_is_refused(sample_s: float) -> None:
    with pytest.raises(InputError, match=r"sample_s = .* is not allowed: a multiple of 0\.01 s"):
        sh.simulate(PERSON, sh.lie(seconds=1), sample_s=sample_s)


def test_an_unknown_vessel_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="unknown vessel 'poplitael_left'; nearest: popliteal_left, "):
        sh.simulate(PERSON, sh.lie(seconds=1), record=["poplitael_left"])


def test_a_run_that_breaks_off_keeps_what_was_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    whole: Callable[..., None] = Session.advance

    def poisoned(self: Session, steps: int, record: Record) -> None:
        if self.step == 24_000 and record.volume.size:  # a minute into the run; settling keeps no samples
            self.state.volume[self.packed.vessel("popliteal_left")] = np.nan
        whole(self, steps, record)

    protocol = sh.lie(seconds=60) + sh.stand(seconds=60)
    monkeypatch.setattr(Session, "advance", poisoned)
    with pytest.raises(KernelDiverged, match=r"the volume of '\w+' stopped being a number at t = 6\d\.\d+ s") as caught:
        sh.simulate(PERSON, protocol)
    partial = caught.value.partial
    assert float(partial.time[-1]) >= 60.0
    assert np.isfinite(partial.volume.sel(time=slice(0, 60)).values).all()
    assert (partial.beat_time.values[:-1] < 61.5).all()


# --- beats


def test_beats_follow_one_another_without_a_gap(result: xr.Dataset) -> None:
    gaps = np.diff(result.beat_time.values)
    np.testing.assert_allclose(gaps, 60.0 / result.heart_rate.values[1:], rtol=0, atol=0.0026)


def test_every_beat_is_a_whole_one(result: xr.Dataset) -> None:
    assert (result.stroke_volume.values > 20.0).all()
    assert (result.arterial_diastolic < result.arterial_mean).all()
    assert (result.arterial_mean < result.arterial_systolic).all()


def test_a_driven_heart_beats_at_the_given_rate() -> None:
    driven = sh.simulate(PERSON, sh.lie(seconds=20).heart_rate(100))
    np.testing.assert_allclose(beats(driven, "heart_rate", 3.0), 100.0, rtol=1e-12)


def test_beats_and_samples_tell_the_same_flow() -> None:
    walking = sh.simulate(PERSON, sh.walk(km_h=3, seconds=60), sample_s=0.01)
    sampled = float(walking.flow.sel(connection="external_iliac_left>common_iliac_left").sum()) * 0.01
    whole = float(walking.leg_outflow_left.sum())
    assert sampled == pytest.approx(whole, rel=0.03)


def test_a_pressure_is_what_the_wall_bears_and_what_presses_on_it(result: xr.Dataset) -> None:
    outside = result.pressure - result.transmural
    assert float(abs(outside.sel(vessel=ANKLE)).max()) < 1e-9
    chest, heart = outside.sel(vessel="superior_vena_cava"), outside.sel(vessel="right_atrium")
    assert -15.0 < float(chest.min()) < float(chest.max()) < 0.0
    assert (heart >= chest - 1e-9).all()  # the pericardium is inside the chest and presses beside it
    sac, lying = heart - chest, result.time > result.time[-1] - 5.0
    assert 0.0 < float(sac[lying].mean()) < 5.0  # of a full heart, a few mmHg
    assert float(sac.max()) < float((result.pressure.sel(vessel="right_atrium") - chest).max())  # the wall bears some
    muscle = result.muscle_pressure.sel(muscle="superficial_posterior_left")
    squeezed = outside.sel(vessel="gastrocnemius_sinuses_left")
    assert float(muscle.max()) > 50.0
    np.testing.assert_allclose(squeezed.max(), muscle.max(), rtol=0.35)


# --- what must hold of a body, however it is tuned


def test_both_legs_of_a_mirrored_body_fare_alike() -> None:
    standing = sh.simulate(PERSON, sh.stand(seconds=20))
    for name in ("great_saphenous_ankle", "popliteal", "soleal_sinuses", "femoral_artery"):
        left, right = (standing.pressure.sel(vessel=f"{name}_{side}").values for side in ("left", "right"))
        np.testing.assert_allclose(left, right, rtol=0, atol=1e-6)


@pytest.fixture(scope="module")
def lying_then_standing() -> Callable[[float], xr.Dataset]:
    def of(gain: float) -> xr.Dataset:
        person = PERSON if gain == 1.0 else with_gains(PERSON, gain)
        return sh.simulate(person, sh.lie(seconds=60) + sh.stand(minutes=6), record=[ANKLE, "right_atrium"])

    return of


def test_without_reflexes_a_standing_body_faints(lying_then_standing: Callable[[float], xr.Dataset]) -> None:
    without, usual = lying_then_standing(0.0), lying_then_standing(1.0)
    assert beats(without, "arterial_mean", 180.0).mean() < 65.0
    assert beats(usual, "arterial_mean", 180.0).min() > 65.0
    assert np.ptp(beats(without, "heart_rate", 120.0)) < 1e-9  # once the effort of rising is forgotten


@pytest.mark.parametrize("gain", [1.0, 2.0])
def test_reflexes_even_twice_as_strong_do_not_ring(
    gain: float, lying_then_standing: Callable[[float], xr.Dataset]
) -> None:
    run = lying_then_standing(gain)
    times = np.arange(362.0, 418.0, 0.1)
    intervals = np.interp(times, run.beat_time.values, 60.0 / run.heart_rate.values)
    breath = round(60.0 / sh.Breathing().rate_per_min / 0.1)
    assert np.convolve(intervals, np.ones(breath) / breath, "valid").std() < 0.01  # s, of means over a breath


@pytest.mark.parametrize("posture", [sh.lie, sh.stand])
def test_the_rate_alone_does_not_make_the_pressure(posture: Callable[..., sh.Protocol]) -> None:
    rates = (60, 100, 140, 170)
    runs = [sh.simulate(PERSON, posture(minutes=3).heart_rate(rate), record=[ANKLE]) for rate in rates]
    assert np.ptp([beats(run, "arterial_mean", 120.0).mean() for run in runs]) < 15.0


def first_seconds(person: sh.Person, **changes: object) -> float:
    """Heart rate from the third to the eighth second of rising on tiptoe, less that before. [1/min]"""
    begun = sh.stand(seconds=20) + sh.tiptoe(times=10)
    steps = (begun.steps[0], begun.steps[1].replace(**changes))
    result = sh.simulate(person, begun.replace(steps=steps))
    times, rate = result.beat_time.values, result.heart_rate.values
    return float(rate[(times > 23.0) & (times < 28.0)].mean() - rate[(times > 10.0) & (times < 20.0)].mean())


def test_the_heart_quickens_as_soon_as_legs_move_and_by_what_they_are_told() -> None:
    strong = first_seconds(sh.Person())
    assert 4.0 < strong < 15.0
    assert first_seconds(sh.Person(strength_percent=50)) > strong  # less blood comes home, which slows it less
    assert first_seconds(sh.Person(), paralysed=frozenset({"left", "right"})) < 2.0


@pytest.mark.parametrize("height_cm", [150.0, 170.0, 190.0])
def test_standing_still_the_ankle_bears_the_column_up_to_the_heart(height_cm: float) -> None:
    person = sh.Person(height_cm=height_cm)
    standing = sh.simulate(person, sh.stand(minutes=5), record=[ANKLE, "right_atrium"])
    difference = last(standing, 20.0, "pressure", ANKLE) - last(standing, 20.0, "pressure", "right_atrium")
    assert 0.76 < difference / person.body.vessel(ANKLE).position < 0.83
    assert difference / person.body.vessel(ANKLE).position > MMHG_PER_CM - 0.02  # the column, and what flow adds


def test_the_muscles_are_what_keeps_a_walking_ankle_low() -> None:
    walking = sh.stand(seconds=30) + sh.walk(km_h=3, minutes=3)
    on, off = (sh.simulate(PERSON, p, record=[ANKLE]) for p in (walking, walking.without("muscles")))
    assert last(off, 30.0, "pressure", ANKLE) - last(on, 30.0, "pressure", ANKLE) >= 40.0


def test_standing_fills_the_legs_and_lying_gives_it_back() -> None:
    run = sh.simulate(PERSON, sh.lie(minutes=1) + sh.stand(minutes=4) + sh.lie(minutes=5), sample_s=1.0)
    of_legs = [str(name) for name in run.vessel.values if str(name).endswith(("_left", "_right"))]
    legs = run.volume.sel(vessel=of_legs).sum("vessel")
    before, standing, after = (float(legs.sel(time=t)) for t in (59.0, 299.0, 599.0))
    assert standing - before > 200.0  # mL
    assert after == pytest.approx(before, abs=0.25 * (standing - before))


def test_a_thigh_cuff_dams_the_leg_until_the_blood_has_risen_to_its_pressure() -> None:
    cuffed = sh.lie(seconds=150).cuff("thigh", side="left", pressure_mmHg=60)
    protocol = sh.lie(seconds=20) + cuffed + sh.lie(seconds=30)
    result = sh.simulate(sh.Person(), protocol)
    popliteal = {side: result.pressure.sel(vessel=f"popliteal_{side}") for side in ("left", "right")}
    dammed = float(popliteal["left"].sel(time=slice(150, 170)).mean())
    assert 35.0 < dammed < 65.0
    assert float(popliteal["right"].sel(time=slice(150, 170)).mean()) < 8.0
    assert float(popliteal["left"].sel(time=slice(190, 200)).mean()) < 8.0
    assert result.attrs["volume_drift_mL"] == 0.0


LOADED_MEANWHILE = """
import sys, time
import secondheart as sh
sh.simulate
module = sys.modules["secondheart.simulation.simulate"]
settle, until = module.settle, time.monotonic() + 60.0

def wait(*given):
    while "xarray" not in sys.modules and time.monotonic() < until:
        time.sleep(0.01)
    print("xarray" in sys.modules)
    settle(*given)

module.settle = wait
sh.simulate(sh.Person(), sh.lie(seconds=1))
"""


def test_what_labels_a_result_is_loaded_while_the_stepper_runs() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED_MEANWHILE], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
