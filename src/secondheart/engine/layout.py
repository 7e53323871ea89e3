"""The arrays that the stepper works on, and the meaning of every place in them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Indices = NDArray[np.uint64]

# Volumes are multiples of 2^-40 mL: adding and subtracting this number rounds a transfer to one.
QUANTUM = 2.0**-40
ROUNDER = 1.5 * 2.0**52 * QUANTUM
LARGEST_VOLUME = 8192.0  # mL; below it float64 holds every multiple

TICK_S = 0.01  # the control clock: resistances, heights, samples
REFLEX_TICKS = 10  # the reflex clock, in control ticks: 0.1 s
DELAYS = 64  # places of the ring buffers: delays up to 6.3 s

# Surroundings: what a vessel's outside pressure follows
AIR, CHEST, BELLY, SKULL, FIRST_MUSCLE = 0, 1, 2, 3, 4

# Command: what the protocol orders at the moment (floats)
RR_IMPOSED, EFFORT, BREATH_RATE, CHEST_SWING, BELLY_SWING, MUSCLE_RATE = range(6)
RAMP_START, RAMP_STEPS, CUFF_START, CUFF_STEPS, LOCAL_ON, LOCAL_OFF = range(6, 12)
COMMANDS = 12

# Clock: floats that run along
BEAT_TIME, BEAT_LENGTH, VENTRICLE_TIME, VENTRICLE_SYSTOLE, BREATH_PHASE, MUSCLE_PHASE = range(6)
SENSED_ARTERIAL, SENSED_ATRIAL, VAGAL, SYMPATHETIC, VASOCONSTRICTION = range(6, 11)
VENOUS_TONE, CONTRACTILITY, EFFORT_NOW, MEAN_ARTERIAL = range(11, 15)
CLOCKS = 15

# Count: integers that run along
STEP, VENTRICLE_STARTED, DELAY_AT, BEATS, SAMPLES, SUMMED = range(6)
COUNTS = 6

# Person: scalars of the body
SET_ARTERIAL, SET_ATRIAL, RR_REST, GAIN_VAGAL, GAIN_SYMPATHETIC, GAIN_R_ARTERIAL, GAIN_R_CARDIOPULMONARY = range(7)
GAIN_V_ARTERIAL, GAIN_V_CARDIOPULMONARY, GAIN_CONTRACTILITY, RATE_REST, RATE_MAX = range(7, 12)
CHEST_BASE, CHEST_UPRIGHT, SKULL_PRESSURE = range(12, 15)
OPENING_RATE, CLOSING_RATE, AORTA, CAROTID, ATRIUM, HEAD, BELLY_BASE = range(15, 22)
PERSON = 22

# Status of a call
OK, NOT_FINITE, EMPTIED = 0, 1, 2


class Network(NamedTuple):
    """Topology and material: written when a body is packed and by events, never by the step.

    Vessels are ordered chambers, elastic, veins; connections plain, instant valves, leaflet valves. Places and
    their bounds are unsigned: a signed place might be negative, and numba would test each.
    """

    chambers: np.uint64
    elastic: np.uint64  # end of the elastic vessels
    vessels: np.uint64
    soft: np.uint64  # start of the veins, moved ahead until their number is a multiple of eight
    plain: np.uint64  # end of the plain connections
    instant: np.uint64  # end of the instant valves
    flows: np.uint64
    tail: Indices  # connection -> vessel it leaves
    head: Indices
    tail_filling: Indices  # connection -> vessel whose filling sets its resistance; `vessels` where none does
    head_filling: Indices
    unstressed: Floats  # vessel, mL
    elastance: Floats  # vessel, mmHg/mL; diastolic for chambers
    systolic: Floats  # chamber, mmHg/mL
    atrial: Ints  # chamber, 1 for atria
    per_distending: Floats  # vessel, 1/mL
    scale: Floats  # vessel, mmHg
    surroundings: Indices  # vessel -> place in the outside pressures
    transmission: Floats  # vessel, share of that pressure
    tone_share: Floats  # vessel, share of the change of unstressed volume
    resistance: Floats  # connection, at rest volume
    inertance: Floats
    loss: Floats
    leak: Floats  # connection, closed opening
    clamp: Floats  # connection, factor on the resistance
    bed_in: Ints  # bed -> connection before the capillaries
    bed_out: Ints
    bed_vein: Ints  # bed -> vessel that drains it
    bed_per_effort: Floats
    bed_dependent: Floats  # 1 where hanging down narrows it
    bed_reflex: Floats  # 1 where the nerves reach it
    bed_visceral: Floats  # 1 where effort narrows it
    person: Floats


class Command(NamedTuple):
    """What the protocol orders; written at an exact step, between calls."""

    now: Floats  # COMMANDS
    height_from: Floats  # vessels + 1; the last is the sine of the trunk's inclination
    height_to: Floats
    cuff_from: Floats  # vessels, mmHg
    cuff_to: Floats
    work: Floats  # bed, share of what effort gives to its muscle
    local: Floats  # bed, wanted factor of local exercise
    muscle: Floats  # places x muscle, mmHg over the cycle; the last place repeats the first


class Tables(NamedTuple):
    """Shapes that are looked up instead of computed."""

    contraction: Floats  # over 1.5 systoles
    inflation: Floats  # over one breath


class State(NamedTuple):
    """Everything that runs along; a checkpoint is a copy of these arrays."""

    volume: Floats
    flow: Floats
    opening: Floats
    clock: Floats
    counts: Ints
    outside: Floats  # pressure of the surroundings
    muscle: Floats  # tissue pressures
    height: Floats  # vessels + 1
    cuff: Floats
    potential: Floats  # vessel, mmHg
    transmural: Floats
    slack: Floats  # unstressed volume with the nerves' tone
    carry: Floats  # plain connections: share of the flow kept in a step
    push: Floats  # plain connections: flow per potential difference in a step
    drag: Floats  # connection: resistance at this filling
    filling: Floats  # vessels + 1: factor on the resistance; the last is 1
    tone: Floats  # connection: factor of the nerves and the tissue on its resistance
    arterial_errors: Floats  # ring buffers
    atrial_errors: Floats
    bed_effort: Floats
    bed_local: Floats
    bed_hanging: Floats
    sums: Floats  # running sums for the sample being taken
    beat_sums: Floats  # running sums, minima and maxima for the beat being made


class Record(NamedTuple):
    """Where samples and beats go, and which places are wanted."""

    every: int  # steps between samples
    vessels: Indices
    flows: Indices
    valves: Indices
    pressure: Floats  # sample x wanted vessel
    transmural: Floats
    volume: Floats
    flow: Floats
    opening: Floats
    muscle: Floats
    beat_vessels: Indices
    beat_flows: Indices
    beat: Floats  # beat x (start, length, per vessel mean/min/max, per flow volume)
