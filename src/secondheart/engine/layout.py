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

TICK_S = 0.01  # the control clock: resistances, heights, samples
REFLEX_TICKS = 10  # the reflex clock, in control ticks: 0.1 s; oxygen moves on it too
TISSUE_TICKS = 100  # the clock of the tissues' fluid, in control ticks: 1 s
DELAYS = 64  # places of the ring buffers: delays up to 6.3 s

# Surroundings: what a vessel's outside pressure follows
AIR, CHEST, BELLY, SKULL, HEART, FIRST_MUSCLE = 0, 1, 2, 3, 4, 5

# Places in the arrays. The last name of each list is how many there are: a list of another length is refused.
# Command: what the protocol orders at the moment (floats)
(
    RR_IMPOSED,
    EFFORT,
    BREATH_RATE,
    BREATH_DEPTH,
    CHEST_SWING,
    BELLY_SWING,
    MUSCLE_RATE,
    RAMP_START,
    RAMP_STEPS,
    CUFF_START,
    CUFF_STEPS,
    LOCAL_ON,
    LOCAL_OFF,
    DRINK,
    URINE,
    LOSS,
    MOVING,
    WARMTH,
    RISE,
    COMMANDS,
) = range(20)

# Clock: floats that run along
(
    BEAT_TIME,
    BEAT_LENGTH,
    VENTRICLE_TIME,
    VENTRICLE_SYSTOLE,
    BREATH_PHASE,
    MUSCLE_PHASE,
    SENSED_ARTERIAL,
    SENSED_ATRIAL,
    VAGAL,
    SYMPATHETIC,
    VASOCONSTRICTION,
    VENOUS_TONE,
    CONTRACTILITY,
    EFFORT_NOW,
    MEAN_ARTERIAL,
    MOVING_NOW,
    ADAPTED,
    RISING,
    LUNGS_FELT,
    ARCH_MEAN,
    ARCH_SWING,
    BELLY_COLUMN,
    CLOCKS,
) = range(23)

# Count: integers that run along
(
    STEP,
    VENTRICLE_STARTED,
    DELAY_AT,
    BEATS,
    SAMPLES,
    SUMMED,
    TISSUE_SUMMED,
    TISSUE_ON,
    HELD_BACK,
    RIMS,
    UNDERFILLED,
    COUNTS,
) = range(12)

# Ledger: fluid that came in and went out, in quanta. Plasma, and sums of oxygen in mL: floats that run along
DRUNK, PASSED, LOST, LEDGER = range(4)
PLASMA_VOLUME, PLASMA_PROTEIN, PLASMA = range(3)
UPTAKE, SPENT, WANTED, BREATH = range(4)
DECILITRE = 0.01  # dL in a mL: protein is told in g/dL

# Person: scalars of the body
(
    SET_ARTERIAL,
    SET_ATRIAL,
    RR_REST,
    GAIN_VAGAL,
    GAIN_SYMPATHETIC,
    GAIN_R_ARTERIAL,
    GAIN_R_CARDIOPULMONARY,
    GAIN_V_ARTERIAL,
    GAIN_V_CARDIOPULMONARY,
    GAIN_CONTRACTILITY,
    RATE_REST,
    RATE_MAX,
    CHEST_BASE,
    CHEST_UPRIGHT,
    SKULL_PRESSURE,
    OPENING_RATE,
    CLOSING_RATE,
    BELLY_BASE,
    CAROTID_SHARE,
    LEAD,
    ADAPTING,
    BEAT_LAG,
    BREATH_LAG,
    MEAN_LAG,
    HANGING_LAG,
    VAGAL_DELAY,
    VAGAL_LAG,
    SYMPATHETIC_DELAY,
    SYMPATHETIC_LAG,
    RESISTANCE_DELAY,
    RESISTANCE_LAG,
    VENOUS_DELAY,
    VENOUS_LAG,
    EFFORT_LAG,
    MOVING_LAG,
    EFFORT_ON,
    EFFORT_OFF,
    SKIN_LAG,
    MOVING_RISE,
    SET_POINT_RISE,
    CONTRACTILITY_RISE,
    SYSTOLE_SHORTENED,
    VISCERAL_RISE,
    VEINS_EMPTIED,
    SYSTOLE,
    PERICARDIUM_SLACK,
    PERICARDIUM_GIVE,
    CREEP_SHARE,
    CREEP_LAG,
    MOVING_SET,
    EMPTIED_OPENING,
    EMPTIED_LAG,
    EMPTIED_MEMORY,
    RISE_PRESS,
    RISE_EFFORT,
    GAIN_BREATH,
    LUNGS_LAG,
    PULSE_WEIGHT,
    PULSE_USUAL,
    PULSE_LAG,
    RR_HELD,
    BELLY_UPRIGHT,
    BELLY_LAG,
    BELLY_DEPTH,
    PERSON,
) = range(65)

