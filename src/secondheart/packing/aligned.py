"""Where the stepper's arrays lie in memory."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

LINE = 64  # bytes of a line of the processor's cache, and of its widest registers
PAGE_BYTES = 4096  # bytes after which addresses look alike to the cache

Arrays = TypeVar("Arrays", bound=tuple[object, ...])


def align(arrays: Arrays) -> Arrays:
    """Return the same named arrays one behind the other from a page on, each beginning on a line of the cache.

    Read eight at a time, none straddles two lines; and a step takes the same time wherever the system finds room, as
    two arrays never lie so that one of them takes the other's lines.
    """
    kind: Any = type(arrays)
    room = np.empty(sum(_lines(one) for one in arrays if isinstance(one, np.ndarray)) + PAGE_BYTES, np.uint8)
    free = room[-room.ctypes.data % PAGE_BYTES :]
    placed: list[object] = []
    for one in arrays:
        if isinstance(one, np.ndarray):
            here, free = free[: one.nbytes].view(one.dtype).reshape(one.shape), free[_lines(one) :]
            here[...] = one
            placed.append(here)
        else:
            placed.append(one)
    return kind(*placed)  # type: ignore[no-any-return]


def block_of(arrays: tuple[object, ...]) -> NDArray[np.uint8]:
    """Return the memory in which aligned arrays lie, all of it: to copy it is to copy them together.

    Examples
    --------
    >>> from collections import namedtuple
    >>> pair = align(namedtuple("Pair", "a b")(np.zeros(3), np.ones(5)))
    >>> block_of(pair)[:] = 0
    >>> pair.b.tolist()
    [0.0, 0.0, 0.0, 0.0, 0.0]

    Raises
    ------
    ValueError
        If they do not lie in one block: nothing would be copied.
    """
    bases = {id(one.base): one.base for one in arrays if isinstance(one, np.ndarray)}
    memory = next(iter(bases.values()))
    if len(bases) != 1 or memory is None:
        raise ValueError("arrays that do not lie in one block have to be aligned first")
    return np.asarray(memory)


def _lines(array: np.ndarray) -> int:
    """Return how many bytes the lines that an array begins take."""
    return -(-array.nbytes // LINE) * LINE
