"""A day of a watch in the FIT format (monitoring), in the neutral form.

Steps are counted from the start of the device's day, for each kind of activity on its own: what is between two messages
of a kind was made in the time since the last message of a count. Heart rates may be written minutes late.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from secondheart.recordings.bouts import MOST_STEPS_PER_MIN, PREFERRED_PER_MIN
from secondheart.recordings.clock import NO_OFFSET, Clock
from secondheart.recordings.formats._fit_messages import BEGIN_S, ORDER, Content, Fields
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import Logbook, LogTable, table_of
from secondheart.units import HOUR_S, MINUTE_S

ACTIVITIES = {1: "running", 2: "cycling", 6: "walking"}  # those that are counted in steps or turns of the crank
MONITORING_POSTURES = {"running": "run", "cycling": "cycle"}
KIND_BITS, BITS_16 = 0x1F, 0xFFFF
CONFIDENCE = 0.9  # assumed: counted at the wrist
SOURCE = "watch"
MONITORING_FARTHEST_S = 15 * HOUR_S  # of local time from UTC


class Interval(NamedTuple):
    """Steps, or half turns of the crank, that were made in an interval, and of which kind of activity."""

    start_s: float
    stop_s: float
    number: float
    kind: str


def monitoring_logbook(place: str, content: Content, zone: ZoneInfo | None, notes: tuple[str, ...] = ()) -> Logbook:
    """Return the logbook of a day, or a part of one, that a watch recorded.

    Parameters
    ----------
    place : str
        How the file is named.
    content : mapping
        The messages of the file.
    zone : ZoneInfo, optional
        Time zone of its days, in place of the offsets that it tells.
    notes : tuple of str
        What is to be said of the file.
    """
    offsets, tally = _offsets(content), Tally()
    silent = () if offsets or zone else (NO_OFFSET,)
    tables = tuple(_tables(content, tally))
    return Logbook(place, Clock(zone, offsets), tables, (*notes, *silent), tally.rows, "watch: a day")


def is_monitoring(content: Content) -> bool:
    """Say whether a file is of a day and not of an activity."""
    return bool(content["monitoring"]) and not content["record"]


def _offsets(content: Content) -> tuple[tuple[float, float], ...]:
    infos = [info for info in content["monitoring_info"] if {"timestamp", "local_timestamp"} <= set(info)]
    runs: list[tuple[float, float]] = []
    for info in sorted(infos, key=lambda info: float(info["timestamp"])):
        offset = float(info["local_timestamp"] - info["timestamp"])
        if abs(offset) > MONITORING_FARTHEST_S:
            continue
        if not runs or runs[-1][1] != offset:
            runs.append((BEGIN_S + info["timestamp"], offset))
    return tuple(runs)


def _tables(content: Content, tally: Tally) -> Iterator[LogTable]:
    rows: list[Interval] = []
    hearts: list[tuple[float, float]] = []
    before: dict[str, float] = {}
    last: float | None = None
    for t_s, message in _times(content, tally):
        if (rate := _number(message.get("heart_rate"))) is not None:
            hearts.append((t_s, rate))
        if (named := _steps(message)) is not None:
            kind, count = named
            tally.count("counts of steps")
            counted = before.get(kind, 0.0)
            if last is not None and t_s < last:
                tally.leave_out("counts of steps", "earlier than the one above")
                continue
            if last is not None:  # the first message of all tells what was before it
                _add(rows, Interval(last, t_s, count - counted if count >= counted else count, kind), tally)
            before[kind] = count
        elif "heart_rate" in message:
            continue  # it may be written late, and ends no count
        last = t_s if last is None else max(last, t_s)
    yield from _step_tables(rows)
    beats = [(t_s, rate) for t_s, rate in hearts if rate > 0.0]
    if beats:
        times, values = zip(*beats, strict=True)
        yield table_of("beats", SOURCE, "measured", times, times, value=values, confidence=CONFIDENCE)


def _times(content: Content, tally: Tally) -> Iterator[tuple[float, Fields]]:
    """Return the messages of a day, each with its moment, in the order of the file.

    A time of 16 bits is the one nearest to the time of the message above, before or after it.
    """
    messages = sorted([*content["monitoring_info"], *content["monitoring"]], key=lambda fields: int(fields[ORDER]))
    stamp: int | None = None
    for message in messages:
        tally.count("messages")
        if "timestamp" in message:
            stamp = int(message["timestamp"])
        elif "timestamp_16" in message and stamp is not None:
            ahead = (int(message["timestamp_16"]) - stamp) & BITS_16
            stamp += ahead if ahead <= BITS_16 // 2 else ahead - BITS_16 - 1
        else:
            tally.leave_out("messages", "without a time")
            continue
        if "local_timestamp" not in message:
            yield BEGIN_S + stamp, message


def _steps(message: Fields) -> tuple[str, float] | None:
    """Return the kind of activity and the steps, or half turns of the crank, that it has come to; None if none."""
    count = _number(message.get("steps"))
    turns = _number(message.get("strokes", message.get("cycles")))
    if count is None and turns is None:
        return None
    kind = _kind(message)
    if kind not in MONITORING_POSTURES and kind != "walking":
        return None
    return kind, count if count is not None else 2.0 * (turns or 0.0)


def _number(value: Any) -> float | None:
    """Return a value as a number, None where it is something else, as in damaged files."""
    return float(value) if isinstance(value, int | float) else None


def _kind(message: Fields) -> str:
    kind: Any = message.get("activity_type")
    if kind is None:
        packed = message.get("current_activity_type_intensity")
        packed = packed[0] if isinstance(packed, bytes | tuple | list) and packed else packed
        kind = packed & KIND_BITS if isinstance(packed, int) else None
    return ACTIVITIES.get(kind, "") if isinstance(kind, int) else str(kind)


def _add(rows: list[Interval], new: Interval, tally: Tally) -> None:
    """Append steps that were made since the last message; those of one time are one row."""
    if new.number <= 0.0:
        return
    same = bool(rows) and rows[-1].stop_s == new.stop_s
    if same:
        kind = max(rows[-1], new, key=lambda row: row.number).kind
        row = rows[-1]._replace(number=rows[-1].number + new.number, kind=kind)
    else:
        # messages of one walk may be written within a second: its steps reach back to the row before
        start = min(new.start_s, new.stop_s - MINUTE_S * new.number / PREFERRED_PER_MIN)
        row = new._replace(start_s=max(start, rows[-1].stop_s) if rows else start)
    length = max(row.stop_s - row.start_s, MINUTE_S)
    if row.number > MOST_STEPS_PER_MIN * length / MINUTE_S:
        tally.leave_out("counts of steps", "more than 5 a second")
        return
    rows[len(rows) - same :] = [row]


def _step_tables(rows: list[Interval]) -> Iterator[LogTable]:
    if not rows:
        return
    starts, stops, values, _ = zip(*rows, strict=True)
    yield table_of("steps", SOURCE, "measured", starts, stops, value=values, confidence=CONFIDENCE)
    moved = [
        (row.start_s, row.stop_s, MONITORING_POSTURES[row.kind]) for row in rows if row.kind in MONITORING_POSTURES
    ]
    if moved:
        starts, stops, names = zip(*moved, strict=True)
        yield table_of("postures", SOURCE, "derived", starts, stops, name=names, confidence=CONFIDENCE)