# Status of a call
OK, NOT_FINITE = 0, 1


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
    valved: np.uint64  # start of the valves, moved ahead until their number is a multiple of eight
    plain_run: np.uint64  # end of the plain connections that leave one vessel after the other
    plain_from: np.uint64  # vessel that the first of them leaves
    leaflet_run: np.uint64  # end of the leaflet valves that leave one vessel after the other
    leaflet_from: np.uint64  # vessel that the first of them leaves
    aorta: np.uint64  # vessel where the arch senses
    carotid: np.uint64
    atrium: np.uint64  # the right one
    head_veins: np.uint64
    tail: Indices  # connection -> vessel it leaves
    head: Indices
    head_filling: Indices  # connection -> vessel it enters, or `vessels` where that one's filling does not count
    unstressed: Floats  # vessel, mL
    elastance: Floats  # vessel, mmHg/mL; diastolic for chambers
    buckling: Floats  # vessel, mmHg; of elastic ones and veins
    systolic: Floats  # chamber, mmHg/mL
    taut: Floats  # chamber, mmHg/mL that it is stiffer when filled
    filling: Floats  # chamber, mL beyond the unstressed volume at which it is so filled
    atrial: Ints  # chamber, 1 for atria
    per_distending: Floats  # vessel, 1/mL
    scale: Floats  # vessel, mmHg
    surroundings: Indices  # vessel -> place in the outside pressures
    transmission: Floats  # vessel, share of that pressure
    garment_pressure: Floats  # vessel, mmHg of garments
    skin_share: Floats  # vessel, share of a pressure on the skin that reaches it
    muscle_free: Floats  # vessel, 1 where no muscle squeezes it unless a garment holds it, else 0
    sleeve: Indices  # vessel -> part of a leg that a garment goes around; the last one where none does
    sleeve_rest: Floats  # part and one more, mL in its veins at which garments press as at rest
    sleeve_stiffness: Floats  # part and one more, mmHg by which its garments press more for each mL of blood in veins
    tone_share: Floats  # vessel, share of the change of unstressed volume
    resistance: Floats  # connection, at rest volume
    inertance: Floats
    loss: Floats
    leak: Floats  # connection, closed opening, bare
    quickest: Floats  # connection, 1/s: the most that its leaflets move by in still blood; 0 where it has none
    carried: Floats  # connection, 1/mL: what they move by more for each mL/s that runs back
    pace: Floats  # connection, what a whole stretch of vein has for each mmHg at this piece's valve
    clamp: Floats  # connection, factor on the resistance
    bed_in: Ints  # bed -> connection before the capillaries
    bed_out: Ints
    bed_vein: Ints  # bed -> vessel that drains it
    bed_per_effort: Floats
    bed_dependent: Floats  # 1 where hanging down narrows it
    bed_reflex: Floats  # 1 where the nerves reach it
    bed_visceral: Floats  # 1 where effort narrows it
    bed_skin: Floats  # growth of its conductance in skin as warm as it gets; 0 where there is no skin
    person: Floats


class Tissue(NamedTuple):
    """The exchange of fluid between blood and tissue; all of length zero where it is left out.

    A way is one capillary bed in one region: a bed may lie in two regions, and a region has several beds.
    """

    vessel: Indices  # way -> capillary vessel
    flow: Indices  # way -> connection out of it
    region: Indices  # way -> region
    flow_share: Floats  # way, share of that flow
    conductance: Floats  # way, mL/(s mmHg)
    weight: Floats  # way, share of its region's conductance
    permeability: Floats  # way, dL/s of plasma cleared of protein by diffusion; set when the person has settled lying
    volume: Floats  # region, mL of tissue
    water: Floats  # region, mL of interstitial fluid at rest
    below: Floats  # region, compliance below rest, % per mmHg
    soft: Floats  # region, above it
    taut: Floats  # region, beyond the knee
    knee: Floats  # region, %
    closing: Floats  # region, share of the filtration capacity that hanging down takes away
    lying: Floats  # region, mmHg in its capillaries, lying
    lymph: Floats  # region, mL/s at rest
    muscle: Ints  # region -> muscle that moves it; -1 where none does
    home: Indices  # vessels: where lymph comes home, what the gut takes up, where urine is made, the skin
    number: Floats  # NUMBERS


# Numbers of the tissue that hold everywhere
(
    REST_PRESSURE,
    REFLECTION,
    STEEPNESS,
    MOST_LYMPH,
    CLOSING_SPAN,
    CLOSING_TIME,
    PLASMA_REST,
    PLASMA_SHARE,
    ACTIVE_PRESSURE,
    MORE_URINE,
    GEL_YIELDING,
    GEL_TIME,
    NUMBERS,
) = range(13)
THORACIC_DUCT, GUT, KIDNEY, SKIN = range(4)


