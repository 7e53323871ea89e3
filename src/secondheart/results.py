"""Arrays to labelled data, and labelled data to files and back."""

from __future__ import annotations

import gc
import hashlib
import io
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from secondheart import __version__
from secondheart._files import whole_or_not
from secondheart.engine import layout as at
from secondheart.engine.layout import Floats, Record, State
from secondheart.errors import BadFile
from secondheart.packing import Packed
from secondheart.packing.exchange import girths
from secondheart.packing.records import count_recorded
from secondheart.person import Person
from secondheart.person.files import person_text
from secondheart.protocol import Protocol, to_toml
from secondheart.variables import BEAT_CONNECTIONS, BEAT_VESSELS, BEATS, OXYGEN, SAMPLED, SWELLING, Variable

if TYPE_CHECKING:
    import xarray as xr

# Attributes of every result that others read
TEXTS = ("version", "hash", "person", "protocol", "protocol_name")
NUMBERS = ("volume_drift_mL", "wall_s", "beats", "duration_s")
SEAL = b"secondheart sha256 "
SEAL_BYTES = len(SEAL) + 32
SAMPLES = (*SAMPLED, *SWELLING, *OXYGEN)
ROOM = 8  # a file holds its numbers as they are; names take more room in memory than on disk


@dataclass(frozen=True)
class Kept:
    """What is kept of a run."""

    sample_s: float
    vessels: tuple[str, ...]


def total_volume(state: State) -> int:
    """Return all that holds fluid, with what came in and went out accounted, in quanta of 2^-40 mL: an exact integer.

    Blood, tissue and what was passed or lost, less what was drunk.
    """
    held = sum(int(v / at.QUANTUM) for v in (*state.volume, *state.fluid))
    return held + int(state.ledger[at.PASSED]) + int(state.ledger[at.LOST]) - int(state.ledger[at.DRUNK])


def drift_mL(before: int, state: State) -> float:
    """Return the end's total less the start's, exactly; NaN where a volume stopped being a number."""
    if not np.isfinite(state.volume).all():
        return math.nan
    return (total_volume(state) - before) * at.QUANTUM


def to_dataset(
    packed: Packed,
    record: Record,
    state: State,
    kept: Kept,
    person: Person,
    protocol: Protocol,
    drift_mL: float,
    wall_s: float,
) -> xr.Dataset:
    """Return the labelled data of a run, as far as it went."""
    import xarray as xr

    samples, beats = count_recorded(state)
    connections = [packed.connections[int(e)] for e in record.flows]
    valves = [packed.valves[int(e) - packed.network.instant] for e in record.valves]
    data = {variable.name: (variable.dims, values, _told(variable)) for variable, values in rows(packed, record, state)}
    coords = {
        "time": ("time", kept.sample_s * np.arange(1, samples + 1), {"units": "s", "long_name": "end of the sample"}),
        "vessel": list(kept.vessels),
        "connection": connections,
        "valve": valves,
        "muscle": list(packed.muscles),
    }
    if packed.regions:
        coords |= _regions(packed)
    attrs = _attributes(person, protocol, drift_mL, wall_s)
    attrs["beats"], attrs["duration_s"] = beats, protocol.duration_s
    attrs["held_back_steps"] = int(state.counts[at.HELD_BACK])
    attrs |= _sums(packed, state)
    return xr.Dataset(data, coords, attrs)


def rows(packed: Packed, record: Record, state: State) -> Iterator[tuple[Variable, Floats]]:
    """Yield every variable that has a row for each sample or beat, with the rows that were taken."""
    samples, beats = count_recorded(state)
    yield from ((variable, array[:samples]) for variable, array in _sampled(packed, record))
    yield from zip(BEATS, _beats(record.beat[:beats]), strict=True)


def _told(variable: Variable) -> dict[str, str]:
    told = {"units": variable.unit, "long_name": variable.long_name}
    return told | {"cell_methods": variable.cell} if variable in SAMPLES else told


def _sums(packed: Packed, state: State) -> dict[str, float]:
    """What came in and went out since the run began, and the plasma as it is now, in mL."""
    sums: dict[str, float] = {}
    if packed.regions:
        drunk, passed, lost = (float(quanta) * at.QUANTUM for quanta in state.ledger)
        sums |= {"drunk_mL": drunk, "urine_mL": passed, "lost_mL": lost}
        sums["plasma_mL"] = float(state.plasma[at.PLASMA_VOLUME])
    if len(packed.gas.lung):
        taken_up, spent, wanted = map(float, state.breath)
        sums |= {"oxygen_taken_up_mL": taken_up, "oxygen_spent_mL": spent, "oxygen_wanting_mL": wanted - spent}
    return sums


def _regions(packed: Packed) -> dict[str, Any]:
    volume, girth = packed.tissue.volume, girths(packed.body)
    return {
        "region": list(packed.regions),
        "tissue_volume": ("region", volume, {"units": "mL", "long_name": "volume of the tissue before it swelled"}),
        "girth": ("region", girth, {"units": "cm", "long_name": "girth before it swelled"}),
    }


