"""A body that goes through its orders: prepared, settled, taken further."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from secondheart._jit import plain
from secondheart.anatomy import LEGS
from secondheart.compression.cuff import Cuff
from secondheart.compression.site import CuffSite
from secondheart.engine import layout as at
from secondheart.engine.layout import Command, Record, State
from secondheart.engine.sample import reset_beat
from secondheart.engine.stability import check_step, is_stable
from secondheart.errors import InputError, KernelDiverged, UnknownName
from secondheart.packing import AnyOrder, Orders, Packed, Press, build_orders, pack, start_state
from secondheart.packing.aligned import block_of
from secondheart.packing.muscle_table import CYCLE_PLACES
from secondheart.packing.orders import WRITTEN, resting
from secondheart.packing.pressure import under_cuffs
from secondheart.packing.records import no_record, record_sums
from secondheart.packing.tissue import balance_tissue
from secondheart.person import Person
from secondheart.protocol import LIE, Protocol, Step
from secondheart.simulation.stepper import chosen_kernel, stepper
from secondheart.variables import INCLUDED

CHUNK_S = 60.0  # simulated between two looks at the clock
STEPS_S = (0.0025, 0.002, 0.00125, 0.001, 0.0005)  # tried in turn where no step is given
LYING_S = 60.0  # of settling, lying
BALANCE_S = (180.0, 60.0)  # lying on, where tissues swell: to come to rest, and to find what keeps them at rest
SETTLING_TURN_S = 3.0  # in which it takes that posture
SETTLE_S = 300.0  # at rest in the first posture before the run begins

Progress = Callable[[float, float], None]


@dataclass
class Session:
    """A body that goes through its orders: packed arrays, command and state.

    `apply` writes an order, `advance` takes some steps, `run` does both until a step of the run.
    """

    packed: Packed
    command: Command
    state: State
    dt_s: float
    per_tick: int
    cuffs: tuple[Cuff, ...] = ()  # what `press` has put on

    @property
    def step(self) -> int:
        """Steps taken since the run began."""
        return int(self.state.counts[at.STEP])

    @property
    def time_s(self) -> float:
        """Simulated time since the run began, in s."""
        return self.step * self.dt_s

    def apply(self, order: AnyOrder) -> None:
        """Write an order into the arrays that the stepper reads."""
        order.write(self.packed, self.command, self.state, self.dt_s)

    def press(self, site: CuffSite, mmHg: float, side: Literal["left", "right", "both"] = "both") -> None:
        """Let a cuff go on to a pressure, which it reaches in 10 ms: call it every 10 ms while it fills or empties.

        It takes the place of what was pressed at this site before, and of the cuffs and the device of a protocol.

        Parameters
        ----------
        site : str
            Where the cuff is: see `Cuff`.
        mmHg : float
            Pressure in it, 0 to 300; of the lower body -100 to 0. [mmHg]
        side : {"left", "right", "both"}
            On which leg.

        Raises
        ------
        InputError
            If there is no such site, the pressure is out of range, or the run does not stand at a whole 10 ms.
        """
        if self.step % self.per_tick:
            raise InputError(f"a pressure is given every {at.TICK_S:g} s, and the run stands at {self.time_s:g} s")
        sides = LEGS if side == "both" and site != "lower_body" else (side,)
        new = tuple(Cuff(site=site, side=one, pressure_mmHg=mmHg) for one in sides)
        others = (one for one in self.cuffs if one.site != new[0].site or one.side not in sides)
        self.cuffs = (*others, *new)
        pressed = under_cuffs(self.cuffs, self.packed.network.garment_pressure, self.packed)
        self.apply(Press(self.step, pressed, at.TICK_S))

    def run(
        self, todo: Orders, end: int, record: Record, pause: Callable[[int], int], first: int = 0
    ) -> Iterator[None]:
        """Go to step `end`, applying each order when it is due.

        Yields at every pause, at every order and at the end: all orders that are due are applied then, and nobody
        has gone further.

        Parameters
        ----------
        todo : Orders
        end : int
            Step of the run.
        record : Record
        pause : callable
            Returns the step of the next pause after a step.
        first : int
            Place of the first order that has not been applied yet.

        Raises
        ------
        KernelDiverged
            If a volume stops being a number.
        """
        place = first
        while True:
            while place < len(todo) and todo.begins[place] <= self.step:
                self.apply(todo[place])
                place += 1
            yield
            if self.step >= end:
                return
            due = todo.begins[place] if place < len(todo) else end
            self.advance(min(end, due, pause(self.step)) - self.step, record)

    def advance(self, steps: int, record: Record) -> None:
        """Go some steps further under the present order.

        Raises
        ------
        KernelDiverged
            If a volume stops being a number.
        """
        memory = self._memory
        before = memory.copy()
        if self._advance(steps, record) == at.OK:
            return
        memory[:] = before  # and go on step by step, to name the first vessel and the moment
        while (wrong := self._what_is_wrong()) is None:
            self._advance(1, record)
        raise wrong

    def _advance(self, steps: int, record: Record) -> int:
        net, tissue, gas, tables = (getattr(self.packed, name) for name in ("network", "tissue", "gas", "tables"))
        return int(
            stepper()(steps, self.dt_s, self.per_tick, net, tissue, gas, self.command, tables, self.state, record)
        )

    def _what_is_wrong(self) -> KernelDiverged | None:
        volume = self.state.volume
        bad = np.flatnonzero(~np.isfinite(volume))
        if not len(bad):
            return None
        where, when = self.packed.vessels[bad[0]], self.step * self.dt_s
        return KernelDiverged(
            f"the volume of '{where}' stopped being a number at t = {when:.3f} s; try dt_s <= {self.dt_s / 2:g}"
        )

    def checkpoint(self) -> dict[str, np.ndarray]:
        """Copy everything that runs along; a run restored from it is the same to the last bit."""
        return {name: array.copy() for name, array in self._arrays.items()}

    def restore(self, checkpoint: dict[str, np.ndarray]) -> None:
        """Go back, or on, to a checkpoint of the same person."""
        for name, array in self._arrays.items():
            array[...] = checkpoint[name]

    @cached_property
    def _memory(self) -> np.ndarray:
        """All that the stepper writes, as one array."""
        return block_of(self.state)

    @cached_property
    def _arrays(self) -> dict[str, np.ndarray]:
        """All that runs along, by name: arrays that are written into and never replaced."""
        state = {f"state.{name}": array for name, array in self.state._asdict().items()}
        command = {f"command.{name}": array for name, array in self.command._asdict().items()}
        written = {name: getattr(self.packed.network, name) for name in WRITTEN}
        tissue = self.packed.tissue
        return {**state, **command, **written, "permeability": tissue.permeability, "lying": tissue.lying}


def prepare(
    person: Person, dt_s: float | None = None, including: Sequence[str] = (), steps_s: Sequence[float] = STEPS_S
) -> Session:
    """Return a person's body with its blood spread by a first guess, lying and not yet settled.

    Where no step is given it is the first of `steps_s` that is short enough for this body: 2.5 ms, and less for small
    and stiff ones. `including` names what is simulated beside the blood: ``"swelling"``, ``"oxygen"``.

    Raises
    ------
    InputError
        If the step does not divide the control clock of 10 ms, or is too long for this body to be stable.
    """
    for name in including:
        if name not in INCLUDED:
            raise UnknownName.of("part to include", name, INCLUDED)
    packed = pack(person.body, including)
    if dt_s is None:
        return _session(packed, _usual_step(packed, steps_s))
    per_tick = round(at.TICK_S / dt_s) if dt_s > 1e-6 else 0
    if per_tick < 1 or abs(per_tick * dt_s - at.TICK_S) > 1e-12:
        raise InputError(f"dt_s = {dt_s:g} is not allowed: 0.01 s divided by a whole number, such as 0.0025")
    check_step(packed.network, packed.connections, dt_s)
    return _session(packed, dt_s)


def compile_stepper() -> None:
    """Compile the stepper, or load what is compiled, before a run is timed."""
    if chosen_kernel() == "c":
        stepper()
        return
    session = prepare(Person())
    session.advance(0, no_record(session.packed))


def _usual_step(packed: Packed, steps_s: Sequence[float]) -> float:
    """Return the first of some steps, longest first, that is short enough for a body, in s."""
    for step in steps_s[:-1]:
        if is_stable(packed.network, step):
            return step
    check_step(packed.network, packed.connections, steps_s[-1])
    return steps_s[-1]


def _session(packed: Packed, dt_s: float) -> Session:
    """Return a body at its start."""
    state = start_state(packed, record_sums(packed))
    vessels, muscles, beds = len(packed.vessels), len(packed.muscles), len(packed.beds)
    command = Command(
        now=np.zeros(at.COMMANDS),
        height_from=np.zeros(vessels + 1),
        height_to=np.zeros(vessels + 1),
        cuff_from=np.zeros(vessels),
        cuff_to=np.zeros(vessels),
        work=np.ones(beds),
        local=np.ones(beds),
        muscle=np.zeros((CYCLE_PLACES + 1, muscles)),
    )
    return Session(packed, command, state, dt_s, round(at.TICK_S / dt_s))


def settle(session: Session, step: Step, seconds: float = SETTLE_S) -> None:
    """Bring a body to rest: lying first, then in the posture of `step`; the clock then stands at zero."""
    lie_down(session, step)
    come_to_rest(session, step, seconds)


def lie_down(session: Session, step: Step) -> None:
    """Bring a body to rest lying, breathing and dressed as in `step`, with tissues that neither swell nor shrink."""
    lying, _ = settling(step, SETTLE_S).steps
    session.apply(build_orders(settling(step, SETTLE_S), session.packed, session.dt_s)[0])
    session.advance(round(lying.duration_s / session.dt_s), no_record(session.packed))
    if session.packed.regions:
        _find_balance(session, lying)


def come_to_rest(session: Session, step: Step, seconds: float = SETTLE_S) -> None:
    """Bring a body that lies to rest in the posture of `step`; the clock then stands at zero."""
    session.apply(build_orders(settling(step, seconds), session.packed, session.dt_s)[1])
    session.advance(round(seconds / session.dt_s), no_record(session.packed))
    restart_clock(session)


def settle_lying(session: Session) -> None:
    """Let a body come to rest lying, which takes a minute; the clock then stands at zero."""
    protocol = Protocol(steps=(Step(duration_s=LYING_S, posture=LIE),))
    session.apply(build_orders(protocol, session.packed, session.dt_s)[0])
    session.advance(round(LYING_S / session.dt_s), no_record(session.packed))
    restart_clock(session)


def restart_clock(session: Session) -> None:
    """Put the clock to zero, where a run begins."""
    state = session.state
    _clear_tissue_sums(state)
    state.counts[[at.STEP, at.SAMPLES, at.SUMMED, at.HELD_BACK]] = 0
    state.counts[at.BEATS] = -1  # the beat under way is not one of the run's
    state.counts[at.TISSUE_ON] = 1  # from here on tissues swell
    for sums in (state.sums, state.breath):
        sums[:] = 0.0
    plain(reset_beat)(state)


def settling(step: Step, seconds: float) -> Protocol:
    """Return what a body does to come to rest: lie, and then take the posture of a step."""
    quiet = resting(step)
    lying = quiet.replace(posture=LIE, standing_load=0.0, without=frozenset(), duration_s=LYING_S)
    return Protocol(steps=(lying, quiet.replace(duration_s=seconds, transition_s=SETTLING_TURN_S)))


def _clear_tissue_sums(state: State) -> None:
    """Begin the sums of the tissues' clock anew."""
    state.tissue_sums[:] = 0.0
    state.counts[at.TISSUE_SUMMED] = 0


def _find_balance(session: Session, lying: Step) -> None:
    """Give each tissue the protein with which it neither swells nor shrinks while this person lies undressed."""
    tissue, night = session.packed.tissue, _without_garments(session, lying)
    for seconds in BALANCE_S:
        _clear_tissue_sums(night.state)
        night.advance(round(seconds / night.dt_s), no_record(night.packed))
    sums, moments = night.state.tissue_sums, night.state.counts[at.TISSUE_SUMMED]
    balance = balance_tissue(
        tissue, sums[: len(tissue.vessel)] / moments, session.packed.body.scalars["tissue.fluid.plasma_oncotic"]
    )
    tissue.lying[:], tissue.permeability[:] = balance.lying, balance.permeability
    session.state.protein[:] = balance.protein


def _without_garments(session: Session, lying: Step) -> Session:
    """Return the body as it lies without its garments: itself, if it wears none."""
    body = session.packed.body
    if body.bare is None and not lying.wear:
        return session
    night = _session(pack(body.bare or body, ("swelling",)), session.dt_s)
    step = lying.replace(wear=())
    night.apply(build_orders(Protocol(steps=(step,)), night.packed, night.dt_s)[0])
    night.advance(round(step.duration_s / night.dt_s), no_record(night.packed))
    return night
