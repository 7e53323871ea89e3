"""Axivity: the `.cwa` file of an AX3 or AX6, blocks of 512 bytes as Open Movement describes them.

Times are local, in the clock that the device was set to; names and serial numbers are left in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from secondheart._limits import MOST_BYTES
from secondheart.errors import BadFile
from secondheart.recordings.clock import EPOCH, NO_ZONE, Clock, zone_of
from secondheart.recordings.formats._acceleration import SAMPLE_ROWS, Samples, acceleration_tables, local_shift_s
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.left_out import Tally
from secondheart.recordings.logbook import Floats, Logbook
from secondheart.recordings.registry import Format, Options

CWA_HEADER, CWA_BLOCK = b"MD", b"AX"
BLOCK_BYTES, HEADER_BLOCKS, DATA_AT, DATA_BYTES = 512, 2, 30, 480
BLOCKS_AT_ONCE = 4096  # half an hour at 100 Hz, some blocks of which go on in the next
IN_32_BITS, IN_WORDS = (
    0x30,
    0x32,
)  # three axes in 32 bits, or in three words; 0x62: six words, of which the last three count
CWA_BLOCKS = "blocks"
BLOCK_FIELDS = np.dtype(
    {
        "names": ["mark", "fraction", "stamp", "scale", "rate", "axes", "offset", "count", "data"],
        "formats": ["S2", "<u2", "<u4", "<u2", "u1", "u1", "<i2", "<u2", f"({DATA_BYTES},)u1"],
        "offsets": [0, 4, 14, 18, 24, 25, 26, 28, DATA_AT],
        "itemsize": BLOCK_BYTES,
    }
)


def axivity_logbook(file: InputFile, options: Options) -> Logbook:
    """Read a `.cwa` file as a logbook of steps by the minute.

    Raises
    ------
    BadFile
        If it holds no blocks that can be used, or was sampled too rarely.
    UnknownName
        If there is no such zone.
    """
    clock, tally = Clock(zone_of(options.zone)), Tally()
    tables = acceleration_tables(file.place, _parts(file, clock, tally), "accelerometer", tally)
    tally.require(file.place, CWA_BLOCKS)
    tally.require(file.place, SAMPLE_ROWS)
    notes = () if clock.zone else (NO_ZONE,)
    return Logbook(file.place, clock, tuple(tables), notes, tally.rows, "accelerometer (Axivity)")


def _parts(file: InputFile, clock: Clock, tally: Tally) -> Iterator[Samples]:
    with file.open() as stream:
        file.read_bytes(stream, HEADER_BLOCKS * BLOCK_BYTES)
        done, shift = 0, np.nan
        while data := file.read_bytes(stream, BLOCKS_AT_ONCE * BLOCK_BYTES):
            done += len(data)
            if done > MOST_BYTES["file"]:
                raise BadFile(f"{file.place}: is longer than the {MOST_BYTES['file']} bytes that are allowed")
            blocks = np.frombuffer(data[: len(data) // BLOCK_BYTES * BLOCK_BYTES], BLOCK_FIELDS)
            good = (blocks["mark"] == CWA_BLOCK) & (blocks["count"] > 0) & (blocks["stamp"] > 0)
            tally.count(CWA_BLOCKS, len(blocks))
            tally.leave_out(CWA_BLOCKS, "not understood", int((~good).sum()))
            for block_layout in np.unique(blocks["axes"][good]).tolist():
                part = _samples(blocks[good & (blocks["axes"] == block_layout)], tally)
                if part is None:
                    continue
                if np.isnan(shift):  # the device does not put its clock forward or back
                    shift = local_shift_s(float(np.nanmin(part.t_s)), clock)
                yield Samples(part.t_s + shift, part.g)
            file.progress(done, max(done, file.size))


def _samples(blocks: NDArray[np.void], tally: Tally) -> Samples | None:
    layout = int(blocks["axes"][0])
    width, axes = layout & 0x0F, layout >> 4
    if (layout, width) != (IN_32_BITS, 0) and not (width == 2 and axes in (3, 6, 9)):
        tally.leave_out(CWA_BLOCKS, "without three axes", len(blocks))
        return None
    raw = np.ascontiguousarray(blocks["data"])
    most = DATA_BYTES // (4 if width == 0 else 2 * axes)
    values = _unpack_words(raw) if width == 0 else _words(raw, axes, most)
    unit = 1.0 / 2.0 ** (8 + (blocks["scale"] >> 13).astype(int))
    counts = np.minimum(blocks["count"], most).astype(int)
    place = np.arange(most)[None, :]
    rate = 3200.0 / (1 << (15 - (blocks["rate"] & 0x0F).astype(int)))
    fraction = np.where(blocks["fraction"] & 0x8000, (blocks["fraction"] & 0x7FFF) / 32768.0, 0.0)
    times = (_stamps(blocks["stamp"]) + fraction)[:, None] + (place - blocks["offset"].astype(int)[:, None]) / rate[
        :, None
    ]
    there = place < counts[:, None]
    return Samples(times[there], (values * unit[:, None, None])[there])


def _words(raw: NDArray[np.uint8], axes: int, most: int) -> Floats:
    words = raw[:, : 2 * axes * most].view("<i2").reshape(len(raw), most, axes)
    return np.asarray(words[:, :, 3:6] if axes > 3 else words, dtype=float)


def _unpack_words(raw: NDArray[np.uint8]) -> Floats:
    """Return three signed numbers of 10 bits each from words of 32, whose upper two bits shift them."""
    words = raw.view("<u4")
    shift = (words >> 30).astype(np.int64)
    parts = [((words >> place) & 0x3FF).astype(np.int64) for place in (0, 10, 20)]
    return np.asarray(np.stack([((one ^ 0x200) - 0x200) << shift for one in parts], axis=2), dtype=float)


def _stamps(packed: NDArray[np.uint32]) -> Floats:
    """Return moments of packed local times, nan where there is no such time."""
    moments = np.full(len(packed), np.nan)
    for n, value in enumerate(packed.tolist()):
        try:
            time = datetime(
                2000 + (value >> 26 & 63), value >> 22 & 15, value >> 17 & 31,
                value >> 12 & 31, value >> 6 & 63, value & 63,
            )  # fmt: skip
        except ValueError:
            continue
        moments[n] = (time - EPOCH).total_seconds()
    return moments


def _is_cwa(file: InputFile) -> bool:
    head = file.head
    return head.startswith(CWA_HEADER) and head[1024:1026] == CWA_BLOCK


FORMAT = Format(
    name="Axivity (.cwa)",
    suffixes=(".cwa",),
    gives="steps by the minute; time not worn as gaps",
    export="OmGui or the device as a drive: the .cwa file",
    sniff=_is_cwa,
    read=axivity_logbook,
    checked="files written byte by byte after the description of Open Movement; no device",
    assumes="posture",
    order=2,
    fallback=(".cwa",),
)
