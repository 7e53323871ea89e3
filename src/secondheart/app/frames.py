"""The binary frame: a header, then float32 blocks in the order of `hello`."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntFlag

import numpy as np
from numpy.typing import NDArray

from secondheart.app.plain import Table
from secondheart.errors import InputError

MAGIC = 0x31464853  # "SHF1"
HEADER = struct.Struct("<IIdHHHHfffHH")
FLAGS_AT = 18  # of the header

Floats = NDArray[np.float64]


class Flag(IntFlag):
    """What is to be known of a frame beside its numbers."""

    REPLAYED = 1  # from the ring buffer, not live
    SUMMARY = 2  # the tab is hidden
    ENVELOPE = 4  # samples are lowest, mean, highest
    PAUSED = 8  # nothing moved
    GAP = 16  # time does not follow on the frame before


@dataclass(frozen=True)
class BodyFrame:
    """What a frame holds of one body."""

    blocks: tuple[Floats, ...]
    samples: Floats  # rows x columns
    beats: Floats  # rows x columns


@dataclass(frozen=True)
class Frame:
    """A frame before it is packed, or after it was unpacked."""

    seq: int
    time_s: float
    hello: int
    flags: int
    span_s: float
    sample_s: float
    speed: float
    bodies: tuple[BodyFrame, ...]


def pack_frame(frame: Frame) -> bytes:
    """Return a frame as bytes."""
    beats = [len(body.beats) for body in frame.bodies]
    header = HEADER.pack(
        MAGIC,
        frame.seq,
        frame.time_s,
        frame.hello,
        int(frame.flags),
        len(frame.bodies),
        len(frame.bodies[0].samples),
        frame.span_s,
        frame.sample_s,
        frame.speed,
        beats[0],
        beats[1] if len(beats) > 1 else 0,
    )
    parts = [part.ravel() for body in frame.bodies for part in (*body.blocks, body.samples, body.beats)]
    return header + np.concatenate(parts).astype("<f4").tobytes()


def unpack_frame(data: bytes, hello: Table) -> Frame:
    """Return the frame in some bytes.

    Parameters
    ----------
    data : bytes
    hello : dict
        The message with the blocks and columns.

    Raises
    ------
    InputError
        If it is not a frame of that hello.
    """
    if len(data) < HEADER.size or HEADER.unpack_from(data)[0] != MAGIC:
        raise InputError("these bytes are not a frame of the live page")
    _, seq, time_s, number, flags, bodies, samples, span_s, sample_s, speed, *beats = HEADER.unpack_from(data)
    counts = [block["count"] for block in hello["blocks"]]
    shapes = [(samples, len(hello["samples"])), (0, len(hello["beats"]))]
    sizes = [[*counts, samples * shapes[0][1], beats[body] * shapes[1][1]] for body in range(bodies)]
    if number != hello["id"] or len(data) != HEADER.size + 4 * sum(map(sum, sizes)):
        raise InputError(f"frame {seq} does not belong to hello {hello['id']}")
    values = np.frombuffer(data, "<f4", offset=HEADER.size).astype(float)
    parts = np.split(values, np.cumsum([size for one in sizes for size in one])[:-1])
    each = len(counts) + 2
    body = [
        _body_frame(parts[each * body : each * (body + 1)], *(wide for _, wide in shapes)) for body in range(bodies)
    ]
    return Frame(seq, time_s, number, flags, span_s, sample_s, speed, tuple(body))


def _body_frame(parts: list[Floats], wide: int, beat_wide: int) -> BodyFrame:
    *blocks, samples, beats = parts
    return BodyFrame(tuple(blocks), samples.reshape(-1, wide), beats.reshape(-1, beat_wide))


def add_flag(data: bytes, flag: Flag) -> bytes:
    """Return a packed frame with one flag more."""
    flags = int.from_bytes(data[FLAGS_AT : FLAGS_AT + 2], "little") | flag
    return data[:FLAGS_AT] + flags.to_bytes(2, "little") + data[FLAGS_AT + 2 :]


def envelope(rows: Floats) -> Floats:
    """Return the lowest, mean and highest of each column."""
    return np.stack([rows.min(axis=0), rows.mean(axis=0), rows.max(axis=0)]) if len(rows) else rows
