"""A FIT file is read as far as it can be believed, or refused with one sentence."""

from __future__ import annotations

import contextlib
import re
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondheart.errors import BadFile, InputError, MissingExtra
from secondheart.protocol import STAND, cycle
from secondheart.protocol.effort import cycling_percent, cycling_watts
from secondheart.protocol.movement import cycling_strength
from secondheart.recordings import Recording, read_day, read_recording
from secondheart.recordings.formats._fit_messages import read_messages
from secondheart.recordings.heart_effort import effort_of_heart_rate
from secondheart.recordings.input_file import InputFile
from secondheart.recordings.members import list_members
from secondheart.recordings.registry import Options
from tests.recordings import fitfile as fit
from tests.recordings.fitfile import Row, steady

WALK = fit.activity(steady(20, 5), sport=fit.WALKING)


@pytest.fixture
def read(tmp_path: Path):
    def read(data: bytes, **person) -> Recording:
        path = tmp_path / "some.fit"
        path.write_bytes(data)
        return read_recording(path, **person)

    return read


def ridden(*rows: Row, **fields) -> bytes:
    return fit.activity([*rows, Row(rows[-1].t_s + 5, *rows[-1][1:])], sport=fit.CYCLING, **fields)


def test_each_record_is_a_step_with_the_values_of_its_start(read) -> None:
    protocol = read(fit.activity([Row(0, 120, 80), Row(5, 130, 85, 64), Row(11, 140, 90), Row(12)])).protocol
    assert protocol.name == "some"
    assert protocol.starts() == (0.0, 5.0, 11.0)
    assert [step.heart_rate_bpm for step in protocol.steps] == [120.0, 130.0, 140.0]
    assert [step.activity.name for step in protocol.steps] == ["run"] * 3
    periods = [step.activity.period_s for step in protocol.steps]
    assert periods == pytest.approx([60 / 80, 60 / 85.5, 60 / 90], rel=1e-12)


@pytest.mark.parametrize(
    ("sport", "cadence", "verb"),
    [(fit.RUNNING, 70, "run"), (fit.RUNNING, 69, "walk"), (fit.WALKING, 65, "walk"), (fit.HIKING, 50, "walk")],
)
def test_the_gait_follows_sport_and_cadence(read, sport: int, cadence: int, verb: str) -> None:
    (step,) = read(fit.activity([Row(0, 120, cadence), Row(5, 120, cadence)], sport=sport)).protocol.steps
    assert step.activity.name == verb


@pytest.mark.parametrize(
    ("heart_rate", "age", "effort"),
    [(60, 30, 0.0), (80, 30, 0.0), (133.5, 30, 50.0), (187, 30, 100.0), (210, 30, 100.0), (123, 60, 50.0)],
)
def test_effort_lies_between_standing_and_the_highest_heart_rate(read, heart_rate, age, effort) -> None:
    # Tanaka 2001: 208 - 0.7 * 30 = 187, 208 - 0.7 * 60 = 166
    assert effort_of_heart_rate(heart_rate, age) == pytest.approx(effort, abs=1e-9)
    if heart_rate % 1 == 0:
        rows = [Row(0, heart_rate, 80), Row(5, heart_rate, 80)]
        (step,) = read(fit.activity(rows), age_years=age).protocol.steps
        assert step.activity.effort_percent == pytest.approx(effort, abs=1e-9)


def test_without_movement_a_raised_heart_rate_is_no_effort(read) -> None:
    steps = read(fit.activity([Row(0, 150, 0), Row(5, 150, 80), Row(10)])).protocol.steps
    assert (steps[0].activity, steps[0].posture, steps[0].heart_rate_bpm) == (None, STAND, 150.0)
    assert steps[1].activity is not None


def test_in_a_pause_one_stands_while_the_heart_rate_runs_straight_across(read) -> None:
    rows = [Row(0, 140, 80), Row(20, 130, 80), Row(80, 106, 80), Row(110, 106, 80)]
    recording = read(fit.activity(rows, timers=[(21, fit.STOP_ALL), (79, fit.START)]))
    assert recording.pauses == ((20.0, 80.0),)
    standing = [step for step in recording.protocol.steps if step.activity is None]
    assert {(step.posture, step.duration_s) for step in standing} == {(STAND, 5.0)}
    assert [step.heart_rate_bpm for step in standing] == [130.0 - 2 * n for n in range(12)]


