"""Exports of phones, apps and accounts: ten minutes of walking are ten minutes of walking in each of them."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from secondheart.errors import BadFile, InputError, MissingExtra
from secondheart.recordings import read_day, read_logbook, read_recording
from secondheart.recordings.registry import Options
from tests.recordings import accounts, devices
from tests.recordings.protocols import seconds_of

BERLIN = "Europe/Berlin"
EXPORTS = {
    "health_connect.zip": lambda path: accounts.zipped(
        path, {"health_connect_export.db": accounts.health_connect(path.with_suffix(".db")).read_bytes()}
    ),
    "health_connect.db": accounts.health_connect,
    "samsung.zip": lambda path: accounts.zipped(path, accounts.samsung_health()),
    "withings.zip": lambda path: accounts.zipped(path, accounts.withings()),
    "fitbit.zip": lambda path: accounts.zipped(path, accounts.fitbit()),
    "auto.json": lambda path: path.write_text(accounts.health_auto_export(), "utf-8") and path,
    "auto.csv": lambda path: path.write_text(accounts.health_auto_export_table(), "utf-8") and path,
    "walk.tcx": lambda path: path.write_text(accounts.tcx("Walking"), "utf-8") and path,
    "walk.gpx": lambda path: path.write_text(accounts.gpx(), "utf-8") and path,
    "polar.zip": lambda path: accounts.zipped(path, accounts.polar()),
}
SLEEPING = ("health_connect.zip", "health_connect.db", "samsung.zip", "withings.zip", "fitbit.zip", "auto.json")


@pytest.mark.parametrize("name", EXPORTS)
def test_ten_minutes_of_walking_are_those_of_any_export(tmp_path: Path, name: str) -> None:
    path = EXPORTS[name](tmp_path / name)
    zone = "UTC" if name in ("polar.zip", "auto.csv") else BERLIN  # they write local times
    hour = 8.0 if zone == "UTC" else 9.0
    day = read_day(path, "2026-11-08", zone)
    assert day.steps == 1100
    assert day.date == date(2026, 11, 8)
    walking = day.protocol.step_at(3600.0 * (hour + 0.1))
    assert walking.activity is not None
    assert walking.activity.period_s == pytest.approx(120 / 110, rel=1e-3)
    assert walking.heart_rate_bpm == pytest.approx(96.0)
    assert day.protocol.step_at(3600.0 * (hour + 0.2)).activity is None


@pytest.mark.parametrize("name", SLEEPING)
def test_sleep_is_lying(tmp_path: Path, name: str) -> None:
    day = read_day(EXPORTS[name](tmp_path / name), "2026-11-08", BERLIN)
    assert day.protocol.step_at(3600.0 * 6.5).label == "lie"
    assert day.protocol.step_at(3600.0 * 7.5).label in ("sit, gap", "sit, assumed")


@pytest.mark.parametrize("name", EXPORTS)
def test_no_name_of_anybody_comes_along(tmp_path: Path, name: str) -> None:
    book = read_logbook(EXPORTS[name](tmp_path / name), BERLIN)
    assert "erika" not in repr(book).lower().replace(str(tmp_path).lower(), "").replace("samsunghealth_erika", "")
    assert "13.4" not in repr(book.tables)


def test_local_time_is_that_of_the_offsets(tmp_path: Path) -> None:
    for name in ("health_connect.db", "samsung.zip"):
        day = read_day(EXPORTS[name](tmp_path / name), "2026-11-08")
        assert day.protocol.step_at(3600.0 * 9.1).activity is not None


def test_what_was_typed_in_by_hand_or_guessed_is_left_out(tmp_path: Path) -> None:
    for name, reason in (("health_connect.db", "typed in by hand"), ("fitbit.zip", "guessed, as Fitbit says")):
        recording = read_recording(EXPORTS[name](tmp_path / name), BERLIN)
        assert recording.left_out[0].reasons == {reason: 1}


def test_a_total_of_a_garmin_day_is_spread_over_the_waking_hours(tmp_path: Path) -> None:
    day = read_day(accounts.zipped(tmp_path / "garmin.zip", accounts.garmin()), "2026-11-08", BERLIN)
    assert day.steps == 7639
    assert day.protocol.step_at(3600.0 * 6.9).label == "lie"
    starts = [start for start, step in zip(day.protocol.starts(), day.protocol.steps, strict=True) if step.activity]
    assert min(starts) >= 7 * 3600.0
    assert "steps of days are totals" in day.notes[0]


@pytest.mark.parametrize(("name", "members"), [("oura.zip", accounts.oura()), ("whoop.zip", accounts.whoop())])
def test_a_ring_and_a_band_tell_sleep(tmp_path: Path, name: str, members: dict[str, str]) -> None:
    day = read_day(accounts.zipped(tmp_path / name, members), "2026-11-08", BERLIN)
    assert day.protocol.step_at(3600.0 * 6.9).label == "lie"
    assert day.protocol.step_at(3600.0 * 9.1).heart_rate_bpm == (96.0 if name == "oura.zip" else None)


def test_sleep_awake_is_no_lying(tmp_path: Path) -> None:
    book = read_logbook(accounts.health_connect(tmp_path / "hc.db"))
    (postures,) = book.of("postures")
    assert (postures.stop_s - postures.start_s).tolist() == [7 * 3600.0]


@pytest.mark.parametrize(
    ("name", "rows"),
    [("health_connect.db", "health_connect.ROWS_A_REPORT"), ("samsung.zip", "_collector.PROGRESS_ROWS")],
)
def test_how_far_a_long_export_is_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, rows: str
) -> None:
    monkeypatch.setattr(f"secondheart.recordings.formats.{rows}", 3)
    shares: list[float] = []
    options = Options(progress=lambda now, whole: shares.append(now / whole))
    read_logbook(EXPORTS[name](tmp_path / name), options=options)
    assert len(shares) > 3
    assert 0.0 < min(shares) <= max(shares) <= 1.0


def test_a_view_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "hc.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "CREATE VIEW steps_record_table AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
            "SELECT x AS start_time, x AS end_time, 1 AS count FROM c"
        )
    with pytest.raises(BadFile, match=r"hc.db: is no export of Health Connect: it has no steps_record_table"):
        read_recording(path)


def test_google_fit_tells_quarters_of_an_hour(tmp_path: Path) -> None:
    path = accounts.zipped(tmp_path / "takeout.zip", accounts.google_fit())
    day = read_day(path)
    assert (day.steps, day.date) == (1100, date(2026, 11, 8))
    assert day.protocol.step_at(3600.0 * 9.1).activity is not None
    assert seconds_of(day.protocol, "walk") == pytest.approx(900.0)  # 73 a minute: all of the quarter


def test_a_folder_is_as_good_as_its_zip(tmp_path: Path) -> None:
    for name, text in accounts.samsung_health().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert read_recording(tmp_path / "samsunghealth_erika_20261109").steps == 1100


def test_one_table_of_many_is_read_alone(tmp_path: Path) -> None:
    ((name, text), *_) = accounts.samsung_health().items()
    path = tmp_path / name.rpartition("/")[2]
    path.write_text(text, "utf-8")
    assert read_recording(path).steps == 1100


@pytest.mark.parametrize("every_s", [1, 5, 30])
def test_tcx_is_an_activity_as_fit_is(tmp_path: Path, every_s: int) -> None:
    path = tmp_path / "walk.tcx"
    path.write_text(accounts.tcx("Walking", every_s), "utf-8")
    recording = read_recording(path)
    assert (recording.steps, recording.gaps, recording.device) == (1100, (), "watch: Walking")
    assert recording.protocol.duration_s == 600.0


def test_an_export_of_apple_is_known_by_its_folder_in_any_language(tmp_path: Path) -> None:
    members = {
        "apple_health_export/导出.xml": devices.export(
            [devices.record(devices.STEPS, "2026-11-08 08:00:00 +0100", "2026-11-08 08:05:00 +0100", 500)]
        ),
        "apple_health_export/workout-routes/route.gpx": accounts.gpx(),
    }
    assert read_recording(accounts.zipped(tmp_path / "导出.zip", members)).steps == 500


@pytest.mark.parametrize("packed", [False, True])
def test_annotated_beats_of_physionet_drive_the_heart(tmp_path: Path, packed: bool) -> None:
    head = "100 2 360 650000 09:30:00 08/11/2026\n100.dat 212 200 11 1024 995 -22131 0 MLII\n"
    beats = accounts.wfdb_annotations([100_000 + 270 * n for n in range(200)])
    if packed:
        path = accounts.zipped(tmp_path / "record.zip", {"100.hea": head, "100.atr": beats})
    else:
        path = tmp_path / "100.hea"
        path.write_text(head, "utf-8")
        path.with_suffix(".atr").write_bytes(beats)
    recording = read_recording(path)
    assert {step.heart_rate_bpm for step in recording.protocol.steps} == {80.0}  # 270 samples of 360 a second
    assert recording.protocol.duration_s == pytest.approx(199 * 0.75)
    assert recording.starts_h == pytest.approx(9.5 + 100_000 / 360 / 3600)


def test_notes_of_a_tilt_are_postures(tmp_path: Path) -> None:
    path = tmp_path / "tilt.hea"
    path.write_text("tilt 1 360 650000\n", "utf-8")
    notes = {10: b"supine", 60: b"slow tilt up", 120: b"tilt down", 160: b"medication"}
    path.with_suffix(".atr").write_bytes(accounts.wfdb_annotations([270 * n for n in range(200)], notes))
    steps = [(step.posture.name, step.duration_s) for step in read_recording(path).protocol.steps]
    assert [name for name, _ in steps] == ["sit", "lie", "stand", "lie"]  # nothing is said of the first seconds
    assert sum(seconds for name, seconds in steps if name == "stand") == pytest.approx(60 * 0.75, abs=1.0)


def test_a_header_without_annotations_says_so(tmp_path: Path) -> None:
    path = tmp_path / "100.hea"
    path.write_text("100 2 360 650000\n", "utf-8")
    with pytest.raises(BadFile, match=r"100.hea: beside it stands none of its annotations \(.atr, .ecg.* no ECG"):
        read_recording(path)


def test_beats_are_found_in_an_ecg_that_nobody_annotated(tmp_path: Path) -> None:
    pytest.importorskip("wfdb", reason="the extra wfdb is not installed")
    t_s = np.arange(0.0, 30.0, 1 / 250)
    signal = 1000.0 * np.exp(-(((t_s % 0.8) - 0.4) ** 2) / (2 * 0.012**2))
    (tmp_path / "rest.hea").write_text("rest 1 250 7500\nrest.dat 16 1000/mV 16 0 0 0 0 ECG\n", "utf-8")
    (tmp_path / "rest.dat").write_bytes(np.round(signal).astype("<i2").tobytes())
    rates = {step.heart_rate_bpm for step in read_recording(tmp_path / "rest.hea").protocol.steps}
    assert 75.0 in rates
    assert rates <= {74.0, 75.0, 76.0}


def test_without_wfdb_the_line_that_mends_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rest.hea").write_text("rest 1 250 7500\n", "utf-8")
    (tmp_path / "rest.dat").write_bytes(bytes(15_000))
    monkeypatch.setitem(sys.modules, "wfdb", None)
    with pytest.raises(
        MissingExtra, match=r"needs the package wfdb; install it with: pip install 'secondheart\[wfdb\]'"
    ):
        read_recording(tmp_path / "rest.hea")


def test_a_cadence_of_both_feet_is_halved_and_told(tmp_path: Path) -> None:
    path = tmp_path / "walk.tcx"
    path.write_text(accounts.tcx("Running", cadence=168), "utf-8")
    recording = read_recording(path)
    assert recording.steps == 1680
    assert "its cadence is that of both feet" in recording.notes


def test_a_track_without_cadence_goes_by_its_speed(tmp_path: Path) -> None:
    path = tmp_path / "walk.gpx"
    path.write_text(accounts.gpx(cadence=None), "utf-8")
    assert 950 < read_recording(path).steps < 1150


TRACKS = {
    "cut off": (accounts.gpx()[:-20_000], None),
    "rowing": (accounts.tcx("Rowing"), r"sport Rowing has no muscle pattern in the model; allowed: cycling"),
    "a route": (
        "<gpx><trk><trkseg><trkpt lat='1' lon='2'/></trkseg></trk></gpx>",
        "holds no points with a time",
    ),
    "bomb": ('<!DOCTYPE gpx [<!ENTITY a "aaaa">]><gpx>&a;</gpx>', "holds definitions of its own"),
    "nothing": ("<gpx/>", "holds no points with a time"),
    "text": ("walk", "is not valid XML"),
}


@pytest.mark.parametrize("name", TRACKS)
def test_tracks_are_read_as_far_as_they_go_or_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    text, sentence = TRACKS[name]
    path = tmp_path / ("some.tcx" if "Training" in text else "some.gpx")
    path.write_text(text, "utf-8")
    if sentence is None:
        recording = read_recording(path)
        assert recording.steps > 900
        assert recording.notes[0].startswith("is cut off or damaged at line 1")
        return
    with pytest.raises(InputError, match=sentence) as caught:
        read_recording(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("0.8\n0.81\n0.79\n" * 20, 3), ("RR\n800\n810\n" + "790\n" * 20, 1), ("# Kubios\n0.0\t800\n0.8\t810\n" * 12, 2),
        ("time;rr\n" + "".join(f"{800 * n};800\n" for n in range(30)), 2), ("0,8\n0,81\n" * 20, 1),
        ("date,rr,since start\n" + "2026-11-08 08:00:00 +0000,800,0.8\n" * 20, 1),
    ],
)  # fmt: skip
def test_rr_intervals_come_in_milliseconds_or_seconds_in_one_or_two_columns(
    tmp_path: Path, text: str, steps: int
) -> None:
    path = tmp_path / "rr.txt"
    path.write_text(text, "utf-8")
    rates = {step.heart_rate_bpm for step in read_recording(path).protocol.steps}
    assert rates <= {74.0, 75.0, 76.0}
    assert len(rates) <= steps
