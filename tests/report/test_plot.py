"""Figures hold what they should, and are written whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from secondheart import Person, simulate, stand, tiptoe
from secondheart.clinic import Finding
from secondheart.errors import BadFile, MissingExtra
from secondheart.report.plot import findings_figure, require_matplotlib, run_figure, save_figure


@pytest.fixture(scope="module")
def result():
    return simulate(Person(), stand(seconds=4) + tiptoe(times=1))


def test_a_run_is_drawn_with_its_curves_valves_and_beats(result) -> None:
    figure = run_figure(result, side="right")
    pressures, calf, valves, heart = figure.axes[:4]
    drawn = {line.get_label(): line.get_ydata() for line in pressures.lines}
    np.testing.assert_array_equal(drawn["dorsal arch"], result["pressure"].sel(vessel="dorsal_arch_right"))
    assert [text.get_text() for text in pressures.texts] == ["stand", "1 x tiptoe"]
    assert "all veins of the calf" in [line.get_label() for line in calf.lines]
    assert len(valves.get_yticks()) == sum(name.endswith("_right") for name in result["valve"].values)
    assert len(heart.lines[0].get_xdata()) == result.sizes["beat"]


def test_a_long_run_is_thinned_for_its_raster(result) -> None:
    many = result.isel(time=np.arange(10_000) % result.sizes["time"])
    assert run_figure(many).axes[2].images[0].get_array().shape[1] <= 2000


def test_findings_are_drawn_one_line_each_with_both_legs() -> None:
    common = {"name": "refill_time_90", "unit": "s", "normal_low": 18, "test": "avp"}
    legs = [Finding(value=5.0, side="left", **common), Finding(value=None, side="right", **common)]
    other = Finding(name="change", value=-3.0, unit="%", side="both", normal_high=0, test="avp")
    first, second = findings_figure([*legs, other]).axes
    assert [line.get_xdata()[0] for line in first.lines] == [5.0]
    assert first.get_title(loc="left") == "avp: refill time 90 [s]"
    assert second.get_xlim()[0] < -3.0


@pytest.mark.parametrize(("ending", "magic"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")])
def test_the_format_follows_from_the_name(tmp_path: Path, ending: str, magic: bytes) -> None:
    path = tmp_path / f"figure.{ending}"
    save_figure(Figure(), path)
    assert path.read_bytes().startswith(magic)
    assert list(tmp_path.iterdir()) == [path]


def test_a_figure_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "taken.png").mkdir()
    with pytest.raises(BadFile, match=r"taken\.png: the figure cannot be written \(Is a directory\)"):
        save_figure(Figure(), tmp_path / "taken.png")
    assert [path.name for path in tmp_path.iterdir()] == ["taken.png"]


def test_without_matplotlib_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingExtra, match=r"a figure needs .* matplotlib; .*pip install 'secondheart\[plot\]'"):
        require_matplotlib()
