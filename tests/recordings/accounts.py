"""Small exports of accounts, made up by code: ten minutes of walking at 110 steps a minute on 2026-11-08, 08:00 UTC."""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

BEGIN = datetime(2026, 11, 8, 8, tzinfo=UTC)
MINUTES = [BEGIN + timedelta(minutes=n) for n in range(10)]
PER_MINUTE, HEART = 110, 96
ASLEEP = datetime(2026, 11, 7, 22, tzinfo=UTC), datetime(2026, 11, 8, 6, tzinfo=UTC)


def millis(time: datetime) -> int:
    return round(1000 * time.timestamp())


def zipped(path: Path, members: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def health_connect(path: Path) -> Path:
    """The database of Health Connect: steps of a watch and of a phone, heart rate, sleep with a stage awake."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(
            """
            CREATE TABLE device_info_table (row_id INTEGER PRIMARY KEY, manufacturer TEXT, model TEXT, type INTEGER);
            CREATE TABLE steps_record_table (row_id INTEGER PRIMARY KEY, start_time INTEGER, start_zone_offset INTEGER,
              end_time INTEGER, count INTEGER, device_info_id INTEGER, app_info_id INTEGER, recording_method INTEGER);
            CREATE TABLE heart_rate_record_table (row_id INTEGER PRIMARY KEY, device_info_id INTEGER);
            CREATE TABLE heart_rate_record_series_table
              (parent_key INTEGER, beats_per_minute INTEGER, epoch_millis INTEGER);
            CREATE TABLE sleep_session_record_table
              (row_id INTEGER PRIMARY KEY, start_time INTEGER, end_time INTEGER, start_zone_offset INTEGER);
            CREATE TABLE sleep_stages_table
              (parent_key INTEGER, stage_start_time INTEGER, stage_end_time INTEGER, stage_type INTEGER);
            """
        )
        database.execute("INSERT INTO device_info_table VALUES (1, 'Maker', 'Erika''s watch', 1), (2, 'Maker', 'P', 2)")
        database.execute("INSERT INTO heart_rate_record_table VALUES (1, 1)")
        rows = [(millis(time), 3600, millis(time) + 60_000, PER_MINUTE, 1, 1, 1) for time in MINUTES]
        rows.append((millis(BEGIN), 3600, millis(BEGIN) + 600_000, 1000, 2, 1, 2))  # the phone counts the same
        rows.append((millis(BEGIN), 3600, millis(BEGIN), 5000, 2, 2, 3))  # typed in by hand
        columns = "start_time, start_zone_offset, end_time, count, device_info_id, app_info_id, recording_method"
        database.executemany(f"INSERT INTO steps_record_table ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        beats = [(1, HEART, millis(time)) for time in MINUTES]
        database.executemany("INSERT INTO heart_rate_record_series_table VALUES (?, ?, ?)", beats)
        database.execute("INSERT INTO sleep_session_record_table VALUES (1, ?, ?, 3600)", [*map(millis, ASLEEP)])
        middle = millis(ASLEEP[0]) + 3_600_000
        stages = [(1, millis(ASLEEP[0]), middle, 1), (1, middle, millis(ASLEEP[1]), 4)]
        database.executemany("INSERT INTO sleep_stages_table VALUES (?, ?, ?, ?)", stages)
    return path


def _samsung(kind: str, columns: str, rows: list[str]) -> str:
    return "\ufeff" + "\n".join([f"{kind},6312008,4", columns, *(f"{row}," for row in rows)]) + "\n"


def _utc(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S}.000"


def samsung_health() -> dict[str, str]:
    """The tables of Samsung Health, whose columns have long names, and whose rows end with a comma."""
    step, heart = "com.samsung.health.step_count", "com.samsung.health.heart_rate"
    steps = [f"1,{_utc(time)},{PER_MINUTE},UTC+0100,x,{_utc(time + timedelta(minutes=1))}" for time in MINUTES]
    beats = [f"{_utc(time)},{HEART}.0,UTC+0100" for time in MINUTES]
    columns = f"run_step,{step}.start_time,{step}.count,{step}.time_offset,{step}.deviceuuid,{step}.end_time"
    columns_of_heart = ("start_time", "heart_rate", "time_offset")
    folder = "samsunghealth_erika_20261109/"
    return {
        f"{folder}com.samsung.shealth.tracker.pedometer_step_count.20261109.csv": _samsung(
            "com.samsung.shealth.tracker.pedometer_step_count", columns, steps
        ),
        f"{folder}com.samsung.shealth.tracker.heart_rate.20261109.csv": _samsung(
            "com.samsung.shealth.tracker.heart_rate", ",".join(f"{heart}.{one}" for one in columns_of_heart), beats
        ),
        f"{folder}com.samsung.shealth.sleep.20261109.csv": _samsung(
            "com.samsung.shealth.sleep", "start_time,end_time,time_offset",
            [f"{_utc(ASLEEP[0])},{_utc(ASLEEP[1])},UTC+0100"],
        ),
        f"{folder}com.samsung.health.floors_climbed.20261109.csv": "com.samsung.health.floors_climbed,1,1\nfloor\n3\n",
    }  # fmt: skip


def withings() -> dict[str, str]:
    durations, values = [60] * 10, [PER_MINUTE] * 10
    start = BEGIN.isoformat()
    return {
        "raw_tracker_steps.csv": f'start,duration,value\n{start},"{durations}","{values}"\n',
        "raw_hr_hr.csv": f'start,duration,value\n{start},"{durations}","{[HEART] * 10}"\n',
        "sleep.csv": f"from,to,light (s)\n{ASLEEP[0].isoformat()},{ASLEEP[1].isoformat()},9\n",
        "weight.csv": "Date,Weight\n2026-11-08,70\n",
    }


def fitbit() -> dict[str, str]:
    folder = "Takeout/Fitbit/Global Export Data/"
    form = "%m/%d/%y %H:%M:%S"
    beats = [{"dateTime": f"{time:{form}}", "value": {"bpm": HEART, "confidence": 2}} for time in MINUTES]
    beats.append({"dateTime": f"{BEGIN:{form}}", "value": {"bpm": 70, "confidence": 0}})
    sleep = [{"logId": 1, "startTime": "2026-11-07T23:00:00.000", "endTime": "2026-11-08T07:00:00.000"}]
    steps = [{"dateTime": f"{time:{form}}", "value": str(PER_MINUTE)} for time in MINUTES]
    return {
        f"{folder}steps-2026-11-08.json": json.dumps(steps),
        f"{folder}heart_rate-2026-11-08.json": json.dumps(beats),
        f"{folder}sleep-2026-11-07.json": json.dumps(sleep),
        f"{folder}altitude-2026-11-08.json": "[]",
    }


def google_fit() -> dict[str, str]:
    head = "Start time,End time,Move Minutes count,Step count"
    edges = [f"{quarter // 4 % 24:02d}:{quarter % 4 * 15:02d}:00.000+01:00" for quarter in range(97)]
    rows = [f"{edges[n]},{edges[n + 1]},,{1100 if n == 36 else ''}" for n in range(96)]
    return {"Takeout/Fit/Daily activity metrics/2026-11-08.csv": "\n".join([head, *rows]) + "\n"}


def health_auto_export() -> str:
    def entries(column: str, value: float) -> list[dict[str, object]]:
        return [{"date": f"{time:%Y-%m-%d %H:%M:%S} +0000", column: value, "source": "Erika"} for time in MINUTES]

    metrics = [
        {"name": "step_count", "units": "count", "data": entries("qty", PER_MINUTE)},
        {"name": "heart_rate", "units": "count/min", "data": entries("Avg", HEART)},
        {"name": "sleep_analysis", "data": [
            {"sleepStart": f"{ASLEEP[0]:%Y-%m-%d %H:%M:%S} +0000", "sleepEnd": f"{ASLEEP[1]:%Y-%m-%d %H:%M:%S} +0000"}
        ]},
        {"name": "weight_body_mass", "data": [{"qty": 70}]},
    ]  # fmt: skip
    return json.dumps({"data": {"metrics": metrics, "workouts": []}})


def health_auto_export_table() -> str:
    head = "Date/Time,Step Count (count),Heart Rate [Min] (count/min),Heart Rate [Avg] (count/min),Weight (kg)"
    rows = [f"{time:%Y-%m-%d %H:%M:%S},{PER_MINUTE},90,{HEART},70" for time in MINUTES]
    return "\n".join([head, *rows]) + "\n"


def polar() -> dict[str, str]:
    steps = [{"localTime": f"{time:%H:%M:%S}", "value": PER_MINUTE} for time in MINUTES]
    day = {
        "date": "2026-11-08",
        "samples": [{"heartRate": HEART, "secondsFromDayStart": 28_800 + 60 * n} for n in range(10)],
    }
    return {
        "activity-2026-11-08-abc.json": json.dumps({"date": "2026-11-08", "samples": {"steps": steps, "mets": []}}),
        "247ohr_2026_11-abc.json": json.dumps({"deviceDays": [day]}),
        "account-data-abc.json": "{}",
    }


def garmin() -> dict[str, str]:
    totals = [{"calendarDate": "2026-11-08", "totalSteps": 7639, "userProfilePK": 1}, {"calendarDate": "2026-11-09"}]
    start, stop = (f"{time:%Y-%m-%dT%H:%M:%S}.0" for time in ASLEEP)
    sleep = [{"sleepStartTimestampGMT": start, "sleepEndTimestampGMT": stop, "calendarDate": "2026-11-08"}]
    return {
        "DI_CONNECT/DI-Connect-Aggregator/UDSFile_2026-08-01_2026-11-09.json": json.dumps(totals),
        "DI_CONNECT/DI-Connect-Wellness/2026-08-01_2026-11-09_1_sleepData.json": json.dumps(sleep),
        "DI_CONNECT/DI-Connect-User/user_profile.json": '{"userName": "Erika"}',
    }


def oura() -> dict[str, str]:
    beats = "".join(f"{time.isoformat()};{HEART};awake\n" for time in MINUTES)
    bed = f"{ASLEEP[0].isoformat()};{ASLEEP[1].isoformat()}"
    return {
        "App Data/heartrate.csv": f"timestamp;bpm;source\n{beats}",
        "App Data/sleepmodel.csv": f"id;bedtime_start;bedtime_end\n1;{bed}\n",
    }


def whoop() -> dict[str, str]:
    head = "Cycle start time,Cycle end time,Cycle timezone,Sleep onset,Wake onset,Nap"
    row = "2026-11-07 23:00:00,,UTC+01:00,2026-11-07 23:00:00,2026-11-08 07:00:00,false"
    return {"sleeps.csv": f"{head}\n{row}\n", "workouts.csv": "Workout start time\n"}


def wfdb_annotations(samples: list[int], notes: dict[int, bytes] | None = None) -> bytes:
    """Normal beats at samples, with a text and a mark between them, and a long way to the first; notes on some."""
    words, before = [struct.pack("<HhH", 59 << 10, samples[0] >> 16, samples[0] & 0xFFFF)], samples[0]
    for number, sample in enumerate(samples):
        words.append(struct.pack("<H", 1 << 10 | sample - before))
        before = sample
        note = (notes or {}).get(number, b"")
        words.append(struct.pack("<H", 63 << 10 | len(note)) + note + b"\0" * (len(note) % 2) if note else b"")
    words.insert(3, struct.pack("<H", 63 << 10 | 3) + b"(N\0\0" + struct.pack("<H", 62 << 10 | 1))
    return b"".join(words) + b"\0\0"


def tcx(sport: str = "Running", every_s: int = 1, cadence: int = 55) -> str:
    points = "".join(
        f"<Trackpoint><Time>{(BEGIN + timedelta(seconds=t)).isoformat()}</Time><Position><LatitudeDegrees>52.5"
        f"</LatitudeDegrees><LongitudeDegrees>13.4</LongitudeDegrees></Position><DistanceMeters>{1.3 * t:.1f}"
        f"</DistanceMeters><HeartRateBpm><Value>{HEART}</Value></HeartRateBpm><Extensions><ns3:TPX>"
        f"<ns3:RunCadence>{cadence}</ns3:RunCadence></ns3:TPX></Extensions></Trackpoint>"
        for t in range(0, 601, every_s)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><TrainingCenterDatabase xmlns:ns3="x"><Activities>'
        f'<Activity Sport="{sport}"><Id>1</Id><Lap><DistanceMeters>780</DistanceMeters><Track>{points}</Track></Lap>'
        "</Activity></Activities></TrainingCenterDatabase>"
    )


def gpx(sport: str = "walking", cadence: int | None = 55) -> str:
    def point(t: int) -> str:
        cad = "" if cadence is None else f"<gpxtpx:cad>{cadence}</gpxtpx:cad>"
        return (
            f'<trkpt lat="{52.5 + 1.169e-5 * t:.7f}" lon="13.4"><ele>34</ele>'
            f"<time>{(BEGIN + timedelta(seconds=t)).isoformat()}</time><extensions><gpxtpx:TrackPointExtension>"
            f"<gpxtpx:hr>{HEART}</gpxtpx:hr>{cad}</gpxtpx:TrackPointExtension></extensions></trkpt>"
        )

    points = "".join(point(t) for t in range(601))
    return (
        '<?xml version="1.0"?><gpx xmlns:gpxtpx="x"><metadata><time>2026-11-08T08:00:00Z</time></metadata>'
        f"<trk><name>Erika</name><type>{sport}</type><trkseg>{points}</trkseg></trk></gpx>"
    )
