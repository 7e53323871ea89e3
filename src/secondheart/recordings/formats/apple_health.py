"""Apple Health: `export.xml`, or the zip that holds it.

The file is read as a stream, and of it steps, heart rate, breathing rate and sleep. The phone and the watch count the
same steps: each device is a source of its own, and `sources` chooses among them. Their names, which are often those of
people, are left in the file, and so is everything else in it.
"""

from __future__ import annotations

import re
from typing import IO
from xml.parsers import expat

from secondheart._limits import MOST_BYTES
from secondheart.errors import BadFile
from secondheart.recordings.clock import zone_of
from secondheart.recordings.formats._apple_records import RECORDS, Collected
from secondheart.recordings.input_file import UNREADABLE, InputFile
from secondheart.recordings.logbook import Logbook
from secondheart.recordings.registry import Format, Options

CHUNK = 256 * 1024
LONGEST_TOKEN = (
    4 * 1024 * 1024
)  # assumed: a record has some hundred letters; an unfinished one is looked at again and again
UNALLOWED = bytes(set(range(32)) - {9, 10, 13})  # some exports hold them, and XML has none
EXPORT, CLINICAL = "export.xml", "_cda"
FOLDER = "apple_health_export/"
ROOT = "HealthData"
CUT = ("no element found", "unclosed token", "unclosed CDATA section", "partial character")


def apple_logbook(file: InputFile, options: Options) -> Logbook:
    """Read an export of Apple Health as a logbook.

    Raises
    ------
    BadFile
        If it cannot be read, is no such export, or holds too many values that cannot be.
    UnknownName
        If there is no such zone.
    """
    known = zone_of(options.zone)
    export = _export_of(file)
    collected, notes = Collected(export.place), list[str]()
    with export.open() as stream:
        _parse(stream, export, collected, notes)
    collected.flush()
    collected.tally.require(export.place, RECORDS)
    return collected.logbook(known, notes)


def _export_of(file: InputFile) -> InputFile:
    """Return the export in a zip or a folder: export.xml, or as the phone's language calls it."""
    if not file.members:
        return file
    names = _exports(file)
    named = [name for name in names if name.rpartition("/")[2].lower() == EXPORT]
    for one in (named, names):
        if len(one) == 1:
            return file.of_member(one[0])
    held = ", ".join(file.members[:3]) or "nothing"
    raise BadFile(f"{file.place}: holds no {EXPORT} ({held[:200]}); the zip of Apple Health's export is needed")


def _exports(file: InputFile) -> list[str]:
    return [name for name in file.members if name.lower().endswith(".xml") and CLINICAL not in name.lower()]


def _parse(stream: IO[bytes], file: InputFile, collected: Collected, notes: list[str]) -> None:
    parser, place = expat.ParserCreate("UTF-8"), file.place  # whatever it declares
    head = file.read_bytes(stream, CHUNK)
    if not head.strip():
        raise BadFile(f"{place}: is empty; an export of Apple Health is needed")
    skipped, head = _without_dtd(head + file.read_bytes(stream, MOST_BYTES["document type"]))

    def start(name: str, _: dict[str, str]) -> None:
        if name != ROOT:
            raise BadFile(f"{place}: is not an export of Apple Health: it begins with {name[:60]!r}, not {ROOT}")
        parser.StartElementHandler = collected.element

    collected.line = lambda: parser.CurrentLineNumber + skipped
    parser.StartElementHandler = start
    parser.buffer_text = True
    try:
        _feed(parser, head, stream, file)
    except expat.ExpatError as error:
        what, line = expat.ErrorString(error.code), error.lineno + skipped
        if parser.StartElementHandler is start:  # nothing was read
            cut = f"is cut off at line {line}" if what in CUT else f"line {line}: is not valid XML ({what})"
            raise BadFile(f"{place}: {cut}; export it again") from None
        notes.append(f"is {'cut off' if what in CUT else f'no valid XML ({what})'} at line {line}: read as far as that")


def _feed(parser: expat.XMLParserType, head: bytes, stream: IO[bytes], file: InputFile) -> None:
    whole, total, moved, before = file.size, len(head), 0, -1
    parser.Parse(head.translate(None, UNALLOWED), False)
    while chunk := _next(stream):
        total += len(chunk)
        if total > MOST_BYTES["file"]:
            raise BadFile(f"{file.place}: is longer than the {MOST_BYTES['file']} bytes that are allowed")
        parser.Parse(chunk.translate(None, UNALLOWED), False)
        moved, before = (total, parser.CurrentByteIndex) if parser.CurrentByteIndex != before else (moved, before)
        if total - moved > LONGEST_TOKEN:
            raise BadFile(f"{file.place}: holds one piece of more than {LONGEST_TOKEN} bytes, which no export does")
        file.progress(total, whole)
    parser.Parse(b"", True)


def _next(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(CHUNK)
    except UNREADABLE:  # a packed file that is cut off ends here
        return b""


def _without_dtd(head: bytes) -> tuple[int, bytes]:
    """Return how many lines the document type has, and the text without it: that of some versions is not valid."""
    begin = head.find(b"<!DOCTYPE")
    end = head.find(b"]>", begin) if begin >= 0 else -1
    if end < 0 or b"<" + ROOT.encode() in head[:begin]:
        return 0, head
    return head.count(b"\n", begin, end), head[:begin] + head[end + 2 :]


def _is_export(file: InputFile) -> bool:
    if file.members:
        names = _exports(file)
        if any(FOLDER in name for name in names):
            return True
        return any(name.rpartition("/")[2].lower() == EXPORT for name in names) or (
            len(names) == 1 and any(CLINICAL in name.lower() for name in file.members)
        )
    return bool(re.search(rf"<(!DOCTYPE )?{ROOT}\b", file.head_text))


FORMAT = Format(
    name="Apple Health",
    suffixes=(".xml", ".zip"),
    gives="steps, heart rate, breathing rate; sleep as lying, rides",
    export="iPhone: Health, the picture at the top right, Export All Health Data: a zip",
    sniff=_is_export,
    read=apple_logbook,
    checked="files written by hand in the form of versions 11 to 14 of the export",
    order=3,
    fallback=(".xml",),
)
