"""A protocol's steps, as orders that are written into the stepper's arrays at exact steps."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import numpy as np

from secondheart.engine import layout as at
from secondheart.engine.layout import Command, Floats, State
from secondheart.errors import UnknownName
from secondheart.packing.network import Packed
from secondheart.person.body import MUSCLES, SIDES, WALLS
from secondheart.physics.breathing import belly_swing, chest_swing
from secondheart.physics.foot_pump import sole_pressure
from secondheart.physics.gravity import drop
from secondheart.physics.muscle import burst, tissue_pressure
from secondheart.protocol import Activity, Burst, Load, Posture, Protocol, Step

PLACES = 1024  # of a table of one cycle of a movement
CLAMPED = 1e6  # factor on the resistance of a clamped artery
LEG_PARTS = ("foot", "calf", "thigh")
GROIN_ARTERIES = ("external_iliac_artery", ("femoral_artery", "deep_femoral_artery"))


@dataclass(frozen=True)
class Order:
    """What is written when a step of the protocol begins."""

    begins: int  # step of the run
    heights: Floats  # vessels + 1
    ramp_s: float
    cuffs: Floats
    cuff_s: float
    now: Floats
    work: Floats
    local: Floats
    muscle: Floats
    clamped: bool
    same_rhythm: bool  # the movement goes on from the step before: its phase is kept

    def write(self, packed: Packed, command: Command, state: State, dt: float) -> None:
        """Write the order; what ramps starts from where it is."""
        step = state.counts[at.STEP]
        command.now[:] = self.now
        command.height_from[:], command.height_to[:] = state.height, self.heights
        command.cuff_from[:], command.cuff_to[:] = state.cuff, self.cuffs
        command.now[at.RAMP_START], command.now[at.RAMP_STEPS] = step, max(self.ramp_s / dt, 1e-9)
        command.now[at.CUFF_START], command.now[at.CUFF_STEPS] = step, max(self.cuff_s / dt, 1e-9)
        command.work[:] = self.work
        command.local[:] = self.local
        command.muscle[:] = self.muscle
        packed.network.clamp[groin_clamps(packed)] = CLAMPED if self.clamped else 1.0
        if not self.same_rhythm:
            state.clock[at.MUSCLE_PHASE] = 0.0


def orders(protocol: Protocol, packed: Packed, dt: float) -> list[Order]:
    """Return one order for each step of the protocol."""
    made: list[Order] = []
    before: Step | None = None
    for begins, step in zip(protocol.starts(), protocol.steps, strict=True):
        made.append(_order(step, before, round(begins / dt), packed))
        before = step
    return made


def resting(step: Step) -> Step:
    """Return the step as it is settled in: its posture and breathing, at rest and untouched."""
    return step.replace(activity=None, cuffs=(), transition_s=0.0, heart_rate_bpm=None, without=frozenset())


def _order(step: Step, before: Step | None, begins: int, packed: Packed) -> Order:
    activity = None if "muscles" in step.without else step.activity
    moved = before is not None and before.posture.angles != step.posture.angles
    old = None if before is None or "muscles" in before.without else before.activity
    return Order(
        begins=begins,
        heights=heights(step.posture, packed),
        ramp_s=step.transition_s if moved else 0.0,
        cuffs=_cuffs(step, packed),
        cuff_s=max((cuff.rise_s for cuff in step.cuffs), default=0.3),
        now=_now(step, activity),
        work=_work(step, packed),
        local=_local(step, packed),
        muscle=_muscle(step, activity, tuple(packed.body.strengths.values())),
        clamped="heart" in step.without,
        same_rhythm=activity is not None and old is not None and activity.name == old.name,
    )


def heights(posture: Posture, packed: Packed) -> Floats:
    """Height of each vessel above the right atrium in a posture, and the sine of the trunk's inclination, in cm."""
    scalars = packed.body.scalars
    bounds = np.array([0.0, *(scalars[f"segments.{name}"] for name in ("groin", "knee", "ankle")), np.inf])
    drops = [drop(1.0, angle) for angle in posture.angles]
    result = np.empty(len(packed.positions) + 1)
    upwards = np.minimum(packed.positions, 0.0)  # head and neck go with the trunk
    result[:-1] = -upwards * drops[0]
    for begin, end, fall in zip(bounds[:-1], bounds[1:], drops, strict=True):
        result[:-1] -= np.clip(packed.positions - begin, 0.0, end - begin) * fall
    result[-1] = drops[0]
    return result


def _now(step: Step, activity: Activity | None) -> Floats:
    now = np.zeros(at.COMMANDS)
    breathing = step.breathing
    litres = 0.0 if "breathing" in step.without else breathing.depth_mL / 1000.0
    now[at.RR_IMPOSED] = 60.0 / step.heart_rate_bpm if step.heart_rate_bpm else 0.0
    now[at.BREATH_RATE] = breathing.rate_per_min / 60.0
    now[at.CHEST_SWING] = chest_swing(litres)
    now[at.BELLY_SWING] = belly_swing(litres, breathing.belly_percent / 100.0)
    now[at.EFFORT] = step.activity.effort_percent / 100.0 if step.activity else 0.0
    now[at.MUSCLE_RATE] = 1.0 / activity.period_s if activity else 0.0
    now[at.LOCAL_ON] = step.activity.on_s if step.activity else 5.0
    now[at.LOCAL_OFF] = step.activity.off_s if step.activity else 20.0
    return now


