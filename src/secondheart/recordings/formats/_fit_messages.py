"""The messages of a FIT file, as far as they can be read.

Only the fields named in `WANTED` are taken out of a message: positions, names, serial numbers and the rest of a person
are left behind. A damaged end loses the end: what stands before it is read, and a note says so.
"""

from __future__ import annotations

import importlib
import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

from secondheart._limits import MOST_BYTES, MOST_ROWS
from secondheart.errors import BadFile, MissingExtra
from secondheart.protocol.protocol import MOST_STEPS
from secondheart.recordings.input_file import InputFile

FIT_WANTED = {
    "file_id": ("type", "manufacturer", "time_created"),
    "sport": ("sport", "sub_sport"),
    "session": (
        "timestamp", "start_time", "sport", "sub_sport", "total_elapsed_time", "total_timer_time", "total_distance",
        "avg_heart_rate", "avg_cadence", "avg_running_cadence", "avg_power",
    ),
    "hrv": ("time",),
    "activity": ("timestamp", "local_timestamp"),
    "timestamp_correlation": ("timestamp", "local_timestamp"),
    "event": ("timestamp", "event", "event_type"),
    "record": (
        "timestamp", "heart_rate", "cadence", "fractional_cadence", "power", "distance", "speed", "enhanced_speed",
    ),
    "monitoring_info": ("timestamp", "local_timestamp"),
    "monitoring": (
        "timestamp", "timestamp_16", "cycles", "steps", "strokes", "activity_type",
        "current_activity_type_intensity", "heart_rate",
    ),
}  # fmt: skip
ORDER = "order"  # place in the file, of messages whose times lean on those before them
LEANING = ("monitoring_info", "monitoring", "hrv", "record", "event")
BEGIN_S = 631_065_600.0  # FIT counts from the end of 1989, UTC
NO_TIME = 0xFFFFFFFF  # FIT's mark for a missing time
CLOCK_SET = 0x10000000  # smaller times were counted from when the device was switched on (FIT protocol, date_time)
MAGIC, MAGIC_AT, LEAST_HEADER = b".FIT", 8, 12
CHECKSUM_BYTES = 2
STAMPS = ("time_created", "start_time", "timestamp")
ID_BYTES = 400  # in which a file says what it is

# Of what one file may hold: reading the most of both takes half a minute.

# what a decoder stumbles over where the bytes contradict each other
NONSENSE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError, struct.error)

Fields = dict[str, Any]
Content = dict[str, list[Fields]]


class Messages(NamedTuple):
    """The wanted messages of a file by name, and what is to be said of its damage."""

    content: Content
    notes: tuple[str, ...]


def is_fit(file: InputFile) -> bool:
    """Say whether a file begins as FIT does."""
    return file.head[MAGIC_AT : MAGIC_AT + len(MAGIC)] == MAGIC


def read_messages(file: InputFile) -> Messages:
    """Read the wanted fields of the wanted messages.

    Raises
    ------
    BadFile
        If it is no FIT file, or nothing of it can be read.
    MissingExtra
        If fitdecode is not installed.
    """
    fitdecode = _fitdecode()
    data = file.read_all(MOST_BYTES["FIT"])
    if not data:
        raise BadFile(f"{file.place}: is empty; a FIT file is needed")
    if data[MAGIC_AT : MAGIC_AT + len(MAGIC)] != MAGIC:
        begin = data[MAGIC_AT : MAGIC_AT + len(MAGIC)]
        raise BadFile(f"{file.place}: is not a FIT file: bytes 8 to 11 are {begin!r}, {MAGIC!r} is needed")
    content: Content = {name: [] for name in FIT_WANTED}
    notes = [note for part, at in _parts(data) for note in _read_part(fitdecode, file.place, part, at, content)]
    if notes and not any(content[name] for name in ("record", "monitoring", "hrv", "session")):
        raise BadFile(f"{file.place}: nothing of it can be read: {notes[0]}; copy it again")
    return Messages(content, tuple(dict.fromkeys(notes)))


class FitHead(NamedTuple):
    """What a file is, and when it begins, in FIT's time."""

    kind: str
    stamp: int


def read_fit_head(file: InputFile) -> FitHead | None:
    """Return what the first messages of a file tell, None where they cannot be read."""
    content: Content = {name: [] for name in FIT_WANTED}
    head = file.head[:ID_BYTES]
    if is_fit(file) and len(head) > LEAST_HEADER:
        list(_decode(_fitdecode(), file.place, _mend_header(head, 0), 0, content))
    stamps = (row[name] for rows in content.values() for row in rows for name in STAMPS if name in row)
    kind, stamp = next((str(row.get("type")) for row in content["file_id"]), ""), next(stamps, None)
    return None if stamp is None else FitHead(kind, stamp)


def _fitdecode() -> Any:
    try:
        return importlib.import_module("fitdecode")
    except ImportError:
        raise MissingExtra.of("fitdecode", "recordings", "reading a FIT file") from None


