"""The times of the lines of a table, in one form, whichever columns they stand in."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta

from secondheart.errors import BadFile
from secondheart.recordings.clock import NO_OFFSET
from secondheart.recordings.formats._lines import TextLine, number_of
from secondheart.recordings.formats._local_times import DayOrMonth, clean_times, seconds_of_day

DATE_ALONE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}")


def with_times(place: str, lines: list[TextLine]) -> tuple[list[TextLine], list[str]]:
    """Return lines whose columns `time` and `stop` hold ISO 8601, or whose column `t_s` holds seconds, and notes.

    Raises
    ------
    BadFile
        If nothing tells whether the day or the month stands first.
    """
    if not lines or "time" not in lines[0].cells:
        return lines, []
    lines = [_join_date(line) for line in lines]
    counted = any(not math.isnan(number_of(line.cells["time"])) for line in lines)
    try:
        lines = _with_days(lines)
        for column in ("time", "stop"):
            if column in lines[0].cells:
                texts = clean_times([line.cells[column] for line in lines])
                lines = [_with(line, column, text) for line, text in zip(lines, texts, strict=True)]
    except DayOrMonth:
        text = lines[0].cells["time"]
        raise BadFile(
            f"{place}: nothing tells whether day or month stands first in {text!r}; write dates as 2026-11-08"
        ) from None
    lines = _as_seconds(lines)
    return lines, [NO_OFFSET] if counted and "time" in lines[0].cells else []


def _with_days(lines: list[TextLine]) -> list[TextLine]:
    """Return lines of whole days, whose times are dates alone, with their ends; others as they are."""
    if "stop" in lines[0].cells or not all(DATE_ALONE.fullmatch(line.cells["time"]) for line in lines):
        return lines
    texts = clean_times([line.cells["time"] for line in lines])
    try:
        ends = [(datetime.fromisoformat(text) + timedelta(days=1)).isoformat() for text in texts]
    except (ValueError, OverflowError):
        return lines
    return [_with(line, "stop", end) for line, end in zip(lines, ends, strict=True)]


def _as_seconds(lines: list[TextLine]) -> list[TextLine]:
    """Return lines with seconds in place of times of day, and of numbers that are too small to be dates."""
    times = [line.cells["time"] for line in lines]
    numbers = [number_of(text) for text in times]
    seconds = seconds_of_day(times) or numbers
    if all(map(math.isnan, seconds)):
        return lines
    return [
        line._replace(cells={"t_s": text if math.isnan(value) else repr(value), **_without_time(line)})
        for line, text, value in zip(lines, times, seconds, strict=True)
    ]


def _join_date(line: TextLine) -> TextLine:
    """Return a line whose date and time, if they stand in two columns, are one."""
    date, time = line.cells.get("date", ""), line.cells["time"]
    rest = {name: text for name, text in line.cells.items() if name != "date"}
    return line._replace(cells={**rest, "time": f"{date} {time}".strip()}) if date else line._replace(cells=rest)


def _with(line: TextLine, column: str, text: str) -> TextLine:
    return line._replace(cells={**line.cells, column: text})


def _without_time(line: TextLine) -> dict[str, str]:
    return {name: text for name, text in line.cells.items() if name != "time"}