class Gas(NamedTuple):
    """Where oxygen is taken up and spent; all of length zero where it is left out."""

    lung: Indices  # vessel in which blood takes it up, one or none
    vessel: Indices  # bed -> capillary vessel
    rest: Floats  # bed, mL/s of uptake at rest
    more: Floats  # bed, mL/s more at full effort
    number: Floats  # capacity of blood [mL/mL] at its first dilution, arterial saturation


CAPACITY, ARTERIAL = range(2)


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
    cuff: Floats  # vessel, mmHg of cuffs and of garments at rest
    sleeve_rise: Floats  # part of a leg and one more, mmHg by which its garments press more than at rest
    pressed: Floats  # vessel, mmHg of cuffs and garments
    leak: Floats  # connection, closed opening that garments leave
    potential: Floats  # vessel, mmHg
    transmural: Floats
    unstressed_now: Floats  # unstressed volume with the nerves' tone and what the wall has yielded
    yielded: Floats  # mL by which a vein's wall has given way
    carry: Floats  # plain connections: share of the flow kept in a step
    push: Floats  # plain connections: flow per potential difference in a step
    drag: Floats  # connection: resistance at this filling
    filling: Floats  # vessels + 1: factor on the resistance of a vessel's ends; 1 where it is no vein, and the last
    difference: Floats  # connection: mmHg that drive it, forward positive: scratch of the step
    next_flow: Floats  # connection, mL/s, half a step on: scratch of the step
    moved: Floats  # connection, mL carried over in the step, forward positive: scratch of it
    underfilled: Indices  # the first few: vessels that hold less than their unstressed volume: scratch of the step
    rim: Indices  # the first RIMS: connections that cross a rim
    rim_inner: Indices  # the same: the vessel under the cuff
    tone: Floats  # connection: factor of the nerves and the tissue on its resistance
    leaving: Floats  # vessel, mL that leave it, in a step or between two of the oxygen clock: scratch
    arterial_errors: Floats  # ring buffers
    atrial_errors: Floats
    bed_effort: Floats
    bed_local: Floats
    bed_hanging: Floats
    bed_used_to: Floats  # mmHg across the wall of the vein that drains it, as it has been for minutes
    bed_emptied: Floats  # how far that vein has been emptied below it, 0..1
    bed_warm: Floats  # warmth of the skin, 0..1
    fluid: Floats  # region, mL gained by the tissue since the run began
    relaxed: Floats  # region, mL of it that the tissue holds without a strain, as its gel has given way
    protein: Floats  # region, g
    closed: Floats  # region, share of the closable capillaries that are closed
    lymph: Floats  # region, mL/s of the last second
    capillary: Floats  # region, mmHg in its capillaries, mean of the last second
    plasma: Floats  # PLASMA
    ledger: Ints  # LEDGER
    tissue_sums: Floats  # running sums for the tissue clock: a pressure and a flow for each way, then muscle pressures
    oxygen: Floats  # vessel, mL
    forward: Floats  # connection, mL of blood since oxygen last moved
    backward: Floats
    saturation: Floats  # vessel, 0..1, when oxygen last moved
    content: Floats  # vessel, mL of oxygen in a mL of blood: scratch of the oxygen clock
    before: Floats  # vessel, mL of blood when oxygen last moved
    breath: Floats  # BREATH
    sums: Floats  # running sums for the sample being taken
    beat_s: Floats  # one place: seconds of the beat under way that are summed up
    beat_pressure: Floats  # wanted vessel x (sum over time, lowest, highest), mmHg
    beat_volume: Floats  # wanted connection, mL


class Record(NamedTuple):
    """Where samples and beats go, and which places are wanted."""

    every: int  # steps between samples
    vessels: Indices
    flows: Indices
    valves: Indices
    pressure: Floats  # sample x wanted vessel
    transmural: Floats  # sample x wanted vessel, or none
    volume: Floats
    flow: Floats
    opening: Floats  # sample x wanted valve
    muscle: Floats  # sample x muscle, or none
    saturation: Floats  # sample x wanted vessel, or none
    fluid: Floats  # sample x region
    lymph: Floats
    beat_vessels: Indices
    beat_flows: Indices
    beat_time: Floats  # beat x (its end, its length), s
    beat_pressure: Floats  # beat x wanted vessel x (mean, lowest, highest), mmHg
    beat_volume: Floats  # beat x wanted connection, mL


BEAT_END, LENGTH = range(2)  # places in the row of a beat
MEAN, LOWEST, HIGHEST = range(3)  # of its pressures
