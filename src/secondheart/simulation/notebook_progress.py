"""A line of progress in a notebook, by itself: a run of some seconds says how far it is."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from secondheart.simulation.session import Progress

SHOWN_AFTER_S = 2.0  # of computing; shorter runs show nothing


def is_notebook() -> bool:
    """Say whether Python runs in a notebook that can show more than text."""
    shell = sys.modules.get("IPython")
    return shell is not None and type(shell.get_ipython()).__name__ == "ZMQInteractiveShell"


@contextmanager
def progress_or_line(progress: Progress | None) -> Iterator[Progress | None]:
    """Give the progress that was asked for; without one, in a notebook, a line that shows it and goes at the end."""
    if progress is not None or not is_notebook():
        yield progress
        return
    line = _Line()
    try:
        yield line.show
    finally:
        line.clear()


class _Line:
    """One line below a cell, written over."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.handle: Any = None

    def show(self, now: float, whole: float) -> None:
        """Show how far a run is."""
        if time.monotonic() - self.began >= SHOWN_AFTER_S:
            share = 100.0 * now / whole if whole else 100.0
            self._write(f'<progress value="{share:.0f}" max="100"></progress> {now:.0f} of {whole:.0f} s simulated')

    def clear(self) -> None:
        """Take the line away."""
        if self.handle is not None:
            self._write("")

    def _write(self, text: str) -> None:
        display: Any = import_display()
        if self.handle is None:
            self.handle = display.display(display.HTML(text), display_id=True)
        else:
            self.handle.update(display.HTML(text))


def import_display() -> Any:
    """Return what shows things in a notebook."""
    import IPython.display

    return IPython.display
