"""From the records of an activity, as a watch or a bicycle computer writes them, to tables of a logbook.

A record stands for the time to the next one. Records up to 30 s apart, or three usual spacings, are continuous. A
longer time between two is a pause where the timer or the distance stood still; it is continuous where the distance
grew, or where the file's session says that no time was lost; else nothing is known of it. In a pause the person stands,
or sits on the saddle, and the heart rate lies on the line between its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from secondheart.protocol.gait import GaitName, gait_pattern
from secondheart.recordings.formats._gaps import fill_heart_rate, without_spikes
from secondheart.recordings.formats._sports import RUN_FROM_STRIDES
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import SORTS, Floats, Kind, LogTable, Origin, table_of
from secondheart.units import HOUR_S

Flags = NDArray[np.bool_]

SOURCE = "watch"
TRUST = 0.9  # assumed: intervals between beats, where a strap tells them, are surer
CONTINUOUS_S = 30.0  # smart recording writes a record at least so often (as the makers of watches say)
CONTINUOUS_SPACINGS = 3.0  # assumed: unless the device is slower throughout; then this many of its usual spacings
LOST_S = 300.0  # assumed: more without a record is more than a device forgets to write
STILL_M_PER_S = 0.3  # assumed: slower than anybody walks
LEAST_DISTANCE_M = 1.0  # assumed: with less the distance was not measured
HOLD_CADENCE_S = 10.0  # assumed: a sensor is silent for a few seconds now and then
MOSTLY = 0.5  # assumed: with a cadence in fewer records there was no sensor of it
STRIDES_PER_MIN = (0.0, 150.0)  # assumed: sprinters reach 5 steps a second, 150 strides of one foot a minute
TURNS_PER_MIN = (0.0, 250.0)  # assumed: sprinters on the track
MOST_STRIDES = {
    "walk": 90.0,
    "run": 110.0,
}  # assumed: nobody makes more for long, but steps of both feet are written so
BOTH_FEET = "its cadence is that of both feet"
TIMER, DISTANCE = "pause: the timer stood", "pause: the distance stood still"
NO_RECORDS, BETWEEN = "no records", "between two activities"


class SportSession(NamedTuple):
    """A part of an activity in one sport; `verb` is what does it, "" if the model has no pattern for it."""

    verb: str
    name: str
    start_s: float
    stop_s: float


@dataclass(frozen=True)
class Records:
    """The records of an activity, in order of time; nan where something is missing.

    Attributes
    ----------
    t_s : array
        Moments. [s]
    end_s : float
        When the last one ends. [s]
    heart_rate, cadence, power : array
        Beats, strides of one foot or turns of the crank a minute, and watts. [1/min, 1/min, W]
    distance : array
        From the start. [m]
    """

    t_s: Floats
    end_s: float
    heart_rate: Floats
    cadence: Floats
    power: Floats
    distance: Floats

    @property
    def edges(self) -> Floats:
        """Bounds of the records' times, one more than there are records."""
        return np.append(self.t_s, self.end_s)


@dataclass(frozen=True)
class ActivityParts:
    """What is known of an activity beside its records.

    Attributes
    ----------
    sessions : tuple of SportSession
        In order of time, one at least.
    stopped : tuple of (start, stop)
        When the timer stood.
    unbroken : bool
        Whether the file's session says that no time was lost.
    """

    sessions: tuple[SportSession, ...]
    stopped: tuple[tuple[float, float], ...] = ()
    unbroken: bool = False


def count_one_foot(records: Records, sessions: Sequence[SportSession]) -> tuple[Records, list[str]]:
    """Return records whose cadence is of one foot, and a note where it was that of both."""
    verbs, cadence = _verbs(records, sessions), records.cadence.copy()
    notes: list[str] = []
    for verb, most in MOST_STRIDES.items():
        here = (verbs == verb) & (cadence > 0.0)
        if here.any() and np.median(cadence[here]) > most:
            cadence[here] /= 2.0
            notes = [BOTH_FEET]
    return replace(records, cadence=cadence), notes


