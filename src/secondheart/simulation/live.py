"""A run that is steered while it goes: what a person does next is said at any moment, and kept.

What was said is a `Protocol`, and `simulate` gives the same numbers for it, to the last bit, with swelling and oxygen
included: orders take effect at
whole ticks of the control clock, and a change of posture that has begun is not broken off, as no protocol can say that.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import deque
from copy import deepcopy
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from secondheart.engine import layout as at
from secondheart.engine.layout import TICK_S as TICK_S
from secondheart.engine.layout import Floats, Record
from secondheart.errors import InputError
from secondheart.packing import Orders, build_orders, pack
from secondheart.packing.aligned import align
from secondheart.packing.network import Packed
from secondheart.packing.orders import resting
from secondheart.packing.records import whole_record
from secondheart.person import Person
from secondheart.physics.raised_cosine import rising_share
from secondheart.protocol import Protocol, Step
from secondheart.results.dataset import beat_columns
from secondheart.simulation.session import Session, prepare, settle
from secondheart.variables import INCLUDED

MOST_SAMPLES = 256  # samples that one stretch may give
MOST_BEATS = 256  # beats of a minute of the fastest heart
OPEN_S = 43_200.0  # what a step is said to last while it lasts; more is looked up when that is near
BLOOD = "blood.volume"
SAMPLED_ARRAYS = ("pressure", "transmural", "volume", "flow", "opening", "muscle")
# What the longest step hangs on: where none of it changes, the check need not be made again
STABILISING = (
    *("tail", "head", "unstressed", "elastance", "systolic"),
    *("per_distending", "scale", "inertance", "resistance"),
)

Ramp = tuple[int, int, tuple[float, ...]]


@dataclass(frozen=True)
class LiveStretch:
    """What was seen in a stretch; rows are samples, columns are all vessels, connections, valves and muscles."""

    ticks: int
    sample_ticks: int
    pressure: Floats
    transmural: Floats
    volume: Floats
    flow: Floats
    opening: Floats
    muscle: Floats
    beat: Floats  # beat x `BEATS` of variables

    @property
    def span_s(self) -> float:
        """Simulated time of the stretch, in seconds."""
        return self.ticks * TICK_S


@dataclass(frozen=True)
class Logged:
    """A step that was ordered, and the tick at which it began; it lasts `OPEN_S` while it is being done."""

    begins: int
    step: Step


@dataclass
class Live:
    """One body on the way. `begin` makes one.

    Attributes
    ----------
    person : Person
    session : Session
    record : Record
        Room for what one stretch gives.
    log : list of Logged
        What was ordered since `since`; the last is being done.
    since : int
        Tick at which the log begins: 0, or when the person was last changed.
    ramp : tuple
        Tick at which the last change of posture began and ends, and the angles before it.
    undo : tuple
        What the last order changed beside the stepper's orders, as it was before.
    presses : deque
        What is to be written within the step, as a device asks for it, and at which step of the run.
    pressed_until : int
        Tick at which the change of a device's pressure that is under way is over.
    """

    person: Person
    session: Session
    record: Record
    log: list[Logged]
    since: int = 0
    ramp: Ramp = (0, 0, (0.0, 0.0, 0.0, 0.0))
    undo: tuple[float, Ramp] = (0.0, ramp)
    presses: deque[tuple[int, Orders, int]] = field(default_factory=deque)
    pressed_until: int = 0

    @property
    def packed(self) -> Packed:
        """The body's names, in the order of its arrays."""
        return self.session.packed

    @property
    def tick(self) -> int:
        """Ticks of the control clock since the run began."""
        return self.session.step // self.session.per_tick

    @property
    def time_s(self) -> float:
        """Simulated time since the run began, in seconds."""
        return self.tick * TICK_S

    @property
    def step(self) -> Step:
        """What is being done."""
        return self.log[-1].step

    @property
    def busy_until(self) -> int:
        """Tick from which something else may begin; not later than now if that is at once."""
        return max(self.ramp[1], self.pressed_until)

    def order(self, step: Step) -> None:
        """Do something else from now on.

        Raises
        ------
        InputError
            If what has begun cannot be broken off now, or the run has not begun.
        """
        now = self.tick
        if self.log[-1].begins == now and len(self.log) > 1:
            self._take_back()
        elif now == 0:
            raise InputError("the run has not begun, and its first posture is the one that was settled in")
        elif now < self.busy_until:
            left_s = (self.busy_until - now) * TICK_S
            raise InputError(f"a change of posture or of a device takes another {left_s:g} s; the next begins after it")
        before = self.log[-1]
        moved = before.step.posture.angles != step.posture.angles
        step = step.replace(duration_s=OPEN_S, transition_s=_round_up_to_ticks(step.transition_s) if moved else 0.0)
        self.undo = (self.session.state.clock[at.MUSCLE_PHASE], self.ramp)
        if before.begins < now:
            self.log[-1] = Logged(before.begins, _lasting(before.step, now - before.begins))
        self.log.append(Logged(now, step))
        self.ramp = (now, now + round(step.transition_s / TICK_S), before.step.posture.angles)
        self._plan(0)
        self._press()

    def _take_back(self) -> None:
        """Forget an order that has not taken effect yet, so that nothing stays of it."""
        self.log.pop()
        self.session.state.clock[at.MUSCLE_PHASE], self.ramp = self.undo

    def _plan(self, elapsed_ticks: int) -> None:
        """Look up what is to be written from some ticks into the last step on."""
        *before, last = self.log
        now = last.step.replace(duration_s=elapsed_ticks * TICK_S + OPEN_S)
        steps = (*(one.step for one in before if one.step.duration_s < OPEN_S), now)
        every = build_orders(Protocol(steps=steps), self.packed, self.session.dt_s)
        origin = self.since * self.session.per_tick
        first = bisect_left(every.begins, (last.begins + elapsed_ticks - self.since) * self.session.per_tick)
        self.presses = deque((origin + every.begins[place], every, place) for place in range(first, len(every)))

    def _press(self) -> None:
        """Write the orders whose time has come."""
        session = self.session
        while self.presses and self.presses[0][0] <= session.step:
            _, every, place = self.presses.popleft()
            session.apply(every[place])
            changing = bool((session.command.cuff_to != session.command.cuff_from).any())
            self.pressed_until = -(-self.presses[0][0] // session.per_tick) if changing and self.presses else 0
            if len(self.presses) == 1:  # it was cut off where the step was said to end
                self._plan(self.tick - self.log[-1].begins)

    def advance(self, ticks: int, sample_ticks: int = 1) -> LiveStretch:
        """Go some ticks further, and return what was seen; it holds until the next call.

        Raises
        ------
        KernelDiverged
            If a volume stops being a number.
        """
        counts, every = self.session.state.counts, sample_ticks * self.session.per_tick
        counts[at.SAMPLES] = 0
        counts[at.BEATS] = min(counts[at.BEATS], 0)  # -1: the beat under way began before the run
        record = self.record._replace(every=every)
        goal = self.session.step + ticks * self.session.per_tick
        while self.session.step < goal:
            self._press()
            stop = min(goal, self.presses[0][0]) if self.presses else goal
            self.session.advance(stop - self.session.step, record)
        rows, beats = int(counts[at.SAMPLES]), max(int(counts[at.BEATS]), 0)
        arrays = {name: getattr(record, name)[:rows] for name in SAMPLED_ARRAYS}
        beat = np.column_stack(beat_columns(record, min(beats, MOST_BEATS)))
        return LiveStretch(ticks=ticks, sample_ticks=sample_ticks, beat=beat, **arrays)

    def change(self, person: Person) -> bool:
        """Go on as another person, whose vessels hold what they held, or return False where that cannot be.

        The blood stays as much as it was, so a person of another size has to begin from rest; and a protocol cannot
        say this, so the log restarts.

        Raises
        ------
        InputError
            If a change of posture or of a device's pressure is under way.
        """
        session = _prepared_like(self.session, person)
        same = session.dt_s == self.session.dt_s and session.packed.connections == self.packed.connections
        if not same or session.packed.body.scalars[BLOOD] != self.packed.body.scalars[BLOOD]:
            return False
        if self.tick < self.busy_until:
            raise InputError("a person is not changed while the posture or a device's pressure changes")
        session.restore(self.session.checkpoint())
        phase = session.state.clock[at.MUSCLE_PHASE]
        self.person, self.session, self.since = person, session, self.tick
        self.log = [Logged(self.tick, self.step.replace(transition_s=0.0))]
        self._plan(0)
        self._press()
        session.state.clock[at.MUSCLE_PHASE] = phase  # a first step begins its movement; this one goes on
        return True

    def protocol(self, name: str = "") -> Protocol:
        """Return what was done since the log began.

        Raises
        ------
        InputError
            If nothing was done yet, or for longer than a protocol may last.
        """
        *before, last = self.log
        steps = [one.step for one in before if one.step.duration_s < OPEN_S]
        if self.tick > last.begins:
            steps.append(_lasting(last.step, self.tick - last.begins))
        if not steps:
            raise InputError("nothing was done yet: let it run for a moment")
        return Protocol(name=name, steps=(steps[0].replace(transition_s=0.0), *steps[1:]))

    def angles(self) -> tuple[float, ...]:
        """Return the angles of trunk, thigh, calf and foot as they are now, in degrees."""
        begins, ends, before = self.ramp
        wanted = self.step.posture.angles
        if self.tick >= ends:
            return wanted
        share = rising_share(self.tick - begins, ends - begins)
        return tuple(a + share * (b - a) for a, b in zip(before, wanted, strict=True))

    def now(self) -> dict[str, float]:
        """Return what is true of the whole body at this moment; names tell the units."""
        state, command = self.session.state, self.session.command
        rate = command.now[at.MUSCLE_RATE]
        trunk, thigh, calf, foot = self.angles()
        loads = self.step.standing_loads
        return {
            "trunk_deg": trunk,
            "thigh_deg": thigh,
            "calf_deg": calf,
            "foot_deg": foot,
            "chest_mmHg": state.outside[at.CHEST],
            "belly_mmHg": state.outside[at.BELLY],
            "inflation": _inflation(self.session),
            "heart_rate": 60.0 / state.clock[at.BEAT_LENGTH],
            "effort": state.clock[at.EFFORT_NOW],
            "phase": state.clock[at.MUSCLE_PHASE],
            "cycle_s": 1.0 / rate if rate > 0.0 else 0.0,
            "arterial_mean": state.clock[at.MEAN_ARTERIAL],
            "blood_mL": float(state.volume.sum()),
            "load_left": loads["left"],
            "load_right": loads["right"],
        }

    def heights(self) -> Floats:
        """Return the height of each vessel above the right atrium now, in cm."""
        return self.session.state.height[:-1]

    def cuffs(self) -> Floats:
        """Return what presses on each vessel from outside the leg now: garments, cuffs, devices, in mmHg."""
        return self.session.state.cuff

    def saturation(self) -> Floats:
        """Return the share of oxygen that the blood in each vessel carries, 0 to 1."""
        return self.session.state.saturation

    def swelling(self) -> Floats:
        """Return the fluid that each region of tissue has gained since the run began, in mL."""
        return self.session.state.fluid

    def lymph(self) -> Floats:
        """Return the lymph that leaves each region of tissue, in mL/s."""
        return self.session.state.lymph

    def copy(self) -> Live:
        """Return another that goes on from the same moment."""
        session = copy_session(self.session)
        other = replace(self, session=session, record=_record(session), log=list(self.log))
        return replace(other, presses=deque(self.presses))

    def checkpoint(self) -> dict[str, Any]:
        """Return all that is needed to go on from here: arrays, and the rest as plain data."""
        return {
            "arrays": self.session.checkpoint(),
            "log": [{"begins": one.begins, "step": one.step.model_dump(mode="json")} for one in self.log],
            "since": self.since,
            "ramp": self.ramp,
            "pressed_until": self.pressed_until,
        }


def settle_person(person: Person, step: Step) -> Session:
    """Return a person at rest in the posture of a step; it takes about a second."""
    session = prepare(person, including=INCLUDED)
    settle(session, step)
    return session


def begin(person: Person, step: Step, at_rest: Session | None = None) -> Live:
    """Return a person who begins a step from rest.

    Parameters
    ----------
    person : Person
    step : Step
    at_rest : Session, optional
        What `settled` returned for the same `rest_key`; it stays as it is.
    """
    session = settle_person(person, step) if at_rest is None else copy_session(at_rest)
    live = Live(person, session, _record(session), [Logged(0, step.replace(duration_s=OPEN_S, transition_s=0.0))])
    live._plan(0)
    live._press()
    return live


def rest_key(person: Person, step: Step) -> tuple[str, str]:
    """Return what the state at rest depends on."""
    quiet = resting(step).replace(duration_s=OPEN_S, label="")
    return person.replace(name="").model_dump_json(), quiet.model_dump_json()


def resume(person: Person, checkpoint: dict[str, Any]) -> Live:
    """Return a person who goes on from a checkpoint of `Live`."""
    session = prepare(person, including=INCLUDED)
    session.restore(checkpoint["arrays"])
    log = [Logged(one["begins"], Step(**one["step"])) for one in checkpoint["log"]]
    begins, ends, angles = checkpoint["ramp"]
    live = Live(person, session, _record(session), log, checkpoint["since"], (begins, ends, tuple(angles)))
    live.undo = (session.state.clock[at.MUSCLE_PHASE], live.ramp)
    live._plan(live.tick - log[-1].begins)
    if live.presses and live.presses[0][0] == log[-1].begins * session.per_tick:
        live.presses.popleft()  # it was written when it was ordered
    live.pressed_until = checkpoint["pressed_until"]
    return live


def copy_session(session: Session) -> Session:
    """Return another session at the same moment, which shares nothing that is written."""
    arrays = {one.name: deepcopy(getattr(session.packed, one.name)) for one in fields(Packed) if one.name != "body"}
    packed = replace(session.packed, **arrays)
    return replace(session, packed=packed, command=deepcopy(session.command), state=align(session.state))


def _prepared_like(session: Session, person: Person) -> Session:
    """Return the session of another person at any moment; as stable as this one where nothing stiff has changed."""
    packed = pack(person.body, INCLUDED)
    if any(
        not np.array_equal(getattr(packed.network, name), getattr(session.packed.network, name)) for name in STABILISING
    ):
        return prepare(person, including=INCLUDED)
    return replace(session, packed=packed, command=deepcopy(session.command), state=align(session.state))


def _lasting(step: Step, ticks: int) -> Step:
    return step.replace(duration_s=ticks * TICK_S)


def _record(session: Session) -> Record:
    return whole_record(session.packed, session.per_tick, MOST_SAMPLES, MOST_BEATS)


def _round_up_to_ticks(seconds: float) -> float:
    """Round up to whole ticks, so that the next order may begin when a change of posture is over."""
    return math.ceil(seconds / TICK_S - 1e-9) * TICK_S


def _inflation(session: Session) -> float:
    table, phase = session.packed.tables.inflation, session.state.clock[at.BREATH_PHASE]
    return float(table[round(phase * (table.size - 1))])
