"""Arrays to labelled data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from secondheart import __version__
from secondheart.anatomy import split_side
from secondheart.engine import layout as at
from secondheart.engine.layout import Floats, Record, State
from secondheart.packing import Packed
from secondheart.packing.records import count_recorded
from secondheart.packing.tissue import girths
from secondheart.person import Person
from secondheart.person.files import person_text
from secondheart.person.values import beyond_ranges
from secondheart.protocol import Protocol, to_toml
from secondheart.units import MINUTE_S
from secondheart.variables import BEAT_CONNECTIONS, BEAT_VESSELS, OXYGEN, SAMPLED, SWELLING, VARIABLES_BEATS, Variable

if TYPE_CHECKING:
    import xarray as xr


TIME_OF_BEAT = "beat_time"  # the coordinate of what has a value for each beat
LABELS = (TIME_OF_BEAT, "vessel_name", "vessel_side")  # coordinates beside those that index
DATASET_SAMPLES = (*SAMPLED, *SWELLING, *OXYGEN)


@dataclass(frozen=True)
class Selection:
    """What is kept of a run: all connections out of the vessels, unless said; with `variables` these samples alone."""

    sample_s: float
    vessels: tuple[str, ...]
    connections: tuple[str, ...] | None = None
    variables: tuple[str, ...] | None = None


def to_dataset(
    packed: Packed,
    record: Record,
    state: State,
    selection: Selection,
    person: Person,
    protocol: Protocol,
    drift_mL: float,
    wall_s: float,
) -> xr.Dataset:
    """Return the labelled data of a run, as far as it went."""
    import xarray as xr

    samples, beats = count_recorded(state)
    only = selection.variables
    data = {
        variable.name: _array(variable.dims, values, _variable_attributes(variable))
        for variable, values in (rows(packed, record, state) if only is None else _chosen(packed, record, state, only))
    }
    coords: dict[str, Any] = {
        "time": selection.sample_s * np.arange(1, samples + 1),
        **({TIME_OF_BEAT: data.pop(TIME_OF_BEAT)} if only is None else {}),
        "vessel": selection.vessels,
        **(_names_and_sides(selection.vessels) if only is None else {}),
        "connection": [packed.connections[int(e)] for e in record.flows],
        **(_other_places(packed, record) if only is None else {}),
    }
    attrs = _attributes(person, protocol, drift_mL, wall_s)
    attrs["beats"], attrs["duration_s"] = beats, protocol.duration_s
    attrs["held_back_steps"] = int(state.counts[at.HELD_BACK])
    attrs |= _sums(packed, state)
    result = xr.Dataset(data, _coordinates(coords), attrs)
    result["time"].attrs |= {"units": "s", "long_name": "end of the sample"}
    return result


def _array(dims: Sequence[str] | str, values: Any, attributes: Mapping[str, str]) -> xr.Variable:
    """Return numpy's numbers with their dimensions, without xarray's question whether they are another package's.

    To ask it loads Dask and pint where they are installed, which takes longer than a run.
    """
    import xarray as xr

    return xr.Variable(dims, np.asarray(values), attributes, fastpath=True)


def _coordinates(named: Mapping[str, Any]) -> xr.Coordinates:
    """Return what names the places along dimensions, with an index where it has the name of one."""
    import xarray as xr

    labels: dict[str, xr.Variable] = {}
    indexes: dict[str, xr.indexes.PandasIndex] = {}
    for name, values in named.items():
        if isinstance(values, xr.Variable):
            labels[name] = values
            continue
        indexes[name] = _index(name, values) if name == "time" else _name_index(name, tuple(values))
        labels |= indexes[name].create_variables()
    return xr.Coordinates(labels, indexes)


def _index(name: str, values: Any) -> xr.indexes.PandasIndex:
    import pandas as pd
    import xarray as xr

    array = np.asarray(values)
    return xr.indexes.PandasIndex(pd.Index(array), name, coord_dtype=array.dtype)


@lru_cache(maxsize=64)
def _name_index(name: str, values: tuple[str, ...]) -> xr.indexes.PandasIndex:
    """Return an index of names, which are the same in all alike runs."""
    return _index(name, values)


def _names_and_sides(vessels: Sequence[str]) -> dict[str, xr.Variable]:
    """Return what is told apart in the joined names of vessels: the vessel, and the side of the body."""
    parts = [split_side(vessel) for vessel in vessels]
    return {
        "vessel_name": _array("vessel", [name for name, _ in parts], {"long_name": "vessel, without its side"}),
        "vessel_side": _array("vessel", [side for _, side in parts], {"long_name": "left, right or both"}),
    }


def rows(packed: Packed, record: Record, state: State) -> Iterator[tuple[Variable, Floats]]:
    """Yield every variable that has a row for each sample or beat, with the rows that were taken."""
    samples, beats = count_recorded(state)
    yield from ((variable, array[:samples]) for variable, array in _sampled_arrays(packed, record))
    yield from zip(VARIABLES_BEATS, beat_columns(record, beats), strict=True)


def _chosen(packed: Packed, record: Record, state: State, names: Sequence[str]) -> Iterator[tuple[Variable, Floats]]:
    """Yield the samples of some variables."""
    samples, _ = count_recorded(state)
    arrays = _sampled_arrays(packed, record)
    yield from ((variable, array[:samples]) for variable, array in arrays if variable.name in names)


def _other_places(packed: Packed, record: Record) -> dict[str, Any]:
    """Return the names of what is neither vessel nor connection: valves, muscles, parts whose tissue swells."""
    valves = [packed.valves[int(e) - packed.network.instant] for e in record.valves]
    return {"valve": valves, "muscle": packed.muscles, **_regions(packed)}


def _variable_attributes(variable: Variable) -> dict[str, str]:
    attributes = {"units": variable.unit, "long_name": variable.long_name}
    return attributes | {"cell_methods": variable.cell} if variable in DATASET_SAMPLES else attributes


def _sums(packed: Packed, state: State) -> dict[str, float]:
    """What came in and went out since the run began, and the plasma as it is now, in mL."""
    sums: dict[str, float] = {}
    if packed.regions:
        drunk, passed, lost = (float(quanta) * at.QUANTUM for quanta in state.ledger)
        sums |= {"drunk_mL": drunk, "urine_mL": passed, "lost_mL": lost}
        sums["plasma_mL"] = float(state.plasma[at.PLASMA_VOLUME])
    if len(packed.gas.lung):
        uptake, spent, wanted = map(float, state.breath)
        sums |= {"oxygen_taken_up_mL": uptake, "oxygen_spent_mL": spent, "oxygen_wanting_mL": wanted - spent}
    return sums


def _regions(packed: Packed) -> dict[str, Any]:
    if not packed.regions:
        return {}
    volume, girth = packed.tissue.volume, girths(packed.body)
    return {
        "region": packed.regions,
        "tissue_volume": _array(
            "region", volume, {"units": "mL", "long_name": "volume of the tissue before it swelled"}
        ),
        "girth": _array("region", girth, {"units": "cm", "long_name": "girth before it swelled"}),
    }


def _sampled_arrays(packed: Packed, record: Record) -> list[tuple[Variable, Floats]]:
    arrays = (record.pressure, record.transmural, record.volume, record.flow, record.opening, record.muscle)
    variables = list(zip(SAMPLED, arrays, strict=True))
    if packed.regions:
        variables += zip(SWELLING, (record.fluid, record.lymph), strict=True)
    if len(packed.gas.lung):
        variables += zip(OXYGEN, (record.saturation,), strict=True)
    return variables


def beat_columns(record: Record, beats: int) -> list[Floats]:
    """Return a value of each beat for each of `BEATS`, in their order."""
    pressure = {name: record.beat_pressure[:beats, j] for j, name in enumerate(BEAT_VESSELS)}
    volume = {name: record.beat_volume[:beats, j] for j, name in enumerate(BEAT_CONNECTIONS)}
    end, length = record.beat_time[:beats, at.BEAT_END], record.beat_time[:beats, at.LENGTH]
    aorta, *others = BEAT_VESSELS
    heart, *legs = BEAT_CONNECTIONS
    columns = [end, MINUTE_S / length, volume[heart]]
    columns += [pressure[aorta][:, place] for place in (at.MEAN, at.LOWEST, at.HIGHEST)]
    columns += [pressure[name][:, at.MEAN] for name in others]
    columns += [volume[name] for name in legs]
    return [np.ascontiguousarray(column) for column in columns]


def _attributes(person: Person, protocol: Protocol, drift_mL: float, wall_s: float) -> dict[str, str | float | int]:
    person_toml, protocol_toml = person_text(person), to_toml(protocol)
    beyond = beyond_ranges(person.values)
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
        **({"beyond_range": "; ".join(beyond)} if beyond else {}),
    }


def _digest(version: str, person: str, protocol: str) -> str:
    return hashlib.sha256((version + person + protocol).encode()).hexdigest()[:16]
