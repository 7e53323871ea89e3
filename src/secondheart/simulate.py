"""The one verb: simulate a person doing a protocol."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from secondheart._jit import plain
from secondheart.engine import layout as at
from secondheart.engine.advance import advance
from secondheart.engine.layout import Command, Record, State
from secondheart.engine.observe import reset_beat
from secondheart.engine.stability import check_step, is_stable
from secondheart.errors import InputError, KernelDiverged, UnknownName
from secondheart.packing import Orders, Packed, orders, pack, start_state
from secondheart.packing.commands import PLACES, WRITTEN, resting
from secondheart.packing.exchange import balance_tissue
from secondheart.packing.records import beat_sums, empty_record, no_record, record_sums, row_bytes
from secondheart.person import Person
from secondheart.protocol import LIE, Protocol, Step
from secondheart.results import Selection, drift_mL, to_dataset, total_volume
from secondheart.variables import INCLUDED, KEY_VESSELS

if TYPE_CHECKING:
    import xarray as xr

CHUNK_S = 60.0  # simulated between two looks at the clock
STEPS_S = (0.0025, 0.002, 0.00125, 0.001, 0.0005)  # tried in turn where no step is given
LYING_S = 60.0  # of settling, lying
BALANCE_S = (180.0, 60.0)  # lying on, where tissues swell: to come to rest, and to find what keeps them at rest
SETTLE_S = 300.0  # at rest in the first posture before the run begins
ALL_UNTIL_S = 1800.0  # longer runs keep key vessels, once a second, where nothing else is asked for

MOST_BYTES = 5e8  # of a record; it is in memory once, and what is made of it beside it
LONGEST_SAMPLE = 3600.0 / at.TICK_S

Progress = Callable[[float, float], None]


@dataclass
class Session:
    """A body on the way: packed arrays, orders and state. `advance` takes it further."""

    packed: Packed
    command: Command
    state: State
    dt_s: float
    per_tick: int

    @property
    def step(self) -> int:
        """Steps taken since the run began."""
        return int(self.state.counts[at.STEP])

    def advance(self, steps: int, record: Record) -> None:
        """Go some steps further.

        Raises
        ------
        KernelDiverged
            If a volume stops being a number.
        """
        before = self.checkpoint()
        if self._advance(steps, record) == at.OK:
            return
        self.restore(before)  # and go on step by step, to name the first vessel and the moment
        while (wrong := self._what_is_wrong()) is None:
            self._advance(1, record)
        raise wrong

    def _advance(self, steps: int, record: Record) -> int:
        net, tissue, gas, tables = (getattr(self.packed, name) for name in ("network", "tissue", "gas", "tables"))
        return int(advance(steps, self.dt_s, self.per_tick, net, tissue, gas, self.command, tables, self.state, record))

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
        return {name: array.copy() for name, array in self._arrays().items()}

    def restore(self, checkpoint: dict[str, np.ndarray]) -> None:
        """Go back, or on, to a checkpoint of the same person."""
        for name, array in self._arrays().items():
            array[...] = checkpoint[name]

    def _arrays(self) -> dict[str, np.ndarray]:
        state = {f"state.{name}": array for name, array in self.state._asdict().items()}
        command = {f"command.{name}": array for name, array in self.command._asdict().items()}
        written = {name: getattr(self.packed.network, name) for name in WRITTEN}
        tissue = self.packed.tissue
        return {**state, **command, **written, "permeability": tissue.permeability, "lying": tissue.lying}


def prepare(person: Person, dt_s: float | None = None, including: Sequence[str] = ()) -> Session:
    """Return a person's body with its blood spread by a first guess, lying and not yet settled.

    Where no step is given it is 2.5 ms, or a shorter one where this body needs it: small and stiff ones do.
    `including` names what is simulated beside the blood: ``"swelling"``, ``"oxygen"``.

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
        return _session(packed, _usual_step(packed))
    per_tick = round(at.TICK_S / dt_s) if dt_s > 1e-6 else 0
    if per_tick < 1 or abs(per_tick * dt_s - at.TICK_S) > 1e-12:
        raise InputError(f"dt_s = {dt_s:g} is not allowed: 0.01 s divided by a whole number, such as 0.0025")
    check_step(packed.network, packed.connections, dt_s)
    return _session(packed, dt_s)


