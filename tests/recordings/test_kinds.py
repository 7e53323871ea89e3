"""Ten minutes of walking are read from whatever program, country or archive they come."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from secondheart.errors import BadFile, InputError
from secondheart.recordings import read_day, read_recording
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.members import list_members
from secondheart.recordings.registry import Options
from tests.recordings import accounts, devices
from tests.recordings import fitfile as fit

BEGIN = datetime(2026, 11, 18, 8)
ROWS = [((BEGIN + timedelta(minutes=n)), 110, 96) for n in range(10)]


def table(head: str, form: str, sep: str = ",", rows: list[tuple[datetime, int, int]] = ROWS) -> str:
    return "\n".join([head, *(sep.join([time.strftime(form), f"{steps}", f"{heart}"]) for time, steps, heart in rows)])


ISO = table("time,steps,heart_rate_bpm", "%Y-%m-%dT%H:%M:%S")
SECONDS = "\n".join(["t_s,steps,heart_rate_bpm", *(f"{60 * n},110,96" for n in range(10))])
TABLES: dict[str, str | bytes] = {
    "byte order mark": "\ufeff" + ISO,
    "UTF-16": ISO.encode("utf-16"),
    "old Macs": ISO.replace("\n", "\r"),
    "Windows": ISO.replace("\n", "\r\n"),
    "semicolons": "sep=;\n" + ISO.replace(",", ";"),
    "tabs": ISO.replace(",", "\t"),
    "quoted": "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in ISO.splitlines()),
    "remarks": "# my morning\n\n" + ISO,
    "empty columns": ISO.replace("\n", ",,\n") + ",,",
    "empty lines": ISO.replace("\n", "\n\n"),
    "a total": ISO + "\nTotal,1100,",
    "German": table("Datum;Schritte;Herzfrequenz", "%d.%m.%Y %H:%M:%S", ";"),
    "American": table("Timestamp,Step Count,Heart Rate (bpm)", "%m/%d/%Y %I:%M:%S %p"),
    "British": table("timestamp,steps,hr", "%d/%m/%Y %H:%M"),
    "named month": table("timestamp,steps,hr", "%d %b %Y %H:%M:%S"),
    "two columns": table("Date,Time,Steps,HR", "%Y-%m-%d,%H:%M"),
    "since 1970": "\n".join(["timestamp,steps,bpm", *(f"{1795000000 + 60 * n},110,96" for n in range(10))]),
    "milliseconds": "\n".join(["timestamp,steps,bpm", *(f"{1795000000000 + 60000 * n},110,96" for n in range(10))]),
    "of the day": table("time,steps,hr", "%H:%M:%S"),
    "seconds": SECONDS.replace("t_s", "Time (s)"),
    "decimal commas": SECONDS.replace(",", ";").replace(";96", ";96,4"),
    "backwards": "\n".join([ISO.splitlines()[0], *ISO.splitlines()[:0:-1]]),
    "one out of order": "\n".join(ISO.splitlines()[place] for place in (0, 1, 2, 4, 3, *range(5, 11))),
    "doubled": "\n".join([ISO.splitlines()[0], *(line for line in ISO.splitlines()[1:] for _ in range(2))]),
    "with ends": "\n".join(
        ["start,end,count of steps,heart rate".replace("count of steps", "steps")]
        + [f"{time.isoformat()},{(time + timedelta(minutes=1)).isoformat()},110,96" for time, _, _ in ROWS]
    ),
    "other columns": "\n".join([ISO.splitlines()[0] + ",mood", *(line + ",good" for line in ISO.splitlines()[1:])]),
    "not a number": ISO + "\n2026-11-18T08:10:00,0,NaN",
    "zone of London": table("time,steps,hr", "%Y-%m-%dT%H:%M:%SZ"),
}  # fmt: skip


@pytest.mark.parametrize("suffix", ["csv", "CSV", "txt", "tsv", "json", ""])
@pytest.mark.parametrize("kind", ["Windows", "tabs"])
def test_a_table_is_known_by_its_content(tmp_path: Path, kind: str, suffix: str) -> None:
    text = TABLES[kind]
    assert isinstance(text, str)
    path = tmp_path / f"walk.{suffix}".rstrip(".")
    path.write_text(text, "utf-8", newline="")
    assert read_recording(path).steps == 1100


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_is_read_however_it_is_written(tmp_path: Path, kind: str) -> None:
    path, content = tmp_path / "walk.csv", TABLES[kind]
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    for recording in (read_recording(path), read_day(path)):
        assert recording.steps == 1100
        moving = [step for step in recording.protocol.steps if step.activity]
        assert sum(step.duration_s for step in moving) == pytest.approx(600.0)
        assert all(step.heart_rate_bpm == pytest.approx(96.0, abs=0.5) for step in moving)


def test_columns_that_are_not_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "walk.csv"
    path.write_text(str(TABLES["other columns"]), "utf-8")
    assert read_recording(path).notes == ("not read are the columns mood",)


def test_thousands_and_words_of_postures_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "day.csv"
    rows = [f'2026-11-18T{hour:02d}:00:00,"1,200",{"Sitting" if hour < 12 else "Standing"}' for hour in range(8, 18)]
    path.write_text("\n".join(["time,steps,posture", *rows]), "utf-8")
    assert read_recording(path).steps == 12_000


def test_totals_of_days_in_a_table_are_those_of_days(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text("Datum;Schritte\n07.11.2026;6000\n08.11.2026;7639\n", "utf-8")
    day = read_day(path, "2026-11-08")
    assert day.steps == 7639
    assert day.protocol.step_at(3600.0 * 3).label == "lie, assumed"
    path.write_text("date,steps\n2026-11-08,7639\n", "utf-8")
    assert read_day(path).steps == read_recording(path).steps == 7639


def test_rows_that_overlap_are_never_summed(tmp_path: Path) -> None:
    path = tmp_path / "sources.csv"
    fine = [f"2026-11-08T08:{n:02d}:00,2026-11-08T08:{n + 1:02d}:00,100" for n in range(10)]
    path.write_text("\n".join(["start,end,steps", *fine, "2026-11-08T08:00:00,2026-11-08T09:00:00,1500"]), "utf-8")
    assert read_recording(path).steps == 1500


def test_dates_before_devices_are_told(tmp_path: Path) -> None:
    path = tmp_path / "walk.csv"
    path.write_text(ISO.replace("2026-11-18", "1970-01-01"), "utf-8")
    assert "the clock of the device was not set" in read_recording(path).notes[-1]


RR = "\n".join(f"{800 + n % 7}" for n in range(200))
INTERVALS = {
    "quoted": '"RR"\n' + "\n".join(f'"{line}"' for line in RR.split()),
    "in one line": ",".join(RR.split()),
    "times of beats": "\n".join(str(sum(800 + n % 7 for n in range(last))) for last in range(1, 201)),
    "a column before": "n,RRI\n" + "\n".join(f"{n},{line}" for n, line in enumerate(RR.split())),
    "the end of old texts": RR + "\n\x1a",
}


@pytest.mark.parametrize("kind", INTERVALS)
def test_intervals_are_read_however_they_are_written(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "rr.txt"
    path.write_text(INTERVALS[kind], "utf-8")
    recording = read_recording(path)
    assert recording.left_out == ()
    assert recording.protocol.duration_s == pytest.approx(160.5, abs=1.5)


def test_a_heart_in_exercise_is_believed_and_a_signal_is_not(tmp_path: Path) -> None:
    path = tmp_path / "rr.txt"
    path.write_text("\n".join(f"{340 + n % 5}" for n in range(600)), "utf-8")
    assert {step.heart_rate_bpm is None for step in read_recording(path).protocol.steps} == {False}
    path.write_text("\n".join(f"{2000 + n % 50}" for n in range(600)), "utf-8")
    with pytest.raises(BadFile, match=r"600 of 600 intervals cannot be used"):
        read_recording(path)


def walk(cadence: int = 55, begin: int = fit.BEGIN, records: bool = True, more: bytes = b"") -> bytes:
    rows = [fit.Row(t_s, 98, cadence) for t_s in range(601 if records else 0)]
    end = fit.session(fit.WALKING, times=(0, 600), begin=begin) + fit.local_time(600, 3600, begin)
    return fit.activity(rows, sport=fit.WALKING, begin=begin, more=more + end)


def zipped(members: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


PART = "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip"
INNER = zipped({"erika@example.org_1.fit": walk(), "__MACOSX/._erika@example.org_1.fit": b"\0\5"})
ARCHIVES = {
    "walk.fit": walk(),
    "walk.bin": walk(),
    "walk": walk(),
    "named.zip": walk(),
    "packed.fit": gzip.compress(walk()),
    "zipped.fit": zipped({"walk.fit": walk()}),
    "account.zip": zipped({PART: INNER}),
    "thrice.zip": zipped({"a.zip": zipped({"folder/b.zip": INNER})}),
    "strava.zip": zipped(
        {"activities/1.fit.gz": gzip.compress(walk()), "activities.csv": b"Activity ID,Activity Name\n1,x\n",
         "README.txt": b"hello", "media/1.jpg": b"\xff\xd8"}
    ),
    "cut.zip": zipped({"walk.fit": walk(), "later.jpg": bytes(range(256)) * 40})[:-90],
    "both feet.fit": walk(cadence=110),
}  # fmt: skip


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_walk_is_found_in_any_archive(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(ARCHIVES[name])
    recording = read_recording(path)
    assert (recording.steps, recording.protocol.duration_s, recording.gaps) == (1100, 600.0, ())
    assert ("the zip is cut off: what is whole of it is read" in recording.notes) == (name == "cut.zip")
    assert ("its cadence is that of both feet" in recording.notes) == (name == "both feet.fit")


def test_a_folder_of_one_recording_is_read_and_of_several_one_is_picked(tmp_path: Path) -> None:
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "one.fit").write_bytes(walk())
    assert read_recording(tmp_path / "watch").steps == 1100
    (tmp_path / "watch" / "two.zip").write_bytes(zipped({"late.fit": walk(begin=fit.BEGIN + 86_400)}))
    with pytest.raises(BadFile, match=r"holds 2 recordings; .* \(one.fit, two.zip/late.fit\)"):
        read_recording(tmp_path / "watch")
    assert read_recording(tmp_path / "watch", options=Options(pick="late")).steps == 1100
    assert [str(one.date) for one in list_members(InputFile(tmp_path / "watch"), Options())] == [
        "2024-11-08", "2024-11-09",
    ]  # fmt: skip


def test_a_file_alone_is_listed_and_raw_data_of_an_actigraph_are_named(tmp_path: Path) -> None:
    path = tmp_path / "walk.fit"
    path.write_bytes(walk())
    (only,) = list_members(InputFile(path), Options())
    assert (only.name, only.form, only.duration_s) == ("walk.fit", "FIT", 600.0)
    path = tmp_path / "hip.gt3x"
    path.write_bytes(zipped({"info.txt": b"Serial Number: X\n", "log.bin": bytes(100)}))
    with pytest.raises(BadFile, match=r"hip.gt3x: is an ActiGraph .gt3x, of raw acceleration: let ActiLife turn"):
        read_recording(path)


def test_the_fit_files_of_a_garmin_account_tell_when_steps_were_made(tmp_path: Path) -> None:
    path = tmp_path / "garmin.zip"
    totals = json.dumps([{"calendarDate": "2024-11-08", "totalSteps": 3000}])
    path.write_bytes(zipped({"DI_CONNECT/DI-Connect-Aggregator/UDSFile_2024.json": totals.encode(), PART: INNER}))
    day = read_day(path, "2024-11-08")
    assert day.steps == 3000
    noon = day.protocol.step_at(3600 * 12.6)
    assert noon.heart_rate_bpm == 98.0
    assert noon.activity is not None
    assert noon.activity.period_s == pytest.approx(120 / 110)
    picked = read_recording(path, options=Options(pick="erika"))
    assert (picked.steps, picked.protocol.duration_s) == (1100, 600.0)
    assert "erika" not in repr(day)


def test_intervals_between_beats_are_read_from_a_fit_file(tmp_path: Path) -> None:
    path = tmp_path / "rr.fit"
    beats = b"".join(fit.record(fit.Row(t_s, 75, 0)) + fit.message(78, [(0, fit.UINT16, 1000)]) for t_s in range(240))
    path.write_bytes(fit.wrap(fit.file_id() + beats + fit.session(fit.WALKING, times=(0, 240))))
    rates = [step.heart_rate_bpm for step in read_recording(path).protocol.steps]
    assert rates.count(60.0) > 0.9 * len(rates)  # of the strap, not the 75 of the watch
    alone = fit.timer(0, fit.START) + b"".join(fit.message(78, [(0, fit.UINT16, 800)]) for _ in range(300))
    path.write_bytes(fit.wrap(fit.file_id() + alone))
    recording = read_recording(path)
    assert recording.protocol.duration_s == pytest.approx(240.0)
    assert {step.heart_rate_bpm for step in recording.protocol.steps} == {75.0}
    with pytest.raises(InputError, match=r"holds beats \(4 min\), and says neither steps nor postures"):
        read_day(path)


def test_a_fit_file_without_records_tells_its_means(tmp_path: Path) -> None:
    path = tmp_path / "manual.fit"
    path.write_bytes(walk(records=False))
    recording = read_recording(path)
    assert recording.protocol.duration_s == 600.0
    assert recording.notes[0] == "holds no records: the means of its sessions are taken"
    assert recording.protocol.steps[0].label == "walk 3 km/h"


def test_a_heart_rate_that_leaps_for_seconds_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "strap.fit"
    rows = [fit.Row(t_s, 220 if 50 <= t_s < 54 else 98, 55) for t_s in range(601)]
    path.write_bytes(fit.activity(rows, sport=fit.WALKING))
    recording = read_recording(path)
    assert {step.heart_rate_bpm for step in recording.protocol.steps} == {98.0}
    assert recording.left_out[0].reasons == {"a spike": 4}


def test_nothing_is_known_between_two_activities(tmp_path: Path) -> None:
    path = tmp_path / "two.tcx"
    second = accounts.tcx("Running", cadence=84).replace("T08:", "T09:")
    path.write_text(
        accounts.tcx("Walking").replace("</Activities></TrainingCenterDatabase>", "")
        + second[second.index("<Activity ") :], "utf-8",
    )  # fmt: skip
    recording = read_recording(path)
    assert recording.steps == 1100 + 1680
    assert [gap.reason for gap in recording.gaps] == ["between two activities"]


TRACKS = {
    "another ending": ("walk.gpx", accounts.tcx("Walking")),
    "a sign in a name": ("walk.gpx", accounts.gpx().replace("Erika", "Erika & Max")),
    "a document type": ("walk.gpx", accounts.gpx().replace("<gpx", "<!DOCTYPE gpx><gpx", 1)),
    "a number for a sport": ("walk.gpx", accounts.gpx("10")),
    "UTF-16": ("walk.tcx", accounts.tcx("Walking").replace("UTF-8", "UTF-16").encode("utf-16")),
}


@pytest.mark.parametrize("kind", TRACKS)
def test_a_track_is_read_though_it_is_not_quite_right(tmp_path: Path, kind: str) -> None:
    name, text = TRACKS[kind]
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    assert read_recording(tmp_path / name).steps == 1100


def test_the_offset_of_a_track_tells_local_time(tmp_path: Path) -> None:
    path = tmp_path / "walk.tcx"
    path.write_text(accounts.tcx("Walking").replace("+00:00", "+02:00"), "utf-8")
    recording = read_recording(path)
    assert (recording.starts_h, recording.notes) == (8.0, ())


MINUTES = accounts.MINUTES
GOOGLE = {
    "newer": {
        "Takeout/Fitbit/Physical Activity_GoogleData/steps_2026-11-08.csv": "timestamp,steps,data source\n"
        + "".join(f"{time:%Y-%m-%dT%H:%M:%SZ},110,Pixel\n" for time in MINUTES),
        "Takeout/Fitbit/Physical Activity_GoogleData/heart_rate_2026-11-08.csv": "timestamp,beats per minute\n"
        + "".join(f"{time:%Y-%m-%dT%H:%M:%SZ},96.0\n" for time in MINUTES),
    },
    "raw": {
        "Takeout/Fit/All Data/derived_com.google.step_count.delta_com.json": json.dumps(
            {"Data Points": [
                {"fitValue": [{"value": {"intVal": 110}}], "startTimeNanos": 10**9 * int(time.timestamp()),
                 "endTimeNanos": 10**9 * int(time.timestamp() + 60)} for time in MINUTES
            ]}
        )
    },
    "German": {
        name: text.replace("Start time,End time,Move Minutes count,Step count", "Startzeit,Endzeit,Minuten,Schrittzahl")
        for name, text in accounts.google_fit().items()
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", GOOGLE)
def test_takeouts_of_all_ages_are_read(tmp_path: Path, kind: str) -> None:
    assert read_recording(accounts.zipped(tmp_path / "takeout.zip", GOOGLE[kind]), "UTC").steps == 1100


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("samsung.zip", {"com.samsung.shealth.step_daily_trend.2026.csv": (
            "com.samsung.shealth.step_daily_trend,1,2\ncount,day_time,source_type\n7639,1794096000000,-2,\n"
            "6000,1794096000000,0,\n")}),
        ("withings.zip", {"aggregates_steps.csv": "date,value\n2026-11-08,7639\n"}),
    ],
)  # fmt: skip
def test_totals_of_days_are_spread_over_the_waking_hours(tmp_path: Path, name: str, members: dict[str, str]) -> None:
    day = read_day(accounts.zipped(tmp_path / name, members), "2026-11-08", "Europe/Berlin")
    assert day.steps == 7639
    assert day.protocol.step_at(3600.0 * 3).label == "lie, assumed"


def test_an_app_writes_times_as_its_country_does(tmp_path: Path) -> None:
    path = tmp_path / "auto.json"
    path.write_text(accounts.health_auto_export().replace(":00 +0000", ":00\u202fam +0000"), "utf-8")
    assert read_recording(path, "UTC").steps == 1100
    path = tmp_path / "auto.csv"
    path.write_text(accounts.health_auto_export_table().replace(",", ";"), "utf-8")
    assert read_recording(path).steps == 1100


def test_lines_that_are_no_epochs_are_no_steps(tmp_path: Path) -> None:
    path = tmp_path / "hip.csv"
    text = devices.actilife(BEGIN, [(95, 60)] * 30)
    path.write_text("\n".join(f'"{line}"' for line in text.splitlines()[:10]) + "\n", "utf-8")
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join([*text.splitlines()[10:], "", "Totals,1,2,3", ""]))
    assert read_recording(path).steps == 30 * 95


def test_lines_above_the_header_of_an_activpal_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "pal.csv"
    text = devices.events(BEGIN, [(1, 60), *[(2, 1.1)] * 50, (0, 600)])
    path.write_text("**header**\nversion;8\n" + text.partition("\n")[2], "utf-8")
    assert read_recording(path).steps == 100