def test_a_recorded_power_sets_effort_and_pressures(read) -> None:
    (step,) = read(ridden(Row(0, 120, 60, watts=120))).protocol.steps
    assert step.heart_rate_bpm == 120.0
    assert (step.activity.name, step.activity.period_s, step.activity.strength_percent) == ("cycle", 1.0, 125.0)
    assert step.activity.effort_percent == pytest.approx(cycling_percent(120), abs=1e-9)
    assert step.posture == cycle(minutes=1).steps[0].posture


def test_the_effort_of_a_power_goes_by_the_riders_mass(read) -> None:
    for mass in (50, 100):
        (step,) = read(ridden(Row(0, 120, 60, watts=120)), mass_kg=mass).protocol.steps
        assert step.activity.effort_percent == pytest.approx(cycling_percent(120, mass), abs=1e-9)


def test_without_a_power_the_heart_rate_stands_for_one(read) -> None:
    (step,) = read(ridden(Row(0, 150, 80)), age_years=40).protocol.steps
    effort = effort_of_heart_rate(150, 40)
    assert step.activity.effort_percent == pytest.approx(effort, abs=1e-9)
    strength = cycling_strength(cycling_watts(effort), 80)
    assert step.activity.strength_percent == pytest.approx(strength, abs=2.5)


def test_who_does_not_pedal_sits_still_on_the_saddle(read) -> None:
    rows = [Row(0, 140, 80, watts=150), Row(12, 120, 0, watts=0), Row(24, 120, 0, watts=0)]
    riding, resting = read(fit.activity(rows, sport=fit.CYCLING)).protocol.steps
    assert (riding.activity is None, resting.activity) == (False, None)
    assert {riding.posture.name, resting.posture.name} == {"cycle"}
    assert riding.standing_load == resting.standing_load == 0.1


def test_no_cadence_is_too_fast_or_too_slow(read) -> None:
    for cadence in (1, 8, 200):
        (step,) = read(ridden(Row(0, 120, cadence, watts=200))).protocol.steps
        assert step.activity.period_s == pytest.approx(60 / cadence, rel=1e-12)
        assert step.activity.strength_percent <= 300.0


def test_a_clock_that_was_never_set_is_told(read) -> None:
    recording = read(fit.activity(steady(20), begin=86_400))
    assert recording.notes == ("the clock of the device was not set: its date means nothing",)
    local = fit.session(fit.RUNNING) + fit.local_time(20, fit.BEGIN - 86_400, 86_400)
    day = read(fit.activity(steady(20), begin=86_400, more=local))
    assert day.starts_h == pytest.approx(11 + 33 / 60 + 20 / 3600)


def test_positions_are_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "positions.fit"
    path.write_bytes(fit.activity([Row(t_s, position=(495280430, -872696681)) for t_s in range(20)]))
    content = read_messages(InputFile(path)).content
    assert {name for row in content["record"] for name in row} == {"timestamp", "heart_rate", "cadence", "order"}
    assert "495280430" not in repr(content)


def test_two_records_of_one_second_complete_each_other(read) -> None:
    recording = read(fit.activity([Row(0), Row(1, None, 70), Row(1, 130, None), Row(2)]))
    step = recording.protocol.steps[1]
    assert (step.heart_rate_bpm, step.activity.period_s) == (130.0, pytest.approx(60 / 70))


def test_a_file_without_session_goes_by_its_sport_message(read) -> None:
    records = b"".join(fit.record(row) for row in steady(20))
    sport = fit.message(fit.SPORT, [(0, fit.ENUM, fit.HIKING), (1, fit.ENUM, 0)])
    assert read(fit.wrap(fit.file_id() + sport + records)).device == "watch: hiking"


@pytest.mark.parametrize(
    ("row", "sport"),
    [(Row(0, 120, 82), "running"), (Row(0, 120, 55), "walking"), (Row(0, 120, 80, watts=9), "cycling")],
)
def test_a_sport_that_was_lost_is_guessed_and_told(read, row: Row, sport: str) -> None:
    recording = read(fit.wrap(fit.file_id() + b"".join(fit.record(row._replace(t_s=t)) for t in range(20))))
    assert recording.device == f"watch: {sport}"
    assert recording.notes[0].startswith(f"names no sport: taken as {sport}, ")


