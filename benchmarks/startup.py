"""How long it takes to start: importing, the first run after an install, and the next."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from functools import partial
from importlib.util import find_spec

from benchmarks.machine import between, once
from benchmarks.report import Section, Table
from secondheart.codegen.compilers import find_system_compiler, find_zig

TITLE = "Start-up"
COMMAND = "secondheart run stand-tiptoe"
RUN = "from secondheart.cli import main; main(['run', 'stand-tiptoe'])"
IN_C = "the first run in C"
AIMS = {"the import": 0.5, "the first run": 15.0, IN_C: 3.0, "the next run": 2.0}  # s
HEAD = ("each in a process of its own", "seconds on the wall clock", "aim, at most")
WORDS = "The first run is one with an empty folder for compiled code, as after an install or an upgrade."


def measure(repeats: int) -> Section:
    """Time imports and runs, each in a process of its own."""
    bare = starts("pass", repeats)
    times = {"the import": [t - statistics.median(bare) for t in starts("import secondheart", repeats)]}
    times["the first run"] = first_runs(min(repeats, 3))
    if find_system_compiler() or find_zig():
        times[IN_C] = first_runs(min(repeats, 3), SECONDHEART_KERNEL="c")
    starts(RUN, 1)  # this one may compile
    times["the next run"] = starts(RUN, repeats)
    rows = [
        ("`import secondheart`, less Python alone", between(times["the import"], 2), f"{AIMS['the import']:g}"),
        (f"first `{COMMAND}`", between(times["the first run"], 1), f"{AIMS['the first run']:g}"),
        *((f"{IN_C} of `{COMMAND}`", between(times[name], 1), f"{AIMS[name]:g}") for name in times if name == IN_C),
        (f"the next `{COMMAND}`", between(times["the next run"], 2), f"{AIMS['the next run']:g}"),
    ]
    return Section(
        TITLE, [WORDS, Table(HEAD, rows)], [*missed(times), *slower(statistics.median(times["the first run"]))]
    )


def starts(code: str, repeats: int, **environment: str) -> list[float]:
    """Return how long Python takes for a piece of code."""
    return [once(partial(start, code, environment), time.perf_counter) for _ in range(repeats)]


def start(code: str, environment: Mapping[str, str]) -> None:
    """Run a piece of code in a process of its own."""
    command = [sys.executable, "-c", code]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **environment})


def first_runs(repeats: int, **environment: str) -> list[float]:
    """Return how long runs take that find no compiled code."""
    times = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as empty:
            times += starts(RUN, 1, SECONDHEART_CACHE=empty, **environment)
    return times


def missed(times: Mapping[str, list[float]]) -> list[str]:
    """Say which aims are missed."""
    late = [name for name, aim in AIMS.items() if statistics.median(times[name]) > aim]
    return [f"**Missed** at start-up: the aim for {' and '.join(late)}."] if late else []


def slower(first: float) -> list[str]:
    """Say what a peer needs before its first step, where that is less."""
    peers = {}
    if find_spec("svzerod"):
        peers["svZeroDSolver, which comes compiled, is imported"] = statistics.median(starts("import svzerod", 3))
    quick = [f"{what} in {seconds:.2f} s" for what, seconds in peers.items() if seconds < first]
    return [f"**Slower than its peers** at the first start: {' and '.join(quick)}."] if quick else []
