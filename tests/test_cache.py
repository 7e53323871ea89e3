"""The folder of compiled code: only what the program put there is ever removed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import secondheart
from secondheart._files import remove_old_folders
from secondheart._numba import OURS, cache_folder

KEPT = 4
SOURCE = Path(secondheart.__file__).parents[1]


def test_old_folders_go_and_others_stay(tmp_path: Path) -> None:
    for place in range(2 * KEPT):
        folder = tmp_path / f"compiled-{place:016x}"
        folder.mkdir()
        os.utime(folder, (time.time() - 100 + place,) * 2)
    others = [tmp_path / name for name in ("src", "compiled-by-me", "0123456789abcdef")]
    for folder in others:
        folder.mkdir()
        os.utime(folder, (1.0, 1.0))
    remove_old_folders(tmp_path / f"compiled-{2 * KEPT - 1:016x}", OURS)
    assert all(folder.is_dir() for folder in others)
    assert len(list(tmp_path.iterdir())) == len(others) + KEPT


def test_what_cannot_be_listed_or_is_gone_meanwhile_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest, gone = tmp_path / f"compiled-{0:016x}", [tmp_path / f"compiled-{place:016x}" for place in range(1, 9)]
    newest.mkdir()
    monkeypatch.setattr(Path, "iterdir", lambda _: iter([newest, *gone]))  # another process has just removed them
    remove_old_folders(newest, OURS)
    assert newest.is_dir()

    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    remove_old_folders(newest, OURS)
    assert newest.is_dir()


@pytest.mark.parametrize("value", [None, ""])
def test_without_a_name_the_cache_is_the_user_s(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECONDHEART_CACHE", raising=False)
    usual = cache_folder()
    if value is not None:
        monkeypatch.setenv("SECONDHEART_CACHE", value)
    assert cache_folder() == usual
    assert usual.is_absolute()


RUN = """
import sys
from secondheart._jit import is_compiled
from secondheart.simulation.session import prepare
from secondheart.engine.advance import advance
from secondheart.packing.records import no_record
import secondheart as sh
before = is_compiled(advance)
session = prepare(sh.Person())
session.advance(4, no_record(session.packed))
print(before, session.step)
"""


def started(cache: Path) -> tuple[str, str]:
    """Take four steps in a fresh interpreter and return what it prints on both streams."""
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        env={**os.environ, "SECONDHEART_CACHE": str(cache)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip(), done.stderr


needs_compiler = pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="nothing is compiled")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache that holds the compiled stepper."""
    cache = tmp_path_factory.mktemp("filled")
    assert started(cache)[0] == "False 4"
    return cache


@needs_compiler
@pytest.mark.parametrize("ending", [".nbc", ".nbi"])
@pytest.mark.parametrize("damage", [b"", b"\x00" * 100], ids=["empty", "zeros"])
def test_damaged_code_is_compiled_again(filled: Path, tmp_path: Path, ending: str, damage: bytes) -> None:
    cache = tmp_path / "cache"
    shutil.copytree(filled, cache)
    (file,) = cache.rglob(f"advance*{ending}")
    file.write_bytes(damage)
    assert started(cache) == ("True 4", "")
    assert file.stat().st_size > 1000 or ending == ".nbi"
    assert started(cache) == ("True 4", "")


@needs_compiler
def test_where_code_cannot_be_stored_a_line_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    out, error = started(tmp_path / "file" / "cache")
    assert out == "False 4"
    assert error.count("\n") == 1
    assert "compiled code cannot be stored in" in error
    assert "not a directory" in error


CLOSED = """
from pathlib import Path
def closed(self):
    raise PermissionError(13, "Permission denied", str(self))
Path.is_file = closed
from secondheart._jit import is_compiled
from secondheart.engine.advance import advance
print(is_compiled(advance))
"""


@needs_compiler
def test_a_folder_that_may_not_be_searched_holds_no_compiled_code() -> None:
    done = subprocess.run([sys.executable, "-c", CLOSED], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr


SMALL = """
from secondheart._numba import compile_kernel

@compile_kernel
def twice(x):
    return 2.0 * x

print(twice(21.0), twice._cache.is_stored())
"""


@needs_compiler
def test_ten_first_starts_at_once_all_run_and_leave_code_that_can_be_read(tmp_path: Path) -> None:
    small = tmp_path / "small.py"
    small.write_text(SMALL, "utf-8")
    environment = {**os.environ, "SECONDHEART_CACHE": str(tmp_path / "cache"), "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, str(small)]
    pipe = subprocess.PIPE
    begun = [subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True) for _ in range(10)]
    assert [one.communicate() for one in begun] == [("42.0 True\n", "")] * 10
    assert [one.returncode for one in begun] == [0] * 10
    assert subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stderr == ""


def test_without_a_home_nothing_but_the_cache_is_lacking() -> None:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    environment = {**kept, "PYTHONPATH": str(SOURCE), "HOME": "/proc/nonexistent"}
    code = "from secondheart.cli import main; main(['list', 'protocols'])"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "ankle-pumps" in done.stdout


@needs_compiler
def test_other_packages_keep_their_own_cache() -> None:
    code = (
        "import numba; print(numba.config.CACHE_DIR); import secondheart.engine.advance; print(numba.config.CACHE_DIR)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    before, after = done.stdout.splitlines()
    assert before == after
