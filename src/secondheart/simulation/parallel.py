"""Several runs at once, one a core: the stepper works without the interpreter's lock, so threads do."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from secondheart.errors import RunFailed
from secondheart.person import Person
from secondheart.protocol import Protocol
from secondheart.simulation.session import Progress
from secondheart.simulation.simulate import simulate

if TYPE_CHECKING:
    import xarray as xr

T = TypeVar("T")


@dataclass(frozen=True)
class Job:
    """A run to be made, and what to keep of it; see `simulate`."""

    person: Person
    protocol: Protocol
    sample_s: float | None = None
    record: tuple[str, ...] | None = None
    including: tuple[str, ...] = ()


def measure_all(
    jobs: Sequence[Job], measure: Sequence[Callable[[xr.Dataset], T]], progress: Progress | None = None
) -> list[T]:
    """Make runs side by side and return what is measured on each; the results themselves are not kept.

    Parameters
    ----------
    jobs : sequence of Job
    measure : sequence of callable
        One a job.
    progress : callable, optional
        Called with the simulated and the whole time of all runs, in seconds.
    """
    done, whole = [0.0] * len(jobs), sum(job.protocol.duration_s for job in jobs)

    stopped = Event()

    def run(place: int) -> T:
        def step(now_s: float, _: float) -> None:
            if stopped.is_set():  # nobody waits for this run any more
                raise KeyboardInterrupt
            done[place] = now_s
            if progress is not None:
                progress(sum(done), whole)

        job = jobs[place]
        try:
            result = simulate(
                job.person,
                job.protocol,
                sample_s=job.sample_s,
                record=job.record,
                progress=step,
                including=job.including,
            )
        except RunFailed as error:
            raise RunFailed(f"{job.person.name}: {error}", error.partial) from error
        return measure[place](result)

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        waiting = [pool.submit(run, place) for place in range(len(jobs))]
        try:
            return [one.result() for one in waiting]
        except BaseException:
            stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
