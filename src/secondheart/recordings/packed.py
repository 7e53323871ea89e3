"""What a packed file holds: gzip as it is read, a zip within a zip, and a zip that lost its end."""

from __future__ import annotations

import io
import shutil
import struct
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from secondheart._limits import MOST_BYTES
from secondheart.errors import BadFile

GZIP_BITS = 31  # zlib's mark for gzip
RAW_BITS = -15  # and for what a zip holds
GZIP_MAGIC, ZIP_MAGIC, EMPTY_ZIP = b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06"
LOCAL_HEADER = struct.Struct("<4s5H3I2H")  # APPNOTE.TXT of the zip format, 4.3.7
STORED, DEFLATED, UTF_8_NAME = 0, 8, 0x800
LONGEST_DESCRIPTOR = 24  # behind a member whose length was not known when it was written
CHUNK_BYTES = 65_536


class DiskCopy:
    """A file in a folder of its own, which is removed when nobody holds the copy any more."""

    def __init__(self, folder: str) -> None:
        self.path = Path(folder) / "copy"
        self._removal = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)


def copy_to_disk(write: Callable[[IO[bytes]], None]) -> DiskCopy:
    """Return a copy on the disk of what is written."""
    copy = DiskCopy(tempfile.mkdtemp(prefix="secondheart-"))
    with copy.path.open("wb") as file:
        write(file)
    return copy


def mend_zip(path: Path) -> DiskCopy:
    """Return a copy of a zip that lost its end, with the members that are whole, and of the last what is there.

    Raises
    ------
    BadFile
        If it holds more than is allowed, or nothing that is whole.
    """
    with path.open("rb") as file:
        copy = copy_to_disk(lambda out: _write_members(file, out, str(path)))
    with zipfile.ZipFile(copy.path) as mended:
        if not mended.namelist():
            raise BadFile(f"{path}: is a zip that is cut off before its first file ends; copy it again")
    return copy


def _write_members(file: IO[bytes], out: IO[bytes], place: str) -> None:
    left = MOST_BYTES["database"]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as mended:
        while True:
            head = file.read(LOCAL_HEADER.size)
            if len(head) < LOCAL_HEADER.size or not head.startswith(ZIP_MAGIC):
                return
            _, _, flags, method, _, _, _, packed, _, name_bytes, more_bytes = LOCAL_HEADER.unpack(head)
            name = file.read(name_bytes).decode("utf-8" if flags & UTF_8_NAME else "cp437", errors="replace")
            file.seek(more_bytes, io.SEEK_CUR)
            if method not in (STORED, DEFLATED) or not name:
                return
            with mended.open(name, "w") as member:
                written = _copy_deflated(file, member, left) if method else _copy_stored(file, member, packed)
            left -= written
            if left < 0:
                raise BadFile(f"{place}: is longer than is allowed")
            _skip_descriptor(file)


def _copy_stored(file: IO[bytes], member: IO[bytes], length: int) -> int:
    left = length
    while left and (part := file.read(min(left, CHUNK_BYTES))):
        member.write(part)
        left -= len(part)
    return length - left


def _copy_deflated(file: IO[bytes], member: IO[bytes], most: int) -> int:
    """Copy one deflated member, and stop behind it."""
    unpacker, written = zlib.decompressobj(RAW_BITS), 0
    while not unpacker.eof and written <= most:
        packed = unpacker.unconsumed_tail or file.read(CHUNK_BYTES)
        if not packed:
            break
        try:
            data = unpacker.decompress(packed, CHUNK_BYTES)
        except zlib.error:
            break
        member.write(data)
        written += len(data)
    file.seek(-len(unpacker.unused_data), io.SEEK_CUR)
    return written


def _skip_descriptor(file: IO[bytes]) -> None:
    """Go to the next member, over what tells the length of the last one."""
    here = file.tell()
    at = file.read(LONGEST_DESCRIPTOR + len(ZIP_MAGIC)).find(ZIP_MAGIC)
    file.seek(here + max(at, 0))


class Bounded:
    """A file of which no more than so many bytes are read."""

    def __init__(self, file: IO[bytes], most: int, place: str) -> None:
        self._file, self._left, self._place = file, most, place

    def read(self, size: int = -1) -> bytes:
        """Read some bytes; BadFile if they are too many."""
        data = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise BadFile(f"{self._place}: is longer than is allowed")
        return data


class Unpacked(io.RawIOBase):
    """What a file that is packed by gzip holds; of one that is cut off, what is whole."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._zlib, self._rest = file, zlib.decompressobj(GZIP_BITS), b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes, none at the end."""
        data = b""
        while not data:
            if self._zlib.eof:
                self._rest = self._zlib.unused_data
                self._zlib = zlib.decompressobj(GZIP_BITS)
                if not self._rest.startswith(GZIP_MAGIC):  # several may follow one another
                    return 0
            packed = self._rest or self._zlib.unconsumed_tail or self._file.read(MOST_BYTES["head"])
            self._rest = b""
            if not packed:
                return 0
            data = self._zlib.decompress(packed, len(buffer))
        buffer[: len(data)] = data
        return len(data)


def unpack(file: IO[bytes]) -> IO[bytes]:
    """Return what a file holds: itself, or what is packed in it by gzip."""
    start = file.read(2)
    file.seek(0)
    return io.BufferedReader(Unpacked(file)) if start == GZIP_MAGIC else file
