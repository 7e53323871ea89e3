"""The reflex clock, every 0.1 s: nerves and tissues answer to what they sense."""

from __future__ import annotations

from secondheart._jit import part
from secondheart.engine import layout as at
from secondheart.engine.layout import Command, Network, State
from secondheart.physics.baroreflex import arterial_error, cardiopulmonary_error
from secondheart.physics.dependency import myogenic, veno_arteriolar
from secondheart.physics.exercise import MOVING_RISE, SET_POINT_RISE, VEINS_EMPTIED, VISCERAL_RISE, working_heart_rate
from secondheart.physics.gravity import column_pressure
from secondheart.physics.hyperaemia import conductance_demand, escaped_narrowing, granted_conductance

# Delay [s] and time constant [s] of each arm: heldt2004's delays; his triangular responses as one lag each
VAGAL = (0.5, 0.7)
SYMPATHETIC = (2.5, 7.0)
RESISTANCE = (2.5, 9.0)
VENOUS = (5.0, 14.0)
SENSOR_LAG = 1.0  # s over which arterial pressure is averaged (assumed: one beat)
ATRIAL_LAG = 3.0  # s for the right atrium (assumed: one breath)
MEAN_LAG = 3.0  # s for the pressure that working muscle yields to (assumed)
HANGING_LAG = 10.0  # s for the leg's answer to hanging down (assumed)
EFFORT_LAG = 30.0  # s for heart and vessels to follow effort (rowell2004: half a minute)
MOVING_LAG = 2.0  # s for the vagus to let go as legs begin to move (assumed; fagraeus1976: the peak comes within 10 s)
EFFORT_ON, EFFORT_OFF = 10.0, 30.0  # s for muscle flow to follow effort (assumed)
LOWEST_FACTOR = 0.3  # no resistance falls below this share by a lack of nerve traffic (assumed)


@part
def lag(value: float, wanted: float, constant: float, dt: float) -> float:
    """One step of a first-order lag, implicit."""
    return value + (wanted - value) * dt / (constant + dt)


@part
def sense(net: Network, state: State, dt: float) -> None:
    """Average what the sensors see, every step of the control clock."""
    clock, person = state.clock, net.person
    aorta, carotid, atrium = int(person[at.AORTA]), int(person[at.CAROTID]), int(person[at.ATRIUM])
    arch = state.potential[aorta] - column_pressure(state.height[aorta])
    neck = state.potential[carotid] - column_pressure(state.height[carotid])
    clock[at.SENSED_ARTERIAL] = lag(clock[at.SENSED_ARTERIAL], 0.5 * (arch + neck), SENSOR_LAG, dt)
    clock[at.SENSED_ATRIAL] = lag(clock[at.SENSED_ATRIAL], state.transmural[atrium], ATRIAL_LAG, dt)
    clock[at.MEAN_ARTERIAL] = lag(clock[at.MEAN_ARTERIAL], state.potential[aorta], MEAN_LAG, dt)


@part
def read_delayed(buffer: at.Floats, place: int, delay: float, dt: float) -> float:
    """Read a ring buffer `delay` seconds back."""
    return float(buffer[(place - int(delay / dt + 0.5)) % at.DELAYS])


