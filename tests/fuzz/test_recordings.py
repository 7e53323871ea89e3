"""Any table and any FIT file is a protocol that can be simulated, or is refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart import Person
from secondheart.recordings import read_recording
from tests.fuzz.budget import drawn
from tests.fuzz.checks import run, taken
from tests.fuzz.mutation import mutated
from tests.recordings import fitfile
from tests.runs import shortened

PERSON = Person()
HEADER, CHECKSUM = 14, 2  # bytes around the messages of a FIT file

cells = st.fixed_dictionaries(
    {
        "steps": st.sampled_from(["", "0", "1", "20", "60", "-1", "1e9", "0.5", "nan"]) | st.integers(0, 60).map(str),
        "heart_rate_bpm": st.sampled_from(["", "25", "230", "62", "24.9", "inf", "1_0"]) | st.floats(25, 230).map(str),
        "posture": st.sampled_from(["", "lie", "sit", "stand", "walk", "run", "cycle", "fly"]),
    }
)
gaps = st.sampled_from([0.01, 1.0, 15.0, 60.0, 3600.0]) | st.floats(0.001, 100)
headers = st.lists(st.sampled_from(["steps", "heart_rate_bpm", "posture"]), min_size=1, unique=True)


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """Tables of steps, heart rate and posture, most of them good."""
    header, now, lines = draw(headers), draw(st.sampled_from([0.0, -5.0, 1e9])), []
    for row in draw(st.lists(cells, min_size=2, max_size=8)):
        lines.append(",".join([repr(now), *(row[name] for name in header)]))
        now += draw(gaps)
    return "\n".join([",".join(["t_s", *header]), *lines]).encode()


rows = st.builds(
    fitfile.Row,
    t_s=st.integers(0, 60),
    heart_rate=st.none() | st.integers(25, 230) | st.sampled_from([0, 254]),
    cadence=st.none() | st.integers(0, 150),
    fraction=st.none() | st.integers(0, 127),
    position=st.none() | st.just((1 << 30, -1)),
    watts=st.none() | st.integers(0, 3000),
    metres=st.none() | st.floats(0.0, 1e5),
)
sports = st.sampled_from([fitfile.RUNNING, fitfile.CYCLING, fitfile.WALKING, fitfile.HIKING, fitfile.ROWING, 77])
timers = st.lists(st.tuples(st.integers(0, 60), st.sampled_from([fitfile.START, fitfile.STOP_ALL])), max_size=3)
activities = st.builds(
    lambda records, sport, switched: fitfile.activity(
        sorted(records, key=lambda row: row.t_s), sport=sport, timers=switched
    ),
    st.lists(rows, min_size=1, max_size=8),
    sports,
    timers,
)


def resealed(draw: st.DrawFn, data: bytes) -> bytes:
    """Return a FIT file whose messages were changed, with the right checksums around them, or the whole was changed."""
    if draw(st.booleans()):
        return draw(mutated(data))
    return fitfile.wrap(draw(mutated(data[HEADER:-CHECKSUM])))


spoilt_fit = st.composite(lambda draw: resealed(draw, draw(activities)))


def read_and_run(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    recording = taken(read_recording, path)
    if recording:
        protocol = recording.protocol
        run(PERSON, shortened(protocol.replace(steps=protocol.steps[:5]), 0.5))


@drawn(4)
@given(tables())
def test_a_table_is_refused_or_done(tmp_path: Path, data: bytes) -> None:
    read_and_run(tmp_path / "table.csv", data)


@drawn(4)
@given(tables().flatmap(mutated) | st.binary(max_size=100))
def test_a_spoilt_table_is_refused_or_done(tmp_path: Path, data: bytes) -> None:
    read_and_run(tmp_path / "table.csv", data)


@drawn(3)
@given(activities)
def test_an_activity_is_refused_or_done(tmp_path: Path, data: bytes) -> None:
    read_and_run(tmp_path / "activity.fit", data)


@drawn(5)
@given(spoilt_fit() | st.binary(max_size=100))
def test_a_spoilt_activity_is_refused_or_done(tmp_path: Path, data: bytes) -> None:
    read_and_run(tmp_path / "activity.fit", data)


@pytest.mark.recordings
@drawn(2)
@given(st.data())
def test_a_spoilt_recording_is_refused_or_done(recordings: Path, tmp_path: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(recordings.rglob("*.fit"))))
    whole = path.read_bytes()
    spoilt = data.draw(st.composite(lambda draw: resealed(draw, whole))(), label=path.name)
    read_and_run(tmp_path / "recording.fit", spoilt)
