"""Days from devices on the thigh, the hip, the wrist and the chest."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from secondheart.errors import BadFile, InputError, UnknownName
from secondheart.recordings import read_day, read_logbook, read_recording
from tests.recordings import devices, fitfile
from tests.recordings.devices import CYCLE, RUN, WALK, agd, cycles, events, info, monitoring, pulse

BERLIN = "Europe/Berlin"
MIDNIGHT = datetime(2026, 11, 8)
T0 = fitfile.BEGIN  # 2024-11-08 11:33:20 UTC


def counted(protocol) -> float:
    return sum(2.0 * step.duration_s / step.activity.period_s for step in protocol.steps if step.activity)


@pytest.fixture
def write(tmp_path: Path):
    def write(data: str | bytes, name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write


THIGH = [(3.1, 7 * 3600), (1, 600), *[(2, 1.1)] * 500, (1, 30), (0, 3600), (4, 7200), (5, 1800), (0, 3600 * 4)]


def test_strides_at_the_thigh_are_two_steps_each(write) -> None:
    day = read_day(write(events(MIDNIGHT, THIGH), "pal.csv"), zone=BERLIN)
    assert counted(day.protocol) == pytest.approx(1000, abs=1e-6)
    assert day.date == date(2026, 11, 8)
    told = [(step.label.split(",")[0], round(step.duration_s, 1)) for step in day.protocol.steps]
    assert told[:2] == [("lie", 25_200.0), ("stand", 600.0)]
    walked = [step for step in day.protocol.steps if step.activity]
    assert len(walked) < 15  # strides are joined to bouts of up to a minute
    assert {round(120 / step.activity.period_s) for step in walked} == {109}
    assert [(gap.start_s, gap.stop_s, gap.reason) for gap in day.gaps][:1] == [(29_980.0, 37_180.0, "not worn")]


def test_where_a_thigh_does_not_know_lying_it_is_assumed_at_night(write) -> None:
    day = read_day(write(events(MIDNIGHT, [(0, 8 * 3600), (2, 1.2), (0, 16 * 3600)]), "pal.csv"), zone=BERLIN)
    assert [step.label for step in day.protocol.steps[:2]] == ["lie, assumed", "sit"]
    assert day.protocol.steps[0].duration_s == pytest.approx(7 * 3600.0)


def test_a_device_counts_on_while_clocks_are_put_back(write) -> None:
    rows = [(0, 26 * 3600.0), (2, 1.0), (0, 3600.0)]
    day = read_day(write(events(datetime(2026, 10, 25), rows), "pal.csv"), "2026-10-26", BERLIN)
    # 26 hours after the midnight of a day of 25 hours it is one o'clock
    (walk,) = (n for n, step in enumerate(day.protocol.steps) if step.activity)
    assert day.protocol.starts()[walk] == pytest.approx(3600.0, abs=0.01)


def test_a_thigh_on_a_bicycle_rides_at_the_usual_pace(write) -> None:
    day = read_day(write(events(MIDNIGHT, [(0, 8 * 3600), (2, 1.2), (2.1, 900), (0, 3600)]), "pal.csv"), zone=BERLIN)
    (ride,) = (step for step in day.protocol.steps if step.posture.name == "cycle")
    assert (ride.label, round(ride.duration_s)) == ("cycle 50 W, 50/min", 900)


PAL_BAD = {
    "backwards": (
        events(MIDNIGHT, [(0, 60), (1, 60), (1, 60)]).replace(";600;", ";300;").replace(";1200;", ";400;"),
        r"line 4: Data Count \(samples\) = '300' is not allowed: not before the end of the event above",
    ),
    "code": (
        events(MIDNIGHT, [(7, 60)]),
        "line 3: Event Type = '7' is not allowed: one of 0, 1, 2, 2.1",
    ),
    "length": (events(MIDNIGHT, [(0, -5)]), r"line 3: Duration \(s\) = '-5' is not allowed: 0 or more seconds"),
    "time": (events(MIDNIGHT, [(0, 60)]).replace("46334.", "breakfast"), "line 3: Time = 'breakfast.* an Excel"),
    "cells": (events(MIDNIGHT, [(0, 60)]) + 2 * "46334.1;x\n", "line 4: has 2 cells; 7 are needed"),
    "empty": ("sep=;\n" + devices.PAL_HEAD + "\n", "has 0 rows below its header"),
    "other device": (
        "Device;Serial\nX;1\n",
        "line 1: is a table of no known form, with the columns 'Device, Serial'; needed are t_s or time",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), PAL_BAD.values(), ids=PAL_BAD)
def test_events_that_cannot_be_are_refused_in_one_sentence(write, text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=f"pal.csv: {sentence}"):
        read_day(write(text, "pal.csv"))


HIP = [(0, "Lying")] * 400 + [(90, "Standing")] * 30 + [(20, "Sitting")] * 100 + [(0, "Off")] * 200


def test_epochs_at_the_hip_have_steps_and_the_longest_posture(tmp_path: Path) -> None:
    day = read_day(agd(tmp_path / "hip.agd", MIDNIGHT, HIP))
    assert counted(day.protocol) == pytest.approx(90 * 30 + 20 * 100, abs=1e-6)
    assert day.protocol.steps[0].label == "lie"
    assert day.protocol.steps[0].duration_s == pytest.approx(400 * 60.0)
    assert day.gaps[0][:3] == (530 * 60.0, 730 * 60.0, "the device was off")
    assert day.notes == ("times are local and their zone is not known: each day has 24 hours",)
    assert "Erika" not in repr(read_logbook(tmp_path / "hip.agd"))


def test_short_epochs_are_counted_together_to_minutes(tmp_path: Path) -> None:
    path = agd(tmp_path / "hip.agd", MIDNIGHT, [(count, "Standing") for count in (0, 10, 14, 0) * 20], 15)
    protocol = read_day(path).protocol
    assert counted(protocol) == pytest.approx(24 * 20, abs=1e-6)
    walked = [step.duration_s for step in protocol.steps if step.activity]
    assert walked == pytest.approx([14.4] * 20)  # 24 steps at 100 a minute, once a minute


def changed(path: Path, *orders: str) -> Path:
    with closing(sqlite3.connect(path)) as database, database:
        for order in orders:
            database.execute(order)
    return path


AGD_BAD = {
    "400 steps": (
        "UPDATE data SET steps = 400, inclineOff = -1, inclineLying = -1 WHERE rowid >= 3",
        "data: row 3: steps = 400 is not allowed: 0 to 300 in 60 s",
    ),
    "backwards": (
        "UPDATE data SET dataTimestamp = 0 WHERE rowid >= 3",
        "data: row 3: dataTimestamp is .* s after",
    ),
    "text": (
        "UPDATE data SET steps = 'many', inclineOff = -1, inclineLying = -1",
        "data: row 1: steps = 'many' is not allowed",
    ),
    "time": (
        "UPDATE data SET dataTimestamp = 'x' WHERE rowid >= 2",
        "data: row 2: dataTimestamp = 'x' is not all",
    ),
    "no epochs": ("DELETE FROM data", "has no epochs; 1 to"),
    "no length": ("DELETE FROM settings", "settings: epochlength = none is not allowed: 1 to 300 s"),
    "length": ("UPDATE settings SET settingValue = '-60'", "settings: epochlength = -60 is not allowed"),
    "no data": ("DROP TABLE data", "is not of an ActiGraph: a table data with dataTimestamp and steps is needed"),
    "no settings": ("DROP TABLE settings", "is not of an ActiGraph: a table settings with"),
}


@pytest.mark.parametrize(("order", "sentence"), AGD_BAD.values(), ids=AGD_BAD)
def test_epochs_that_cannot_be_are_refused_in_one_sentence(tmp_path: Path, order: str, sentence: str) -> None:
    path = changed(agd(tmp_path / "hip.agd", MIDNIGHT, [(5, "Standing")] * 5), order)
    with pytest.raises(InputError, match=f"hip.agd: {sentence}"):
        read_day(path)


VIEWS = {
    "endless data": (
        "data",
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT 1 AS dataTimestamp, 1 AS steps FROM c "
        "WHERE x < 0",
    ),
    "endless settings": (
        "settings",
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT 'epochlength' AS settingName, "
        "'60' AS settingValue FROM c",
    ),
    "a blob": ("settings", "SELECT 'epochlength' AS settingName, zeroblob(900000000) AS settingValue"),
}


@pytest.mark.parametrize(("name", "query"), VIEWS.values(), ids=VIEWS)
def test_a_view_is_no_table_of_an_actigraph(tmp_path: Path, name: str, query: str) -> None:
    path = agd(tmp_path / "hip.agd", MIDNIGHT, [(5, "Standing")] * 5)
    changed(path, f"ALTER TABLE {name} RENAME TO other", f"CREATE VIEW {name} AS {query}")
    with pytest.raises(BadFile, match=f"hip.agd: is not of an ActiGraph: a table {name} with"):
        read_day(path)


def test_a_blob_as_a_time_is_refused_at_once(tmp_path: Path) -> None:
    path = changed(
        agd(tmp_path / "hip.agd", MIDNIGHT, [(5, "Standing")] * 5),
        "ALTER TABLE data ADD COLUMN huge GENERATED ALWAYS AS (zeroblob(900000000)) VIRTUAL",
        "ALTER TABLE data RENAME COLUMN dataTimestamp TO former",
        "ALTER TABLE data RENAME COLUMN huge TO dataTimestamp",
    )
    with pytest.raises(BadFile, match=r"hip.agd: is (damaged: .*too big|not of an ActiGraph)"):
        read_day(path)


def test_a_file_that_is_no_agd_or_is_cut_off_is_refused(write, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"hip.agd: is not an .agd file of an ActiGraph; an SQLite file is needed"):
        read_day(write("steps,4", "hip.agd"))
    with pytest.raises(BadFile, match=r"hip.agd: is empty"):
        read_day(write("", "hip.agd"))
    whole = agd(tmp_path / "whole.agd", MIDNIGHT, HIP).read_bytes()
    with pytest.raises(BadFile, match=r"hip.agd: is damaged: .*; export it again"):
        read_day(write(whole[: len(whole) // 2], "hip.agd"))
    with pytest.raises(BadFile, match=r"gone.agd: cannot be read: No such file or directory"):
        read_day(tmp_path / "gone.agd")


def wrist(*more: bytes) -> bytes:
    first = [cycles(T0 + 60, WALK, 0), cycles(T0 + 120, WALK, 50), cycles(T0 + 180, WALK, 100, short=True)]
    return monitoring([info(T0), *first, *more])


def test_strides_at_the_wrist_are_counted_on_and_are_two_steps_each(write) -> None:
    day = read_day(write(wrist(pulse(T0 + 240, 77)), "day.fit"))
    assert counted(day.protocol) == pytest.approx(200)
    assert day.date == date(2024, 11, 8)
    noon = 12 * 3600 + 33 * 60 + 20  # local time is an hour ahead of UTC, as the file says
    assert day.protocol.step_at(noon + 61).label == "walk, 50 strides/min"
    assert day.protocol.step_at(noon + 250).heart_rate_bpm == 77.0


def test_times_of_16_bits_go_on_past_their_end(write) -> None:
    later = [pulse(T0 + 30_000 * n, 70) for n in range(1, 4)]
    book = read_logbook(write(wrist(*later), "day.fit"))
    (beats,) = book.of("beats")
    assert (beats.start_s - beats.start_s[0]).tolist() == [0, 30_000, 60_000]


def test_kinds_of_activity_are_counted_each_on_its_own(write) -> None:
    more = [
        cycles(T0 + 240, WALK, 110, short=True, packed=True),
        cycles(T0 + 240, RUN, 60, short=True),
        cycles(T0 + 300, RUN, 140, short=True),
        cycles(T0 + 360, CYCLE, 70, short=True),
    ]
    protocol = read_day(write(wrist(*more), "day.fit")).protocol
    assert counted(protocol) == pytest.approx(200 + 20 + 120 + 160 + 140)
    labels = [step.label for step in protocol.steps if step.activity]
    assert labels == ["walk, 50 strides/min", "run, 70 strides/min", "run, 80 strides/min", "cycle 50 W, 50/min"]


def test_a_count_that_starts_again_is_a_new_one(write) -> None:
    more = [cycles(T0 + 240, WALK, 20, short=True), cycles(T0 + 300, WALK, 50, short=True)]
    assert counted(read_day(write(wrist(*more), "day.fit")).protocol) == pytest.approx(200 + 40 + 60)


def test_a_watch_that_counts_what_cannot_be_is_not_believed(write) -> None:
    day = read_day(write(wrist(cycles(T0 + 240, WALK, 300)), "day.fit"))
    assert (day.steps, day.left_out[0].reasons) == (200, {"more than 5 a second": 1})
    day = read_day(write(wrist(cycles(T0, WALK, 300)), "day.fit"))
    assert (day.steps, day.left_out[0].reasons) == (200, {"earlier than the one above": 1})
    with pytest.raises(InputError, match=r"day.fit: holds beats \(1 min\), and says neither steps nor postures"):
        read_day(write(monitoring([info(T0), pulse(T0 + 60, 60), pulse(T0 + 120, 60)]), "day.fit"))
    day = read_day(write(wrist()[:-20], "day.fit"))
    assert day.steps == 100  # the last count is lost
    assert day.notes[0].startswith("is cut off at byte")


def test_an_activity_is_a_part_of_its_day(write) -> None:
    path = write(fitfile.activity(fitfile.steady(600, 5)), "run.fit")
    day = read_day(path)
    assert counted(day.protocol) == pytest.approx(1200)
    assert day.protocol.duration_s == pytest.approx(86_400.0)
    assert sum(gap.stop_s - gap.start_s for gap in day.gaps) == pytest.approx(86_400.0 - 600.0)
    run = read_recording(path)
    assert run.date is None
    assert run.steps == day.steps
    assert run.protocol.duration_s == 600.0


def test_pedals_that_rest_are_a_rest_on_the_saddle(write) -> None:
    rows = [fitfile.Row(t_s, 120, 60 if t_s < 300 else 0, watts=100) for t_s in range(0, 601, 5)]
    protocol = read_day(write(fitfile.activity(rows, sport=fitfile.CYCLING), "ride.fit")).protocol
    told = [(step.label, step.duration_s, step.heart_rate_bpm) for step in protocol.steps if "gap" not in step.label]
    assert told == [("cycle, 60 turns/min", 300.0, 120.0), ("seated on the bicycle", 300.0, 120.0)]


def test_beats_of_a_strap_drive_the_heart_and_artefacts_do_not(write) -> None:
    beats = ["800"] * 300 + ["401"] + ["800"] * 300
    (table,) = read_logbook(write("\n".join(beats), "rr.txt")).tables
    assert table.confidence.tolist() == [1.0] * 300 + [0.0] + [1.0] * 300
    run = read_recording(write("\n".join(beats), "rr.txt"))
    assert {step.heart_rate_bpm for step in run.protocol.steps} == {75.0}
    assert {step.label for step in run.protocol.steps} == {"sit, assumed"}
    assert run.protocol.duration_s == pytest.approx(480.4, abs=0.01)
    assert [one.sentence for one in run.left_out] == [
        "1 of 601 intervals not believed: 1 a fifth away from those around, or beyond 0.4 to 1.6 s"
    ]
    with pytest.raises(InputError, match=r"rr.txt: holds beats \(8 min\), and says neither steps nor postures"):
        read_day(write("\n".join(beats), "rr.txt"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty: it has no bytes"),
        ("800\n", "holds 1 RR intervals"),
        ("800\n0.8\n", "line 2: '0.8' is not allowed: one RR interval, 261 to 2400 ms"),
        ("800\nnan\n", "line 2: 'nan' is not allowed"),
        ("eight\nnine\nten\n", "line 3: 'ten' is not allowed: one RR interval, 261 to 2400 ms"),
        ("800\n30000\n", "line 2: '30000' is not allowed"),
    ],
)
def test_intervals_that_cannot_be_are_refused(write, text: str, sentence: str) -> None:
    with pytest.raises(BadFile, match=f"rr.txt: {sentence}"):
        read_recording(write(text, "rr.txt"))


@pytest.mark.parametrize("name", ["pal.csv", "hip.agd", "day.fit", "rr.txt"])
def test_no_format_takes_a_zone_that_is_none(write, tmp_path: Path, name: str) -> None:
    data = {"pal.csv": events(MIDNIGHT, THIGH), "day.fit": wrist(), "rr.txt": "800\n800"}
    path = agd(tmp_path / name, MIDNIGHT, HIP) if name == "hip.agd" else write(data[name], name)
    with pytest.raises(UnknownName, match=r"unknown time zone 'Atlantis'"):
        read_logbook(path, "Atlantis")


def test_a_file_of_no_format_is_refused(write) -> None:
    with pytest.raises(
        BadFile, match=r"day.doc: is not a recording that is known by its content or its ending; it begins with b'text'"
    ):
        read_day(write("text", "day.doc"))
    with pytest.raises(BadFile, match=r"is not a recording"):
        read_recording(write("text", "day.doc"))


def test_a_recording_of_days_is_run_as_its_best_day(write) -> None:
    rows = [(0, 10 * 3600), (2, 1.0), (0, 30 * 3600)]
    run = read_recording(write(events(datetime(2026, 11, 8, 14), rows), "pal.csv"))
    assert run.date == date(2026, 11, 9)
    assert run.protocol.duration_s == pytest.approx(86_400.0)
