"""RR intervals as chest straps' programs write them: one a line, in milliseconds or seconds, with or without a time.

The times have no date: the first beat begins at zero. A header and lines that begin with ``#`` are passed over; of two
columns the one with the intervals is taken. Numbers that rise throughout are times of beats. A beat outside 0.4 to
1.6 s (where the heart beats fast throughout, as in exercise, shorter than 0.6 of the median), or that differs by more
than a fifth from the median of the five around it, is not believed.
"""

from __future__ import annotations

import re

import numpy as np

from secondheart._limits import MOST_BYTES
from secondheart.errors import BadFile
from secondheart.recordings.clock import Clock, zone_of
from secondheart.recordings.formats._lines import header_of, number_of, read_text
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.left_out import MOST_BAD, Tally
from secondheart.recordings.logbook import SORTS, Floats, Logbook, table_of
from secondheart.recordings.registry import Format, Options

RR_MS = (60_000.0 / SORTS["beats"].high, 60_000.0 / SORTS["beats"].low)  # as a heart rate may be
AT_REST_MS = (400.0, 1600.0)  # beats outside are artefacts of stand-ups (recording-formats: RR at rest)
OF_MEDIAN = 0.6  # assumed: of a heart that beats fast throughout, as in exercise
MOST_CHANGE = 0.2  # assumed: a beat that differs by more from its neighbours is missed or invented
NEIGHBOURS = 5
SECONDS_BELOW = 10.0  # medians below are seconds: no heart beats a hundred times a second
MS = 1000.0
INTERVALS = "intervals"
SOURCE = "strap"
ONE_DECIMAL_COMMA = re.compile(r"[0-2],\d+")
BLANKS = ' \t"\x1a\0'  # quotation marks, and what ends a text of old programs
MOST_COLUMNS = 20  # assumed: nobody writes more beside an interval
PARTED = re.compile(r"[\t;]\s*|\s*,\s+|\s+")  # a comma without a space is a decimal one, or parts columns
SNIFFED_LINES = 12
NAMED = re.compile(r"(rri?|ibi|r-?r|nn|[rn][rn][- _]?intervals?|beat[- _]?to[- _]?beat)\b", re.IGNORECASE)


def rr_logbook(file: InputFile, options: Options) -> Logbook:
    """Read RR intervals as a logbook of beats.

    Raises
    ------
    BadFile
        If it cannot be read, or most lines are no interval from 261 to 2400 ms.
    UnknownName
        If there is no such zone; one is not needed.
    """
    zone_of(options.zone)
    tally = Tally()
    texts = read_text(file, MOST_BYTES["RR intervals"], "a text of RR intervals").splitlines()
    intervals = _intervals(file.place, _rows(texts), tally)
    trust = np.where(plausible_beats(intervals), 1.0, 0.0)
    tally.leave_out(INTERVALS, "a fifth away from those around, or beyond 0.4 to 1.6 s", int((trust == 0.0).sum()))
    tally.require(file.place, INTERVALS)
    edges = np.concatenate([[0.0], np.cumsum(intervals)])
    table = table_of("beats", SOURCE, "measured", edges[:-1], edges[1:], value=60.0 / intervals, confidence=trust)
    return Logbook(file.place, Clock(dated=False), (table,), (), tally.rows, "chest strap: beats")


def _rows(texts: list[str]) -> list[tuple[int, str, list[float]]]:
    """Return the numbers of each line with its place, without headers and remarks."""
    lines = [(n, text.strip(BLANKS)) for n, text in enumerate(texts, start=1)]
    filled = [(n, text) for n, text in lines if text and not text.startswith("#")]
    whole = sum(bool(ONE_DECIMAL_COMMA.fullmatch(text)) for _, text in filled) > len(filled) / 2
    rows = [(n, text, _numbers(text, whole)) for n, text in filled]
    if len(rows) == 1 and len(rows[0][2]) > MOST_COLUMNS:  # all of them in one line
        return [(rows[0][0], f"{value:g}", [value]) for value in rows[0][2]]
    while rows and np.isnan(rows[0][2]).all() and not rows[0][1].lstrip("-+.")[:1].isdigit() and len(rows) > 1:
        rows = rows[1:]  # a header
    return rows


