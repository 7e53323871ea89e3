"""FIT files: a day of a watch (monitoring), or an activity, in the neutral form.

In monitoring files steps are counted from the start of the device's day, for each kind of activity on its own: what is
between two messages of a kind was made in the time since the last message of any. Times of 16 bits go on from the last
whole one, and local time is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from secondheart.errors import BadFile
from secondheart.recordings.activity import Recording, verb_of
from secondheart.recordings.clock import Clock, zone_of
from secondheart.recordings.formats.fit import EPOCH, ORDER, Content, Fields, checked, read_content, recording_of
from secondheart.recordings.logbook import SORTS, Logbook, Table, table_of
from secondheart.recordings.steps import MINUTE_S, MOST_STEPS_PER_MIN, PREFERRED_PER_MIN

BEGIN_S = EPOCH.timestamp()
ACTIVITIES = {1: "running", 2: "cycling", 6: "walking"}  # those that are counted in steps or turns of the crank
POSTURES = {"running": "run", "cycling": "cycle"}
KIND_BITS, BITS_16 = 0x1F, 0xFFFF
CONFIDENCE = 0.9  # assumed: counted at the wrist
SOURCE = "watch"
NO_OFFSET = "the file tells no local time: days begin at midnight UTC"


class Made(NamedTuple):
    """Steps, or half turns of the crank, that were made in an interval, and of which kind of activity."""

    start_s: float
    stop_s: float
    number: float
    kind: str


def fit_logbook(path: Path, zone: str | None = None) -> Logbook:
    """Read a FIT file as a logbook.

    Raises
    ------
    BadFile
        If it cannot be read, is damaged, or holds neither monitoring nor an activity, or values that cannot be.
    InputError
        If the model has no muscle pattern for its sport.
    MissingExtra
        If fitdecode is not installed.
    UnknownName
        If there is no such zone.
    """
    known = zone_of(zone)
    content = read_content(path)
    if is_monitoring(content):
        offsets = _offsets(content)
        notes = () if offsets or known else (NO_OFFSET,)
        return Logbook(str(path), Clock(known, offsets), tuple(_monitored(str(path), content)), notes)
    recording = checked(recording_of(str(path), content))
    return Logbook(str(path), Clock(known), tuple(_recorded(recording)), () if known else (NO_OFFSET,))


def is_monitoring(content: Content) -> bool:
    """Say whether a file is of a day and not of an activity."""
    return bool(content["monitoring"]) and not content["record"]


def _offsets(content: Content) -> tuple[tuple[float, float], ...]:
    told = [info for info in content["monitoring_info"] if {"timestamp", "local_timestamp"} <= set(info)]
    runs: list[tuple[float, float]] = []
    for info in sorted(told, key=lambda info: float(info["timestamp"])):
        offset = float(info["local_timestamp"] - info["timestamp"])
        if not runs or runs[-1][1] != offset:
            runs.append((BEGIN_S + info["timestamp"], offset))
    return tuple(runs)


def _monitored(source: str, content: Content) -> Iterator[Table]:
    made: list[Made] = []
    hearts: list[tuple[float, float]] = []
    before: dict[str, float] = {}
    last: float | None = None
    for t_s, message in _timed(source, content):
        if "heart_rate" in message:
            hearts.append((t_s, float(message["heart_rate"])))
        if (named := _steps(message)) is not None:
            kind, count = named
            counted = before.get(kind, 0.0)
            if last is not None:  # the first message of all tells what was before it
                _add(source, made, Made(last, t_s, count - counted if count >= counted else count, kind))
            before[kind] = count
        last = t_s
    yield from _counted(made)
    low, high = SORTS["beats"].low, SORTS["beats"].high
    beats = [(t_s, rate) for t_s, rate in hearts if low <= rate <= high]
    if beats:
        times, values = zip(*beats, strict=True)
        yield table_of("beats", SOURCE, "measured", times, times, value=values, confidence=CONFIDENCE)


def _timed(source: str, content: Content) -> Iterator[tuple[float, Fields]]:
    """Return the messages of a day, each with its moment, in the order of the file."""
    messages = sorted([*content["monitoring_info"], *content["monitoring"]], key=lambda fields: int(fields[ORDER]))
    stamp, last = None, 0
    for number, message in enumerate(messages, start=1):
        if "timestamp" in message:
            stamp = int(message["timestamp"])
        elif "timestamp_16" in message and stamp is not None:
            stamp += (int(message["timestamp_16"]) - stamp) & BITS_16
        if stamp is None:
            continue  # nothing says when it was
        if stamp < last:
            raise BadFile(f"{source}: message {number}: time {stamp} s is before that of the one above, {last} s")
        last = stamp
        if "local_timestamp" not in message:
            yield BEGIN_S + stamp, message


def _steps(message: Fields) -> tuple[str, float] | None:
    """Return the kind of activity and the steps, or half turns of the crank, that it has come to; None if none."""
    count = message.get("steps")
    turns = message.get("strokes", message.get("cycles"))
    if count is None and turns is None:
        return None
    kind = _kind(message)
    if kind not in POSTURES and kind != "walking":
        return None
    return kind, float(count) if count is not None else 2.0 * float(turns)  # type: ignore[arg-type]


def _kind(message: Fields) -> str:
    kind: Any = message.get("activity_type")
    if kind is None:
        packed = message.get("current_activity_type_intensity")
        packed = packed[0] if isinstance(packed, bytes | tuple | list) and packed else packed
        kind = packed & KIND_BITS if isinstance(packed, int) else None
    return ACTIVITIES.get(kind, "") if isinstance(kind, int) else str(kind)


def _add(source: str, rows: list[Made], new: Made) -> None:
    """Append steps that were made since the last message; those of one time are one row."""
    if new.number <= 0.0:
        return
    if rows and rows[-1].stop_s == new.stop_s:
        kind = max(rows[-1], new, key=lambda row: row.number).kind
        rows[-1] = rows[-1]._replace(number=rows[-1].number + new.number, kind=kind)
    else:
        # messages of one walk may be told within a second: its steps reach back to the row before
        start = min(new.start_s, new.stop_s - MINUTE_S * new.number / PREFERRED_PER_MIN)
        rows.append(new._replace(start_s=max(start, rows[-1].stop_s) if rows else start))
    row = rows[-1]
    length = max(row.stop_s - row.start_s, MINUTE_S)
    if row.number > MOST_STEPS_PER_MIN * length / MINUTE_S:
        raise BadFile(
            f"{source}: {row.number:g} steps in {row.stop_s - row.start_s:g} s until {row.stop_s - BEGIN_S:.0f} s "
            f"are not allowed: 0 to {MOST_STEPS_PER_MIN * length / MINUTE_S:g}"
        )


def _counted(rows: list[Made]) -> Iterator[Table]:
    if not rows:
        return
    starts, stops, values, _ = zip(*rows, strict=True)
    yield table_of("steps", SOURCE, "measured", starts, stops, value=values, confidence=CONFIDENCE)
    told = [(row.start_s, row.stop_s, POSTURES[row.kind]) for row in rows if row.kind in POSTURES]
    if told:
        starts, stops, names = zip(*told, strict=True)
        yield table_of("postures", SOURCE, "derived", starts, stops, name=names, confidence=CONFIDENCE)


def _recorded(recording: Recording) -> Iterator[Table]:
    """Return the tables of an activity."""
    edges = recording.edges_s + recording.start.timestamp()
    starts, stops, running = edges[:-1], edges[1:], ~recording.paused & (np.diff(edges) > 0.0)
    counts = 2.0 * recording.cadence_per_min * np.diff(edges) / MINUTE_S
    columns = {"steps": counts, "beats": recording.heart_rate_bpm, "powers": recording.power_watts}
    for kind in ("steps", "beats", "powers"):
        values = columns[kind]
        if values is None:
            continue
        known = running & ~np.isnan(values)
        if known.any():
            yield table_of(kind, SOURCE, "measured", starts[known], stops[known], value=values[known])
    verb, moving = verb_of(recording), recording.cadence_per_min > 0.0
    upright = running if verb != "cycle" else running & ~np.isnan(recording.cadence_per_min)
    if upright.any():  # on the saddle while the pedals rest, on the feet while they do
        names = [verb if verb == "cycle" or moves else "stand" for moves in moving[upright]]
        yield table_of("postures", SOURCE, "derived", starts[upright], stops[upright], name=names)
    if recording.pauses:
        begins, ends = (np.array(bounds) + edges[0] for bounds in zip(*recording.pauses, strict=True))
        yield table_of("gaps", SOURCE, "derived", begins, ends, name=["a pause"] * len(begins))
