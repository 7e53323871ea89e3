"""Apple Health: `export.xml`, or the zip that holds it, in the neutral form.

The file is read as a stream, and of it steps, heart rate, breathing rate and sleep. The phone and the watch count the
same steps: each device is a source of its own, and `sources` chooses among them. Their names, which are often those of
people, are left in the file, and so is everything else in it.
"""

from __future__ import annotations

import zipfile
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import IO, NamedTuple
from xml.parsers import expat
from zoneinfo import ZoneInfo

import numpy as np

from secondheart.errors import BadFile
from secondheart.recordings.activity import Floats
from secondheart.recordings.clock import Clock, zone_of
from secondheart.recordings.logbook import SORTS, Kind, Logbook, Table, table_of
from secondheart.recordings.sources import lanes
from secondheart.recordings.steps import MINUTE_S, MOST_STEPS_PER_MIN

CHUNK = 256 * 1024
MOST_BYTES = 8 * 1024**3  # assumed: the longest exports are a few gigabytes
LONGEST_DTD = 256 * 1024
UNALLOWED = bytes(set(range(32)) - {9, 10, 13})  # some exports hold them, and XML has none
MAIN = "export.xml"
ROOT = "HealthData"


def apple_logbook(path: Path, zone: str | None = None) -> Logbook:
    """Read an export of Apple Health as a logbook.

    Parameters
    ----------
    path : Path
        `export.xml`, or a zip with it.
    zone : str, optional
        Time zone of the days; left out, the offsets of the export say when days begin.

    Raises
    ------
    BadFile
        If it cannot be read, is cut off, is no such export, or holds values that cannot be.
    UnknownName
        If there is no such zone.
    """
    known = zone_of(zone)
    try:
        with _opened(path) as (file, place):
            collected = _parsed(file, place)
    except (zipfile.BadZipFile, zlib.error) as error:
        raise BadFile(f"{path}: is damaged or cut off: {error}; copy it again") from None
    except (OSError, EOFError, ValueError, RuntimeError, NotImplementedError) as error:  # as zipfile has them
        if isinstance(error, BadFile):
            raise
        reason = getattr(error, "strerror", None) or error
        raise BadFile(f"{path}: cannot be read: {reason}; an export of Apple Health is needed") from None
    return collected.logbook(str(path), known)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], str]]:
    if path.suffix.lower() != ".zip":
        with path.open("rb") as file:
            yield file, str(path)
        return
    with zipfile.ZipFile(path) as archive:
        name = _main(path, archive)
        if archive.getinfo(name).file_size > MOST_BYTES:
            raise BadFile(f"{path}: {name} is longer than the {MOST_BYTES} bytes that are allowed")
        with archive.open(name) as packed:
            yield packed, f"{path}: {name}"


def _main(path: Path, archive: zipfile.ZipFile) -> str:
    """Return the name of the export in a zip: export.xml, or as the phone's language calls it."""
    names = [name for name in archive.namelist() if name.lower().endswith(".xml") and "_cda" not in name.lower()]
    named = [name for name in names if name.rpartition("/")[2].lower() == MAIN]
    for found in (named, names):
        if len(found) == 1:
            return found[0]
    held = ", ".join(sorted(archive.namelist())[:3]) or "nothing"
    raise BadFile(f"{path}: holds no {MAIN} ({held[:200]}); the zip of Apple Health's export is needed")


def _parsed(file: IO[bytes], place: str) -> Collected:
    parser, collected = expat.ParserCreate("UTF-8"), Collected()  # whatever it declares
    head = file.read(CHUNK)
    if not head.strip():
        raise BadFile(f"{place}: is empty; an export of Apple Health is needed")
    skipped, head = _without_dtd(head + file.read(LONGEST_DTD))

    def start(name: str, _: dict[str, str]) -> None:
        if name != ROOT:
            raise BadFile(f"{place}: is not an export of Apple Health: it begins with {name[:60]!r}, not {ROOT}")
        parser.StartElementHandler = collected.element

    parser.StartElementHandler = start
    parser.buffer_text = True
    total = len(head)
    try:
        parser.Parse(head.translate(None, UNALLOWED), False)
        while chunk := file.read(CHUNK):
            total += len(chunk)
            if total > MOST_BYTES:
                raise BadFile(f"{place}: is longer than the {MOST_BYTES} bytes that are allowed")
            parser.Parse(chunk.translate(None, UNALLOWED), False)
        parser.Parse(b"", True)
    except NotAllowed as error:
        raise BadFile(f"{place}: line {parser.CurrentLineNumber + skipped}: {error}") from None
    except expat.ExpatError as error:
        raise BadFile(_told(place, error, skipped)) from None
    return collected


