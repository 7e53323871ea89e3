"""A FIT file is read whole or refused with one sentence."""

from __future__ import annotations

import contextlib
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from secondheart.errors import BadFile, InputError, MissingExtra
from secondheart.recordings import Recording, read_activity
from secondheart.recordings.formats.fit import read_content
from tests.recordings import fitfile as fit
from tests.recordings.fitfile import Row, steady

WALK = fit.activity(steady(20, 5), sport=fit.WALKING)


@pytest.fixture
def read(tmp_path: Path):
    def read(data: bytes) -> Recording:
        path = tmp_path / "some.fit"
        path.write_bytes(data)
        return read_activity(path)

    return read


def test_values_are_those_that_were_written(read) -> None:
    recording = read(fit.activity([Row(0, 100, 80), Row(1, None, 81, 64), Row(3, 102, None), Row(7, 104, 0), Row(15)]))
    assert recording.sport == "running"
    assert recording.sub_sport == "generic"
    assert recording.start == datetime(2024, 11, 8, 11, 33, 20, tzinfo=UTC)
    assert_array_equal(recording.t_s, [0, 1, 3, 7, 15])
    assert_array_equal(recording.heart_rate_bpm, [100, np.nan, 102, 104, 120])
    assert_array_equal(recording.cadence_per_min, [80, 81.5, np.nan, 0, 60])
    assert recording.duration_s == 15.0
    assert recording.filled_s == 2.0 + 4.0
    assert recording.missing_s("heart_rate_bpm") == 2.0
    assert recording.missing_s("cadence_per_min") == 4.0


def test_every_channel_says_where_it_comes_from(read) -> None:
    provenance = read(WALK).provenance
    assert provenance["heart_rate_bpm"] == provenance["cadence_per_min"] == provenance["start"] == "measured"
    assert provenance["pauses"] == provenance["effort"] == "derived"
    assert provenance["posture"] == "assumed"


def test_a_clock_that_was_never_set_counts_from_the_epoch(read) -> None:
    recording = read(fit.activity(steady(20), begin=86_400))
    assert recording.start == datetime(1990, 1, 1, tzinfo=UTC)
    assert recording.provenance["start"] == "assumed"


def test_a_recording_cannot_be_changed(read) -> None:
    recording = read(WALK)
    with pytest.raises(ValueError, match="read-only"):
        recording.heart_rate_bpm[0] = 1.0
    with pytest.raises(AttributeError, match="cannot assign"):
        recording.sport = "chess"
    with pytest.raises(TypeError, match="does not support item assignment"):
        recording.provenance["posture"] = "measured"


def test_positions_are_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "positions.fit"
    path.write_bytes(fit.activity([Row(t_s, position=(495280430, -872696681)) for t_s in range(20)]))
    content = read_content(path)
    assert {name for row in content["record"] for name in row} == {"timestamp", "heart_rate", "cadence"}
    assert "495280430" not in repr(content)


def test_two_records_of_one_second_complete_each_other(read) -> None:
    recording = read(fit.activity([Row(0), Row(1, None, 70), Row(1, 130, None), Row(2)]))
    assert_array_equal(recording.t_s, [0, 1, 2])
    assert recording.heart_rate_bpm[1] == 130
    assert recording.cadence_per_min[1] == 70


def test_a_file_without_session_goes_by_its_sport_message(read) -> None:
    records = b"".join(fit.record(row) for row in steady(20))
    sport = fit.message(fit.SPORT, [(0, fit.ENUM, fit.HIKING), (1, fit.ENUM, 0)])
    assert read(fit.wrap(fit.file_id() + sport + records)).sport == "hiking"


