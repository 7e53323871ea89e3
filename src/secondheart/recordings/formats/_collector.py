"""Rows of an account's export while they are collected: by kind and source, with the offsets of their times."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from secondheart._limits import MOST_BYTES, MOST_ROWS
from secondheart.errors import BadFile
from secondheart.recordings.clock import Clock
from secondheart.recordings.formats._apple_records import CONFIDENCE
from secondheart.recordings.formats._lines import delimiter_of, number_of, read_text
from secondheart.recordings.formats._local_times import DayOrMonth, clean_times
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import Kind, Logbook, LogTable, Origin, table_of

COLLECTED_RECORDS = "records"
PROGRESS_ROWS = 20_000

Row = tuple[float, float, float, str]


class Collector:
    """Collects rows; what cannot be used is counted."""

    def __init__(self) -> None:
        self.tally = Tally()
        self._rows: dict[tuple[Kind, str, Origin], list[Row]] = {}
        self._offsets: dict[float, float] = {}

    def add(
        self,
        kind: Kind,
        source: str,
        start_s: float,
        stop_s: float,
        *,
        value: float = float("nan"),
        name: str = "",
        origin: Origin = "measured",
        offset_s: float | None = None,
    ) -> None:
        """Take a row.

        Parameters
        ----------
        kind, source, name, origin
            See `LogTable`.
        start_s, stop_s : float
            Moments. [s]
        value : float
            See `SORTS`.
        offset_s : float, optional
            How far local time is ahead of UTC, if the row says it. [s]
        """
        if not math.isfinite(start_s + stop_s):
            self.leave_out("without a time")
            return
        self.tally.count(COLLECTED_RECORDS)
        self._rows.setdefault((kind, source, origin), []).append((start_s, stop_s, value, name))
        if offset_s is not None:
            self._offsets[start_s] = offset_s

    def leave_out(self, reason: str) -> None:
        """Count a record that cannot be used."""
        self.tally.count(COLLECTED_RECORDS)
        self.tally.leave_out(COLLECTED_RECORDS, reason)

    def logbook(self, place: str, zone: ZoneInfo | None, device: str, notes: tuple[str, ...] = ()) -> Logbook:
        """Return all of it.

        Raises
        ------
        BadFile
            If too many records cannot be used.
        """
        self.tally.require(place, COLLECTED_RECORDS)
        runs: list[tuple[float, float]] = []
        for moment, offset in sorted(self._offsets.items()):
            if not runs or runs[-1][1] != offset:
                runs.append((moment, offset))
        return Logbook(place, Clock(zone, tuple(runs)), tuple(self._tables()), notes, self.tally.rows, device)

    def _tables(self) -> Iterator[LogTable]:
        for (kind, source, origin), rows in self._rows.items():
            starts, stops, values, names = zip(*sorted(rows), strict=True)
            trust = CONFIDENCE.get(source, float("nan"))
            named = names if kind in ("postures", "gaps") else ()
            yield table_of(kind, source, origin, starts, stops, value=values, name=named, confidence=trust)


def read_json(file: InputFile) -> Any:
    """Return what a JSON file holds.

    Raises
    ------
    BadFile
        If it is none.
    """
    try:
        return json.loads(read_text(file, MOST_BYTES["member"], "JSON"))
    except (ValueError, RecursionError) as error:
        raise BadFile(f"{file.place}: is not valid JSON ({str(error)[:80]}); export it again") from None


def read_cells(file: InputFile, skipped: int = 0) -> Iterator[dict[str, str]]:
    """Yield the rows of a table by the names of their columns, a column's name without what stands before its point."""
    whole = read_text(file, MOST_BYTES["member"])
    text = io.StringIO(whole, newline="")
    for _ in range(skipped):
        text.readline()
    first = text.readline()
    rows = csv.reader(chain([first], text), delimiter=delimiter_of(first))
    try:
        names = [name.strip().rpartition("com.samsung.health.")[2] for name in next(rows, [])]
        for number, cells in enumerate(rows):
            if number > MOST_ROWS["member"]:
                raise BadFile(f"{file.place}: has more than {MOST_ROWS['member']} rows; fewer are allowed")
            if number % PROGRESS_ROWS == PROGRESS_ROWS - 1:
                file.progress(text.tell(), len(whole))
            yield dict(zip(names, map(str.strip, cells), strict=False))
    except csv.Error as error:
        raise BadFile(f"{file.place}: line {rows.line_num}: is not a line of a table: {error}") from None


def moment_of(text: str, form: str | None = None, zone: ZoneInfo | None = None) -> tuple[float, float | None]:
    """Return the moment of a time and its offset, if it has one; without one it is local in a zone, or else UTC.

    Raises
    ------
    ValueError
        If it is no time.
    """
    try:
        time = _time_of(text, form)
        if time.tzinfo is None:
            return time.replace(tzinfo=zone or UTC).timestamp(), None
        shift = time.utcoffset()
        return time.timestamp(), shift.total_seconds() if shift else 0.0
    except (TypeError, OverflowError) as error:
        raise ValueError(str(error)) from None


def _time_of(text: str, form: str | None) -> datetime:
    """Return a time in a form, in ISO 8601, or as phones of other countries write it."""
    try:
        return datetime.fromisoformat(text) if form is None else datetime.strptime(text, form)
    except ValueError:
        try:
            return datetime.fromisoformat(clean_times([text])[0])
        except DayOrMonth:
            raise ValueError(text) from None


def as_number(value: Any) -> float:
    """Return a value as a number.

    Raises
    ------
    ValueError
        If it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"{value!r} is no number")
    if isinstance(value, str):
        value = number_of(value)
        if math.isnan(value):
            raise ValueError("no number")
    return float(value)
