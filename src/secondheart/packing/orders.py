"""A protocol's steps, as orders that are written into the stepper's arrays at exact steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Self, overload

import numpy as np

from secondheart.anatomy import LEGS, split_side
from secondheart.engine import layout as at
from secondheart.engine.layout import Command, Floats, State
from secondheart.packing.muscle_table import muscle_pressures, working_legs
from secondheart.packing.network import Packed
from secondheart.packing.pressure import (
    Outfit,
    heights_of,
    in_water,
    outfit,
    rise_share,
    tourniquet_clamps,
    under_cuffs,
    under_device,
)
from secondheart.packing.transfers import Transfer, transfers_of
from secondheart.person.body import MUSCLES
from secondheart.physics.breathing import belly_swing, chest_swing
from secondheart.physics.gravity import drop
from secondheart.physics.skin import skin_warmth
from secondheart.protocol import LIE, STAND, Activity, Posture, Protocol, Step
from secondheart.protocol._shared_parts import movement, refuse_too_many

# A phase that left its table within a step would read beyond its end; tissue follows with a lag of 30 ms, so that of
# anything faster only the mean acts.
FASTEST_CYCLE_S = 2.0 * at.TICK_S
CLAMPED = 1e6  # factor on the resistance of a clamped artery
USUAL_S = 0.3  # in which cuffs and garments are let go
WATER_S = 10.0  # in which one gets into water, or out of it (assumed)
QUICKEST_S = 0.2  # in which a cuff of a leg's size can be filled or let off at the quickest (assumed)
# Mean speed of the part of the body that a change of posture lifts or lowers most, at the fastest. Assumed: at its
# height it is half as much again, and a head in a fall comes to 2.9 m/s (doi 10.1016/j.jbiomech.2015.02.025).
FASTEST_CM_S = 200.0
# Of the network's arrays, those that orders write
WRITTEN = ("clamp", "surroundings", "transmission", "garment_pressure", "sleeve_stiffness")
HARD_MMHG = 100.0  # pressure in a muscle from which a contraction counts as hard (assumed)
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
    outfit: Outfit
    clamped: list[int]  # connections that are closed
    same_rhythm: bool  # the movement goes on from the step before: its phase is kept

    def write(self, packed: Packed, command: Command, state: State, dt: float) -> None:
        """Write the order; what ramps starts from where it is."""
        rise = command.now[at.RISE]
        begun, steps = self._turn(command, state, dt)
        command.now[:] = self.now
        if begun < state.counts[at.STEP]:
            command.now[at.RISE] = rise  # of the change of posture that is under way
        command.now[at.RAMP_START], command.now[at.RAMP_STEPS] = begun, steps
        command.height_to[:] = self.heights
        _fill(command, state, self.cuffs, self.cuff_s / dt)
        command.work[:] = self.work
        command.local[:] = self.local
        command.muscle[:] = self.muscle
        self.outfit.put_on(packed.network)
        packed.network.clamp[:] = 1.0
        packed.network.clamp[self.clamped] = CLAMPED
        if not self.same_rhythm:
            state.clock[at.MUSCLE_PHASE] = 0.0

    def _turn(self, command: Command, state: State, dt: float) -> tuple[float, float]:
        """Return the step at which the change of posture begins, and how many it takes; one under way goes on."""
        step, begun, steps = state.counts[at.STEP], command.now[at.RAMP_START], command.now[at.RAMP_STEPS]
        if begun <= step < begun + steps and np.array_equal(command.height_to, self.heights):
            return begun, steps
        command.height_from[:] = state.height
        ramp_s = max(self.ramp_s, shortest_turn_s(state.height, self.heights))
        return step, max(ramp_s / dt, 1e-9)


def shortest_turn_s(before: Floats, after: Floats) -> float:
    """Time that a body takes at least to move its vessels from some heights to others, in s.

    Turned in no time while cuffs press on the veins, it would throw the blood faster than the law of the veins holds.
    """
    return float(np.abs(after - before)[:-1].max()) / FASTEST_CM_S  # the last is the inclination of the trunk


@dataclass(frozen=True)
class Press:
    """What is written within a step, where a chamber of a device begins or ends to fill or to empty."""

    begins: int  # step of the run
    cuffs: Floats
    cuff_s: float

    def write(self, packed: Packed, command: Command, state: State, dt: float) -> None:  # noqa: ARG002 - as of an order
        """Let the pressures of cuffs and chambers go on from where they are."""
        _fill(command, state, self.cuffs, self.cuff_s / dt)


def _fill(command: Command, state: State, cuffs: Floats, steps: float) -> None:
    # The control clock has not yet seen the end of a rise that is over now: without this it would never quite end.
    over = state.counts[at.STEP] > command.now[at.CUFF_START] + command.now[at.CUFF_STEPS] - 0.5
    command.cuff_from[:], command.cuff_to[:] = command.cuff_to if over else state.cuff, cuffs
    command.now[at.CUFF_START], command.now[at.CUFF_STEPS] = state.counts[at.STEP], max(steps, 1e-9)


AnyOrder = Order | Press | Transfer


class Orders(Sequence[AnyOrder]):
    """One order for each step of a protocol, and one for each change of a device's chambers within it.

    They are made when they are asked for: those of a day together would fill the memory. Where they are few,
    `make_all` makes them together, before the stepper has run over what Python keeps at hand.

    Attributes
    ----------
    begins : tuple of int
        Step of the run at which each begins.
    """

    def __init__(self, protocol: Protocol, packed: Packed, dt: float) -> None:
        self._steps, self._packed, self._dt = protocol.steps, packed, dt
        self._switched_on = switched_on(protocol)
        self._outfits: dict[tuple[Any, ...], Outfit] = {}
        # Which step each order is of, and where in it, in steps of the run.
        self._parts = [(i, part) for i in range(len(self._steps)) for part in pairwise(self._changes(i))]
        starts = [round(start / dt) for start in protocol.starts()]
        pressing = [(starts[i] + begin, k) for k, (i, (begin, _)) in enumerate(self._parts)]
        moving = [(one.begins, one) for i, step in enumerate(self._steps) for one in transfers_of(step, starts[i], dt)]
        self._due: list[tuple[int, int | Transfer]] = sorted([*pressing, *moving], key=lambda due: due[0])
        self.begins = tuple(begins for begins, _ in self._due)
        self._all_orders: list[AnyOrder] = []

    def make_all(self) -> Self:
        """Make all orders now."""
        self._all_orders = self[:]
        return self

    def __len__(self) -> int:
        return len(self._due)

    @overload
    def __getitem__(self, place: int) -> AnyOrder: ...

    @overload
    def __getitem__(self, place: slice) -> list[AnyOrder]: ...

    def __getitem__(self, place: int | slice) -> AnyOrder | list[AnyOrder]:
        if isinstance(place, slice):
            return [self._build(k) for k in range(*place.indices(len(self)))]
        return self._all_orders[place] if self._all_orders else self._build(range(len(self))[place])

    def _build(self, place: int) -> AnyOrder:
        begins, k = self._due[place]
        if isinstance(k, Transfer):
            return k
        i, (begin, end) = self._parts[k]
        step, before = self._steps[i], self._steps[i - 1] if i else None
        cuffs, cuff_s = self._pressures(i, end * self._dt), (end - begin) * self._dt
        if begin:
            return Press(begins, cuffs, cuff_s)
        if step.device is None:
            cuff_s = self._rise(i)
        return _order(step, before, begins, self._packed, (cuffs, cuff_s, self._outfit(step)))

    def _changes(self, i: int) -> list[int]:
        """Steps within a step of the protocol at which an order is needed, its end included."""
        step, on_s = self._steps[i], self._switched_on[i]
        whole = max(round(step.duration_s / self._dt), 1)
        if step.device is None:
            return [0, whole]
        moments = [*step.device.within(on_s, on_s + step.duration_s)]
        if self._presses_anew(i):
            moments.append(on_s + self._rise(i))
        inner = {round((moment - on_s) / self._dt) for moment in moments}
        return [0, *sorted(one for one in inner if 0 < one < whole), whole]

    def _presses_anew(self, i: int) -> bool:
        """Say whether anything but the chambers of the step's own device changes when a step begins."""
        step = self._steps[i]
        before = self._steps[i - 1] if i else resting(step)
        alike = (before.cuffs, before.wear, before.water_cm) == (step.cuffs, step.wear, step.water_cm)
        return not alike or before.device not in (None, step.device)

    def _rise(self, i: int) -> float:
        """Return in how many seconds what presses from outside has reached its pressure, when a step begins."""
        step = self._steps[i]
        wet = {one.water_cm or 0.0 for one in self._steps[max(i - 1, 0) : i + 1]}
        return max(_rise(step), WATER_S) if len({*wet, *(() if i else (0.0,))}) > 1 else _rise(step)

    def _outfit(self, step: Step) -> Outfit:
        wet = (step.water_cm, step.posture, step.gravity_g) if step.water_cm else ()
        key = (step.wear, *wet)
        if key not in self._outfits:
            self._outfits[key] = in_water(outfit(self._packed, step.wear), step, self._packed)
        return self._outfits[key]

    def _pressures(self, i: int, t_s: float) -> Floats:
        """Pressures around the vessels some seconds into a step; without a device, those once the cuffs are filled."""
        step = self._steps[i]
        garments = self._outfit(step).garment_pressure
        full = under_cuffs(step.cuffs, garments, self._packed)
        if step.device is None:
            return full
        left = self._pressures_before(i) if i else garments
        filling = left + rise_share(t_s, self._rise(i)) * (full - left)
        return np.maximum(filling, under_device(step.device, self._switched_on[i] + t_s, garments, self._packed))

    def _pressures_before(self, i: int) -> Floats:
        """Pressures that are let go when a step begins: what the one before leaves, but for a device that goes on."""
        step, device = self._steps[i - 1], self._steps[i - 1].device
        garments = self._outfit(step).garment_pressure
        full = under_cuffs(step.cuffs, garments, self._packed)
        if device is None or device == self._steps[i].device:
            return full
        since_s = self._switched_on[i - 1] + step.duration_s
        return np.maximum(full, under_device(device, since_s, garments, self._packed))


