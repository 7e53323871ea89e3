"""Pressure of each muscle group over one cycle of a movement, as a table that the stepper looks up."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.engine.layout import Floats
from secondheart.person.body import MUSCLES, WALLS
from secondheart.physics.foot_pump import sole_pressure
from secondheart.physics.muscle import burst, tissue_pressure
from secondheart.protocol import Activity, Burst, Load, Step

CYCLE_PLACES = 1024  # of a table of one cycle of a movement


def working_legs(step: Step, activity: Activity | None) -> tuple[str, ...]:
    """Legs whose muscles contract."""
    return tuple(side for side in moving_legs(activity) if side not in step.paralysed)


def moving_legs(activity: Activity | None) -> tuple[str, ...]:
    """Legs that a movement moves."""
    return tuple(side for side in LEGS if activity and activity.legs in ("both", "antiphase", side))


def muscle_pressures(step: Step, activity: Activity | None, strengths: tuple[float, ...]) -> Floats:
    """Pressure of each muscle group over one cycle, places x muscle, in mmHg."""
    weight = 0.0 if "muscles" in step.without else step.gravity_g
    standing = tuple(weight * step.standing_loads[side] for side in LEGS)
    if activity is None:
        return _cycle((), (), "both", standing, (), (), ())
    full = tuple(strength * activity.strength_percent / 100.0 for strength in strengths)
    bearing = tuple(side for side in moving_legs(activity) if side not in step.unloaded)
    loads = tuple((step.gravity_g * load.weight, load) for load in activity.loads)
    return _cycle(activity.bursts, loads, activity.legs, standing, working_legs(step, activity), bearing, full)


@lru_cache(maxsize=256)
def _cycle(
    bursts: tuple[Burst, ...],
    loads: tuple[tuple[float, Load], ...],
    legs: str,
    standing: tuple[float, ...],
    working: tuple[str, ...],
    bearing: tuple[str, ...],
    strengths: tuple[float, ...],
) -> Floats:
    # Rhythm and effort are left out of the arguments: a recording has hundreds of both on a few patterns.
    table = np.zeros((CYCLE_PLACES + 1, len(LEGS) * len(MUSCLES) + len(WALLS)))
    for s, side in enumerate(LEGS):
        for m, muscle in enumerate(MUSCLES):
            pressure = np.full(CYCLE_PLACES, sole_pressure(standing[s]) if muscle == "foot" else 0.0)
            if side in working:
                pressure += _contractions(bursts, muscle, strengths[s * len(MUSCLES) + m])
            if side in bearing and muscle == "foot":
                pressure += _loads(loads)
            if legs == "antiphase" and side == "right":
                pressure = np.roll(pressure, CYCLE_PLACES // 2)
            table[:CYCLE_PLACES, s * len(MUSCLES) + m] = pressure
    for w, wall in enumerate(WALLS):
        table[:CYCLE_PLACES, w - len(WALLS)] = _contractions(bursts, wall, 1.0)
    table[CYCLE_PLACES] = table[0]
    return table


def pulse_shape(pulse: Burst | Load) -> Floats:
    """Return how a contraction or a load rises, holds and falls over a cycle, 0 to 1."""
    return _shape_of(pulse.start, pulse.rise_end, pulse.hold_end, pulse.stop)


@lru_cache(maxsize=64)
def _shape_of(start: float, rise_end: float, hold_end: float, stop: float) -> Floats:
    shape = np.zeros(CYCLE_PLACES)
    for i in range(
        math.floor(start * CYCLE_PLACES), min(math.ceil(stop * CYCLE_PLACES) + 1, CYCLE_PLACES)
    ):  # zero elsewhere
        shape[i] = burst(i / CYCLE_PLACES, start, rise_end, hold_end, stop)
    return shape


def _contractions(bursts: tuple[Burst, ...], muscle: str, strength: float) -> Floats:
    total = np.zeros(CYCLE_PLACES)
    for b in bursts:
        if b.group == muscle:
            total += tissue_pressure(b.pressure_mmHg, strength, 1.0) * pulse_shape(b)
    return total


def _loads(loads: tuple[tuple[float, Load], ...]) -> Floats:
    total = np.zeros(CYCLE_PLACES)
    for weight, load in loads:  # under another gravity it may weigh more than a load may be said to
        total += sole_pressure(weight) * pulse_shape(load)
    return total
