"""The rows: complete, with the bands that were asked for, never wider."""

from __future__ import annotations

import doctest
import importlib

import pytest

from secondheart.errors import InputError
from secondheart.evidence import Outcome, Row, counts, findings
from secondheart.evidence.expected import expected
from secondheart.evidence.measurements import MEASUREMENTS
from secondheart.evidence.runs import PERSONS, PROTOCOLS, job, recorded_run, recordings_folder, steady_run
from secondheart.protocol import builtin, cycle

ASKED = {
    "lying_arterial_pressure": (85, 100),
    "lying_cardiac_output": (4.5, 6.5),
    "lying_right_atrial_pressure": (1, 8),
    "lying_ankle_vein": (4, 14),
    "venous_share": (60, 70),
    "sitting_ankle_vein": (48, 67),
    "standing_ankle_vein": (74, 95),
    "standing_pressure_per_cm": (0.76, 0.83),
    "standing_heart_rate_change": (8, 25),
    "standing_stroke_volume_change": (-50, -30),
    "standing_arterial_pressure_change": (-15, 15),
    "standing_no_faint": (60, None),
    "standing_no_oscillation": (0, 2),
    "tiptoe_foot_vein": (15, 35),
    "tiptoe_drop": (50, None),
    "tiptoe_refill": (18, 45),
    "walking_ankle_vein": (18, 30),
    "walking_steps_of_fall": (5, 15),
    "walking_soleus_peak": (110, 250),
    "cycling_ankle_vein": (17, 35),
    "running_cardiac_output": (12, 22),
    "running_arterial_pressure": (85, 130),
    "running_right_atrial_pressure": (-2, 8),
    "running_soleus_peak": (170, 370),
    "great_saphenous_floor": (0.1, None),
    "deep_floor": (0.1, None),
    "great_saphenous_refill": (None, -0.1),
    "deep_refill": (None, -0.1),
    "walking_without_muscles": (40, None),
    "volume_drift": (0, 0),
}


def test_every_band_is_the_one_that_was_asked_for() -> None:
    measured = {row.id: (row.low, row.high) for row in findings() if row.status != "left out"}
    assert measured == ASKED


def test_ids_are_unique_and_every_measurement_and_run_is_used() -> None:
    rows = findings()
    assert len({row.id for row in rows}) == len(rows)
    assert {row.measurement for row in rows} - {""} == set(MEASUREMENTS)
    used = {case for row in rows for case in row.cases}
    assert {case.protocol for case in used} == set(PROTOCOLS)
    assert {case.person for case in used} == set(PERSONS)


def test_expectations_are_those_of_the_rows() -> None:
    assert set(expected(recorded=False)) == set(ASKED)
    assert set(expected(recorded=True)) == set(ASKED)


def test_the_ride_that_was_measured_is_the_ride_that_is_run() -> None:
    (row,) = (row for row in findings() if row.id == "cycling_ankle_vein")
    assert builtin(row.protocol).steps[1] == cycle(50, 50, minutes=5).steps[0]
    assert job(row.cases[0], None).protocol == builtin(row.protocol)


ROW = {"id": "a", "quantity": "a", "unit": "s", "source": "P01", "status": "predicted", "low": 1, "protocol": "avp"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"measurement": "tiptoe_refil"}, "unknown measurement 'tiptoe_refil'; nearest: tiptoe_refill"),
        ({"measurement": "tiptoe_refill", "protocol": "avpp"}, "unknown protocol 'avpp'; nearest: avp"),
        ({"measurement": "tiptoe_refill", "against": "dep"}, "unknown comparison 'dep'; nearest: deep"),
        ({"measurement": "tiptoe_refill", "low": None}, "a has no band"),
        ({"status": "left out"}, "a is left out without a reason"),
        ({"measurement": "tiptoe_refill", "source": ""}, "source = '' is not allowed"),
    ],
)
def test_a_row_that_cannot_be_run_is_refused(changes: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Row(**{**ROW, **changes})


def test_a_band_is_closed_and_what_is_no_number_misses() -> None:
    row = Row(**{**ROW, "measurement": "tiptoe_refill", "high": 2})
    assert [row.holds(value) for value in (0.99, 1.0, 2.0, 2.01, float("nan"))] == [False, True, True, False, False]


def test_counts_leave_out_what_was_left_out() -> None:
    row = {"quantity": "", "low": 0, "high": 1, "unit": "", "source": "", "person": "", "protocol": "", "reason": ""}
    made = [
        Outcome(id="a", model=0.5, passed=True, status="predicted", **row),
        Outcome(id="b", model=2.0, passed=False, status="predicted", **row),
        Outcome(id="c", model=0.5, passed=True, status="calibrated", **row),
        Outcome(id="d", model=None, passed=None, status="left out", **row),
    ]
    assert counts(made) == {"passed": 2, "total": 3, "predicted_passed": 1, "predicted_total": 2}


def test_a_stranger_without_recordings_runs_at_their_means(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("SECONDHEART_RECORDINGS", str(tmp_path))
    assert recordings_folder() is None
    assert recorded_run() is None
    case = next(row.cases[0] for row in findings() if row.protocol == "run")
    assert job(case, None).protocol == steady_run()
    running = steady_run().steps[1]
    assert running.heart_rate_bpm == 170.0
    assert running.activity is not None
    assert 60.0 / running.activity.period_s == pytest.approx(87.0)


@pytest.mark.parametrize("module", ["rows", "runs", "measurements", "validate", "expected"])
def test_examples_run(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"secondheart.evidence.{module}")).failed == 0
