"""Several days at once, one a core, each in a process and a file of its own."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondheart.day.account import Account, account
from secondheart.day.fluids import through_the_day
from secondheart.day.schedule import Day
from secondheart.errors import RunFailed
from secondheart.person import Person
from secondheart.simulation import simulate_to_file, state_file
from secondheart.simulation.session import Progress

if TYPE_CHECKING:
    import xarray as xr

_shared: dict[str, Any] = {}  # in a worker: how far each case is, and whether to stop


@dataclass(frozen=True)
class Case:
    """A person's day, and what it is called; its result lies in a file of that name."""

    name: str
    person: Person
    day: Day


def attributes_of(day: Day) -> Mapping[str, Any]:
    """Return what the result of a day has beside that of a protocol."""
    return {"begins_s": day.begins_s}


def run_day(case: Case, path: Path, resume: bool = False, progress: Progress | None = None) -> xr.Dataset:
    """Simulate a day into a file, or go on with it; see `simulate_to_file`."""
    day, told = through_the_day(case.day.protocol), attributes_of(case.day)
    return simulate_to_file(case.person, day, path, resume=resume, progress=progress, attributes=told)


def run_all(
    cases: Sequence[Case], folder: Path, resume: bool = False, progress: Progress | None = None
) -> dict[str, Account]:
    """Simulate days side by side, and return the account of each by its name.

    Parameters
    ----------
    cases : sequence of Case
    folder : Path
        Where the results go, one file each.
    resume : bool
        Take what is finished there as it is, and go on with what is not.
    progress : callable, optional
        Called with the simulated and the whole time of all days, in seconds.
    """
    context = multiprocessing.get_context("spawn")
    done, stop = context.Array("d", len(cases)), context.Value("b", 0)
    whole = sum(case.day.protocol.duration_s for case in cases)
    workers = min(len(cases), os.cpu_count() or 1)
    pool = ProcessPoolExecutor(workers, context, _begin, (done, stop))
    try:
        waiting = {pool.submit(_run, place, case, folder, resume): case for place, case in enumerate(cases)}
        _wait(waiting, lambda: progress and progress(sum(done[:]), whole))
        return {case.name: one.result() for one, case in waiting.items()}
    except BaseException:
        stop.value = 1  # workers end with the state of their last stretch
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _wait(waiting: Mapping[Any, Case], tell: Callable[[], object]) -> None:
    left = set(waiting)
    while left:
        try:
            for one in as_completed(left, timeout=0.5):
                left.discard(one)
                one.result()
        except TimeoutError:
            pass
        tell()


def _begin(done: Any, stop: Any) -> None:
    _shared.update(done=done, stop=stop)


def _run(place: int, case: Case, folder: Path, resume: bool) -> Account:
    path = folder / f"{case.name}.nc"

    def progress(now_s: float, _: float) -> None:
        _shared["done"][place] = now_s
        if _shared["stop"].value:
            raise KeyboardInterrupt

    # What was begun goes on; what is there and finished is read.
    known = resume and (state_file(path).exists() or path.exists())
    try:
        return account(run_day(case, path, known, progress), case.day.protocol)
    except RunFailed as error:
        raise RunFailed(f"{case.name}: {error}") from None
