"""Which local day of a logbook is meant."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np

from secondheart.errors import InputError
from secondheart.recordings.clock import DAY_H, QUARTER_S, parse_day
from secondheart.recordings.logbook import Floats, Kind, Logbook, LogTable
from secondheart.units import DAY_S, HOUR_S

TELLING: tuple[Kind, ...] = ("steps", "cadences", "postures", "beats")


def days_of(book: Logbook) -> Counter[date]:
    """Return the local days of which something is known, each with the number of such quarters of an hour."""
    return Counter(book.clock.day_of(t) for t in _quarters(book).tolist())


class DaySpan(NamedTuple):
    """A local day, when it begins and ends, and the logbook with its clock."""

    day: date | None
    start_s: float
    stop_s: float
    book: Logbook


def day_span(book: Logbook, day: str | date | None) -> DaySpan:
    """Return a local day and when it begins and ends; of no given day the one of which most is known, the latest such.

    On a journey a day may be shorter or longer than 23 to 25 hours: it then has the local time in which most of
    it was recorded, and lasts 24.

    Raises
    ------
    InputError
        If nothing was recorded on the day, or if the recording has no dates but does not fit into a day, or a day of it
        was asked for.
    """
    wanted = parse_day(day)
    if not book.clock.dated:
        return _undated_span(book, wanted)
    days = days_of(book)
    if not days:
        raise InputError(f"{book.file}: holds no steps, postures or beats outside its gaps; a day needs some")
    chosen = wanted or max(days, key=lambda one: (days[one], one))
    if chosen not in days:
        raise InputError(f"{book.file}: nothing was recorded on {chosen}; it holds {min(days)} to {max(days)}")
    try:
        return DaySpan(chosen, *book.clock.span(chosen), book)
    except InputError:
        moments = [t for t in _quarters(book).tolist() if book.clock.day_of(t) == chosen]
        return _of_journey(book, chosen, moments)
    except OverflowError as error:
        raise InputError(f"{book.file}: {error}") from None


def _of_journey(book: Logbook, day: date, moments: list[float]) -> DaySpan:
    offsets = Counter(book.clock.offset_s(t) for t in moments)
    most = max(offsets, key=lambda one: offsets[one])
    clock = book.clock.at_offset_of(next(t for t in moments if book.clock.offset_s(t) == most))
    note = f"a journey: the day is in local time {most / HOUR_S:+g} h from UTC, in which most was recorded"
    return DaySpan(day, *clock.span(day), replace(book, clock=clock, notes=(*book.notes, note)))


def _undated_span(book: Logbook, wanted: date | None) -> DaySpan:
    start, stop = book.span
    if wanted is not None:
        raise InputError(f"{book.file}: its times have no dates, so the day {wanted} cannot be chosen; leave it out")
    if start < 0.0 or stop > DAY_H[1] * HOUR_S:
        raise InputError(
            f"{book.file}: its times go from {start / HOUR_S:g} to {stop / HOUR_S:g} hours; "
            f"a day has 0 to {DAY_H[1]:g}, and longer recordings need dates"
        )
    return DaySpan(None, 0.0, max(DAY_S, stop), book)


def _quarters(book: Logbook) -> Floats:
    """Return the beginnings of the quarters of an hour of which something is known; a gap strikes what it fills."""
    none = [np.zeros(0)]
    known = np.unique(np.concatenate(none + [_covered_quarters(table) for kind in TELLING for table in book.of(kind)]))
    gaps = np.concatenate(none + [_filled_quarters(table) for table in book.of("gaps")])
    return np.setdiff1d(known, gaps) * QUARTER_S


def _covered_quarters(table: LogTable) -> Floats:
    """Return the numbers of the quarters that rows reach into."""
    first = np.floor(table.start_s / QUARTER_S)
    last = np.maximum(first, np.ceil(table.stop_s / QUARTER_S) - 1)
    long = last - first > 1
    whole = [np.arange(a, b + 1) for a, b in zip(first[long], last[long], strict=True)]
    return np.unique(np.concatenate([first, last, *whole]))


def _filled_quarters(table: LogTable) -> Floats:
    """Return the numbers of the quarters that rows fill."""
    first, stop = np.ceil(table.start_s / QUARTER_S), np.floor(table.stop_s / QUARTER_S)
    return np.concatenate([np.zeros(0), *(np.arange(a, b) for a, b in zip(first, stop, strict=True))])
