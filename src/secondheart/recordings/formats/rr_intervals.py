"""RR intervals as chest straps' programs write them: one in milliseconds a line, in the neutral form.

The times have no date: the first beat begins at zero. A beat outside 0.4 to 1.6 s, or that differs by more than a fifth
from the median of the five around it, is kept and not believed.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from secondheart.errors import BadFile
from secondheart.recordings.activity import Floats
from secondheart.recordings.clock import Clock, zone_of
from secondheart.recordings.formats._lines import read_text
from secondheart.recordings.logbook import SORTS, Logbook, table_of

MOST_BYTES = 16 * 1024 * 1024
RR_MS = (60_000.0 / SORTS["beats"].high, 60_000.0 / SORTS["beats"].low)  # as a heart rate may be
AT_REST_MS = (400.0, 1600.0)  # beats outside are artefacts of stand-ups (recording-formats: RR at rest)
MOST_CHANGE = 0.2  # assumed: a beat that differs by more from its neighbours is missed or invented
NEIGHBOURS = 5
TRUSTED, DOUBTED = 1.0, 0.0
SOURCE = "strap"


def rr_logbook(path: Path, zone: str | None = None) -> Logbook:
    """Read RR intervals as a logbook of beats.

    Raises
    ------
    BadFile
        If it cannot be read, or a line is not an interval from 261 to 2400 ms.
    UnknownName
        If there is no such zone; one is not needed.
    """
    zone_of(zone)
    intervals = np.array([_interval(path, n, text) for n, text in _lines(path)]) / 1000.0
    if len(intervals) < 2:
        raise BadFile(f"{path}: holds {len(intervals)} RR intervals; at least 2 are needed, one in ms a line")
    edges = np.concatenate([[0.0], np.cumsum(intervals)])
    trust = np.where(_plausible(intervals), TRUSTED, DOUBTED)
    table = table_of("beats", SOURCE, "measured", edges[:-1], edges[1:], value=60.0 / intervals, confidence=trust)
    doubted = int((trust == DOUBTED).sum())
    return Logbook(str(path), Clock(dated=False), (table,), (f"{doubted} of {len(table)} beats are not believed",))


def _lines(path: Path) -> list[tuple[int, str]]:
    texts = read_text(path, MOST_BYTES, "a text of RR intervals").splitlines()
    return [(n, text.strip()) for n, text in enumerate(texts, start=1) if text.strip()]


def _interval(path: Path, number: int, text: str) -> float:
    try:
        value = float(text.replace("_", "x"))
    except ValueError:
        value = np.nan
    low, high = RR_MS
    if not low <= value <= high:
        raise BadFile(
            f"{path}: line {number}: {text[:60]!r} is not allowed: one RR interval, {low:.0f} to {high:.0f} ms"
        )
    return value


def _plausible(intervals: Floats) -> np.ndarray:
    low, high = AT_REST_MS
    half = NEIGHBOURS // 2
    padded = np.pad(intervals, half, mode="edge")
    usual = np.median(np.lib.stride_tricks.sliding_window_view(padded, NEIGHBOURS), axis=1)
    in_range = (intervals >= low / 1000.0) & (intervals <= high / 1000.0)
    return np.asarray(in_range & (np.abs(intervals - usual) <= MOST_CHANGE * usual))
