"""The container of a body: named arrays and a header of JSON, which C, JavaScript and Python read alike.

Everything is little-endian. `docs/files.md` has the layout.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from secondheart._files import reason, whole_or_not
from secondheart._limits import MOST_BYTES
from secondheart.errors import BadFile

MAGIC_BODY = b"SHBODY\r\n"  # a transfer as text would break its end of line
BODY_VERSION = 1
FILE_START = struct.Struct("<8sIIIIQ")  # magic, version, checksum, arrays, length of the JSON, where the data begins
ARRAY_ENTRY = struct.Struct("<56sII3QQ")  # name, kind, axes, shape, where it begins in the data
KINDS_OF_NUMBER = {1: "<f8", 2: "<i8"}  # floats, whole numbers
LINE_BYTES = 64  # arrays begin on a multiple of it

Table = dict[str, Any]


@dataclass(frozen=True)
class BodyFile:
    """What a body file holds: a header, and arrays by name."""

    header: Table
    arrays: Mapping[str, np.ndarray]

    def to_bytes(self) -> bytes:
        """Return the file's bytes; arrays that are alike are stored once."""
        text = json.dumps(self.header, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        begin = _next_line(FILE_START.size + ARRAY_ENTRY.size * len(self.arrays) + len(text))
        places: dict[bytes, int] = {}
        entries, data = [], bytearray()
        for name, array in self.arrays.items():
            kind, values = _as_stored(name, array)
            stored = values.tobytes()
            if stored not in places:
                data += bytes(_next_line(len(data)) - len(data))
                places[stored] = len(data)
                data += stored
            shape = (*values.shape, *(1,) * (3 - values.ndim))
            entries.append(ARRAY_ENTRY.pack(name.encode(), kind, values.ndim, *shape, places[stored]))
        rest = b"".join(entries) + text
        rest += bytes(begin - FILE_START.size - len(rest)) + bytes(data)
        start = FILE_START.pack(MAGIC_BODY, BODY_VERSION, zlib.crc32(rest), len(self.arrays), len(text), begin)
        return start + rest

    def write(self, path: str | Path) -> None:
        """Write the file, whole or not at all.

        Raises
        ------
        BadFile
            If it cannot be written.
        """
        try:
            with whole_or_not(Path(path)) as unfinished:
                unfinished.write_bytes(self.to_bytes())
        except OSError as error:
            raise BadFile(f"{path}: cannot be written: {reason(error)}") from None


def read_body(path: str | Path) -> BodyFile:
    """Return what a body file holds.

    Raises
    ------
    BadFile
        If it cannot be read, is none, is of another version, or is damaged.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES["body"])
    except OSError as error:
        raise BadFile(f"{path}: the body cannot be read: {reason(error)}") from None
    return parse_body(data, str(path))


def parse_body(data: bytes, place: str) -> BodyFile:
    """Return what the bytes of a body file hold; `place` is what sentences call them.

    Raises
    ------
    BadFile
        If they are none, of another version, or damaged.
    """
    if len(data) < FILE_START.size or data[: len(MAGIC_BODY)] != MAGIC_BODY:
        raise BadFile(f"{place}: not a body file: it does not begin as one")
    _, version, checksum, count, length, begin = FILE_START.unpack_from(data)
    if version != BODY_VERSION:
        raise BadFile(f"{place}: a body file of version {version}; this program reads version {BODY_VERSION}")
    if zlib.crc32(data[FILE_START.size :]) != checksum:
        raise BadFile(f"{place}: the body file is damaged: its checksum is not that of its bytes")
    arrays = {}
    for k in range(count):
        name, kind, axes, *shape, offset = ARRAY_ENTRY.unpack_from(data, FILE_START.size + k * ARRAY_ENTRY.size)
        shape = shape[:axes]
        size = int(np.prod(shape, dtype=np.int64))
        values = np.frombuffer(data, KINDS_OF_NUMBER[kind], size, begin + offset)
        arrays[name.rstrip(b"\0").decode()] = values.reshape(shape)
    text = FILE_START.size + count * ARRAY_ENTRY.size
    return BodyFile(json.loads(data[text : text + length]), arrays)


def _as_stored(name: str, array: np.ndarray) -> tuple[int, np.ndarray]:
    if len(name.encode()) >= 56 or array.ndim > 3:
        raise BadFile(f"the array '{name}' cannot be stored: names have up to 55 letters, arrays up to 3 axes")
    kind = 1 if array.dtype.kind == "f" else 2
    return kind, np.ascontiguousarray(array, KINDS_OF_NUMBER[kind])


def _next_line(place: int) -> int:
    return -(-place // LINE_BYTES) * LINE_BYTES
