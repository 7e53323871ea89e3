"""A result from a stranger: nothing outside the file is read, and nothing takes more room than the file promises."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr

from secondheart import Person, lie, open_result, simulate
from secondheart.errors import BadFile
from secondheart.people.sweep import SWEEP_TITLE, open_sweep
from secondheart.results.measure import person_of, protocol_of
from secondheart.results.netcdf import SEAL_BYTES, save_result

NUMBERS = 1000
LONG = "a" * 1_000_000
REFERENCE_BYTES = 16  # of a text in HDF5: length, address, place


@pytest.fixture(scope="module")
def result() -> xr.Dataset:
    return simulate(Person(), lie(seconds=2))


@pytest.fixture
def path(result: xr.Dataset, tmp_path: Path) -> Path:
    """Write a result without a seal, as a stranger would make one."""
    path = tmp_path / "result.nc"
    save_result(result, path, exact=True)
    path.write_bytes(path.read_bytes()[:-SEAL_BYTES])
    (tmp_path / "secret").write_bytes(b"s" * 8 * NUMBERS)
    with h5py.File(tmp_path / "other.nc", "w") as file:
        file["secret"] = np.zeros(NUMBERS)
    return path


def outside(file: h5py.File) -> None:
    file.create_dataset("x", shape=(NUMBERS,), dtype="f8", external=[("secret", 0, 8 * NUMBERS)]).make_scale()


def virtual(file: h5py.File) -> None:
    layout = h5py.VirtualLayout(shape=(NUMBERS,), dtype="f8")
    layout[:] = h5py.VirtualSource("other.nc", "secret", shape=(NUMBERS,))
    file.create_virtual_dataset("x", layout)


HOSTILE: dict[str, tuple[Callable[[h5py.File], object], str]] = {
    "another file": (lambda file: file.__setitem__("x", h5py.ExternalLink("other.nc", "/secret")), "'x' is a link"),
    "another place": (lambda file: file.__setitem__("x", h5py.SoftLink("/pressure")), "'x' is a link"),
    "raw bytes": (outside, "'x' is kept in another file"),
    "parts of others": (virtual, "'x' is kept in another file"),
    "no dimensions": (lambda file: file.__setitem__("x", np.zeros(3)), "the dimensions of 'x' have no names"),
    "numbers of any length": (
        lambda file: file.create_dataset("x", shape=(3,), dtype=h5py.vlen_dtype("i4")).make_scale(),
        "'x' is no list of at most 10000 names",
    ),
    "many names": (
        lambda file: file.create_dataset("x", shape=(10_001,), dtype=h5py.string_dtype()).make_scale(),
        "'x' is no list of at most 10000 names",
    ),
    "many texts": (lambda file: file.attrs.__setitem__("x", ["a", "b"]), "the attribute 'x' is a list of texts"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_leads_outside_or_is_no_table_is_refused(name: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    spoil, words = HOSTILE[name]
    with h5py.File(path, "a") as file:
        spoil(file)
    with pytest.raises(BadFile, match=f"result.nc: {words}"):
        open_result(path)


@pytest.mark.parametrize("name", ["raw bytes", "no dimensions"])
def test_neither_is_read_as_a_sweep(name: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    with h5py.File(path, "a") as file:
        file.attrs["title"] = SWEEP_TITLE
        HOSTILE[name][0](file)
    assert open_sweep(path) is None


def test_one_long_text_that_is_named_many_times_is_refused_before_it_fills_the_memory(path: Path) -> None:
    with h5py.File(path, "a") as file:
        names = file.create_dataset("x", shape=(3000,), dtype=h5py.string_dtype())
        names.make_scale()
        names[0] = LONG
        place = names.id.get_offset()
    data = bytearray(path.read_bytes())
    data[place : place + 3000 * REFERENCE_BYTES] = 3000 * data[place : place + REFERENCE_BYTES]
    path.write_bytes(data)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BadFile, match="promises more than it holds"):
        open_result(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000  # kB; all of them would take 3 GB


def test_a_result_without_a_seal_is_still_read(path: Path, result: xr.Dataset) -> None:
    assert open_result(path).equals(result)


@pytest.mark.parametrize("attribute", ["person", "protocol"])
def test_a_key_of_thousands_of_parts_in_an_attribute_is_refused(attribute: str, result: xr.Dataset) -> None:
    spoilt = result.assign_attrs({attribute: ".".join(["a"] * 60_000) + " = 1"})
    with pytest.raises(BadFile, match="a key of more than 8 parts"):
        {"person": person_of, "protocol": protocol_of}[attribute](spoilt)
