"""Which local day of a logbook is meant."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np

from secondheart.errors import InputError
from secondheart.recordings.activity import Floats
from secondheart.recordings.clock import DAY_H, HOUR_S, QUARTER_S, day_named
from secondheart.recordings.logbook import Kind, Logbook, Table

TELLING: tuple[Kind, ...] = ("steps", "postures", "beats")
DAY_S = 24 * HOUR_S


def day_span(book: Logbook, day: str | date | None) -> tuple[date | None, float, float]:
    """Return a local day and when it begins and ends; of no given day the one of which most is known, the latest such.

    Raises
    ------
    InputError
        If nothing was recorded on the day, if it is no day of 23 to 25 hours, or if the recording has no dates but
        does not fit into a day, or a day of it was asked for.
    """
    wanted = day_named(day)
    if not book.clock.dated:
        return _undated(book, wanted)
    days = Counter(book.clock.day_of(t) for t in _quarters(book).tolist())
    if not days:
        raise InputError(f"{book.file}: holds no steps, postures or beats outside its gaps; a day needs some")
    chosen = wanted or max(days, key=lambda one: (days[one], one))
    if chosen not in days:
        raise InputError(f"{book.file}: nothing was recorded on {chosen}; it holds {min(days)} to {max(days)}")
    try:
        return chosen, *book.clock.span(chosen)
    except (InputError, OverflowError) as error:
        raise InputError(f"{book.file}: {error}") from None


def _undated(book: Logbook, wanted: date | None) -> tuple[None, float, float]:
    start, stop = book.span
    if wanted is not None:
        raise InputError(f"{book.file}: its times have no dates, so the day {wanted} cannot be chosen; leave it out")
    if start < 0.0 or stop > DAY_H[1] * HOUR_S:
        raise InputError(
            f"{book.file}: its times go from {start / HOUR_S:g} to {stop / HOUR_S:g} hours; "
            f"a day has 0 to {DAY_H[1]:g}, and longer recordings need dates"
        )
    return None, 0.0, max(DAY_S, stop)


def _quarters(book: Logbook) -> Floats:
    """Return the beginnings of the quarters of an hour of which something is known."""
    none = [np.zeros(0)]
    known = np.unique(np.concatenate(none + [_covered(table) for kind in TELLING for table in book.of(kind)]))
    gaps = np.concatenate(none + [_covered(table) for table in book.of("gaps")])
    return np.setdiff1d(known, gaps) * QUARTER_S


def _covered(table: Table) -> Floats:
    """Return the numbers of the quarters that rows reach into."""
    first = np.floor(table.start_s / QUARTER_S)
    last = np.maximum(first, np.ceil(table.stop_s / QUARTER_S) - 1)
    long = last - first > 1
    whole = [np.arange(a, b + 1) for a, b in zip(first[long], last[long], strict=True)]
    return np.unique(np.concatenate([first, last, *whole]))
