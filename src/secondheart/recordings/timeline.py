"""A span of a logbook, cut into pieces in which nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from secondheart.protocol import Activity, Cuff
from secondheart.recordings.activations import activations
from secondheart.recordings.bouts import GRID_S, Bout, on_grid
from secondheart.recordings.logbook import Logbook, LogTable, Origin
from secondheart.recordings.sources import rank
from secondheart.recordings.track import INSTANT_HOLDS_S, Stretch, Track, rate_track, track
from secondheart.recordings.walking import walk_bouts

SILENCE_S = 3600.0  # assumed: a phone at rest records nothing for a while; an hour without any row is a gap
UNKNOWN = "nothing was recorded"


class Named(NamedTuple):
    """A posture, and where it comes from."""

    posture: str
    origin: Origin
    source: str


class Piece(NamedTuple):
    """A time in which nothing changes; None where something is not known."""

    start_s: float
    stop_s: float
    posture: Named | None
    gap: str | None
    bout: Bout | None
    counted: bool  # whether steps were counted in the interval that it belongs to
    stepped: bool  # whether it is known how many steps were made, if only none
    heart_rate_bpm: float | None
    breaths_per_min: float | None
    watts: float | None
    cuffs: tuple[Cuff, ...]
    work: Activity | None
    night: bool


@dataclass(frozen=True)
class Timeline:
    """All that a logbook says of a span, from 0 to its length."""

    length_s: float
    bouts: Track[Bout]
    resting: Track[bool]
    stepped: Track[str]
    spread_rows: int  # longer than some minutes, so that it is not known when in them the steps were made
    postures: tuple[Track[Named], ...]
    gaps: Track[str]
    hearts: Track[float]
    measured_hearts_s: float
    breaths: Track[float]
    watts: Track[float]
    cuffs: tuple[Track[Cuff], ...]
    works: Track[Activity]
    nights: Track[bool]

    def posture_at(self, t_s: float) -> str:
        """Return the posture that is known of a time, "" if none is."""
        return next((named.posture for one in self.postures if (named := one.at(t_s))), "")

    def pieces(self) -> Iterator[Piece]:
        """Return the pieces, in order and without a gap."""
        single: list[Track[Any]] = [self.bouts, self.resting, self.stepped, self.gaps, self.hearts, self.breaths]
        tracks = [*single, self.watts, self.works, self.nights, *self.postures, *self.cuffs]
        edges = sorted({0.0, self.length_s, *(edge for one in tracks for edge in one.edges)})
        return (self._piece(start, stop) for start, stop in pairwise(edges))

    def _piece(self, start: float, stop: float) -> Piece:
        return Piece(
            start_s=start,
            stop_s=stop,
            posture=next((named for one in self.postures if (named := one.at(start))), None),
            gap=self.gaps.at(start),
            bout=self.bouts.at(start),
            counted=bool(self.resting.at(start)),
            stepped=self.stepped.at(start) is not None,
            heart_rate_bpm=self.hearts.at(start),
            breaths_per_min=self.breaths.at(start),
            watts=self.watts.at(start),
            cuffs=tuple(cuff for one in self.cuffs if (cuff := one.at(start))),
            work=self.works.at(start),
            night=bool(self.nights.at(start)),
        )


def timeline(book: Logbook, start_s: float, stop_s: float, *, clocked: bool = True) -> Timeline:
    """Return what a logbook says of a span of its time.

    Parameters
    ----------
    book : Logbook
    start_s, stop_s : float
        The span, as moments of the logbook's clock. [s]
    clocked : bool
        Whether the time of day is known, so that there are nights.

    Raises
    ------
    InputError
        If recorded contractions of muscles cannot be done.
    """
    length = max(on_grid(stop_s - start_s), GRID_S)
    nights = book.clock.nights(start_s, stop_s) if clocked else []
    tables = [table.within(start_s, stop_s) for table in book.tables]
    parts = replace(book, tables=tuple(table for table in tables if len(table)))
    steps = walk_bouts(book, start_s, length, clocked=clocked)
    return Timeline(
        length_s=length,
        bouts=track(((bout.start_s, bout.stop_s, bout) for bout in steps.bouts), length),
        resting=track(((bout.stop_s, bout.rest_s, True) for bout in steps.bouts), length),
        stepped=track(steps.counted, length),
        spread_rows=steps.spread_rows,
        postures=tuple(_postures(parts, start_s, length)),
        gaps=track(_gaps(parts, start_s, length), length),
        hearts=rate_track(parts.of("beats"), start_s, length, book.grain_s),
        measured_hearts_s=_measured_s(parts.of("beats"), start_s, length, book.grain_s),
        breaths=rate_track(parts.of("breaths"), start_s, length, book.grain_s),
        watts=rate_track(parts.of("powers"), start_s, length, book.grain_s),
        cuffs=tuple(_cuffs(parts, start_s, length)),
        works=track(activations(parts, start_s), length),
        nights=track(((begin - start_s, end - start_s, True) for begin, end in nights), length),
    )


def _measured_s(tables: tuple[LogTable, ...], start_s: float, length_s: float, grain_s: float) -> float:
    measured = [table for table in tables if table.origin == "measured"]
    return rate_track(measured, start_s, length_s, grain_s).total_s


def _postures(parts: Logbook, start_s: float, length_s: float) -> Iterator[Track[Named]]:
    for table in rank(parts.of("postures")):
        yield track(
            (
                (start, stop, Named(name, table.origin, table.source))
                for start, stop, name in zip(*_bounds(table, start_s), table.name, strict=True)
            ),
            length_s,
        )


def _gaps(parts: Logbook, start_s: float, length_s: float) -> list[Stretch[str]]:
    """Return the gaps that are marked as such, and each hour or more of which no table has a row."""
    marked: list[Stretch[str]] = [
        row for table in parts.of("gaps") for row in zip(*_bounds(table, start_s), table.name, strict=True)
    ]
    tables = [table for table in parts.tables if table.kind != "pressures"]  # a cuff does not know what the legs do
    holds = [(table, np.where(table.start_s == table.stop_s, INSTANT_HOLDS_S, 0.0)) for table in tables]
    starts = np.concatenate([[0.0, length_s], *(one.start_s - start_s - hold for one, hold in holds)])
    stops = np.concatenate([[0.0, length_s], *(one.stop_s - start_s + hold for one, hold in holds)])
    order = np.argsort(starts, kind="stable")
    starts, reach = starts[order], np.maximum.accumulate(stops[order])
    holes = np.flatnonzero(starts[1:] - reach[:-1] > SILENCE_S)
    silent = [(float(reach[i]), float(starts[i + 1]), UNKNOWN) for i in holes]
    return _disjoint(sorted(marked + silent))


def _disjoint(stretches: list[Stretch[str]]) -> list[Stretch[str]]:
    apart: list[Stretch[str]] = []
    for start, stop, reason in stretches:
        begin = max(start, apart[-1][1]) if apart else start
        if stop > begin:
            apart.append((begin, stop, reason))
    return apart


def _cuffs(parts: Logbook, start_s: float, length_s: float) -> Iterator[Track[Cuff]]:
    rows: dict[tuple[str, str], list[Stretch[Cuff]]] = {}
    for table in parts.of("pressures"):
        for start, stop, value, site, side in zip(
            *_bounds(table, start_s), table.value.tolist(), table.name, table.side, strict=True
        ):
            fields: dict[str, Any] = {"site": site, "side": side, "pressure_mmHg": value}
            rows.setdefault((site, side), []).append((start, stop, Cuff(**fields)))
    return (track(stretches, length_s) for stretches in rows.values())


def _bounds(table: LogTable, start_s: float) -> tuple[list[float], list[float]]:
    return (table.start_s - start_s).tolist(), (table.stop_s - start_s).tolist()
