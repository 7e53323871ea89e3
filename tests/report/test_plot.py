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
from secondheart.report.moments import close_up
from secondheart.report.plot import comparison_figure, findings_figure, require_matplotlib, run_figure, save_figure


def panels(figure) -> dict:
    return {axes.get_title(loc="left"): axes for axes in figure.axes}


def test_a_run_is_drawn_with_its_curves_valves_pump_and_beats(result) -> None:
    drawn = panels(run_figure(result, side="right"))
    pressures = {line.get_label(): line.get_ydata() for line in drawn["pressure along the leg"].lines}
    np.testing.assert_array_equal(pressures["foot vein"], result["pressure"].sel(vessel="dorsal_arch_right"))
    assert "all veins of the calf" in [line.get_label() for line in drawn["volume of the calf's veins"].lines]
    valves = drawn["valves: white closed, blue open"]
    assert len(valves.get_yticks()) == sum(name.endswith("_right") for name in result["valve"].values)
    assert len(drawn["heart rate"].lines[0].get_xdata()) == result.sizes["beat"]
    assert [line.get_label() for line in drawn["pump of the calf"].lines] == ["1. stand", "2. 2 x tiptoe", "3. stand"]
    assert len(drawn["pressures from foot to groin"].lines) == 2 * 4
    words = [text.get_text() for text in drawn[""].texts]
    assert words == ["stand", "2 x tiptoe"]


def test_a_long_run_is_thinned_for_its_raster(result) -> None:
    many = result.isel(time=np.arange(10_000) % result.sizes["time"])
    image = panels(run_figure(many))["valves: white closed, blue open"].images[0]
    assert image.get_array().shape[1] <= 2000


def test_a_short_movement_in_a_long_run_is_shown_close_up() -> None:
    result = simulate(Person(), stand(seconds=20) + tiptoe(times=1) + stand(seconds=9))
    start, stop = close_up(result)
    assert (start, stop) == (18.0, 20.0 + result.attrs["duration_s"] - 29.0 + 2.0)
    near = panels(run_figure(result))[f"pressure along the leg, {start:g} to {stop:g} s"]
    assert len(near.lines[0].get_xdata()) == pytest.approx((stop - start) / 0.02, abs=1)


def test_several_runs_are_drawn_one_over_the_other(cases) -> None:
    figure = comparison_figure(cases)
    drawn = panels(figure)
    assert [line.get_label() for line in drawn["pressure in the ankle vein"].lines[:2]] == ["default", "patient"]
    for line, case in zip(drawn["pressure in the foot vein"].lines, cases, strict=False):
        np.testing.assert_array_equal(line.get_ydata(), case.result["pressure"].sel(vessel="dorsal_arch_left"))
    shares = drawn["valves"].lines
    assert shares[0].get_xdata()[0] == 100 * cases[0].result["opening"].sel(valve="common_femoral_left").mean()
    assert len({line.get_color() for line in shares[:2]}) == 2


def test_a_formula_in_a_name_is_drawn_as_words(tmp_path: Path) -> None:
    protocol = stand(seconds=2).named(r"$\frac{$ 漢")
    save_figure(run_figure(simulate(Person(name="$x"), protocol)), tmp_path / "figure.svg")
    assert "$x" in (tmp_path / "figure.svg").read_text(encoding="utf-8")


def test_findings_are_drawn_one_line_each_with_both_legs() -> None:
    common = {"name": "refill_time_90", "unit": "s", "normal_low": 18, "test": "avp"}
    legs = [Finding(value=5.0, side="left", **common), Finding(value=None, side="right", **common)]
    other = Finding(name="change", value=-3.0, unit="%", side="both", normal_high=0, test="avp")
    first, second = findings_figure([*legs, other]).axes
    assert [line.get_xdata()[0] for line in first.lines] == [5.0]
    assert first.get_title(loc="left") == "avp: refill time 90 [s]"
    assert second.get_xlim()[0] < -3.0
    variant = other.replace(test="avp:bare")
    assert len(findings_figure([*legs, other, variant]).axes) == 2
    assert len(findings_figure([variant]).axes) == 1  # unless there is nothing else


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
