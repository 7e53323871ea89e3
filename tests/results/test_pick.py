"""Results by the words that people use, packed in files, and short where they are printed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import secondheart as sh
from secondheart import UnknownName
from secondheart.simulation import notebook_progress


@pytest.fixture(scope="module")
def result() -> xr.Dataset:
    return sh.simulate(sh.Person(), sh.stand(seconds=6))


def test_a_vein_is_picked_by_its_words(result: xr.Dataset) -> None:
    left = sh.pick(result, vein="great saphenous", at="ankle", side="left")
    assert left.pressure.dims == ("time",)
    assert left.pressure.equals(result.pressure.sel(vessel="great_saphenous_ankle_left"))
    both = sh.pick(result, "GSV", "ankle")
    assert both.pressure.dims == ("time", "side")
    assert both.pressure.sel(side="right").values == pytest.approx(
        result.pressure.sel(vessel="great_saphenous_ankle_right").values
    )
    assert sh.pick(result, "right atrium").volume.dims == ("time",)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"vein": "great saphenous"}, "'great saphenous' is in 4 places of this result: great_saphenous_ankle, "),
        ({"vein": "great safenous", "at": "ankle"}, "nearest: great_saphenous_ankle"),
        ({"vein": "popliteal", "side": "lft"}, "unknown side 'lft'; nearest: left"),
    ],
)
def test_a_vein_that_is_not_there_is_one_sentence(result: xr.Dataset, words: dict[str, str], sentence: str) -> None:
    with pytest.raises(UnknownName, match=sentence):
        sh.pick(result, **words)


def test_vessel_and_side_are_coordinates_and_beats_have_a_time(result: xr.Dataset) -> None:
    assert {"vessel_name", "vessel_side", "beat_time"} <= set(result.coords)
    legs = result.where(result.vessel_side == "left", drop=True)
    assert all(name.endswith("_left") for name in legs.vessel.values)
    assert result.heart_rate.coords["beat_time"].dims == ("beat",)


def test_a_file_is_packed_or_exact(result: xr.Dataset, tmp_path: Path) -> None:
    packed, exact = tmp_path / "packed.nc", tmp_path / "exact.nc"
    sh.save_result(result, packed)
    sh.save_result(result, exact, exact=True)
    assert packed.stat().st_size < 0.5 * exact.stat().st_size
    xr.testing.assert_identical(sh.open_result(exact), result)
    again = sh.open_result(packed)
    assert np.array_equal(again.time, result.time)
    assert np.array_equal(again.beat_time, result.beat_time)
    assert set(again.coords) == set(result.coords)
    for name in result.data_vars:
        scale = float(np.abs(result[name]).max())
        assert np.abs(again[name] - result[name]).max() <= 1e-6 * scale
    assert again.attrs == result.attrs


def test_people_and_protocols_are_short_where_they_are_printed() -> None:
    protocol = 40 * (sh.stand(minutes=2) + sh.tiptoe(times=10))
    assert repr(protocol).startswith("<Protocol, 5200 s: stand 120 s; 10 x tiptoe 10 s; ")
    assert repr(protocol).endswith("and 74 steps more>")
    patient = sh.wear_stockings(sh.leaking_valves(sh.Person(name="Ada"), vein="popliteal", leak=0.3), "RAL II")
    assert str(patient).startswith("<Person 'Ada': male, 30 years, 170 cm, 70 kg, 2 leaks, ")
    assert max(map(len, (repr(protocol), repr(patient)))) < 250


def test_a_notebook_shows_a_line_that_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    class Display:
        @staticmethod
        def HTML(text: str) -> str:
            return text

        @staticmethod
        def display(text: str, display_id: bool) -> object:
            assert display_id
            shown.append(text)
            return type("Handle", (), {"update": staticmethod(shown.append)})()

    monkeypatch.setattr(notebook_progress, "is_notebook", lambda: True)
    monkeypatch.setattr(notebook_progress, "import_display", lambda: Display)
    monkeypatch.setattr(notebook_progress, "SHOWN_AFTER_S", 0.0)
    sh.simulate(sh.Person(), sh.lie(seconds=90))
    assert "of 90 s simulated" in shown[0]
    assert shown[-1] == ""
    count = len(shown)
    sh.simulate(sh.Person(), sh.lie(seconds=1), progress=lambda _now, _whole: None)
    assert len(shown) == count


def test_outside_of_a_notebook_nothing_is_shown() -> None:
    assert notebook_progress.is_notebook() is False
