"""Who examines the blocks of a cohort: threads on this machine, or the workers of a Dask scheduler by its address."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from secondheart import __version__
from secondheart.errors import InputError, MissingExtra, RunFailed
from secondheart.people.examine import (
    PERSON_DONE,
    PERSON_FAILED,
    Examined,
    PeopleBlock,
    Source,
    examine_people,
    examine_person,
    numbers_hash,
)
from secondheart.simulation.parallel import perform_as_done
from secondheart.simulation.session import Progress, compile_stepper

SCHEDULER_ADDRESS = re.compile(r"(tcp|tls|ucx|wss?)://\S+:\d+/?|inproc://\S+")
ANSWERS_WITHIN = "10s"  # a scheduler
TRIES = 3  # of a block whose worker dies
LOOKS_EVERY_S = 0.05  # for blocks that are done
GONE_S = 60.0  # without a block done and without a worker: a cluster that starts workers anew takes less


@dataclass(frozen=True)
class _BlockWork:
    """The people from `first` on, without `stop`, to be examined in a thread."""

    source: Source
    first: int
    stop: int
    asked: Examined

    @property
    def duration_s(self) -> float:
        return (self.stop - self.first) * self.asked.duration_s

    def perform(self, progress: Progress) -> PeopleBlock:
        block = PeopleBlock.empty(self.stop - self.first, *self.asked.sizes)
        for place, person in enumerate(self.source.some(self.first, self.stop)):
            begun = place * self.asked.duration_s

            def go_on(now: float, _: float, begun: float = begun) -> None:
                progress(begun + now, self.duration_s)

            block.values[place], block.reasons[place] = examine_person(person, self.asked, go_on)
            block.status[place] = PERSON_FAILED if block.reasons[place] else PERSON_DONE
        return block


def examine_in_threads(
    source: Source,
    spans: Sequence[tuple[int, int]],
    asked: Examined,
    progress: Progress | None = None,
    workers: int | None = None,
) -> Iterator[tuple[int, PeopleBlock]]:
    """Yield the place of each span of people and what was found in them, as they are done."""
    from threadpoolctl import threadpool_limits

    compile_stepper()
    asked.findings  # noqa: B018 - found once, before threads would each find them
    with threadpool_limits(1, "blas"):  # sums of a person are small: more threads in each would wait for one another
        works = [_BlockWork(source, first, stop, asked) for first, stop in spans]
        yield from perform_as_done(works, progress, workers)


def examine_by_scheduler(
    source: Source,
    spans: Sequence[tuple[int, int]],
    asked: Examined,
    address: str,
    progress: Progress | None = None,
) -> Iterator[tuple[int, PeopleBlock]]:
    """Yield the same from the workers of a Dask scheduler; each machine compiles once, before the first block.

    Raises
    ------
    InputError
        If the address is none, or the scheduler does not answer, has no workers, or they have another version.
    RunFailed
        If all of its workers go and do not come back.
    MissingExtra
        If the package distributed is not installed.
    """
    if not SCHEDULER_ADDRESS.fullmatch(address):  # distributed would leave half a client, and its traceback
        raise InputError(f"--scheduler {address} is not allowed: an address such as tcp://head:8786")
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise MissingExtra.of("distributed", "cluster", "a cohort on a cluster") from None
    try:
        client: Any = Client(address, timeout=ANSWERS_WITHIN, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(f"the scheduler {address} does not answer within 10 s ({type(error).__name__})") from None
    with client:
        _check_workers(client, address)
        whole, done = sum(stop - first for first, stop in spans) * asked.duration_s, 0.0
        people = [source.some(*span) if source.people else None for span in spans]
        futures = {
            client.submit(_examine_span, source.text, source.seed, some, span, asked, pure=False, retries=TRIES): place
            for place, (span, some) in enumerate(zip(spans, people, strict=True))
        }
        for future in _as_done(client, as_completed(list(futures), loop=client.loop), len(futures), address):  # type: ignore[no-untyped-call]
            place = futures[future]
            yield place, future.result()
            future.release()
            done += (spans[place][1] - spans[place][0]) * asked.duration_s
            if progress is not None:
                progress(done, whole)


def _as_done(client: Any, ready: Any, count: int, address: str) -> Iterator[Any]:
    """Yield futures as they are done; where all workers have been gone for long, nobody will do the others.

    Raises
    ------
    RunFailed
        Then.
    """
    seen = time.monotonic()
    while count:
        batch = ready.next_batch(block=False)
        count -= len(batch)
        yield from batch
        now = time.monotonic()
        if batch or now - seen < GONE_S:
            seen = now if batch else seen
            time.sleep(0.0 if batch else LOOKS_EVERY_S)
        elif client.nthreads():
            seen = now
        else:
            raise RunFailed(f"the scheduler {address} has had no worker for {GONE_S:g} s")


def _check_workers(client: Any, address: str) -> None:
    versions = client.run(worker_version)
    if not versions:
        raise InputError(f"the scheduler {address} has no workers")
    others = sorted({version for version in versions.values() if version != worker_version()})
    if others:
        raise InputError(f"workers of {address} have secondheart {others[0]}, and this is {worker_version()}")


def worker_version() -> str:
    """Return the version with a hash of all that decides the numbers, and compile the stepper where that is needed."""
    compile_stepper()
    return f"{__version__} {numbers_hash()}"


def _examine_span(text: str, seed: int, people: Any, span: tuple[int, int], asked: Examined) -> PeopleBlock:
    from threadpoolctl import threadpool_limits

    source = Source(text, seed, people or ())
    some = list(people) if people else source.some(*span)
    with threadpool_limits(1, "blas"):
        return examine_people(some, asked)
