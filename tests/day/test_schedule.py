"""Days by the clock: what lasts until when, and what cannot be a day."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from secondheart.day.schedule import (
    Day,
    builtin_day,
    builtin_text,
    day_from_toml,
    day_names,
    is_schedule,
    read_schedule,
)
from secondheart.errors import BadFile, UnknownName
from secondheart.protocol import sit, stand, walk


def entry(time: str, do: str = "stand", more: str = "") -> str:
    return f'[[at]]\ntime = "{time}"\ndo = "{do}"\n{more}\n'


DESK = """
[[part.desk]]
do = "sit"
minutes = 20
[[part.desk]]
do = "walk"
km_h = 4
minutes = 10
"""


def test_what_begins_lasts_until_the_next_begins_and_the_last_until_the_day_ends() -> None:
    day = day_from_toml(entry("07:00") + entry("09:30", "sit") + entry("23:00:30", "sleep"), name="mine")
    assert day.name == "mine"
    assert day.begins_s == 7 * 3600
    assert day.protocol.describe() == (("stand", 9000.0), ("sit", 48630.0), ("sleep", 28770.0))
    assert day.protocol.duration_s == 86_400


def test_a_day_goes_on_after_midnight() -> None:
    day = day_from_toml(entry("22:00") + entry("01:30", "sit") + entry("06:00", "lie"))
    assert [seconds for _, seconds in day.protocol.describe()] == [12_600, 16_200, 57_600]
    assert day.clock(3 * 3600) == "01:00"


def test_times_may_be_those_of_toml() -> None:
    day = day_from_toml('hours = 1\n[[at]]\ntime = 07:30:00\ndo = "sit"\n')
    assert day.begins_s == 27_000.0


def test_a_mixture_goes_round_and_its_last_step_is_cut() -> None:
    day = day_from_toml("hours = 1.25\n" + DESK + entry("08:00", "desk"))
    assert day.protocol.describe() == (
        ("sit", 1200.0), ("walk 4 km/h", 600.0), ("sit", 1200.0), ("walk 4 km/h", 600.0), ("sit", 900.0),
    )  # fmt: skip
    assert day.protocol.steps[0] == sit(minutes=20).steps[0]


def test_an_entry_says_what_is_worn_in_all_of_a_mixture() -> None:
    day = day_from_toml("hours = 2\n" + DESK + entry("08:00", "desk", 'wear = ["ral-i"]') + entry("09:00", "sit"))
    assert [len(step.wear) for step in day.protocol.steps] == [1, 1, 1, 1, 0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", r"there is no entry; at least one is needed, under \[\[at\]\]"),
        ("hours = 30\n" + entry("07:00"), r"hours = 30 is not allowed: 0.0166667 to 25 hours"),
        (entry("07:00") + entry("09:00") + entry("08:00"), "times run backwards: entry 3 at 08:00 comes after 09:00"),
        (entry("09:00") + entry("08:00"), "times run backwards: entry 2 at 08:00 comes after 09:00"),
        (entry("07:00") + entry("07:00"), "times run backwards: entry 2 at 07:00 comes after 07:00"),
        (entry("07:00") + entry("01:00") + entry("00:30"), "times run backwards: entry 3 at 00:30 comes after 01:00"),
        (entry("30:00"), r"entry 1: time = '30:00' is not allowed: a time from 00:00 to 24:00"),
        (entry("7 h"), "entry 1: time = '7 h' is not allowed"),
        ("[[at]]\ntime = 7\ndo = 'sit'", "entry 1: time = 7 is not allowed"),
        ("[[at]]\ntime = '07:00'", "entry 1 needs 'do'"),
        (
            entry("07:00", "sit", 'until = "10:30"') + entry("10:00"),
            r"overlapping postures: entry 1 \(sit, 07:00\) lasts until 10:30, but then comes entry 2 \(stand, 10:00\)",
        ),
        (
            entry("07:00", "sit", 'until = "09:30"') + entry("10:00"),
            r"a gap: entry 1 \(sit, 07:00\) lasts until 09:30, but then comes entry 2 \(stand, 10:00\)",
        ),
        ("hours = 2\n" + entry("07:00") + entry("09:30"), r"entry 2 \(stand, 09:30\) begins after the day has ended"),
        (entry("07:00", "stant"), r"entry 1 \(stant, 07:00\): unknown verb 'stant'; nearest: stand"),
        (entry("07:00", "walk", "km_h = 90"), r"entry 1 \(walk, 07:00\): walk: km_h = 90 is not allowed"),
        (entry("07:00", "sit", "minutes = 3"), "minutes is not allowed: the times give the duration"),
        (entry("07:00", "sit", "posture = 3"), "sit has no key 'posture'"),
        ("begin = 3\n" + entry("07:00"), "a file of a day has no key 'begin'; nearest:"),
        ("part = 3\n" + entry("07:00"), "part = 3 is not allowed: tables"),
        ("[[part.sit]]\ndo = 'sit'\n" + entry("07:00"), "part.sit is not allowed: 'sit' is a verb"),
        ("[[part.desk]]\nminutes = 3\n" + entry("07:00"), "part.desk, step 1: needs 'do'"),
        ("[[part.desk]]\ndo = 'sit'\nseconds = 0.01\n" + entry("07:00", "desk"), "has more than 100000 steps"),
        ("[[at]", "not a TOML file"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadFile, match=sentence):
        day_from_toml(text, place="mine.toml")


def test_a_file_is_read_and_told_from_a_protocol(tmp_path: Path) -> None:
    path, protocol = tmp_path / "mine.toml", tmp_path / "protocol.toml"
    path.write_text("hours = 1\n" + entry("08:00"), encoding="utf-8")
    protocol.write_text('[[step]]\ndo = "stand"\nminutes = 1\n', encoding="utf-8")
    assert read_schedule(path).name == "mine"
    assert (is_schedule(path), is_schedule(protocol), is_schedule(tmp_path / "none.toml")) == (True, False, False)
    with pytest.raises(BadFile, match=r"none.toml: the day cannot be read: no such file"):
        read_schedule(tmp_path / "none.toml")
    path.write_bytes(b"\xff")
    with pytest.raises(BadFile, match=r"mine.toml: not a TOML file: byte 0 is not UTF-8"):
        read_schedule(path)


@pytest.mark.parametrize("name", day_names())
def test_a_builtin_day_lasts_a_day_and_says_where_its_times_are_from(name: str) -> None:
    day = builtin_day(name)
    assert day.name == name
    assert day.protocol.duration_s == pytest.approx(86_400, abs=1e-6)
    data = tomllib.loads(builtin_text(name))
    rows = [*data["at"], *(row for rows in data["part"].values() for row in rows)]
    assert all(row["source"].startswith("assumed: ") for row in rows)
    assert builtin_text(name).startswith("# ")


def test_an_unknown_day_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="unknown day 'ofice'; nearest: office"):
        builtin_day("ofice")


def test_a_day_tells_the_clock() -> None:
    day = Day(protocol=stand(minutes=1) + walk(minutes=1), begins_s=86_370.0)
    assert [day.clock(s) for s in (0, 30, 90)] == ["23:59:30", "00:00", "00:01"]
