"""A recorded activity as a table, whatever device or format it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from secondheart.errors import InputError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Origin = Literal["measured", "derived", "assumed"]
Channel = Literal["heart_rate_bpm", "cadence_per_min"]

# sports whose muscle work the model knows, and the verb of the protocol that does it
VERBS: Mapping[str, Literal["run", "walk"]] = {"hiking": "walk", "running": "run", "walking": "walk"}

GAP_S = 10.0  # assumed: smart recording writes at least one record in this time
GAP_SPACINGS = 3.0  # assumed: unless the device is slower throughout; then this many of its usual spacings
LEAST_KNOWN = 0.5  # assumed: with less than half of it recorded, an activity would be mostly invented


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
        Whether the interval of each record is a pause.
    provenance : mapping
        For each channel: measured, derived or assumed.
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
        """Time for which something had to be filled in: pauses, and records without heart rate or cadence."""
        return self._total(self.paused | np.isnan(self.heart_rate_bpm) | np.isnan(self.cadence_per_min))

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


def verb_of(recording: Recording) -> Literal["run", "walk"]:
    """Return the verb that does what was recorded.

    Raises
    ------
    InputError
        If the model has no muscle pattern for the sport.
    """
    verb = VERBS.get(recording.sport)
    if verb is None:
        detail = f" ({recording.sub_sport})" if recording.sub_sport not in ("", "generic", recording.sport) else ""
        yet = " yet" if recording.sport == "cycling" else ""
        raise InputError(
            f"{recording.source}: sport '{recording.sport}'{detail} has no muscle pattern in the model{yet}; "
            f"allowed: {', '.join(sorted(VERBS))}"
        )
    return verb


def require_known(recording: Recording) -> None:
    """Raise InputError if more of the recording would be filled in than was recorded."""
    if recording.filled_s > (1.0 - LEAST_KNOWN) * recording.duration_s:
        heart, cadence = recording.missing_s("heart_rate_bpm"), recording.missing_s("cadence_per_min")
        raise InputError(
            f"{recording.source}: {recording.filled_s:g} s of its {recording.duration_s:g} s have no heart rate "
            f"({heart:g} s) or no cadence ({cadence:g} s), pauses included; at most half may be missing"
        )
