"""What of a day was measured, what was derived of it, what had to be assumed, and what nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from secondheart.recordings.activity import Origin
from secondheart.recordings.day_protocol import placed_of
from secondheart.recordings.sources import RANK
from secondheart.recordings.timeline import Piece, Timeline


class Entry(NamedTuple):
    """One line of the account: for how long something came from where."""

    what: str
    origin: Origin
    duration_s: float
    told: str


class Gap(NamedTuple):
    """Time of which nothing is known, in seconds from the start, and the posture that was assumed in it."""

    start_s: float
    stop_s: float
    reason: str
    posture: str


def account_of(timeline: Timeline) -> tuple[Entry, ...]:
    """Return the account of a span, what was measured first."""
    entries = [*_step_entries(timeline), *_posture_entries(timeline.pieces()), *_imposed(timeline)]
    return tuple(sorted((entry for entry in entries if entry.duration_s > 0.0), key=lambda entry: RANK[entry.origin]))


def gaps_of(timeline: Timeline) -> tuple[Gap, ...]:
    """Return the gaps of a span, parted where another posture is assumed."""
    gaps: list[Gap] = []
    for piece in timeline.pieces():
        if piece.gap is None or piece.bout is not None:
            continue
        found = Gap(piece.start_s, piece.stop_s, piece.gap, placed_of(piece).posture)
        if gaps and gaps[-1].stop_s == found.start_s and gaps[-1][2:] == found[2:]:
            gaps[-1] = gaps[-1]._replace(stop_s=found.stop_s)
        else:
            gaps.append(found)
    return tuple(gaps)


def _step_entries(timeline: Timeline) -> list[Entry]:
    counts = Counter[str]()
    for bout in timeline.bouts.items:
        counts[timeline.stepped.at(bout.start_s) or "recording"] += round(bout.number)
    told = ", ".join(f"{count} of {source}" for source, count in counts.most_common())
    total, walked = f"{sum(counts.values())} steps", timeline.bouts.total_s
    return [
        Entry("steps", "measured", timeline.stepped.total_s, f"{total}: {told}" if told else total),
        Entry("times of steps", "derived", walked, "within the time that they were counted in; their number is kept"),
        Entry("muscle pressure", "assumed", walked, "the patterns of walking, running and cycling"),
    ]


def _posture_entries(pieces: Iterable[Piece]) -> list[Entry]:
    lengths: dict[tuple[Origin, str], float] = {}
    for piece in pieces:
        key = _posture_origin(piece)
        lengths[key] = lengths.get(key, 0.0) + piece.stop_s - piece.start_s
    return [Entry("posture", origin, round(length, 6), told) for (origin, told), length in lengths.items()]


def _posture_origin(piece: Piece) -> tuple[Origin, str]:
    if piece.bout is not None:
        return "derived", "upright, or on the saddle, while the feet move"
    if piece.gap is not None:
        return "assumed", "in gaps: lying from 23 to 7 o'clock, else sitting"
    if piece.posture is not None:
        silent = ", where it does not say" if piece.posture.origin == "assumed" else ""
        return piece.posture.origin, f"of {piece.posture.source}{silent}"
    if piece.counted:
        return "assumed", "standing between steps of the same count"
    return "assumed", "not recorded: lying from 23 to 7 o'clock, else sitting"


def _imposed(timeline: Timeline) -> list[Entry]:
    heart, cuffs = timeline.hearts.total_s, sum(cuff.total_s for cuff in timeline.cuffs)
    return [
        Entry("heart rate", "measured", heart, "means of minutes, imposed"),
        Entry("heart rate", "derived", timeline.length_s - heart, "the model's own"),
        Entry("breathing rate", "measured", timeline.breaths.total_s, "means of minutes, imposed"),
        Entry("power", "measured", timeline.watts.total_s, "means of minutes"),
        Entry("pressure of cuffs", "measured", cuffs, "imposed"),
        Entry("muscle activation", "measured", timeline.works.total_s, "imposed, in place of the patterns"),
    ]
