"""One small recording of each format, made by code.

A new format's own test module offers `write_samples(folder)`; it is found by that name, so that no other file needs to
know of it.
"""

from __future__ import annotations

import importlib
from datetime import datetime
from pathlib import Path

from secondheart.recordings import read_logbook
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
    for module in sorted(Path(__file__).parent.glob("test_*.py")):
        if "\ndef write_samples(" in module.read_text("utf-8"):
            importlib.import_module(f"tests.recordings.{module.stem}").write_samples(folder)
    return sorted(path for path in folder.iterdir() if path.is_file())


def by_format(folder: Path) -> dict[str, list[Path]]:
    """Return the samples by the name of their format."""
    found: dict[str, list[Path]] = {}
    for path in healthy(folder):
        found.setdefault(read_logbook(path).form, []).append(path)
    return found
