"""The page of results, docs/benchmarks.md."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from benchmarks.machine import load, machine, software
from benchmarks.report import Section

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
HEAD = """# How fast it is

Written by `python -m benchmarks --page`; `make bench` prints the same for your machine.

- **Measured** on {date}, all in one run.
- **Machine**: {machine}. Processes waiting or running when it began and when it ended: {before} and {after}.
- **Software**: {software}.
- Figures are the median of {repeats} times, with the lowest and the highest in parentheses; slow things were done
  three times. Programs that are compared were run in turn. Times are of the processor unless the wall clock is named.

"""


def write(sections: Sequence[Section], before: str, repeats: int) -> Path:
    """Write the page and return its place."""
    slower = [sentence for section in sections for sentence in section.slower]
    summary = "\n".join(f"- {sentence}" for sentence in slower) or "- Nothing that was measured."
    head = HEAD.format(
        date=datetime.date.today().isoformat(),
        machine=machine(),
        before=before,
        after=load(),
        software=software(),
        repeats=repeats,
    )
    parts = [section.markdown() for section in sections]
    PAGE.write_text(
        head + f"## What is slower than a peer, or than it should be\n\n{summary}\n\n" + "\n".join(parts), "utf-8"
    )
    return PAGE
