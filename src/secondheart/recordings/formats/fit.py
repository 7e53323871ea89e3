"""Activities in the FIT format, the one of most watches and bicycle computers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from secondheart.errors import BadFile, InputError
from secondheart.recordings.clock import NO_OFFSET, Clock, zone_of
from secondheart.recordings.formats._activity import (
    CONTINUOUS_S,
    ActivityParts,
    Records,
    SportSession,
    activity_tables,
    count_one_foot,
)
from secondheart.recordings.formats._fit_beats import interval_tables
from secondheart.recordings.formats._fit_messages import (
    BEGIN_S,
    CLOCK_SET,
    Content,
    Fields,
    is_fit,
    read_messages,
)
from secondheart.recordings.formats._fit_monitoring import (
    MONITORING_FARTHEST_S,
    is_monitoring,
    monitoring_logbook,
)
from secondheart.recordings.formats._fit_sessions import MEANS, records_of_sessions
from secondheart.recordings.formats._sports import guess_verb, known_sports, verb_of_sport
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import Floats, Logbook
from secondheart.recordings.registry import Format, Options

UNSET = "the clock of the device was not set: its time is the local one that its activity message tells"
NO_CLOCK = "the clock of the device was not set: its date means nothing"
FAR_S = 604_800.0  # assumed: no activity lasts longer
LEAST_MOVING_S = 1.0  # of timer and clock, by which no time was lost


class Shift(NamedTuple):
    """From FIT's times to moments, and how far local time is ahead of UTC, if the file tells it."""

    moment_s: float
    offset_s: float | None
    note: str


def fit_logbook(file: InputFile, options: Options) -> Logbook:
    """Read a FIT file as a logbook.

    Raises
    ------
    BadFile
        If it cannot be read, or holds neither monitoring nor an activity.
    InputError
        If the model has no muscle pattern for its sport.
    MissingExtra
        If fitdecode is not installed.
    UnknownName
        If there is no such zone.
    """
    known = zone_of(options.zone)
    content, notes = read_messages(file)
    if is_monitoring(content):
        return monitoring_logbook(file.place, content, known, notes)
    tally = Tally()
    said = list(notes)
    if not content["record"] and (means := records_of_sessions(content)):
        content["record"] = means
        said.append(MEANS)
    if not content["record"] and content["hrv"]:
        return _beats_logbook(file.place, content, known, notes)
    rows, disorder = _rows(file.place, content, tally)
    shift = _shift(content, float(next(iter(rows))))
    records = _records(file.place, rows, content, shift)
    sessions, guess = _sessions(file.place, content, records, shift)
    records, both = count_one_foot(records, sessions)
    parts = ActivityParts(sessions, _timer_stops(content, shift)[0], _unbroken(content))
    tables = [*activity_tables(records, parts, tally), *interval_tables(content, shift.moment_s, tally)]
    clock = Clock(known, () if shift.offset_s is None else ((-np.inf, shift.offset_s),))
    silent = () if known or shift.offset_s is not None or shift.note else (NO_OFFSET,)
    texts = [*said, *disorder, *guess, *both, *([shift.note] if shift.note else []), *silent]
    device = f"watch: {', then '.join(dict.fromkeys(session.name for session in sessions))}"
    return Logbook(file.place, clock, tuple(tables), tuple(texts), tally.rows, device, grain_s=0.0)


def _beats_logbook(place: str, content: Content, zone: ZoneInfo | None, notes: tuple[str, ...]) -> Logbook:
    """Return the logbook of a file that holds beats alone, as of a measurement at rest."""
    tally = Tally()
    tables = interval_tables(content, BEGIN_S, tally)
    offset = _shift(content, CLOCK_SET).offset_s
    clock = Clock(zone, () if offset is None else ((-np.inf, offset),))
    silent = () if zone or offset is not None else (NO_OFFSET,)
    return Logbook(place, clock, tuple(tables), (*notes, *silent), tally.rows, "strap: beats", grain_s=0.0)


