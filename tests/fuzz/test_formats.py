"""A file of any format with some bytes changed is read and simulated, or refused in a sentence.

The formats are those of the registry: a new one without a sample fails here.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart import Person
from secondheart.recordings import read_day, read_recording
from secondheart.recordings.registry import all_formats
from tests.fuzz.budget import drawn
from tests.fuzz.checks import run, taken
from tests.fuzz.mutation import mutated
from tests.recordings.samples import by_format
from tests.runs import shortened

PERSON = Person()
Samples = dict[str, list[Path]]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """The files of each format, by its name."""
    return by_format(tmp_path_factory.mktemp("samples"))


@pytest.mark.parametrize("form", [one.name for one in all_formats()])
@drawn(1.5)
@given(data=st.data())
def test_a_spoilt_file_is_refused_or_done(form: str, samples: Samples, tmp_path: Path, data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(samples[form]), label="sample")
    path = tmp_path / whole.name
    path.write_bytes(data.draw(mutated(whole.read_bytes()), label="bytes"))
    recording = taken(data.draw(st.sampled_from([read_recording, read_day])), path)
    if recording:
        protocol = recording.protocol
        run(PERSON, shortened(protocol.replace(steps=protocol.steps[:3]), 0.5))
