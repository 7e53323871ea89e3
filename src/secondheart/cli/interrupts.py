"""Ctrl-C: noticed even where a library swallows it, and held back while a file is written."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Interrupts:
    """What is known of interrupts in this process."""

    seen = 0
    held = False

    def note(self, *_: object) -> None:
        self.seen += 1
        if not self.held:
            raise KeyboardInterrupt


_interrupts = _Interrupts()


@contextmanager
def noticed() -> Iterator[None]:
    """Count interrupts besides raising them: one that comes while a callback runs would be lost otherwise."""
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:  # somebody else's affair
        yield
        return
    _interrupts.seen = 0
    signal.signal(signal.SIGINT, _interrupts.note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def check() -> None:
    """Raise KeyboardInterrupt if there was one."""
    if _interrupts.seen:
        raise KeyboardInterrupt


@contextmanager
def held_back(sentence: str) -> Iterator[None]:
    """Let an interrupt wait until the work is done, and then say so."""
    before = _interrupts.seen
    _interrupts.held = True
    try:
        yield
    finally:
        _interrupts.held = False
    if _interrupts.seen > before:
        raise KeyboardInterrupt(sentence)
