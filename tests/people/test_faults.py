"""A cohort through killed processes, a full disk and turned bits: nothing is lost, doubled or silently other."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

import secondheart as sh
from secondheart.errors import BadFile
from secondheart.people import examine
from secondheart.people.cohort import plan_cohort, run_plan, run_to_store, store_of
from secondheart.people.examine import PeopleBlock
from secondheart.people.store import open_store
from tests.people import quick_laboratory
from tests.people.quick_laboratory import DEADLY, PEOPLE

ROOT = Path(__file__).parents[2]
TURNED_BITS = 200
AT_LAST_S = 120.0  # until another process must have come so far: what takes longer hangs

pytestmark = pytest.mark.usefixtures("quick_visit")


@pytest.fixture
def whole() -> object:
    return sh.cohort(PEOPLE, tests=["avp"])


def wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until a process has made a file."""
    last = time.monotonic() + AT_LAST_S
    while not path.exists():
        assert process.poll() is None, "the process ended before it was killed"
        assert time.monotonic() < last
        time.sleep(0.05)


def test_a_client_that_is_killed_loses_no_block_that_it_wrote(tmp_path: Path, whole: object) -> None:
    store, waiting = tmp_path / "a.zarr", tmp_path / "waiting"
    command = [sys.executable, "-m", "tests.people.quick_laboratory", str(store), str(waiting)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        wait_for(waiting, process)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    seen, original = [], examine.visit

    def counted(person, *words, **more):  # type: ignore[no-untyped-def]
        seen.append(person.height_cm)
        return original(person, *words, **more)

    examine.visit = counted  # the fixture puts it back
    done = sh.open_cohort(store).status.values != 0
    assert done.sum() == 5
    assert sh.cohort(PEOPLE, tests=["avp"], store=store).identical(whole)
    missing = [person.height_cm for person, there in zip(PEOPLE, done, strict=True) if not there]
    assert sorted(seen) == missing  # each once, and nobody twice


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::UserWarning")
def test_people_of_a_worker_that_is_killed_are_done_again(
    tmp_path: Path, whole: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed")
    monkeypatch.setenv(DEADLY, str(tmp_path / "died"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "src")]))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, preload=[quick_laboratory.__file__]
    ) as cluster:
        data = sh.cohort(PEOPLE, tests=["avp"], store=tmp_path / "a.zarr", scheduler=cluster.scheduler_address)
    assert (tmp_path / "died").exists()
    assert data.identical(whole)


@contextmanager
def small_disk(most: int) -> Iterator[None]:
    """Let no file be longer than some bytes, as where a disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:  # at once: what is printed may go to a file too
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_loses_no_block_that_was_written(tmp_path: Path, whole: object) -> None:
    plan = plan_cohort(PEOPLE, tests=["avp"])
    store = store_of(plan, tmp_path / "a.zarr")
    running = run_to_store(store, plan, workers=1)
    for _ in range(5):
        next(running)
    with small_disk(16), pytest.raises(BadFile, match="file too large; the same command goes on"):
        next(running)
    assert len(store.missing_blocks()) == len(store.blocks()) - 5
    assert (sh.open_cohort(store.path).status.values != 0).sum() == 5
    assert not list(store.path.rglob("*.partial"))
    assert sh.cohort(PEOPLE, tests=["avp"], store=store.path).identical(whole)


def test_no_room_at_the_start_leaves_nothing_behind(tmp_path: Path) -> None:
    with small_disk(16), pytest.raises(BadFile, match="cannot be written: file too large"):
        sh.cohort(PEOPLE, tests=["avp"], store=tmp_path / "a.zarr")
    assert not list(tmp_path.iterdir())


def test_no_turned_bit_is_read_as_another_number(tmp_path: Path) -> None:
    few = PEOPLE[:4]
    plan = plan_cohort(few, tests=["avp"])
    path = tmp_path / "a.zarr"
    whole = run_plan(plan, path)
    random = np.random.default_rng(1)
    files = sorted(one for one in path.rglob("*") if one.is_file())
    refused = []
    for place in range(TURNED_BITS):
        file = files[place % len(files)]
        before = file.read_bytes()
        turned = bytearray(before)
        turned[random.integers(len(turned))] ^= 1 << int(random.integers(8))
        file.write_bytes(turned)
        try:
            assert is_same(open_store(path).read(), whole)
        except BadFile:
            refused.append(file)
        file.write_bytes(before)
    chunks = [files[place % len(files)] for place in range(TURNED_BITS) if files[place % len(files)].suffix != ".json"]
    assert [one for one in refused if one.suffix != ".json"] == chunks
    assert len(refused) > len(
        chunks
    )  # the others turned a space of what the store says of itself, or nothing that counts
    assert is_same(open_store(path).read(), whole)


@pytest.mark.parametrize("name", ["value", "reason", "status"])
def test_a_damaged_block_is_done_again_by_the_same_call(tmp_path: Path, whole: object, name: str) -> None:
    path = tmp_path / "a.zarr"
    sh.cohort(PEOPLE, tests=["avp"], store=path)
    chunk = next(one for one in sorted((path / name / "c").rglob("*")) if one.is_file())
    chunk.write_bytes(chunk.read_bytes()[:-1] + b"?")
    with pytest.raises(BadFile, match="people 0 to 0 are damaged; the same command does them again"):
        sh.open_cohort(path)
    assert sh.cohort(PEOPLE, tests=["avp"], store=path).identical(whole)


def test_what_a_damaged_store_says_of_itself_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "a.zarr"
    sh.cohort("healthy-adults", 2, seed=1, tests=["avp"], store=path)
    about = path / "zarr.json"
    about.write_text(about.read_text("utf-8").replace('"seed": 1', '"seed": 3'), "utf-8")
    for work in (
        lambda: sh.open_cohort(path),
        lambda: sh.cohort("healthy-adults", 2, seed=1, tests=["avp"], store=path),
    ):
        with pytest.raises(BadFile, match="what it says of itself does not agree with its checksum"):
            work()


def is_same(one: PeopleBlock, other: PeopleBlock) -> bool:
    """Return whether two blocks hold the same numbers, to the last bit."""
    alike = np.array_equal(one.values, other.values, equal_nan=True) and np.array_equal(one.status, other.status)
    return alike and one.reasons == other.reasons
