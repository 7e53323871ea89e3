"""What numba is asked to compile: parts for the members that they read, and no machine code of what is inlined."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from secondheart._jit import plain
from secondheart._numba import compile_kernel, inline_part

pytestmark = pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="nothing is compiled")


class Three(NamedTuple):
    """Arrays of which a part reads two."""

    first: NDArray[np.float64]
    unread: NDArray[np.float64]
    second: NDArray[np.float64]


@inline_part
def add(some: Three, factor: float) -> None:
    """Read one member, and another in what it calls, which stands further down."""
    for i in range(some.first.size):
        some.first[i] += factor * read(some, i)


@inline_part
def read(some: Three, i: int) -> float:
    """Read one member."""
    return some.second[i]


def twice(some: Three) -> None:
    """Hand over the whole, by place and by name."""
    add(some, 2.0)
    add(factor=0.5, some=some)


def three() -> Three:
    """Return arrays that differ."""
    return Three(np.arange(4.0), np.full(4, np.nan), np.arange(4.0) ** 2)


@pytest.fixture
def arrays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Three:
    """Return what the compiled kernel has written."""
    monkeypatch.setenv("SECONDHEART_CACHE", str(tmp_path))
    written = three()
    compile_kernel(twice)(written)
    return written


def test_a_part_is_compiled_for_the_members_that_it_and_what_it_calls_read(arrays: Three) -> None:
    assert arrays.first.tolist() == [x + 2.5 * x**2 for x in range(4)]
    assert {signature[0].fields for signature in add.signatures} == {("first", "second")}
    assert {signature[0].fields for signature in read.signatures} == {("second",)}


def test_a_part_has_no_machine_code_of_its_own_and_cannot_be_called(arrays: Three) -> None:
    (compiled,) = read.overloads.values()
    assert compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name) == 0
    with pytest.raises(TypeError, match="takes no arguments"):
        compiled.entry_point(arrays, 1)
    assert plain(read)(arrays, 3) == 9.0