@pytest.mark.parametrize(
    ("rows", "timers", "pauses"),
    [
        (steady(60), [], ()),
        (steady(60), [(0, fit.START), (60, fit.STOP_ALL)], ()),
        (steady(60), [(20, fit.STOP_ALL), (31, fit.START)], ((20.0, 31.0),)),
        (steady(60), [(31, fit.START), (20, fit.STOP_ALL), (25, fit.STOP_ALL)], ((20.0, 31.0),)),
        (steady(60, 5), [(21, fit.STOP_ALL), (24, fit.START)], ((20.0, 25.0),)),
        (steady(60, 5), [(21, fit.STOP_ALL), (23, fit.START)], ()),
        ([*steady(30), *(Row(t) for t in range(60, 90))], [(31, fit.STOP_ALL), (59, fit.START)], ((30.0, 60.0),)),
        (steady(600, 60), [], ()),
        (steady(60), [(58, fit.STOP_ALL)], ((58.0, 60.0),)),
    ],
    ids=[
        "none", "start and end", "timer", "events out of order and repeated", "timer snaps to records", "too short",
        "timer and gap are one", "slow device", "records after the end",
    ],
)  # fmt: skip
def test_pauses(read, rows, timers, pauses) -> None:
    assert read(fit.activity(rows, timers=timers)).pauses == pauses


def test_a_recording_ends_at_the_last_stop_of_the_timer(read) -> None:
    recording = read(fit.activity(steady(60, 5), timers=[(63, fit.STOP_ALL)]))
    assert (recording.protocol.duration_s, recording.pauses) == (63.0, ())


def no_time() -> bytes:
    return fit.wrap(fit.file_id() + fit.message(fit.RECORD, [(3, fit.UINT8, 100)]) + fit.session(fit.RUNNING))