def _parts(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield the files that follow one another in a file, each with its place."""
    at = 0
    for _ in range(MOST_ROWS["FIT parts"]):
        part = data[at:]
        if len(part) < LEAST_HEADER or part[MAGIC_AT : MAGIC_AT + len(MAGIC)] != MAGIC:
            break
        header = _header_bytes(part)
        size = header + int.from_bytes(part[4:8], "little") + CHECKSUM_BYTES
        if size == header + CHECKSUM_BYTES or size > len(part):
            size = len(part)
        yield part[:size], at
        at += size
    if at < len(data):
        yield data[at:], at


def _read_part(fitdecode: Any, place: str, part: bytes, at: int, content: Content) -> Iterator[str]:
    """Read one of the files that follow one another, and yield what is wrong with it."""
    if part[MAGIC_AT : MAGIC_AT + len(MAGIC)] != MAGIC:
        yield f"{len(part)} bytes from byte {at} on are no FIT and are left out"
        return
    promised, header = int.from_bytes(part[4:8], "little"), _header_bytes(part)
    if header != part[0]:
        yield f"its header says that it has {part[0]} bytes, which no header has"
    if promised == 0 and len(part) > header + CHECKSUM_BYTES:
        yield "its header tells no length, as after a crash: it is read as far as it goes"
    elif header + promised + CHECKSUM_BYTES > len(part):
        end = at + len(part)
        yield f"is cut off at byte {end}, its header promises {header + promised + CHECKSUM_BYTES - len(part)} more"
    elif fitdecode.utils.compute_crc(part[:-CHECKSUM_BYTES]) != int.from_bytes(part[-CHECKSUM_BYTES:], "little"):
        yield "its checksum does not fit its content: it may be damaged"
    if len(part) > header + CHECKSUM_BYTES:
        stops = list(_decode(fitdecode, place, _mend_header(part, promised), at, content))
        if promised:  # else its checksum was taken for a message
            yield from stops


def _header_bytes(part: bytes) -> int:
    """Return how long a header is: 12 bytes, or 14 with a checksum of its own, whatever a damaged one says."""
    return LEAST_HEADER if part[0] == LEAST_HEADER else LEAST_HEADER + CHECKSUM_BYTES


def _mend_header(part: bytes, promised: int) -> bytes:
    """Return a file whose header tells the length that is there, and whose header's checksum is left out."""
    header = _header_bytes(part)
    there = len(part) - header
    size = promised if 0 < promised <= there - CHECKSUM_BYTES else there
    known = bytes([header]) + part[1:4] + struct.pack("<I", max(size, 0)) + part[8:LEAST_HEADER]
    if header < LEAST_HEADER + CHECKSUM_BYTES:
        return known + part[LEAST_HEADER:]
    return known + bytes(CHECKSUM_BYTES) + part[LEAST_HEADER + CHECKSUM_BYTES :]


def _decode(fitdecode: Any, place: str, part: bytes, at: int, content: Content) -> Iterator[str]:
    reader = fitdecode.FitReader(
        part,
        processor=None,  # times stay integers
        check_crc=fitdecode.CrcCheck.DISABLED,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    )
    number = 0
    try:
        with reader:
            for number, frame in enumerate(reader):
                if number > MOST_ROWS["FIT messages"] or max(map(len, content.values())) > MOST_STEPS:
                    most = f"{MOST_ROWS['FIT messages']} messages or {MOST_STEPS} of a kind"
                    raise BadFile(f"{place}: has more than {most}; fewer are allowed")
                if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name in FIT_WANTED:
                    fields = _fields(frame)
                    content[frame.name].append(fields | ({ORDER: at + number} if frame.name in LEANING else {}))
    except BadFile:
        raise
    except fitdecode.FitEOFError:
        if part[4:8] != struct.pack("<I", len(part) - part[0]):  # else it is known to be cut off
            yield f"ends within a message, after message {number}"
    except (fitdecode.FitError, *NONSENSE) as error:
        yield f"is not valid FIT after message {number} ({str(error)[:80] or 'its parts contradict each other'})"


def _fields(message: Any) -> Fields:
    wanted = FIT_WANTED[message.name]
    fields = [field for field in message.fields if field.name in wanted and field.value is not None]
    return {field.name: field.value for field in fields if not _is_foreign(field) and _is_plain(message.name, field)}


def _is_foreign(field: Any) -> bool:
    """Say whether an app on the device made up the field, which may bear any name."""
    return bool(field.field_def and field.field_def.is_dev)


def _is_plain(message: str, field: Any) -> bool:
    """Say whether a value is of the sort that its field has; others are as good as missing."""
    if "timestamp" in field.name or field.name in ("start_time", "time_created"):
        return isinstance(field.value, int) and 0 <= field.value < NO_TIME
    if message == "hrv":
        return isinstance(field.value, int | float | tuple | list)
    return message not in ("record", "session") or "sport" in field.name or isinstance(field.value, int | float)