def switched_on(protocol: Protocol) -> list[float]:
    """Return how long the device of each step has been on when the step begins, in s; 0 where it begins with it.

    A device that the next step has too goes on in its rhythm.
    """
    since = [0.0]
    for before, step in pairwise(protocol.steps):
        goes_on = step.device is not None and step.device == before.device
        since.append(since[-1] + before.duration_s if goes_on else 0.0)
    return since


def _rise(step: Step) -> float:
    return max(QUICKEST_S, *(cuff.rise_s for cuff in step.cuffs)) if step.cuffs else USUAL_S


def build_orders(protocol: Protocol, packed: Packed, dt: float) -> Orders:
    """Return the orders of a protocol.

    Raises
    ------
    InputError
        If it has so many different movements that to make their tables would take minutes.
    """
    refuse_too_many({movement(step.contraction) for step in protocol.steps if step.contraction})
    return Orders(protocol, packed, dt)


def resting(step: Step) -> Step:
    """Return the step as it is settled in: its posture and breathing, at rest and untouched."""
    untouched = step.replace(cuffs=(), device=None, without=frozenset(), water_cm=None)
    fluids = step.fluids and step.fluids.replace(bleed_mL_per_min=0.0, infuse_mL_per_min=0.0)
    return untouched.replace(activity=None, transition_s=0.0, heart_rate_bpm=None, fluids=fluids, passive=True)


