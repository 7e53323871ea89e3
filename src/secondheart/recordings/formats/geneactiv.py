"""GENEActiv: the `.bin` file, a text of pages of 300 samples in hexadecimal digits.

The header tells the calibration of the axes; each page its time (local) and its rate. Names and serial numbers are left
in the file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

import numpy as np

from secondheart._limits import MOST_BYTES
from secondheart.errors import BadFile
from secondheart.recordings.clock import EPOCH, NO_ZONE, Clock, zone_of
from secondheart.recordings.formats._acceleration import SAMPLE_ROWS, Samples, acceleration_tables, local_shift_s
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import Floats, Logbook
from secondheart.recordings.registry import Format, Options

PAGE_MARK = "Recorded Data"
PAGE_LINES = 10  # its mark, eight lines of what it is, and the samples
CALIBRATION = re.compile(r"^([xyz]) (gain|offset):(-?\d+)", re.MULTILINE)
PAGE_TIME = re.compile(r"Page Time:(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d):(\d{3})")
PAGE_RATE = re.compile(r"Measurement Frequency:([\d.,]+)")
DIGITS_OF_SAMPLE = 12
PAGES = "pages"
PAGES_AT_ONCE = 1200
SENSITIVITY = 100.0  # by which what is measured is multiplied before the offset is taken


def geneactiv_logbook(file: InputFile, options: Options) -> Logbook:
    """Read a `.bin` file as a logbook of steps by the minute.

    Raises
    ------
    BadFile
        If its header tells no calibration, or too many pages cannot be used.
    UnknownName
        If there is no such zone.
    """
    clock, tally = Clock(zone_of(options.zone)), Tally()
    calibration = {
        (axis, what): float(value) for axis, what, value in CALIBRATION.findall(file.head_text.replace("\r", ""))
    }
    if len(calibration) < 6 or not all(calibration[axis, "gain"] for axis in "xyz"):
        raise BadFile(f"{file.place}: its header tells no gain and offset of x, y and z")
    gain, offset = (np.array([calibration[axis, what] for axis in "xyz"]) for what in ("gain", "offset"))
    tables = acceleration_tables(file.place, _parts(file, gain, offset, clock, tally), "accelerometer", tally)
    tally.require(file.place, PAGES)
    tally.require(file.place, SAMPLE_ROWS)
    notes = () if clock.zone else (NO_ZONE,)
    return Logbook(file.place, clock, tuple(tables), notes, tally.rows, "accelerometer (GENEActiv)")


def _parts(file: InputFile, gain: Floats, offset: Floats, clock: Clock, tally: Tally) -> Iterator[Samples]:
    pages, shift = _pages(file, tally), math.nan
    while some := list(islice(pages, PAGES_AT_ONCE)):
        times = np.concatenate([times for times, _ in some])
        raw = np.concatenate([raw for _, raw in some])
        if math.isnan(shift):  # the device does not put its clock forward or back
            shift = local_shift_s(times[0], clock)
        yield Samples(times + shift, (SENSITIVITY * raw - offset) / gain)


def _pages(file: InputFile, tally: Tally) -> Iterator[tuple[Floats, Floats]]:
    done = 0
    with file.open() as stream:
        lines = iter(lambda: stream.readline(MOST_BYTES["head"]), b"")
        for line in lines:
            done += len(line)
            if done > MOST_BYTES["file"]:
                raise BadFile(f"{file.place}: is longer than the {MOST_BYTES['file']} bytes that are allowed")
            if not line.startswith(PAGE_MARK.encode()):
                continue
            texts = [one.decode("latin-1").strip() for one in islice(lines, PAGE_LINES - 1)]
            done += sum(map(len, texts))
            tally.count(PAGES)
            page = _page(texts)
            if page is None:
                tally.leave_out(PAGES, "not understood")
            else:
                yield page
            file.progress(min(done, file.size), file.size)


def _page(texts: list[str]) -> tuple[Floats, Floats] | None:
    """Return the moments and the raw values of a page, None if it is damaged."""
    head = "\n".join(texts[:-1])
    time, rate = PAGE_TIME.search(head), PAGE_RATE.search(head)
    if time is None or rate is None or not texts:
        return None
    try:
        hz = float(rate[1].replace(",", "."))
        begin = (datetime.fromisoformat(time[1]) - EPOCH).total_seconds() + int(time[2]) / 1000.0
        digits = texts[-1][: len(texts[-1]) // DIGITS_OF_SAMPLE * DIGITS_OF_SAMPLE]
        data = np.frombuffer(bytes.fromhex(digits), np.uint8).reshape(-1, DIGITS_OF_SAMPLE // 2).astype(np.int64)
    except (ValueError, OverflowError):
        return None
    if hz <= 0.0 or not len(data):
        return None
    x = data[:, 0] << 4 | data[:, 1] >> 4
    y = (data[:, 1] & 15) << 8 | data[:, 2]
    z = data[:, 3] << 4 | data[:, 4] >> 4
    raw = (np.stack([x, y, z], axis=1) ^ 0x800) - 0x800  # twelve bits with a sign
    return begin + np.arange(len(raw)) / hz, raw.astype(float)


def _is_geneactiv(file: InputFile) -> bool:
    return file.is_text and file.head_text.startswith("Device Identity") and PAGE_MARK in file.head_text


FORMAT = Format(
    name="GENEActiv (.bin)",
    suffixes=(".bin",),
    gives="steps by the minute; time not worn as gaps",
    export="the GENEActiv software: extract the data, a .bin file",
    sniff=_is_geneactiv,
    read=geneactiv_logbook,
    checked="files written by hand in the form that published readers describe; no device",
    assumes="posture",
    order=2,
    fallback=(".bin",),
)
