"""A file that holds a recording: as it is, packed by gzip, or a member of a zip, of a zip in it, or of a folder.

Onto the disk are unpacked databases, which SQLite reads from there, and zips that stand in a zip; they are removed
again.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath
from typing import IO

from secondheart._limits import MOST_BYTES, MOST_ROWS
from secondheart.errors import BadFile
from secondheart.recordings.packed import (
    EMPTY_ZIP,
    ZIP_MAGIC,
    Bounded,
    DiskCopy,
    copy_to_disk,
    mend_zip,
    unpack,
)

MACINTOSH = "__MACOSX/"  # a folder that a Mac adds to a zip, of what its file system knows beside the files
ZIP_IN_PATH = ".zip/"  # a member of a zip that is itself a member
SQLITE_MAGIC = b"SQLite format 3\x00"
MOST_DEPTH = 3  # assumed: nobody packs a zip more often
MOST_COPIES = 2  # of zips in zips that are kept on the disk
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
    shown : str
        How sentences name the file on the disk, where that is a copy of another.
    depth : int
        In how many zips it stands.
    copy : DiskCopy, optional
        The copy on the disk, which stays as long as it is held.
    """

    path: Path
    member: str = ""
    progress: Callable[[float, float], None] = field(default=lambda _done, _whole: None, compare=False, repr=False)
    shown: str = ""
    depth: int = 0
    copy: DiskCopy | None = field(default=None, compare=False, repr=False)

    @property
    def place(self) -> str:
        """How sentences name it."""
        shown = self.shown or str(self.path)
        return f"{shown}: {self.member}" if self.member else shown

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
        """The names of what is in a zip or a folder, and in zips in it, without what a Mac adds; none of a plain file.

        Raises
        ------
        BadFile
            If it cannot be read, or holds too many.
        """
        names: list[str] = []
        for name in self._own_members:
            inner = self._inner_members(name) if name.lower().endswith(".zip") else ()
            names += [f"{name}/{one}" for one in inner] or [name]
            if len(names) > MOST_ROWS["members"]:
                raise BadFile(f"{self.place}: holds more than {MOST_ROWS['members']} files; so many are read")
        return tuple(names)

    @cached_property
    def _own_members(self) -> tuple[str, ...]:
        if self.member:
            return ()
        try:
            if self.path.is_dir():
                names = _folder_members(self.path)
            elif not self._is_zip:
                return ()
            else:
                with zipfile.ZipFile(self._whole_path) as archive:
                    names = [one.filename for one in archive.infolist()]
        except BadFile:
            raise
        except UNREADABLE as error:
            raise self.refuse_damage(error) from None
        return tuple(sorted(name for name in names if name and not name.endswith("/") and not _is_of_macintosh(name)))

    def _inner_members(self, name: str) -> tuple[str, ...]:
        if self.depth >= MOST_DEPTH:
            return ()
        try:
            return self._inner(name).members
        except BadFile:
            return ()  # it is a file of that name, and what it is will be said of it

    def _inner(self, name: str) -> InputFile:
        """Return a zip that is a member."""
        if self.path.is_dir():
            return InputFile(self.path / name, progress=self.progress, depth=self.depth + 1)
        copy = _copied_member(self._whole_path, name, self.path.stat().st_mtime_ns)
        shown = f"{self.shown or self.path}: {name}"
        return InputFile(copy.path, "", self.progress, shown, self.depth + 1, copy)

    @cached_property
    def cut_note(self) -> str:
        """What is to be said of a zip that lost its end; "" of one that is whole."""
        mended = bool(self._own_members) and not self.path.is_dir() and self._whole_path != self.path
        return "the zip is cut off: what is whole of it is read" if mended else ""

    @property
    def _whole_path(self) -> Path:
        """The zip, or of one that lost its end a copy of what is whole."""
        mended = self._mended_copy
        return mended.path if mended else self.path

    @cached_property
    def _mended_copy(self) -> DiskCopy | None:
        return None if zipfile.is_zipfile(self.path) else mend_zip(self.path)

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

    @property
    def is_text(self) -> bool:
        """Whether it may be a text: a plain file that does not begin as files of bytes do."""
        head = self.head[:4096]
        return bool(head) and (b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff")))

    def of_member(self, member: str) -> InputFile:
        """Return a member of a zip or of a folder, or of a zip in it."""
        at = member.lower().find(ZIP_IN_PATH)
        while at >= 0:
            end = at + len(ZIP_IN_PATH) - 1
            if member[:end] in self._own_members:
                return self._inner(member[:end]).of_member(member[end + 1 :])
            at = member.lower().find(ZIP_IN_PATH, end)
        if self.path.is_dir():
            return InputFile(self.path / member, progress=self.progress)
        path = self._whole_path
        return InputFile(
            path, member, self.progress, self.shown or str(self.path), self.depth, self._mended_copy or self.copy
        )

    def beside(self, suffix: str) -> InputFile | None:
        """Return the file of the same name with another ending, None if there is none."""
        if not self.member:
            other = self.path.with_suffix(suffix)
            return InputFile(other, progress=self.progress) if other.is_file() else None
        name = str(PurePosixPath(self.member).with_suffix(suffix))
        with zipfile.ZipFile(self.path) as archive:
            known = name in archive.namelist()
        return InputFile(self.path, name, self.progress, self.shown, self.depth, self.copy) if known else None

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
                        yield unpack(file)
            else:
                with self.path.open("rb") as file:
                    yield unpack(file)
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

    @cached_property
    def database_tables(self) -> frozenset[str]:
        """The names of the tables of an SQLite database, none of another file."""
        if not self.head.startswith(SQLITE_MAGIC):
            return frozenset()
        try:
            with self.database() as database:
                rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                return frozenset(str(row[0]) for row in rows)
        except BadFile:
            return frozenset()

    def refuse_damage(self, error: BaseException) -> BadFile:
        """Return the sentence about a packed file that cannot be unpacked."""
        if isinstance(error, OSError) and error.strerror:
            return BadFile(f"{self.place}: cannot be read: {error.strerror}")
        return BadFile(f"{self.place}: is damaged or cut off: {error}; copy it again")

    @property
    def _is_zip(self) -> bool:
        with self.path.open("rb") as file:
            return file.read(4) in (ZIP_MAGIC, EMPTY_ZIP)

    @contextmanager
    def _on_disk(self) -> Iterator[Path]:
        if not self.member and self.path.suffix.lower() != ".gz":
            yield self.path
            return
        with tempfile.TemporaryDirectory(prefix="secondheart-") as folder:
            path = Path(folder) / "database"
            with self.open() as file, path.open("wb") as copy:
                shutil.copyfileobj(Bounded(file, MOST_BYTES["database"], self.place), copy)
            yield path


def _folder_members(folder: Path) -> list[str]:
    names: list[str] = []
    for place, _, files in os.walk(folder):
        names += [(Path(place) / name).relative_to(folder).as_posix() for name in files]
        if len(names) > MOST_ROWS["members"]:
            break
    return names


def _is_of_macintosh(name: str) -> bool:
    return name.startswith(MACINTOSH) or f"/{MACINTOSH}" in name or PurePosixPath(name).name.startswith("._")


@lru_cache(maxsize=MOST_COPIES)
def _copied_member(path: Path, member: str, _changed_ns: int) -> DiskCopy:
    def write(copy: IO[bytes]) -> None:
        with InputFile(path, member).open() as file:
            shutil.copyfileobj(Bounded(file, MOST_BYTES["database"], f"{path}: {member}"), copy)

    return copy_to_disk(write)
