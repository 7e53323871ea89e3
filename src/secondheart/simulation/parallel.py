"""Several runs at once, one a core: in threads, as the stepper works without the interpreter's lock, or in processes.

What is at work asks, whenever it says how far it is, whether it should stop: `Cancelled` is raised in it where another
run has failed or the caller has gone. A process also ends where the one that started it does, however that ends.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from secondheart.errors import Cancelled, RunFailed
from secondheart.person import Person
from secondheart.protocol import Protocol as Doing
from secondheart.simulation.session import Progress
from secondheart.simulation.simulate import simulate

if TYPE_CHECKING:
    import xarray as xr

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")

ASK_EVERY_S = 0.2  # how far the runs are


class Work(Protocol[T_co]):
    """Something to be done beside others, which says how far it is; in a process it is pickled."""

    @property
    def duration_s(self) -> float:
        """How long it is, simulated."""

    def perform(self, progress: Progress) -> T_co:
        """Do it."""


class _Times(Protocol):
    """How far each work is, in simulated seconds: a list, or an array that processes share."""

    def __getitem__(self, places: slice, /) -> Sequence[float]: ...

    def __setitem__(self, place: int, now_s: float, /) -> None: ...


class _Stop(Protocol):
    """Whether works are to stop: an event of threads or of processes."""

    def is_set(self) -> bool: ...

    def set(self) -> None: ...


@dataclass(frozen=True)
class Job:
    """A run, and what is recorded of it; see `simulate`."""

    person: Person
    protocol: Doing
    sample_s: float | None = None
    record: tuple[str, ...] | None = None
    including: tuple[str, ...] = ()

    @property
    def duration_s(self) -> float:
        """How long it is, simulated."""
        return self.protocol.duration_s

    def perform(self, progress: Progress) -> xr.Dataset:
        """Simulate it.

        Raises
        ------
        RunFailed
            If it breaks off; the sentence names the person.
        """
        try:
            return simulate(
                self.person,
                self.protocol,
                sample_s=self.sample_s,
                record=self.record,
                progress=progress,
                including=self.including,
            )
        except RunFailed as error:
            raise RunFailed(f"{self.person.name}: {error}", error.partial) from error


def perform_all(works: Sequence[Work[T]], progress: Progress | None = None, *, processes: bool = False) -> list[T]:
    """Do several things at once, in their order as far as there are cores, and return what comes of each.

    Parameters
    ----------
    works : sequence of Work
    progress : callable, optional
        Called in the caller's thread with the simulated and the whole time of all works, in seconds. What it raises
        stops them.
    processes : bool
        Each in a process of its own, not in a thread.

    Raises
    ------
    RunFailed
        If a process ends before its work is done.
    BaseException
        What one of them raises, or `progress`; by then all the others have stopped.
    """
    pool, done, stop = _processes(len(works)) if processes else _threads(len(works))
    whole = sum(work.duration_s for work in works)
    with _stopping_at_an_error(pool, stop):
        waiting = [pool.submit(_perform, place, work) for place, work in enumerate(works)]
        for _ in _until_done(waiting):
            if progress is not None:
                progress(sum(done[:]), whole)
        return [one.result() for one in waiting]


def perform_as_done(
    works: Sequence[Work[T]], progress: Progress | None = None, workers: int | None = None
) -> Iterator[tuple[int, T]]:
    """Do several things in threads, and yield the place of each and what comes of it as soon as it is done.

    Parameters
    ----------
    works : sequence of Work
    progress : callable, optional
        See `perform_all`.
    workers : int, optional
        Threads; left out, one a core.

    Raises
    ------
    BaseException
        What one of them raises, or `progress`; by then all the others have stopped.
    """
    pool, done, stop = _threads(len(works), workers)
    whole = sum(work.duration_s for work in works)
    with _stopping_at_an_error(pool, stop):
        places = {pool.submit(_perform, place, work): place for place, work in enumerate(works)}
        for ready in _until_done(places):
            for one in ready:
                yield places.pop(one), one.result()
            if progress is not None:
                progress(sum(done[:]), whole)


def _threads(count: int, workers: int | None = None) -> tuple[Executor, _Times, _Stop]:
    done, stop = [0.0] * count, threading.Event()
    threads = _workers(count) if workers is None else max(1, min(count, workers))
    return ThreadPoolExecutor(threads, initializer=_begin_thread, initargs=(done, stop)), done, stop


def _processes(count: int) -> tuple[Executor, _Times, _Stop]:
    context = multiprocessing.get_context("spawn")
    done, stop = context.Array("d", count), context.Event()
    pool = ProcessPoolExecutor(_workers(count), context, initializer=_begin_process, initargs=(done, stop))
    return pool, done, stop


def _workers(count: int) -> int:
    return max(1, min(count, os.cpu_count() or 1))


@contextmanager
def _stopping_at_an_error(pool: Executor, stop: _Stop) -> Iterator[None]:
    """Stop what is still at work where something goes wrong, and wait until it has stopped."""
    try:
        yield
    except BrokenProcessPool:
        stop.set()
        raise RunFailed("a process ended before its run did; perhaps there is too little memory for so many") from None
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _until_done(waiting: Iterable[Future[Any]]) -> Iterator[set[Future[Any]]]:
    """Yield those that are done every now and then until all are; what one of them raises is raised."""
    left = set(waiting)
    while left:
        ready, left = wait(left, ASK_EVERY_S, FIRST_COMPLETED)
        for one in ready:
            one.result()
        yield ready


_worker = threading.local()  # of a thread or process at work: how far all works are, and whether to stop


def _begin_thread(done: _Times, stop: _Stop) -> None:
    _worker.done, _worker.stop = done, stop


def _begin_process(done: _Times, stop: _Stop) -> None:
    _begin_thread(done, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the caller's, who stops the works
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)  # nobody is there to take what is worked on, and whatever is written is written whole or not at all


def _perform(place: int, work: Work[T]) -> T:
    def progress(now_s: float, _: float) -> None:
        if _worker.stop.is_set():
            raise Cancelled("the run was stopped, as nobody waits for it")
        _worker.done[place] = now_s

    result = work.perform(progress)
    _worker.done[place] = work.duration_s
    return result