def _rows(place: str, content: Content, tally: Tally) -> tuple[dict[int, Fields], list[str]]:
    """Return the records by time, two of one second as one, and a note if some were not in order."""
    if not content["record"]:
        kinds = ", ".join(str(row.get("type")) for row in content["file_id"]) or "unknown"
        lacks = "neither records of an activity nor sessions nor counts of a day"
        raise BadFile(f"{place}: is a FIT file of type {kinds} and holds {lacks}; an activity or a day is needed")
    timed = [record for record in content["record"] if "timestamp" in record]
    tally.count("records", len(content["record"]))
    tally.leave_out("records", "without a time", len(content["record"]) - len(timed))
    if not timed:
        raise BadFile(f"{place}: has no usable record: none of its {len(content['record'])} has a time")
    stamps = np.array([record["timestamp"] for record in timed], dtype=float)
    far = np.abs(stamps - np.sort(stamps)[len(stamps) // 2]) > FAR_S
    tally.leave_out("records", "days away from the others", int(far.sum()))
    astray = ~far & _astray(stamps)
    tally.leave_out("records", "far from the times of those around", int(astray.sum()))
    rows: dict[int, Fields] = {}
    for record in sorted((one for one, bad in zip(timed, far | astray, strict=True) if not bad), key=_stamp):
        rows.setdefault(record["timestamp"], {}).update(record)
    if not rows:
        raise BadFile(f"{place}: has no usable record: the times of its {len(timed)} contradict each other")
    late = int((np.diff(stamps[~(far | astray)]) < 0.0).sum())
    return rows, [f"{late} records stand below later ones: put in their place"] if late else []


def _astray(stamps: Floats) -> NDArray[np.bool_]:
    """Say which single times leap away from both their neighbours, which follow one another."""
    astray = np.zeros(len(stamps), dtype=bool)
    if len(stamps) > 2:
        before, here, after = stamps[:-2], stamps[1:-1], stamps[2:]
        ahead, behind = here - after > CONTINUOUS_S, before - here > CONTINUOUS_S
        astray[1:-1] = (after >= before) & (ahead | behind)
        astray[-1] = stamps[-2] - stamps[-1] > CONTINUOUS_S
    return astray


def _stamp(record: Fields) -> int:
    return int(record["timestamp"])


def _shift(content: Content, first: float) -> Shift:
    for message in [*content["activity"], *content["timestamp_correlation"]]:
        if not {"timestamp", "local_timestamp"} <= set(message):
            continue
        offset = float(message["local_timestamp"] - message["timestamp"])
        if abs(offset) <= MONITORING_FARTHEST_S:
            return Shift(BEGIN_S, offset, NO_CLOCK if first < CLOCK_SET else "")
        if first < CLOCK_SET <= message["local_timestamp"]:
            return Shift(BEGIN_S + offset, None, UNSET)
    return Shift(BEGIN_S, None, NO_CLOCK if first < CLOCK_SET else "")


def _records(place: str, rows: dict[int, Fields], content: Content, shift: Shift) -> Records:
    moments = np.array(list(rows), dtype=float) + shift.moment_s
    end = max(float(moments[-1]), _timer_stops(content, shift)[1])
    if end - moments[-1] > FAR_S:
        end = float(moments[-1])
    if end <= moments[0]:
        raise BadFile(f"{place}: has no usable record: all its records are of one instant, at least two are needed")
    cadence = _column(rows, "cadence") + np.nan_to_num(_column(rows, "fractional_cadence"))
    return Records(
        moments, end, _column(rows, "heart_rate"), cadence, _column(rows, "power"), _column(rows, "distance")
    )


def _column(rows: dict[int, Fields], name: str) -> Floats:
    return np.array([row.get(name, np.nan) for row in rows.values()], dtype=float)


def _sessions(
    place: str, content: Content, records: Records, shift: Shift
) -> tuple[tuple[SportSession, ...], tuple[str, ...]]:
    """Return the parts of an activity by sport, and what had to be guessed: the last session is often lost."""
    rows = [row for row in (*content["session"], *content["sport"]) if row.get("sport", "generic") != "generic"]
    named = [row for row in rows if "start_time" in row or "timestamp" in row] or rows
    if not named:
        verb, reason = guess_verb(records.cadence, records.power, records.distance, records.t_s)
        note = f"names no sport: taken as {reason}"
        return (SportSession(verb, reason.partition(",")[0], records.t_s[0], records.end_s),), (note,)
    sessions = sorted((_session(row, records, shift) for row in named), key=lambda one: one.stop_s)
    if not any(session.verb for session in sessions):
        raise InputError(
            f"{place}: sport {sessions[0].name} has no muscle pattern in the model; allowed: {known_sports()}"
        )
    return tuple(sessions), ()


def _session(row: Fields, records: Records, shift: Shift) -> SportSession:
    sport, sub_sport = str(row["sport"]), str(row.get("sub_sport", ""))
    detail = f" ({sub_sport})" if sub_sport not in ("", "generic", sport) else ""
    start = float(row.get("start_time", np.nan)) + shift.moment_s
    stop = start + float(row.get("total_elapsed_time", np.nan))
    if np.isnan(stop):
        stop = float(row["timestamp"]) + shift.moment_s if "timestamp" in row else records.end_s
    return SportSession(verb_of_sport(sport, sub_sport), f"{sport}{detail}", start, stop)


def _unbroken(content: Content) -> bool:
    """Say whether the sessions tell that no time was lost."""
    times = [(row.get("total_elapsed_time"), row.get("total_timer_time")) for row in content["session"]]
    return bool(times) and all(
        whole is not None and timer is not None and whole - timer < LEAST_MOVING_S for whole, timer in times
    )


def _timer_stops(content: Content, shift: Shift) -> tuple[tuple[tuple[float, float], ...], float]:
    """Return when the timer stood, and when it stopped for the last time."""
    stopped: list[tuple[float, float]] = []
    since: float | None = None
    for t_s, runs in sorted(_switches(content["event"], shift)):
        if since is not None and runs:
            stopped.append((since, t_s))
            since = None
        elif since is None and not runs:
            since = t_s
    if since is None:
        return tuple(stopped), -np.inf
    return (*stopped, (since, np.inf)), since


def _switches(events: list[Fields], shift: Shift) -> Iterator[tuple[float, bool]]:
    for event in events:
        kind = str(event.get("event_type", ""))
        if event.get("event") == "timer" and "timestamp" in event and kind.startswith(("start", "stop")):
            yield event["timestamp"] + shift.moment_s, kind == "start"


FORMAT = Format(
    name="FIT",
    suffixes=(".fit",),
    gives="an activity: cadence, heart rate, beats (hrv), power, pauses, each of several sports; a day (monitoring): "
    "steps, heart rate",
    export="Garmin Connect: activity, Export Original (a zip); Wahoo, Coros, Suunto, Zwift: share or export as FIT; a "
    "watch as a drive: GARMIN/Activity and GARMIN/Monitor",
    sniff=is_fit,
    read=fit_logbook,
    checked="a run, a ride and a row of real people and broken files (python-fitparse); files written byte by byte",
    assumes="posture of the sport; what is missing, as listed below",
    order=1,
    fallback=(".fit",),
)