def _sampled(packed: Packed, record: Record) -> list[tuple[Variable, Floats]]:
    arrays = (record.pressure, record.transmural, record.volume, record.flow, record.opening, record.muscle)
    found = list(zip(SAMPLED, arrays, strict=True))
    if packed.regions:
        found += zip(SWELLING, (record.fluid, record.lymph), strict=True)
    if len(packed.gas.lung):
        found += zip(OXYGEN, (record.saturation,), strict=True)
    return found


def _beats(rows: Floats) -> list[Floats]:
    place = {name: 2 + 3 * j for j, name in enumerate(BEAT_VESSELS)}
    volume = {name: 2 + 3 * len(BEAT_VESSELS) + j for j, name in enumerate(BEAT_CONNECTIONS)}
    aorta = place["ascending_aorta"]
    columns = [rows[:, 0], 60.0 / rows[:, 1], rows[:, volume[BEAT_CONNECTIONS[0]]]]
    columns += [rows[:, aorta], rows[:, aorta + 1], rows[:, aorta + 2]]
    columns += [rows[:, place[name]] for name in BEAT_VESSELS[1:]]
    columns += [rows[:, volume[name]] for name in BEAT_CONNECTIONS[1:]]
    return [np.ascontiguousarray(column) for column in columns]


def _attributes(person: Person, protocol: Protocol, drift_mL: float, wall_s: float) -> dict[str, str | float | int]:
    person_toml, protocol_toml = person_text(person), to_toml(protocol)
    return {
        "title": f"secondheart: {protocol.name or 'a protocol'}",
        "disclaimer": "For information and education only. Not medical advice and not a medical device. Ask a doctor.",
        "version": __version__,
        "hash": _digest(__version__, person_toml, protocol_toml),
        "person": person_toml,
        "protocol": protocol_toml,
        "protocol_name": protocol.name,
        "volume_drift_mL": drift_mL,
        "wall_s": wall_s,
    }


def _digest(version: str, person: str, protocol: str) -> str:
    return hashlib.sha256((version + person + protocol).encode()).hexdigest()[:16]


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
        _check_root(Path(path))
        with xr.open_dataset(path, engine="h5netcdf") as found:
            _check_result(found, path)
            return _filled(found.load())
    except BadFile:
        raise
    except Exception as error:  # damaged bytes come up as anything: OSError, KeyError, RuntimeError, UnicodeDecodeError
        raise BadFile(f"{path}: not a readable netCDF file ({type(error).__name__})") from error


def _check_root(path: Path) -> None:
    """Read the root's attributes: over damaged ones h5netcdf stops half made, and fails again when removed."""
    import h5py

    with h5py.File(path) as file:
        file.attrs.get("_nc3_strict")


def _filled(result: xr.Dataset) -> xr.Dataset:
    """Return what has been written into a result that still has room: see `stream`."""
    if "unfinished" not in result.attrs:
        return result
    times = {"time": "time", "beat": "beat_time", "look": "look_time", "window": "window_time"}
    done = {dim: int(np.isfinite(result[name].values).sum()) for dim, name in times.items() if name in result}
    return result.isel({dim: slice(0, count) for dim, count in done.items()}).assign_attrs(beats=done["beat"])


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


def _check_result(found: xr.Dataset, path: str | Path) -> None:
    """Raise BadFile where a file lacks what every result has, or has it otherwise than it was written."""
    told = found.attrs
    for name in (*TEXTS, *NUMBERS):
        if not isinstance(told.get(name), str if name in TEXTS else (float, int, np.floating, np.integer)):
            raise BadFile(f"{path}: a netCDF file, but not a result of secondheart: it has no '{name}'")
    for variable in (*SAMPLED, *BEATS):
        if variable.name not in found or found[variable.name].dims != variable.dims:
            dims = " and ".join(variable.dims)
            raise BadFile(f"{path}: a netCDF file, but not a result of secondheart: no '{variable.name}' by {dims}")
    if told["hash"] != _digest(told["version"], told["person"], told["protocol"]):
        raise BadFile(f"{path}: its person or protocol is not the one that it was written with; it was changed since")
    if not all(np.issubdtype(found[variable.name].dtype, np.floating) for variable in (*SAMPLED, *BEATS)):
        raise BadFile(f"{path}: its samples are not numbers; it was changed since it was written")
    if found.nbytes > ROOM * Path(path).stat().st_size:
        raise BadFile(f"{path}: promises more than it holds; it was cut off, or changed since it was written")


def save_result(result: xr.Dataset, path: str | Path) -> None:
    """Write a result to a netCDF file, whole or not at all.

    Raises
    ------
    BadFile
        If the file cannot be written.
    """
    try:
        with whole_or_not(Path(path)) as unfinished:
            with _Patient(unfinished) as file:
                with _no_collector():
                    result.to_netcdf(file, engine="h5netcdf")
                _seal(file)
            if file.error is not None:
                raise file.error
    except OSError as error:
        raise BadFile(f"{path}: cannot be written ({error.strerror or error})") from error


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
