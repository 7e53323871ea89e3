"""The reflex clock, every 0.1 s: nerves and tissues answer to what they sense."""

from __future__ import annotations

from secondheart._jit import part
from secondheart.engine import layout as at
from secondheart.engine.faint import let_fade
from secondheart.engine.layout import Command, Floats, Ints, Network, State
from secondheart.physics.baroreflex import (
    arterial_error,
    cardiopulmonary_error,
    missing_pulse,
    reported_pressure,
    vagal_hold,
)
from secondheart.physics.breathing import inflation, respiratory_gate
from secondheart.physics.dependency import emptied_share, myogenic, veno_arteriolar
from secondheart.physics.exercise import emptied_veins, working_heart_rate
from secondheart.physics.gravity import column_pressure
from secondheart.physics.hyperaemia import conductance_demand, escaped_narrowing, granted_conductance
from secondheart.physics.skin import warm_conductance
from secondheart.physics.stress_relaxation import yielding

LOWEST_FACTOR = 0.3  # no resistance falls below this share by a lack of nerve traffic (assumed)


@part
def lag(value: float, wanted: float, constant: float, dt: float) -> float:
    """One step of a first-order lag, implicit."""
    return let_fade(value + (wanted - value) * dt / (constant + dt))


@part
def sense(net: Network, transmural: Floats, potential: Floats, clock: Floats, dt: float) -> None:
    """Average what the sensors see, every step of the control clock: walls that are stretched."""
    person = net.person
    aorta, carotid, atrium = net.aorta, net.carotid, net.atrium
    share = person[at.CAROTID_SHARE]
    seen = share * transmural[carotid] + (1.0 - share) * transmural[aorta]
    clock[at.SENSED_ARTERIAL] = lag(clock[at.SENSED_ARTERIAL], seen, person[at.BEAT_LAG], dt)
    clock[at.ADAPTED] = lag(clock[at.ADAPTED], clock[at.SENSED_ARTERIAL], person[at.ADAPTING], dt)
    clock[at.SENSED_ATRIAL] = lag(clock[at.SENSED_ATRIAL], transmural[atrium], person[at.BREATH_LAG], dt)
    swing = abs(transmural[aorta] - clock[at.ARCH_MEAN])
    clock[at.ARCH_MEAN] = lag(clock[at.ARCH_MEAN], transmural[aorta], person[at.BEAT_LAG], dt)
    clock[at.ARCH_SWING] = lag(clock[at.ARCH_SWING], swing, person[at.PULSE_LAG], dt)
    clock[at.MEAN_ARTERIAL] = lag(clock[at.MEAN_ARTERIAL], potential[aorta], person[at.MEAN_LAG], dt)


@part
def read_delayed(buffer: Floats, place: int, delay: float, dt: float) -> float:
    """Read a ring buffer `delay` seconds back."""
    return float(buffer[(place - int(delay / dt + 0.5)) % at.DELAYS])


@part
def report(person: Floats, clock: Floats, counts: Ints, arterial: Floats, atrial: Floats) -> int:
    """Write the errors that the sensors report now; return their place in the ring buffers."""
    place = (counts[at.DELAY_AT] + 1) % at.DELAYS
    counts[at.DELAY_AT] = place
    reported = reported_pressure(clock[at.SENSED_ARTERIAL], clock[at.ADAPTED], person[at.LEAD], person[at.ADAPTING])
    command = max(person[at.SET_POINT_RISE] * clock[at.EFFORT_NOW], person[at.MOVING_SET] * clock[at.MOVING_NOW])
    wanted = person[at.SET_ARTERIAL] + command
    arterial[place] = arterial_error(wanted, reported)
    atrial[place] = cardiopulmonary_error(person[at.SET_ATRIAL], clock[at.SENSED_ATRIAL])
    return int(place)


@part
def tighten_belly(person: Floats, clock: Floats, upright: float, dt: float) -> None:
    """Let the wall of the belly take up the column behind it, by the share of its weight that a trunk upright has."""
    wanted = person[at.BELLY_UPRIGHT] * upright
    clock[at.BELLY_COLUMN] = lag(clock[at.BELLY_COLUMN], wanted, person[at.BELLY_LAG], dt)


@part
def answer(
    person: Floats, now: Floats, clock: Floats, counts: Ints, arterial: Floats, atrial: Floats, dt: float
) -> None:
    """Move the arms of both reflexes and the effort that the heart and vessels follow."""
    place = report(person, clock, counts, arterial, atrial)
    vagal = read_delayed(arterial, place, person[at.VAGAL_DELAY], dt)
    quick = read_delayed(arterial, place, person[at.SYMPATHETIC_DELAY], dt)
    missing = missing_pulse(person[at.PULSE_WEIGHT], person[at.PULSE_USUAL], clock[at.ARCH_SWING])
    clock[at.EFFORT_NOW] = lag(clock[at.EFFORT_NOW], now[at.EFFORT], person[at.EFFORT_LAG], dt)
    moving = max(now[at.MOVING], clock[at.RISING])
    clock[at.MOVING_NOW] = lag(clock[at.MOVING_NOW], moving, person[at.MOVING_LAG], dt)
    clock[at.VAGAL] = lag(clock[at.VAGAL], person[at.GAIN_VAGAL] * (vagal + missing), person[at.VAGAL_LAG], dt)
    lungs = now[at.BREATH_DEPTH] * inflation(clock[at.BREATH_PHASE])
    clock[at.LUNGS_FELT] = lag(clock[at.LUNGS_FELT], lungs, person[at.LUNGS_LAG], dt)
    heart = person[at.SYMPATHETIC_LAG]
    clock[at.SYMPATHETIC] = lag(clock[at.SYMPATHETIC], person[at.GAIN_SYMPATHETIC] * (quick + missing), heart, dt)
    clock[at.CONTRACTILITY] = lag(clock[at.CONTRACTILITY], person[at.GAIN_CONTRACTILITY] * quick, heart, dt)
    late = read_delayed(arterial, place, person[at.RESISTANCE_DELAY], dt)
    late_atrial = read_delayed(atrial, place, person[at.RESISTANCE_DELAY], dt)
    squeeze = person[at.GAIN_R_ARTERIAL] * late + person[at.GAIN_R_CARDIOPULMONARY] * late_atrial
    clock[at.VASOCONSTRICTION] = lag(clock[at.VASOCONSTRICTION], squeeze, person[at.RESISTANCE_LAG], dt)
    late = read_delayed(arterial, place, person[at.VENOUS_DELAY], dt)
    late_atrial = read_delayed(atrial, place, person[at.VENOUS_DELAY], dt)
    tone = person[at.GAIN_V_ARTERIAL] * late + person[at.GAIN_V_CARDIOPULMONARY] * late_atrial
    clock[at.VENOUS_TONE] = lag(clock[at.VENOUS_TONE], tone, person[at.VENOUS_LAG], dt)


