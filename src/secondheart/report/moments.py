"""Moments worth a picture of the leg: how each part of a run ends, and the muscles tight and slack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from secondheart.anatomy import LEGS
from secondheart.person import Person
from secondheart.person.compression import CALF_MUSCLES
from secondheart.protocol import Protocol, Step
from secondheart.report.summary import Span, spans
from secondheart.report.text import short
from secondheart.results import measure
from secondheart.results.measure import Floats

if TYPE_CHECKING:
    import xarray as xr

MOST_MOMENTS = 6
FINE_S = 0.1
SHORT_MOVEMENT_S = 60.0  # a shorter movement is measured over its last cycle, a longer one over its last seconds
END_WINDOW_S = 10.0  # over which the end of a part is measured
CLOSE_BEFORE_S, CLOSE_S, CLOSE_AFTER_S, CLOSE_SHARE = 2.0, 12.0, 2.0, 0.5  # of the close-up
SHORT_S = 20.0  # a movement that lasts no longer is shown to its end
SQUEEZED_MMHG = 5.0  # a calf muscle that rises by less is not squeezed


@dataclass(frozen=True)
class Moment:
    """One sample of a run."""

    label: str
    place: int
    time_s: float


@dataclass(frozen=True)
class Band:
    """A stretch of a run with the same posture or movement."""

    label: str
    start_s: float
    stop_s: float


def leg_of(*people: Person, protocol: Protocol | None = None) -> str:
    """Return the leg to be shown: the left one, unless more is wrong with the right, or is done to it alone."""
    left, right = (sum(_wrong(person, side) for person in people) for side in LEGS)
    if left == right and protocol is not None:
        left, right = (sum(_singled_out(step, side) for step in protocol.steps) for side in LEGS)
    return "right" if right > left else "left"


def _singled_out(step: Step, side: str) -> int:
    """Return how much is done to one leg, or lacks it, that the other goes without."""
    used = (*step.cuffs, *step.wear, *((step.device,) if step.device else ()))
    lacking = [feet for feet in (step.paralysed, step.unloaded) if side in feet]
    return len(lacking) + sum(1 for one in used if one.side == side)


def _wrong(person: Person, side: str) -> float:
    """Return what leaks in a leg, and how many other conditions it has for itself."""
    leaks = sum(connection.leak for connection in person.body.connections if connection.valve.endswith(side))
    return leaks + sum(condition.side == side for condition in person.conditions)


def postures(protocol: Protocol) -> list[Band]:
    """Return the postures of a protocol, neighbours of the same name as one."""
    return _merge(protocol, [short(step.posture.name) or "own posture" for step in protocol.steps])


def doings(protocol: Protocol) -> list[Band]:
    """Return what is done in a protocol, and done to the person; stillness is left out."""
    few = len(protocol.steps) <= MOST_MOMENTS * 4
    labels = []
    for step in protocol.steps:
        doing = (step.label if few and step.label else step.activity.name) if step.activity else ""
        cuffs = [f"{cuff.site.replace('_', ' ')} {cuff.kind} {cuff.pressure_mmHg:g} mmHg" for cuff in step.cuffs]
        cuffs += [one.name.partition(",")[0] for one in step.wear] + [
            f"device {one.name}" for one in (step.device,) if one
        ]
        off = [f"without {', '.join(sorted(step.without))}"] if step.without else []
        labels.append("; ".join([short(doing), *cuffs, *off] if doing else [*cuffs, *off]))
    return [band for band in _merge(protocol, labels) if band.label]


def _merge(protocol: Protocol, labels: list[str]) -> list[Band]:
    rows = zip(labels, protocol.starts(), protocol.steps, strict=True)
    bands = []
    for label, group in groupby(rows, key=lambda row: row[0]):
        steps = list(group)
        bands.append(Band(label, steps[0][1], steps[-1][1] + steps[-1][2].duration_s))
    return bands


def room_for(
    bands: Sequence[Band], end_s: float, letter: float, start_s: float = 0.0, *, within_bars: bool = False
) -> list[tuple[Band, float]]:
    """Return the bands whose names can be written without touching the one before, and where their middle stands.

    Parameters
    ----------
    bands : sequence of Band
    end_s, start_s : float
        Ends of what is shown. [s]
    letter : float
        Width of a letter as a share of what is shown.
    within_bars : bool
        Names are written on their bars: one that is longer than its bar stands beside it, after it or else before it.
    """
    placed, free, whole = [], start_s, end_s - start_s
    for band, following in zip(bands, [*(one.start_s for one in bands[1:]), end_s], strict=False):
        first, last = max(band.start_s, start_s), min(band.stop_s, end_s)
        half, gap = letter * len(band.label) * whole / 2, letter * whole
        middle = max(min((first + last) / 2, end_s - half), start_s + half)
        if within_bars and 2 * half > last - first:
            fits = last + gap + 2 * half <= min(following, end_s)
            middle = last + gap + half if fits else first - gap - half
        if last > first and middle - half >= free:
            placed.append((band, middle))
            free = middle + half
        if within_bars:
            free = max(free, last)
    return placed


def fine(result: xr.Dataset) -> bool:
    """Say whether the samples are near enough to each other to show single cycles of a movement."""
    return bool(result.sizes["time"] and result["time"].values[0] <= FINE_S)


def close_up(result: xr.Dataset) -> tuple[float, float] | None:
    """Return a window on how the first movement begins, where a picture of the whole run would hide its cycles."""
    protocol = measure.protocol_of(result)
    moving = (place for place, step in enumerate(protocol.steps) if step.activity)
    first = next(moving, None)
    if first is None or not fine(result):
        return None
    start, length = protocol.starts()[first], protocol.steps[first].duration_s
    shown = length if length <= SHORT_S else CLOSE_S
    window = max(start - CLOSE_BEFORE_S, 0.0), min(start + shown + CLOSE_AFTER_S, protocol.duration_s)
    return window if window[1] - window[0] < CLOSE_SHARE * protocol.duration_s else None


def end_of(protocol: Protocol, span: Span) -> tuple[float, float]:
    """Return the window at the end of a part: its last 10 s, or the last cycle of a short movement."""
    step = protocol.step_at(max(span.start_s, span.stop_s - 1e-6))
    short = step.activity is not None and span.duration_s < SHORT_MOVEMENT_S
    seconds = max(1.0, step.activity.period_s) if short and step.activity else END_WINDOW_S
    return max(span.start_s, span.stop_s - seconds), span.stop_s


def moments(result: xr.Dataset, side: str) -> list[Moment]:
    """Return moments of a run, early ones first: six at most, spread over its parts."""
    chosen = list(_moments(result, side))
    if len(chosen) > MOST_MOMENTS:
        chosen = [chosen[round(i)] for i in np.linspace(0, len(chosen) - 1, MOST_MOMENTS)]
    return chosen


def _moments(result: xr.Dataset, side: str) -> Iterator[Moment]:
    protocol, times = measure.protocol_of(result), measure.middles(result)
    squeeze = calf_squeeze(result, side)
    parts = spans(protocol)
    for number, span in enumerate(parts, start=1):
        name = f"{number}. {short(span.label)}" if len(parts) > 1 else short(span.label)
        inside = np.flatnonzero(measure.inside(times, end_of(protocol, span)))
        if not inside.size:
            continue
        values = squeeze[inside]
        if np.ptp(values) < SQUEEZED_MMHG or not fine(result):
            yield _moment(result, f"{name}, end", inside[-1])
        else:
            tight = inside[values.argmax()]
            slack = inside[np.flatnonzero(values <= values.min() + 0.01 * np.ptp(values))[-1]]
            pair = [_moment(result, f"{name}, calf contracted", tight)]
            pair.append(_moment(result, f"{name}, calf relaxed", slack))
            yield from sorted(pair, key=lambda moment: moment.place)


def calf_squeeze(result: xr.Dataset, side: str) -> Floats:
    """Return the highest pressure in the muscles of a calf, sample by sample, in mmHg."""
    muscles = [f"{muscle}_{side}" for muscle in CALF_MUSCLES]
    return np.asarray(result["muscle_pressure"].sel(muscle=muscles).max("muscle").values, float)


def _moment(result: xr.Dataset, label: str, place: int) -> Moment:
    return Moment(label, int(place), float(result["time"].values[place]))