def _without_dtd(head: bytes) -> tuple[int, bytes]:
    """Return how many lines the document type has, and the text without it: that of some versions is not valid."""
    begin = head.find(b"<!DOCTYPE")
    end = head.find(b"]>", begin) if begin >= 0 else -1
    if end < 0 or b"<" + ROOT.encode() in head[:begin]:
        return 0, head
    return head.count(b"\n", begin, end), head[:begin] + head[end + 2 :]


def _told(place: str, error: expat.ExpatError, skipped: int) -> str:
    what = expat.ErrorString(error.code)
    cut = {"no element found", "unclosed token", "unclosed CDATA section", "partial character"}
    line = error.lineno + skipped
    if what in cut:
        return f"{place}: is cut off at line {line}; export it again"
    return f"{place}: line {line}: is not valid XML ({what}); export it again"


EPOCH_DAY = date(1970, 1, 1).toordinal()


UNITS: dict[str, tuple[Kind, str]] = {
    "HKQuantityTypeIdentifierStepCount": ("steps", "count"),
    "HKQuantityTypeIdentifierHeartRate": ("beats", "count/min"),
    "HKQuantityTypeIdentifierRespiratoryRate": ("breaths", "count/min"),
}


SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"


AWAKE = "HKCategoryValueSleepAnalysisAwake"


MOST = 1e6  # of any value


LEAST_S = 0.2  # a step; shorter rows of one or more are as long as their steps take at most


CONFIDENCE = {"watch": 0.9, "phone": 0.7, "app": 0.5}  # assumed: a wrist is always there, a phone not, and who knows


class NotAllowed(ValueError):
    """A record that cannot be."""


class Columns(NamedTuple):
    """Rows of one kind from one device, as they come."""

    start_s: array[float]
    stop_s: array[float]
    value: array[float]
    offsets: list[tuple[float, float]]  # from which row on which, in seconds


