"""Arrays to labelled data, and labelled data to files and back."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from secondheart import __version__
from secondheart.engine import layout as at
from secondheart.engine.layout import Floats, Record, State
from secondheart.errors import BadFile
from secondheart.packing import Packed
from secondheart.person import Person
from secondheart.person.files import person_text
from secondheart.protocol import Protocol, to_toml
from secondheart.variables import BEAT_CONNECTIONS, BEAT_VESSELS, BEATS, SAMPLED

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Kept:
    """What is kept of a run."""

    sample_s: float
    vessels: tuple[str, ...]


def total_volume(volume: Floats) -> int:
    """Return the whole volume in quanta of 2^-40 mL, as an exact integer."""
    return sum(int(v / at.QUANTUM) for v in volume)


def drift_mL(before: Floats, after: Floats) -> float:
    """Return the end's total less the start's, exactly; NaN where a volume stopped being a number."""
    if not np.isfinite(after).all():
        return math.nan
    return (total_volume(after) - total_volume(before)) * at.QUANTUM


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

    samples, beats = int(state.counts[at.SAMPLES]), max(int(state.counts[at.BEATS]), 0)
    connections = [packed.connections[int(e)] for e in record.flows]
    valves = [packed.valves[int(e) - packed.network.instant] for e in record.valves]
    arrays = (record.pressure, record.transmural, record.volume, record.flow, record.opening, record.muscle)
    data = {
        variable.name: (
            variable.dims,
            array[:samples],
            {"units": variable.unit, "long_name": variable.long_name, "cell_methods": variable.cell},
        )
        for variable, array in zip(SAMPLED, arrays, strict=True)
    }
    for variable, values in zip(BEATS, _beats(record.beat[:beats]), strict=True):
        data[variable.name] = (variable.dims, values, {"units": variable.unit, "long_name": variable.long_name})
    coords = {
        "time": ("time", kept.sample_s * np.arange(1, samples + 1), {"units": "s", "long_name": "end of the sample"}),
        "vessel": list(kept.vessels),
        "connection": connections,
        "valve": valves,
        "muscle": list(packed.muscles),
    }
    attrs = _attributes(person, protocol, drift_mL, wall_s)
    attrs["beats"], attrs["duration_s"] = beats, protocol.duration_s
    return xr.Dataset(data, coords, attrs)


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
    digest = hashlib.sha256((__version__ + person_toml + protocol_toml).encode()).hexdigest()[:16]
    return {
        "title": f"secondheart: {protocol.name or 'a protocol'}",
        "disclaimer": "For information and education only. Not medical advice and not a medical device. Ask a doctor.",
        "version": __version__,
        "hash": digest,
        "person": person_toml,
        "protocol": protocol_toml,
        "protocol_name": protocol.name,
        "volume_drift_mL": drift_mL,
        "wall_s": wall_s,
    }


def open_result(path: str | Path) -> xr.Dataset:
    """Read a result back from a netCDF file.

    Raises
    ------
    BadFile
        If the file is missing or is not a result of secondheart.
    """
    import xarray as xr

    try:
        result = xr.load_dataset(path, engine="h5netcdf")
    except (OSError, ValueError) as error:
        raise BadFile(f"{path}: not a readable netCDF file ({type(error).__name__})") from error
    if "volume_drift_mL" not in result.attrs:
        raise BadFile(f"{path}: a netCDF file, but not a result of secondheart")
    return result


def save_result(result: xr.Dataset, path: str | Path) -> None:
    """Write a result to a netCDF file, whole or not at all.

    Raises
    ------
    BadFile
        If the file cannot be written.
    """
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(result.to_netcdf(engine="h5netcdf"))  # in memory first: a full disk would crash the library
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadFile(f"{path}: cannot be written ({error.strerror or error})") from error