def _order(
    step: Step, before: Step | None, begins: int, packed: Packed, pressed: tuple[Floats, float, Outfit]
) -> Order:
    cuffs, cuff_s, wearing = pressed
    activity = None if "muscles" in step.without else step.contraction
    moved = before is not None and before.posture.angles != step.posture.angles
    old = None if before is None or "muscles" in before.without else before.contraction
    return Order(
        begins=begins,
        heights=step.gravity_g * heights(step.posture, packed),  # what counts of a height is its weight
        ramp_s=step.transition_s if moved else 0.0,
        cuffs=cuffs,
        cuff_s=cuff_s,
        now=_now(step, activity, _rise_of(step, before, packed) if before and moved else 0.0),
        work=_work(step, packed),
        local=_local(step, packed),
        muscle=muscle_pressures(step, activity, wearing.strengths),
        outfit=wearing,
        clamped=[*tourniquet_clamps(step, packed), *(groin_clamps(packed) if "heart" in step.without else ())],
        same_rhythm=activity is not None and old is not None and activity.name == old.name,
    )


def heights(posture: Posture, packed: Packed) -> Floats:
    """Height of each vessel above the right atrium in a posture, and the sine of the trunk's inclination, in cm."""
    known = packed.heights  # a protocol comes back to the same few postures at each of its steps
    if posture.angles not in known:
        places = heights_of(packed.positions, posture, packed)
        known[posture.angles] = np.append(places, drop(1.0, posture.angles[0]))
    return known[posture.angles]


