"""The command line tells a recorded day: what was measured, derived and assumed, and where its gaps are."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from secondheart.cli import main
from secondheart.cli.inputs import plan_of, recording_fields, recording_object
from secondheart.errors import UnknownName
from secondheart.person import Person
from tests.recordings.devices import agd, events, export, zipped
from tests.recordings.test_apple import RECORDS

MIDNIGHT = datetime(2026, 11, 8)


def test_a_recorded_day_is_told_with_its_account_and_gaps(tmp_path: Path) -> None:
    plan = plan_of(str(zipped(tmp_path / "export.zip", export(RECORDS))), Person())
    assert plan.recording is not None
    told = list(recording_fields(plan.recording))
    assert ("measured", "steps, 11:00: 830 steps: 800 of watch, 30 of phone") in told
    assert [head for head, _ in told if head in ("measured", "derived", "assumed")] == sorted(
        (head for head, _ in told if head in ("measured", "derived", "assumed")),
        key=["measured", "derived", "assumed"].index,
    )
    kept = json.loads(json.dumps(recording_object(plan.recording)))
    assert {"device", "day", "steps", "turns", "account", "gaps", "pauses", "left_out", "notes"} == set(kept)
    assert sum(row["duration_s"] for row in kept["account"] if row["what"] == "posture") == pytest.approx(
        plan.protocol.duration_s
    )
    assert plan.spans


@pytest.mark.parametrize("name", ["hip.agd", "pal.csv"])
def test_other_devices_are_plans_too(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "hip.agd":
        agd(path, MIDNIGHT, [(90, "Standing"), (0, "Sitting")])
    else:
        path.write_text(events(MIDNIGHT, [(1, 60), (2, 1.0), (0, 59)]), encoding="utf-8")
    assert plan_of(str(path), Person()).protocol.duration_s == pytest.approx(120.0)


def test_a_file_of_no_format_is_told_those_that_there_are() -> None:
    with pytest.raises(UnknownName, match=r"ends in \.toml, .*\.fit"):
        plan_of("day.doc", Person())


def test_a_bad_recording_is_bad_input_and_prints_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(b"PK")
    with pytest.raises(SystemExit) as left:
        main(["run", str(path)])
    printed = capsys.readouterr()
    assert (left.value.code, printed.out) == (2, "")
    assert printed.err.count("\n") == 1
