"""The rows: every finding has its place, and no band is wider than what was published."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

from secondheart.errors import BadFile, InputError
from secondheart.evidence import Outcome, Row, counts, evidence_rows, read_rows
from secondheart.evidence.cases import PERSONS, PROTOCOLS, job_of, recorded_run, recordings_folder
from secondheart.evidence.expected import expectations
from secondheart.evidence.measures import MEASUREMENTS
from secondheart.evidence.protocols import steady_run
from secondheart.evidence.published import ASKED, FINDING_GROUPS, REASONS, asides, published_finding, published_findings
from secondheart.evidence.validate import set_aside
from secondheart.person.values import body_numbers
from secondheart.protocol import builtin, cycle

ROWS = evidence_rows()
OF_FINDINGS = [row for row in ROWS if row.finding]
COUNTED = [row for row in OF_FINDINGS if row.status != "input"]
TOLD_AS_SIGN = {"P39", "P50", "A29", "A30", "D46", "M11", "M12", "F03", "K08", "K24", "K25", "W45"}  # rises or falls


def test_there_are_303_findings_and_each_has_rows_or_a_reason_and_never_both() -> None:
    measured = {row.finding for row in OF_FINDINGS}
    assert len(published_findings()) == 303
    assert measured | set(asides()) == set(published_findings())
    assert measured & set(asides()) == set()


def test_what_is_left_out_has_one_of_the_fixed_reasons() -> None:
    assert set(REASONS) == {"patient statistics", "score", "not modelled", "no band", "method"}
    assert {one.reason for one in asides().values() if one.status == "left out"} == set(REASONS)
    assert {one.reason for one in asides().values() if one.status == "input"} == {""}
    assert all(one.why for one in asides().values())
    assert all(one.model is None and one.passed is None and one.reason for one in set_aside())


def test_rows_are_enough_and_from_all_groups() -> None:
    assert len(COUNTED) >= 75
    assert sum(row.status == "predicted" for row in COUNTED) >= 50
    assert {row.group for row in COUNTED} == set(FINDING_GROUPS.values()) - {"disease and training"}


@pytest.mark.parametrize("row", OF_FINDINGS, ids=lambda row: row.id)
def test_a_band_is_that_of_its_finding_or_made_of_its_numbers(row: Row) -> None:
    told = published_finding(row.finding)
    if (row.low, row.high) == (told.low, told.high):
        return
    ends = {end for end in (row.low, row.high) if end is not None}
    if ends == {0.0}:
        assert row.finding in TOLD_AS_SIGN
        assert row.low is None or row.high is None
    else:
        assert {abs(end) for end in ends} <= told.numbers


# Findings whose ends belong to another number than that of their first row.
ENDS_OF_ANOTHER = {
    "W02": "the share of all blood, which W01 tells too",
    "F03": "the two flows, of which the row is the difference",
    "K08": "the pressure of the stocking",
    "K30": "the pressure of the device",
}


def test_the_first_row_of_a_finding_has_its_band() -> None:
    seen: set[str] = set()
    for row in OF_FINDINGS:
        told = published_finding(row.finding)
        if told.low is not None and row.finding not in seen | set(ENDS_OF_ANOTHER):
            assert (row.low, row.high) == (told.low, told.high), row.id
        seen.add(row.finding)
    assert set(ENDS_OF_ANOTHER) <= seen


def test_a_finding_has_no_more_rows_than_numbers() -> None:
    for name in {row.finding for row in OF_FINDINGS}:
        rows = [row for row in OF_FINDINGS if row.finding == name]
        signs = name in TOLD_AS_SIGN
        assert len(rows) <= 3
        assert len(rows) <= 2 or signs, name
        assert len({(row.person, row.protocol, row.measurement, row.against) for row in rows}) == len(rows)


ASKED_FOR = {
    "standing_pressure_per_cm": (0.76, 0.83),
    "standing_stroke_volume_change": (-50, -30),
    "standing_no_faint": (60, None),
    "standing_no_oscillation": (0, 2),
    "walking_steps_of_fall": (5, 15),
    "running_cardiac_output": (12, 22),
    "running_arterial_pressure": (85, 130),
    "running_right_atrial_pressure": (-2, 8),
    "great_saphenous_floor": (0.1, None),
    "deep_floor": (0.1, None),
    "great_saphenous_refill": (None, -0.1),
    "deep_refill": (None, -0.1),
    "walking_without_muscles": (40, None),
    "apg_inflow": (-15, 15),
    "deep_fills_faster": (0, None),
    "stocking_soleus_standing": (-50, None),
    "stocking_healthy_tiptoes": (15, 30),
    "inelastic_lowers_deep": (None, 0),
    "inelastic_lowers_more": (None, 0),
    "inelastic_ejects_more": (0, None),
    "working_day_swelling_RAL_I": (None, -33),
    "working_day_swelling_RAL_II": (None, -33),
    "working_day_swelling_range": (30, 130),
    "morning_swelling": (-10, 10),
    "cuff_stops_inflow": (-1, 1),
    "fast_run": (None, 10),
    "strained_reflux_time": (4, 5.5),
    "trendelenburg_open": (None, 20),
    "post_thrombotic_return": (None, 0),
    "arterial_saturation": (96, 99),
    "volume_drift": (0, 0),
}


def test_what_no_finding_tells_is_what_was_asked_for() -> None:
    assert {row.id: (row.low, row.high) for row in ROWS if row.group == ASKED} == ASKED_FOR


def test_ids_are_unique_and_every_measurement_person_and_run_is_used() -> None:
    assert len({row.id for row in ROWS}) == len(ROWS)
    assert {row.measurement for row in ROWS} == set(MEASUREMENTS)
    used = {case for row in ROWS for case in row.trials}
    assert {case.protocol for case in used} == set(PROTOCOLS)
    assert {case.person for case in used} == set(PERSONS)


def test_every_row_has_come_out_and_every_miss_has_a_cause() -> None:
    assert set(expectations(recorded=False)) == set(expectations(recorded=True)) == {row.id for row in ROWS}
    came_out = expectations(recorded=False)
    assert [row.id for row in ROWS if not came_out[row.id].holds and not row.cause] == []


def test_persons_differ_from_the_default_one_by_what_is_told_alone() -> None:
    default = PERSONS["default"].make()
    for name, someone in PERSONS.items():
        person = someone.make()
        assert (person == default) == (name == "default")
        assert person.replace(leaks={}, conditions=(), garments=(), height_cm=170).model_dump() == default.model_dump()


def test_the_ride_that_was_measured_is_the_ride_that_is_run() -> None:
    (row,) = (row for row in ROWS if row.id == "cycling_ankle_vein")
    assert builtin(row.protocol).steps[1] == cycle(50, 50, minutes=5).steps[0]
    assert job_of(row.trials[0], None).protocol == builtin(row.protocol)


ROW = {
    "id": "a",
    "quantity": "a",
    "unit": "s",
    "source": "P01",
    "status": "predicted",
    "low": 1,
    "protocol": "avp",
    "measurement": "tiptoe_refill",
}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"measurement": "tiptoe_refil"}, "unknown measurement 'tiptoe_refil'; nearest: tiptoe_refill"),
        ({"protocol": "avpp"}, "unknown protocol 'avpp'; nearest: avp"),
        ({"against": "dep"}, "unknown comparison 'dep'; nearest: deep"),
        ({"person": "varicos"}, "unknown person 'varicos'; nearest: varicose"),
        ({"low": None}, "a has no band"),
        ({"low": 3, "high": 2}, "a: its band ends below where it begins, 3 to 2"),
        ({"percent": True}, "a is in percent of nothing; name what it is held against"),
        ({"status": "left out"}, "status = 'left out' is not allowed"),
        ({"source": ""}, "source = '' is not allowed"),
    ],
)
def test_a_row_that_cannot_be_run_is_refused(changes: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Row(**{**ROW, **changes})


FIELDS = 'id = "a"\nquantity = "a"\nprotocol = "avp"\nmeasurement = "tiptoe_refill"\nstatus = "predicted"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[row]\n", "rows.toml: not a TOML file: "),
        ("", r"rows.toml: must hold tables \[\[row\]\] and nothing else"),
        ("row = 3\n", r"rows.toml: must hold tables \[\[row\]\] and nothing else"),
        ('[[row]]\nid = "a"\n', r"rows.toml: row 1 \(a\): Row needs 'quantity'"),
        (f'[[row]]\n{FIELDS}finding = "P2l"\n', r"rows.toml: row 1 \(a\): unknown finding 'P2l'; nearest: "),
        (f"[[row]]\n{FIELDS}finding = 21\n", r"rows.toml: row 1 \(a\): Row"),
        (f'[[row]]\n{FIELDS}finding = "P21"\nlow = "x"\n', r"rows.toml: row 1 \(a\): Row: low = 'x' is not allowed"),
        (f'[[row]]\n{FIELDS}finding = "P21"\nbad = 1\n', r"rows.toml: row 1 \(a\): Row has no field 'bad'"),
        (f'[[row]]\n{FIELDS}finding = "D38"\n', r"rows.toml: row 1 \(a\): Row: a has no band"),
        (f'[[row]]\n{FIELDS}finding = "P21"\n' * 2, "rows.toml: row 2: there is a row 'a' before it"),
    ],
)
def test_a_file_with_a_broken_row_is_refused_in_one_sentence(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.toml"
    path.write_text(text)
    with pytest.raises(BadFile, match=message) as told:
        read_rows(path)
    assert "\n" not in str(told.value)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"nowhere.toml: the table of rows cannot be read: no such file"):
        read_rows(tmp_path / "nowhere.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff")
    with pytest.raises(BadFile, match=r"bytes.toml: not a TOML file: byte 0 is not UTF-8"):
        read_rows(tmp_path / "bytes.toml")


def test_a_row_takes_from_its_finding_what_it_does_not_say(tmp_path: Path) -> None:
    path, other = tmp_path / "rows.toml", FIELDS.replace('id = "a"', 'id = "b"')
    path.write_text(f'[[row]]\n{FIELDS}finding = "P23"\n\n[[row]]\n{other}finding = "P23"\nlow = 18\n')
    first, second = read_rows(path)
    assert (first.low, first.high, first.unit) == (10, 18, "s")
    assert first.source.startswith("P23: Nicolaides")
    assert (second.low, second.high) == (18, None)


def test_a_band_is_closed_and_what_is_no_number_misses() -> None:
    row = Row(**{**ROW, "high": 2})
    assert [row.holds(value) for value in (0.99, 1.0, 2.0, 2.01, float("nan"))] == [False, True, True, False, False]


def test_a_row_is_a_value_a_difference_or_a_share() -> None:
    assert Row(**ROW).value([3.0]) == 3.0
    assert Row(**ROW, against="deep").value([3.0, 2.0]) == 1.0
    assert Row(**ROW, against="deep", percent=True).value([3.0, 2.0]) == pytest.approx(50.0)
    assert Row(**ROW, against="deep", percent=True).value([3.0, 0.0]) != 0.0  # no number


def test_counts_leave_out_what_is_put_in_and_what_was_left_out() -> None:
    row = {"quantity": "", "low": 0, "high": 1, "unit": "", "source": "", "person": "", "protocol": "", "reason": ""}
    row = {**row, "finding": "", "group": "", "cause": ""}
    made = [
        Outcome(id="a", model=0.5, passed=True, status="predicted", near_edge=True, **row),
        Outcome(id="b", model=2.0, passed=False, status="predicted", **row),
        Outcome(id="c", model=0.5, passed=True, status="calibrated", own_tolerance=True, **row),
        Outcome(id="d", model=None, passed=None, status="left out", **row),
        Outcome(id="e", model=0.5, passed=True, status="input", own_tolerance=True, **row),
    ]
    assert counts(made) == {
        "passed": 2,
        "total": 3,
        "predicted_passed": 1,
        "predicted_total": 2,
        "own_tolerance_passed": 1,
        "own_tolerance_total": 1,
        "near_edge": 1,
    }


def test_a_tolerance_around_a_mean_and_a_wish_are_our_own() -> None:
    own = {row.id: row.own_tolerance for row in ROWS}
    assert own["raised_legs_stroke_volume"]  # "suggested": the paper tells means
    assert own["standing_no_faint"]  # asked of the model
    assert not own["upright_stroke_volume"]  # a published standard deviation
    assert not own["faster_drop"]  # a direction
    assert not own["lying_foot_vein"]  # a published limit


def test_what_is_inside_by_little_is_near_the_edge() -> None:
    row = Row(**{**ROW, "low": 0, "high": 100})
    assert [row.near_edge(value) for value in (-1.0, 4.9, 5.1, 50.0, 95.1, 101.0)] == [
        False,
        True,
        False,
        False,
        True,
        False,
    ]
    limit = Row(**{**ROW, "low": 60, "high": None})
    assert [limit.near_edge(value) for value in (59.0, 62.0, 64.0)] == [False, True, False]


def test_a_stranger_without_recordings_runs_at_their_means(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("SECONDHEART_RECORDINGS", str(tmp_path))
    assert recordings_folder() is None
    assert recorded_run() is None
    case = next(row.trials[0] for row in ROWS if row.protocol == "run")
    assert job_of(case, None).protocol == steady_run()
    running = steady_run().steps[1]
    assert running.heart_rate_bpm == 170.0
    assert running.activity is not None
    assert 60.0 / running.activity.period_s == pytest.approx(87.0)


@pytest.mark.parametrize("module", ["published", "rows", "cases", "measures", "validate", "expected", "cache"])
def test_examples_run(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"secondheart.evidence.{module}")).failed == 0


def test_what_a_number_was_moved_for_is_calibrated() -> None:
    moved = {finding for number in body_numbers().values() for finding in number.moved_for}
    assert {"W11", "F41"} <= moved
    assert moved <= set(published_findings())
    predicted = {row.finding for row in ROWS if row.status == "predicted"}
    calibrated = {row.finding for row in ROWS if row.status == "calibrated"}
    assert moved & (predicted - calibrated) == set()
