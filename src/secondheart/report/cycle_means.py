"""Movements as means: beat by beat a long walk is a solid block, cycle by cycle a line with a band."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from secondheart.protocol import Protocol
from secondheart.report.downsample import extremes
from secondheart.report.figure_options import FEWEST_IN_BIN
from secondheart.report.panels import Panel, PlotLine
from secondheart.results.measure import Floats

FEW_CYCLES = 12  # a movement of no more is drawn as it is
MOST_STILL = 240  # samples of a stretch without a movement
MOST_BINS = 240  # of a movement; of a longer one each bin holds several cycles

Stretch = tuple[float, float, float]  # start, stop, length of a bin


def moving_stretches(protocol: Protocol) -> list[Stretch]:
    """Return where a movement goes on for many cycles: start, stop, and a length that holds whole cycles, in s.

    Neighbouring steps that move are one stretch, with the cycle of the first.
    """
    stretches: list[Stretch] = []
    for start, step in zip(protocol.starts(), protocol.steps, strict=True):
        if not step.activity:
            continue
        last = stretches[-1] if stretches else None
        if last and math.isclose(last[1], start):
            stretches[-1] = (last[0], start + step.duration_s, last[2])
        else:
            stretches.append((start, start + step.duration_s, step.activity.period_s))
    long = [one for one in stretches if _is_long(*one)]
    return [(start, stop, _bin_s(stop - start, period)) for start, stop, period in long]


def _is_long(start: float, stop: float, period: float) -> bool:
    return period > 0.0 and stop - start > FEW_CYCLES * period


def _bin_s(length: float, period: float) -> float:
    return period * max(1, math.ceil(length / period / MOST_BINS))


def mean_cycles(panel: Panel, protocol: Protocol) -> Panel:
    """Return a panel whose lines are means of whole cycles where a movement goes on, in a band from low to high.

    Elsewhere the samples stay; a line that has a band of its own stays as it is.
    """
    stretches = moving_stretches(protocol)
    return replace(panel, lines=tuple(mean_line(line, stretches) for line in panel.lines)) if stretches else panel


def mean_line(line: PlotLine, stretches: list[Stretch]) -> PlotLine:
    """Return a line as means with a band where stretches move."""
    if line.low is not None or line.x.size < 2:
        return line
    parts = list(_parts(line, stretches))
    x, y, low, high = (np.concatenate(column) for column in zip(*parts, strict=True))
    return replace(line, x=x, y=y, low=low, high=high) if not np.array_equal(low, high) else line


def _parts(line: PlotLine, stretches: list[Stretch]) -> Iterator[tuple[Floats, Floats, Floats, Floats]]:
    begin = -np.inf
    for start, stop, width in stretches:
        yield _as_it_is(line, begin, start)
        yield _bin_means(line, start, stop, width)
        begin = stop
    yield _as_it_is(line, begin, np.inf)


def _as_it_is(line: PlotLine, start: float, stop: float) -> tuple[Floats, Floats, Floats, Floats]:
    now = (line.x > start) & (line.x <= stop)
    places = extremes([line.y[now]], MOST_STILL) if now.any() else slice(0)
    x, y = line.x[now][places], line.y[now][places]
    return x, y, y, y


def _bin_means(line: PlotLine, start: float, stop: float, width: float) -> tuple[Floats, Floats, Floats, Floats]:
    now = (line.x > start) & (line.x <= stop)
    x, y = line.x[now], line.y[now]
    place = np.minimum(((x - start - 1e-9) / width).astype(int), max(int((stop - start) / width) - 1, 0))
    starts = np.flatnonzero(np.diff(place, prepend=-1))
    if x.size < FEWEST_IN_BIN * starts.size:
        return x, y, y, y
    counts = np.diff(np.append(starts, x.size))
    means = (np.asarray(np.add.reduceat(values, starts) / counts) for values in (x, y))
    return (*means, np.minimum.reduceat(y, starts), np.maximum.reduceat(y, starts))  # type: ignore[return-value]