@part
def answer(net: Network, command: Command, state: State, dt: float) -> None:
    """Move the arms of both reflexes and the effort that the heart and vessels follow."""
    clock, person = state.clock, net.person
    place = (state.counts[at.DELAY_AT] + 1) % at.DELAYS
    state.counts[at.DELAY_AT] = place
    wanted = person[at.SET_ARTERIAL] + SET_POINT_RISE * clock[at.EFFORT_NOW]
    state.arterial_errors[place] = arterial_error(wanted, clock[at.SENSED_ARTERIAL])
    state.atrial_errors[place] = cardiopulmonary_error(person[at.SET_ATRIAL], clock[at.SENSED_ATRIAL])
    vagal = read_delayed(state.arterial_errors, place, VAGAL[0], dt)
    quick = read_delayed(state.arterial_errors, place, SYMPATHETIC[0], dt)
    quick_atrial = read_delayed(state.atrial_errors, place, SYMPATHETIC[0], dt)
    late = read_delayed(state.arterial_errors, place, VENOUS[0], dt)
    late_atrial = read_delayed(state.atrial_errors, place, VENOUS[0], dt)
    clock[at.EFFORT_NOW] = lag(clock[at.EFFORT_NOW], command.now[at.EFFORT], EFFORT_LAG, dt)
    clock[at.MOVING_NOW] = lag(clock[at.MOVING_NOW], command.now[at.MOVING], MOVING_LAG, dt)
    clock[at.VAGAL] = lag(clock[at.VAGAL], person[at.GAIN_VAGAL] * vagal, VAGAL[1], dt)
    clock[at.SYMPATHETIC] = lag(clock[at.SYMPATHETIC], person[at.GAIN_SYMPATHETIC] * quick, SYMPATHETIC[1], dt)
    squeeze = person[at.GAIN_R_ARTERIAL] * quick + person[at.GAIN_R_CARDIOPULMONARY] * quick_atrial
    clock[at.VASOCONSTRICTION] = lag(clock[at.VASOCONSTRICTION], squeeze, RESISTANCE[1], dt)
    clock[at.CONTRACTILITY] = lag(clock[at.CONTRACTILITY], person[at.GAIN_CONTRACTILITY] * quick, SYMPATHETIC[1], dt)
    tone = person[at.GAIN_V_ARTERIAL] * late + person[at.GAIN_V_CARDIOPULMONARY] * late_atrial
    clock[at.VENOUS_TONE] = lag(clock[at.VENOUS_TONE], tone, VENOUS[1], dt)


@part
def tighten_veins(net: Network, state: State) -> None:
    """Share the change of unstressed volume among the veins."""
    given_up = state.clock[at.VENOUS_TONE] + VEINS_EMPTIED * state.clock[at.EFFORT_NOW]
    for i in range(net.elastic, net.vessels):
        unstressed_now = net.unstressed[i] - net.tone_share[i] * given_up
        state.unstressed_now[i] = max(unstressed_now, LOWEST_FACTOR * net.unstressed[i])


@part
def set_beds(net: Network, command: Command, state: State, dt: float) -> None:
    """Set the tone of every bed: nerves, effort, local exercise, hanging down."""
    clock = state.clock
    nerves = max(1.0 + clock[at.VASOCONSTRICTION], LOWEST_FACTOR)
    for b in range(net.bed_in.size):
        effort, local = state.bed_effort[b], state.bed_local[b]
        wanted = command.work[b] * command.now[at.EFFORT]
        constant = EFFORT_ON if wanted > effort else EFFORT_OFF
        state.bed_effort[b] = lag(effort, wanted, constant, dt)
        constant = command.now[at.LOCAL_ON] if command.local[b] > local else command.now[at.LOCAL_OFF]
        state.bed_local[b] = lag(local, command.local[b], constant, dt)
        vein = net.bed_vein[b]
        hanging = veno_arteriolar(state.transmural[vein]) + myogenic(-column_pressure(state.height[vein]))
        state.bed_hanging[b] = lag(state.bed_hanging[b], net.bed_dependent[b] * hanging, HANGING_LAG, dt)
        demand = conductance_demand(state.bed_effort[b], net.bed_per_effort[b], state.bed_local[b])
        open_by = granted_conductance(demand, clock[at.MEAN_ARTERIAL])
        viscera = 1.0 + VISCERAL_RISE * clock[at.EFFORT_NOW] * net.bed_visceral[b]
        narrow = (1.0 + net.bed_reflex[b] * (nerves - 1.0)) * viscera * (1.0 + state.bed_hanging[b])
        state.tone[net.bed_in[b]] = escaped_narrowing(narrow, open_by) / open_by
        state.tone[net.bed_out[b]] = 1.0 / open_by


@part
def next_beat(net: Network, command: Command, state: State) -> float:
    """Return the length of the beat that begins now: recorded, or what reflexes and effort ask for, in s."""
    if command.now[at.RR_IMPOSED] > 0.0:
        return float(command.now[at.RR_IMPOSED])
    person, clock = net.person, state.clock
    interval = max(person[at.RR_REST] - clock[at.VAGAL] - clock[at.SYMPATHETIC], 60.0 / person[at.RATE_MAX])
    effort, moving = clock[at.EFFORT_NOW], MOVING_RISE * clock[at.MOVING_NOW]
    rate = working_heart_rate(60.0 / interval, effort, moving, person[at.RATE_REST], person[at.RATE_MAX])
    return float(60.0 / rate)