REFUSED = {
    "empty": (b"", "is empty"),
    "text": (b"no FIT at all\n", "is not a FIT file: bytes 8 to 11 are"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is not a FIT file"),
    "short": (WALK[:9], "is not a FIT file"),
    "half a header": (WALK[:13], "nothing of it can be read: is cut off at byte 13"),
    "settings": (fit.wrap(fit.file_id(fit.SETTINGS)), "is a FIT file of type settings and holds neither records"),
    "no message": (fit.wrap(b""), "is a FIT file of type unknown and holds neither records"),
    "undefined message": (fit.wrap(b"\x03\x00"), "is not valid FIT .*local message 3 not defined"),
    "rowing": (fit.activity(steady(20), sport=fit.ROWING), "sport rowing has no muscle pattern in the model; "),
    "swimming": (fit.activity(steady(20), sport=fit.SWIMMING), "sport swimming has no muscle pattern in the model; "),
    "unheard of": (fit.activity(steady(20), sport=200), "sport 200 has no muscle pattern in the model; allowed"),
    "no time": (no_time(), "has no usable record: none of its 1 has a time"),
    "one instant": (fit.activity([Row(0)]), "all its records are of one instant"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_in_one_sentence(read, name: str) -> None:
    data, sentence = REFUSED[name]
    with pytest.raises(InputError, match=rf"some\.fit: .*(?:{sentence})") as caught:
        read(data)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("heart_rate", [25, 230])
def test_the_bounds_of_the_heart_rate_are_allowed(read, heart_rate: int) -> None:
    assert read(fit.activity([Row(0, heart_rate), Row(5)])).protocol.steps[0].heart_rate_bpm == heart_rate


LONG = fit.activity([Row(t_s, 100 + t_s % 7, 60) for t_s in range(200)], sport=fit.WALKING)
DAMAGED = {
    "no checksum": (LONG[:-2], 199.0, "is cut off at byte .* its header promises 2 more"),
    "a wrong checksum": (LONG[:-2] + b"\x00\x01", 199.0, "its checksum does not fit its content"),
    "no length": (LONG[:4] + bytes(4) + LONG[8:], 199.0, "its header tells no length, as after a crash"),
    "a tail": (LONG + b"and something else", 199.0, "18 bytes from byte .* on are no FIT and are left out"),
    "a third": (LONG[: len(LONG) // 3], 60.0, "is cut off at byte .*, its header promises .* more"),
    "nonsense": (fit.wrap(LONG[14:-40] + b"\x0f" * 38), 190.0, "after message"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_end_loses_the_end(read, name: str) -> None:
    data, least_s, note = DAMAGED[name]
    recording = read(data)
    assert least_s <= recording.protocol.duration_s <= 199.0
    assert re.search(note, recording.notes[0])


def test_two_files_in_one_are_read_one_after_the_other(read) -> None:
    later = fit.activity([Row(t_s, 120, 80) for t_s in range(300, 360)])
    assert read(WALK + later).protocol.duration_s == 359.0


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"nowhere\.fit: cannot be read: No such file"):
        read_recording(tmp_path / "nowhere.fit")
    (tmp_path / "folder.fit").mkdir()
    with pytest.raises(BadFile, match=r"folder\.fit: is a folder that holds no recording that is known"):
        read_recording(str(tmp_path / "folder.fit"))


def test_without_fitdecode_the_line_that_mends_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fitdecode", None)
    (tmp_path / "some.fit").write_bytes(WALK)
    with pytest.raises(MissingExtra, match=r"reading a FIT file needs .* pip install 'secondheart\[recordings\]'"):
        read_recording(tmp_path / "some.fit")


def packed(tmp_path: Path, *begins: int) -> Path:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, begin in enumerate(begins):
            archive.writestr(f"activities/{number}.fit", fit.activity(steady(60), begin=begin))
            archive.writestr(f"__MACOSX/activities/._{number}.fit", "Mac OS X")
        archive.writestr("readme.txt.pdf", "a text")
    return path


def test_of_many_activities_one_is_picked_by_name_or_by_its_day(tmp_path: Path) -> None:
    path = packed(tmp_path, fit.BEGIN, fit.BEGIN + 86_400)
    with pytest.raises(BadFile, match=r"many.zip: holds 2 recordings; secondheart inspect --list shows them, --pick"):
        read_recording(path)
    picked = read_recording(path, options=Options(pick="1.fit"))
    assert picked.protocol.name == "1"
    assert read_day(path, "2024-11-09").protocol.name == "1 2024-11-09"
    rows = list_members(InputFile(path), Options())
    assert [(row.name, str(row.date), row.about) for row in rows] == [
        ("activities/0.fit", "2024-11-08", "watch: running"), ("activities/1.fit", "2024-11-09", "watch: running")
    ]  # fmt: skip
    with pytest.raises(InputError, match=r"holds no recording '7'; nearest: activities"):
        read_recording(path, options=Options(pick="7"))
    with pytest.raises(InputError, match=r"holds 0 recordings of 2024-11-11"):
        read_day(path, "2024-11-11")


@given(place=st.integers(0, len(WALK) - 1), flip=st.integers(1, 255))
def test_any_changed_byte_is_refused_or_told(tmp_path_factory: pytest.TempPathFactory, place: int, flip: int) -> None:
    path = tmp_path_factory.getbasetemp() / "changed.fit"
    changed = bytearray(WALK)
    changed[place] ^= flip
    path.write_bytes(changed)
    with contextlib.suppress(InputError):
        recording = read_recording(path)
        assert recording.notes[:-1] or recording.protocol == read_recording(_written(path, WALK)).protocol


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


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
        assert read_recording(path).protocol.duration_s > 0.0


@given(
    lengths=st.lists(st.integers(1, 40), min_size=1, max_size=30),
    hearts=st.lists(st.one_of(st.integers(25, 230), st.none()), min_size=31, max_size=31),
    strides=st.lists(st.one_of(st.integers(10, 110), st.just(0)), min_size=31, max_size=31),
    stop=st.tuples(st.integers(0, 600), st.integers(1, 60)),
)
def test_any_activity_is_filled_whole_and_without_invention(
    tmp_path_factory: pytest.TempPathFactory, lengths, hearts, strides, stop
) -> None:
    times = [sum(lengths[:n]) for n in range(len(lengths) + 1)]
    rows = [Row(t, heart, cadence) for t, heart, cadence in zip(times, hearts, strides, strict=False)]
    path = tmp_path_factory.getbasetemp() / "any.fit"
    path.write_bytes(fit.activity(rows, timers=[(stop[0], fit.STOP_ALL), (stop[0] + stop[1], fit.START)]))
    recording = read_recording(path)
    known = [heart for heart in hearts[: len(times)] if heart is not None]
    assert recording.protocol.duration_s >= times[-1] - 1e-6
    rates = [step.heart_rate_bpm for step in recording.protocol.steps if step.heart_rate_bpm is not None]
    assert all(min(known) - 1e-9 <= rate <= max(known) + 1e-9 for rate in rates)
