"""What of a day was measured, what was derived of it, what had to be assumed, and what nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from secondheart.recordings.logbook import Origin
from secondheart.recordings.sources import RANK
from secondheart.recordings.timeline import Piece, Timeline
from secondheart.recordings.timeline_protocol import doing_in

RECORDING = "recording"


class AccountLine(NamedTuple):
    """One line of the account: for how long something came from where."""

    what: str
    origin: Origin
    duration_s: float
    text: str


class Gap(NamedTuple):
    """Time of which nothing is known, in seconds from the start, and the posture that was assumed in it."""

    start_s: float
    stop_s: float
    reason: str
    posture: str


def account_of(timeline: Timeline) -> tuple[AccountLine, ...]:
    """Return the account of a span, what was measured first."""
    entries = [*_step_entries(timeline), *_posture_entries(timeline.pieces()), *_rate_entries(timeline)]
    return tuple(sorted((entry for entry in entries if entry.duration_s > 0.0), key=lambda entry: RANK[entry.origin]))


def gaps_of(timeline: Timeline) -> tuple[Gap, ...]:
    """Return the gaps of a span, parted where another posture is assumed."""
    gaps: list[Gap] = []
    for piece in timeline.pieces():
        if piece.gap is None or piece.bout is not None:
            continue
        gap = Gap(piece.start_s, piece.stop_s, piece.gap, doing_in(piece).posture)
        if gaps and gaps[-1].stop_s == gap.start_s and gaps[-1][2:] == gap[2:]:
            gaps[-1] = gaps[-1]._replace(stop_s=gap.stop_s)
        else:
            gaps.append(gap)
    return tuple(gaps)


class Counts(NamedTuple):
    """Steps of both feet by the source that counted them, and turns of a crank, in whole numbers."""

    steps: Counter[str]
    turns: int


def count_steps(timeline: Timeline) -> Counts:
    """Return the steps and the turns of the crank of a span."""
    exact: dict[str, float] = {}
    turns = 0.0
    for bout in timeline.bouts.items:
        if timeline.posture_at(bout.start_s) == "cycle":
            turns += bout.number / 2.0
            continue
        source = timeline.stepped.at(bout.start_s) or RECORDING
        exact[source] = exact.get(source, 0.0) + bout.number
    return Counts(Counter({source: round(number) for source, number in exact.items()}), round(turns))


def _step_entries(timeline: Timeline) -> list[AccountLine]:
    counts, turns = count_steps(timeline)
    shares = ", ".join(f"{count} of {source}" for source, count in counts.most_common())
    turned = f" and {turns} turns of the crank" if turns else ""
    total, walked = f"{counts.total()} steps{turned}", timeline.bouts.total_s
    return [
        AccountLine("steps", "measured", timeline.stepped.total_s, f"{total}: {shares}" if shares else total),
        AccountLine("times of steps", "derived", walked, _when(timeline)),
        AccountLine("muscle pressure", "assumed", walked, "the patterns of walking, running and cycling"),
    ]


def _when(timeline: Timeline) -> str:
    when = "within the time that they were counted in; their number is kept"
    if not timeline.spread_rows:
        return when
    rows = f"{timeline.spread_rows} rows" if timeline.spread_rows > 1 else "1 row"
    return f"{when}; {rows} longer than five minutes: spread over the waking part, in bouts of up to a minute"


def _posture_entries(pieces: Iterable[Piece]) -> list[AccountLine]:
    lengths: dict[tuple[Origin, str], float] = {}
    for piece in pieces:
        key = _posture_origin(piece)
        lengths[key] = lengths.get(key, 0.0) + piece.stop_s - piece.start_s
    return [AccountLine("posture", origin, round(length, 6), text) for (origin, text), length in lengths.items()]


def _posture_origin(piece: Piece) -> tuple[Origin, str]:
    if piece.bout is not None:
        return "derived", "upright, or seated on the bicycle, while the feet move"
    if piece.posture is not None and (piece.gap is None or piece.posture.origin != "assumed"):
        silent = ", where it does not say" if piece.posture.origin == "assumed" else ""
        return piece.posture.origin, f"of {piece.posture.source}{silent}"
    if piece.gap is not None:
        return "assumed", "in gaps: lying from 23 to 7 o'clock, else sitting"
    if piece.counted:
        return "assumed", "standing between steps, for a while"
    return "assumed", "not recorded: lying from 23 to 7 o'clock, else sitting"


def _rate_entries(timeline: Timeline) -> list[AccountLine]:
    heart, cuffs = timeline.hearts.total_s, sum(cuff.total_s for cuff in timeline.cuffs)
    filled = heart - timeline.measured_hearts_s
    return [
        AccountLine("heart rate", "measured", timeline.measured_hearts_s, "imposed"),
        AccountLine("heart rate", "derived", filled, "imposed where it was not written, from what is known around it"),
        AccountLine("heart rate", "derived", timeline.length_s - heart, "the model's own"),
        AccountLine("breathing rate", "measured", timeline.breaths.total_s, "imposed"),
        AccountLine("power", "measured", timeline.watts.total_s, "at the crank"),
        AccountLine("pressure of cuffs", "measured", cuffs, "imposed"),
        AccountLine("muscle activation", "measured", timeline.works.total_s, "imposed, in place of the patterns"),
    ]
