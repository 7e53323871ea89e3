"""Which compiled kernel takes a body further: the one of numba, or the same source in C."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

from secondheart._jit import CHOICE, HAS_NUMBA, is_compiled
from secondheart.errors import InputError, UnknownName

KERNELS = ("numba", "c")

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
        If C is asked for and there is no compiler, or numba's kernel where it was C when the package was imported.
    """
    if chosen_kernel() == "c":
        return _c_stepper()
    if not HAS_NUMBA:
        raise InputError(f"{CHOICE} was 'c' when secondheart was imported, and stays so; start Python anew")
    from secondheart.engine.advance import advance

    return advance


@cache
def _c_stepper() -> Stepper:
    from secondheart.codegen.c_kernel import load_c_kernel

    return load_c_kernel()


def is_stepper_compiled() -> bool:
    """Say whether a run can begin without compiling the stepper first."""
    if chosen_kernel() == "c":
        from secondheart.codegen.c_kernel import is_c_kernel_built

        return is_c_kernel_built()
    from secondheart.engine.advance import advance

    return is_compiled(advance)
