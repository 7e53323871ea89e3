"""Small FIT files, written byte by byte from the protocol's description: header, messages, checksum."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import NamedTuple

ENUM, UINT8, BYTE, UINT16, SINT32, UINT32 = 0x00, 0x02, 0x0D, 0x84, 0x85, 0x86
FORMAT = {ENUM: "B", UINT8: "B", BYTE: "B", UINT16: "H", SINT32: "i", UINT32: "I"}
FILE_ID, SPORT, SESSION, RECORD, EVENT, ACTIVITY_MESSAGE = 0, 12, 18, 20, 21, 34
RUNNING, CYCLING, SWIMMING, WALKING, ROWING, HIKING = 1, 2, 5, 11, 15, 17
START, STOP_ALL = 0, 4
ACTIVITY, SETTINGS = 4, 2
BEGIN = 1_100_000_000  # seconds since the end of 1989: 2024-11-08 11:33:20 UTC

Fields = Iterable[tuple[int, int, int]]  # number, base type, value


class Row(NamedTuple):
    """One record: seconds since BEGIN, beats and strides of one foot a minute; None stands for missing."""

    t_s: int
    heart_rate: int | None = 120
    cadence: int | None = 60
    fraction: int | None = None  # of a stride, in 1/128
    position: tuple[int, int] | None = None
    watts: int | None = None
    metres: float | None = None


def checksum(data: bytes) -> int:
    """CRC-16 with the reflected polynomial 0xA001, as the FIT protocol asks for."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def message(number: int, fields: Fields) -> bytes:
    """One definition and the data message that follows it."""
    layout = [(field, struct.calcsize(FORMAT[kind]), kind) for field, kind, _ in fields]
    definition = struct.pack("<BxBHB", 0x40, 0, number, len(layout))
    definition += b"".join(struct.pack("3B", *row) for row in layout)
    return definition + b"\x00" + b"".join(struct.pack("<" + FORMAT[kind], value) for _, kind, value in fields)


def wrap(body: bytes, length: int | None = None) -> bytes:
    """Put header and checksum around messages; the header may be made to lie about their length."""
    header = struct.pack("<2BHI4s", 14, 0x20, 2132, len(body) if length is None else length, b".FIT")
    data = header + struct.pack("<H", checksum(header)) + body
    return data + struct.pack("<H", checksum(data))


def record(row: Row, begin: int = BEGIN) -> bytes:
    missing = 0xFF
    fields = [
        (253, UINT32, begin + row.t_s),
        (3, UINT8, missing if row.heart_rate is None else row.heart_rate),
        (4, UINT8, missing if row.cadence is None else row.cadence),
        (53, UINT8, missing if row.fraction is None else row.fraction),
    ]
    if row.watts is not None:
        fields += [(7, UINT16, row.watts)]
    if row.metres is not None:
        fields += [(5, UINT32, round(100 * row.metres))]
    if row.position:
        fields += [(0, SINT32, row.position[0]), (1, SINT32, row.position[1])]
    return message(RECORD, fields)


def timer(t_s: int, kind: int, begin: int = BEGIN) -> bytes:
    return message(EVENT, [(253, UINT32, begin + t_s), (0, ENUM, 0), (1, ENUM, kind)])


def session(sport: int, sub_sport: int = 0, times: tuple[int, int] | None = None, begin: int = BEGIN) -> bytes:
    """A session; `times` are its start and its stop, in which the timer never stood."""
    fields = [(5, ENUM, sport), (6, ENUM, sub_sport)]
    if times:
        lasts = 1000 * (times[1] - times[0])
        fields += [(253, UINT32, begin + times[1]), (2, UINT32, begin + times[0])]
        fields += [(7, UINT32, lasts), (8, UINT32, lasts)]
    return message(SESSION, fields)


def local_time(t_s: int, offset_s: int, begin: int = BEGIN) -> bytes:
    """An activity message, which tells local time."""
    return message(ACTIVITY_MESSAGE, [(253, UINT32, begin + t_s), (5, UINT32, begin + t_s + offset_s)])


def file_id(kind: int = ACTIVITY) -> bytes:
    return message(FILE_ID, [(0, ENUM, kind)])


def activity(
    rows: Iterable[Row],
    *,
    sport: int = RUNNING,
    timers: Iterable[tuple[int, int]] = (),
    begin: int = BEGIN,
    more: bytes = b"",
) -> bytes:
    """Return a whole activity file; `more` are messages at its end, in place of the usual session."""
    records = b"".join(record(row, begin) for row in rows)
    events = b"".join(timer(t_s, kind, begin) for t_s, kind in timers)
    return wrap(file_id() + records + events + (more or session(sport)))


def steady(stop_s: int, every_s: int = 1) -> list[Row]:
    """Return records at an even pace, from 0 to `stop_s`."""
    return [Row(t_s) for t_s in range(0, stop_s + 1, every_s)]
