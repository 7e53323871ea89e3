"""Reading a plain table: steps, heart rate and posture by time, as a spreadsheet writes it.

The first line names the columns, in any order, with their units::

    t_s,steps,heart_rate_bpm,posture
    0,0,62,lie
    600,,,sit
    1800,104,96,walk

- `t_s`: time in seconds; or `time`: date and time as in ``2026-11-08T07:30:00``, all with an offset or all without.
- `steps`: steps of both feet from this row to the next, a whole number.
- `heart_rate_bpm`: 25 to 230.
- `posture`: lie, sit, stand, walk, run or cycle.

One column of time is needed, and one of the others at least; an empty cell is not known. What becomes of it is told
in `by_posture`.
"""

from __future__ import annotations

import csv
import io
import math
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from secondheart.errors import BadFile, nearest
from secondheart.exchange.by_posture import POSTURES
from secondheart.exchange.recording import HEART_RATE_BPM, Floats, Origin, Recording, require_known
from secondheart.protocol.protocol import LONGEST_S, MOST_STEPS

TIMES = ("t_s", "time")
VALUES = ("steps", "heart_rate_bpm", "posture")
MOST_BYTES = 16 * 1024 * 1024  # assumed: so many rows as a protocol may have steps take a quarter of it
SHORTEST_S = 0.01
MOST_STEPS_PER_MIN = 300.0  # assumed: sprinters reach 5 a second
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

T = TypeVar("T", bound=np.generic)


class Line(NamedTuple):
    """A line of the file with its cells by column."""

    place: str
    cells: dict[str, str]

    def refuse(self, column: str, allowed: str) -> BadFile:
        """Return the sentence about a cell that cannot be used."""
        return BadFile(f"{self.place}: {column} = {self.cells[column]!r} is not allowed: {allowed}")

    def number(self, column: str, low: float, high: float, allowed: str) -> float:
        """Return the number in a cell, nan if it is empty."""
        text = self.cells.get(column, "")
        if not text:
            return math.nan
        try:
            value = float(text.replace("_", "x"))  # Python would read 1_0 as 10
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise self.refuse(column, allowed)
        return value


def read_table(path: str | Path) -> Recording:
    """Read a table of steps, heart rate and posture.

    Raises
    ------
    BadFile
        If it cannot be read, or holds values that cannot be; the sentence names file, line, value and what is allowed.
    InputError
        If of more than half of its time nothing is known.
    """
    lines = _lines(Path(path))
    t_s, start, origin = _times(lines)
    lengths = np.diff(t_s)
    edges = np.append(t_s, t_s[-1] + np.median(lengths))
    recording = Recording(
        source=str(path),
        sport="by posture",
        sub_sport="",
        start=start,
        duration_s=float(edges[-1]),
        t_s=_frozen(t_s),
        heart_rate_bpm=_frozen(np.array([_heart_rate(line) for line in lines])),
        cadence_per_min=_frozen(np.array(list(map(_cadence, lines, np.diff(edges))))),
        paused=_frozen(np.array([not any(map(line.cells.get, VALUES)) for line in lines])),
        provenance=MappingProxyType(_provenance(origin)),
        posture=tuple(_posture(line) for line in lines),
        expected=(),
    )
    require_known(recording)
    return recording


def _lines(path: Path) -> list[Line]:
    rows = csv.reader(io.StringIO(_text(path), newline=""))
    try:
        header = [name.strip() for name in next(rows, [])]
        _check_header(path, header)
        filled = islice((cells for cells in rows if any(map(str.strip, cells))), MOST_STEPS + 1)
        lines = [_line(f"{path}: line {rows.line_num}", header, cells) for cells in filled]
    except csv.Error as error:
        raise BadFile(f"{path}: line {rows.line_num}: is not a line of a table: {error}") from None
    if not 2 <= len(lines) <= MOST_STEPS:
        found = f"more than {MOST_STEPS}" if len(lines) > MOST_STEPS else len(lines)
        raise BadFile(f"{path}: has {found} rows below its header; 2 to {MOST_STEPS} are allowed")
    return lines


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)  # the size of a device is told as nothing
        if len(data) > MOST_BYTES:
            raise BadFile(f"{path}: is longer than the {MOST_BYTES} bytes that are allowed")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(f"{path}: is not a table in UTF-8: byte {error.start} is none of it") from None
    except (OSError, ValueError) as error:  # ValueError: a name with a zero in it
        reason = getattr(error, "strerror", None) or error
        raise BadFile(f"{path}: cannot be read: {reason}; a table is needed") from None


