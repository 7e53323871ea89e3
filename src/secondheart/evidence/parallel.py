"""The runs of the evidence on all cores, one process each; what is finished is kept at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context

from secondheart.errors import RunFailed
from secondheart.evidence.cache import Values, keep, kept, remove_old
from secondheart.evidence.measures import MEASUREMENTS
from secondheart.person import Person
from secondheart.protocol import lie
from secondheart.simulation.parallel import Job
from secondheart.simulation.session import SETTLE_S, Progress
from secondheart.simulation.simulate import simulate


@dataclass(frozen=True)
class Task:
    """A run, and the names of what is to be measured on it."""

    job: Job
    names: tuple[str, ...]

    @property
    def work(self) -> float:
        """Simulated seconds, settling included."""
        return self.job.protocol.duration_s + SETTLE_S


def measure_runs(tasks: Sequence[Task], progress: Progress | None = None) -> list[Values]:
    """Make the runs that are not kept yet, the longest first, and return what was measured on each.

    Parameters
    ----------
    tasks : sequence of Task
    progress : callable, optional
        Called with the done and the whole work, as simulated seconds of all runs.

    Raises
    ------
    RunFailed
        If a run breaks off; the others that were done by then are kept.
    KeyboardInterrupt
        With a sentence that says how many runs are kept.
    """
    remove_old()
    told = {place: kept(task.job, task.names) for place, task in enumerate(tasks)}
    found = {place: values for place, values in told.items() if values is not None}
    missing = sorted(set(told) - set(found), key=lambda place: -tasks[place].work)
    whole = sum(task.work for task in tasks)

    def tell() -> None:
        if progress is not None:
            progress(sum(tasks[place].work for place in found), whole)

    tell()
    try:
        for place, values in _made(tasks, missing):
            found[place] = values
            tell()
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            f"interrupted; {len(found)} of {len(tasks)} runs are kept, and the next time goes on from there"
        ) from None
    return [found[place] for place in range(len(tasks))]


def _made(tasks: Sequence[Task], places: Sequence[int]) -> Iterator[tuple[int, Values]]:
    if not places:
        return
    simulate(Person(), lie(seconds=1))  # compiles, so that the processes need not
    cores = min(os.cpu_count() or 1, len(places))
    with ProcessPoolExecutor(cores, get_context("spawn"), initializer=_ignore_interrupts) as pool:
        waiting = {pool.submit(measured, tasks[place]): place for place in places}
        try:
            for one in as_completed(waiting):
                yield waiting[one], one.result()
        except BaseException:
            _stop(pool, waiting)
            raise


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and ends its processes


def _stop(pool: ProcessPoolExecutor, waiting: dict[Future[Values], int]) -> None:
    for one in waiting:
        one.cancel()
    for process in list((pool._processes or {}).values()):  # nobody waits for what they are at
        process.terminate()
    pool.shutdown(wait=True, cancel_futures=True)


def measured(task: Task) -> Values:
    """Make a run, measure on it, and keep what was measured."""
    job = task.job
    try:
        result = simulate(job.person, job.protocol, sample_s=job.sample_s, record=job.record, including=job.including)
    except RunFailed as error:
        raise RunFailed(f"{job.person.name}: {error}") from None  # without what was computed, which is large
    values = {name: MEASUREMENTS[name](result) for name in task.names}
    keep(job, values)
    return values
