"""FIT files of real people: what is known about them is what is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import secondheart as sh
from secondheart.errors import BadFile, InputError
from secondheart.recordings import Logbook, Recording, read_logbook, read_recording
from tests.recordings.protocols import mean_heart_rate


@pytest.fixture(scope="module")
def book(recordings: Path) -> Logbook:
    return read_logbook(recordings / "run-65min.fit")


@pytest.fixture(scope="module")
def run(recordings: Path) -> Recording:
    return read_recording(recordings / "run-65min.fit")


def test_the_run_has_the_facts_that_are_known_of_it(book: Logbook) -> None:
    (cadence,) = book.of("cadences")
    heart = next(table for table in book.of("beats") if table.origin == "measured")
    assert book.device == "watch: running"
    assert book.span[1] - book.span[0] == 3883.0
    # without the record at the start of the pause, which stands for all of it, and the last, which stands for 3 s
    assert heart.value.mean() == pytest.approx(170.5, abs=0.15)
    assert np.average(heart.value, weights=heart.stop_s - heart.start_s) == pytest.approx(170.5, abs=0.15)
    assert (cadence.value == 0.0).sum() == 43 + 1  # before the first speed was known
    assert cadence.value[cadence.value > 0.0].mean() / 2.0 == pytest.approx(86.9, abs=0.05)


def test_the_run_has_one_pause_which_the_timer_tells(run: Recording) -> None:
    assert [gap[:3] for gap in run.gaps] == [(680.0, 795.0, "pause: the timer stood")]
    assert run.pauses == ((680.0, 795.0),)  # 115 s


def test_the_clock_of_the_run_was_not_set_but_its_message_tells_local_time(run: Recording) -> None:
    (note,) = run.notes
    assert note.endswith("its time is the local one that its activity message tells")
    assert run.starts_h == pytest.approx(11.27, abs=0.01)


def test_the_run_becomes_a_protocol_as_long_as_itself(run: Recording) -> None:
    protocol = run.protocol
    assert protocol.name == "run-65min"
    assert protocol.duration_s == pytest.approx(3883.0, abs=1e-6)
    still = [step for step in protocol.steps if step.activity is None]
    # 42 zeros of 5 s (one begins the pause, the last lasts 3 s), a record without cadence and speed, and the pause
    assert sum(step.duration_s for step in still) == pytest.approx(41 * 5 + 3 + 5 + 115, abs=1e-6)
    assert mean_heart_rate(protocol) == pytest.approx(168.9, abs=0.3)  # falling through the pause, not held


@pytest.fixture(scope="module")
def ride(recordings: Path) -> Recording:
    return read_recording(recordings / "cycling-indoor-38min.fit", mass_kg=70.0)


def test_the_ride_has_the_facts_that_are_known_of_it(ride: Recording, recordings: Path) -> None:
    tables = {table.kind: table for table in read_logbook(recordings / "cycling-indoor-38min.fit").tables}
    assert (ride.device, ride.pauses, ride.gaps) == ("watch: cycling", (), ())
    assert mean_heart_rate(ride.protocol) == pytest.approx(147.7, abs=0.05)
    turns = tables["cadences"].value / 2.0
    assert turns[turns > 0].mean() == pytest.approx(81.8, abs=0.1)  # rpm
    assert len(tables["powers"]) > 2200


def test_the_ride_becomes_a_protocol_on_a_saddle_as_long_as_itself(ride: Recording) -> None:
    protocol = ride.protocol
    assert protocol.duration_s == pytest.approx(2263.0, abs=1e-6)
    assert {step.posture.name for step in protocol.steps} == {"cycle"}
    moving = [step for step in protocol.steps if step.activity is not None]
    # few patterns of pressures, though there are hundreds of powers: each costs time to prepare
    assert len({step.activity.strength_percent for step in moving if step.activity}) < 40


def test_the_ride_runs_from_end_to_end(ride: Recording) -> None:
    result = sh.simulate(sh.Person(), ride.protocol)
    assert result.attrs["volume_drift_mL"] == 0.0
    assert np.isfinite(result["pressure"].values).all()
    assert result.attrs["beats"] == pytest.approx(147.7 * 2263 / 60, rel=0.01)
    assert 80.0 < float(result["arterial_mean"].mean()) < 120.0


def test_rowing_is_refused(recordings: Path) -> None:
    sentence = r"sport fitness_equipment \(indoor_rowing\) has no muscle pattern in the model"
    with pytest.raises(InputError, match=sentence):
        read_recording(recordings / "rowing-28min.fit")


BROKEN = {
    "activity-activity-filecrc.fit": "its checksum does not fit its content: it may be damaged",
    "activity-settings-corruptheader.fit": "83 bytes from byte 771 on are no FIT and are left out",
    "activity-unexpected-eof.fit": "is cut off at byte 768, its header promises 3 more",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_read_as_far_as_it_goes(recordings: Path, name: str) -> None:
    recording = read_recording(recordings / "broken" / name)
    assert recording.notes[0] == BROKEN[name]
    assert recording.protocol.duration_s == 13.0


def test_a_file_of_settings_is_no_activity(recordings: Path) -> None:
    with pytest.raises(BadFile, match="is a FIT file of type settings and holds neither records"):
        read_recording(recordings / "broken" / "Settings.fit")


def test_every_broken_file_is_among_them(recordings: Path) -> None:
    assert {path.name for path in (recordings / "broken").glob("*.fit")} == {*BROKEN, "Settings.fit"}
