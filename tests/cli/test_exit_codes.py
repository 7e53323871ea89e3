"""A run that fails, is interrupted, or loses its reader."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from secondheart import open_result, simulate, stand
from secondheart.errors import KernelDiverged
from secondheart.person import Person

COMMAND = [sys.executable, "-c", "from secondheart.cli import main; main()"]


@pytest.fixture(scope="module")
def partial():
    return simulate(Person(), stand(seconds=2))


def stopping(error: BaseException):
    def simulate(*_, **__):
        raise error

    return simulate


def test_a_failed_run_keeps_what_was_computed_where_there_is_a_file(cli, short: Path, partial, instead) -> None:
    instead(stopping(KernelDiverged("a volume is gone", partial)))
    kept = short.with_name("kept.nc")
    ran = cli("run", short, "-o", kept)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"a volume is gone; the first 2 s were computed and are kept in {kept}\n"
    assert open_result(kept).sizes["time"] == partial.sizes["time"]


def test_a_failed_run_says_that_nothing_is_kept(cli, short: Path, partial, instead) -> None:
    instead(stopping(KernelDiverged("a volume is gone", partial)))
    ran = cli("run", short, "--plot", short.with_name("out.png"))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "a volume is gone; the first 2 s were computed and not kept, as no -o OUT.nc was given\n"
    instead(stopping(KernelDiverged("a volume is gone")))
    assert cli("run", short).err == "a volume is gone; nothing was kept\n"
    assert [path.name for path in short.parent.iterdir()] == ["short.toml"]


def test_an_interrupt_before_the_file_is_begun_loses_nothing(cli, short: Path, partial, instead, monkeypatch) -> None:
    @contextmanager
    def interrupted_at_its_end(*_: object):
        yield lambda *_: None
        raise KeyboardInterrupt

    instead(lambda *_, **__: partial)
    monkeypatch.setattr("secondheart.cli.run.progress_bar", interrupted_at_its_end)
    kept = short.with_name("kept.nc")
    ran = cli("run", short, "-o", kept)
    assert (ran.code, ran.out) == (130, "")
    assert ran.err == f"interrupted; the first 2 s were computed and are kept in {kept}\n"
    assert open_result(kept).attrs["duration_s"] == 2.0


def test_an_interrupt_after_the_file_is_written_says_that_it_is(
    cli, short: Path, partial, instead, monkeypatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    instead(lambda *_, **__: partial)
    monkeypatch.setattr("secondheart.cli.run._print", interrupted)
    kept, drawn = short.with_name("kept.nc"), short.with_name("drawn.svg")
    ran = cli("run", short, "-o", kept)
    assert (ran.code, ran.out, ran.err) == (130, "", f"interrupted; {kept} is written\n")
    assert cli("run", short, "-o", kept, "--plot", drawn).err == f"interrupted; {kept} and {drawn} are written\n"
    assert cli("run", short).err == "interrupted; nothing was kept\n"


@pytest.mark.parametrize(
    "words",
    [
        "run short.toml -o out.nc --plot out.svg",
        "test avp -o out.nc --csv out.csv",
        "compare short.toml default leaking-deep --csv out.csv",
        "sweep leaking-deep=0:1:2 --run short.toml",
        "bench ral-i -o out.csv",
        "day day.toml",
        "relief day.toml --measure walking",
        "export body.bin --protocol short.toml",
        "cohort healthy-adults --people 2 --csv out.csv",
    ],
)
def test_an_interrupt_is_one_sentence_and_130_in_every_command(
    cli, short: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.chdir(short.parent)
    Path("day.toml").write_text('[[at]]\ntime = "07:00"\ndo = "sit"\n', "utf-8")
    before = sorted(short.parent.iterdir())
    interrupted = stopping(KeyboardInterrupt())
    for name in (
        "simulation.simulate.simulate", "simulation.parallel.perform_all", "simulation.session.compile_stepper",
        "day.compute.run_day", "day.compute.run_days", "people.sweep.sweep", "people.bench.bench",
        "people.cohort.run_plan", "export.session_file.export_body",
    ):  # fmt: skip
        module, _, function = f"secondheart.{name}".rpartition(".")
        monkeypatch.setattr(importlib.import_module(module), function, interrupted)
    monkeypatch.setattr("secondheart.simulation.stepper.is_stepper_compiled", lambda: False)
    ran = cli(*words.split())
    assert (ran.code, ran.out) == (130, "")
    assert ran.err.splitlines()[-1].startswith("interrupted; ")
    assert ran.err.count("\n") <= 2  # it may have said that it compiles
    assert sorted(short.parent.iterdir()) == before


def test_an_interrupted_run_keeps_what_it_is_given(cli, short: Path, partial, instead) -> None:
    stop = KeyboardInterrupt()
    stop.partial = partial  # type: ignore[attr-defined] - as a run may leave it
    instead(stopping(stop))
    kept = short.with_name("kept.nc")
    ran = cli("run", short, "-o", kept)
    assert (ran.code, ran.out) == (130, "")
    assert ran.err == f"interrupted; the first 2 s were computed and are kept in {kept}\n"
    assert open_result(kept).attrs["duration_s"] == 2.0


def test_an_interrupt_while_a_figure_is_written_names_all_files(
    cli, short: Path, partial, instead, monkeypatch
) -> None:
    def save(_: object, path: Path, *_dpi: int) -> None:
        path.write_text("drawn", "utf-8")
        signal.raise_signal(signal.SIGINT)

    instead(lambda *_, **__: partial)
    monkeypatch.setattr("secondheart.report.plot.save_figure", save)
    kept, drawn = short.with_name("kept.nc"), short.with_name("drawn.svg")
    ran = cli("run", short, "-o", kept, "--plot", drawn)
    assert (ran.code, ran.out, ran.err) == (130, "", f"interrupted; {kept} and {drawn} are written\n")


def test_a_file_that_cannot_be_read_is_not_blamed_on_standard_output(cli, short: Path, instead) -> None:
    instead(stopping(OSError(28, "No space left on device")))
    ran = cli("run", short)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "a file of the run: cannot be read or written (no space left on device)\n"
    instead(stopping(PermissionError(13, "Permission denied", "closed/cache")))
    assert cli("run", short).err == "closed/cache: cannot be read or written (permission denied)\n"


def test_the_first_run_says_that_it_compiles_and_does_not_count_it(cli, short: Path, monkeypatch) -> None:
    compiled = []
    monkeypatch.setattr("secondheart.simulation.stepper.is_stepper_compiled", lambda: False)
    monkeypatch.setattr("secondheart.simulation.session.compile_stepper", lambda: compiled.append(True))
    ran = cli("run", short)
    assert (ran.code, ran.err) == (0, "compiling the stepper, once, some 15 s\n")
    assert cli("run", short, "--quiet").err == ""
    assert len(compiled) == 2


def test_too_little_memory_is_told(cli, short: Path, instead) -> None:
    instead(stopping(MemoryError()))
    ran = cli("run", short)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "the run needs more memory than there is; a larger --sample-s keeps less\n"


def test_a_fault_of_the_program_is_not_hidden(cli, short: Path, instead) -> None:
    instead(stopping(ZeroDivisionError("a fault")))
    with pytest.raises(ZeroDivisionError, match="a fault"):
        cli("run", short)


# Says on standard output that the run has begun, at its first progress.
BEGUN = """
from importlib import import_module
from secondheart.cli import main
module = import_module("secondheart.simulation.simulate")
whole, said = module.simulate, []
def simulate(*given, progress, **named):
    def follow(*done):
        said or said.append(print("begun", flush=True))
        progress(*done)
    return whole(*given, progress=follow, **named)
