"""Several runs of one body from the same rest: it is packed once, settles once, and each run begins where it lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from secondheart.packing import build_orders
from secondheart.packing.records import Room, empty_record
from secondheart.person import Person
from secondheart.protocol import Protocol
from secondheart.results.balance import drift_mL, total_volume
from secondheart.results.dataset import to_dataset
from secondheart.simulation.session import CHUNK_S, LYING_S, Progress, Session, prepare, settle_lying
from secondheart.simulation.simulate import select_samples

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class FromRest:
    """A run from rest, and what is recorded of it: all connections out of the vessels and all variables, unless said.

    With `variables`, such as ``("pressure", "flow")``, there are no others, and no beats.
    """

    protocol: Protocol
    sample_s: float
    vessels: tuple[str, ...]
    connections: tuple[str, ...] | None = None
    variables: tuple[str, ...] | None = None


def simulate_from_rest(
    person: Person, runs: Sequence[FromRest], progress: Progress | None = None, room: Room | None = None
) -> Iterator[xr.Dataset]:
    """Yield the result of each run of a person who has lain for a minute before each.

    Parameters
    ----------
    person : Person
    runs : sequence of FromRest
    progress : callable, optional
        Called with the simulated and the whole time of all runs, settling included, in seconds.
    room : dict, optional
        Arrays of a record, which each run writes over: a result is then to be read before the next one is asked for.

    Raises
    ------
    KernelDiverged
        If a run breaks off.
    """
    session = prepare(person)
    settle_lying(session)
    rest, whole, past = session.checkpoint(), LYING_S + sum(run.protocol.duration_s for run in runs), LYING_S
    for run in runs:
        session.restore(rest)
        yield _result(session, person, run, (progress, past, whole), room)
        past += run.protocol.duration_s


def _result(
    session: Session, person: Person, run: FromRest, so_far: tuple[Progress | None, float, float], room: Room | None
) -> xr.Dataset:
    packed, protocol, dt_s = session.packed, run.protocol, session.dt_s
    progress, past, whole = so_far
    selection = replace(
        select_samples(packed, protocol, run.sample_s, run.vessels),
        connections=run.connections,
        variables=run.variables,
    )
    steps = round(protocol.duration_s / dt_s)
    chunk = round(CHUNK_S / dt_s) if progress is not None else steps
    every = round(selection.sample_s / dt_s)
    record = empty_record(packed, selection.vessels, every, steps, dt_s, selection.connections, run.variables, room)
    before = total_volume(session.state)
    todo = build_orders(protocol, packed, dt_s).make_all()
    for _ in session.run(todo, steps, record, lambda step: step + chunk):
        if progress is not None:
            progress(past + session.time_s, whole)
    drift = drift_mL(before, session.state)
    return to_dataset(packed, record, session.state, selection, person, protocol, drift, 0.0)
