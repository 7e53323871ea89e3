"""Room for what is kept of a run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from secondheart.engine import layout as at
from secondheart.engine.layout import Indices, Record, State
from secondheart.packing.network import Packed
from secondheart.variables import BEAT_CONNECTIONS, BEAT_VESSELS

SPARED_SAMPLES = ("transmural", "opening", "muscle_pressure")  # variables that are kept only where they are wanted
Room = dict[str, NDArray[np.float64]]  # arrays of a record that are written into again
FASTEST_BEAT_S = 0.25  # room is made for beats of this length


def record_sums(packed: Packed) -> int:
    """Places that the running sums of a sample need at most."""
    return 2 * len(packed.vessels) + len(packed.connections) + len(packed.valves) + len(packed.muscles)


def no_record(packed: Packed) -> Record:
    """A record that keeps nothing."""
    return _record(packed, (), (), 1 << 60, 0, 0, ())


def empty_record(
    packed: Packed,
    vessels: Sequence[str],
    every: int,
    steps: int,
    dt: float,
    connections: Sequence[str] | None = None,
    variables: Sequence[str] | None = None,
    room: Room | None = None,
) -> Record:
    """Room for a run of `steps` steps, keeping `vessels` and some connections: those out of them unless said.

    Of transmural pressures, openings and muscles nothing is kept where `variables` are said and hold none of them.
    In a `room` the arrays of a run before are written over: memory that is given back and asked for anew costs time.
    """
    ways = _out_of(packed, vessels) if connections is None else connections
    beats = int(steps * dt / FASTEST_BEAT_S) + 2
    return _record(packed, vessels, ways, every, steps // every, beats, variables, room)


def whole_record(packed: Packed, every: int, samples: int, beats: int) -> Record:
    """Room for so many samples and beats of all vessels, connections and valves, in the order of the stepper."""
    return _record(packed, packed.vessels, packed.connections, every, samples, beats)


def row_bytes(packed: Packed, vessels: Sequence[str]) -> int:
    """Bytes of a sample that keeps `vessels` and the connections out of them."""
    connections = _out_of(packed, vessels)
    valves = sum(packed.connection(name) >= packed.network.instant for name in connections)
    return 8 * int(3 * len(vessels) + len(connections) + valves + len(packed.muscles))


def _out_of(packed: Packed, vessels: Sequence[str]) -> list[str]:
    """Name the connections out of some vessels in the body's order, along the vessels; the stepper has its own."""
    wanted = frozenset(vessels)
    return [c.name for c in packed.body.connections if c.tail in wanted]


def _record(
    packed: Packed,
    vessels: Sequence[str],
    connections: Sequence[str],
    every: int,
    samples: int,
    beats: int,
    variables: Sequence[str] | None = None,
    room: Room | None = None,
) -> Record:
    def array_of(name: str, width: int) -> NDArray[np.float64]:
        if room is None:
            return np.empty((samples, width))
        if name not in room or room[name].shape != (samples, width):
            room[name] = np.empty((samples, width))
        return room[name]

    wanted = SPARED_SAMPLES if variables is None else variables
    flows = [packed.connection(name) for name in connections]
    valves = [place for place in flows if place >= packed.network.instant and "opening" in wanted]
    return Record(
        every=every,
        vessels=_indices([packed.vessel(name) for name in vessels]),
        flows=_indices(flows),
        valves=_indices(valves),
        pressure=array_of("pressure", len(vessels)),
        transmural=array_of("transmural", len(vessels) if "transmural" in wanted else 0),
        volume=array_of("volume", len(vessels)),
        flow=array_of("flow", len(connections)),
        opening=array_of("opening", len(valves)),
        muscle=array_of("muscle", len(packed.muscles) if "muscle_pressure" in wanted else 0),
        saturation=array_of("saturation", len(vessels) if len(packed.gas.lung) else 0),
        fluid=array_of("fluid", len(packed.regions)),
        lymph=array_of("lymph", len(packed.regions)),
        beat_vessels=_indices([packed.vessel(name) for name in BEAT_VESSELS]),
        beat_flows=_indices([packed.connection(name) for name in BEAT_CONNECTIONS]),
        beat_time=np.empty((beats, 2)),
        beat_pressure=np.empty((beats, len(BEAT_VESSELS), 3)),
        beat_volume=np.empty((beats, len(BEAT_CONNECTIONS))),
    )


def _indices(places: Sequence[int]) -> Indices:
    return np.array(places, np.uint64)


def count_recorded(state: State) -> tuple[int, int]:
    """Return how many samples and beats have been kept since the record was begun."""
    return int(state.counts[at.SAMPLES]), max(int(state.counts[at.BEATS]), 0)


def restart_record(state: State) -> None:
    """Let the next sample and the next beat be the first of a record; what is being summed up goes on."""
    state.counts[at.SAMPLES] = 0
    state.counts[at.BEATS] = min(int(state.counts[at.BEATS]), 0)


def clear_sample_sums(state: State) -> None:
    """Begin the sample that is being taken anew."""
    state.sums[:] = 0.0
    state.counts[[at.SAMPLES, at.SUMMED]] = 0
