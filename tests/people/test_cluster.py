"""Workers of a Dask scheduler find the same as threads, to the last bit, and are refused where they cannot."""

from __future__ import annotations

import pytest

import secondheart as sh
from secondheart.errors import InputError, RunFailed
from secondheart.people import workers
from secondheart.person import Person

distributed = pytest.importorskip("distributed")
PEOPLE = [Person(height_cm=150.0 + 4.0 * i) for i in range(13)]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::UserWarning")


@pytest.fixture(scope="module")
def address() -> str:
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None, protocol="tcp"
    )
    yield cluster.scheduler_address
    cluster.close()


@pytest.mark.usefixtures("quick_visit")
def test_a_scheduler_gives_what_threads_give(address: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    threads = sh.cohort(PEOPLE, tests=["avp"], wear=["ral-i"])
    cluster = sh.cohort(PEOPLE, tests=["avp"], wear=["ral-i"], scheduler=address, store=tmp_path / "a.zarr")
    assert cluster.identical(threads)
    drawn = [sh.cohort("healthy-adults", 5, tests=["avp"], scheduler=one) for one in (None, address)]
    assert drawn[0].identical(drawn[1])


@pytest.mark.usefixtures("quick_visit")
def test_workers_of_another_version_are_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client_version = workers.worker_version()
    answers = {"tcp://one:1": "0.0.9 abc"}
    monkeypatch.setattr(distributed.Client, "run", lambda *_: answers)
    with pytest.raises(InputError, match=rf"have secondheart 0.0.9 abc, and this is {client_version}"):
        sh.cohort(PEOPLE, tests=["avp"], scheduler=address)
    answers.clear()
    with pytest.raises(InputError, match="has no workers"):
        sh.cohort(PEOPLE, tests=["avp"], scheduler=address)


@pytest.mark.usefixtures("quick_visit")
def test_a_scheduler_that_does_not_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "ANSWERS_WITHIN", "1s")
    with pytest.raises(InputError, match="does not answer within 10 s"):
        sh.cohort(PEOPLE, tests=["avp"], scheduler="tcp://127.0.0.1:9")


class _Gone:
    """A client, and its futures, of a scheduler whose workers have gone."""

    def next_batch(self, block: bool) -> list[object]:
        assert not block
        return []

    def nthreads(self) -> dict[str, int]:
        return {}


def test_workers_that_have_gone_are_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "GONE_S", 0.01)
    with pytest.raises(RunFailed, match=r"the scheduler tcp://one has had no worker for 0\.01 s"):
        list(workers._as_done(_Gone(), _Gone(), 1, "tcp://one"))
