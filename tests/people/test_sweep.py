"""A sweep: the findings of each value are those of the person examined alone; a stopped sweep continues."""

from __future__ import annotations

import doctest
from pathlib import Path

import numpy as np
import pytest

import secondheart as sh
from secondheart.errors import BadFile, InputError, UnknownName
from secondheart.people import sweep as module
from secondheart.people.sweep import SweepAxis, parse_axis
from secondheart.person import Person
from secondheart.report.figure_options import FigureOptions
from secondheart.report.summary import run_findings
from secondheart.report.sweep_plot import sweep_figure

STAND = sh.stand(seconds=2)
SINUS = "soleal_sinuses.unstressed_volume"


def test_examples_run() -> None:
    assert doctest.testmod(module).failed == 0


def test_each_point_is_the_person_examined_alone() -> None:
    swept = sh.sweep(Person(), {SINUS: [10.0, 20.0]}, STAND)
    for value in (10.0, 20.0):
        alone = run_findings(sh.simulate(Person().with_values({SINUS: value}), STAND))
        at = swept.sel(soleal_sinuses_unstressed_volume=value)
        for finding in alone:
            one = at[finding.name] if finding.side == "both" else at[finding.name].sel(side=finding.side)
            assert float(one) == pytest.approx(np.nan if finding.value is None else finding.value, nan_ok=True)
            assert one.attrs["units"] == finding.unit
    axis = swept["soleal_sinuses_unstressed_volume"]
    assert (axis.attrs["units"], axis.attrs["long_name"]) == ("mL", SINUS)


def test_several_names_make_a_grid() -> None:
    swept = sh.sweep(Person(), {"age_years": [30, 70], "leaking-deep": [0.0, 0.5, 1.0]}, STAND)
    assert swept["cardiac_output"].dims == ("age_years", "leaking_deep")
    assert swept["foot_vein_mean"].dims == ("age_years", "leaking_deep", "side")
    alone = run_findings(sh.simulate(sh.leaking_valves(Person(age_years=70), "deep", 1.0), STAND))
    output = next(one.value for one in alone if one.name == "cardiac_output")
    assert float(swept["cardiac_output"].sel(age_years=70, leaking_deep=1.0)) == output


def test_factors_go_for_patterns() -> None:
    swept = sh.sweep(Person(), "leg.vein.*.compliance=x0.8,x1", STAND)
    alone = run_findings(sh.simulate(Person(), STAND))
    output = next(one.value for one in alone if one.name == "cardiac_output")
    assert swept["cardiac_output"].values[1] == output != swept["cardiac_output"].values[0]


def test_a_test_has_its_findings_with_their_ranges() -> None:
    swept = sh.sweep(Person(), {"leaking-deep": [0.0, 0.3]}, "avp")
    pressure = swept["ambulatory_venous_pressure"]
    assert (pressure.attrs["normal_low"], pressure.attrs["normal_high"], pressure.attrs["test"]) == (15, 30, "avp")
    assert float(pressure.sel(leaking_deep=0.3, side="left")) > float(pressure.sel(leaking_deep=0.0, side="left")) + 10
    assert {float(one) for one in pressure.isel(leaking_deep=0)} == {
        one.value for one in sh.ambulatory_pressure(Person()) if one.name == "ambulatory_venous_pressure"
    }
    figure = sweep_figure(swept)
    assert len([one for one in figure.axes if one.get_visible()]) == len(swept.data_vars)
    paper = sweep_figure(swept, FigureOptions(style="paper", size_in=(3.5, 4.0)))
    assert paper.get_suptitle() == ""
    assert tuple(paper.get_size_inches()) == (3.5, 4.0)
    with pytest.raises(InputError, match=r"the figure of a sweep takes no window; it takes size, dpi and style"):
        sweep_figure(swept, FigureOptions(window=(0.0, 1.0)))


