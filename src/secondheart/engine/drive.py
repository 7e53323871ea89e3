"""What moves the blood at a moment: the heart's stiffness and the pressures around the vessels."""

from __future__ import annotations

import math

import numpy as np

from secondheart._jit import part
from secondheart.engine.faint import let_fade
from secondheart.engine.layout import (
    AIR,
    BEAT_LENGTH,
    BEAT_TIME,
    BELLY,
    BELLY_BASE,
    BELLY_COLUMN,
    BELLY_DEPTH,
    BELLY_SWING,
    BREATH_PHASE,
    BREATH_RATE,
    CHEST,
    CHEST_BASE,
    CHEST_SWING,
    CHEST_UPRIGHT,
    CONTRACTILITY,
    CONTRACTILITY_RISE,
    EFFORT_NOW,
    FIRST_MUSCLE,
    HEART,
    MUSCLE_PHASE,
    MUSCLE_RATE,
    PERICARDIUM_GIVE,
    PERICARDIUM_SLACK,
    RISE_PRESS,
    RISING,
    SKULL,
    SKULL_PRESSURE,
    SYSTOLE,
    SYSTOLE_SHORTENED,
    VENTRICLE_STARTED,
    VENTRICLE_SYSTOLE,
    VENTRICLE_TIME,
    Command,
    Floats,
    Ints,
    Network,
    State,
    Tables,
)
from secondheart.physics.diaphragm import beneath_diaphragm
from secondheart.physics.gravity import column_pressure
from secondheart.physics.heart import (
    ATRIAL_SYSTOLE,
    ATRIOVENTRICULAR_DELAY,
    elastance,
    fallen_in,
    filled_stiffness,
    pericardial_pressure,
)
from secondheart.physics.muscle import LAG


@part
def look_up(table: Floats, place: float) -> float:
    """Interpolate a table that covers 0..1; beyond 1 its last value holds."""
    last = table.size - 1
    at = place * last
    if at >= last:
        return float(table[last])
    index = int(at)
    rest = at - index
    return float(table[index] + rest * (table[index + 1] - table[index]))


@part
def squeeze_heart(net: Network, tables: Tables, state: State) -> None:
    """Write the transmural pressure of each chamber."""
    clock = state.clock
    atria = look_up(tables.contraction, clock[BEAT_TIME] / (1.5 * ATRIAL_SYSTOLE * math.sqrt(clock[BEAT_LENGTH])))
    ventricles = look_up(tables.contraction, clock[VENTRICLE_TIME] / (1.5 * clock[VENTRICLE_SYSTOLE]))
    strength = (1.0 + clock[CONTRACTILITY]) * (1.0 + net.person[CONTRACTILITY_RISE] * clock[EFFORT_NOW])
    for i in range(net.chambers):
        filled = state.volume[i] - net.unstressed[i]
        relaxed = filled_stiffness(net.elastance[i], net.taut[i], filled, net.filling[i])
        if net.atrial[i] == 1:
            stiffness = elastance(relaxed, net.systolic[i], atria)
            stiffness *= fallen_in(state.volume[i], net.unstressed[i])
        else:
            stiffness = elastance(relaxed, net.systolic[i] * strength, ventricles)
        state.transmural[i] = stiffness * filled


@part
def heart_volume(chambers: np.uint64, volume: Floats) -> float:
    """Blood in all four chambers, in mL."""
    total = 0.0
    for i in range(chambers):
        total += volume[i]
    return total


@part
def squeeze_muscles(table: Floats, phase: float, muscle: Floats, dt: float) -> None:
    """Let the tissue pressure of each muscle, last of all of chest and belly wall, follow its table."""
    places = table.shape[0] - 1
    at = phase * places
    index = int(at)
    rest = at - index
    follow = dt / (LAG + dt)
    for g in range(muscle.size):
        wanted = table[index, g] + rest * (table[index + 1, g] - table[index, g])
        muscle[g] = let_fade(muscle[g] + follow * (wanted - muscle[g]))


