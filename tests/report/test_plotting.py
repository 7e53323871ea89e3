"""The public figures are those of the command line; measured data and long stretches are drawn as asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import secondheart as sh
from secondheart import BadFile, FigureOptions, InputError, UnknownName, read_measured
from secondheart.report.figure_options import means_and_band
from secondheart.report.panels import PlotLine


@pytest.fixture(scope="module")
def result() -> xr.Dataset:
    return sh.simulate(sh.Person(), sh.stand(seconds=10) + sh.tiptoe(times=3) + sh.stand(seconds=4))


def titles(figure) -> list[str]:
    return [axes.get_title(loc="left") for axes in figure.axes]


def test_a_paper_has_letters_and_no_words_around_the_panels(result: xr.Dataset) -> None:
    figure = sh.plot.run(result, panels=("pressure", "heart"), style="paper", size_in=(3.5, 3.0))
    assert [title[:11] for title in titles(figure)] == ["$\\bf{a}$  p", "$\\bf{b}$  h"]
    assert figure.get_suptitle() == ""
    assert figure.get_size_inches().tolist() == [3.5, 3.0]


def test_a_window_is_what_is_drawn(result: xr.Dataset) -> None:
    figure = sh.plot.run(result, panels=("pressure",), window=(9.0, 12.0), vessels=("popliteal_left",))
    (axes,) = figure.axes
    assert axes.get_xlim() == (9.0, 12.0)
    (line,) = [line for line in axes.lines if line.get_label() == "popliteal left"]
    assert 9.0 <= line.get_xdata().min() <= line.get_xdata().max() <= 12.0


def test_several_results_are_compared_by_name(result: xr.Dataset) -> None:
    figure = sh.plot.compare({"one": result, "two": result}, panels=("strip", "heart"))
    assert "heart rate" in titles(figure)
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == ["one", "two"]


def test_a_long_stretch_is_means_with_a_band_and_a_short_one_its_samples() -> None:
    times = np.arange(0.0, 600.0, 0.02)
    line = PlotLine("x", times, np.sin(2.0 * np.pi * times), "black")
    whole = means_and_band(line, (0.0, 600.0))
    assert whole.low is not None
    assert whole.high is not None
    assert whole.y.size < 300
    assert np.abs(whole.y).max() < 0.2
    assert whole.low.max() < -0.9
    assert whole.high.min() > 0.9
    near = means_and_band(line, (100.0, 110.0))
    assert near.low is None
    assert near.y.max() == pytest.approx(1.0, abs=0.01)


def test_measured_data_lie_over_their_panel(result: xr.Dataset, tmp_path: Path) -> None:
    table = tmp_path / "data.csv"
    table.write_text("time,AVP,note\n1,80,a\n2,,b\n3,78,c\n")
    (curve,) = read_measured(table, {"pressure": "AVP"})
    assert (curve.times_s.tolist(), curve.values.tolist()) == ([1.0, 3.0], [80.0, 78.0])
    figure = sh.plot.run(result, panels=("pressure",), over=(curve,))
    (drawn,) = [line for line in figure.axes[0].lines if line.get_label() == "measured: AVP"]
    assert drawn.get_ydata().tolist() == [80.0, 78.0]
    with pytest.raises(UnknownName, match="unknown panel of this figure 'pressure'"):
        sh.plot.run(result, panels=("heart",), over=(curve,))
    with pytest.raises(BadFile, match="the column 'note' has no number beside a time"):
        read_measured(table, {"heart": "note"})


def test_an_option_that_is_none_is_one_sentence() -> None:
    with pytest.raises(UnknownName, match="unknown style of a figure 'slide'"):
        FigureOptions(style="slide")


def test_a_day_takes_panels_size_and_style_and_refuses_what_it_has_not() -> None:
    day = sh.Day(protocol=sh.stand(minutes=3) + sh.sit(minutes=3), begins_s=8 * 3600.0)
    one = sh.compare(day, [sh.Person(), sh.leaking_valves(sh.Person(), "deep", 0.3)])
    alone = one.results[0][0][1]
    paper = sh.plot.day(alone, panels=("strip", "ankle", "heart"), style="paper", size_in=(3.5, 3.0))
    assert [title for title in titles(paper) if "pressure" in title] == [r"$\bf{a}$  pressure in the ankle veins"]
    assert len(paper.axes) == 3
    assert paper.get_suptitle() == ""
    both = one.plot()
    assert titles(both)[1:3] == [
        "pressure in the ankle veins, mean of both legs",
        "fluid gained by a lower leg, mean of both",
    ]
    assert [len(axes.lines) for axes in both.axes[1:]] == [2] * 5
    with pytest.raises(InputError, match="the figure of a day takes no vessels; it takes panels, window, size, dpi"):
        sh.plot.day(alone, vessels=("popliteal_left",))
