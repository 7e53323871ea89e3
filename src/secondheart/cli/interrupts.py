"""The command at work: its interrupts, also where a library swallows one, and the files that it has written."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Ended(BaseException):
    """The command is asked to end: what it has made for a while only is removed on the way out."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    def end(self) -> None:
        """End this process as the signal would have done."""
        signal.signal(self.number, signal.SIG_DFL)
        os.kill(os.getpid(), self.number)


def _tell_unless_noted(tell: Callable[[Any], object], swallowed: Any) -> None:
    """Tell what a callback could not raise, but for a stop: that is noted, and acted on at the next occasion."""
    if not issubclass(swallowed.exc_type, (Ended, KeyboardInterrupt)):
        tell(swallowed)


class RunningCommand:
    """What is known of the command at work; there is one in a process, as there is one Ctrl-C."""

    def __init__(self) -> None:
        self.interrupts = 0
        self.ending = 0  # the signal that asks it to end
        self.is_writing = False
        self.written: list[Path] = []

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Count interrupts besides raising them: one that comes while a callback runs would be lost otherwise.

        A command in the background of a shell has interrupts ignored, and is still asked to end.
        """
        self.interrupts, self.ending, self.written = 0, 0, []
        main = threading.current_thread() is threading.main_thread()
        interrupt = signal.getsignal(signal.SIGINT)
        if not main or interrupt not in (signal.default_int_handler, signal.SIG_IGN):  # somebody else's affair
            yield
            return
        handlers: dict[int, Callable[[int, Any], None]] = {}
        handlers |= {number: self._end for number in ENDING if signal.getsignal(number) is signal.SIG_DFL}
        if interrupt is not signal.SIG_IGN:
            handlers[signal.SIGINT] = self._note
        before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        unraisable = sys.unraisablehook
        sys.unraisablehook = partial(_tell_unless_noted, unraisable)
        try:
            yield
        finally:
            sys.unraisablehook = unraisable
            for number, handler in before.items():
                signal.signal(number, handler)

    def _note(self, *_: object) -> None:
        self.interrupts += 1
        if not self.is_writing:
            raise KeyboardInterrupt

    def _end(self, number: int, _: object) -> None:
        self.ending = number
        raise Ended(number)

    @contextmanager
    def write(self, path: Path) -> Iterator[None]:
        """Note a file that is written meanwhile; an interrupt waits until then, and says what is written."""
        before, self.is_writing = self.interrupts, True
        try:
            yield
            self.written.append(path)
        finally:
            self.is_writing = False
        if self.interrupts > before:
            raise KeyboardInterrupt(self.interruption())

    def check(self) -> None:
        """Raise KeyboardInterrupt if there was one, or `Ended` if it is asked to end."""
        if self.ending:
            raise Ended(self.ending)
        if self.interrupts:
            raise KeyboardInterrupt

    def interruption(self) -> str:
        """Say what an interrupt left."""
        if not self.written:
            return "interrupted; nothing was kept"
        paths = " and ".join(map(str, self.written))
        return f"interrupted; {paths} {'are' if len(self.written) > 1 else 'is'} written"


RUNNING = RunningCommand()
