"""A file that holds a recording: as it is, packed by gzip, or a member of a zip or of a folder.

Nothing is unpacked onto the disk but databases, which SQLite reads from there, and those are removed again.
"""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, Any

from secondheart._limits import MOST_BYTES, MOST_ROWS
from secondheart.errors import BadFile

MACINTOSH = "__MACOSX/"  # a folder that a Mac adds to a zip, of what its file system knows beside the files
GZIP_BITS = 31  # zlib's mark for gzip
GZIP_MAGIC, ZIP_MAGIC = b"\x1f\x8b", b"PK\x03\x04"
UNREADABLE = (OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile)


@dataclass(frozen=True)
class InputFile:
    """A file, or a member of a zip or folder.

    Attributes
    ----------
    path : Path
        The file or folder on the disk.
    member : str
        The member of it; "" for all of it.
    progress : callable
        Is called with the read and the whole number of bytes while all of it is read.
    """

    path: Path
    member: str = ""
    progress: Callable[[float, float], None] = field(default=lambda _done, _whole: None, compare=False, repr=False)

    @property
    def place(self) -> str:
        """How sentences name it."""
        return f"{self.path}: {self.member}" if self.member else str(self.path)

    @property
    def suffix(self) -> str:
        """The ending of its name, without that of gzip."""
        name = PurePosixPath(self.member or self.path.name)
        return (PurePosixPath(name.stem) if name.suffix.lower() == ".gz" else name).suffix.lower()

    @property
    def stem(self) -> str:
        """Its name without endings."""
        name = PurePosixPath(self.member or self.path.name).name
        return name.removesuffix(".gz").rpartition(".")[0] or name

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The names of what is in a zip or a folder, without what a Mac adds; none of a plain file."""
        if self.member:
            return ()
        try:
            if self.path.is_dir():
                names = _folder_members(self.path)
            elif not self._is_zip:
                return ()
            else:
                with zipfile.ZipFile(self.path) as archive:
                    names = [one.filename for one in archive.infolist() if not one.is_dir()]
        except UNREADABLE as error:
            raise self.refuse_damage(error) from None
        if len(names) > MOST_ROWS["members"]:
            raise BadFile(f"{self.path}: holds {len(names)} files; up to {MOST_ROWS['members']} are read")
        return tuple(sorted(name for name in names if not _is_of_macintosh(name)))

    @property
    def size(self) -> int:
        """How many bytes it has, unpacked where a zip tells it."""
        if self.member:
            with zipfile.ZipFile(self.path) as archive:
                return archive.getinfo(self.member).file_size
        return self.path.stat().st_size

    @cached_property
    def head(self) -> bytes:
        """The first bytes, unpacked; none of a zip or a folder."""
        if self.members or self.path.is_dir():
            return b""
        with self.open() as file:
            return self.read_bytes(file, MOST_BYTES["head"])

    @property
    def head_text(self) -> str:
        """The first bytes as text."""
        for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
            if self.head.startswith(mark):
                return self.head[2:].decode(encoding, errors="replace")
        return self.head.decode("utf-8-sig", errors="replace")

    def of_member(self, member: str) -> InputFile:
        """Return a member of a zip or of a folder."""
        if self.path.is_dir():
            return InputFile(self.path / member, progress=self.progress)
        return InputFile(self.path, member, self.progress)

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open it for reading, unpacked.

        Raises
        ------
        BadFile
            If it cannot be opened.
        """
        try:
            if self.member:
                with zipfile.ZipFile(self.path) as archive:
                    if archive.getinfo(self.member).file_size > MOST_BYTES["file"]:
                        raise BadFile(f"{self.place}: is longer than the {MOST_BYTES['file']} bytes that are allowed")
                    with archive.open(self.member) as file:
                        yield _unpack(file)
            else:
                with self.path.open("rb") as file:
                    yield _unpack(file)
        except BadFile:
            raise
        except (zlib.error, zipfile.BadZipFile, EOFError) as error:
            raise self.refuse_damage(error) from None
        except (OSError, ValueError, RuntimeError, NotImplementedError, KeyError) as error:
            reason = getattr(error, "strerror", None) or error
            raise BadFile(f"{self.place}: cannot be read: {reason}") from None

    def read_bytes(self, file: IO[bytes], most: int) -> bytes:
        """Return up to so many bytes, and of a packed file that is cut off those that are whole."""
        parts: list[bytes] = []
        length, whole = 0, self.size if most > MOST_BYTES["head"] else 0
        while length < most:
            try:
                part = file.read(min(most - length, MOST_BYTES["head"]))
            except (EOFError, zlib.error):
                break
            if not part:
                break
            parts.append(part)
            length += len(part)
            if whole:
                self.progress(min(length, whole), whole)
        return b"".join(parts)

    def read_all(self, most: int) -> bytes:
        """Return all its bytes.

        Raises
        ------
        BadFile
            If there are more than `most`, or it cannot be read.
        """
        with self.open() as file:
            data = self.read_bytes(file, most + 1)
        if len(data) > most:
            raise BadFile(f"{self.place}: is longer than the {most} bytes that are allowed")
        return data

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """Open it as an SQLite database that can only be read, with bounds on what it may do.

        Raises
        ------
        BadFile
            If it is damaged.
        """
        with self._on_disk() as path:
            try:
                with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
                    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1_000_000)
                    database.execute("PRAGMA trusted_schema = OFF")
                    yield database
            except (sqlite3.Error, UnicodeError, OverflowError) as error:
                raise BadFile(f"{self.place}: is damaged: {error}; export it again") from None

    def refuse_damage(self, error: BaseException) -> BadFile:
        """Return the sentence about a packed file that cannot be unpacked."""
        if isinstance(error, OSError) and error.strerror:
            return BadFile(f"{self.place}: cannot be read: {error.strerror}")
        return BadFile(f"{self.place}: is damaged or cut off: {error}; copy it again")

    @property
    def _is_zip(self) -> bool:
        with self.path.open("rb") as file:
            return file.read(4) == ZIP_MAGIC or self.path.suffix.lower() == ".zip"

    @contextmanager
    def _on_disk(self) -> Iterator[Path]:
        if not self.member and self.path.suffix.lower() != ".gz":
            yield self.path
            return
        with tempfile.TemporaryDirectory(prefix="secondheart-") as folder:
            path = Path(folder) / "database"
            with self.open() as file, path.open("wb") as copy:
                shutil.copyfileobj(_Bounded(file, MOST_BYTES["database"], self.place), copy)
            yield path


class _Bounded:
    """A file of which no more than so many bytes are read."""

    def __init__(self, file: IO[bytes], most: int, place: str) -> None:
        self._file, self._left, self._place = file, most, place

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise BadFile(f"{self._place}: is longer than is allowed")
        return data


class _Unpacked(io.RawIOBase):
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


def _unpack(file: IO[bytes]) -> IO[bytes]:
    start = file.read(2)
    file.seek(0)
    return io.BufferedReader(_Unpacked(file)) if start == GZIP_MAGIC else file


def _folder_members(folder: Path) -> list[str]:
    names: list[str] = []
    for place, _, files in os.walk(folder):
        names += [(Path(place) / name).relative_to(folder).as_posix() for name in files]
        if len(names) > MOST_ROWS["members"]:
            break
    return names


def _is_of_macintosh(name: str) -> bool:
    return name.startswith(MACINTOSH) or f"/{MACINTOSH}" in name or PurePosixPath(name).name.startswith("._")
