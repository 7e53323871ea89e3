"""WFDB: the beats of a PhysioNet record, from its header and the annotations beside it.

The header (`.hea`) tells the sampling rate, and often time and date of the start. Of the annotations (`.atr`, `.ecg`,
`.qrs`, `.wqrs`, `.ari`) those of beats are read, in the format that is called MIT: words of 16 bits, of which the upper
six are a code and the lower ten the samples since the one before. Notes of a posture ("stand", "tilt up", "supine")
are read as such; a person tilted up is taken to stand. Where there are no annotations, the package wfdb finds the beats
in the ECG.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from datetime import datetime

import numpy as np

from secondheart._limits import MOST_BYTES
from secondheart.errors import BadFile
from secondheart.recordings.clock import NO_ZONE, Clock, NoSuchTime, zone_of
from secondheart.recordings.formats._ecg_beats import beats_of_signal
from secondheart.recordings.formats._lines import read_text
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import SORTS, Logbook, LogTable, table_of
from secondheart.recordings.registry import Format, Options
from secondheart.units import MINUTE_S

WFDB_HEADER = re.compile(
    r"^\S+ \d+(?: ([\d.]+)\S*)?(?: \d+)?(?: (\d\d?:\d\d?:\d\d?)\S*)?(?: (\d\d?/\d\d?/\d{4}))?", re.MULTILINE
)
ANNOTATORS = (".atr", ".ecg", ".qrs", ".wqrs", ".ari")
SIGNALS = (".dat", ".mat", ".edf")
DEFAULT_HZ = 250.0  # as the format has it where a header tells none
WFDB_BEATS = (*range(1, 14), 25, 30, 34, 35, 38, 41)  # codes of beats of any kind
SKIP, TEXT, MARKS = 59, 63, (60, 61, 62)  # an interval of 32 bits, a text, and marks that take no time
POSTURE_OF_NOTE = (  # the first that fits
    ("lie", re.compile(r"\b(supine|lying|lie|tilt\w*[ _-]*down|down[ _-]*tilt)", re.IGNORECASE)),
    ("sit", re.compile(r"\b(sit|seated)", re.IGNORECASE)),
    ("stand", re.compile(r"\b(stand|upright|tilt|head[ _-]*up)", re.IGNORECASE)),
)
BEAT_INTERVALS = "intervals"
SOURCE = "ECG"


def wfdb_logbook(file: InputFile, options: Options) -> Logbook:
    """Read the beats of a record as a logbook.

    Raises
    ------
    BadFile
        If it has no annotations, or fewer than two beats.
    UnknownName
        If there is no such zone.
    """
    zone, tally = zone_of(options.zone), Tally()
    lines = read_text(file, MOST_BYTES["WFDB"]).splitlines()
    match = WFDB_HEADER.search("\n".join(line for line in lines if line[:1] != "#"))
    if match is None or float(match.group(1) or DEFAULT_HZ) <= 0.0:
        raise BadFile(f"{file.place}: is no header of a WFDB record: its first line tells no sampling rate")
    hz, annotations = float(match.group(1) or DEFAULT_HZ), _annotations(file)
    marks = list(_marks(annotations)) if annotations else [(float(one), None) for one in _samples_of_beats(file)]
    beats = np.array([sample for sample, note in marks if note is None]) / hz
    if len(beats) < 2:
        raise BadFile(f"{file.place}: has {len(beats)} beats; at least 2 are needed")
    clock, began = _start(match, Clock(zone))
    lengths = np.diff(beats)
    rates = tally.believe(
        BEAT_INTERVALS, MINUTE_S / np.maximum(lengths, 1e-9), (SORTS["beats"].low, SORTS["beats"].high)
    )
    good = ~np.isnan(rates)
    table = table_of("beats", SOURCE, "measured", began + beats[:-1][good], began + beats[1:][good], value=rates[good])
    notes = () if zone or not clock.dated else (NO_ZONE,)
    postures = _postures([(began + sample / hz, note) for sample, note in marks if note], began + beats[-1])
    device = "ECG with annotated beats" if annotations else "ECG"
    return Logbook(file.place, clock, (table, *postures), notes, tally.rows, device)


def _start(match: re.Match[str], clock: Clock) -> tuple[Clock, float]:
    try:
        return clock, clock.moment(datetime.strptime(f"{match.group(3)} {match.group(2)}", "%d/%m/%Y %H:%M:%S"))
    except (ValueError, NoSuchTime, OverflowError):
        return Clock(dated=False), 0.0


def _annotations(file: InputFile) -> bytes:
    """Return the annotations that stand beside a header, on the disk or in the same zip; none if there are none."""
    for annotator in ANNOTATORS:
        if beside := file.beside(annotator):
            return beside.read_all(MOST_BYTES["WFDB"])
    return b""


def _samples_of_beats(file: InputFile) -> Iterable[float]:
    """Return the beats of the ECG that stands beside a header on the disk."""
    if file.member or not any(file.beside(ending) for ending in SIGNALS):
        raise BadFile(
            f"{file.place}: beside it stands none of its annotations ({', '.join(ANNOTATORS)}), and no ECG on the disk"
        )
    return map(float, beats_of_signal(file.path))


def _postures(notes: list[tuple[float, str]], end: float) -> tuple[LogTable, ...]:
    """Return the postures that notes name, each until the next."""
    named = ((moment, [name for name, word in POSTURE_OF_NOTE if word.search(note)]) for moment, note in notes)
    changes = [(moment, names[0]) for moment, names in named if names and moment < end]
    if not changes:
        return ()
    starts, names = zip(*changes, strict=True)
    return (table_of("postures", SOURCE, "derived", starts, (*starts[1:], end), name=names),)


def _marks(data: bytes) -> Iterator[tuple[float, str | None]]:
    """Yield the sample of each beat, and of each note with its text; of data that are cut off those that are whole."""
    place, sample = 0, 0
    while place + 2 <= len(data):
        (word,) = struct.unpack_from("<H", data, place)
        place += 2
        code, interval = word >> 10, word & 0x3FF
        if word == 0:
            return
        if code == SKIP:
            if place + 4 > len(data):
                return
            high, low = struct.unpack_from("<hH", data, place)
            sample, place = sample + high * 65_536 + low, place + 4
        elif code == TEXT:
            yield float(sample), data[place : place + interval].rstrip(b"\0").decode("latin-1")
            place += interval + interval % 2
        elif code not in MARKS:
            sample += interval
            if code in WFDB_BEATS:
                yield float(sample), None


def _is_header(file: InputFile) -> bool:
    return file.suffix == ".hea"


FORMAT = Format(
    name="WFDB (PhysioNet)",
    suffixes=(".hea",),
    gives="beats, annotated or found in the ECG; postures, where notes name them",
    export="physionet.org: the header (.hea) and an annotation file (.atr, .ecg, .qrs) of a record, side by side; "
    "without annotations the signals (.dat), and the extra wfdb",
    sniff=_is_header,
    read=wfdb_logbook,
    checked="annotations written byte by byte after the description of the format",
    assumes="that the person sits, where no note names a posture",
    order=2,
)