module.simulate = simulate
main()
"""


def test_ctrl_c_leaves_with_130(tmp_path: Path) -> None:
    long = tmp_path / "long.toml"
    long.write_text('[[step]]\ndo = "walk"\nminutes = 1400\n', encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", BEGUN, "run", str(long), "-o", str(tmp_path / "out.nc")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, out) == (130, b"")
    assert err.startswith(b"interrupted; the first ")
    assert err.count(b"\n") == 1
    assert {path.name for path in tmp_path.iterdir()} == {"long.toml", "out.nc"}


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*COMMAND, "list", "assumptions"], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", [["list"], ["--help"], ["--version"]])
def test_a_full_disk_under_standard_output_is_told(words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, *words], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr == b"standard output: cannot be written (no space left on device)\n"


IN_THE_BACKGROUND = ("sh", "-c", 'trap "" INT; exec "$@"', "sh")  # as a shell starts what has an & behind it


@pytest.mark.parametrize("before", [(), IN_THE_BACKGROUND], ids=["alone", "in the background"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])
def test_a_day_that_is_ended_leaves_no_folder(tmp_path: Path, number: signal.Signals, before: tuple[str, ...]) -> None:
    """It writes its result into a folder of its own where no output is given."""
    with subprocess.Popen(
        [*before, *COMMAND, "day", "office"], env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        while not list(tmp_path.glob("secondheart-*/*.nc")):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (-number, b"")
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []


SWALLOWED = """
import ctypes, os, sys, time
from secondheart.cli.output import run_guarded

def called_back():
    os.kill(os.getpid(), int(sys.argv[1]))
    time.sleep(0.1)

def work():
    ctypes.CFUNCTYPE(None)(called_back)()  # what is raised in it goes no further
    raise RuntimeError("no compiled object yet")

sys.exit(run_guarded(work))
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 130)])
def test_a_stop_that_a_library_swallows_is_one_all_the_same(number: signal.Signals, code: int) -> None:
    done = subprocess.run([sys.executable, "-c", SWALLOWED, str(int(number))], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (code, b"")
    assert done.stderr == (b"" if code < 0 else b"interrupted; nothing was kept\n")
