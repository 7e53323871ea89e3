"""Steps from raw acceleration, wherever on the body it was measured.

The length of the acceleration, without gravity, is band-passed from 0.25 to 2.5 Hz (Butterworth, 4th order), and each
peak above 0.0267 g, the threshold at the waist, is a step (Ducharme 2021, doi 10.1123/jmpb.2021-0011). Of these only
steps are taken that belong to a walk: four or more, none more than 1.5 s after the one before (assumed, after the
definition of a walking bout by Mobilise-D). A device that lies still for an hour, to 13 mg, was not worn (van Hees
2011, doi 10.1371/journal.pone.0022922).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from secondheart.errors import BadFile
from secondheart.recordings.clock import EPOCH, Clock
from secondheart.recordings.formats._named_rows import NamedRow, append_row
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import Floats, LogTable, table_of
from secondheart.units import HOUR_S, MINUTE_S

BAND_HZ, ORDER_OF_FILTER = (0.25, 2.5), 4
THRESHOLD_G = 0.0267  # at the waist
LEAST_STEPS, LONGEST_STEP_S = 4, 1.5
STILL_G = 0.013
LEAST_HZ, MOST_HZ = 10.0, 100.0  # assumed: of what is filtered; more tells nothing more
LONGEST_HOLE_S = 1.0  # assumed: a longer time without a sample is a gap
G_M_PER_S2 = 9.80665
OF_G, OF_M_PER_S2 = (0.5, 1.6), (5.0, 16.0)  # usual lengths of what is measured at rest
STEPS_TRUST = 0.7  # assumed: slow steps are missed, and other movements counted
SAMPLE_ROWS = "samples"
MOST_G = 20.0


class Samples(NamedTuple):
    """Some of a recording: moments in s, and acceleration in g, a row of three for each."""

    t_s: Floats
    g: Floats


class Minutes(NamedTuple):
    """Minutes, the first and the last of a part often shorter: steps in each, and how far acceleration varies, in g."""

    start_s: Floats
    stop_s: Floats
    steps: Floats
    spread_g: Floats


def acceleration_tables(place: str, parts: Iterable[Samples], source: str, tally: Tally) -> list[LogTable]:
    """Return steps by the minute, and gaps in which the device was not worn or did not record.

    Raises
    ------
    BadFile
        If it was sampled too rarely.
    """
    minutes = [one for part in parts for one in _minutes(place, part, tally)]
    if not minutes:
        return []
    starts, stops, steps, spread = (np.concatenate(columns) for columns in zip(*minutes, strict=True))
    off = _still(starts, stops, spread)
    rows: list[NamedRow] = []
    for start, stop in zip(starts[off].tolist(), stops[off].tolist(), strict=True):
        append_row(rows, start, stop, "not worn")
    for before, after in zip(stops[:-1].tolist(), starts[1:].tolist(), strict=True):
        if after - before > MINUTE_S:
            rows.append((before, after, "no samples"))
    tables = []
    if (~off).any():
        bounds = starts[~off], stops[~off]
        tables.append(table_of("steps", source, "derived", *bounds, value=steps[~off], confidence=STEPS_TRUST))
    if rows:
        begins, ends, names = zip(*sorted(rows), strict=True)
        tables.append(table_of("gaps", source, "derived", begins, ends, name=names))
    return tables


def local_shift_s(first_s: float, clock: Clock) -> float:
    """Return how far a moment is from its local time as if that were in UTC; 0 where there is no such time."""
    try:
        return clock.moment(EPOCH + timedelta(seconds=first_s)) - first_s
    except (ValueError, OverflowError):
        return 0.0


def in_g(place: str, values: Floats, notes: list[str]) -> Floats:
    """Return accelerations in g, which those in m/s2 are turned into.

    Raises
    ------
    BadFile
        If they are neither.
    """
    lengths = np.sqrt((values**2).sum(axis=1))
    usual = float(np.nanmedian(lengths)) if len(lengths) else math.nan
    if OF_G[0] <= usual <= OF_G[1]:
        return values
    if OF_M_PER_S2[0] <= usual <= OF_M_PER_S2[1]:
        if not notes:
            notes.append("its acceleration is in m/s2")
        return values / G_M_PER_S2
    raise BadFile(f"{place}: is no acceleration in g: its usual length is {usual:.3g}, and that of gravity is 1")


def _minutes(place: str, part: Samples, tally: Tally) -> Iterator[Minutes]:
    tally.count(SAMPLE_ROWS, len(part.t_s))
    good = np.isfinite(part.g).all(axis=1) & (np.abs(part.g) <= MOST_G).all(axis=1) & np.isfinite(part.t_s)
    tally.leave_out(SAMPLE_ROWS, "no acceleration", int((~good).sum()))
    t_s, g = part.t_s[good], part.g[good]
    keep = np.append(True, t_s[1:] > np.maximum.accumulate(t_s)[:-1]) if len(t_s) else np.zeros(0, dtype=bool)
    tally.leave_out(SAMPLE_ROWS, "not after the one above", int((~keep).sum()))
    t_s, g = t_s[keep], g[keep]
    if len(t_s) < 2:
        return
    apart = float(np.median(np.diff(t_s)))
    if 1.0 / apart < LEAST_HZ - 0.5:
        raise BadFile(
            f"{place}: has {1.0 / apart:.3g} samples a second; at least {LEAST_HZ:g} are needed to find steps"
        )
    for chunk in np.split(np.arange(len(t_s)), np.flatnonzero(np.diff(t_s) > max(LONGEST_HOLE_S, 3 * apart)) + 1):
        if len(chunk) > 1:
            yield _of_chunk(t_s[chunk], g[chunk], min(MOST_HZ, 1.0 / apart))


def step_moments(t_s: Floats, g: Floats, hz: float) -> Floats:
    """Return when steps were made, in s.

    Parameters
    ----------
    t_s : array of shape (n,)
        Moments, rising. [s]
    g : array of shape (n, 3)
        Acceleration. [g]
    hz : float
        Samples a second that are filtered. [1/s]
    """
    even = np.arange(t_s[0], t_s[-1], 1.0 / hz)
    filtered = _band_pass(np.interp(even, t_s, np.sqrt((g**2).sum(axis=1))) - 1.0, hz)
    middle = filtered[1:-1]
    peaks = np.flatnonzero((middle > filtered[:-2]) & (middle >= filtered[2:]) & (middle > THRESHOLD_G)) + 1
    return np.asarray(even[peaks][_in_walks(even[peaks])])


def _of_chunk(t_s: Floats, g: Floats, hz: float) -> Minutes:
    first, last = math.floor(t_s[0] / MINUTE_S), math.ceil(t_s[-1] / MINUTE_S)
    edges = MINUTE_S * np.arange(first, max(last, first + 1) + 1)
    steps = np.histogram(step_moments(t_s, g, hz), edges)[0].astype(float)
    spread = np.array(
        [
            float(np.max(g[a:b].std(axis=0))) if b - a > 1 else np.inf
            for a, b in zip(*(np.searchsorted(t_s, one) for one in (edges[:-1], edges[1:])), strict=True)
        ]
    )
    return Minutes(np.maximum(edges[:-1], t_s[0]), np.minimum(edges[1:], t_s[-1]), steps, spread)


def _band_pass(values: Floats, hz: float) -> Floats:
    """Return values without what is slower or faster than steps, and without delay."""
    frequency = np.fft.rfftfreq(len(values), 1.0 / hz)
    low, high = BAND_HZ
    gain = 1.0 / np.sqrt(1.0 + (frequency / high) ** (2 * ORDER_OF_FILTER))
    gain[1:] /= np.sqrt(1.0 + (low / frequency[1:]) ** (2 * ORDER_OF_FILTER))
    gain[0] = 0.0
    return np.asarray(np.fft.irfft(np.fft.rfft(values) * gain, len(values)))


def _in_walks(moments: Floats) -> np.ndarray:
    """Say which steps belong to a walk."""
    if not len(moments):
        return np.zeros(0, dtype=bool)
    walk = np.concatenate([[0], np.cumsum(np.diff(moments) > LONGEST_STEP_S)])
    return np.asarray(np.bincount(walk)[walk] >= LEAST_STEPS)


def _still(starts: Floats, stops: Floats, spread_g: Floats) -> np.ndarray:
    """Say which minutes belong to an hour or more in which the device lay still."""
    still = spread_g < STILL_G
    change = (np.diff(still.astype(int)) != 0) | (starts[1:] - stops[:-1] > MINUTE_S)
    run = np.concatenate([[0], np.cumsum(change)])
    return np.asarray(still & (np.bincount(run, stops - starts)[run] >= HOUR_S))
