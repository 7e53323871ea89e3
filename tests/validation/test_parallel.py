"""Runs side by side: each is made once, kept on disk, and not made again after an interruption."""

from __future__ import annotations

import json
import os
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from secondheart.errors import RunFailed
from secondheart.evidence import cache as disk
from secondheart.evidence import parallel
from secondheart.evidence.cache import keep, kept, remove_old
from secondheart.evidence.parallel import Task, measure_runs, measured
from secondheart.person import Person
from secondheart.protocol import lie, stand
from secondheart.simulation.parallel import Job

JOB = Job(Person(), lie(seconds=1), None, ("right_atrium",))


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(disk, "folder", lambda: tmp_path / "evidence" / f"runs-{disk._code()}")


def task(seconds: float) -> Task:
    return Task(Job(Person(), lie(seconds=seconds)), ("volume_drift",))


class Pool:
    """A pool that works here and now, in place of processes."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self._processes: dict[int, Any] = {}

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def submit(self, work: Any, one: Task) -> Future[dict[str, float]]:
        done: Future[dict[str, float]] = Future()
        try:
            done.set_result(work(one))
        except BaseException as error:
            done.set_exception(error)
        return done

    def shutdown(self, **_: object) -> None:
        return


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Make runs in this process, without simulating; return how long those that were made are."""
    made: list[float] = []

    def run(one: Task) -> dict[str, float]:
        made.append(one.job.protocol.duration_s)
        if one.job.protocol.duration_s == 13.0:
            raise KeyboardInterrupt
        keep(one.job, {"volume_drift": one.job.protocol.duration_s})
        return {"volume_drift": one.job.protocol.duration_s}

    monkeypatch.setattr(parallel, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr(parallel, "simulate", lambda *_: None)
    monkeypatch.setattr(parallel, "measured", run)
    monkeypatch.setattr(parallel, "as_completed", list)
    return made


def test_runs_are_made_once_the_longest_first_and_progress_ends_at_the_whole(here: list[float]) -> None:
    seen: list[tuple[float, float]] = []
    tasks = [task(5), task(9), task(7)]
    assert [one["volume_drift"] for one in measure_runs(tasks, lambda *now: seen.append(now))] == [5, 9, 7]
    assert here == [9, 7, 5]
    assert seen[0] == (0.0, 921.0)
    assert seen[-1] == (921.0, 921.0)
    assert sorted(seen) == seen
    measure_runs(tasks)
    assert here == [9, 7, 5]


def test_what_was_done_before_an_interruption_is_kept_and_told(here: list[float]) -> None:
    sentence = "^interrupted; 1 of 3 runs are kept, and the next time goes on from there$"
    with pytest.raises(KeyboardInterrupt, match=sentence):
        measure_runs([task(5), task(13), task(20)])
    assert kept(task(20).job, ["volume_drift"]) == {"volume_drift": 20.0}
    here.clear()
    assert measure_runs([task(20), task(6)]) == [{"volume_drift": 20.0}, {"volume_drift": 6.0}]
    assert here == [6]


def test_two_processes_measure_what_one_does() -> None:
    tasks = [Task(JOB, ("volume_drift",)), Task(Job(Person(), stand(seconds=1)), ("volume_drift",))]
    assert measure_runs(tasks) == [{"volume_drift": 0.0}] * 2


def test_a_run_that_breaks_off_names_its_person_and_carries_nothing_large(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RunFailed("the volume stopped", partial=object())

    monkeypatch.setattr(parallel, "simulate", broken)
    with pytest.raises(RunFailed, match=r"^default: the volume stopped$") as told:
        measured(Task(JOB, ()))
    assert told.value.partial is None


def test_a_run_is_kept_for_exactly_this_person_protocol_sample_and_package(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(JOB, {"one": 1.0})
    assert kept(JOB, ["one"]) == {"one": 1.0}
    assert kept(JOB, ["one", "two"]) is None
    keep(JOB, {"two": 2.0})
    assert kept(JOB, ["one", "two"]) == {"one": 1.0, "two": 2.0}
    others = (
        Job(Person(height_cm=171), JOB.protocol, None, JOB.record),
        Job(JOB.person, lie(seconds=2), None, JOB.record),
        Job(JOB.person, JOB.protocol, 0.1, JOB.record),
        Job(JOB.person, JOB.protocol, None, None),
        Job(JOB.person, JOB.protocol, None, JOB.record, ("swelling",)),
    )
    assert [kept(one, ["one"]) for one in others] == [None] * 5
    monkeypatch.setattr(disk, "_code", lambda: "0" * 16)
    assert kept(JOB, ["one"]) is None


def test_a_file_that_is_cut_off_counts_as_none_and_is_written_anew() -> None:
    keep(JOB, {"one": 1.0})
    (path,) = disk.folder().iterdir()
    path.write_text('{"one": ')
    assert kept(JOB, ["one"]) is None
    keep(JOB, {"one": 3.0})
    assert json.loads(path.read_text()) == {"one": 3.0}


def test_a_number_that_is_none_is_kept_too() -> None:
    keep(JOB, {"one": float("nan")})
    assert str(kept(JOB, ["one"])) == "{'one': nan}"


def test_only_folders_of_old_versions_are_removed_and_nothing_else() -> None:
    keep(JOB, {"one": 1.0})
    root = disk.folder().parent
    for age in range(6):
        old = root / f"runs-{age:016x}"
        old.mkdir()
        (old / ("mine.txt" if age == 0 else "a.json")).write_text("{}")
        os.utime(old, (age, age))
    (root / "mine").mkdir()
    (root / "mine.json").write_text("")
    remove_old()
    names = {path.name for path in root.iterdir()}
    assert {"mine", "mine.json", disk.folder().name} < names
    assert names - {"mine", "mine.json", disk.folder().name} == {f"runs-{age:016x}" for age in (0, 3, 4, 5)}
    assert [path.name for path in (root / f"runs-{0:016x}").iterdir()] == ["mine.txt"]
