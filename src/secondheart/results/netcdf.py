"""Arrays to labelled data, and labelled data to files and back."""

from __future__ import annotations

import gc
import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from secondheart._files import whole_or_not
from secondheart._version import __version__
from secondheart.errors import BadFile, InputError
from secondheart.results.dataset import LABELS, TIME_OF_BEAT, _digest
from secondheart.variables import SAMPLED, VARIABLES_BEATS

if TYPE_CHECKING:
    import xarray as xr

# Attributes of every result that others read
TEXTS = ("version", "hash", "person", "protocol", "protocol_name")
NETCDF_NUMBERS = ("volume_drift_mL", "wall_s", "beats", "duration_s")
SEAL = b"secondheart sha256 "
SEAL_BYTES = len(SEAL) + 32
MOST_NAMES = 10_000  # of vessels, connections, valves
ROOM = 8  # names take more room in memory than on disk
PACKED_ROOM = 64  # of numbers, which are packed: those of a valve that never moves take nearly none
IN_DOUBLE = ("time", TIME_OF_BEAT, "look_time", "window_time")  # in double precision; all else that is packed in single
GROWS = ("time", "beat", "look", "window")  # dimensions as long as the run


def open_result(path: str | Path) -> xr.Dataset:
    """Read a result back from a netCDF file.

    Raises
    ------
    BadFile
        If the file is missing, is damaged, or is not a result of secondheart.
    """
    import xarray as xr

    try:
        _check_seal(Path(path))
        check_store(Path(path))
        with xr.open_dataset(path, engine="h5netcdf") as result:
            _check_result(result, path)
            read = _cut_to_what_is_there(result.load())
            read = read.set_coords([name for name in LABELS if name in read])
            numbers = {key: value.item() for key, value in read.attrs.items() if isinstance(value, np.generic)}
            return read.assign_attrs(numbers)
    except BadFile:
        raise
    except Exception as error:  # damaged bytes come up as anything: OSError, KeyError, RuntimeError, UnicodeDecodeError
        raise BadFile(f"{path}: not a readable netCDF file, as run -o OUT.nc writes it") from error


def check_store(path: Path) -> None:
    """Raise BadFile where a file leads outside itself, or holds texts that would take more room than it does.

    It reads the root's attributes too: over damaged ones h5netcdf stops half made, and fails again when removed.
    """
    import h5py

    with h5py.File(path) as file:
        file.attrs.get("_nc3_strict")
        links: list[tuple[str, object]] = []
        file.visititems_links(lambda name, link: links.append((name, link)))
        for name, link in links:
            _check_link(name, link, path)
        places = [file, *(file[name] for name, _ in links)]
        for place in places:
            _check_dataset(place, path)
            _check_attributes(place, path)
        room = ROOM * path.stat().st_size
        for length in (length for place in places for length in _text_lengths(place)):
            room -= length
            if room < 0:
                raise BadFile(f"{path}: promises more than it holds; it was cut off, or changed since it was written")


def _check_link(name: str, link: object, path: Path) -> None:
    import h5py

    if not isinstance(link, h5py.HardLink):
        raise BadFile(f"{path}: '{name}' is a link to another place; a result holds all that belongs to it")


def _check_dataset(place: Any, path: Path) -> None:
    """Raise BadFile for a variable that is kept outside the file, is no table of numbers or names, or has no axes."""
    import h5py

    if not isinstance(place, h5py.Dataset):
        return
    name = place.name.lstrip("/")
    if place.external or place.is_virtual:
        raise BadFile(f"{path}: '{name}' is kept in another file; a result holds all that belongs to it")
    if place.ndim and not {"DIMENSION_LIST", "REFERENCE_LIST", "CLASS"} & place.attrs.keys():
        raise BadFile(f"{path}: the dimensions of '{name}' have no names; those of a result have")
    if place.dtype.kind == "O" and (h5py.check_string_dtype(place.dtype) is None or place.size > MOST_NAMES):
        raise BadFile(f"{path}: '{name}' is no list of at most {MOST_NAMES} names; in a result it would be")


def _check_attributes(place: Any, path: Path) -> None:
    """Raise BadFile for an attribute that is a list of texts: all of it is read at once, however often it says one."""
    import h5py

    for key, kind in ((key, place.attrs.get_id(key)) for key in place.attrs):
        if h5py.check_string_dtype(kind.dtype) is not None and np.prod(kind.shape, dtype=int) > 1:
            raise BadFile(f"{path}: the attribute '{key}' is a list of texts; in a result it would be one text")


def _text_lengths(place: Any) -> Iterator[int]:
    """Yield the lengths of the texts of a group or a variable, which are read one at a time: many may be the same."""
    import h5py

    for key in place.attrs:
        if h5py.check_string_dtype(place.attrs.get_id(key).dtype) is not None:
            yield sum(map(len, np.atleast_1d(place.attrs[key])))
    if isinstance(place, h5py.Dataset) and place.dtype.kind == "O":
        yield from (len(place[index]) for index in np.ndindex(place.shape))


def _cut_to_what_is_there(result: xr.Dataset) -> xr.Dataset:
    """Return what has been written into a result that still has room: see `stream`."""
    if "unfinished" not in result.attrs:
        return result
    times = {"time": "time", "beat": "beat_time", "look": "look_time", "window": "window_time"}
    filled = {dim: int(np.isfinite(result[name].values).sum()) for dim, name in times.items() if name in result}
    return result.isel({dim: slice(0, count) for dim, count in filled.items()}).assign_attrs(beats=filled["beat"])


