"""Interrupts and full disks lose nothing that was computed."""

from __future__ import annotations

import errno
import io
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from secondheart import open_result
from secondheart.results import netcdf
from tests.fuzz.budget import drawn
from tests.fuzz.checks import is_sentence, is_sound
from tests.fuzz.commands import BAD_INPUT, DONE, INTERRUPTED, files, ran

LONG = '[[step]]\ndo = "walk"\nminutes = 30\n'
SHORT = '[[step]]\ndo = "lie"\nseconds = 2\n'


@contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    """Press Ctrl-C some time later, or as soon as a command listens, unless all is over by then."""

    def press(*_: object) -> None:
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.setitimer(signal.ITIMER_REAL, 0.01)
        else:
            os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGALRM, press)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


# A library's callback may swallow the interrupt and say so; the run is stopped all the same.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@drawn(1)
@given(st.floats(0.001, 2.0))
@example(0.8)
def test_an_interrupted_run_keeps_what_was_computed(tmp_path: Path, seconds: float) -> None:
    (tmp_path / "long.toml").write_text(LONG)
    (tmp_path / "out.nc").unlink(missing_ok=True)
    with interrupted_after(seconds):
        told = ran(["run", "long.toml", "-o", "out.nc"], tmp_path)
    assert told.code in (DONE, INTERRUPTED)
    assert files(tmp_path).keys() <= {"long.toml", "out.nc"}
    if told.code == INTERRUPTED:
        assert told.out == ""
        assert is_sentence(told.err)
        assert ("nothing was kept" in told.err) == (not (tmp_path / "out.nc").exists())
    if (tmp_path / "out.nc").exists():
        assert is_sound(open_result(tmp_path / "out.nc"))


def test_an_interrupt_waits_until_the_file_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save = netcdf.save_result

    def slowly(result: object, path: Path) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        save(result, path)  # type: ignore[arg-type]  # a dataset

    monkeypatch.setattr(netcdf, "save_result", slowly)
    (tmp_path / "short.toml").write_text(SHORT)
    told = ran(["run", "short.toml", "-o", "out.nc"], tmp_path)
    assert (told.code, told.out) == (INTERRUPTED, "")
    assert told.err == f"interrupted; {tmp_path / 'out.nc'} is written\n"
    assert is_sound(open_result(tmp_path / "out.nc"))


@pytest.fixture
def full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on a disk that is full, beside one for temporary files on a disk that is not."""
    folder, spare = tmp_path / "full", tmp_path / "spare"
    folder.mkdir()
    spare.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spare))

    class Full(io.FileIO):
        def write(self, data: object) -> int:
            if Path(self.name).parent == folder:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(data)

    monkeypatch.setattr(io, "FileIO", Full)
    return folder


def test_a_result_that_finds_no_room_is_kept_elsewhere(full: Path) -> None:
    (full / "short.toml").write_text(SHORT)
    told = ran(["run", "short.toml", "-o", "out.nc"], full)
    assert (told.code, told.out) == (BAD_INPUT, "")
    (kept,) = full.parent.glob("spare/*/out.nc")
    assert told.err == f"{full / 'out.nc'}: cannot be written (No space left on device); it is kept in {kept}\n"
    assert is_sound(open_result(kept))
    assert files(full).keys() == {"short.toml"}


def test_without_any_room_it_is_told_too(full: Path) -> None:
    (full / "short.toml").write_text(SHORT)
    (full.parent / "spare").rmdir()
    told = ran(["run", "short.toml", "-o", "out.nc"], full)
    assert told.err == f"{full / 'out.nc'}: cannot be written (No space left on device)\n"