@part
def set_veins(net: Network, state: State, dt: float) -> None:
    """Share the change of unstressed volume among the veins, and let their walls give way."""
    person = net.person
    given_up = state.clock[at.VENOUS_TONE] + emptied_veins(person[at.VEINS_EMPTIED], state.clock[at.EFFORT_NOW])
    for i in range(net.elastic, net.vessels):
        fresh = max(net.unstressed[i] - net.tone_share[i] * given_up, LOWEST_FACTOR * net.unstressed[i])
        wanted = yielding(person[at.CREEP_SHARE], state.volume[i], fresh)
        state.yielded[i] = lag(state.yielded[i], wanted, person[at.CREEP_LAG], dt)
        state.unstressed_now[i] = fresh + state.yielded[i]


@part
def set_beds(net: Network, command: Command, state: State, dt: float) -> None:
    """Set the tone of every bed: nerves, effort, local exercise, warmth, hanging down."""
    clock, person = state.clock, net.person
    nerves = max(1.0 + clock[at.VASOCONSTRICTION], LOWEST_FACTOR)
    working = max(command.now[at.EFFORT], person[at.RISE_EFFORT] * clock[at.RISING])
    for b in range(net.bed_in.size):
        effort, local = state.bed_effort[b], state.bed_local[b]
        wanted = command.work[b] * working
        constant = person[at.EFFORT_ON] if wanted > effort else person[at.EFFORT_OFF]
        state.bed_effort[b] = lag(effort, wanted, constant, dt)
        state.bed_warm[b] = lag(state.bed_warm[b], command.now[at.WARMTH], person[at.SKIN_LAG], dt)
        constant = command.now[at.LOCAL_ON] if command.local[b] > local else command.now[at.LOCAL_OFF]
        state.bed_local[b] = lag(local, command.local[b], constant, dt)
        vein = net.bed_vein[b]
        pressed = state.transmural[vein]
        state.bed_used_to[b] = lag(state.bed_used_to[b], pressed, person[at.EMPTIED_MEMORY], dt)
        column = -column_pressure(state.height[vein])
        emptied = net.bed_dependent[b] * emptied_share(state.bed_used_to[b], pressed, column)
        state.bed_emptied[b] = lag(state.bed_emptied[b], emptied, person[at.EMPTIED_LAG], dt)
        hanging = veno_arteriolar(pressed) + myogenic(column)
        state.bed_hanging[b] = lag(state.bed_hanging[b], net.bed_dependent[b] * hanging, person[at.HANGING_LAG], dt)
        demand = conductance_demand(state.bed_effort[b], net.bed_per_effort[b], state.bed_local[b])
        demand += person[at.EMPTIED_OPENING] * state.bed_emptied[b]
        open_by = granted_conductance(demand, clock[at.MEAN_ARTERIAL]) * warm_conductance(
            net.bed_skin[b], state.bed_warm[b]
        )
        viscera = 1.0 + person[at.VISCERAL_RISE] * clock[at.EFFORT_NOW] * net.bed_visceral[b]
        narrow = (1.0 + net.bed_reflex[b] * (nerves - 1.0)) * viscera * (1.0 + state.bed_hanging[b])
        state.tone[net.bed_in[b]] = escaped_narrowing(narrow, open_by) / open_by
        state.tone[net.bed_out[b]] = 1.0 / open_by


@part
def next_beat(person: Floats, now: Floats, clock: Floats) -> float:
    """Return the length of the beat that begins now: recorded, or what reflexes and effort ask for, in s."""
    if now[at.RR_IMPOSED] > 0.0:
        return float(now[at.RR_IMPOSED])
    held = person[at.RR_HELD]
    gate = respiratory_gate(person[at.GAIN_BREATH], clock[at.LUNGS_FELT], now[at.BREATH_DEPTH])
    vagus = vagal_hold(held, clock[at.VAGAL]) * gate
    interval = max(person[at.RR_REST] - held + vagus - clock[at.SYMPATHETIC], 60.0 / person[at.RATE_MAX])
    effort, moving = clock[at.EFFORT_NOW], person[at.MOVING_RISE] * clock[at.MOVING_NOW]
    rate = working_heart_rate(60.0 / interval, effort, moving, person[at.RATE_MAX])
    return float(60.0 / rate)