def _seal(file: _Patient) -> None:
    """Write the hash of a file behind it: the library of netCDF would crash over some damaged ones."""
    size = file.seek(0, os.SEEK_END)
    seal = _seal_of(file, size)
    file.seek(size)
    file.write(seal)


def _check_seal(path: Path) -> None:
    """Raise BadFile where a file with a seal is not what it was; one that others made of it has none."""
    if not path.is_file():
        raise BadFile(f"{path}: there is no such file; a result is needed, as run -o OUT.nc writes it")
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END) - SEAL_BYTES
        file.seek(max(size, 0))
        seal = file.read()
        if seal.startswith(SEAL) and seal != _seal_of(file, size):
            raise BadFile(f"{path}: is damaged: it is not what was written; copy it again")


def _seal_of(file: BinaryIO | _Patient, size: int) -> bytes:
    digest = hashlib.sha256()
    file.seek(0)
    for start in range(0, size, 1 << 20):
        digest.update(file.read(min(1 << 20, size - start)))
    return SEAL + digest.digest()


def _check_version(result: xr.Dataset, path: str | Path) -> None:
    """Raise BadFile where the person or the protocol of a file of another version is none of this one's."""
    from secondheart.results.measure import person_of, protocol_of

    try:
        person_of(result), protocol_of(result)
    except InputError as error:
        written = f"was written by secondheart {result.attrs['version']}, and this one is {__version__}"
        raise BadFile(f"{path}: {written}: {error}") from error


def _check_result(result: xr.Dataset, path: str | Path) -> None:
    """Raise BadFile where a file lacks what every result has, or has it otherwise than it was written."""
    attributes = result.attrs
    for name in (*TEXTS, *NETCDF_NUMBERS):
        if not isinstance(attributes.get(name), str if name in TEXTS else (float, int, np.floating, np.integer)):
            raise BadFile(f"{path}: a netCDF file, but not a result of secondheart: it has no '{name}'")
    for variable in (*SAMPLED, *VARIABLES_BEATS):
        if variable.name not in result or result[variable.name].dims != variable.dims:
            dims = " and ".join(variable.dims)
            raise BadFile(f"{path}: a netCDF file, but not a result of secondheart: no '{variable.name}' by {dims}")
    if attributes["hash"] != _digest(attributes["version"], attributes["person"], attributes["protocol"]):
        raise BadFile(f"{path}: its person or protocol is not the one that it was written with; it was changed since")
    if not all(np.issubdtype(result[variable.name].dtype, np.floating) for variable in (*SAMPLED, *VARIABLES_BEATS)):
        raise BadFile(f"{path}: its samples are not numbers; it was changed since it was written")
    if attributes["version"] != __version__:
        _check_version(result, path)
    if result.nbytes > PACKED_ROOM * Path(path).stat().st_size:
        raise BadFile(f"{path}: promises more than it holds; it was cut off, or changed since it was written")


def save_result(result: xr.Dataset, path: str | Path, *, exact: bool = False) -> None:
    """Write a result to a netCDF file, whole or not at all.

    Parameters
    ----------
    result : xarray.Dataset
    path : str or Path
    exact : bool
        Keep every number to the last bit, in three times the room. Without it, samples and beats are compressed in
        single precision (seven digits), and times in double, as in the file of a day.

    Raises
    ------
    BadFile
        If the file cannot be written.
    """
    try:
        with whole_or_not(Path(path)) as unfinished:
            with _Patient(unfinished) as file:
                with _no_collector():
                    result.to_netcdf(file, engine="h5netcdf", encoding={} if exact else _packing(result))
                _seal(file)
            if file.error is not None:
                raise file.error
    except OSError as error:
        raise BadFile(f"{path}: cannot be written ({error.strerror or error})") from error


def _packing(result: xr.Dataset) -> dict[str, dict[str, Any]]:
    """Return how each variable that is as long as the run is packed."""
    packed = {"zlib": True, "complevel": 1, "shuffle": True}
    return {
        str(name): packed | ({} if name in IN_DOUBLE else {"dtype": "float32"})
        for name, variable in result.variables.items()
        if variable.dims and variable.dims[0] in GROWS and variable.size
    }


@contextmanager
def _no_collector() -> Iterator[None]:
    """Let no file that was forgotten be closed while another is written: the library of netCDF would crash."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


class _Patient(io.RawIOBase):
    """A new file that goes on in memory when its disk is full, and keeps why: the library would crash over it."""

    def __init__(self, path: Path) -> None:
        self._store: io.FileIO | io.BytesIO = io.FileIO(path, "w+")
        self.error: OSError | None = None

    def write(self, data: Any) -> int:
        rest = memoryview(data).cast("B")
        while rest:
            try:
                rest = rest[self._store.write(rest) :]
            except OSError as error:
                self._go_on_in_memory(error)
        return len(data)

    def truncate(self, size: int | None = None) -> int:
        try:
            return self._store.truncate(size)
        except OSError as error:
            self._go_on_in_memory(error)
            return self._store.truncate(size)

    def readinto(self, buffer: Any) -> int:
        return self._store.readinto(buffer) or 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._store.seek(offset, whence)

    def tell(self) -> int:
        return self._store.tell()

    def close(self) -> None:
        self._store.close()
        super().close()

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def _go_on_in_memory(self, error: OSError) -> None:
        self.error = error
        place = self._store.tell()
        self._store.seek(0)
        memory = io.BytesIO(self._store.read())
        memory.seek(place)
        self._store.close()
        self._store = memory
