"""A day by the clock: what a person does from which time on.

A file of a day says when something begins; it lasts until the next thing does, the last one until the day ends::

    name = "my-day"
    hours = 24                    # left out, 24; less for a part of a day

    [[part.desk]]                 # a mixture, taken round and round for as long as it lasts
    do = "sit"
    minutes = 20
    [[part.desk]]
    do = "walk"
    km_h = 3
    minutes = 2

    [[at]]
    time = "07:00"
    do = "stand"
    [[at]]
    time = "08:00"
    until = "16:00"               # may be left out; where it is given, it must agree with what follows
    do = "desk"
    wear = ["ral-i"]              # and all else that a step of a protocol file may say
    source = "assumed: eight hours of office work"

What is done is a verb of a protocol file, `sleep` (lying, by another name) or a mixture of the file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from secondheart._checks import within
from secondheart._files import toml_tables, toml_text
from secondheart._limits import MOST_BYTES
from secondheart._model import Model
from secondheart.anatomy import match_name
from secondheart.day.fluids import NIGHT_SLEEP
from secondheart.errors import BadFile, InputError, UnknownName, nearest
from secondheart.protocol.files import verb_step
from secondheart.protocol.protocol import MOST_STEPS, Protocol
from secondheart.protocol.step import Step
from secondheart.protocol.verbs import all_verbs
from secondheart.units import DAY_S, HOUR_S

OVER_MIDNIGHT_S = 20.0 * HOUR_S  # an entry that goes past midnight lasts no longer: an earlier time is a slip then
LONGEST_HOURS = 25.0  # the day in autumn on which clocks are put back
KEYS = ("name", "hours", "part", "at")
ENTRY = ("time", "until", "source")  # keys that a verb does not see
_DAYS = files("secondheart").joinpath("day", "builtin")


class Day(Model):
    """A day: a protocol, and the time on the clock at which it begins.

    Parameters
    ----------
    protocol : Protocol
    begins_s : float
        Seconds after midnight. [s]
    """

    protocol: Protocol
    begins_s: float = 0.0

    @property
    def name(self) -> str:
        """What it is called."""
        return self.protocol.name

    def clock(self, seconds: float) -> str:
        """Return the time on the clock, some seconds after the day began.

        Examples
        --------
        >>> from secondheart.protocol import lie
        >>> Day(protocol=lie(minutes=10), begins_s=86_340.0).clock(60)
        '00:00'
        """
        return format_clock((self.begins_s + seconds) % DAY_S)


@dataclass(frozen=True)
class ScheduleEntry:
    """One thing that begins at a time; `start_s` counts from midnight and does not end there."""

    number: int
    start_s: float
    until_s: float | None
    table: Mapping[str, Any]

    @property
    def label(self) -> str:
        """What a sentence calls it."""
        return f"entry {self.number} ({self.table['do']}, {format_clock(self.start_s)})"


def format_clock(seconds: float) -> str:
    """Return seconds after midnight as a clock shows them.

    Examples
    --------
    >>> format_clock(27_000.0), format_clock(90_061.0)
    ('07:30', '01:01:01')
    """
    minutes, rest = divmod(round(seconds) % round(DAY_S), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}" + (f":{rest:02d}" if rest else "")


def clock_time(place: str, value: object) -> float:
    """Return seconds after midnight of a time such as "07:30" or "07:30:15".

    Examples
    --------
    >>> clock_time("time", "07:30")
    27000.0

    Raises
    ------
    InputError
        If it is no time of a clock.
    """
    if isinstance(value, time) and value.tzinfo is None:  # TOML has times of its own
        value = value.isoformat()
    numbers = value.split(":") if isinstance(value, str) else []
    if len(numbers) in (2, 3) and all(part.isascii() and part.isdigit() and len(part) <= 2 for part in numbers):
        hours, minutes, seconds = (*map(int, numbers), 0)[:3]
        total = 3600.0 * hours + 60.0 * minutes + seconds
        if minutes < 60 and seconds < 60 and total <= DAY_S:
            return total
    raise InputError(f"{place} = {value!r} is not allowed: a time from 00:00 to 24:00, such as '07:30'")


def read_schedule(path: str | os.PathLike[str]) -> Day:
    """Read a file of a day; without a name in it, it is called like the file.

    Raises
    ------
    BadFile
        If it cannot be read or understood; the sentence names file, entry, value and what is allowed.
    """
    path = Path(path)
    return day_from_toml(toml_text(path, MOST_BYTES["protocol"], "day"), place=str(path), name=path.stem)


def is_schedule(path: str | os.PathLike[str]) -> bool:
    """Say whether a TOML file looks like a day by the clock, not like a protocol."""
    try:
        return "at" in toml_tables(toml_text(Path(path), MOST_BYTES["protocol"], "day"), str(path))
    except BadFile:
        return False


def day_from_toml(text: str, *, place: str = "day", name: str = "") -> Day:
    """Return the day that `text` describes; `place` is what error sentences call the text.

    Examples
    --------
    >>> day = day_from_toml('''
    ... hours = 1
    ... [[at]]
    ... time = "23:30"
    ... do = "sit"
    ... [[at]]
    ... time = "00:10"
    ... do = "sleep"
    ... ''')
    >>> day.protocol.describe(), day.begins_s
    ((('sit', 2400.0), ('sleep', 1200.0)), 84600.0)
    """
    data = toml_tables(text, place)
    try:
        return _day(data, name)
    except InputError as error:
        raise BadFile(f"{place}: {error}") from None


def day_names() -> tuple[str, ...]:
    """Return the names of the days that come with the package.

    Examples
    --------
    >>> day_names()
    ('bed', 'flight', 'nurse', 'office', 'shop')
    """
    return tuple(sorted(entry.name[:-5] for entry in _DAYS.iterdir() if entry.name.endswith(".toml")))


def builtin_day(name: str) -> Day:
    """Return the day called `name`, however spelled.

    Raises
    ------
    UnknownName
        If there is none.
    """
    known = match_name(name, day_names())
    if known is None:
        raise UnknownName.of("day", name, day_names())
    return day_from_toml(builtin_text(known), place=known, name=known)


def builtin_text(name: str) -> str:
    """Return the file of a day that comes with the package."""
    return _DAYS.joinpath(f"{name}.toml").read_text("utf-8")


def _day(data: dict[str, Any], name: str) -> Day:
    _check_keys("a file of a day", data, KEYS)
    tables = data.get("at")
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise InputError("there is no entry; at least one is needed, under [[at]]")
    hours = within("hours", data.get("hours", 24.0), 1.0 / 60.0, LONGEST_HOURS, "hours")
    parts = {key: _mixture(key, rows) for key, rows in _table_of(data, "part").items()}
    entries = list(_entries(tables))
    ends = [*_ends(entries, entries[0].start_s + HOUR_S * hours)]
    steps: list[Step] = []
    for entry, end in zip(entries, ends, strict=True):
        for step in _steps(entry, end - entry.start_s, parts):
            if len(steps) == MOST_STEPS:
                raise InputError(f"{entry.label}: the day has more than {MOST_STEPS} steps; fewer are allowed")
            steps.append(step)
    return Day(protocol=Protocol(name=data.get("name", name), steps=tuple(steps)), begins_s=entries[0].start_s)


def _table_of(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise InputError(f"{key} = {value!r} is not allowed: tables, such as [[{key}.desk]]")
    return value


def _mixture(name: str, rows: object) -> tuple[Step, ...]:
    if name in all_verbs() or name == NIGHT_SLEEP:
        raise InputError(f"part.{name} is not allowed: '{name}' is a verb")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"part.{name} is not allowed: one or more tables, each under [[part.{name}]]")
    return tuple(_step(f"part.{name}, step {number}", row) for number, row in enumerate(rows, 1))


def _step(place: str, table: Mapping[str, Any]) -> Step:
    fields = {key: value for key, value in table.items() if key != "source"}
    if fields.get("do") == NIGHT_SLEEP:
        fields |= {"do": "lie", "label": fields.get("label", NIGHT_SLEEP)}
    try:
        if "do" not in fields:
            raise InputError("needs 'do'")
        return verb_step(fields, None)
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def _entries(tables: Sequence[dict[str, Any]]) -> Iterator[ScheduleEntry]:
    """Yield the entries; a time before the first one is that of the next morning, unless that is too far off."""
    first = before = -1.0
    for number, table in enumerate(tables, 1):
        for key in ("time", "do"):
            if key not in table:
                raise InputError(f"entry {number} needs '{key}'")
        start = clock_time(f"entry {number}: time", table["time"]) % DAY_S
        first = start if number == 1 else first
        if start < min(before, first) and start + DAY_S - before <= OVER_MIDNIGHT_S:
            start += DAY_S
        if start <= before:
            raise InputError(
                f"times run backwards: entry {number} at {format_clock(start)} comes after {format_clock(before)}"
            )
        before = start
        yield ScheduleEntry(number, start, _until(number, table, start), table)


def _until(number: int, table: dict[str, Any], start: float) -> float | None:
    if "until" not in table:
        return None
    end = clock_time(f"entry {number}: until", table["until"])
    while end <= start:
        end += DAY_S
    return end


def _ends(entries: Sequence[ScheduleEntry], day_end: float) -> Iterator[float]:
    last = entries[-1]
    if last.start_s >= day_end:
        raise InputError(f"{last.label} begins after the day has ended, at {format_clock(day_end)}")
    for entry, after in pairwise(entries):
        yield _check_end(entry, after.start_s, after.label)
    yield _check_end(last, day_end, f"the end of the day, {format_clock(day_end)}")


def _check_end(entry: ScheduleEntry, end: float, what: str) -> float:
    if entry.until_s is not None and entry.until_s != end:
        wrong = "overlapping postures" if entry.until_s > end else "a gap"
        raise InputError(f"{wrong}: {entry.label} lasts until {format_clock(entry.until_s)}, but then comes {what}")
    return end


def _steps(entry: ScheduleEntry, seconds: float, parts: Mapping[str, tuple[Step, ...]]) -> Iterator[Step]:
    doing = entry.table["do"]
    more = {key: value for key, value in entry.table.items() if key not in (*ENTRY, "do")}
    if doing in parts:
        yield from _round_and_round(parts[doing], seconds, _changes(entry, more))
        return
    if doing not in all_verbs() and doing != NIGHT_SLEEP:
        raise UnknownName(f"{entry.label}: {UnknownName.of('verb', str(doing), (*all_verbs(), NIGHT_SLEEP, *parts))}")
    for key in ("seconds", "minutes"):
        if key in more:
            raise InputError(f"{entry.label}: {key} is not allowed: the times give the duration")
    yield _step(entry.label, {**more, "do": doing, "seconds": seconds})


def _changes(entry: ScheduleEntry, more: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that an entry changes in every step of a mixture."""
    if not more:
        return {}
    step = _step(entry.label, {**more, "do": "lie", "seconds": 1.0})
    return {key: getattr(step, key) for key in more}


def _round_and_round(steps: Sequence[Step], seconds: float, changes: Mapping[str, Any]) -> Iterator[Step]:
    """Yield the steps again and again for so long; the last one is cut."""
    left = seconds
    while left > 1e-9:
        for step in steps:
            if left <= 1e-9:
                return
            duration = min(step.duration_s, left)
            yield step.replace(duration_s=duration, transition_s=min(step.transition_s, duration), **changes)
            left -= duration


def _check_keys(what: str, table: Mapping[str, Any], allowed: Sequence[str]) -> None:
    for key in table:
        if key not in allowed:
            raise InputError(f"{what} has no key '{key}'; {nearest(key, allowed)}")
