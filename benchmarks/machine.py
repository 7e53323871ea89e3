"""The machine in plain words, and its clock: time something several times, and say how much the times scatter."""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("numpy", "numba", "scipy", "svzerod", "scikit-sundae")


def machine() -> str:
    """Name processor, cores, memory and system."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    lent = ", a virtual machine" if "hypervisor" in _about("flags") else ""
    return f"{_about('model name') or platform.machine()}{lent}, {cores} cores{_memory()}, {platform.system()}"


def software() -> str:
    """Name the versions of all that takes part."""
    found = [f"{name} {_version(name)}" for name in PACKAGES if _version(name)]
    return ", ".join([f"Python {platform.python_version()}", *found, compiler() or "no C compiler"])


def compiler() -> str | None:
    """Name the C compiler with its version, or None where there is none."""
    if shutil.which("gcc") is None:
        return None
    return "gcc " + subprocess.run(["gcc", "-dumpfullversion"], capture_output=True, text=True).stdout.strip()


def load() -> str:
    """Say how many processes were at work over the last minute."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _memory() -> str:
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return ""
    return f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB of memory"


def _about(what: str) -> str:
    """Look a property of the first processor up, where the system tells."""
    place = Path("/proc/cpuinfo")
    lines = place.read_text("utf-8").splitlines() if place.exists() else []
    found = [line.split(":", 1)[1].strip() for line in lines if line.startswith(what)]
    return found[0] if found else ""


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


Work = Callable[[], object]


def processor_times(work: Work, repeats: int = 5) -> list[float]:
    """Return the processor time in s of `work`, `repeats` times, after one that does not count."""
    return in_turn({"": lambda: work}, repeats)[""]


def in_turn(
    makers: Mapping[str, Callable[[], Work]], repeats: int, clock: Callable[[], float] = time.thread_time
) -> dict[str, list[float]]:
    """Return the processor times in s of several works, done in turn so that what disturbs one disturbs all.

    A maker gets a work ready, which is not timed; the first round does not count.
    """
    times: dict[str, list[float]] = {name: [] for name in makers}
    for count in range(repeats + 1):
        for name, maker in makers.items():
            spent = once(maker(), clock)
            if count > 0:
                times[name].append(spent)
    return times


def once(work: Work, clock: Callable[[], float] = time.thread_time) -> float:
    """Return the time in s that `work` takes on a clock: that of the processor unless another is given."""
    began = clock()
    work()
    return clock() - began


def spread(times: list[float], scale: float = 1.0, digits: int = 0) -> str:
    """Say median, lowest and highest."""
    return between([scale * time for time in times], digits)


def rate(times: list[float], seconds: float, digits: int = 0) -> str:
    """Say median, lowest and highest of how many simulated seconds pass in one."""
    return between([seconds / time for time in times], digits)


def between(values: list[float], digits: int = 0) -> str:
    """Say median, lowest and highest of some values."""
    low, middle, high = min(values), statistics.median(values), max(values)
    if len(values) == 1:
        return f"{middle:,.{digits}f}"
    return f"{middle:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


def times_quicker(slow: list[float], quick: list[float]) -> float:
    """Return how many times longer one takes than the other, by their medians."""
    return statistics.median(slow) / statistics.median(quick)