def _usual_step(packed: Packed) -> float:
    """Return the longest of the usual steps that is short enough for a body, in s."""
    for step in STEPS_S[:-1]:
        if is_stable(packed.network, step):
            return step
    check_step(packed.network, packed.connections, STEPS_S[-1])
    return STEPS_S[-1]


def _session(packed: Packed, dt_s: float) -> Session:
    """Return a body at its start."""
    state = start_state(packed, record_sums(packed), beat_sums())
    vessels, muscles, beds = len(packed.vessels), len(packed.muscles), len(packed.beds)
    command = Command(
        now=np.zeros(at.COMMANDS),
        height_from=np.zeros(vessels + 1),
        height_to=np.zeros(vessels + 1),
        cuff_from=np.zeros(vessels),
        cuff_to=np.zeros(vessels),
        work=np.ones(beds),
        local=np.ones(beds),
        muscle=np.zeros((PLACES + 1, muscles)),
    )
    return Session(packed, command, state, dt_s, round(at.TICK_S / dt_s))


def settle(session: Session, step: Step, seconds: float = SETTLE_S) -> None:
    """Bring a body to rest: lying first, then in the posture of `step`; the clock then stands at zero."""
    state, blank = session.state, no_record(session.packed)
    quiet = resting(step)
    lying = quiet.replace(posture=LIE, standing_load=0.0, without=frozenset(), duration_s=LYING_S)
    protocol = Protocol(steps=(lying, quiet.replace(duration_s=seconds, transition_s=3.0)))
    for order, part in zip(orders(protocol, session.packed, session.dt_s), protocol.steps, strict=True):
        order.write(session.packed, session.command, state, session.dt_s)
        session.advance(round(part.duration_s / session.dt_s), blank)
        if part is protocol.steps[0] and session.packed.regions:
            _find_balance(session, lying)
    _forget(state)
    state.counts[[at.STEP, at.SAMPLES, at.SUMMED, at.HELD_BACK]] = 0
    state.counts[at.BEATS] = -1  # the beat under way is not one of the run's
    state.counts[at.TISSUE_ON] = 1  # from here on tissues swell
    for sums in (state.sums, state.breath):
        sums[:] = 0.0
    plain(reset_beat)(blank, state)


def _forget(state: State) -> None:
    """Begin the sums of the tissues' clock anew."""
    state.tissue_sums[:] = 0.0
    state.counts[at.TISSUE_SUMMED] = 0


def _find_balance(session: Session, lying: Step) -> None:
    """Give each tissue the protein with which it neither swells nor shrinks while this person lies undressed."""
    tissue, night = session.packed.tissue, _undressed(session, lying)
    for seconds in BALANCE_S:
        _forget(night.state)
        night.advance(round(seconds / night.dt_s), no_record(night.packed))
    sums, moments = night.state.tissue_sums, night.state.counts[at.TISSUE_SUMMED]
    found = balance_tissue(tissue, sums[: len(tissue.vessel)] / moments)
    tissue.lying[:], tissue.permeability[:] = found.lying, found.permeability
    session.state.protein[:] = found.protein


def _undressed(session: Session, lying: Step) -> Session:
    """Return the body as it lies without its garments: itself, if it wears none."""
    body = session.packed.body
    if body.bare is None and not lying.wear:
        return session
    night = _session(pack(body.bare or body, ("swelling",)), session.dt_s)
    step = lying.replace(wear=())
    order = orders(Protocol(steps=(step,)), night.packed, night.dt_s)[0]
    order.write(night.packed, night.command, night.state, night.dt_s)
    night.advance(round(step.duration_s / night.dt_s), no_record(night.packed))
    return night


