"""Several runs at once are the same runs, in their order; what is at work stops when nobody waits for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest

from secondheart import InputError, Person, lie, simulate, stand
from secondheart.errors import Cancelled, RunFailed
from secondheart.results.measure import mean_pressure
from secondheart.simulation.parallel import Job, perform_all
from secondheart.simulation.session import Progress

VEIN = "great_saphenous_ankle_left"
LONG_S = 600.0  # in which a test that went wrong ends


@dataclass(frozen=True)
class Waiting:
    """Work that says that it has begun, by a file, and goes on until it is stopped."""

    begun: Path
    asks: bool = True
    duration_s: float = 1.0

    def perform(self, progress: Progress) -> str:
        self.begun.write_text(str(os.getpid()))
        end = time.monotonic() + LONG_S
        while time.monotonic() < end:
            time.sleep(0.01)
            if self.asks:
                try:
                    progress(0.5, 1.0)
                except Cancelled:
                    self.begun.with_suffix(".stopped").touch()
                    raise
        return "nobody stopped it"


@dataclass(frozen=True)
class Failing:
    """Work that breaks off once another has begun."""

    other: Path
    how: str
    duration_s: float = 1.0

    def perform(self, _: Progress) -> str:
        while not self.other.exists():
            time.sleep(0.01)
        if self.how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        raise RunFailed("broke off")


@dataclass(frozen=True)
class Done:
    """Work that is done at once."""

    what: int
    duration_s: float = 2.0

    def perform(self, _: Progress) -> tuple[int, int]:
        return self.what, os.getpid()


def test_runs_side_by_side_are_those_made_alone() -> None:
    protocols = [stand(seconds=2), lie(seconds=2), stand(seconds=2)]
    seen: list[tuple[float, float]] = []
    jobs = [Job(Person(), protocol, record=(VEIN,)) for protocol in protocols]
    together = perform_all(jobs, lambda now, whole: seen.append((now, whole)))
    alone = [simulate(Person(), protocol, record=[VEIN]) for protocol in protocols]
    ankles = [[mean_pressure(one, VEIN, (0.0, 2.0)) for one in some] for some in (together, alone)]
    assert ankles[0] == ankles[1]
    assert seen[-1] == (6.0, 6.0)
    assert sorted(seen) == seen


def test_what_one_of_them_raises_is_raised() -> None:
    jobs = [Job(Person(), lie(seconds=1)), Job(Person(), lie(seconds=1), record=("no_such_vessel",))]
    with pytest.raises(InputError, match="unknown vessel 'no_such_vessel'"):
        perform_all(jobs)


@pytest.mark.parametrize("processes", [False, True], ids=["threads", "processes"])
def test_works_come_back_in_their_order_and_processes_are_others(processes: bool) -> None:
    found = perform_all([Done(what) for what in range(3)], processes=processes)
    assert [what for what, _ in found] == [0, 1, 2]
    assert (os.getpid() in {process for _, process in found}) == (not processes)


@pytest.mark.parametrize("processes", [False, True], ids=["threads", "processes"])
def test_where_one_breaks_off_the_other_stops(tmp_path: Path, processes: bool) -> None:
    begun = tmp_path / "begun"
    with pytest.raises(RunFailed, match=r"^broke off$"):
        perform_all([Waiting(begun), Failing(begun, "fails")], processes=processes)
    assert begun.with_suffix(".stopped").exists()


@pytest.mark.parametrize("processes", [False, True], ids=["threads", "processes"])
def test_what_the_caller_s_progress_raises_stops_all_of_them(tmp_path: Path, processes: bool) -> None:
    begun, told = tmp_path / "begun", Event()

    def interrupt(now_s: float, whole_s: float) -> None:
        if begun.exists() and now_s > 0.0:
            assert (now_s, whole_s) == (0.5, 1.0)
            told.set()
            raise KeyboardInterrupt("enough")

    with pytest.raises(KeyboardInterrupt, match=r"^enough$"):
        perform_all([Waiting(begun)], interrupt, processes=processes)
    assert told.is_set()
    assert begun.with_suffix(".stopped").exists()


def test_a_process_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    other = tmp_path / "there"
    other.touch()
    with pytest.raises(RunFailed, match="a process ended before its run did; perhaps there is too little memory"):
        perform_all([Failing(other, "killed")], processes=True)


CALLER = """
import sys
from pathlib import Path
from secondheart.simulation.parallel import perform_all
from tests.simulation.test_parallel import Done, Waiting

if __name__ == "__main__":
    perform_all([Done(1), Waiting(Path(sys.argv[1]), asks=sys.argv[2] == "asks")], processes=True)
"""


@pytest.mark.parametrize(("by", "asks"), [(signal.SIGTERM, "asks"), (signal.SIGHUP, "deaf"), (signal.SIGKILL, "deaf")])
def test_processes_leave_when_their_caller_is_killed(tmp_path: Path, by: signal.Signals, asks: str) -> None:
    root, script, begun = Path(__file__).parents[2], tmp_path / "caller.py", tmp_path / "begun"
    script.write_text(CALLER)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(root), *filter(None, sys.path)))}
    caller = subprocess.Popen([sys.executable, script, begun, asks], env=environment, stdout=subprocess.PIPE)
    while not begun.exists() and caller.poll() is None:
        time.sleep(0.01)
    os.kill(caller.pid, by)
    caller.communicate(timeout=LONG_S / 10.0)  # its output ends when the last process that holds it has gone
    assert caller.returncode == -by