def test_a_stopped_sweep_continues_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "swept.nc"
    axes = {SINUS: [10.0, 12.0, 15.0, 20.0]}
    real = module.simulate
    runs: list[str] = []

    def counted(person: Person, *words: object, **more: object) -> object:
        runs.append(person.name)
        if len(runs) == 3:
            raise KeyboardInterrupt
        return real(person, *words, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "simulate", counted)
    with pytest.raises(KeyboardInterrupt):
        sh.sweep(Person(), axes, STAND, output=path)
    assert not path.exists()
    kept = len((tmp_path / "swept.nc.part").read_text("utf-8").splitlines())
    assert kept >= 1
    runs.clear()
    runs.extend(["three", "before", "these"])
    whole = sh.sweep(Person(), axes, STAND, output=path)
    assert len(runs) - 3 == 4 - kept
    assert whole.equals(sh.sweep(Person(), axes, STAND))
    assert {one.name for one in tmp_path.iterdir()} == {"swept.nc"}


def test_a_damaged_line_of_a_stopped_sweep_is_done_again(tmp_path: Path) -> None:
    (tmp_path / "swept.nc.part").write_text('{"key": "0", "findings": []}\n{"key": "1", "fin', "utf-8")
    swept = sh.sweep(Person(), {SINUS: [10.0]}, STAND, output=tmp_path / "swept.nc")
    assert float(swept["cardiac_output"][0]) > 0.0


def test_a_run_that_fails_is_a_row_with_its_reason() -> None:
    person = Person(beyond_range=True)
    swept = sh.sweep(person, {SINUS: [-1.0, 10.0]}, STAND)
    assert "soleal_sinuses" in str(swept["failure"].values[0])
    assert swept["failure"].values[1] == ""
    assert np.isnan(swept["cardiac_output"].values[0])
    with pytest.raises(sh.RunFailed, match="sweep: every run failed; the first: the vessel soleal_sinuses"):
        sh.sweep(person, {SINUS: [-1.0]}, STAND)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("leaking-deep=0:1:3", (0.0, 0.5, 1.0)),
        ("age_years=20,50,80", (20.0, 50.0, 80.0)),
        ("a.b=x1,x2", (1.0, 2.0)),
        ("a.b=3", (3.0,)),
    ],
)
def test_an_axis_is_read_from_a_text(text: str, values: tuple[float, ...]) -> None:
    assert parse_axis(text).values == values


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("leaking-deep", "sweep: 'leaking-deep' is not allowed: NAME=FIRST:LAST:COUNT or NAME=VALUE,VALUE"),
        ("leaking-deep=0:1", "sweep: 'leaking-deep=0:1' is not allowed"),
        ("leaking-deep=0:1:1", "is not allowed"),
        ("leaking-deep=0:1:2.5", "is not allowed"),
        ("leaking-deep=0:1:1e9", "is not allowed"),
        ("=1,2", "sweep: '=1,2' is not allowed"),
        ("leaking-deep=a", "sweep: 'leaking-deep=a' is not allowed"),
        ("leaking-deep=1,1", "sweep: the values of leaking-deep are not allowed: one or more, each once"),
        ("leaking-deep=x0.5,x1", "sweep: factors of leaking-deep are not allowed"),
    ],
)
def test_what_is_no_axis_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        parse_axis(text)


def test_bad_input_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"= 99 is not allowed: 5\.625 to 22\.5 mL"):
        sh.sweep(Person(), {SINUS: [10, 99]}, STAND)
    with pytest.raises(UnknownName, match="unknown test 'avq'; nearest: avp"):
        sh.sweep(Person(), {SINUS: [10]}, "avq")
    with pytest.raises(InputError, match="sweep: device = wave is not allowed: none of avp has that option"):
        sh.sweep(Person(), {SINUS: [10]}, "avp", device="wave")
    with pytest.raises(UnknownName, match="nearest: "):
        sh.sweep(Person(), {"leeking": [1.0]}, STAND)
    with pytest.raises(InputError, match="at most 10000"):
        sh.sweep(Person(), [SweepAxis("age_years", tuple(range(20, 99))), "leaking-deep=0:1:1000"], STAND)
    with pytest.raises(BadFile, match="cannot be written"):
        sh.sweep(Person(), {SINUS: [10]}, STAND, output=tmp_path / "no" / "x.nc")
    assert list(tmp_path.iterdir()) == []
