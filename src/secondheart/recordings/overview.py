"""What a recording holds, day by day."""

from __future__ import annotations

from datetime import date as Date
from typing import NamedTuple

from secondheart.errors import InputError
from secondheart.recordings.local_day import day_span, days_of
from secondheart.recordings.logbook import Logbook
from secondheart.recordings.provenance import count_steps
from secondheart.recordings.timeline import Timeline, timeline
from secondheart.recordings.timeline_protocol import doing_in
from secondheart.units import HOUR_S

MOST_DAYS = 31  # that are looked at; of more the latest
POSTURE_COLUMNS = ("lie", "sit", "stand", "moving")


class DayOverview(NamedTuple):
    """What is known of a local day, in hours where nothing else is said."""

    date: Date
    known_h: float
    steps: int
    turns: int
    lie_h: float
    sit_h: float
    stand_h: float
    moving_h: float
    heart_h: float


def overview_of(book: Logbook) -> list[DayOverview]:
    """Return what is known of each local day of a logbook, of many the latest; none where it has no dates."""
    if not book.clock.dated:
        return []
    rows: list[DayOverview] = []
    for day in sorted(days_of(book))[-MOST_DAYS:]:
        try:
            span = day_span(book, day)
        except InputError:
            continue
        rows.append(_overview(day, timeline(span.book, span.start_s, span.stop_s)))
    return rows


def _overview(day: Date, line: Timeline) -> DayOverview:
    known = dict.fromkeys(POSTURE_COLUMNS, 0.0)
    for piece in line.pieces():
        doing = doing_in(piece)
        if piece.bout is not None:
            known["moving"] += piece.stop_s - piece.start_s
        elif not doing.mark and doing.posture in known:
            known[doing.posture] += piece.stop_s - piece.start_s
        elif not doing.mark:
            known["moving"] += piece.stop_s - piece.start_s
    counts = count_steps(line)
    lie, sit, stand, moving = (round(known[name] / HOUR_S, 2) for name in POSTURE_COLUMNS)
    length = (line.length_s - line.gaps.total_s) / HOUR_S
    return DayOverview(
        day,
        round(length, 2),
        counts.steps.total(),
        counts.turns,
        lie,
        sit,
        stand,
        moving,
        round(line.hearts.total_s / HOUR_S, 2),
    )
