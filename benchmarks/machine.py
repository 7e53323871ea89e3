"""The machine, in plain words."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.c_step import compiler

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
