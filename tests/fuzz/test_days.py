"""Any recording of days, and any day by the clock, is a protocol that can be simulated, or is refused in a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from secondheart import Person, Protocol
from secondheart.day.schedule import builtin_text, day_from_toml, day_names
from secondheart.protocol.verbs import all_verbs
from secondheart.recordings import read_day, read_recording
from tests.fuzz.budget import drawn
from tests.fuzz.checks import run, taken
from tests.fuzz.mutation import mutated
from tests.fuzz.strategies import reals, wild
from tests.recordings.samples import by_format
from tests.runs import shortened

PERSON = Person()
FORMATS = 26

moments = st.builds("{:02}:{:02}".format, st.integers(0, 25), st.integers(0, 60)) | st.sampled_from(["24:00", "7", ""])
doings = st.sampled_from([*all_verbs(), "sleep", "work", "rest", "flying"])
entries = st.fixed_dictionaries(
    {"time": moments, "do": doings},
    optional={"km_h": reals(0, 6), "seconds": reals(0, 9), "repeat": st.integers(-1, 9), "wear": st.just(["ral-i"])},
)
stretches = st.fixed_dictionaries({"do": doings, "minutes": reals(0, 90)}, optional={"label": st.text(max_size=5)})
schedules = st.fixed_dictionaries(
    {"at": st.lists(entries, min_size=1, max_size=4).map(lambda rows: sorted(rows, key=lambda row: row["time"]))},
    optional={
        "hours": reals(0, 48),
        "part": st.dictionaries(st.sampled_from(["work", "rest", "walk"]), st.lists(stretches, max_size=3), max_size=2),
        "name": st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=5),
    },
)
written = (
    schedules.map(tomli_w.dumps)
    | st.dictionaries(st.sampled_from(["at", "hours", "part"]), wild.filter(lambda thing: thing is not None)).map(str)
    | st.sampled_from(day_names()).map(builtin_text)
)


@pytest.fixture(scope="module")
def recordings_of_days(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One small recording of each format."""
    return [path for paths in by_format(tmp_path_factory.mktemp("days")).values() for path in paths]


def run_a_little(protocol: Protocol) -> None:
    run(PERSON, shortened(protocol.replace(steps=protocol.steps[:5]), 0.2))


@drawn(4)
@given(st.integers(0, FORMATS - 1), st.booleans(), st.data())
def test_a_spoilt_recording_of_days_is_refused_or_done(
    recordings_of_days: list[Path], tmp_path: Path, place: int, whole_day: bool, data: st.DataObject
) -> None:
    path = recordings_of_days[place]
    spoilt = tmp_path / path.name
    spoilt.write_bytes(data.draw(mutated(path.read_bytes())))
    read: Any = taken(read_day if whole_day else read_recording, spoilt)
    if read is not None:
        run_a_little(read.protocol)


@drawn(2)
@given(written)
def test_a_day_by_the_clock_is_refused_or_done(text: str) -> None:
    day = taken(day_from_toml, text)
    if day is not None:
        run_a_little(day.protocol)


@drawn(2)
@given(st.data())
def test_a_spoilt_day_by_the_clock_is_refused_or_done(data: st.DataObject) -> None:
    text = data.draw(mutated(data.draw(written).encode("utf-8", "surrogatepass"))).decode("utf-8", "replace")
    day = taken(day_from_toml, text)
    if day is not None:
        run_a_little(day.protocol)