class Collected:
    """What was found so far."""

    def __init__(self) -> None:
        self._rows: dict[tuple[Kind, str], Columns] = {}
        self._sources: dict[str, str] = {}
        self._left: Counter[Kind] = Counter()

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element, if it is a record of a kind that is wanted."""
        if name != "Record":
            return
        kind = attributes.get("type", "")
        if kind in UNITS:
            self._quantity(kind, attributes)
        elif kind == SLEEP and attributes.get("value") != AWAKE:
            self._append("postures", attributes, float("nan"))

    def logbook(self, file: str, zone: ZoneInfo | None) -> Logbook:
        """Return all of it in the neutral form."""
        offsets = self._offsets()
        tables = tuple(self._tables())
        notes = tuple(
            f"{count} {kind} outside {SORTS[kind].low:g} to {SORTS[kind].high:g} {SORTS[kind].unit} are left out"
            for kind, count in self._left.items()
        )
        return Logbook(file, Clock(zone, offsets), tables, notes)

    def _quantity(self, kind: str, attributes: dict[str, str]) -> None:
        name, unit = UNITS[kind]
        if attributes.get("unit", unit) != unit:
            raise NotAllowed(f"unit = {attributes['unit'][:60]!r} is not allowed: {unit}")
        text = attributes.get("value", "")
        try:
            value = float(text.replace("_", "x"))
        except ValueError:
            value = float("nan")
        if not 0.0 <= value <= MOST:
            raise NotAllowed(f"{name}: value = {text[:60]!r} is not allowed: a number from 0 to {MOST:g}")
        if SORTS[name].low <= value <= SORTS[name].high:
            self._append(name, attributes, value)
        else:  # a slip of the sensor in years of records
            self._left[name] += 1

    def _append(self, kind: Kind, attributes: dict[str, str], value: float) -> None:
        start, offset = _moment(attributes, "startDate")
        stop, _ = _moment(attributes, "endDate")
        if stop < start:
            raise NotAllowed(f"endDate = {attributes['endDate']!r} is before the startDate; times run forwards")
        if kind == "steps":
            start = _start_of_steps(start, stop, value)
        columns = self._rows.get((kind, self._source(attributes)))
        if columns is None:
            columns = Columns(array("d"), array("d"), array("d"), [])
            self._rows[kind, self._source(attributes)] = columns
        if not columns.offsets or columns.offsets[-1][1] != offset or start < columns.start_s[-1]:
            columns.offsets.append((start, offset))
        columns.start_s.append(start)
        columns.stop_s.append(stop)
        columns.value.append(value)

    def _source(self, attributes: dict[str, str]) -> str:
        """Return what a device is called here: watch, phone or app, and a number from the second on."""
        own = attributes.get("sourceName", "")
        known = self._sources.get(own)
        if known is None:
            told = f"{own} {attributes.get('device', '')}".lower()
            sort = "watch" if "watch" in told else "phone" if "iphone" in told else "app"
            number = 1 + sum(name.split()[0] == sort for name in self._sources.values())
            known = self._sources[own] = sort if number == 1 else f"{sort} {number}"
        return known

    def _tables(self) -> Iterator[Table]:
        while self._rows:  # each is given free before the next is copied
            (kind, source), columns = self._rows.popitem()
            order = np.lexsort((np.frombuffer(columns.stop_s), np.frombuffer(columns.start_s)))
            starts, stops, values = (np.frombuffer(column)[order] for column in columns[:3])
            lane = lanes(starts, stops)
            for number in range(int(lane.max()) + 1):
                here = lane == number
                name = source if number == 0 else f"{source}, overlapping {number}"
                yield _table(kind, name, (starts[here], stops[here], values[here]), CONFIDENCE[source.split()[0]])

    def _offsets(self) -> tuple[tuple[float, float], ...]:
        told = sorted(change for columns in self._rows.values() for change in columns.offsets)
        return tuple(now for before, now in zip([None, *told], told, strict=False) if not before or before[1] != now[1])


def _table(kind: Kind, source: str, columns: tuple[Floats, Floats, Floats], trust: float) -> Table:
    starts, stops, values = columns
    if kind == "postures":  # asleep or in bed
        return table_of(kind, source, "derived", starts, stops, name=["lie"] * len(starts), confidence=trust)
    return table_of(kind, source, "measured", starts, stops, value=values, confidence=trust)


def _start_of_steps(start: float, stop: float, count: float) -> float:
    """Return when steps began: of a row too short for them, as early as they can be made."""
    length = max(stop - start, MINUTE_S)
    if count > MOST_STEPS_PER_MIN * length / MINUTE_S:
        most = MOST_STEPS_PER_MIN * length / MINUTE_S
        raise NotAllowed(f"steps: value = '{count:g}' is not allowed: 0 to {most:g} in {length:g} s")
    return min(start, stop - max(LEAST_S, MINUTE_S * count / MOST_STEPS_PER_MIN))


def _moment(attributes: dict[str, str], name: str) -> tuple[float, float]:
    """Return the moment and the offset of a time such as 2026-11-08 07:30:00 +0100."""
    text = attributes.get(name, "")
    try:
        day, hour, minute, second = _day(text[:10]), int(text[11:13]), int(text[14:16]), int(text[17:19])
        offset = _shift(text[19:])
        if hour < 24 and minute < 60 and second < 61:
            return day + 3600.0 * hour + 60.0 * minute + second - offset, offset
    except ValueError:
        pass
    raise NotAllowed(f"{name} = {text[:60]!r} is not allowed: a time such as 2026-11-08 07:30:00 +0100")


@lru_cache(maxsize=4096)
def _day(text: str) -> float:
    return 86_400.0 * (date.fromisoformat(text).toordinal() - EPOCH_DAY)


@lru_cache(maxsize=256)
def _shift(text: str) -> float:
    """Return an offset such as +0100 in seconds."""
    sign, digits = text.strip()[:1], text.strip()[1:]
    if sign not in ("+", "-") or len(digits) != 4 or not digits.isascii() or not digits.isdigit():
        raise ValueError(text)
    seconds = 3600.0 * int(digits[:2]) + 60.0 * int(digits[2:])
    return -seconds if sign == "-" else seconds