def _rise_of(step: Step, before: Step, packed: Packed) -> float:
    """Return how far a person rises by own force, as a share of standing up from lying; nothing on a table."""
    if step.passive or "muscles" in step.without or len(step.paralysed) == len(LEGS):
        return 0.0
    whole = heights(LIE, packed) - heights(STAND, packed)
    foot = int(whole.argmax())
    deeper = (heights(before.posture, packed) - heights(step.posture, packed))[foot]
    return float(np.clip(step.gravity_g * deeper / whole[foot], 0.0, 1.0))


def _now(step: Step, activity: Activity | None, rise: float) -> Floats:
    now = np.zeros(at.COMMANDS)
    now[at.RISE] = rise
    breathing = step.breathing
    litres = 0.0 if "breathing" in step.without else breathing.depth_mL / 1000.0
    now[at.RR_IMPOSED] = 60.0 / step.heart_rate_bpm if step.heart_rate_bpm else 0.0
    now[at.BREATH_RATE] = breathing.rate_per_min / 60.0
    now[at.BREATH_DEPTH] = litres
    now[at.CHEST_SWING] = chest_swing(litres)
    now[at.BELLY_SWING] = belly_swing(litres, breathing.belly_percent / 100.0)
    now[at.EFFORT] = step.activity.effort_percent / 100.0 if step.activity else 0.0
    now[at.MOVING] = _moving_share(step, activity if step.activity else None)  # what is willed
    now[at.WARMTH] = skin_warmth(step.air_C, now[at.EFFORT])
    now[at.MUSCLE_RATE] = 1.0 / max(activity.period_s, FASTEST_CYCLE_S) if activity else 0.0
    now[at.LOCAL_ON] = step.activity.on_s if step.activity else 5.0
    now[at.LOCAL_OFF] = step.activity.off_s if step.activity else 20.0
    if step.fluids:
        for place, rate in (
            (at.DRINK, step.fluids.drink_mL_per_h),
            (at.URINE, step.fluids.urine_mL_per_h),
            (at.LOSS, step.fluids.loss_mL_per_h),
        ):
            now[place] = rate / 3600.0
    return now


def _moving_share(step: Step, activity: Activity | None) -> float:
    """Return how hard legs are ordered to contract: a weak muscle gets the same order."""
    if activity is None or not working_legs(step, activity):
        return 0.0
    hardest = max((b.pressure_mmHg for b in activity.bursts if b.group in MUSCLES), default=0.0)
    return min(hardest * activity.strength_percent / 100.0 / HARD_MMHG, 1.0)


def _local(step: Step, packed: Packed) -> Floats:
    wanted = step.activity.hyperaemia if step.activity else {}
    return _muscle_beds(packed, {side: wanted for side in working_legs(step, step.activity)})


def _work(step: Step, packed: Packed) -> Floats:
    shares = step.activity.effort_share if step.activity else {}
    idle = dict.fromkeys(LEG_PARTS, 0.0)
    at_rest = step.paralysed | (frozenset() if step.activity else step.unloaded)
    return _muscle_beds(packed, {side: idle if side in at_rest else shares for side in LEGS})


def _muscle_beds(packed: Packed, by_side: Mapping[str, Mapping[Any, float]]) -> Floats:
    """Return a factor for each bed: of a leg's muscle that of its side and part, 1 where there is none."""
    factors = np.ones(len(packed.beds))
    if not any(by_side.values()):
        return factors
    for place, side, part in _places_of_muscles(packed.beds, packed.bed_parts, packed.bed_tissues):
        factors[place] = by_side.get(side, {}).get(part, 1.0)
    return factors


@lru_cache(maxsize=16)
def _places_of_muscles(
    beds: tuple[str, ...], parts: tuple[str, ...], tissues: tuple[str, ...]
) -> list[tuple[int, str, str]]:
    """Return place, side and part of each bed that is muscle: bodies differ in numbers alone."""
    rows = enumerate(zip(beds, parts, tissues, strict=True))
    return [(place, split_side(bed)[1], part) for place, (bed, part, tissue) in rows if tissue == "muscle"]


def groin_clamps(packed: Packed) -> list[int]:
    """Places of the connections that are clamped when the heart's push is switched off."""
    tail, heads = GROIN_ARTERIES
    return [packed.connection(f"{tail}_{side}>{head}_{side}") for side in LEGS for head in heads]