@part
def press_surroundings(net: Network, command: Command, tables: Tables, state: State, dt: float) -> None:
    """Write the pressures in chest, belly, skull and muscles."""
    clock, now, outside = state.clock, command.now, state.outside
    lungs = look_up(tables.inflation, clock[BREATH_PHASE])
    squeeze_muscles(command.muscle, clock[MUSCLE_PHASE], state.muscle, dt)
    outside[AIR] = 0.0
    outside[CHEST] = (
        net.person[CHEST_BASE] + net.person[CHEST_UPRIGHT] * state.height[net.vessels] - now[CHEST_SWING] * lungs
    )
    outside[BELLY] = net.person[BELLY_BASE] + now[BELLY_SWING] * lungs + net.person[RISE_PRESS] * clock[RISING]
    outside[BELLY] += clock[BELLY_COLUMN]
    outside[SKULL] = net.person[SKULL_PRESSURE] - column_pressure(state.height[net.head_veins])
    last = state.muscle.size
    outside[CHEST] += state.muscle[last - 2]
    outside[BELLY] += state.muscle[last - 1]
    column = column_pressure(net.person[BELLY_DEPTH] * state.height[net.vessels])
    outside[BELLY] = beneath_diaphragm(outside[BELLY], outside[CHEST], column)
    slack, give = net.person[PERICARDIUM_SLACK], net.person[PERICARDIUM_GIVE]
    outside[HEART] = outside[CHEST] + pericardial_pressure(heart_volume(net.chambers, state.volume), slack, give)
    for g in range(last - 2):
        outside[FIRST_MUSCLE + g] = state.muscle[g]


@part
def onwards(phase: float, by: float) -> float:
    """Take a phase of 0..1 further, round and round."""
    return phase + by - 1.0 if phase + by >= 1.0 else phase + by


@part
def ventricles_follow(
    since_atria: float, since: float, systole: float, started: int, root: float, whole: float
) -> tuple[float, float, int]:
    """Time since the ventricles began to contract, their systole, and whether they have begun in this beat."""
    delay = ATRIOVENTRICULAR_DELAY * root
    if started == 1 or since_atria < delay:
        return since, systole, started
    return since_atria - delay, whole * root, 1


@part
def run_clocks(now: Floats, person: Floats, clock: Floats, counts: Ints, dt: float) -> bool:
    """Take the phases one step further; True when a beat is over.

    It is handed four arrays, not the tuples, and leaves every branch to a part that is handed none: where an array
    lives across a branch, numba counts references to it up and down in each step, which takes longer than all this.
    """
    clock[BREATH_PHASE] = onwards(clock[BREATH_PHASE], dt * now[BREATH_RATE])
    clock[MUSCLE_PHASE] = onwards(clock[MUSCLE_PHASE], dt * now[MUSCLE_RATE])
    since, length = clock[BEAT_TIME] + dt, clock[BEAT_LENGTH]
    clock[BEAT_TIME] = since
    clock[VENTRICLE_TIME], clock[VENTRICLE_SYSTOLE], counts[VENTRICLE_STARTED] = ventricles_follow(
        since,
        clock[VENTRICLE_TIME] + dt,
        clock[VENTRICLE_SYSTOLE],
        counts[VENTRICLE_STARTED],
        math.sqrt(length),
        person[SYSTOLE] * (1.0 - person[SYSTOLE_SHORTENED] * clock[EFFORT_NOW]),
    )
    return bool(since >= length)


@part
def start_beat(clock: Floats, counts: Ints, length: float) -> None:
    """Begin a beat of `length` seconds where the last one ended."""
    clock[BEAT_TIME] -= clock[BEAT_LENGTH]
    clock[BEAT_LENGTH] = length
    counts[VENTRICLE_STARTED] = 0
