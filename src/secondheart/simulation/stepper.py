"""Which compiled kernel takes a body further: the one of numba, or the same source in C."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

from secondheart._jit import is_compiled
from secondheart.engine.advance import advance
from secondheart.errors import UnknownName

KERNELS = ("numba", "c")
CHOICE = "SECONDHEART_KERNEL"

Stepper = Callable[..., int]


def chosen_kernel() -> str:
    """Return the kernel that the environment asks for; numba's where it asks for none.

    Raises
    ------
    UnknownName
        If there is none of that name.
    """
    name = os.environ.get(CHOICE) or KERNELS[0]
    if name not in KERNELS:
        raise UnknownName.of(f"kernel in {CHOICE}", name, KERNELS)
    return name


def stepper() -> Stepper:
    """Return the function that takes a body some steps further.

    Raises
    ------
    InputError
        If C is asked for and there is no compiler.
    """
    return _c_stepper() if chosen_kernel() == "c" else advance


@cache
def _c_stepper() -> Stepper:
    from secondheart.codegen.c_kernel import load_c_kernel

    return load_c_kernel()


def is_stepper_compiled() -> bool:
    """Say whether a run can begin without compiling the stepper first."""
    if chosen_kernel() == "c":
        from secondheart.codegen.c_kernel import is_c_kernel_built

        return is_c_kernel_built()
    return is_compiled(advance)
