"""An export of Apple Health is read as a stream, each device for itself, and no name of anybody comes along."""

from __future__ import annotations

import re
import tracemalloc
from pathlib import Path

import pytest

from secondheart.errors import BadFile, InputError
from secondheart.recordings import read_day, read_logbook, write_logbook_csv
from secondheart.recordings.registry import Options
from tests.recordings.devices import BREATHS, HEART, PHONE, SLEEP, STEPS, WATCH, export, record, zipped

DAY = "2026-11-08"
OTHER = "HKQuantityTypeIdentifierActiveEnergyBurned"


def at(clock: str, offset: str = "+0100", day: str = DAY) -> str:
    return f"{day} {clock} {offset}"


RECORDS = [
    record(STEPS, at("07:30:00"), at("07:40:00"), 800),
    record(STEPS, at("07:31:00"), at("07:39:00"), 700, PHONE),
    record(STEPS, at("09:30:00"), at("09:31:00"), 30, PHONE),
    record(HEART, at("07:35:00"), at("07:35:00"), 101.4),
    record(HEART, at("07:40:00"), at("07:40:00"), 91.4),
    record(BREATHS, at("05:00:00"), at("05:30:00"), 14.5),
    record(SLEEP, at("23:00:00", day="2026-11-07"), at("06:30:00"), "HKCategoryValueSleepAnalysisAsleepCore"),
    record(SLEEP, at("06:30:00"), at("06:45:00"), "HKCategoryValueSleepAnalysisAwake"),
    record(OTHER, at("07:30:00"), at("07:40:00"), 31.4),
]


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str | bytes) -> Path:
        path = tmp_path / "export.xml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def counted(day) -> float:
    return sum(2.0 * step.duration_s / step.activity.period_s for step in day.protocol.steps if step.activity)


def test_a_day_takes_steps_from_one_device_at_a_time(write) -> None:
    day = read_day(write(export(RECORDS)))
    assert counted(day) == pytest.approx(800 + 30)
    (steps,) = (entry for entry in day.account if entry.what == "steps")
    assert (steps.origin, steps.text) == ("measured", "830 steps: 800 of watch, 30 of phone")


def test_a_ride_is_a_posture_and_a_walk_is_in_its_steps(write) -> None:
    rides = [
        f'<Workout workoutActivityType="HKWorkoutActivityType{name}" sourceName="{WATCH}" startDate="{at(start)}" '
        f'endDate="{at(stop)}" duration="20"/>'
        for name, start, stop in (("Cycling", "10:00:00", "10:20:00"), ("Walking", "11:00:00", "11:20:00"))
    ]
    book = read_logbook(write(export([*RECORDS, *rides])))
    (ridden,) = [table for table in book.tables if "cycle" in table.name]
    assert (ridden.kind, ridden.origin, len(ridden)) == ("postures", "derived", 1)
    assert ridden.stop_s[0] - ridden.start_s[0] == 1200.0


def test_progress_is_shown_to_the_end(write) -> None:
    seen: list[tuple[float, float]] = []
    path = write(export(RECORDS * 2000))
    read_logbook(path, options=Options(progress=lambda done, whole: seen.append((done, whole))))
    assert len(seen) > 3
    assert 0.99 < seen[-1][0] / seen[-1][1] <= 1.0


def test_heart_rate_is_imposed_around_where_it_was_measured(write) -> None:
    protocol = read_day(write(export(RECORDS))).protocol
    hours = {7.43: None, 7.49: 101.0, 7.6: 98.0, 7.7: 91.0, 7.8: None}
    assert {hour: protocol.step_at(3600 * hour).heart_rate_bpm for hour in hours} == hours


def test_sleep_is_lying_that_was_derived(write) -> None:
    day = read_day(write(export(RECORDS)))
    assert day.protocol.step_at(0.0).label == "lie"
    assert day.protocol.step_at(6.6 * 3600).label == "lie, assumed"  # awake; it is before seven
    assert [e.duration_s for e in day.account if e.text == "of watch"] == [6.5 * 3600]
    assert day.protocol.step_at(5.1 * 3600).breathing.rate_per_min == 14.0


def test_a_zip_holds_the_same(write, tmp_path: Path) -> None:
    plain = read_day(write(export(RECORDS)))
    for name in ("apple_health_export/export.xml", "apple_health_export/Exportieren.xml"):
        packed = read_day(zipped(tmp_path / "export.zip", export(RECORDS), name))
        assert packed.protocol == plain.protocol.named(f"{Path(name).stem} 2026-11-08")


def test_no_name_of_anybody_comes_along(write, tmp_path: Path) -> None:
    book = read_logbook(write(export(RECORDS)))
    path = tmp_path / "neutral.csv"
    write_logbook_csv(book, path)
    assert "Erika" not in path.read_text(encoding="utf-8")
    assert "Erika" not in repr(book)
    assert {table.source for table in book.tables} == {"watch", "phone"}


def test_two_devices_of_one_name_are_not_summed(write) -> None:
    twice = [
        record(STEPS, at("07:30:00"), at("07:40:00"), 600, PHONE),
        record(STEPS, at("07:35:00"), at("07:45:00"), 500, PHONE),
    ]
    assert counted(read_day(write(export(twice)))) == pytest.approx(600)
    assert {table.source for table in read_logbook(write(export(twice))).tables} == {"phone", "phone, overlapping 1"}


