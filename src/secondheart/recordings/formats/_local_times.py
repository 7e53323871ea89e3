"""Times as spreadsheets and apps write them, in one form: 2026-11-08T08:00:00.

Which of two numbers is the day and which the month is decided by the whole column, and by it alone: by a number above
12, by points between them (day first) or by AM and PM (month first). Where nothing tells it, the file is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from secondheart.units import DAY_S, HOUR_S, MINUTE_S

DATE = re.compile(
    r"(\d{1,4})([./-])(\d{1,2})\2(\d{2,4})(?:[ T,]+|$)(?:(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,](\d{1,9}))?)?)?"
    r"\s*([AaPp])?\.?(?:[Mm]\.?)?\s*(Z|[+-]\d\d:?\d\d)?"
)
NAMED_MONTH = re.compile(
    r"(?:[A-Za-z]{2,9}\.?,? )?(?:(\d{1,2})\.?[ -])?([A-Za-z]{3,9})\.?[ -](?:(\d{1,2}),? )?(\d{2,4}),?(?:[ T]+|$)(.*)"
)
CLOCK_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d(?:[.,]\d+)?))?\s*([AaPp])?\.?(?:[Mm]\.?)?")
PLAIN_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EPOCH_FROM = 1e8  # larger numbers count seconds since 1970
MILLI_FROM = 1e11  # and these a thousandth of a second
# Between a time and AM, as phones write it
SPACES = dict.fromkeys(map(ord, "\N{NARROW NO-BREAK SPACE}\N{NO-BREAK SPACE}\N{THIN SPACE}"), " ")
MOST_MONTH = 12


class DayOrMonth(ValueError):
    """Times of which nothing tells whether the day or the month stands first."""


def clean_times(texts: Sequence[str]) -> list[str]:
    """Return times as ISO 8601 has them where they can be understood, and others as they are.

    Raises
    ------
    DayOrMonth
        If nothing tells whether the day or the month stands first.

    Examples
    --------
    >>> clean_times(["13.11.2026 8:05", "14.11.2026 08:05:30"])
    ['2026-11-13T08:05:00', '2026-11-14T08:05:30']
    >>> clean_times(["11/08/2026 8:05:00 PM", "x", "1794124800"])
    ['2026-11-08T20:05:00', 'x', '2026-11-08T08:00:00+00:00']
    """
    plain = [text.translate(SPACES).strip() for text in texts]
    return [_clean(text, _Order(plain)) for text in plain]


def seconds_of_day(texts: Sequence[str]) -> list[float] | None:
    """Return times of day such as 08:05 as seconds from the first midnight, None if they are no such times."""
    matches = [CLOCK_TIME.fullmatch(text.translate(SPACES).strip()) for text in texts]
    if not any(matches):
        return None
    seconds: list[float] = []
    for match in matches:
        value = math.nan
        if match:
            hour = _hour(int(match[1]), match[4])
            value = HOUR_S * hour + MINUTE_S * int(match[2]) + float((match[3] or "0").replace(",", "."))
            last = next((one for one in reversed(seconds) if not math.isnan(one)), -math.inf)
            while value < last - DAY_S / 2:  # over midnight
                value += DAY_S
        seconds.append(value)
    return seconds


class _Order:
    """Which part of a date stands first in a column."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._day_first: bool | None = None

    @property
    def day_first(self) -> bool:
        """Whether the day stands before the month."""
        if self._day_first is None:
            self._day_first = self._decide()
        return self._day_first

    def _decide(self) -> bool:
        matches = [match for text in self._texts if (match := DATE.fullmatch(text)) and len(match[1]) <= 2]
        first, second = (max((int(match[place]) for match in matches), default=0) for place in (1, 3))
        if first > MOST_MONTH or any(match[2] == "." for match in matches):
            return True
        if second > MOST_MONTH or any(match[9] for match in matches):
            return False
        if all(match[1] == match[3] for match in matches):
            return True
        raise DayOrMonth


def _clean(text: str, order: _Order) -> str:
    if PLAIN_NUMBER.fullmatch(text):
        return _of_epoch(float(text.replace(",", "."))) or text
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        return _of_date(text, order) or _of_named_month(text) or text
    except DayOrMonth:
        raise
    except ValueError:
        return text


def _of_epoch(value: float) -> str:
    seconds = value / 1000.0 if value >= MILLI_FROM else value
    if not EPOCH_FROM <= seconds < MILLI_FROM:
        return ""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=round(seconds, 6))).isoformat()


def _of_date(text: str, order: _Order) -> str:
    match = DATE.fullmatch(text)
    if match is None:
        return ""
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4:
        year, month, day = first, second, third
    else:
        day, month = (first, second) if order.day_first else (second, first)
        year = third if len(match[4]) == 4 else 2000 + third
    hour = _hour(int(match[5] or 0), match[9])
    time = datetime(year, month, day, hour, int(match[6] or 0), int(match[7] or 0))
    return time.isoformat() + (f".{match[8][:6]}" if match[8] else "") + _offset(match[10])


def _of_named_month(text: str) -> str:
    match = NAMED_MONTH.fullmatch(text)
    if match is None or match[2][:3].lower() not in MONTHS or bool(match[1]) == bool(match[3]):
        return ""
    month, day = MONTHS.index(match[2][:3].lower()) + 1, match[1] or match[3]
    return _of_date(
        f"{2000 + int(match[4]) if len(match[4]) == 2 else match[4]}-{month}-{day} {match[5]}".strip(), _Order([])
    )


def _hour(hour: int, half: str | None) -> int:
    if not half:
        return hour
    return hour % 12 + (12 if half in "Pp" else 0)


def _offset(text: str | None) -> str:
    if not text:
        return ""
    return "+00:00" if text == "Z" else f"{text[:3]}:{text[-2:]}"
