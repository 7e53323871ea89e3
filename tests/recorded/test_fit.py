"""FIT files of real people: what is known about them is what is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import secondheart as sh
from secondheart.errors import BadFile, InputError
from secondheart.recordings import Recording, build_activity_protocol, read_activity


@pytest.fixture(scope="module")
def run(recordings: Path) -> Recording:
    return read_activity(recordings / "run-65min.fit")


def test_the_run_has_the_facts_that_are_known_of_it(run: Recording) -> None:
    assert (run.sport, len(run.t_s), run.duration_s) == ("running", 755, 3883.0)
    heart, cadence, lengths = run.heart_rate_bpm, run.cadence_per_min, np.diff(run.t_s)
    known = ~np.isnan(heart[:-1])
    assert np.nanmean(heart) == pytest.approx(170.5, abs=0.05)
    assert np.average(heart[:-1][known], weights=lengths[known]) == pytest.approx(169.1, abs=0.05)
    assert np.isnan(heart).sum() == 1
    assert (cadence == 0.0).sum() == 43
    assert cadence[cadence > 0.0].mean() == pytest.approx(86.9, abs=0.05)


def test_the_run_has_one_pause(run: Recording) -> None:
    assert run.pauses == ((680.0, 795.0),)  # 115 s
    assert run.filled_s == 115.0 + 10.0  # and the first two records have no cadence
    assert run.missing_s("heart_rate_bpm") == 115.0 + 5.0


def test_the_clock_of_the_run_was_not_set(run: Recording) -> None:
    assert run.start.isoformat() == "1990-07-18T06:44:24+00:00"  # 17,217,864 s after the end of 1989
    assert run.provenance["start"] == "assumed"


def test_the_run_becomes_a_protocol_as_long_as_itself(run: Recording) -> None:
    protocol = build_activity_protocol(run, name="run-65min")
    assert protocol.name == "run-65min"
    assert protocol.duration_s == pytest.approx(3883.0, abs=1e-9)
    assert len(protocol.steps) == 754 + 115 // 5
    still = [step for step in protocol.steps if step.activity is None]
    # 42 zeros of 5 s (one begins the pause, the last lasts 3 s), two records without cadence, and the pause
    assert sum(step.duration_s for step in still) == pytest.approx(41 * 5 + 3 + 2 * 5 + 115, abs=1e-9)
    beats = sum(step.heart_rate_bpm * step.duration_s for step in protocol.steps) / 60.0
    assert beats / 3883.0 * 60.0 == pytest.approx(168.9, abs=0.3)  # falling through the pause, not held


@pytest.fixture(scope="module")
def ride(recordings: Path) -> Recording:
    return read_activity(recordings / "cycling-indoor-38min.fit")


def test_the_ride_has_the_facts_that_are_known_of_it(ride: Recording) -> None:
    assert (ride.sport, ride.sub_sport, len(ride.t_s), ride.pauses) == ("cycling", "generic", 2263, ())
    assert np.nanmean(ride.heart_rate_bpm) == pytest.approx(147.7, abs=0.05)
    assert np.nanmean(ride.cadence_per_min[ride.cadence_per_min > 0]) == pytest.approx(81.8, abs=0.05)  # rpm
    assert ride.power_watts is not None
    assert ride.filled_s == np.isnan(ride.cadence_per_min).sum() == 41


def test_the_ride_becomes_a_protocol_on_a_saddle_as_long_as_itself(ride: Recording) -> None:
    protocol = build_activity_protocol(ride, mass_kg=70.0)
    assert protocol.duration_s == pytest.approx(2263.0, abs=1e-9)
    assert {step.posture.name for step in protocol.steps} == {"cycle"}
    moving = [step for step in protocol.steps if step.activity is not None]
    assert len(moving) == (ride.cadence_per_min > 0).sum()
    # few patterns of pressures, though there are hundreds of powers: each costs time to prepare
    assert len({step.activity.strength_percent for step in moving if step.activity}) < 40


def test_the_ride_runs_from_end_to_end(ride: Recording) -> None:
    result = sh.simulate(sh.Person(), build_activity_protocol(ride))
    assert result.attrs["volume_drift_mL"] == 0.0
    assert np.isfinite(result["pressure"].values).all()
    assert result.attrs["beats"] == pytest.approx(147.7 * 2263 / 60, rel=0.01)
    assert 80.0 < float(result["arterial_mean"].mean()) < 120.0


def test_rowing_is_refused(recordings: Path) -> None:
    with pytest.raises(InputError, match=r"'fitness_equipment' \(indoor_rowing\) has no muscle pattern in the model"):
        read_activity(recordings / "rowing-28min.fit")


BROKEN = {
    "Settings.fit": r"holds no activity records \(file type 'settings'\); an activity is needed",
    "activity-activity-filecrc.fit": "is damaged, its checksum does not fit its content: .*1540",
    "activity-settings-corruptheader.fit": "has a corrupt header: not a FIT file @ 771",
    "activity-unexpected-eof.fit": "is cut off at byte 768, its header promises more",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_a_sentence(recordings: Path, name: str) -> None:
    with pytest.raises(BadFile, match=f"{name}: {BROKEN[name]}"):
        read_activity(recordings / "broken" / name)


def test_every_broken_file_is_among_them(recordings: Path) -> None:
    assert {path.name for path in (recordings / "broken").glob("*.fit")} == set(BROKEN)