@pytest.mark.parametrize(
    ("rows", "timers", "pauses"),
    [
        (steady(60), [], ()),
        (steady(60), [(0, fit.START), (60, fit.STOP_ALL)], ()),
        (steady(60), [(20, fit.STOP_ALL), (31, fit.START)], ((20.0, 31.0),)),
        (steady(60), [(31, fit.START), (20, fit.STOP_ALL), (25, fit.STOP_ALL)], ((20.0, 31.0),)),
        (steady(60, 5), [(21, fit.STOP_ALL), (24, fit.START)], ((20.0, 25.0),)),
        (steady(60, 5), [(21, fit.STOP_ALL), (23, fit.START)], ()),
        ([*steady(30), Row(40), *(Row(t) for t in range(51, 80))], [], ((40.0, 51.0),)),
        ([*steady(30), *(Row(t) for t in range(60, 90))], [(31, fit.STOP_ALL), (59, fit.START)], ((30.0, 60.0),)),
        (steady(600, 60), [], ()),
        (steady(60), [(58, fit.STOP_ALL)], ((58.0, 60.0),)),
    ],
    ids=[
        "none", "start and end", "timer", "events out of order and repeated", "timer snaps to records", "too short",
        "gap", "timer and gap are one", "slow device", "records after the end",
    ],
)  # fmt: skip
def test_pauses(read, rows, timers, pauses) -> None:
    recording = read(fit.activity(rows, timers=timers))
    assert recording.pauses == pauses
    assert recording.filled_s == sum(stop - start for start, stop in pauses)


def test_a_recording_ends_at_the_last_stop_of_the_timer(read) -> None:
    recording = read(fit.activity(steady(60, 5), timers=[(63, fit.STOP_ALL)]))
    assert recording.duration_s == 63.0
    assert recording.pauses == ()


def several_sports() -> bytes:
    records = b"".join(fit.record(row) for row in steady(20))
    return fit.wrap(fit.file_id() + records + fit.session(fit.RUNNING) + fit.session(fit.SWIMMING))


def no_time() -> bytes:
    return fit.wrap(fit.file_id() + fit.message(fit.RECORD, [(3, fit.UINT8, 100)]) + fit.session(fit.RUNNING))


