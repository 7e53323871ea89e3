"""The marks of compiled code: `law`, `part`, `kernel` and `exact_kernel`.

Numba compiles what they mark, unless the environment asks for the same source in C: then they are marks alone, and
numba, which takes a third of a second to import, stays out of the process.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

CHOICE = "SECONDHEART_KERNEL"
HAS_NUMBA = os.environ.get(CHOICE) != "c"  # in this process, from its first import on


def law(function: F) -> F:
    """Let a scalar physical law be inlined into the kernel that calls it; called from Python it stays plain Python."""
    return _load_numba().inline_law(function) if HAS_NUMBA else function


def part(function: F) -> F:
    """Compile a part of a kernel, which is always inlined. Python cannot call it; `plain` gives what it can."""
    return _load_numba().inline_part(function) if HAS_NUMBA else function


def kernel(function: F) -> F:
    """Compile a loop over the network: cached on disk, without the interpreter's lock."""
    return _load_numba().compile_kernel(function) if HAS_NUMBA else function


def exact_kernel(function: F) -> F:
    """Compile a loop like a kernel, each rounding as Python has it: it may stand for a loop of Python."""
    return _load_numba().compile_kernel(function, fastmath=False) if HAS_NUMBA else function


def plain(function: F) -> F:
    """Return a part as it was written, to be called from Python."""
    return getattr(function, "py_func", function)


def is_compiled(function: Callable[..., Any]) -> bool:
    """Say whether a kernel can be called without being compiled first."""
    cache = getattr(function, "_cache", None)
    return cache is None or bool(getattr(function, "signatures", ())) or cache.is_stored()


def _load_numba() -> Any:
    from secondheart import _numba

    return _numba