def _local(step: Step, packed: Packed) -> Floats:
    wanted = step.activity.hyperaemia if step.activity else {}
    return _muscle_beds(packed, {side: wanted for side in _working(step, step.activity)})


def _work(step: Step, packed: Packed) -> Floats:
    shares = step.activity.effort_share if step.activity else {}
    idle = dict.fromkeys(LEG_PARTS, 0.0)
    return _muscle_beds(packed, {side: idle if side in step.paralysed else shares for side in SIDES})


def _muscle_beds(packed: Packed, by_side: Mapping[str, Mapping[Any, float]]) -> Floats:
    """Return a factor for each bed: of a leg's muscle that of its side and part, 1 where there is none."""
    factors = np.ones(len(packed.beds))
    for b, (bed, part, tissue) in enumerate(zip(packed.beds, packed.bed_parts, packed.bed_tissues, strict=True)):
        if tissue == "muscle":
            factors[b] = by_side.get(bed.rpartition("_")[2], {}).get(part, 1.0)
    return factors


def _working(step: Step, activity: Activity | None) -> tuple[str, ...]:
    """Legs whose muscles contract."""
    return tuple(side for side in _moving(activity) if side not in step.paralysed)


def _moving(activity: Activity | None) -> tuple[str, ...]:
    return tuple(side for side in SIDES if activity and activity.legs in ("both", "antiphase", side))


def _muscle(step: Step, activity: Activity | None, strengths: tuple[float, ...]) -> Floats:
    """Pressure of each muscle group over one cycle, places x muscle, in mmHg."""
    standing = tuple(0.0 if "muscles" in step.without else step.standing_loads[side] for side in SIDES)
    if activity is None:
        return _cycle((), (), "both", standing, (), (), strengths)
    full = tuple(strength * activity.strength_percent / 100.0 for strength in strengths)
    bearing = tuple(side for side in _moving(activity) if side not in step.unloaded)
    return _cycle(activity.bursts, activity.loads, activity.legs, standing, _working(step, activity), bearing, full)


@lru_cache(maxsize=256)
def _cycle(
    bursts: tuple[Burst, ...],
    loads: tuple[Load, ...],
    legs: str,
    standing: tuple[float, ...],
    working: tuple[str, ...],
    bearing: tuple[str, ...],
    strengths: tuple[float, ...],
) -> Floats:
    # Rhythm and effort are left out of the arguments: a recording has hundreds of both on a few patterns.
    table = np.zeros((PLACES + 1, len(SIDES) * len(MUSCLES) + len(WALLS)))
    for s, side in enumerate(SIDES):
        for m, muscle in enumerate(MUSCLES):
            pressure = np.full(PLACES, sole_pressure(standing[s]) if muscle == "foot" else 0.0)
            if side in working:
                pressure += _contractions(bursts, muscle, strengths[s * len(MUSCLES) + m])
            if side in bearing and muscle == "foot":
                pressure += _loads(loads)
            if legs == "antiphase" and side == "right":
                pressure = np.roll(pressure, PLACES // 2)
            table[:PLACES, s * len(MUSCLES) + m] = pressure
    for w, wall in enumerate(WALLS):
        table[:PLACES, w - len(WALLS)] = _contractions(bursts, wall, 1.0)
    table[PLACES] = table[0]
    return table


def _shape(pulse: Burst | Load) -> Floats:
    places = np.arange(PLACES) / PLACES
    return np.array([burst(p, pulse.start, pulse.rise_end, pulse.hold_end, pulse.stop) for p in places])


def _contractions(bursts: tuple[Burst, ...], muscle: str, strength: float) -> Floats:
    total = np.zeros(PLACES)
    for b in bursts:
        if b.group == muscle:
            total += tissue_pressure(b.pressure_mmHg, strength, 1.0) * _shape(b)
    return total


def _loads(loads: tuple[Load, ...]) -> Floats:
    total = np.zeros(PLACES)
    for load in loads:
        total += sole_pressure(load.weight) * _shape(load)
    return total


@cache
def cuff_sites() -> dict[str, list[str]]:
    """Veins under a cuff, by its site."""
    text = resources.files("secondheart.person.atlas").joinpath("cuffs.toml").read_text("utf-8")
    return tomllib.loads(text)


def _cuffs(step: Step, packed: Packed) -> Floats:
    pressure = packed.worn.copy()
    for cuff in step.cuffs:
        if cuff.site not in cuff_sites():
            raise UnknownName.of("cuff site", cuff.site, cuff_sites())
        for side in SIDES if cuff.side == "both" else (cuff.side,):
            for name in cuff_sites()[cuff.site]:
                place = packed.vessel(f"{name}_{side}")
                pressure[place] = max(pressure[place], packed.worn[place] + cuff.pressure_mmHg)
    return pressure


def groin_clamps(packed: Packed) -> list[int]:
    """Places of the connections that are clamped when the heart's push is switched off."""
    tail, heads = GROIN_ARTERIES
    return [packed.connection(f"{tail}_{side}>{head}_{side}") for side in SIDES for head in heads]
