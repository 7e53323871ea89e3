"""What is kept of a run: samples, each with the means since the last, and one row a beat."""

from __future__ import annotations

from secondheart._jit import part
from secondheart.engine.layout import BEAT_LENGTH, BEATS, SAMPLES, STEP, SUMMED, Record, State
from secondheart.physics.gravity import MMHG_PER_CM


@part
def add_up(record: Record, state: State) -> None:
    """Add this moment to the means of the sample being taken."""
    sums = state.sums
    at = 0
    for i in record.vessels:
        sums[at] += state.potential[i] - MMHG_PER_CM * state.height[i]
        sums[at + 1] += state.transmural[i]
        at += 2
    for e in record.flows:
        sums[at] += state.flow[e]
        at += 1
    for e in record.valves:
        sums[at] += state.opening[e]
        at += 1
    for g in range(state.muscle.size):
        sums[at] += state.muscle[g]
        at += 1
    state.counts[SUMMED] += 1


@part
def take_sample(record: Record, state: State) -> None:
    """Write the means, and the volumes as they are now, and begin anew."""
    row = state.counts[SAMPLES]
    if row >= record.volume.shape[0]:
        return
    sums, share = state.sums, 1.0 / state.counts[SUMMED]
    at = 0
    for j in range(record.vessels.size):
        record.pressure[row, j] = sums[at] * share
        record.transmural[row, j] = sums[at + 1] * share
        record.volume[row, j] = state.volume[record.vessels[j]]
        at += 2
    for j in range(record.flows.size):
        record.flow[row, j] = sums[at] * share
        at += 1
    for j in range(record.valves.size):
        record.opening[row, j] = sums[at] * share
        at += 1
    for g in range(state.muscle.size):
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
    """Add this step to the sums, minima and maxima of the beat being made."""
    sums = state.beat_sums
    sums[0] += dt
    at = 1
    for i in record.beat_vessels:
        pressure = state.potential[i] - MMHG_PER_CM * state.height[i]
        sums[at] += dt * pressure
        sums[at + 1] = min(sums[at + 1], pressure)
        sums[at + 2] = max(sums[at + 2], pressure)
        at += 3
    for e in record.beat_flows:
        sums[at] += dt * state.flow[e]
        at += 1


@part
def end_beat(record: Record, state: State, dt: float) -> None:
    """Write the row of the beat that is over, and begin anew."""
    row, sums = state.counts[BEATS], state.beat_sums
    if 0 <= row < record.beat.shape[0]:
        record.beat[row, 0] = state.counts[STEP] * dt
        record.beat[row, 1] = state.clock[BEAT_LENGTH]
        for j in range(1, sums.size):
            record.beat[row, j + 1] = sums[j]
        for j in range(record.beat_vessels.size):
            record.beat[row, 2 + 3 * j] /= sums[0]
    state.counts[BEATS] = row + 1
    reset_beat(record, state)


@part
def reset_beat(record: Record, state: State) -> None:
    """Begin the sums of a beat."""
    state.beat_sums[:] = 0.0
    for j in range(record.beat_vessels.size):
        state.beat_sums[2 + 3 * j] = 1e9
        state.beat_sums[3 + 3 * j] = -1e9