def _numbers(text: str, decimal_comma: bool) -> list[float]:
    """Return the numbers in a line; a comma alone in it is a decimal one if it is so in most lines."""
    cells = [cell for cell in (text.split(",") if text.count(",") > 1 else PARTED.split(text)) if cell]
    if len(cells) == 1 and text.count(",") == 1 and not decimal_comma:
        cells = text.split(",")
    return [number_of(cell.strip(BLANKS)) for cell in cells] or [np.nan]


def _intervals(place: str, rows: list[tuple[int, str, list[float]]], tally: Tally) -> Floats:
    """Return the intervals that can be, in seconds."""
    column = _column([numbers for _, _, numbers in rows])
    values = np.array([numbers[column] if len(numbers) > column else np.nan for _, _, numbers in rows])
    values = _as_intervals(values)
    rows = rows[len(rows) - len(values) :]
    known = values[~np.isnan(values) & (values > 0.0)]
    scale = MS if known.size and np.median(known) < SECONDS_BELOW else 1.0
    low, high = RR_MS
    tally.count(INTERVALS, len(values))
    for (number, text, _), value in zip(rows, values * scale, strict=True):
        reason = "no number" if np.isnan(value) else "too short" if value < low else "too long" if value > high else ""
        if reason:
            allowed = f"one RR interval, {low:.0f} to {high:.0f} ms"
            tally.leave_out(
                INTERVALS, reason, sentence=f"{place}: line {number}: {text[:60]!r} is not allowed: {allowed}"
            )
    tally.require(place, INTERVALS)
    good = values[(values * scale >= low) & (values * scale <= high)] * scale / MS
    if len(good) < 2:
        first = tally.sentence(INTERVALS)
        held = f"{place}: holds {len(good)} RR intervals; at least 2 are needed, one in ms or s a line"
        raise BadFile(f"{first}; {held.removeprefix(f'{place}: ')}" if first else held)
    return np.asarray(good)


def _as_intervals(values: Floats) -> Floats:
    """Return intervals: of times of beats, which rise throughout, what lies between them."""
    between = np.diff(values)
    rises = len(values) > MOST_COLUMNS and bool((between > 0.0).all()) and not all(map(_may_be, values[-2:]))
    return between if rises and np.mean([_may_be(one) for one in between]) > 1.0 - MOST_BAD else values


def _column(rows: list[list[float]]) -> int:
    """Return which column holds the intervals: the last that most often lies where an interval can be."""
    width = max((len(row) for row in rows), default=1)
    if width == 1:
        return 0
    fits = [np.mean([len(row) > i and _may_be(row[i]) for row in rows]) for i in range(width)]
    return max(range(width), key=lambda i: (fits[i], i))


def _may_be(value: float) -> bool:
    low, high = RR_MS
    return low <= value <= high or low <= MS * value <= high


def plausible_beats(intervals: Floats) -> np.ndarray:
    """Say which intervals of a heart, in seconds, are no artefacts."""
    low, high = min(AT_REST_MS[0], OF_MEDIAN * MS * float(np.median(intervals))), AT_REST_MS[1]
    half = NEIGHBOURS // 2
    padded = np.pad(intervals, half, mode="edge")
    usual = np.median(np.lib.stride_tricks.sliding_window_view(padded, NEIGHBOURS), axis=1)
    in_range = (intervals >= low / MS) & (intervals <= high / MS)
    return np.asarray(in_range & (np.abs(intervals - usual) <= MOST_CHANGE * usual))


def _is_rr(file: InputFile) -> bool:
    if not file.is_text:
        return False
    header = header_of(file)
    if any(NAMED.match(name) for name in header):
        return True
    rows = _rows(file.head_text.splitlines()[:SNIFFED_LINES])
    if len(header) > MOST_COLUMNS and len(rows) <= 1:
        return bool(np.mean([_may_be(number_of(cell)) for cell in header]) > 1.0 - MOST_BAD)
    return len(rows) > 2 and all(len(numbers) <= 2 and any(map(_may_be, numbers)) for _, _, numbers in rows[:-1])


FORMAT = Format(
    name="RR intervals",
    suffixes=(".txt", ".csv", ".rr"),
    gives="beats",
    export="Elite HRV, Polar Sensor Logger, HRV Logger, Kubios: export of RR intervals as text",
    sniff=_is_rr,
    read=rr_logbook,
    checked="files written by hand in the forms of these programs",
    assumes="that the person sits",
    order=6,
    fallback=(".txt", ".rr", ".dat"),
)
