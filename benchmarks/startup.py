"""How long it takes to start: importing, the first run after an install, and the next."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from benchmarks.machine import between
from benchmarks.report import Section, Table
from secondheart.codegen.compilers import find_system_compiler, find_zig

TITLE = "Start-up"
COMMAND = "secondheart run stand-tiptoe"
RUN = "from secondheart.cli import main; main(['run', 'stand-tiptoe'])"
NUMBA, SYSTEM, ZIG = "numba", "C, by the system's compiler", "C, by ziglang"
IMPORT_AIM, NEXT_AIM = 0.5, 1.5  # s
FIRST_AIMS = {NUMBA: 15.0, SYSTEM: 3.0, ZIG: 3.0}  # s
HEAD = ("each in a process of its own", "seconds on the wall clock", "of the processor", "aim, at most")
WORDS = (
    "A first run is one with an empty folder for compiled code, as after an install or an upgrade; the next finds what "
    "it left. Kernels are measured in turn. `SECONDHEART_KERNEL=c` chooses C, which is compiled while Python loads."
)


class Start(NamedTuple):
    """How long a start took, in s: on the wall clock, and of all cores together."""

    wall: float
    processor: float


Times = dict[tuple[str, str], list[Start]]


def measure(repeats: int) -> Section:
    """Time imports and runs, each in a process of its own."""
    bare = [statistics.median(some) for some in zip(*starts("pass", repeats), strict=True)]
    imports = [Start(one.wall - bare[0], one.processor - bare[1]) for one in starts("import secondheart", repeats)]
    times = runs_in_turn(kernels(), min(repeats, 3))
    rows = [_row("`import secondheart`, less Python alone", imports, IMPORT_AIM)]
    rows += [
        _row(f"{which} `{COMMAND}`, {kernel}", some, run_aim(which, kernel)) for (which, kernel), some in times.items()
    ]
    late = ["the import"] if _median(imports) > IMPORT_AIM else []
    late += [
        f"the {which} run, {kernel}"
        for (which, kernel), some in times.items()
        if _median(some) > run_aim(which, kernel)
    ]
    missed = [f"**Missed** at start-up: the aim for {'; '.join(late)}."] if late else []
    return Section(TITLE, [WORDS, Table(HEAD, rows)], [*missed, *slower(_median(times["first", NUMBA]))])


def _row(what: str, some: list[Start], aim: float) -> tuple[str, ...]:
    return what, between([one.wall for one in some], 2), between([one.processor for one in some], 2), f"{aim:g}"


def _median(some: list[Start]) -> float:
    return statistics.median(one.wall for one in some)


def run_aim(which: str, kernel: str) -> float:
    """Return how long a run may take at most, in s."""
    return FIRST_AIMS[kernel] if which == "first" else NEXT_AIM


def kernels() -> dict[str, dict[str, str]]:
    """Return the kernels that can be had here, each with what the environment holds for it."""
    found = {NUMBA: {"SECONDHEART_KERNEL": "numba"}}
    if find_system_compiler():
        found[SYSTEM] = {"SECONDHEART_KERNEL": "c"}
    if find_zig():
        zig = Path(sys.executable).with_name("python-zig")
        found[ZIG] = {"SECONDHEART_KERNEL": "c", "CC": f"{zig} cc"}
    return found


def runs_in_turn(environments: Mapping[str, Mapping[str, str]], repeats: int) -> Times:
    """Return how long the first run of each kernel takes, which finds no compiled code, and the one after it."""
    times: Times = {(which, kernel): [] for which in ("first", "next") for kernel in environments}
    for _ in range(repeats):
        for kernel, environment in environments.items():
            with tempfile.TemporaryDirectory() as empty:
                # zig keeps what it has compiled too
                places = {"SECONDHEART_CACHE": empty, "ZIG_GLOBAL_CACHE_DIR": f"{empty}/zig"}
                for which in ("first", "next"):
                    times[which, kernel] += starts(RUN, 1, **environment, **places)
    return times


def starts(code: str, repeats: int, **environment: str) -> list[Start]:
    """Return how long Python takes for a piece of code, each time in a process of its own."""
    return [start(code, environment) for _ in range(repeats)]


def start(code: str, environment: Mapping[str, str]) -> Start:
    """Run a piece of code in a process of its own, and return how long it and what it starts took."""
    before, began = os.times(), time.perf_counter()
    command = [sys.executable, "-c", code]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **environment})
    wall, now = time.perf_counter() - began, os.times()
    spent = now.children_user + now.children_system - before.children_user - before.children_system
    return Start(wall, spent)


def slower(first: float) -> list[str]:
    """Say what a peer needs before its first step, where that is less."""
    peers = {}
    if find_spec("svzerod"):
        peers["svZeroDSolver, which comes compiled, is imported"] = _median(starts("import svzerod", 3))
    quick = [f"{what} in {seconds:.2f} s" for what, seconds in peers.items() if seconds < first]
    return [f"**Slower than its peers** at the first start: {' and '.join(quick)}."] if quick else []
