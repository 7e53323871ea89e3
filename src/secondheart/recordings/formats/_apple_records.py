"""The records of an Apple Health export, as they come, and the tables that they become."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from secondheart.errors import UnknownName
from secondheart.recordings.clock import Clock, zone_of
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import Floats, Kind, Logbook, LogTable, table_of
from secondheart.units import DAY_S, HOUR_S, MINUTE_S

EPOCH_DAY = date(1970, 1, 1).toordinal()
UNIT_OF_TYPE: dict[str, tuple[Kind, str]] = {
    "HKQuantityTypeIdentifierStepCount": ("steps", "count"),
    "HKQuantityTypeIdentifierHeartRate": ("beats", "count/min"),
    "HKQuantityTypeIdentifierRespiratoryRate": ("breaths", "count/min"),
}
RIDE = "HKWorkoutActivityTypeCycling"  # walks and runs are in the steps
SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
AWAKE = "HKCategoryValueSleepAnalysisAwake"
BY_HAND, TIME_ZONE = "HKWasUserEntered", "HKTimeZone"
CONFIDENCE = {"watch": 0.9, "phone": 0.7, "app": 0.5}  # assumed: a wrist is always there, a phone not, and who knows
RECORDS = "records"
DEVICE = "phone and watch (Apple Health)"


class Unusable(ValueError):
    """A record that cannot be used; the reason is what is counted."""


class DeviceColumns(NamedTuple):
    """Rows of one kind from one device, as they come."""

    start_s: array[float]
    stop_s: array[float]
    value: array[float]
    offsets: list[tuple[float, float]]  # from which row on which, in seconds


class Collected:
    """What was read so far: of the last record it is not yet known what its entries say of it."""

    def __init__(self, place: str) -> None:
        self.tally = Tally()
        self._place = place
        self._rows: dict[tuple[Kind, str, str], DeviceColumns] = {}
        self._sources: dict[str, str] = {}
        self._zones: list[tuple[float, str]] = []
        self._pending: dict[str, str] | None = None
        self._pending_line = 0
        self.line: Callable[[], int] = lambda: 0

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element: a record of a kind that is wanted, or what is said of the last one."""
        if name == "MetadataEntry":
            if self._pending is not None and attributes.get("key") in (BY_HAND, TIME_ZONE):
                self._pending[attributes["key"]] = attributes.get("value", "")
            return
        if self._pending is not None:
            self.flush()
        wanted = attributes.get("type") in UNIT_OF_TYPE or attributes.get("type") == SLEEP
        if (name == "Record" and wanted) or attributes.get("workoutActivityType") == RIDE:
            self._pending, self._pending_line = attributes, self.line()

    def flush(self) -> None:
        """Take the last record."""
        attributes, self._pending = self._pending, None
        if attributes is None:
            return
        self.tally.count(RECORDS)
        try:
            self._take(attributes)
        except Unusable as error:
            reason, _, sentence = str(error).partition(": ")
            self.tally.leave_out(RECORDS, reason, sentence=self._sentence(sentence))

    def _sentence(self, text: str) -> str:
        return f"{self._place}: line {self._pending_line}: {text}" if text else ""

    def logbook(self, zone: ZoneInfo | None, notes: list[str]) -> Logbook:
        """Return all of it in the neutral form."""
        clock = self._clock(zone, notes)
        return Logbook(self._place, clock, tuple(self._tables()), tuple(notes), self.tally.rows, DEVICE)

    def _take(self, attributes: dict[str, str]) -> None:
        if attributes.get(BY_HAND) == "1":
            raise Unusable("typed in by hand")
        kind = attributes.get("type", "")
        if kind in UNIT_OF_TYPE:
            self._append(UNIT_OF_TYPE[kind][0], attributes, _value(attributes))
        elif not kind:
            self._append("postures", attributes, np.nan, "cycle")
        elif attributes.get("value") != AWAKE:
            self._append("postures", attributes, np.nan, "lie")

    def _append(self, kind: Kind, attributes: dict[str, str], value: float, name: str = "") -> None:
        start, offset = _moment(attributes, "startDate")
        stop, _ = _moment(attributes, "endDate")
        if stop < start:
            raise Unusable(f"backwards in time: endDate = {attributes['endDate']!r} is before the startDate")
        if TIME_ZONE in attributes:
            self._zones.append((start, attributes[TIME_ZONE]))
        key = kind, self._source(attributes), name
        columns = self._rows.get(key)
        if columns is None:
            columns = self._rows[key] = DeviceColumns(array("d"), array("d"), array("d"), [])
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
            text = f"{own} {attributes.get('device', '')}".lower()
            sort = "watch" if "watch" in text else "phone" if "iphone" in text else "app"
            number = 1 + sum(name.split()[0] == sort for name in self._sources.values())
            known = self._sources[own] = sort if number == 1 else f"{sort} {number}"
        return known

    def _tables(self) -> Iterator[LogTable]:
        while self._rows:  # each is given free before the next is copied
            (kind, source, name), columns = self._rows.popitem()
            yield _table(kind, source, name, *(np.frombuffer(column) for column in columns[:3]))

    def _clock(self, zone: ZoneInfo | None, notes: list[str]) -> Clock:
        """Return the clock: the phone writes all times in that of the export, but some records name their zone."""
        if zone is not None:
            return Clock(zone)
        zones = sorted((start, known) for start, name in self._zones if (known := _zone(name)) is not None)
        if not zones:
            return Clock(None, self._offsets())
        names = list(dict.fromkeys(known.key for _, known in zones))
        notes.append(f"local time is that of {', '.join(names[:4])}, which records name")
        if len(names) == 1:
            return Clock(zones[0][1])
        offsets = [(start, _offset_s(start, known)) for start, known in zones]
        return Clock(None, _changes(offsets))

    def _offsets(self) -> tuple[tuple[float, float], ...]:
        return _changes(sorted(change for columns in self._rows.values() for change in columns.offsets))