def test_days_of_23_and_25_hours_by_offsets_or_zone(write) -> None:
    records = [
        record(STEPS, at("22:00:00", "+0200", "2026-10-24"), at("22:05:00", "+0200", "2026-10-24"), 300),
        record(STEPS, at("09:00:00", "+0100", "2026-10-25"), at("09:05:00", "+0100", "2026-10-25"), 300),
        record(STEPS, at("23:00:00", "+0100", "2026-03-28"), at("23:05:00", "+0100", "2026-03-28"), 300),
        record(STEPS, at("09:00:00", "+0200", "2026-03-29"), at("09:05:00", "+0200", "2026-03-29"), 300),
        record(STEPS, at("09:00:00", "+0200", "2026-03-30"), at("09:05:00", "+0200", "2026-03-30"), 300),
    ]
    path = write(export(records))
    for zone in (None, "Europe/Berlin"):
        assert read_day(path, "2026-10-25", zone).protocol.duration_s == pytest.approx(25 * 3600.0)
        assert read_day(path, "2026-03-29", zone).protocol.duration_s == pytest.approx(23 * 3600.0)
    assert read_day(path, "2026-10-25", "Asia/Tokyo").protocol.duration_s == pytest.approx(24 * 3600.0)


def test_versions_whose_document_type_or_characters_are_not_valid_are_read(write) -> None:
    odd = record(HEART, at("07:35:00"), at("07:35:00"), 100, "Str\x0bap")
    assert counted(read_day(write(export([*RECORDS, odd])))) == pytest.approx(830)
    assert counted(read_day(write(export(RECORDS, dtd="")))) == pytest.approx(830)


def test_heart_rates_that_cannot_be_are_left_out_and_told(write) -> None:
    day = read_day(write(export([*RECORDS, record(HEART, at("08:00:00"), at("08:00:00"), 251)])))
    assert [one.sentence for one in day.left_out] == ["1 of 3 heart rates not believed: 1 too high"]


def test_a_long_export_needs_little_memory(write) -> None:
    other = "".join(record(OTHER, at("07:30:00"), at("07:40:00"), n) for n in range(20_000))
    path = write(export([*RECORDS, other]))
    assert path.stat().st_size > 5_000_000
    read_day(path)
    tracemalloc.start()
    read_day(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2_500_000


TWO = [record(STEPS, at("07:30:00"), at("07:40:00"), 800)]
BAD = {
    "empty": ("", "is empty: it has no bytes"),
    "another document": ("<kml><a/></kml>", "is not an export of Apple Health: it begins with 'kml', not HealthData"),
    "no document": ("steps,4\n", "line 1: is not valid XML"),
    "400 steps": (
        export([record(STEPS, at("08:00:00"), at("08:01:00"), 400)]),
        "holds no steps, postures or beats that can be used: 1 of 1 rows of steps not believed: 1 more than 5 a second",
    ),
    "backwards": (
        export([record(STEPS, at("08:01:00"), at("08:00:00"), 4)]),
        r"line 14: endDate = '2026-11-08 08:00:00 \+0100' is before the startDate \(1 of 1 records cannot be used",
    ),
    "no time": (export([record(STEPS, "today", "today", 4)]), "line 14: startDate = 'today' is not allowed: a time"),
    "no number": (export([record(STEPS, at("08:00:00"), at("08:01:00"), "x")]), "line 14: steps: value = 'x' is not"),
    "a unit": (export([TWO[0].replace('"count"', '"km"')]), "line 14: steps: unit = 'km' is not allowed: count"),
    "no records": (export([]), "holds no steps, postures or beats that can be used"),
    "entities": (
        '<?xml version="1.0"?><!DOCTYPE HealthData [<!ENTITY a "aaaa">]><HealthData x="&a;"></HealthData>',
        "line 1: is not valid XML",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "sentence"), BAD.values(), ids=BAD)
def test_what_is_no_export_is_refused_in_one_sentence(write, text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=f"export.xml: {sentence}") as caught:
        read_day(write(text))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("end", [export(RECORDS)[-300:], "</HealthData>\n"])
def test_an_export_that_is_cut_off_is_read_as_far_as_it_goes(write, end: str) -> None:
    day = read_day(write(export(RECORDS).replace(end, "")))
    assert day.steps == 830
    assert re.fullmatch(r"is cut off at line \d+: read as far as that", day.notes[0])


@pytest.mark.parametrize("middle", ["<!--{}-->", '<Record x="{}"/>'])
def test_one_piece_without_end_is_refused_at_once(write, middle: str) -> None:
    text = export(RECORDS).replace("</HealthData>", middle.format("A" * 12_000_000) + "</HealthData>")
    with pytest.raises(BadFile, match=r"holds one piece of more than 4194304 bytes, which no export does"):
        read_day(write(text))


def test_a_zip_without_export_or_cut_off_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "some.zip", "nothing", "photos/holiday.jpg")
    with pytest.raises(BadFile, match=r"holds no recording that is known \(apple_health_export/export_cda.xml"):
        read_day(path)
    whole = zipped(tmp_path / "whole.zip", export(RECORDS)).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadFile, match=r"some.zip: .*export.xml: holds no steps, .*: is cut off at line 14"):
        read_day(path)
    with pytest.raises(BadFile, match=r"gone.zip: cannot be read: No such file or directory"):
        read_day(tmp_path / "gone.zip")


def test_the_device_is_known_by_its_model_where_its_name_says_nothing(write) -> None:
    device = "&lt;&lt;HKDevice: 0x1, name:Apple Watch, manufacturer:Apple Inc., model:Watch&gt;&gt;"
    text = export([TWO[0].replace(WATCH, "Erika").replace(" unit=", f' device="{device}" unit=')])
    assert [table.source for table in read_logbook(write(text)).tables] == ["watch"]
