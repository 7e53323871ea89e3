"""What a benchmark has to say: tables and sentences, as text for a terminal and as Markdown for the page."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 118


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
    told: Sequence[str | Table]
    slower: Sequence[str] = ()

    def text(self) -> str:
        """Return it for a terminal."""
        parts = [part.text() if isinstance(part, Table) else wrapped(part) for part in (*self.told, *self.slower)]
        return f"== {self.title}\n\n" + "\n\n".join(parts) + "\n"

    def markdown(self) -> str:
        """Return it for the page."""
        parts = [part.markdown() if isinstance(part, Table) else part for part in (*self.told, *self.slower)]
        return f"## {self.title}\n\n" + "\n\n".join(parts) + "\n"


def wrapped(sentence: str) -> str:
    """Break a sentence into lines."""
    return textwrap.fill(sentence, WIDTH, initial_indent="  ", subsequent_indent="  ")
