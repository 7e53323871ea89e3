"""A local day of a recording becomes a protocol from midnight to midnight, with its gaps told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart.errors import BadFile, InputError, UnknownName
from secondheart.recordings import Recording, read_day, read_logbook
from secondheart.recordings.clock import Clock, zone_of
from secondheart.recordings.heart_effort import Rider
from secondheart.recordings.logbook import Logbook, table_of
from secondheart.recordings.timeline import timeline
from secondheart.recordings.timeline_protocol import timeline_protocol
from tests.recordings.protocols import steps_of

BERLIN = "Europe/Berlin"
HEAD = "time,steps,heart_rate_bpm,posture\n"


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str, name: str = "day.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def minutes(day: datetime, rows, offset: str = "") -> str:
    """Rows of a minute each: steps, heart rate, posture."""
    times = (day + timedelta(minutes=number) for number in range(len(rows)))
    lines = (f"{time.isoformat()}{offset},{row}" for time, row in zip(times, rows, strict=True))
    return HEAD + "\n".join(lines) + "\n"


def entries(day: Recording, what: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for entry in day.account:
        if entry.what == what:
            found[entry.origin] = found.get(entry.origin, 0.0) + entry.duration_s
    return found


USUAL = (
    ["0,55,lie"] * 420 + ["104,96,walk"] * 30 + ["0,70,sit"] * 240 + ["25,80,stand"] * 60 + ["0,66,sit"] * 300
    + ["160,150,run"] * 20 + ["0,64,sit"] * 310 + ["0,58,lie"] * 60
)  # fmt: skip


def test_a_day_is_as_long_as_a_day_and_keeps_its_steps(write) -> None:
    day = read_day(write(minutes(datetime(2026, 11, 8), USUAL)), zone=BERLIN)
    assert day.date == date(2026, 11, 8)
    assert day.protocol.name == "day 2026-11-08"
    assert day.protocol.duration_s == pytest.approx(86_400.0, abs=1e-6)
    assert steps_of(day.protocol) == pytest.approx(30 * 104 + 60 * 25 + 20 * 160, abs=1e-6)
    assert day.gaps == ()
    assert entries(day, "posture") == pytest.approx({"measured": 86_400 - 50 * 60 - 60 * 15, "derived": 50 * 60 + 900})
    assert entries(day, "heart rate") == {"measured": 86_400.0}


def test_what_does_not_change_is_one_step(write) -> None:
    day = read_day(write(minutes(datetime(2026, 11, 8), USUAL)), zone=BERLIN)
    told = [(step.label, round(step.duration_s, 6), step.heart_rate_bpm) for step in day.protocol.steps[:3]]
    assert told == [("lie", 25_200.0, 55.0), ("walk, 52 strides/min", 1800.0, 96.0), ("sit", 14_400.0, 70.0)]
    assert len(day.protocol.steps) == 4 + 2 * 60 + 3
    assert all(one != other for one, other in pairwise(day.protocol.steps))


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (datetime(2026, 3, 29), BERLIN, 23.0),
        (datetime(2026, 10, 25), BERLIN, 25.0),
        (datetime(2026, 11, 8), BERLIN, 24.0),
        (datetime(2026, 4, 5), "Australia/Lord_Howe", 24.5),
        (datetime(2026, 10, 25), None, 24.0),
    ],
)
def test_days_have_23_to_25_hours(write, day: datetime, zone: str | None, hours: float) -> None:
    text = HEAD + "".join(f"{(day + timedelta(hours=hour)).isoformat()},0,60,sit\n" for hour in range(4, 24))
    text = text.replace(",0,60", ",30,60", 1)
    protocol = read_day(write(text), day.date(), zone).protocol
    assert protocol.duration_s == pytest.approx(3600.0 * hours, abs=1e-6)


def test_an_hour_that_clocks_show_twice_is_lived_twice(write) -> None:
    walls = ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"]
    rows = "".join(f"2026-10-25T{wall}:00,{10 * n + 10},60,sit\n" for n, wall in enumerate(walls))
    book = read_logbook(write(HEAD + rows), BERLIN)
    (steps,) = book.of("steps")
    assert (steps.start_s - steps.start_s[0]).tolist() == [0, 1800, 3600, 5400, 7200, 9000]
    with pytest.raises(BadFile, match=r"line 5: time = '2026-10-25T02:00:00' is 30 min before .* clocks are put back"):
        read_logbook(write(HEAD + rows))  # without a zone time runs backwards


def test_an_hour_that_clocks_skip_is_refused(write) -> None:
    text = HEAD + "2026-03-29T01:30:00,10,60,sit\n2026-03-29T02:30:00,10,60,sit\n"
    sentence = "line 3: time = '2026-03-29T02:30:00' is not allowed: a time that there is; the clocks of Europe/Berlin"
    with pytest.raises(BadFile, match=sentence):
        read_day(write(text), zone=BERLIN)


def test_offsets_alone_tell_a_day_of_25_hours(write) -> None:
    text = HEAD + "2026-10-24T12:00:00+02:00,10,60,sit\n2026-10-25T01:00:00+02:00,10,60,lie\n"
    text += "2026-10-25T12:00:00+01:00,90,60,sit\n2026-10-26T12:00:00+01:00,10,60,sit\n"
    assert read_day(write(text), "2026-10-25").protocol.duration_s == pytest.approx(25 * 3600.0, abs=1e-6)


def test_a_journey_is_told_in_the_time_of_most_of_it(write) -> None:
    rows = "".join(f"2026-11-08T{hour:02d}:00:00+09:00,9,60,\n" for hour in range(6, 12))
    day = read_day(write(HEAD + rows + "2026-11-08T08:00:00-08:00,9,60,\n"), "2026-11-08")
    assert day.protocol.duration_s == pytest.approx(24 * 3600.0)
    assert day.notes[-1].startswith("a journey: the day is in local time +9 h from UTC")


def test_gaps_are_marked_and_filled_by_the_clock(write) -> None:
    rows = [row if not 600 <= n < 720 else ",," for n, row in enumerate(USUAL)]
    lines = minutes(datetime(2026, 11, 8), rows).splitlines()
    missing = lines[:1] + lines[1:61] + lines[181:]  # of the night from one to three o'clock nothing is there
    day = read_day(write("\n".join(missing) + "\n"), zone=BERLIN)
    assert [gap[:2] for gap in day.gaps] == [(3600.0, 10_800.0), (36_000.0, 43_200.0)]
    assert [(gap.reason, gap.posture) for gap in day.gaps] == [("rows are missing", "lie"), ("the row is empty", "sit")]
    assert day.protocol.step_at(4000.0).label == "lie, gap"
    assert day.protocol.step_at(40_000.0).label == "sit, gap"
    assert day.protocol.step_at(40_000.0).heart_rate_bpm is None
    assert entries(day, "posture")["assumed"] == pytest.approx(4 * 3600.0)


def test_without_postures_they_are_assumed_and_say_so(write) -> None:
    text = "time,steps\n" + "".join(f"2026-11-08T{hour:02d}:00:00,{1000 * (hour == 9)}\n" for hour in range(24))
    protocol = read_day(write(text), zone=BERLIN).protocol
    parts = [(step.label, round(step.duration_s)) for step in protocol.steps]
    assert parts[:4] == [
        ("lie, assumed", 25_200),
        ("sit, assumed", 7200 + 150),
        ("walk, 50 strides/min", 60),  # an hour of 1000 steps: ten times 100 of them in a minute
        ("stand, assumed", 120),
    ]
    assert parts[4:31] == [("sit, assumed", 180), *parts[2:4]] * 9
    assert parts[-2:] == [("sit, assumed", 13 * 3600 + 30), ("lie, assumed", 3600)]


def test_of_several_days_the_one_that_is_known_best_is_taken(write) -> None:
    text = HEAD + "".join(
        f"2026-11-{day:02d}T{hour:02d}:{minute:02d}:00,5,60,sit\n"
        for day, hours in ((7, 9), (8, 14), (9, 14), (10, 3))
        for hour in range(8, 8 + hours)
        for minute in range(0, 60, 15)
    )
    path = write(text)
    assert read_day(path, zone=BERLIN).date == date(2026, 11, 9)
    assert read_day(path, "2026-11-07", BERLIN).date == date(2026, 11, 7)
    with pytest.raises(InputError, match=r"nothing was recorded on 2026-12-01; it holds 2026-11-07 to 2026-11-10"):
        read_day(path, date(2026, 12, 1), BERLIN)


ROWS = "2026-11-08T07:00:00,0,60,lie\n2026-11-08T08:00:00,{},60,sit\n"
BAD = {
    "no steps at all": (
        "time,steps\n2026-11-08T07:00,0\n2026-11-08T08:00,0\n", {}, "day.csv: counts no steps: all 2 rows are 0; a day"
    ),
    "only a heart": (
        "time,heart_rate_bpm\n2026-11-08T07:00,60\n2026-11-08T08:00,60\n", {},
        r"holds beats \(120 min\), and says neither steps nor postures; a day needs some: secondheart run takes it",
    ),
    "400 in a minute": (
        HEAD + "2026-11-08T07:00:00,400,60,\n2026-11-08T07:01:00,,60,\n", {},
        "line 2: steps = '400' is not allowed: a whole number from 0 to 300 in the 60 s",
    ),
    "twice": (HEAD + "2026-11-08T07:00:00,4,60,\n2026-11-08T07:00:00,5,60,\n", {}, "line 3: time = .* after the row"),
    "30 hours": ("t_s,steps\n0,50\n54000,20\n", {}, "times go from 0 to 30 hours; a day has 0 to 25"),
    "a day of no dates": ("t_s,steps\n0,50\n60,20\n", {"date": "2026-11-08"}, "its times have no dates"),
    "an unknown zone": (HEAD + ROWS.format(9), {"zone": "Europe/Berlim"}, "unknown time zone .* Europe/Berlin"),
    "a zone outside": (HEAD + ROWS.format(9), {"zone": "../etc/passwd"}, "unknown time zone"),
    "no day": (HEAD + ROWS.format(9), {"date": "2026-02-30"}, "day '2026-02-30' is not allowed: a day such as"),
    "empty": ("", {}, "is empty: it has no bytes"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "asked", "sentence"), BAD.values(), ids=BAD)
def test_what_is_no_day_is_refused_in_one_sentence(write, text: str, asked: dict[str, str], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as caught:
        read_day(write(text), **asked)
    assert "\n" not in str(caught.value)


def test_a_zone_is_known_by_its_name_only() -> None:
    with pytest.raises(UnknownName, match=r"unknown time zone 'Europe'"):
        zone_of("Europe")  # a folder of zones
    assert zone_of(None) is None


NAMES = st.sampled_from(["lie", "sit", "stand", "walk"])


@given(
    lengths=st.lists(st.integers(1, 3000), min_size=1, max_size=25),
    names=st.lists(NAMES, min_size=25, max_size=25),
    counts=st.lists(st.integers(0, 240), min_size=25, max_size=25),
    start=st.integers(0, 3600),
)
def test_any_rows_fill_their_time_keep_their_steps_and_are_merged(lengths, names, counts, start) -> None:
    edges = [start + sum(lengths[:n]) for n in range(len(lengths) + 1)]
    counts = [min(count, 5 * length) for count, length in zip(counts, lengths, strict=False)]
    steps = table_of("steps", "made-up", "measured", edges[:-1], edges[1:], value=counts)
    postures = table_of("postures", "made-up", "measured", edges[:-1], edges[1:], name=names[: len(lengths)])
    book = Logbook("made-up", Clock(dated=False), (steps, postures))
    span = 0.0, max(7200.0, float(edges[-1]))
    protocol = timeline_protocol(timeline(book, *span), "made-up", Rider(30.0, None))
    assert protocol.duration_s == pytest.approx(span[1], abs=1e-6)
    assert steps_of(protocol) == pytest.approx(sum(counts), abs=1e-6)
    same = [one.replace(duration_s=1.0, transition_s=0.0) for one in protocol.steps]
    assert all(one != other for one, other in pairwise(same))