def _changes(offsets: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    pairs = zip([None, *offsets], offsets, strict=False)
    return tuple(now for before, now in pairs if not before or before[1] != now[1])


def _zone(name: str) -> ZoneInfo | None:
    try:
        return zone_of(name)
    except UnknownName:
        return None


def _offset_s(moment: float, zone: ZoneInfo) -> float:
    shift = datetime.fromtimestamp(moment, UTC).astimezone(zone).utcoffset()
    return shift.total_seconds() if shift else 0.0


def _value(attributes: dict[str, str]) -> float:
    kind, unit = UNIT_OF_TYPE[attributes["type"]]
    if attributes.get("unit", unit) != unit:
        raise Unusable(f"in another unit: {kind}: unit = {attributes['unit'][:60]!r} is not allowed: {unit}")
    text = attributes.get("value", "")
    try:
        return float(text.replace("_", "x"))
    except ValueError:
        raise Unusable(f"no number: {kind}: value = {text[:60]!r} is not allowed: a number") from None


def _table(kind: Kind, source: str, name: str, starts: Floats, stops: Floats, values: Floats) -> LogTable:
    order = np.lexsort((stops, starts))
    trust = CONFIDENCE[source.split()[0]]
    if name:  # asleep or in bed, or a ride
        names = [name] * len(starts)
        return table_of(kind, source, "derived", starts[order], stops[order], name=names, confidence=trust)
    return table_of(kind, source, "measured", starts[order], stops[order], value=values[order], confidence=trust)


def _moment(attributes: dict[str, str], name: str) -> tuple[float, float]:
    """Return the moment and the offset of a time such as 2026-11-08 07:30:00 +0100."""
    text = attributes.get(name, "")
    try:
        day, hour, minute, second = _day(text[:10]), int(text[11:13]), int(text[14:16]), int(text[17:19])
        offset = _shift(text[19:])
        if hour < 24 and minute < 60 and second < 61:
            return day + HOUR_S * hour + MINUTE_S * minute + second - offset, offset
    except ValueError:
        pass
    raise Unusable(f"without a time: {name} = {text[:60]!r} is not allowed: a time such as 2026-11-08 07:30:00 +0100")


@lru_cache(maxsize=4096)
def _day(text: str) -> float:
    return DAY_S * (date.fromisoformat(text).toordinal() - EPOCH_DAY)


@lru_cache(maxsize=256)
def _shift(text: str) -> float:
    """Return an offset such as +0100 in seconds."""
    sign, digits = text.strip()[:1], text.strip()[1:]
    if sign not in ("+", "-") or len(digits) != 4 or not digits.isascii() or not digits.isdigit():
        raise ValueError(text)
    seconds = HOUR_S * int(digits[:2]) + MINUTE_S * int(digits[2:])
    return -seconds if sign == "-" else seconds