def activity_tables(records: Records, activity: ActivityParts, tally: Tally) -> list[LogTable]:
    """Return the tables of an activity; what is not believed is counted."""
    verbs = _verbs(records, activity.sessions)
    heart = without_spikes(
        tally, records.t_s, tally.believe("heart rates", _without_zeros(records.heart_rate, tally), _BPM)
    )
    power = tally.believe("powers", records.power, (SORTS["powers"].low, SORTS["powers"].high))
    speed = _metres_per_s(records)
    reasons = _reasons(records, activity, speed)
    paused = np.array([reason in (TIMER, DISTANCE) for reason in reasons])
    known = np.array([reason == "" for reason in reasons]) & (verbs != "")
    cadence = _cadence(records, verbs, known, speed, power, tally)
    lasting = np.diff(records.edges) > 0.0
    tables = [
        *_cadence_tables(records.edges, cadence, (known | paused) & lasting & (verbs != ""), paused),
        *_heart_tables(records.edges, heart, np.array([reason in (NO_RECORDS, BETWEEN) for reason in reasons]), paused),
        *_values("powers", power, records.edges, known & lasting),
        *_postures(records.edges, verbs, cadence, known & lasting, paused & lasting & (verbs != "")),
        *_gaps(records.edges, reasons, verbs, activity.sessions),
    ]
    return [table for table in tables if len(table)]


_BPM = (SORTS["beats"].low, SORTS["beats"].high)


def _without_zeros(heart: Floats, tally: Tally) -> Floats:
    zeros = int((heart == 0.0).sum())
    tally.count("heart rates", zeros)
    tally.leave_out("heart rates", "are 0", zeros)
    return np.where(heart == 0.0, np.nan, heart)


def _verbs(records: Records, sessions: Sequence[SportSession]) -> NDArray[np.str_]:
    """Return for each record the verb of its session, of one between two sessions that of the next."""
    stops = np.array([session.stop_s for session in sessions])
    place = np.minimum(np.searchsorted(stops, records.t_s), len(sessions) - 1)
    return np.array([session.verb for session in sessions])[place]


def _metres_per_s(records: Records) -> Floats:
    """Return the speed of each record's time in m/s, nan where the distance was not measured."""
    known = ~np.isnan(records.distance)
    far = np.ptp(records.distance[known]) if known.any() else 0.0
    lengths = np.diff(records.edges)
    if known.sum() < 2 or far < LEAST_DISTANCE_M:
        return np.full(len(records.t_s), np.nan)
    place = np.interp(records.edges, records.t_s[known], np.maximum.accumulate(records.distance[known]))
    return np.diff(place) / np.where(lengths > 0.0, lengths, 1.0)


def _reasons(records: Records, activity: ActivityParts, speed: Floats) -> list[str]:
    """Return for each record's time "" if it is known, else whether it is a pause, or why it is a gap."""
    starts, stops = records.edges[:-1], records.edges[1:]
    lengths = stops - starts
    stood = np.zeros_like(lengths)
    for start, stop in activity.stopped:
        stood += np.clip(np.minimum(stops, stop) - np.maximum(starts, start), 0.0, None)
    usual = float(np.median(lengths[:-1])) if lengths.size > 1 else 0.0
    long = lengths > max(CONTINUOUS_S, CONTINUOUS_SPACINGS * usual)
    timer = (stood >= lengths / 2) & (lengths > 0)
    still = long & (speed < STILL_M_PER_S)
    moving = long & (speed >= STILL_M_PER_S)
    lost = long & ~still & ~moving & (not activity.unbroken or lengths > LOST_S)
    conditions = [_between(records.edges, activity.sessions) & long, timer, still, lost]
    return [str(reason) for reason in np.select(conditions, [BETWEEN, TIMER, DISTANCE, NO_RECORDS], "")]


def _between(edges: Floats, sessions: Sequence[SportSession]) -> Flags:
    """Say which records' times lie mostly between two sessions."""
    middle = (edges[:-1] + edges[1:]) / 2.0
    ends = np.array([session.stop_s for session in sessions[:-1]])
    begins = np.array([session.start_s for session in sessions[1:]])
    return np.asarray(((middle[:, None] > ends) & (middle[:, None] < begins)).any(axis=1))


