"""Activities of real people, as a part of their day and in the neutral form."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondheart.recordings import read_day, read_logbook, read_recording, write_logbook_csv
from tests.recordings.protocols import mean_heart_rate, steps_of


@pytest.mark.parametrize("name", ["run-65min.fit", "cycling-indoor-38min.fit"])
def test_an_activity_is_the_same_in_its_day(recordings: Path, name: str) -> None:
    whole, day = read_recording(recordings / name), read_day(recordings / name)
    assert (day.steps, day.turns) == (whole.steps, whole.turns)
    assert steps_of(day.protocol) == pytest.approx(steps_of(whole.protocol))
    assert day.protocol.duration_s == pytest.approx(86_400.0)
    assert mean_heart_rate(day.protocol) == pytest.approx(mean_heart_rate(whole.protocol))


def test_a_ride_is_the_same_day_from_its_neutral_form(recordings: Path, tmp_path: Path) -> None:
    path = recordings / "cycling-indoor-38min.fit"
    written = tmp_path / "cycling-indoor-38min.csv"
    write_logbook_csv(read_logbook(path), written)
    assert read_day(written).protocol == read_day(path).protocol
    assert "position" not in written.read_text(encoding="utf-8")
