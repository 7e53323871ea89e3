"""A recorded activity as a table, whatever device or format it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from secondheart.errors import InputError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Origin = Literal["measured", "derived", "assumed"]
Channel = Literal["heart_rate_bpm", "cadence_per_min"]
Verb = Literal["run", "walk", "cycle"]

# sports whose muscle work the model knows, and the verb of the protocol that does it
VERBS: Mapping[str, Verb] = {"cycling": "cycle", "hiking": "walk", "running": "run", "walking": "walk"}
CHANNELS: Mapping[Channel, str] = {"heart_rate_bpm": "heart rate", "cadence_per_min": "cadence"}

HEART_RATE_BPM = (25.0, 230.0)  # as a step of a protocol allows
GAP_S = 10.0  # assumed: smart recording writes at least one record in this time
GAP_SPACINGS = 3.0  # assumed: unless the device is slower throughout; then this many of its usual spacings
LEAST_KNOWN = 0.5  # assumed: with less than half of it recorded, an activity would be mostly invented


class Rider(NamedTuple):
    """What a person adds to a recording: age for the highest heart rate, mass (or the default's) for a power."""

    age_years: float
    mass_kg: float | None


@dataclass(frozen=True, eq=False)
class Recording:
    """A recorded activity.

    Record `i` stands for the half-open interval from its time to the next record's, the last one to `duration_s`.

    Attributes
    ----------
    source : str
        The file it was read from.
    sport, sub_sport : str
        What the device called it.
    start : datetime
        Time of the first record. [UTC]
    duration_s : float
        From the first record to the end of the recording.
    t_s : array
        Time of each record since the first, increasing.
    heart_rate_bpm : array
        Heart rate, nan where missing.
    cadence_per_min : array
        Strides of one foot (walking, running) or turns of the crank (cycling) a minute, nan where missing.
    paused : array
        Whether the interval of each record is a pause; in a table, whether nothing is known of its row.
    provenance : mapping
        For each channel: measured, derived or assumed.
    power_watts : array, optional
        Power at the crank, nan where missing; None where it was not recorded at all.
    posture : tuple of str
        Of a table: lie, sit, stand, walk, run or cycle for each record, "" where missing; else nothing.
    expected : tuple of str
        Channels that the recording ought to know throughout; of a table none: what it does not know is the model's.
    """

    source: str
    sport: str
    sub_sport: str
    start: datetime
    duration_s: float
    t_s: Floats
    heart_rate_bpm: Floats
    cadence_per_min: Floats
    paused: Flags
    provenance: Mapping[str, Origin]
    power_watts: Floats | None = None
    posture: tuple[str, ...] = ()
    expected: tuple[Channel, ...] = tuple(CHANNELS)

    @property
    def edges_s(self) -> Floats:
        """Bounds of the intervals: one more than there are records."""
        return np.append(self.t_s, self.duration_s)

    @property
    def pauses(self) -> tuple[tuple[float, float], ...]:
        """Start and stop of each pause in seconds, in order."""
        change = np.diff(self.paused.astype(int), prepend=0, append=0)
        edges = self.edges_s
        starts, stops = edges[np.flatnonzero(change == 1)], edges[np.flatnonzero(change == -1)]
        return tuple((float(start), float(stop)) for start, stop in zip(starts, stops, strict=True))

    @property
    def filled_s(self) -> float:
        """Time for which something had to be filled in: pauses, and records without a channel they ought to have."""
        missing = [np.isnan(getattr(self, channel)) for channel in self.expected]
        return self._total(np.logical_or.reduce([self.paused, *missing]))

    def missing_s(self, channel: Channel) -> float:
        """Time without a value of `channel`, pauses included."""
        return self._total(self.paused | np.isnan(getattr(self, channel)))

    def clock(self, t_s: float) -> datetime:
        """Date and time (UTC) at `t_s`."""
        return self.start + timedelta(seconds=t_s)

    def _total(self, intervals: Flags) -> float:
        return float(np.diff(self.edges_s)[intervals].sum())


def paused_intervals(edges_s: Floats, stopped_s: tuple[tuple[float, float], ...]) -> Flags:
    """Say which intervals between records are pauses.

    An interval is a pause when the timer stood for at least half of it, or when it is a gap: longer than 10 s and than
    three usual (median) spacings of the records. So a pause runs from the last record before it to the first after it.

    Parameters
    ----------
    edges_s : array
        Bounds of the intervals.
    stopped_s : tuple of (start, stop)
        When the timer stood.
    """
    starts, stops = edges_s[:-1], edges_s[1:]
    lengths = stops - starts
    stood = np.zeros_like(lengths)
    for start, stop in stopped_s:
        stood += np.clip(np.minimum(stops, stop) - np.maximum(starts, start), 0.0, None)
    usual = float(np.median(lengths[:-1])) if lengths.size > 1 else 0.0
    gap = lengths > max(GAP_S, GAP_SPACINGS * usual)
    return np.asarray(gap | ((stood >= lengths / 2) & (lengths > 0)))


def verb_of(recording: Recording) -> Verb:
    """Return the verb that does what was recorded.

    Raises
    ------
    InputError
        If the model has no muscle pattern for the sport.
    """
    verb = VERBS.get(recording.sport)
    if verb is None:
        detail = f" ({recording.sub_sport})" if recording.sub_sport not in ("", "generic", recording.sport) else ""
        raise InputError(
            f"{recording.source}: sport '{recording.sport}'{detail} has no muscle pattern in the model; "
            f"allowed: {', '.join(sorted(VERBS))}"
        )
    return verb


def require_known(recording: Recording) -> None:
    """Raise InputError if more of the recording would be filled in than was recorded."""
    if recording.filled_s > (1.0 - LEAST_KNOWN) * recording.duration_s:
        lacking = [f"no {CHANNELS[channel]} ({recording.missing_s(channel):g} s)" for channel in recording.expected]
        what = f"{' or '.join(lacking)}, pauses included" if lacking else "no value at all"
        raise InputError(
            f"{recording.source}: {recording.filled_s:g} s of its {recording.duration_s:g} s have {what}; "
            "at most half may be missing"
        )
