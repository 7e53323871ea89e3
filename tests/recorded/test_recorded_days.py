"""Activities of real people, as a part of their day and in the neutral form."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from secondheart.errors import BadFile
from secondheart.recordings import read_activity, read_day, read_logbook, write_logbook_csv


@pytest.mark.parametrize("name", ["run-65min.fit", "cycling-indoor-38min.fit"])
def test_an_activity_keeps_its_strides_in_its_day(recordings: Path, name: str) -> None:
    recording = read_activity(recordings / name)
    lengths = np.diff(recording.edges_s)
    known = np.nansum(np.where(recording.paused, 0.0, recording.cadence_per_min * lengths / 60.0))
    day = read_day(recordings / name)
    moving = [step for step in day.protocol.steps if step.activity]
    assert sum(step.duration_s / step.activity.period_s for step in moving if step.activity) == pytest.approx(known)
    assert day.protocol.duration_s == pytest.approx(86_400.0)
    assert len(day.protocol.steps) < 200
    rates = [(step.heart_rate_bpm, step.duration_s) for step in moving if step.heart_rate_bpm]
    mean = np.average([rate for rate, _ in rates], weights=[length for _, length in rates])
    assert mean == pytest.approx(np.nanmean(recording.heart_rate_bpm), rel=0.02)


def test_a_ride_is_the_same_day_from_its_neutral_form(recordings: Path, tmp_path: Path) -> None:
    path = recordings / "cycling-indoor-38min.fit"
    written = tmp_path / "cycling-indoor-38min.csv"
    write_logbook_csv(read_logbook(path), written)
    assert read_day(written).protocol == read_day(path).protocol
    assert "position" not in written.read_text(encoding="utf-8")


def test_a_broken_file_is_no_day(recordings: Path) -> None:
    for path in sorted((recordings / "broken").glob("*.fit")):
        with pytest.raises(BadFile, match=path.name):
            read_day(path)
