"""Several runs of one body from the same rest: it is packed once, settles once, and each run begins where it lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from secondheart.packing import build_orders
from secondheart.packing.records import empty_record
from secondheart.results.balance import drift_mL, total_volume
from secondheart.results.dataset import to_dataset
from secondheart.simulation.parallel import Job
from secondheart.simulation.session import CHUNK_S, LYING_S, Progress, Session, prepare, settle_lying
from secondheart.simulation.simulate import select_samples

if TYPE_CHECKING:
    import xarray as xr


def simulate_from_rest(jobs: Sequence[Job], progress: Progress | None = None) -> Iterator[xr.Dataset]:
    """Yield the result of each job, all of one person who has lain for a minute before each.

    Parameters
    ----------
    jobs : sequence of Job
        Of one person; what is simulated beside the blood is left out.
    progress : callable, optional
        Called with the simulated and the whole time of all jobs, settling included, in seconds.

    Raises
    ------
    KernelDiverged
        If a run breaks off.
    """
    session = prepare(jobs[0].person)
    settle_lying(session)
    rest, whole, past = session.checkpoint(), LYING_S + sum(job.duration_s for job in jobs), LYING_S
    for job in jobs:
        session.restore(rest)
        yield _run(session, job, (progress, past, whole))
        past += job.duration_s


def _run(session: Session, job: Job, so_far: tuple[Progress | None, float, float]) -> xr.Dataset:
    packed, protocol, dt_s = session.packed, job.protocol, session.dt_s
    progress, past, whole = so_far
    selection = select_samples(packed, protocol, job.sample_s, job.record)
    steps = round(protocol.duration_s / dt_s)
    chunk = round(CHUNK_S / dt_s) if progress is not None else steps
    record = empty_record(packed, selection.vessels, round(selection.sample_s / dt_s), steps, dt_s)
    before = total_volume(session.state)
    todo = build_orders(protocol, packed, dt_s).make_all()
    for _ in session.run(todo, steps, record, lambda step: step + chunk):
        if progress is not None:
            progress(past + session.time_s, whole)
    drift = drift_mL(before, session.state)
    return to_dataset(packed, record, session.state, selection, job.person, protocol, drift, 0.0)
