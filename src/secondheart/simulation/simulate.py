"""The one verb: simulate a person doing a protocol."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Sequence
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

from secondheart._limits import MOST_BYTES
from secondheart.engine import layout as at
from secondheart.errors import InputError, KernelDiverged
from secondheart.packing import Packed, build_orders
from secondheart.packing.arrangement import by_kind
from secondheart.packing.records import empty_record, row_bytes
from secondheart.person import Person
from secondheart.protocol import Protocol
from secondheart.results.balance import drift_mL, total_volume
from secondheart.results.dataset import Selection, to_dataset
from secondheart.simulation.notebook_progress import progress_or_line
from secondheart.simulation.session import CHUNK_S, Progress, prepare, settle
from secondheart.variables import KEY_VESSELS

if TYPE_CHECKING:
    import xarray as xr

ALL_UNTIL_S = 1800.0  # longer runs keep key vessels, once a second, where nothing else is asked for

LONGEST_SAMPLE = 3600.0 / at.TICK_S


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
        Called with the simulated and the whole duration, in seconds, about once a simulated minute. Without one, a
        notebook shows a line of progress by itself.
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
    selection = select_samples(session.packed, protocol, sample_s, record)
    todo = build_orders(protocol, session.packed, session.dt_s)
    if "xarray" not in sys.modules:
        Thread(target=_load_labels).start()  # while the stepper runs, which leaves the interpreter to others
    settle(session, protocol.steps[0])
    before = total_volume(session.state)
    steps, chunk = round(protocol.duration_s / session.dt_s), round(CHUNK_S / session.dt_s)
    arrays = empty_record(
        session.packed, selection.vessels, round(selection.sample_s / session.dt_s), steps, session.dt_s
    )
    error: KernelDiverged | KeyboardInterrupt | None = None
    try:
        with progress_or_line(progress) as show:
            for _ in session.run(todo, steps, arrays, lambda step: step + chunk):
                if show is not None and session.step:
                    show(session.time_s, protocol.duration_s)
    except (KernelDiverged, KeyboardInterrupt) as caught:
        error = caught
    drift = drift_mL(before, session.state)
    wall = time.perf_counter() - began
    label = partial(to_dataset, session.packed, arrays, session.state, selection, person, protocol, drift, wall)
    try:
        result = label()
    except KeyboardInterrupt as late:
        result, error = label(), late
    result.attrs["dt_s"] = session.dt_s
    if error is not None:
        error.partial = result  # type: ignore[union-attr]  # an interrupt carries what was computed too
        raise error
    return result


def _load_labels() -> None:
    """Load what labels a result."""
    import xarray  # noqa: F401


def select_samples(
    packed: Packed, protocol: Protocol, sample_s: float | None, record: Sequence[str] | str | None
) -> Selection:
    """Return what is recorded of a run, and how often.

    Raises
    ------
    InputError
        If a name or the time between samples is not allowed.
    """
    long = protocol.duration_s > ALL_UNTIL_S
    every = sample_s if sample_s is not None else (1.0 if long else 0.02)
    ticks = every / at.TICK_S
    if not 1 <= ticks <= LONGEST_SAMPLE or abs(ticks - round(ticks)) > 1e-9:
        raise InputError(f"sample_s = {every:g} is not allowed: a multiple of 0.01 s, up to an hour")
    if every > protocol.duration_s:
        raise InputError(f"sample_s = {every:g} is not allowed: the whole run lasts {protocol.duration_s:g} s")
    wanted = (record,) if isinstance(record, str) else record
    names = wanted if wanted is not None else (KEY_VESSELS if long else _every_vessel(packed))
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


def _every_vessel(packed: Packed) -> list[str]:
    return [vessel.name for vessel in by_kind(packed.body.vessels)]


def _least_sample_s(packed: Packed, vessels: Sequence[str], duration_s: float) -> float:
    """Return the shortest time between samples, a multiple of 10 ms, whose record fits into memory."""
    most = MOST_BYTES["record"] / row_bytes(packed, vessels)
    return math.ceil(duration_s / most / at.TICK_S) / round(1.0 / at.TICK_S)
