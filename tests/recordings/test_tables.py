"""A table of steps, heart rate and posture is read whole or refused with one sentence, and fills its time."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart.errors import BadFile, InputError
from secondheart.protocol import LIE, SIT, STAND, Step
from secondheart.recordings import Recording, read_logbook, read_recording
from secondheart.recordings.heart_effort import effort_of_heart_rate
from tests.recordings.protocols import lengths

MORNING = """t_s,steps,heart_rate_bpm,posture
0,0,62,lie
600,,,sit
1800,104,96,walk
1860,20,90,stand
1920,,,
"""


@pytest.fixture
def read(tmp_path: Path):
    def read(text: str | bytes, name: str = "some.csv", **person) -> Recording:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_recording(path, **person)

    return read


@pytest.fixture
def steps(read):
    def steps(text: str, **person) -> tuple[Step, ...]:
        return read(text, **person).protocol.steps

    return steps


def test_values_are_those_that_were_written(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text("t_s,posture,heart_rate_bpm,steps\n10,sit,60,0\n70, ,,90\n190,walk,101.5,\n250,, ,\n", "utf-8")
    tables = {(table.kind, table.origin): table for table in read_logbook(path).tables}
    assert {key: table.start_s.tolist() for key, table in tables.items()} == {
        ("steps", "measured"): [10, 70],
        ("beats", "measured"): [10, 190],
        ("postures", "measured"): [10, 190],
        ("postures", "assumed"): [70],
        ("gaps", "measured"): [250],
    }
    assert tables["beats", "measured"].value.tolist() == [60, 101.5]
    assert tables["gaps", "measured"].stop_s.tolist() == [310]  # the last row is as long as a usual one


def test_a_date_is_as_good_as_seconds(read) -> None:
    table = read("time,posture\n2026-11-08T07:30:00+01:00,sit\n2026-11-08T06:31Z,stand\n")
    assert table.protocol.starts() == (0.0, 60.0)
    assert table.starts_h == 7.5


@pytest.mark.parametrize("zone", ["", "+00:00"])
def test_an_hour_that_the_clocks_skip_is_told_by_the_offset(read, zone: str) -> None:
    # 29 March 2026, two o'clock is three o'clock: with offsets the hour between is gone
    late = "+02:00" if zone else ""
    early = "+01:00" if zone else ""
    table = read(f"time,posture\n2026-03-29T01:30:00{early},lie\n2026-03-29T03:30:00{late},sit\n")
    assert table.protocol.starts()[1] == (3600.0 if zone else 7200.0)


@pytest.mark.parametrize(
    "text",
    [
        MORNING, "\ufeff" + MORNING, MORNING.replace("\n", "\r\n"), MORNING + "\n\n", MORNING.replace(",", ";"),
        MORNING.replace(",", "\t"), "sep=,\n" + MORNING, MORNING.replace("\n", ",,\n"),
    ],
)  # fmt: skip
def test_spreadsheets_write_the_same_table_differently(read, text: str) -> None:
    assert read(text).protocol == read(MORNING).protocol


def test_a_morning_becomes_a_protocol(read) -> None:
    protocol = read(MORNING).protocol
    assert lengths(protocol.steps) == [
        ("lie", 600.0),
        ("sit", 1200.0),
        ("walk, 52 strides/min", 60.0),
        ("walk, 50 strides/min", 12.0),  # 20 steps at 100 a minute
        ("stand", 48.0),
        ("sit, gap", 330.0),  # the median of the other rows; nothing is known of it
    ]
    assert [step.posture for step in protocol.steps] == [LIE, SIT, STAND, STAND, STAND, SIT]
    assert protocol.duration_s == 2250.0
    assert [step.heart_rate_bpm for step in protocol.steps] == [62, None, 96, 90, 90, None]


def test_without_a_heart_rate_the_heart_finds_its_own(steps) -> None:
    parts = steps("t_s,steps,posture\n0,0,sit\n60,100,stand\n120,0,sit\n")
    assert [step.heart_rate_bpm for step in parts] == [None] * 3
    assert parts[1].activity is not None
    assert 5 < parts[1].activity.effort_percent < 20  # that of the walk


def test_a_heart_rate_is_effort_only_while_the_feet_move(steps) -> None:
    parts = steps("t_s,heart_rate_bpm,posture\n0,120,sit\n60,130,walk\n120,140,stand\n", age_years=50)
    assert [step.heart_rate_bpm for step in parts] == [120.0, 130.0, 140.0]
    assert parts[0].activity is parts[2].activity is None
    assert parts[1].activity is not None
    assert parts[1].activity.effort_percent == pytest.approx(effort_of_heart_rate(130, 50), abs=1e-9)


ROWS = {
    "0,60,walk": [("walk, 30 strides/min", 60.0)],
    "0,59,walk": [("walk, 50 strides/min", 35.4), ("stand", 24.6)],
    "0,60,sit": [("walk, 30 strides/min", 60.0)],
    "0,3,lie": [("walk, 50 strides/min", 1.8), ("lie", 178.2)],
    "0,0,walk": [("stand", 60.0)],
    "0,,walk": [("walk 3 km/h", 60.0)],
    "0,,run": [("run 10 km/h", 60.0)],
    "0,,cycle": [("cycle 50 W, 50/min", 60.0)],
    "0,0,cycle": [("cycle 50 W, 50/min", 60.0)],
    "0,140,walk": [("run, 70 strides/min", 60.0)],
    "0,138,stand": [("walk, 69 strides/min", 60.0)],
    "0,120,run": [("run, 60 strides/min", 60.0)],
    "0,,": [("sit, gap", 60.0)],
}


@pytest.mark.parametrize(("row", "expected"), ROWS.items())
def test_a_row_is_done_as_its_rule_says(steps, row: str, expected) -> None:
    assert lengths(steps(f"t_s,steps,posture\n{row}\n60,0,lie\n120,0,lie\n"))[: len(expected)] == expected


def test_a_ride_with_a_heart_rate_takes_the_power_of_it(steps) -> None:
    parts = steps("t_s,heart_rate_bpm,posture\n0,150,cycle\n60,80,sit\n")
    assert parts[0].label == "cycle, 50 turns/min"
    assert parts[0].activity is not None
    assert parts[0].activity.effort_percent == pytest.approx(effort_of_heart_rate(150), abs=1e-9)
    assert parts[0].activity.strength_percent > 100


HEAD = "t_s,steps,heart_rate_bpm,posture\n"
REFUSED = {
    "": "is empty: it has no bytes",
    "\n\n": "line 1: is empty; a header with t_s or time, and one or more of steps, heart_rate_bpm, posture is needed",
    "0,62,lie\n": "line 1: names no columns: it holds '0, 62, lie'; needed are t_s or time",
    "colour,mood\n0,62\n": "line 1: is a table of no known form, with the columns 'colour, mood'; needed are t_s or",
    "t_s,mood\n0,62\n60,62\n": "line 1: has only t_s, mood; one or more of steps, heart_rate_bpm, posture are",
    "t_s,steps,steps\n0,1,1\n": "line 1: the column 'steps' is there 2 times; once is allowed",
    "steps,posture\n0,lie\n": "line 1: has the columns steps, posture; exactly one of t_s and time is needed",
    "t_s,time,steps\n": "line 1: has the columns t_s, time, steps; exactly one of t_s and time",
    "t_s\n0\n60\n": "line 1: has only t_s; one or more of steps, heart_rate_bpm, posture are needed",
    HEAD: "has 0 rows below its header; 1 to 100000 are allowed",
    HEAD + "0,0,62,lie\n": "has 1 row with a time; 2 are needed",
    HEAD + "0,0,62\n60,0,62,lie\n": "line 2: has 3 cells; 4 are needed, as many as in the header",
    HEAD + "0,0,62,lie\n\n60,0,62,lie,5\n": "line 4: has 5 cells; 4 are needed",
    HEAD + "zero,0,62,lie\n60,,,\n": "line 2: t_s = 'zero' is not allowed: a number of seconds",
    HEAD + "0,0,62,lie\n,0,62,lie\n": "line 3: t_s = '' is not allowed: a number of seconds",
    HEAD + "0,0,62,lie\nnan,0,62,lie\n": "line 3: t_s = '' is not allowed",
    HEAD + "0,0,62,lie\n1e400,0,62,lie\n": "line 3: t_s = '1e400' is not allowed",
    HEAD + "60,0,62,lie\n60,1,62,lie\n": "line 3: t_s = '60' is not allowed: at least 0.01 s after the row above",
    HEAD + "60,0,62,lie\n0,0,62,lie\n": "line 3: t_s = '0' is not allowed: at least 0.01 s after the row above",
    HEAD + "0,0,24,lie\n60,,,\n": "line 2: heart_rate_bpm = '24' is not allowed: 25 to 230 bpm, or nothing",
    HEAD + "0,0,6_2,lie\n60,,,\n": "line 2: heart_rate_bpm = '6_2' is not allowed: 25 to 230 bpm, or nothing",
    HEAD + "0,0,62 bpm,lie\n60,,,\n": "line 2: heart_rate_bpm = '62 bpm' is not allowed",
    HEAD + "0,-1,62,lie\n60,,,\n": "line 2: steps = '-1' is not allowed: a whole number from 0 to 300 in the 60 s of",
    HEAD + "0,301,62,lie\n60,,,\n": "line 2: steps = '301' is not allowed: a whole number from 0 to 300",
    HEAD + "0,2.5,62,lie\n60,,,\n": "line 2: steps = '2.5' is not allowed: a whole number from 0 to 300",
    HEAD + "0,5,62,cycle\n60,,,\n": "line 2: steps = '5' is not allowed: 0 or nothing while cycling",
    HEAD + "0,0,62,fly\n60,,,\n": "line 2: posture = 'fly' is not allowed: lie, sit, stand, walk, run, cycle, raise",
    "time,posture\n8/11/2026 7:30,lie\n8/11/2026 7:31,sit\n": "nothing tells whether day or month stands first in '8",
    "time,posture\nnoon,lie\n1 pm,sit\n": "line 2: time = 'noon' is not allowed: a date and time such as 20",
    "time,posture\n2026-11-08T07:30:00,lie\n2026-11-08T07:31:00Z,lie\n": (
        "line 3: time = '2026-11-08T07:31:00[+]00:00' is not allowed: all times with an offset such as [+]01:00"
    ),
    't_s,posture\n0,"lie\n': "line 2: has 1 cell;|has 1 row|line 2: posture = 'lie",
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.items(), ids=range(len(REFUSED)))
def test_what_cannot_be_used_is_refused_in_one_sentence(read, text: str, sentence: str) -> None:
    if text.count("\n") == 2 and text.startswith("time"):
        text += "2026-11-08T07:31:00,lie\n"
    with pytest.raises(InputError, match=rf"some\.csv: (?:{sentence})") as caught:
        read(text)
    assert "\n" not in str(caught.value)


def test_what_is_no_text_is_refused(read, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"some\.csv: is not a table in UTF-8: byte 0 is none of it"):
        read(b"\xff,t_s\n")
    with pytest.raises(BadFile, match=r"none\.csv: cannot be read: No such file"):
        read_recording(tmp_path / "none.csv")


def test_a_file_that_no_person_made_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(70 * 1024 * 1024)
    with pytest.raises(BadFile, match=r"big\.csv: is longer than the 16777216 bytes that are allowed"):
        read_recording(path)


def test_too_many_rows_are_refused(read) -> None:
    rows = "\n".join(f"{i},0" for i in range(100_001))
    with pytest.raises(BadFile, match="has more than 100000 rows below its header; 1 to 100000 are allowed"):
        read(f"t_s,steps\n{rows}\n")


def test_too_many_steps_are_refused(read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secondheart.recordings.timeline_protocol.MOST_STEPS", 3)
    assert len(read("t_s,steps\n0,10\n60,0\n").protocol.steps) == 3  # a bout, its rest, and a row without steps
    with pytest.raises(InputError, match=r"some: makes 4 steps of a protocol; up to 3 are allowed"):
        read("t_s,steps\n0,10\n60,10\n")


def test_some_bad_cells_are_left_out_and_told(read) -> None:
    rows = [f"{60 * n},{n},{60 + n},sit" for n in range(20)]
    rows[3] = "180,3,999,sit"
    rows[5] = "300,many,65,flying"
    rows[7] = "never,7,67,sit"
    recording = read("\n".join([HEAD.strip(), *rows]))
    assert {one.what: dict(one.reasons) for one in recording.left_out} == {
        "rows": {"t_s not understood": 1},
        "heart_rate_bpm": {"not allowed": 1},
        "steps": {"not allowed": 1},
        "posture": {"not allowed": 1},
    }
    assert recording.steps == sum(range(20)) - 5 - 7
    assert recording.protocol.step_at(185.0).heart_rate_bpm is None


@st.composite
def tables(draw: st.DrawFn) -> str:
    lengths = draw(st.lists(st.integers(1, 600), min_size=2, max_size=20))
    lines = ["t_s,steps,heart_rate_bpm,posture"]
    for start, length in zip(np.cumsum(lengths), [*lengths[1:], min(lengths)], strict=True):
        posture = draw(st.sampled_from(["", "lie", "sit", "stand", "walk", "run", "cycle"]))
        steps = "" if posture == "cycle" else draw(st.one_of(st.just(""), st.integers(0, min(length * 5, 700))))
        heart = draw(st.one_of(st.just(""), st.floats(25, 230)))
        lines.append(f"{start},{steps},{heart},{posture}")
    return "\n".join(lines)


@given(text=tables())
def test_any_table_is_filled_whole(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text(text, encoding="utf-8")
    with contextlib.suppress(InputError):  # the last row shorter than its steps
        recording, book = read_recording(path), read_logbook(path)
        assert recording.protocol.duration_s == pytest.approx(book.span[1] - book.span[0], abs=0.0051)  # on the clock
        counted = sum(table.value.sum() for table in book.of("steps"))
        walked = sum(
            2 * step.duration_s / step.activity.period_s
            for step in recording.protocol.steps
            if step.activity and step.activity.name in ("walk", "run") and "strides" in step.label
        )
        assert walked == pytest.approx(counted, abs=1e-3)


@given(text=st.text(alphabet="t_s,steponur\n\"'0123456789.-e;\t", max_size=80))
def test_any_text_is_a_table_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "nonsense.csv"
    path.write_text("t_s,steps,posture\n" + text, encoding="utf-8")
    with contextlib.suppress(InputError):
        assert read_recording(path).protocol.duration_s > 0.0
