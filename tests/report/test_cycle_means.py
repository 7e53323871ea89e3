"""A movement that goes on is drawn as means of its cycles in a band; all else is drawn as it is."""

from __future__ import annotations

import numpy as np
import pytest

from secondheart.protocol import cycle, stand, tiptoe, walk
from secondheart.report.cycle_means import mean_cycles, moving_stretches
from secondheart.report.panels import Panel, PlotLine

PROTOCOL = stand(seconds=30) + walk(km_h=3, seconds=120) + stand(seconds=30)


def of(values: np.ndarray, times: np.ndarray) -> Panel:
    return Panel("pressure", "", "mmHg", (PlotLine("a", times, values, "#000000"),))


def test_only_what_goes_on_for_many_cycles_is_a_stretch() -> None:
    ((start, stop, width),) = moving_stretches(PROTOCOL)
    assert (start, stop) == (30.0, 150.0)
    assert width == PROTOCOL.steps[1].activity.period_s  # type: ignore[union-attr]
    assert moving_stretches(stand(seconds=5) + tiptoe(times=10)) == []
    ((_, _, long),) = moving_stretches(walk(km_h=3, minutes=60))
    assert long == pytest.approx(12 * width, abs=0.01)  # whole cycles
    assert len(moving_stretches(walk(minutes=2) + cycle(minutes=2))) == 1


def test_a_wave_of_the_stride_becomes_its_mean_and_its_ends() -> None:
    period = PROTOCOL.steps[1].activity.period_s  # type: ignore[union-attr]
    times = np.arange(1, 18001) * 0.01
    moving = (times > 30) & (times <= 150)
    values = np.where(moving, 40.0 + 10.0 * np.sin(2 * np.pi * (times - 30) / period), 80.0)
    (line,) = mean_cycles(of(values, times), PROTOCOL).lines
    assert line.low is not None
    assert line.high is not None
    walked = (line.x > 31) & (line.x < 148)
    np.testing.assert_allclose(line.y[walked], 40.0, atol=0.4)
    np.testing.assert_allclose(line.low[walked], 30.0, atol=0.1)
    np.testing.assert_allclose(line.high[walked], 50.0, atol=0.1)
    still = line.x < 30
    np.testing.assert_array_equal(line.y[still], 80.0)
    assert (np.diff(line.x) > 0).all()
    assert line.x.size < 700


def test_a_line_with_a_band_of_its_own_and_a_run_without_a_movement_stay() -> None:
    times = np.arange(1.0, 181.0)
    own = PlotLine("a", times, times, "#000000", low=times - 1, high=times + 1)
    panel = Panel("artery", "", "mmHg", (own,))
    assert mean_cycles(panel, PROTOCOL).lines == (own,)
    assert mean_cycles(of(times, times), stand(seconds=180)) == of(times, times)
