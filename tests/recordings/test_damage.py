"""However a file is damaged, it is read or refused with one sentence."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import pytest

from secondheart.errors import InputError
from secondheart.recordings import read_day, read_logbook, read_recording
from secondheart.recordings.registry import all_formats
from tests.recordings import accounts
from tests.recordings.devices import (
    STEPS,
    WALK,
    actilife,
    agd,
    cycles,
    events,
    export,
    info,
    monitoring,
    pulse,
    record,
    zipped,
)
from tests.recordings.fitfile import BEGIN, activity, steady
from tests.recordings.test_apple import RECORDS
from tests.recordings.test_logbooks import WRITTEN
from tests.recordings.test_tables import MORNING

ROUNDS = 60
PARTS = (
    accounts.samsung_health(), accounts.withings(), accounts.fitbit(), accounts.google_fit(), accounts.polar(),
    accounts.garmin(), accounts.oura(), accounts.whoop(),
)  # fmt: skip
KNOWN = (
    "step_count.20261109.csv", "raw_hr_hr.csv", "steps-2026-11-08.json", "heart_rate-2026-11-08.json",
    "2026-11-08.csv", "activity-2026-11-08-abc.json", "247ohr_2026_11-abc.json", "2026-11-09.json", "sleepmodel.csv",
    "sleeps.csv",
)  # fmt: skip
MIDNIGHT = datetime(2026, 11, 8)
BITS = [b"", b"0", b"-1", b"9e9", b"nan", b",", b";", b"\n", b"\x00", b"\xff", b"<", b'"', b"T", b"2026", b"9999-12-31"]


def healthy(folder: Path) -> list[Path]:
    """One small recording of each format."""
    wrist = [info(BEGIN), cycles(BEGIN, WALK, 0), cycles(BEGIN + 60, WALK, 50, short=True), pulse(BEGIN + 99, 70)]
    texts = {
        "export.xml": export([*RECORDS, record(STEPS, "2026-11-08 08:00:00 +0100", "2026-11-08 08:01:00 +0100", 90)]),
        "pal.csv": events(MIDNIGHT, [(3.1, 3600), (1, 60), *[(2, 1.1)] * 9, (4, 60)]),
        "book.csv": WRITTEN,
        "table.csv": MORNING,
        "rr.txt": "800\n810\n790\n1200\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "day.fit").write_bytes(monitoring(wrist))
    (folder / "hip.csv").write_text(actilife(MIDNIGHT, [(0, 60), (90, 0)] * 5), encoding="utf-8")
    (folder / "walk.fit").write_bytes(activity(steady(60)))
    agd(folder / "hip.agd", MIDNIGHT, [(60, "Standing"), (0, "Sitting"), (3, "Off")] * 5)
    zipped(folder / "export.zip", texts["export.xml"])
    (folder / "walk.tcx").write_text(accounts.tcx("Walking", 30), encoding="utf-8")
    (folder / "walk.gpx").write_text(accounts.gpx()[:3000], encoding="utf-8")
    (folder / "auto.json").write_text(accounts.health_auto_export(), encoding="utf-8")
    accounts.health_connect(folder / "phone.db")
    for members in PARTS:
        for name, text in members.items():
            if name.endswith(KNOWN):
                (folder / name.rpartition("/")[2]).write_text(text, encoding="utf-8")
    accounts.zipped(folder / "samsung.zip", accounts.samsung_health())
    beats = accounts.wfdb_annotations([100 + 270 * n for n in range(60)])
    accounts.zipped(folder / "physionet.zip", {"100.hea": "100 2 360 9999\n", "100.qrs": beats})
    return sorted(folder.iterdir())


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Cut, repeat or overwrite parts of a file."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data) + 1)
        until = min(len(data), at + chance.choice([0, 1, 4, 30, 400]))
        part = chance.choice([*BITS, data[at:until] * 2, chance.randbytes(3)])
        data = data[:at] + part + (data[until:] if chance.random() < 0.9 else b"")
    return data


@pytest.mark.parametrize("place", range(26))
def test_damage_is_read_or_told_in_one_sentence(tmp_path: Path, place: int) -> None:
    (tmp_path / "whole").mkdir()
    path = healthy(tmp_path / "whole")[place]
    whole, chance = path.read_bytes(), random.Random(place)
    victim = tmp_path / path.name
    sentences: list[str] = []
    for _ in range(ROUNDS):
        victim.write_bytes(damaged(whole, chance))
        for read in (read_day, read_recording):
            try:
                read(victim)
            except InputError as error:
                sentences.append(str(error))
    assert [sentence for sentence in sentences if "\n" in sentence or len(sentence) > 700] == []
    assert len(sentences) > ROUNDS / 10  # damage was done


def test_every_format_is_among_them(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    paths = healthy(tmp_path / "whole")
    assert len(paths) == 26
    forms = set()
    for path in paths:
        book = read_logbook(path)
        forms.add(book.form)
        assert book.span[1] > book.span[0]
    assert forms == {form.name for form in all_formats()}
