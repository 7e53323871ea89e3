"""A damaged result is refused in a sentence, or is what was written; a full disk leaves all of it or nothing."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from secondheart import Person, lie, open_result, simulate
from secondheart.errors import BadFile
from secondheart.report.page import run_page
from secondheart.report.panels import LabelledRun
from secondheart.report.plot import run_figure
from secondheart.results.netcdf import save_result
from tests.fuzz.budget import drawn
from tests.fuzz.checks import is_sentence, taken
from tests.fuzz.mutation import mutated

flips = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 7)), min_size=1, max_size=20)


@pytest.fixture(scope="module")
def result() -> xr.Dataset:
    return simulate(Person(), lie(seconds=3), sample_s=0.5)


@pytest.fixture(scope="module")
def written(result: xr.Dataset, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("results") / "result.nc"
    save_result(result, path, exact=True)
    return path.read_bytes()


def flipped(data: bytes, places: list[tuple[float, int]]) -> bytes:
    """Return data in which single bits have changed."""
    changed = bytearray(data)
    for place, bit in places:
        changed[int(place * len(data))] ^= 1 << bit
    return bytes(changed)


def look_at(result: xr.Dataset) -> None:
    """Show a result in both ways."""
    run_figure(result)
    assert run_page([LabelledRun("", result)], "secondheart run").startswith("<!DOCTYPE html>")


def opened_is_written(path: Path, data: bytes, result: xr.Dataset) -> None:
    path.write_bytes(data)
    opened = taken(open_result, path)
    if opened is None:
        return
    for name in result.data_vars:
        np.testing.assert_array_equal(opened[name].values, result[name].values)
    if not opened.identical(result):
        look_at(opened)


@drawn(2)
@given(flips)
def test_flipped_bits_are_found(written: bytes, result: xr.Dataset, tmp_path: Path, places: list) -> None:
    opened_is_written(tmp_path / "flipped.nc", flipped(written, places), result)


@drawn(1)
@given(st.data())
def test_a_spoilt_result_is_refused(written: bytes, result: xr.Dataset, tmp_path: Path, data: st.DataObject) -> None:
    spoilt = data.draw(mutated(written) | st.integers(0, len(written)).map(lambda end: written[:end]))
    opened_is_written(tmp_path / "spoilt.nc", spoilt, result)


def test_what_was_not_spoilt_can_be_looked_at(written: bytes, result: xr.Dataset, tmp_path: Path) -> None:
    path = tmp_path / "whole.nc"
    path.write_bytes(written)
    assert open_result(path).identical(result)
    look_at(open_result(path))


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file grow beyond some bytes, as on a full disk."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


@drawn(1)
@given(st.floats(0, 1.1))
def test_a_full_disk_leaves_what_was_there(written: bytes, result: xr.Dataset, tmp_path: Path, share: float) -> None:
    path = tmp_path / "result.nc"
    path.write_bytes(b"what was there")
    refused = ""
    with room_for(int(share * len(written))):
        try:
            save_result(result, path, exact=True)
        except BadFile as error:
            refused = str(error)
    assert [kept.name for kept in tmp_path.iterdir()] == ["result.nc"]
    if share < 1.0:
        assert is_sentence(refused), refused
        assert path.read_bytes() == b"what was there"
    else:
        assert not refused
        assert open_result(path).identical(result)
