"""The frame: what is packed is unpacked, and nothing else is taken for one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart.app.frames import HEADER, BodyFrame, Flag, Frame, add_flag, envelope, pack_frame, unpack_frame
from secondheart.errors import InputError

DATA = Path(__file__).parent / "data"
HELLO: dict[str, Any] = {
    "id": 7,
    "blocks": [{"name": "pressure", "count": 3}, {"name": "flow", "count": 2}],
    "samples": [{"name": "one"}, {"name": "two"}],
    "beats": [{"name": "beat_time"}],
}


def frame(bodies: int = 1, rows: int = 4, beats: int = 1) -> Frame:
    """A frame of round numbers, which float32 holds exactly."""
    seen = tuple(
        BodyFrame(
            blocks=(np.arange(3.0) + 10 * body, np.array([-0.5, 0.25])),
            samples=np.arange(2.0 * rows).reshape(rows, 2) - body,
            beats=np.full((beats + body, 1), 0.75),
        )
        for body in range(bodies)
    )
    return Frame(41, 3600.0625, 7, int(Flag.GAP), 0.04, 0.01, 1.0, seen)


def alike(one: Frame, other: Frame) -> bool:
    heads = [(f.seq, f.time_s, f.hello, f.flags) for f in (one, other)]
    rounded = [np.float32([f.span_s, f.sample_s, f.speed]).tolist() for f in (one, other)]
    parts = [[*seen.blocks, seen.samples, seen.beats] for f in (one, other) for seen in f.bodies]
    half = len(parts) // 2
    pairs = [pair for a, b in zip(parts[:half], parts[half:], strict=True) for pair in zip(a, b, strict=True)]
    return heads[0] == heads[1] and rounded[0] == rounded[1] and all(np.array_equal(a, b) for a, b in pairs)


@pytest.mark.parametrize("bodies", [1, 2])
@pytest.mark.parametrize(("rows", "beats"), [(4, 1), (0, 0), (3, 2)])
def test_what_is_packed_is_unpacked(bodies: int, rows: int, beats: int) -> None:
    made = frame(bodies, rows, beats)
    assert alike(unpack_frame(pack_frame(made), HELLO), made)


def test_the_golden_frame_is_packed_to_the_same_bytes() -> None:
    golden = json.loads((DATA / "golden.json").read_text(encoding="utf-8"))
    assert golden["hello"] == HELLO
    assert pack_frame(frame(2)) == (DATA / "golden.bin").read_bytes()
    read = unpack_frame((DATA / "golden.bin").read_bytes(), HELLO)
    assert golden["values"] == {
        "seq": read.seq,
        "time_s": read.time_s,
        "flags": read.flags,
        "bodies": [
            {"blocks": [b.tolist() for b in s.blocks], "samples": s.samples.tolist(), "beats": s.beats.tolist()}
            for s in read.bodies
        ],
    }


def test_time_and_number_are_exact_after_days() -> None:
    late = Frame(3_000_000_000, 604_800.01, 7, 0, 24.0, 0.0, 600.0, frame().bodies)
    read = unpack_frame(pack_frame(late), HELLO)
    assert (read.seq, read.time_s) == (3_000_000_000, 604_800.01)


def test_a_flag_is_added_and_nothing_else_changed() -> None:
    data = pack_frame(frame())
    marked = add_flag(data, Flag.REPLAYED)
    assert unpack_frame(marked, HELLO).flags == Flag.GAP | Flag.REPLAYED
    assert [i for i, pair in enumerate(zip(data, marked, strict=True)) if pair[0] != pair[1]] == [18]


def test_a_frame_of_another_hello_is_refused() -> None:
    data = pack_frame(frame())
    with pytest.raises(InputError, match="frame 41 does not belong to hello 8"):
        unpack_frame(data, {**HELLO, "id": 8})
    with pytest.raises(InputError, match="does not belong"):
        unpack_frame(data[:-4], HELLO)


@given(st.binary(max_size=200))
def test_bytes_from_anywhere_are_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(InputError, match=r"not a frame|does not belong"):
        unpack_frame(data, {**HELLO, "id": 65_536})  # a number that no header can hold


def test_the_header_is_forty_bytes() -> None:
    assert HEADER.size == 40


def test_an_envelope_is_lowest_mean_and_highest() -> None:
    rows = np.array([[1.0, 5.0], [2.0, -5.0], [6.0, 3.0]])
    assert envelope(rows).tolist() == [[1.0, -5.0], [3.0, 1.0], [6.0, 5.0]]
