"""The compiled C, called from Python with the same arrays as the kernels of `engine`."""

from __future__ import annotations

import ctypes
import os
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import numpy as np

from secondheart._files import hash_sources
from secondheart._jit import CHOICE
from secondheart.codegen.compilers import Compiler, SharedLibrary, any_compiler, shared_library
from secondheart.codegen.source import FLOORS, PACKAGE
from secondheart.codegen.translate import PORTABLE, translate_floors
from secondheart.errors import InputError

MOST_AXES = 3
MOST_HELD = 64  # named tuples whose structures are kept


class ArrayStructure(ctypes.Structure):
    """An array as the C has it: where it lies, how many numbers it has, how many along each axis."""

    _fields_ = (
        ("data", ctypes.c_void_p),
        ("size", ctypes.c_int64),
        ("shape", ctypes.c_int64 * MOST_AXES),
    )


class CKernel:
    """A compiled library's `advance`; it is called as `engine.advance.advance` is."""

    def __init__(self, library: Path) -> None:
        self._function = ctypes.CDLL(str(library)).advance
        self._function.restype = ctypes.c_int64
        self._held: OrderedDict[int, tuple[Any, ctypes.Structure]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, steps: int, dt: float, per_tick: int, *tuples: Any) -> int:
        """Take the body some steps further; return a status."""
        pointers = [ctypes.byref(self._structure(one)) for one in tuples]
        numbers = ctypes.c_int64(steps), ctypes.c_double(dt), ctypes.c_int64(per_tick)
        return int(self._function(*numbers, *pointers))

    def _structure(self, arrays: Any) -> ctypes.Structure:
        """Return a named tuple as a structure, made once for as long as it is in use."""
        with self._lock:
            held = self._held.get(id(arrays))
            if held is None or held[0] is not arrays:
                held = arrays, structure_of(arrays)
                self._held[id(arrays)] = held
                while len(self._held) > MOST_HELD:
                    self._held.popitem(last=False)
            self._held.move_to_end(id(arrays))
            return held[1]


def structure_of(arrays: Any) -> ctypes.Structure:
    """Return a named tuple of arrays and whole numbers as the structure that the C declares."""
    values = [_value(one) for one in arrays]
    kinds = [(name, type(value)) for name, value in zip(arrays._fields, values, strict=True)]
    structure = type("Arrays", (ctypes.Structure,), {"_fields_": kinds})
    return structure(*values)  # type: ignore[no-any-return]  # type() makes a type of any kind


def _value(value: Any) -> Any:
    if not isinstance(value, np.ndarray):
        return ctypes.c_int64(int(value))
    shape = (*value.shape, *(1,) * (MOST_AXES - value.ndim))
    return ArrayStructure(value.ctypes.data, value.size, (ctypes.c_int64 * MOST_AXES)(*shape))


def load_c_kernel(*, portable: bool = True, compiler: Compiler | None = None) -> CKernel:
    """Return the stepper in C, compiled now where it has not been.

    Parameters
    ----------
    portable : bool
        Elementary functions of our own, so that the bits are the same on every machine; else those of the system.
    compiler : Compiler, optional
        The one that is used; left out, whichever there is.

    Raises
    ------
    InputError
        If there is no C compiler, or it cannot compile.
    """
    return CKernel(_library(portable, compiler).build())


def is_c_kernel_built() -> bool:
    """Say whether the stepper in C is compiled already."""
    return _library(True, None).path.is_file()


def compile_ahead() -> Thread | None:
    """Begin to compile the stepper in C, if the environment asks for it and it is not there, while all else is loaded.

    What goes wrong is said when the stepper is needed.
    """
    if os.environ.get(CHOICE) != "c":
        return None
    thread = Thread(target=_compile_quietly)
    thread.start()
    return thread


def _compile_quietly() -> None:
    with suppress(InputError):
        _library(True, None).build()


def _library(portable: bool, compiler: Compiler | None) -> SharedLibrary:
    flags = (f"-D{PORTABLE}",) if portable else ()
    key = hash_sources(PACKAGE, (*FLOORS, "codegen"))
    chosen = compiler or any_compiler("the stepper in C")
    return shared_library(key, translate_floors, chosen, flags, needs_nothing=portable)