def simulate(
    person: Person,
    protocol: Protocol,
    *,
    sample_s: float | None = None,
    record: Sequence[str] | str | None = None,
    progress: Progress | None = None,
    dt_s: float | None = None,
    including: Sequence[str] = (),
) -> xr.Dataset:
    """Simulate a person doing a protocol.

    Parameters
    ----------
    person : Person
    protocol : Protocol
    sample_s : float, optional
        Time between samples, a multiple of 10 ms; 0.02 s unless the run is longer than half an hour, then 1 s, or
        what memory allows if that is more. [s]
    record : sequence of str, optional
        Vessels to keep, of both legs where no side is named; left out, all of them, or the key vessels of a run
        longer than half an hour.
    progress : callable, optional
        Called with the simulated and the whole duration, in seconds, about once a simulated minute.
    dt_s : float, optional
        Step of the stepper: 10 ms divided by a whole number. Left out, 2.5 ms, or what the body needs if that is
        less; the result's attribute `dt_s` has it. [s]
    including : sequence of str, optional
        What is simulated beside the blood: ``"swelling"`` (fluid of the tissues, lymph) and ``"oxygen"``.

    Returns
    -------
    xarray.Dataset
        Samples by time and name, and one value a beat; units and long names as attributes.

    Raises
    ------
    InputError
        If a name, a time or the step is not allowed.
    KernelDiverged
        If the run breaks off; `partial` holds what was computed, as it does when it is interrupted.

    Examples
    --------
    >>> import secondheart as sh
    >>> result = sh.simulate(sh.Person(), sh.lie(seconds=10))
    >>> result.attrs["volume_drift_mL"]
    0.0
    """
    began = time.perf_counter()
    session = prepare(person, dt_s, including)
    kept = _select(session.packed, protocol, sample_s, record)
    todo = orders(protocol, session.packed, session.dt_s)
    settle(session, protocol.steps[0])
    before = total_volume(session.state)
    steps = round(protocol.duration_s / session.dt_s)
    arrays = empty_record(session.packed, kept.vessels, round(kept.sample_s / session.dt_s), steps, session.dt_s)
    error: KernelDiverged | KeyboardInterrupt | None = None
    try:
        _run(session, todo, steps, arrays, progress, protocol.duration_s)
    except (KernelDiverged, KeyboardInterrupt) as caught:
        error = caught
    drift = drift_mL(before, session.state)
    wall = time.perf_counter() - began
    label = partial(to_dataset, session.packed, arrays, session.state, kept, person, protocol, drift, wall)
    try:
        result = label()
    except KeyboardInterrupt as late:
        result, error = label(), late
    result.attrs["dt_s"] = session.dt_s
    if error is not None:
        error.partial = result  # type: ignore[union-attr]  # an interrupt carries what was computed too
        raise error
    return result


def _run(
    session: Session, todo: Orders, steps: int, record: Record, progress: Progress | None, duration_s: float
) -> None:
    chunk = round(CHUNK_S / session.dt_s)
    ends = [*todo.begins[1:], steps]
    for order, end in zip(todo, ends, strict=True):
        order.write(session.packed, session.command, session.state, session.dt_s)
        while session.step < end:
            session.advance(min(chunk, end - session.step), record)
            if progress is not None:
                progress(session.step * session.dt_s, duration_s)


def _select(
    packed: Packed, protocol: Protocol, sample_s: float | None, record: Sequence[str] | str | None
) -> Selection:
    long = protocol.duration_s > ALL_UNTIL_S
    every = sample_s if sample_s is not None else (1.0 if long else 0.02)
    ticks = every / at.TICK_S
    if not 1 <= ticks <= LONGEST_SAMPLE or abs(ticks - round(ticks)) > 1e-9:
        raise InputError(f"sample_s = {every:g} is not allowed: a multiple of 0.01 s, up to an hour")
    if every > protocol.duration_s:
        raise InputError(f"sample_s = {every:g} is not allowed: the whole run lasts {protocol.duration_s:g} s")
    wanted = (record,) if isinstance(record, str) else record
    names = wanted if wanted is not None else (KEY_VESSELS if long else packed.vessels)
    vessels = tuple(dict.fromkeys(full for name in names for full in packed.body.vessels_named(name)))
    least = _least_sample_s(packed, vessels, protocol.duration_s)
    if sample_s is None:
        return Selection(max(every, least), vessels)
    if every < least:
        raise InputError(
            f"sample_s = {every:g} is not allowed for {len(vessels)} vessels over {protocol.duration_s:g} s, as the "
            f"record would not fit into memory: {least:g} s or more, or fewer vessels in record"
        )
    return Selection(every, vessels)


def _least_sample_s(packed: Packed, vessels: Sequence[str], duration_s: float) -> float:
    """Return the shortest time between samples, a multiple of 10 ms, whose record fits into memory."""
    most = MOST_BYTES / row_bytes(packed, vessels)
    return math.ceil(duration_s / most / at.TICK_S) / round(1.0 / at.TICK_S)
