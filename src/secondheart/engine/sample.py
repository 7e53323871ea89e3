"""What is kept of a run: samples, each with the means since the last, and one row a beat."""

from __future__ import annotations

from secondheart._jit import part
from secondheart.engine.layout import (
    BEAT_END,
    BEAT_LENGTH,
    BEATS,
    HIGHEST,
    LENGTH,
    LOWEST,
    MEAN,
    SAMPLES,
    STEP,
    SUMMED,
    Record,
    State,
)
from secondheart.physics.gravity import MMHG_PER_CM


@part
def add_up(record: Record, state: State) -> None:
    """Add this moment to the means of the sample being taken."""
    sums = state.sums
    at = 0
    for i in record.vessels:
        sums[at] += state.potential[i] - MMHG_PER_CM * state.height[i]
        at += 1
    for j in range(record.transmural.shape[1]):
        sums[at] += state.transmural[record.vessels[j]]
        at += 1
    for e in record.flows:
        sums[at] += state.flow[e]
        at += 1
    for e in record.valves:
        sums[at] += state.opening[e]
        at += 1
    for g in range(record.muscle.shape[1]):
        sums[at] += state.muscle[g]
        at += 1
    state.counts[SUMMED] += 1


@part
def take_sample(record: Record, state: State) -> None:
    """Write the means, and the volumes as they are now, and start the next."""
    row = state.counts[SAMPLES]
    if row >= record.volume.shape[0]:
        return
    sums, share = state.sums, 1.0 / state.counts[SUMMED]
    at = 0
    for j in range(record.vessels.size):
        record.pressure[row, j] = sums[at] * share
        record.volume[row, j] = state.volume[record.vessels[j]]
        at += 1
    for j in range(record.transmural.shape[1]):
        record.transmural[row, j] = sums[at] * share
        at += 1
    for j in range(record.flows.size):
        record.flow[row, j] = sums[at] * share
        at += 1
    for j in range(record.valves.size):
        record.opening[row, j] = sums[at] * share
        at += 1
    for g in range(record.muscle.shape[1]):
        record.muscle[row, g] = sums[at] * share
        at += 1
    for r in range(record.fluid.shape[1]):
        record.fluid[row, r] = state.fluid[r]
        record.lymph[row, r] = state.lymph[r]
    for j in range(record.saturation.shape[1]):
        record.saturation[row, j] = state.saturation[record.vessels[j]]
    sums[:] = 0.0
    state.counts[SUMMED] = 0
    state.counts[SAMPLES] = row + 1


@part
def follow_beat(record: Record, state: State, dt: float) -> None:
    """Add this step to the sums, minima and maxima of the beat under way."""
    state.beat_s[0] += dt
    sums = state.beat_pressure
    for j in range(record.beat_vessels.size):
        i = record.beat_vessels[j]
        pressure = state.potential[i] - MMHG_PER_CM * state.height[i]
        sums[j, MEAN] += dt * pressure
        sums[j, LOWEST] = min(sums[j, LOWEST], pressure)
        sums[j, HIGHEST] = max(sums[j, HIGHEST], pressure)
    for j in range(record.beat_flows.size):
        state.beat_volume[j] += dt * state.flow[record.beat_flows[j]]


@part
def end_beat(record: Record, state: State, dt: float) -> None:
    """Write the row of the beat that is over, and start the next."""
    row = state.counts[BEATS]
    if 0 <= row < record.beat_time.shape[0]:
        record.beat_time[row, BEAT_END] = state.counts[STEP] * dt
        record.beat_time[row, LENGTH] = state.clock[BEAT_LENGTH]
        for j in range(record.beat_vessels.size):
            record.beat_pressure[row, j, MEAN] = state.beat_pressure[j, MEAN] / state.beat_s[0]
            record.beat_pressure[row, j, LOWEST] = state.beat_pressure[j, LOWEST]
            record.beat_pressure[row, j, HIGHEST] = state.beat_pressure[j, HIGHEST]
        for j in range(record.beat_flows.size):
            record.beat_volume[row, j] = state.beat_volume[j]
    state.counts[BEATS] = row + 1
    reset_beat(state)


@part
def reset_beat(state: State) -> None:
    """Clear the sums of a beat."""
    state.beat_s[:] = 0.0
    state.beat_volume[:] = 0.0
    for j in range(state.beat_pressure.shape[0]):
        state.beat_pressure[j, MEAN] = 0.0
        state.beat_pressure[j, LOWEST] = 1e9
        state.beat_pressure[j, HIGHEST] = -1e9
