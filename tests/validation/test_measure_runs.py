"""Runs side by side: each is made once, kept on disk, and not made again after an interruption."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from secondheart.errors import RunFailed
from secondheart.evidence import cache as disk
from secondheart.evidence import measure_runs as module
from secondheart.evidence.cache import Values, read_values, write_values
from secondheart.evidence.measure_runs import MeasuredRun, measure_runs
from secondheart.person import Person
from secondheart.protocol import lie, stand
from secondheart.simulation.parallel import Job
from secondheart.simulation.session import Progress

JOB = Job(Person(), lie(seconds=1), None, ("right_atrium",))
INTERRUPTED_S = 13.0  # how long the run is in which Ctrl-C comes


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(disk, "runs_folder", lambda: tmp_path / "evidence" / f"runs-{disk.code_hash()}")


def run_of(seconds: float) -> MeasuredRun:
    return MeasuredRun(Job(Person(), lie(seconds=seconds)), ("volume_drift",))


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Make runs in this process, without simulating; return how long those that were made are."""
    lengths: list[float] = []

    def perform_all(runs: Sequence[MeasuredRun], progress: Progress, *, processes: bool) -> list[Values]:
        assert processes
        values: list[Values] = []
        for one in runs:
            seconds = one.job.protocol.duration_s
            lengths.append(seconds)
            if seconds == INTERRUPTED_S:
                raise KeyboardInterrupt
            values.append({"volume_drift": seconds})
            write_values(one.job, values[-1])
            progress(sum(done.duration_s for done in runs[: len(values)]), sum(done.duration_s for done in runs))
        return values

    monkeypatch.setattr(module, "perform_all", perform_all)
    monkeypatch.setattr(module, "simulate", lambda *_: None)
    return lengths


def test_runs_are_made_once_the_longest_first_and_progress_ends_at_the_whole(here: list[float]) -> None:
    seen: list[tuple[float, float]] = []
    runs = [run_of(5), run_of(9), run_of(7)]
    assert [one["volume_drift"] for one in measure_runs(runs, lambda *now: seen.append(now))] == [5, 9, 7]
    assert here == [9, 7, 5]
    assert seen[0] == (0.0, 921.0)
    assert seen[-1] == (921.0, 921.0)
    assert sorted(seen) == seen
    measure_runs(runs)
    assert here == [9, 7, 5]


def test_what_was_done_before_an_interruption_is_kept_and_told(here: list[float]) -> None:
    sentence = "^interrupted; 1 of 3 runs are kept, and the next time goes on from there$"
    with pytest.raises(KeyboardInterrupt, match=sentence):
        measure_runs([run_of(5), run_of(13), run_of(20)])
    assert read_values(run_of(20).job, ["volume_drift"]) == {"volume_drift": 20.0}
    here.clear()
    assert measure_runs([run_of(20), run_of(6)]) == [{"volume_drift": 20.0}, {"volume_drift": 6.0}]
    assert here == [6]


def test_two_processes_measure_what_one_does() -> None:
    runs = [MeasuredRun(JOB, ("volume_drift",)), MeasuredRun(Job(Person(), stand(seconds=1)), ("volume_drift",))]
    assert measure_runs(runs) == [{"volume_drift": 0.0}] * 2


def test_a_run_that_breaks_off_names_its_person_and_carries_nothing_large(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RunFailed("the volume stopped", partial=object())

    monkeypatch.setattr("secondheart.simulation.parallel.simulate", broken)
    with pytest.raises(RunFailed, match=r"^default: the volume stopped$") as failure:
        MeasuredRun(JOB, ()).perform(lambda *_: None)
    assert failure.value.partial is None


def test_a_run_is_kept_for_exactly_this_person_protocol_sample_and_package(monkeypatch: pytest.MonkeyPatch) -> None:
    write_values(JOB, {"one": 1.0})
    assert read_values(JOB, ["one"]) == {"one": 1.0}
    assert read_values(JOB, ["one", "two"]) is None
    write_values(JOB, {"two": 2.0})
    assert read_values(JOB, ["one", "two"]) == {"one": 1.0, "two": 2.0}
    others = (
        Job(Person(height_cm=171), JOB.protocol, None, JOB.record),
        Job(JOB.person, lie(seconds=2), None, JOB.record),
        Job(JOB.person, JOB.protocol, 0.1, JOB.record),
        Job(JOB.person, JOB.protocol, None, None),
        Job(JOB.person, JOB.protocol, None, JOB.record, ("swelling",)),
    )
    assert [read_values(one, ["one"]) for one in others] == [None] * 5
    monkeypatch.setattr(disk, "code_hash", lambda: "0" * 16)
    assert read_values(JOB, ["one"]) is None


def test_a_file_that_is_cut_off_counts_as_none_and_is_written_anew() -> None:
    write_values(JOB, {"one": 1.0})
    (path,) = disk.runs_folder().iterdir()
    path.write_text('{"one": ')
    assert read_values(JOB, ["one"]) is None
    write_values(JOB, {"one": 3.0})
    assert json.loads(path.read_text()) == {"one": 3.0}


def test_a_number_that_is_none_is_kept_too() -> None:
    write_values(JOB, {"one": float("nan")})
    assert str(read_values(JOB, ["one"])) == "{'one': nan}"


def test_only_folders_of_old_versions_are_removed_and_nothing_else(here: list[float]) -> None:
    write_values(JOB, {"volume_drift": 1.0})
    root = disk.runs_folder().parent
    for age in range(6):
        old = root / f"runs-{age:016x}"
        old.mkdir()
        (old / "a.json").write_text("{}")
        os.utime(old, (age, age))
    (root / "mine").mkdir()
    (root / "mine.json").write_text("")
    assert measure_runs([MeasuredRun(JOB, ("volume_drift",))]) == [{"volume_drift": 1.0}]
    assert here == []
    names = {path.name for path in root.iterdir()}
    assert names == {"mine", "mine.json", disk.runs_folder().name, *(f"runs-{age:016x}" for age in (3, 4, 5))}
