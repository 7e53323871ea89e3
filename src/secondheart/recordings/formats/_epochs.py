"""Epochs of an ActiGraph, as tables of a logbook."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from secondheart.recordings.formats._named_rows import NamedRow, append_row
from secondheart.recordings.logbook import Floats, Kind, LogTable, table_of

CONFIDENCE_STEPS = 0.8  # assumed: at the hip slow steps are missed
CONFIDENCE_POSTURE = 0.5  # assumed: its inclinometer takes standing for sitting about as often as not
INCLINES = {"inclineStanding": "stand", "inclineSitting": "sit", "inclineLying": "lie"}
OFF = "inclineOff"


class Epochs(NamedTuple):
    """The columns of a file, nan where one is missing."""

    start_s: Floats
    length_s: float
    steps: Floats
    inclines: dict[str, Floats]


def epoch_tables(epochs: Epochs, source: str) -> Iterator[LogTable]:
    """Yield the tables of epochs: steps, postures, and gaps where the device was off or epochs are missing."""
    starts = epochs.start_s
    stops = np.minimum(starts + epochs.length_s, np.append(starts[1:], np.inf))
    known = ~np.isnan(epochs.steps)
    if known.any():
        counts = epochs.steps[known]
        yield table_of(
            "steps", source, "measured", starts[known], stops[known], value=counts, confidence=CONFIDENCE_STEPS
        )
    rows: dict[Kind, list[NamedRow]] = {"postures": [], "gaps": []}
    for start, stop, name in zip(starts.tolist(), stops.tolist(), _postures(epochs), strict=True):
        if name:
            append_row(rows["gaps" if name == OFF else "postures"], start, stop, name)
    for before, after in zip(stops[:-1].tolist(), starts[1:].tolist(), strict=True):
        if after - before > epochs.length_s / 2:
            rows["gaps"].append((before, after, "epochs are missing"))
    yield from _named_tables(rows, source)


def _postures(epochs: Epochs) -> list[str]:
    """Return of each epoch the posture that lasted longest, or that the device was off; "" where nothing is known."""
    if not epochs.inclines:
        return [""] * len(epochs.start_s)
    names = list(epochs.inclines)
    seconds = np.nan_to_num(np.column_stack([epochs.inclines[name] for name in names]))
    most = [names[i] for i in seconds.argmax(axis=1)]
    return [
        INCLINES.get(name, name) if total > 0.0 else "" for name, total in zip(most, seconds.sum(axis=1), strict=True)
    ]


def _named_tables(rows: dict[Kind, list[NamedRow]], source: str) -> Iterator[LogTable]:
    for kind, named in rows.items():
        if named:
            starts, stops, names = zip(*sorted(named), strict=True)
            texts = ["the device was off" if name == OFF else name for name in names]
            trust = CONFIDENCE_POSTURE if kind == "postures" else math.nan
            yield table_of(kind, source, "measured", starts, stops, name=texts, confidence=trust)