REFUSED = {
    "empty": (b"", "is empty"),
    "text": (b"t_s,heart_rate_bpm\n0,120\n", "is not a FIT file: bytes 8 to 11 are"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is not a FIT file"),
    "short": (WALK[:9], "is not a FIT file"),
    "truncated": (WALK[:100], "is cut off at byte 100"),
    "half a header": (WALK[:13], "is cut off at byte|corrupt header"),
    "bad checksum": (WALK[:-2] + b"\x00\x00", "checksum does not fit"),
    "bad checksum of the header": (WALK[:12] + b"\x01\x02" + WALK[14:], "checksum does not fit"),
    "tail": (WALK + b"and something else", "has a corrupt header: not a FIT file @ "),
    "settings": (fit.wrap(fit.file_id(fit.SETTINGS)), r"holds no activity records \(file type 'settings'\)"),
    "no message": (fit.wrap(b""), r"holds no activity records \(file type unknown\)"),
    "undefined message": (fit.wrap(b"\x03\x00"), "is not valid FIT .*local message 3 not defined"),
    "wrong length": (fit.wrap(fit.file_id(), 10), r"is not valid FIT \(its parts contradict each other\); "),
    "no sport": (fit.wrap(fit.file_id() + fit.record(Row(0))), "names no sport; exactly one is needed"),
    "several sports": (several_sports(), r"names several sports \(running, swimming\)"),
    "rowing": (fit.activity(steady(20), sport=fit.ROWING), "'rowing' has no muscle pattern in the model; "),
    "swimming": (fit.activity(steady(20), sport=fit.SWIMMING), "'swimming' has no muscle pattern in the model; "),
    "unheard of": (fit.activity(steady(20), sport=200), "'200' has no muscle pattern in the model; allowed"),
    "turns": (
        fit.activity([Row(0), Row(5, 150, 251)], sport=fit.CYCLING),
        "cadence_per_min = 251 cannot be; .* 0 to 250 t",
    ),
    "watts": (
        fit.activity([Row(0, watts=90), Row(5, watts=3001)], sport=fit.CYCLING),
        "record 2 .* power_watts = 3001 cannot be; allowed are 0 to 3000 W, or no value",
    ),
    "no time": (no_time(), "has no usable record: none of its 1 has a time"),
    "one instant": (fit.activity([Row(0)]), "all its records are of one instant"),
    "back in time": (fit.activity([Row(0), Row(5), Row(4)]), "record 3: time 1100000004 s is before .* 1100000005 s"),
    "slow heart": (
        fit.activity([Row(0), Row(5, 24), Row(10)]),
        r"record 2 at 5 s \(2024-11-08 11:33:25 UTC\): heart_rate_bpm = 24 cannot be; allowed are 25 to 230 bpm",
    ),
    "fast heart": (fit.activity([Row(0, 231), Row(5)]), "record 1 at 0 s .* heart_rate_bpm = 231 cannot be"),
    "cadence of steps": (fit.activity([Row(0), Row(5, 150, 174)]), "cadence_per_min = 174 cannot be; .* 0 to 150 str"),
    "no heart rate": (
        fit.activity([Row(t_s, None) for t_s in range(20)]),
        r"19 s of its 19 s have no heart rate \(19 s\) or no cadence \(0 s\), pauses included; at most half may",
    ),
    "no cadence": (fit.activity([Row(t_s, 99, None) for t_s in range(20)]), r"have .* \(0 s\) or no cadence \(19 s\)"),
    "mostly a pause": (fit.activity([*steady(20), Row(42)]), r"22 s of its 42 s have no heart rate \(22 s\)"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_in_one_sentence(read, name: str) -> None:
    data, sentence = REFUSED[name]
    with pytest.raises(InputError, match=rf"some\.fit: .*(?:{sentence})") as caught:
        read(data)
    assert "\n" not in str(caught.value)


def test_exactly_half_may_be_missing(read) -> None:
    assert read(fit.activity([*steady(20), Row(40)])).filled_s == 20.0


@pytest.mark.parametrize("heart_rate", [25, 230])
def test_the_bounds_of_the_heart_rate_are_allowed(read, heart_rate: int) -> None:
    assert read(fit.activity([Row(0, heart_rate), Row(5)])).heart_rate_bpm[0] == heart_rate


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"nowhere\.fit: cannot be read: No such file"):
        read_activity(tmp_path / "nowhere.fit")
    (tmp_path / "folder.fit").mkdir()
    with pytest.raises(BadFile, match="cannot be read: Is a directory"):
        read_activity(str(tmp_path / "folder.fit"))


def test_without_fitdecode_the_line_that_mends_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fitdecode", None)
    with pytest.raises(MissingExtra, match=r"reading a FIT file needs .* pip install 'secondheart\[recordings\]'"):
        read_activity(tmp_path / "some.fit")


def test_a_file_of_another_kind_is_refused_by_its_name(tmp_path: Path) -> None:
    for name in ("some.gpx", "some", "some.fit.gz"):
        with pytest.raises(BadFile, match=rf"{name}: is not a recording: the name .* must end in .fit or .csv"):
            read_activity(tmp_path / name)


@pytest.mark.parametrize("length", range(1, len(WALK), 7))
def test_no_part_of_a_file_passes_for_the_whole(read, length: int) -> None:
    with pytest.raises(BadFile):
        read(WALK[:length])


@given(place=st.integers(0, len(WALK) - 1), flip=st.integers(1, 255))
def test_any_changed_byte_is_noticed(tmp_path_factory: pytest.TempPathFactory, place: int, flip: int) -> None:
    path = tmp_path_factory.getbasetemp() / "changed.fit"
    changed = bytearray(WALK)
    changed[place] ^= flip
    path.write_bytes(changed)
    with pytest.raises(BadFile):
        read_activity(path)


@given(changes=st.dictionaries(st.integers(0, len(WALK) - 17), st.integers(0, 255), min_size=1, max_size=6))
def test_nonsense_under_a_good_checksum_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, changes: dict[int, int]
) -> None:
    path = tmp_path_factory.getbasetemp() / "nonsense.fit"
    body = bytearray(WALK[14:-2])
    for place, value in changes.items():
        body[place] = value
    path.write_bytes(fit.wrap(bytes(body)))
    with contextlib.suppress(InputError):
        assert read_activity(path).duration_s > 0.0
