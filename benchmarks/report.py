"""What a benchmark reports: tables and sentences, as text, as Markdown, and as docs/benchmarks.md."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import load, machine, software

WIDTH = 118
ONCE = "Each figure was measured once (`--quick`), so that its noise is not known."
SEVERAL = "Figures are the median of {} times, lowest and highest in parentheses; slow things were done three times."


@dataclass(frozen=True)
class Table:
    """Rows under a head; the first column holds words, the others figures, unless they have no name."""

    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    def text(self) -> str:
        """Return it in columns of equal width."""
        lines = [self.head, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.head))]
        return "\n".join("  " + self._columns(line, widths).rstrip() for line in lines)

    def markdown(self) -> str:
        """Return it with bars between the columns."""
        rule = ("---", *("---:" if name else "---" for name in self.head[1:]))
        return "\n".join("| " + " | ".join(line) + " |" for line in (self.head, rule, *self.rows))

    def _columns(self, line: tuple[str, ...], widths: list[int]) -> str:
        rest = zip(line[1:], self.head[1:], widths[1:], strict=True)
        cells = [cell.rjust(width) if name else cell for cell, name, width in rest]
        return "  ".join([line[0].ljust(widths[0]), *cells])


@dataclass(frozen=True)
class Section:
    """The outcome of one benchmark; `slower` says in sentences where a peer is quicker than we are."""

    title: str
    parts: Sequence[str | Table]
    slower: Sequence[str] = ()

    def text(self) -> str:
        """Return it for a terminal."""
        parts = [part.text() if isinstance(part, Table) else wrapped(part) for part in (*self.parts, *self.slower)]
        return f"== {self.title}\n\n" + "\n\n".join(parts) + "\n"

    def markdown(self) -> str:
        """Return it for the page."""
        parts = [part.markdown() if isinstance(part, Table) else part for part in (*self.parts, *self.slower)]
        return f"## {self.title}\n\n" + "\n\n".join(parts) + "\n"


def wrapped(sentence: str) -> str:
    """Break a sentence into lines."""
    return textwrap.fill(sentence, WIDTH, initial_indent="  ", subsequent_indent="  ")


PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
HEAD = """# How fast it is

Written by `python -m benchmarks --page`; `make bench` prints the same for your machine.
[The step](numerics.md) says what is measured here.

- **Measured** on {date}, all in one run.
- **Machine**: {machine}. Processes waiting or running when it began and when it ended: {before} and {after}.
- **Software**: {software}.
- {repeats} Programs that are compared were run in turn. Times are of the processor unless the wall clock is named.

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
        repeats=ONCE if repeats == 1 else SEVERAL.format(repeats),
    )
    parts = [section.markdown() for section in sections]
    PAGE.write_text(
        head + f"## What is slower than a peer, or than it should be\n\n{summary}\n\n" + "\n".join(parts), "utf-8"
    )
    return PAGE
