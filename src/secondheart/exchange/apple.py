"""Apple Health: `export.xml`, or the zip that holds it, in the neutral form.

The file is read as a stream, and of it steps, heart rate, breathing rate and sleep. The phone and the watch count the
same steps: each device is a source of its own, and `sources` chooses among them. Their names, which are often those of
people, are left in the file, and so is everything else in it.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.parsers import expat

from secondheart.errors import BadFile
from secondheart.exchange.apple_records import Collected, NotAllowed
from secondheart.exchange.clock import zone_of
from secondheart.exchange.logbook import Logbook

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