def _check_header(path: Path, header: list[str]) -> None:
    where, allowed = f"{path}: line 1", (*TIMES, *VALUES)
    if not any(header):
        raise BadFile(f"{where}: is empty; a header with t_s or time, and one or more of {', '.join(VALUES)} is needed")
    for name in header:
        if name not in allowed:
            parted = "; columns are parted by commas" if ";" in name or "\t" in name else ""
            raise BadFile(f"{where}: there is no column {name[:60]!r}{parted}; {nearest(name, allowed)}")
        if header.count(name) > 1:
            raise BadFile(f"{where}: the column {name!r} is there {header.count(name)} times; once is allowed")
    if sum(name in header for name in TIMES) != 1:
        raise BadFile(f"{where}: has the columns {', '.join(header)}; exactly one of t_s and time is needed")
    if len(header) == 1:
        raise BadFile(f"{where}: has only {header[0]}; one or more of {', '.join(VALUES)} are needed")


def _line(place: str, header: list[str], cells: list[str]) -> Line:
    if len(cells) != len(header):
        raise BadFile(f"{place}: has {len(cells)} cells; {len(header)} are needed, as many as in the header")
    return Line(place, dict(zip(header, map(str.strip, cells), strict=True)))


def _times(lines: list[Line]) -> tuple[Floats, datetime, Origin]:
    """Return the time of each row since the first, the first, and whether it was given."""
    if "t_s" in lines[0].cells:
        seconds = [_seconds(line) for line in lines]
        return _since_first(lines, "t_s", seconds), EPOCH, "assumed"
    moments = [_moment(line, lines[0]) for line in lines]
    seconds = [(moment - moments[0]).total_seconds() for moment in moments]
    zoned = moments[0].tzinfo is not None
    start = moments[0] if zoned else moments[0].replace(tzinfo=UTC)
    return _since_first(lines, "time", seconds), start, "measured" if zoned else "assumed"


def _seconds(line: Line) -> float:
    value = line.number("t_s", -1e12, 1e12, "a number of seconds")
    if math.isnan(value):
        raise line.refuse("t_s", "a number of seconds")
    return value


def _moment(line: Line, first: Line) -> datetime:
    try:
        moment = datetime.fromisoformat(line.cells["time"])
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC)  # in the years 1 and 9999 an offset may lead out of the calendar
        if (moment.tzinfo is None) == (datetime.fromisoformat(first.cells["time"]).tzinfo is None):
            return moment
    except (ValueError, OverflowError):
        raise line.refuse("time", "a date and time such as 2026-11-08T07:30:00") from None
    raise line.refuse("time", "all times with an offset such as +01:00, or all without")


def _since_first(lines: list[Line], column: str, seconds: list[float]) -> Floats:
    for before, after, line in zip(seconds, seconds[1:], lines[1:], strict=False):
        if after - before < SHORTEST_S:
            raise line.refuse(column, f"at least {SHORTEST_S} s after the row above")
        if after - seconds[0] > LONGEST_S:
            raise line.refuse(column, f"at most {LONGEST_S:g} s, a week, after the first row")
    return np.array(seconds) - seconds[0]


def _heart_rate(line: Line) -> float:
    low, high = HEART_RATE_BPM
    return line.number("heart_rate_bpm", low, high, f"{low:g} to {high:g} bpm, or nothing")


def _cadence(line: Line, length_s: float) -> float:
    """Return strides of one foot a minute over the row."""
    most = math.floor(MOST_STEPS_PER_MIN * length_s / 60.0)
    allowed = f"a whole number from 0 to {most} in the {length_s:g} s of the row, or nothing"
    steps = line.number("steps", 0, most, allowed)
    if steps % 1.0 > 0.0:
        raise line.refuse("steps", allowed)
    if steps > 0.0 and line.cells.get("posture") == "cycle":
        raise line.refuse("steps", "0 or nothing while cycling")
    return float(30.0 * steps / length_s)


def _posture(line: Line) -> str:
    posture = line.cells.get("posture", "")
    if posture and posture not in POSTURES:
        raise line.refuse("posture", f"{', '.join(POSTURES)}, or nothing")
    return posture


def _provenance(start: Origin) -> dict[str, Origin]:
    return {
        "start": start,
        "t_s": "measured",
        "heart_rate_bpm": "measured",
        "cadence_per_min": "measured",
        "posture": "measured",
        "effort": "derived",
        "muscle_pressure": "assumed",
    }


def _frozen(values: NDArray[T]) -> NDArray[T]:
    values.flags.writeable = False
    return values
