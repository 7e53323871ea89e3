"""The one verb: simulate a person doing a protocol."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from secondheart.engine import layout as at
from secondheart.engine.advance import advance
from secondheart.engine.layout import Command, Record, State
from secondheart.engine.observe import reset_beat
from secondheart.engine.stability import check_step, is_stable
from secondheart.errors import InputError, KernelDiverged
from secondheart.packing import Order, Packed, orders, pack, start_state
from secondheart.packing.commands import PLACES, resting
from secondheart.packing.records import beat_sums, empty_record, no_record, record_sums
from secondheart.person import Person
from secondheart.protocol import LIE, Protocol, Step
from secondheart.results import Kept, drift_mL, to_dataset
from secondheart.variables import KEY_VESSELS

if TYPE_CHECKING:
    import xarray as xr

CHUNK_S = 60.0  # simulated between two looks at the clock
STEPS_S = (0.0025, 0.002, 0.00125, 0.001, 0.0005)  # tried in turn where no step is given
SETTLE_S = 300.0  # at rest in the first posture before the run begins
ALL_UNTIL_S = 1800.0  # longer runs keep key vessels, once a second, where nothing else is asked for

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
            If a volume stops being a number, or a vessel is emptied.
        """
        before = self.checkpoint()
        if self._advance(steps, record) == at.OK:
            return
        self.restore(before)  # and go on step by step, to name the first vessel and the moment
        while (wrong := self._what_is_wrong()) is None:
            self._advance(1, record)
        raise KernelDiverged(wrong)

    def _advance(self, steps: int, record: Record) -> int:
        net, tables = self.packed.network, self.packed.tables
        return int(advance(steps, self.dt_s, self.per_tick, net, self.command, tables, self.state, record))

    def _what_is_wrong(self) -> str | None:
        volume = self.state.volume
        bad = np.flatnonzero(~(volume >= 0.0))
        if not len(bad):
            return None
        name = self.packed.vessels[bad[0]]
        what = "fell below zero" if np.isfinite(volume[bad[0]]) else "stopped being a number"
        return f"the volume of '{name}' {what} at t = {self.step * self.dt_s:.3f} s; try dt_s <= {self.dt_s / 2:g}"

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
        return {**state, **command, "clamp": self.packed.network.clamp}


def prepare(person: Person, dt_s: float | None = None) -> Session:
    """Return a person's body with its blood spread by a first guess, lying and not yet settled.

    Where no step is given it is 2.5 ms, or a shorter one where this body needs it: small and stiff ones do.

    Raises
    ------
    InputError
        If the step does not divide the control clock of 10 ms, or is too long for this body to be stable.
    """
    packed = pack(person.body)
    if dt_s is None:
        dt_s = next((step for step in STEPS_S if is_stable(packed.network, step)), STEPS_S[-1])
    per_tick = round(at.TICK_S / dt_s) if dt_s > 1e-6 else 0
    if per_tick < 1 or abs(per_tick * dt_s - at.TICK_S) > 1e-12:
        raise InputError(f"dt_s = {dt_s:g} is not allowed: 0.01 s divided by a whole number, such as 0.0025")
    check_step(packed.network, packed.connections, dt_s)
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
    return Session(packed, command, state, dt_s, per_tick)


def settle(session: Session, step: Step, seconds: float = SETTLE_S) -> None:
    """Bring a body to rest: lying first, then in the posture of `step`; the clock then stands at zero."""
    blank = no_record(session.packed)
    quiet = resting(step)
    lying = quiet.replace(posture=LIE, standing_load=0.0, without=frozenset(), duration_s=60.0)
    protocol = Protocol(steps=(lying, quiet.replace(duration_s=seconds, transition_s=3.0)))
    for order, part in zip(orders(protocol, session.packed, session.dt_s), protocol.steps, strict=True):
        order.write(session.packed, session.command, session.state, session.dt_s)
        session.advance(round(part.duration_s / session.dt_s), blank)
    session.state.counts[[at.STEP, at.SAMPLES, at.SUMMED]] = 0
    session.state.counts[at.BEATS] = -1  # the beat under way is not one of the run's
    session.state.sums[:] = 0.0
    reset_beat(blank, session.state)


def simulate(
    person: Person,
    protocol: Protocol,
    *,
    sample_s: float | None = None,
    record: Sequence[str] | str | None = None,
    progress: Progress | None = None,
    dt_s: float | None = None,
) -> xr.Dataset:
    """Simulate a person doing a protocol.

    Parameters
    ----------
    person : Person
    protocol : Protocol
    sample_s : float, optional
        Time between samples, a multiple of 10 ms; 0.02 s unless the run is longer than half an hour, then 1 s. [s]
    record : sequence of str, optional
        Vessels to keep, of both legs where no side is named; left out, all of them, or the key vessels of a run
        longer than half an hour.
    progress : callable, optional
        Called with the simulated and the whole duration, in seconds, about once a simulated minute.
    dt_s : float, optional
        Step of the stepper: 10 ms divided by a whole number. Left out, 2.5 ms, or what the body needs if that is
        less; the result's attribute `dt_s` has it. [s]

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
    session = prepare(person, dt_s)
    dt_s = session.dt_s
    kept = _what_to_keep(session.packed, protocol, sample_s, record)
    todo = orders(protocol, session.packed, dt_s)
    settle(session, protocol.steps[0])
    before = session.state.volume.copy()
    steps = round(protocol.duration_s / dt_s)
    arrays = empty_record(session.packed, kept.vessels, round(kept.sample_s / dt_s), steps, dt_s)
    error: KernelDiverged | KeyboardInterrupt | None = None
    try:
        _run(session, todo, steps, arrays, progress, protocol.duration_s)
    except (KernelDiverged, KeyboardInterrupt) as caught:
        error = caught
    drift = drift_mL(before, session.state.volume)
    wall = time.perf_counter() - began
    result = to_dataset(session.packed, arrays, session.state, kept, person, protocol, drift, wall)
    result.attrs["dt_s"] = dt_s
    if error is not None:
        error.partial = result  # type: ignore[union-attr]  # an interrupt carries what was computed too
        raise error
    return result


def _run(
    session: Session, todo: list[Order], steps: int, record: Record, progress: Progress | None, duration_s: float
) -> None:
    chunk = round(CHUNK_S / session.dt_s)
    ends = [order.begins for order in todo[1:]] + [steps]
    for order, end in zip(todo, ends, strict=True):
        order.write(session.packed, session.command, session.state, session.dt_s)
        while session.step < end:
            session.advance(min(chunk, end - session.step), record)
            if progress is not None:
                progress(session.step * session.dt_s, duration_s)


def _what_to_keep(
    packed: Packed, protocol: Protocol, sample_s: float | None, record: Sequence[str] | str | None
) -> Kept:
    long = protocol.duration_s > ALL_UNTIL_S
    every = sample_s if sample_s is not None else (1.0 if long else 0.02)
    ticks = every / at.TICK_S
    if not 1 <= ticks <= LONGEST_SAMPLE or abs(ticks - round(ticks)) > 1e-9:
        raise InputError(f"sample_s = {every:g} is not allowed: a multiple of 0.01 s, up to an hour")
    if every > protocol.duration_s:
        raise InputError(f"sample_s = {every:g} is not allowed: the whole run lasts {protocol.duration_s:g} s")
    wanted = (record,) if isinstance(record, str) else record
    names = wanted if wanted is not None else (KEY_VESSELS if long else packed.vessels)
    kept = dict.fromkeys(full for name in names for full in packed.body.named(name))
    return Kept(every, tuple(kept))
