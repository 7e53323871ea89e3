"""The clock of a recording: which moment a local time is, and when a local day begins.

Moments are seconds since 1970 in UTC; of a recording without dates, seconds since its first midnight.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from secondheart.errors import InputError, UnknownName
from secondheart.units import DAY_S, HOUR_S

EPOCH = datetime(1970, 1, 1)
QUARTER_S = 900.0  # zones differ by quarters of an hour at least
NIGHT_H = (23.0, 7.0)  # assumed: when people lie, where nobody says
DAY_H = (23.0, 25.0)  # local days, where clocks are put forward or back by up to an hour
NO_OFFSET = "the file tells no local time: days begin at midnight UTC"
NO_ZONE = "times are local and their zone is not known: each day has 24 hours"


class NoSuchTime(ValueError):
    """A local time that clocks skip."""


@dataclass(frozen=True)
class Clock:
    """How moments are written in local time.

    Attributes
    ----------
    zone : ZoneInfo, optional
        The time zone, where it is known.
    offsets : tuple of (float, float)
        Of times written with an offset: from which moment on local time is how far ahead of UTC. [s]
    dated : bool
        Whether moments belong to the calendar.
    """

    zone: ZoneInfo | None = None
    offsets: tuple[tuple[float, float], ...] = ()
    dated: bool = True

    def offset_s(self, t_s: float) -> float:
        """Return how far local time is ahead of UTC at a moment, in seconds."""
        if self.zone is not None:
            shift = datetime.fromtimestamp(t_s, self.zone).utcoffset()
            return shift.total_seconds() if shift else 0.0
        place = bisect_right(self.offsets, (t_s, math.inf)) - 1
        return self.offsets[max(place, 0)][1] if self.offsets else 0.0

    def day_of(self, t_s: float) -> date:
        """Return the local day of a moment."""
        return (EPOCH + timedelta(seconds=t_s + self.offset_s(t_s))).date()

    def hour_of(self, t_s: float) -> float:
        """Return the local time of day, in hours from 0 to less than 24."""
        return (t_s + self.offset_s(t_s)) % DAY_S / HOUR_S

    def midnight(self, day: date) -> float:
        """Return the moment at which a local day begins."""
        start = datetime(day.year, day.month, day.day)
        if self.zone is not None:
            return start.replace(tzinfo=self.zone).timestamp()
        wall = (start - EPOCH).total_seconds()
        shifts = {shift for _, shift in self.offsets} or {0.0}
        fitting = [wall - shift for shift in sorted(shifts) if self.offset_s(wall - shift) == shift]
        return max(fitting, default=wall - self.offset_s(wall))

    def span(self, day: date) -> tuple[float, float]:
        """Return when a local day begins and ends.

        Raises
        ------
        InputError
            If it lasts less than 23 or more than 25 hours, as on a journey.
        """
        start, stop = self.midnight(day), self.midnight(day + timedelta(days=1))
        hours = (stop - start) / HOUR_S
        if not DAY_H[0] <= hours <= DAY_H[1]:
            raise InputError(f"the local day {day} has {hours:g} hours; 23 to 25 are allowed: name one zone for it")
        return start, stop

    def at_offset_of(self, t_s: float) -> Clock:
        """Return a clock that keeps the offset of a moment for ever."""
        return Clock(None, ((-math.inf, self.offset_s(t_s)),))

    def moment(self, wall: datetime, after: float = -math.inf) -> float:
        """Return the moment of a local time; of one that clocks show twice the first that comes later than `after`.

        Raises
        ------
        NoSuchTime
            If the clocks skip it.
        """
        if self.zone is None:
            return (wall - EPOCH).total_seconds()
        first, second = (wall.replace(tzinfo=self.zone, fold=fold).timestamp() for fold in (0, 1))
        if datetime.fromtimestamp(first, self.zone).replace(tzinfo=None) != wall:
            raise NoSuchTime(f"the clocks of {self.zone.key} skip it")
        return second if first <= after < second else first

    def nights(self, start_s: float, stop_s: float) -> list[tuple[float, float]]:
        """Return the stretches of a span from 23 to 7 o'clock, as moments."""
        begin, end = NIGHT_H
        quarters = range(math.floor(start_s / QUARTER_S), math.ceil(stop_s / QUARTER_S))
        runs: list[tuple[float, float]] = []
        for quarter in quarters:
            t_s = quarter * QUARTER_S
            if end <= self.hour_of(t_s) < begin:
                continue
            if runs and runs[-1][1] == t_s:
                runs[-1] = (runs[-1][0], t_s + QUARTER_S)
            else:
                runs.append((t_s, t_s + QUARTER_S))
        return [(max(a, start_s), min(b, stop_s)) for a, b in runs]

    def format_moment(self, t_s: float) -> str:
        """Return a moment as people write it."""
        wall = EPOCH + timedelta(seconds=t_s + self.offset_s(t_s))
        return wall.isoformat(" ", "seconds") if self.dated else f"{t_s:g} s"


def zone_of(name: str | None) -> ZoneInfo | None:
    """Return a time zone by its name, such as Europe/Berlin.

    Raises
    ------
    UnknownName
        If there is no zone of this name.
    """
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):  # a name of no zone, of a folder, or of no file at all
        raise UnknownName.of("time zone", name[:60], available_timezones()) from None


def parse_day(text: str | date | None) -> date | None:
    """Return a day written as in 2026-11-08.

    Raises
    ------
    InputError
        If it is no day of the calendar.
    """
    if text is None or isinstance(text, date):
        return text.date() if isinstance(text, datetime) else text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"day {text[:60]!r} is not allowed: a day such as 2026-11-08") from None


def offset_runs(texts: Iterable[str]) -> tuple[tuple[float, float], ...]:
    """Return from which moment on times have which offset, both in seconds; the times rise and have offsets.

    Examples
    --------
    >>> offset_runs(["1970-01-01T00:00:00+01:00", "1970-01-01T02:00:00+01:00", "1970-01-01T04:00:00+02:00"])
    ((-3600.0, 3600.0), (7200.0, 7200.0))
    """
    runs: list[tuple[float, float]] = []
    for text in texts:
        moment = datetime.fromisoformat(text)
        shift = moment.utcoffset()
        offset = shift.total_seconds() if shift else 0.0
        if not runs or runs[-1][1] != offset:
            runs.append((moment.timestamp(), offset))
    return tuple(runs)
