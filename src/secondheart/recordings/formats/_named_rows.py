"""Rows of postures and gaps while they are collected."""

from __future__ import annotations

NamedRow = tuple[float, float, str]


def append_row(rows: list[NamedRow], start: float, stop: float, name: str) -> None:
    """Append a row, or lengthen the last one if it has the same name and ends there."""
    if rows and rows[-1][1:] == (start, name):
        rows[-1] = (rows[-1][0], stop, name)
    else:
        rows.append((start, stop, name))