def _cadence(
    records: Records, verbs: NDArray[np.str_], known: Flags, speed: Floats, power: Floats, tally: Tally
) -> Floats:
    """Return the cadence of each record; what is missing and can be known is filled in."""
    riding = verbs == "cycle"
    bounds = np.where(riding, TURNS_PER_MIN[1], STRIDES_PER_MIN[1])
    values = np.where(
        tally.believe("cadences", records.cadence / bounds, (0.0, 1.0)) * 0.0 == 0.0, records.cadence, np.nan
    )
    usual = np.where(riding, np.nan, _usual_cadence(verbs, speed))
    sensor = (~np.isnan(values)).mean() >= MOSTLY
    values = _hold(records.t_s, values, HOLD_CADENCE_S)
    missing = np.isnan(values) & known
    values = np.where(missing & (speed < STILL_M_PER_S), 0.0, values)
    values = np.where(missing & riding & (power == 0.0), 0.0, values)
    values = np.where(np.isnan(values) & known, usual, values)
    return np.where(np.isnan(values) & sensor & known, 0.0, values)


def _usual_cadence(verbs: NDArray[np.str_], speed: Floats) -> Floats:
    """Return strides of one foot a minute at a speed, nan where it is not known or nobody moves."""
    cadence = np.full(len(speed), np.nan)
    gaits: tuple[GaitName, ...] = ("walk", "run")
    for gait in gaits:
        pattern, here = gait_pattern(gait), (verbs == gait) & (speed >= STILL_M_PER_S)
        low, high = pattern.allowed_km_h.value
        km_h = np.clip(speed * HOUR_S / 1000.0, low, high)
        cadence[here] = np.round([60.0 / pattern.period_s(float(one)) for one in km_h[here]])
    return cadence


def _hold(t_s: Floats, values: Floats, most_s: float) -> Floats:
    """Return values of which missing ones are those of the last record that has one, if that is not long ago."""
    places = np.where(np.isnan(values), -1, np.arange(len(values)))
    last = np.maximum.accumulate(places)
    near = (last >= 0) & (t_s - t_s[np.maximum(last, 0)] <= most_s)
    return np.where(near, values[np.maximum(last, 0)], values)


def _cadence_tables(edges: Floats, cadence: Floats, wanted: Flags, paused: Flags) -> Iterator[LogTable]:
    values = np.where(paused, 0.0, 2.0 * cadence)
    yield from _values("cadences", values, edges, wanted)


def _heart_tables(edges: Floats, heart: Floats, unknown: Flags, paused: Flags) -> Iterator[LogTable]:
    """Return the heart rate where it was measured, and where it can be known from what is around it."""
    lengths = np.diff(edges)
    measured = ~np.isnan(heart) & ~unknown & ~(paused & (lengths > CONTINUOUS_S)) & (lengths > 0.0)
    yield from _values("beats", heart, edges, measured)
    rows = fill_heart_rate(edges, heart, ~measured & ~unknown)
    if rows:
        starts, stops, values = zip(*rows, strict=True)
        yield table_of("beats", SOURCE, "derived", starts, stops, value=values)


def _values(kind: Kind, values: Floats, edges: Floats, wanted: Flags) -> Iterator[LogTable]:
    rows = wanted & ~np.isnan(values)
    if rows.any():
        bounds, trust = (edges[:-1][rows], edges[1:][rows]), TRUST if kind == "beats" else np.nan
        yield table_of(kind, SOURCE, "measured", *bounds, value=values[rows], confidence=trust)


def _postures(
    edges: Floats, verbs: NDArray[np.str_], cadence: Floats, known: Flags, paused: Flags
) -> Iterator[LogTable]:
    rows = np.flatnonzero(known | paused)
    moving = ~paused & ~(cadence == 0.0)
    slow = (verbs == "run") & (cadence < RUN_FROM_STRIDES)
    names = np.where((verbs != "cycle") & ~moving, "stand", np.where(slow, "walk", verbs))
    origin: Origin = "derived"
    if rows.size:
        yield table_of("postures", SOURCE, origin, edges[:-1][rows], edges[1:][rows], name=names[rows].tolist())


def _gaps(
    edges: Floats, reasons: list[str], verbs: NDArray[np.str_], sessions: Sequence[SportSession]
) -> Iterator[LogTable]:
    foreign = next((session.name for session in sessions if not session.verb), "")
    names = [reason if verb else f"{foreign}: no muscle pattern" for reason, verb in zip(reasons, verbs, strict=True)]
    rows = [i for i, name in enumerate(names) if name and edges[i + 1] > edges[i]]
    if rows:
        places = np.array(rows)
        yield table_of("gaps", SOURCE, "derived", edges[:-1][places], edges[1:][places], name=[names[i] for i in rows])
