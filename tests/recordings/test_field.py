"""What people's files are like: each of these made other readers fail, and each is read as it deserves."""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from secondheart.cli import main
from secondheart.errors import BadFile, InputError
from secondheart.recordings import Recording, read_day, read_recording
from tests.recordings import devices
from tests.recordings import fitfile as fit
from tests.recordings.devices import SLEEP, STEPS, export, record
from tests.recordings.fitfile import Row
from tests.recordings.protocols import mean_heart_rate, seconds_of, steps_of

MORNING = 1_163_062_800  # 2026-11-08 09:00 UTC, in FIT's seconds
TEN_MINUTES = (0, 600)
MIDNIGHT = datetime(2026, 11, 8)


@pytest.fixture
def write(tmp_path: Path):
    def write(data: str | bytes, name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write


def records(heart=96, cadence=55, *, every_s: int = 1, m_per_s: float = 1.3) -> list[Row]:
    """Ten minutes of records; what changes is a function of time."""
    call = lambda value, t: value(t) if callable(value) else value  # noqa: E731 - both in one line below
    return [Row(t, call(heart, t), call(cadence, t), metres=m_per_s * t) for t in range(0, 601, every_s)]


def walk(
    rows: list[Row], *, sport: int = fit.WALKING, pause: tuple[int, int] | None = None, more: bytes = b""
) -> bytes:
    timers = [
        (0, fit.START),
        *([(pause[0], fit.STOP_ALL), (pause[1], fit.START)] if pause else []),
        (600, fit.STOP_ALL),
    ]
    session = fit.session(sport, times=TEN_MINUTES, begin=MORNING)
    return fit.activity(rows, timers=timers, begin=MORNING, more=more or session)


def both(path: Path) -> tuple[Recording, Recording]:
    """All of a recording, and its day, which tell the same facts."""
    whole, day = read_recording(path), read_day(path)
    assert (whole.steps, whole.turns) == (day.steps, day.turns)
    assert whole.left_out == day.left_out
    assert [stop - start for start, stop in whole.pauses] == [stop - start for start, stop in day.pauses]
    return whole, day


THIGH = [(3.1, 7 * 3600), (1, 600), *[(2, 1.1)] * 100, (0, 4 * 3600), (1, 1800), *[(2, 1.2)] * 100, (0, 6 * 3600)]


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("end", ["", ";"])
def test_rows_of_an_activpal_end_with_a_semicolon_or_have_decimal_commas(write, decimal: str, end: str) -> None:
    head, *rows = devices.events(MIDNIGHT, THIGH).splitlines()[1:]
    rows = [row.replace(".", decimal) + end for row in rows]
    whole, day = both(write("\n".join(["sep=;", head, *rows]), "pal-EventsEx.csv"))
    assert whole.steps == 400
    assert seconds_of(day.protocol, "lie") - seconds_of(day.protocol, "lie, gap") == pytest.approx(7 * 3600.0)
    assert seconds_of(day.protocol, "sit") - seconds_of(day.protocol, "sit, gap") == pytest.approx(10 * 3600.0)


def test_older_programs_of_an_activpal_name_their_columns_otherwise(write) -> None:
    head = '"Time","DataCount (samples)","Interval (s)","ActivityCode (0=sedentary, 1= standing, 2=stepping)"'
    rows = ["#46334.5#,0,600,0", "#46334.506944#,6000,60,1", "#46334.507639#,6600,1.2,2", "#46334.507653#,6612,900,0"]
    recording = read_recording(write("\n".join([head, *rows]), "Events.csv"))
    assert (recording.steps, round(recording.protocol.duration_s, 1)) == (2, 1561.2)


def test_the_table_of_actilife_has_ten_lines_of_header_and_no_names(write) -> None:
    text = devices.actilife(datetime(2026, 11, 8, 7), [(0, 60)] * 30 + [(95, 0)] * 30 + [(0, 60)] * 240)
    whole, _ = both(write(text, "hip.csv"))
    assert whole.steps == 2850
    assert [step.activity is not None for step in whole.protocol.steps] == [False, True, False]
    assert whole.protocol.starts()[1:] == (1800.0, 3600.0)
    day = read_day(write(text, "hip.csv"))
    assert day.date == date(2026, 11, 8)
    assert day.protocol.step_at(7.6 * 3600).activity is not None


@pytest.mark.parametrize("form", ["dd.MM.yyyy", "MM/dd/yyyy", "M/d/yyyy", "yyyy-MM-dd"])
def test_actilife_writes_dates_as_the_computer_does(write, form: str) -> None:
    assert read_day(write(devices.actilife(datetime(2026, 11, 8, 7), [(95, 0)] * 9, form), "a.csv")).date == date(
        2026, 11, 8
    )


def test_an_actilife_table_without_steps_says_so(write) -> None:
    text = "\n".join([*devices.actilife(MIDNIGHT, []).splitlines(), "12,3,4", "1,2,3"])
    with pytest.raises(BadFile, match=r"is an ActiLife table of 3 columns that counts no steps; export it with"):
        read_day(write(text, "a.csv"))


def five_minutes(start: str, count: int = 500, **more: str) -> str:
    begin = datetime.fromisoformat(f"2026-11-08 {start}")
    stop = begin + timedelta(minutes=5)
    return record(STEPS, f"{begin} +0100", f"{stop} +0100", count, **more)


def test_what_was_typed_in_by_hand_is_left_out_and_told(write) -> None:
    by_hand = record(STEPS, "2019-03-02 21:00:00 +0100", "2019-03-02 21:00:00 +0100", 5000)
    by_hand = by_hand.replace("/>", '><MetadataEntry key="HKWasUserEntered" value="1"/></Record>')
    whole, day = both(write(export([by_hand, *map(five_minutes, ["08:00", "08:05", "12:00"])]), "export.xml"))
    assert (day.steps, day.date) == (1500, date(2026, 11, 8))
    assert [one.sentence for one in whole.left_out] == ["1 of 4 records not believed: 1 typed in by hand"]


def test_a_total_of_no_time_is_no_walk(write) -> None:
    total = record(STEPS, "2019-03-02 21:00:00 +0100", "2019-03-02 21:00:00 +0100", 5000)
    _, day = both(write(export([total, five_minutes("08:00")]), "export.xml"))
    assert (day.steps, day.date) == (500, date(2026, 11, 8))
    assert day.left_out[0].reasons == {"more than 5 a second": 1}


def test_a_journey_is_told_in_the_time_that_its_sleep_names(write) -> None:
    sleep = record(
        SLEEP, "2026-11-08 07:30:00 +0100", "2026-11-08 15:20:00 +0100", "HKCategoryValueSleepAnalysisAsleepCore"
    )
    sleep = sleep.replace("/>", '><MetadataEntry key="HKTimeZone" value="America/Los_Angeles"/></Record>')
    walks = [five_minutes(start) for start in ("17:00", "17:05", "17:10", "17:15")]
    day = read_day(write(export([*walks, sleep]), "export.xml"))
    assert day.date == date(2026, 11, 8)
    assert day.protocol.step_at(6.3 * 3600).label == "lie"
    assert [day.protocol.step_at(3600.0 * hour).activity is not None for hour in (7.9, 8.1, 8.4)] == [
        False,
        True,
        False,
    ]
    assert seconds_of(day.protocol, "lie") < 8.5 * 3600
    assert day.notes == ("local time is that of America/Los_Angeles, which records name",)


def test_two_zones_make_a_day_of_a_journey(write) -> None:
    def asleep(start: str, stop: str, zone: str) -> str:
        text = record(SLEEP, f"{start} +0100", f"{stop} +0100", "HKCategoryValueSleepAnalysisAsleepCore")
        return text.replace("/>", f'><MetadataEntry key="HKTimeZone" value="{zone}"/></Record>')

    rows = [
        asleep("2026-11-07 22:00:00", "2026-11-08 06:00:00", "Europe/Berlin"),
        five_minutes("08:00"),
        asleep("2026-11-09 07:00:00", "2026-11-09 15:00:00", "America/Los_Angeles"),
    ]
    day = read_day(write(export(rows), "export.xml"), "2026-11-08")
    assert day.steps == 500
    assert day.protocol.duration_s == pytest.approx(24 * 3600.0)
    assert any("a journey" in note for note in day.notes)


def test_of_a_packed_file_that_is_cut_off_what_is_whole_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bulk.fit.gz"
    packed = gzip.compress(walk(records(heart=lambda t: 90 + t * t % 17)))
    path.write_bytes(packed[: len(packed) // 2])
    recording = read_recording(path)
    assert 100 < recording.steps < 1100
    assert recording.notes[0].startswith("is cut off at byte")


def test_a_sport_that_is_called_generic_is_guessed_and_told(write) -> None:
    whole, _ = both(write(fit.activity(records(), sport=0, begin=MORNING), "generic.fit"))
    assert (whole.steps, whole.device) == (1100, "watch: walking")
    assert whole.notes[0].startswith("names no sport: taken as walking")


def test_what_a_mac_adds_to_a_zip_is_no_export(tmp_path: Path) -> None:
    path = devices.zipped(
        tmp_path / "export.zip", export([five_minutes("08:00")]), "apple_health_export/Exportieren.xml"
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/apple_health_export/._Exportieren.xml", "Mac OS X attributes")
    assert both(path)[0].steps == 500


@pytest.mark.parametrize("name", ["10000000000_ACTIVITY.zip", "bulk.fit.gz"])
def test_a_fit_file_is_read_where_it_is_packed(tmp_path: Path, name: str) -> None:
    data, path = walk(records(heart=98)), tmp_path / name
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(data))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("10000000000_ACTIVITY.fit", data)
    whole, _ = both(path)
    assert (whole.steps, whole.protocol.duration_s, mean_heart_rate(whole.protocol)) == (1100, 600.0, 98.0)


@pytest.mark.parametrize("every_s", [1, 2, 13, 30, 47])
def test_records_written_now_and_then_are_continuous(write, every_s: int) -> None:
    times = sorted({*range(0, 301), *range(301, 600, every_s), 600} if every_s > 1 else range(601))
    rows = [row for row in records() if row.t_s in times]
    whole, _ = both(write(walk(rows), "smart.fit"))
    assert (whole.steps, whole.pauses, whole.gaps) == (1100, (), ())


def test_a_pause_of_the_timer_is_a_pause(write) -> None:
    whole, day = both(write(walk(records(), pause=(100, 160)), "pause.fit"))
    assert (whole.steps, day.date) == (990, date(2026, 11, 8))
    assert whole.pauses == ((100.0, 160.0),)
    assert whole.protocol.step_at(120.0).label == "stand, gap"
    assert whole.protocol.step_at(120.0).heart_rate_bpm == 96.0


def test_a_distance_that_stands_still_is_a_pause_and_one_that_grows_is_none(write) -> None:
    far = [Row(t, 96, 55, metres=1.3 * min(t, 100) + 1.3 * max(t - 400, 0)) for t in range(601) if not 100 < t < 400]
    whole, _ = both(write(fit.activity(far, sport=fit.WALKING), "far.fit"))
    assert [gap.reason for gap in whole.gaps] == ["pause: the distance stood still"]
    assert whole.pauses == ((100.0, 400.0),)
    grown = [row._replace(metres=1.3 * row.t_s) for row in far]
    assert read_recording(write(fit.activity(grown, sport=fit.WALKING), "far.fit")).steps == 1100


def test_of_a_gap_nobody_says_that_it_is_a_pause(write) -> None:
    rows = [Row(t, 96, 55) for t in range(601) if not 100 < t < 400]
    whole, _ = both(write(fit.activity(rows, sport=fit.WALKING), "gap.fit"))
    assert (whole.pauses, [gap[:3] for gap in whole.gaps]) == ((), [(100.0, 400.0, "no records")])
    assert whole.protocol.step_at(200.0).heart_rate_bpm is None


def test_local_time_is_that_of_the_activity_message(write) -> None:
    begin = MORNING + 59_400  # 01:30 UTC of the next day
    more = fit.session(fit.WALKING, times=TEN_MINUTES, begin=begin) + fit.local_time(600, -7 * 3600, begin)
    path = write(fit.activity(records(), begin=begin, more=more), "evening.fit")
    day = read_day(path)
    assert day.date == date(2026, 11, 8)
    assert [day.protocol.step_at(3600 * hour).activity is not None for hour in (18.4, 18.6, 18.7)] == [
        False,
        True,
        False,
    ]
    assert day.notes == ()
    assert read_day(path, zone="Europe/Berlin").date == date(2026, 11, 9)


def test_no_heart_rate_is_none_and_the_rest_is_believed(write) -> None:
    path = write(walk(records(heart=lambda t: 0 if t < 30 else 96)), "late.fit")
    whole, _ = both(path)
    assert whole.steps == 1100
    assert [one.sentence for one in whole.left_out] == ["30 of 601 heart rates not believed: 30 are 0"]
    assert whole.protocol.step_at(10.0).heart_rate_bpm is None
    own = [entry.duration_s for entry in whole.account if entry.text == "the model's own"]
    assert own == [30.0]


def test_spikes_are_left_out_and_told(write) -> None:
    hearts, cadences = {200: 238, 300: 180}, {400: 190}
    rows = records(heart=lambda t: hearts.get(t, 96), cadence=lambda t: cadences.get(t, 55))
    whole, _ = both(write(walk(rows), "spikes.fit"))
    assert (whole.steps, mean_heart_rate(whole.protocol)) == (1100, 96.0)
    assert {one.what: dict(one.reasons) for one in whole.left_out} == {
        "heart rates": {"too high": 1, "a spike": 1}, "cadences": {"too high": 1}
    }  # fmt: skip


def test_a_record_out_of_order_is_put_in_its_place(write) -> None:
    rows = records()
    rows[300], rows[301] = rows[301], rows[300]
    whole, _ = both(write(walk(rows), "back.fit"))
    assert (whole.steps, whole.protocol.duration_s) == (1100, 600.0)
    assert any("put in their place" in note for note in whole.notes)


@pytest.mark.parametrize("leap", [3600, -3600, 86_400 * 400])
def test_a_record_of_another_hour_or_year_is_left_out(write, leap: int) -> None:
    rows = records()
    rows[300] = rows[300]._replace(t_s=300 + leap)
    whole, _ = both(write(walk(rows), "leap.fit"))
    assert (whole.steps, whole.protocol.duration_s) == (1100, 600.0)
    assert whole.left_out[0].total == 1


def test_a_heart_rate_written_only_on_change_is_known_throughout(write) -> None:
    whole, _ = both(write(walk(records(heart=lambda t: 98 if t % 4 == 0 else None)), "change.fit"))
    assert {step.heart_rate_bpm for step in whole.protocol.steps} == {98.0}
    assert whole.steps == 1100


def test_a_run_without_a_strap_has_the_hearts_own_rate(write) -> None:
    whole, _ = both(write(walk(records(heart=None, cadence=84, m_per_s=2.8), sport=fit.RUNNING), "run.fit"))
    assert whole.steps == 1680
    assert {step.heart_rate_bpm for step in whole.protocol.steps} == {None}
    assert {step.activity.name for step in whole.protocol.steps} == {"run"}


def test_a_ride_without_a_sensor_is_ridden_at_the_usual_cadence(write) -> None:
    whole, _ = both(write(walk(records(heart=128, cadence=None), sport=fit.CYCLING), "ride.fit"))
    (step,) = whole.protocol.steps
    assert (step.label, step.duration_s, step.heart_rate_bpm) == ("cycle, 50 turns/min", 600.0, 128.0)
    table = "t_s,heart_rate_bpm,posture\n0,128,cycle\n600,128,cycle\n"
    assert read_recording(write(table, "ride.csv")).protocol.steps[0].activity == step.activity


def test_a_walk_without_cadence_goes_by_its_speed_or_by_its_heart_rate(write) -> None:
    fast = read_recording(write(walk(records(cadence=None, m_per_s=1.6)), "walk.fit"))
    slow = read_recording(write(walk(records(cadence=None, m_per_s=1.0)), "walk.fit"))
    assert 900 < slow.steps < fast.steps < 1300
    rows = [row._replace(metres=None) for row in records(heart=130, cadence=None)]
    (step,) = read_recording(write(walk(rows), "walk.fit")).protocol.steps
    assert step.label.startswith("walk 8 km/h")  # half of the reserve asks for more, and nobody walks faster


def test_two_sports_are_done_each_in_turn(write) -> None:
    rows = records(heart=130, cadence=lambda t: 80 if t <= 300 else 84)
    more = fit.session(fit.CYCLING, times=(0, 300), begin=MORNING) + fit.session(
        fit.RUNNING, times=(301, 600), begin=MORNING
    )
    whole, day = both(write(walk(rows, more=more), "duathlon.fit"))
    assert (whole.turns, whole.steps) == (401, 837)
    names = [step.activity.name for step in whole.protocol.steps if step.activity]
    assert names == ["cycle", "run"]
    assert "watch: cycling, then running" == whole.device == day.device


def test_a_swim_before_a_run_is_a_gap(write) -> None:
    more = fit.session(fit.SWIMMING, times=(0, 300), begin=MORNING) + fit.session(
        fit.RUNNING, times=(300, 600), begin=MORNING
    )
    whole, _ = both(write(walk(records(cadence=84), more=more), "aquathlon.fit"))
    assert whole.steps == pytest.approx(2 * 84 * 5, abs=3)
    assert whole.gaps[0].reason == "swimming: no muscle pattern"


def test_heart_rates_written_late_belong_to_their_time(write) -> None:
    messages = [devices.info(MORNING - 3600), devices.cycles(MORNING - 600, devices.WALK, 0)]
    messages += [devices.cycles(MORNING, devices.WALK, 400), devices.cycles(MORNING + 600, devices.WALK, 500)]
    messages += [devices.pulse(MORNING + t_s, 100 + t_s // 60) for t_s in range(0, 481, 120)]
    messages += [devices.cycles(MORNING + 900, devices.WALK, 500)]
    whole, _ = both(write(devices.monitoring(messages), "day.fit"))
    assert whole.steps == 1000
    begins = 600.0  # after the first count
    assert whole.protocol.step_at(begins + 240.0).heart_rate_bpm == 104.0


HEAD = "table,start,stop,value,unit,name,side,origin,confidence,source\n"


def test_steps_of_a_whole_day_are_walked_while_people_are_awake(write) -> None:
    text = HEAD + "steps,2026-11-08T00:00:00,2026-11-09T00:00:00,7639,1,,,measured,,phone\n"
    whole, day = both(write(text, "day.csv"))
    assert day.steps == 7639
    assert steps_of(day.protocol) == pytest.approx(7639)
    starts = zip(day.protocol.starts(), day.protocol.steps, strict=True)
    moving = [start / 3600 for start, step in starts if step.activity]
    assert min(moving) >= 7.0
    assert max(moving) < 23.0
    assert seconds_of(day.protocol, "stand") < 3 * 3600
    assert any("longer than five minutes" in entry.text for entry in whole.account)


def test_half_hours_with_few_steps_are_mostly_sat(write) -> None:
    counts = [400, 90, 60, 0, 120, 31, 250, 20] * 4
    begin = datetime(2026, 11, 8, 7)
    edges = [(begin + n * timedelta(minutes=30)).isoformat() for n in range(33)]
    rows = [f"steps,{edges[n]},{edges[n + 1]},{count},1,,,measured,,phone\n" for n, count in enumerate(counts)]
    whole, _ = both(write(HEAD + "".join(rows), "phone.csv"))
    assert whole.steps == sum(counts) == 3884
    assert seconds_of(whole.protocol, "sit") > 13 * 3600
    assert seconds_of(whole.protocol, "stand") < 2 * 3600


def test_a_row_across_midnight_is_walked_before_it(write) -> None:
    text = HEAD + "steps,2026-11-08T21:00:00,2026-11-09T03:00:00,600,1,,,measured,,phone\n"
    assert read_day(write(text, "late.csv"), "2026-11-08").steps == 600


def test_the_finer_of_two_sources_wins_and_the_coarser_fills_what_it_lacks(write) -> None:
    rows = "steps,2026-11-08T08:00,2026-11-08T10:00,2000,1,,,,,phone\n"
    rows += "".join(f"steps,2026-11-08T08:{m:02d},2026-11-08T08:{m + 1:02d},90,1,,,,,watch\n" for m in range(20))
    whole, _ = both(write(HEAD + rows, "two.csv"))
    assert whole.steps == 2000
    assert steps_of(whole.protocol.replace(steps=whole.protocol.steps[:1])) == pytest.approx(1800)


def test_nine_wild_intervals_of_a_strap_are_not_believed(write) -> None:
    lines = ["900"] * 609
    for place, value in zip(range(100, 127, 3), ["1878949000", "0", "28"] * 3, strict=True):
        lines[place] = value
    recording = read_recording(write("\n".join(lines), "rr.txt"))
    assert recording.left_out[0].sentence == "9 of 609 intervals not believed: 3 too long, 6 too short"
    assert mean_heart_rate(recording.protocol) == pytest.approx(67, abs=0.5)
    with pytest.raises(
        InputError, match=r"holds beats \(9 min\), and says neither steps nor postures; a day needs some"
    ):
        read_day(write("\n".join(lines), "rr.txt"))


def clocks_put_back() -> str:
    walls = [datetime(2026, 11, 1) + timedelta(minutes=10 * n) for n in range(144)]
    walls = [wall for wall in walls if wall.hour < 2] + [wall for wall in walls if wall.hour >= 1]
    rows = [f"{wall.isoformat()},{900 if wall.hour == 9 and wall.minute < 50 else 0},62,sit" for wall in walls]
    return "time,steps,heart_rate_bpm,posture\n" + "\n".join(rows) + "\n"


def test_clocks_that_are_put_back_need_a_zone(write) -> None:
    path = write(clocks_put_back(), "table.csv")
    day = read_day(path, zone="America/New_York")
    assert (day.steps, day.protocol.duration_s) == (4500, pytest.approx(25 * 3600.0))
    assert read_recording(path, "America/New_York").steps == 4500
    for read in (read_day, read_recording):
        with pytest.raises(BadFile, match=r"line 14: .* clocks are put back, and no zone is given; name .* --zone Am"):
            read(path)


def test_inspect_says_what_a_zip_holds_and_draws_a_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, figure = tmp_path / "many.zip", tmp_path / "day.png"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.fit", walk(records(), pause=(100, 160)))
        archive.writestr("two.fit", b"no FIT at all")
    for words in (["--list"], ["--pick", "one", "--plot", str(figure)]):
        with pytest.raises(SystemExit) as left:
            main(["inspect", str(path), *words])
        assert left.value.code == 0
    printed = capsys.readouterr().out
    assert "one.fit" in printed
    assert "is not a FIT file" in printed
    assert "pauses     1: 1:40 for 60 s" in printed
    assert figure.read_bytes().startswith(b"\x89PNG")


def test_run_and_inspect_take_a_zone(write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(clocks_put_back(), "table.csv")
    with pytest.raises(SystemExit) as left:
        main(["inspect", str(path), "--zone", "America/New_York", "--json"])
    held = json.loads(capsys.readouterr().out)
    assert (left.value.code, held["format"], held["recording"]["steps"]) == (0, "plain table", 4500)
    assert [day["date"] for day in held["days"]] == ["2026-11-01"]
    with pytest.raises(SystemExit) as left:
        main(["inspect", str(path)])
    assert left.value.code == 2
