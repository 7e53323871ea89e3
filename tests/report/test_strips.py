"""A clinical test gives its trace: the measured points lie on it, in figures, tables and files alike."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

import secondheart as sh
from secondheart import BadFile, Finding, InputError, UnknownName
from secondheart.anatomy import LEGS
from secondheart.clinic.duplex import PROBES, duplex_protocol, duplex_strips, probed_flow
from secondheart.clinic.finding import body_finding, published_spread
from secondheart.clinic.reverse_flow import reverse_flow
from secondheart.clinic.velocity import lumen
from secondheart.report.clinical_report import ClinicalReport
from secondheart.report.examination_files import read_examination, save_examination_csv, save_examinations
from secondheart.report.finding_rows import finding_rows, finding_table, format_finding
from secondheart.report.spectrum import shades
from secondheart.report.strips import strip_figure, strips_of
from secondheart.results.measure import step_span
from secondheart.variables import QUANTITIES
from tests.clinic.synthetic import result_of, still

LEAKING = sh.leaking_valves(sh.Person(), vein="great_saphenous_left", leak=0.5)


@pytest.fixture(scope="module")
def pressure_test() -> ClinicalReport:
    return sh.test("avp", LEAKING)


@pytest.fixture(scope="module")
def volume_test() -> ClinicalReport:
    return sh.test("APG", LEAKING)


def value(report: ClinicalReport, name: str, side: str) -> float:
    (found,) = [one.value for one in report.findings if (one.name, one.side) == (name, side)]
    assert found is not None
    return found


def mark(report: ClinicalReport, name: str, side: str) -> dict[str, float]:
    trace = report.trace
    (place,) = np.flatnonzero(
        (trace["finding"].values == name) & np.char.endswith(trace["curve"].values.astype(str), side)
    )
    return {field: float(trace[field].values[place]) for field in ("start_s", "stop_s", "start", "stop")}


@pytest.mark.parametrize("side", LEGS)
def test_a_height_on_the_trace_is_the_finding(volume_test: ClinicalReport, side: str) -> None:
    for name, sign in (("VV", 1.0), ("EV", -1.0), ("RV", 1.0)):
        seen = mark(volume_test, name, side)
        assert sign * (seen["stop"] - seen["start"]) == pytest.approx(value(volume_test, name, side))
    filling = mark(volume_test, "VFT90", side)
    assert filling["stop_s"] - filling["start_s"] == pytest.approx(value(volume_test, "VFT90", side))


@pytest.mark.parametrize("side", LEGS)
def test_a_time_on_the_trace_is_the_finding_and_ends_where_the_curve_is(
    pressure_test: ClinicalReport, side: str
) -> None:
    refill, trace = mark(pressure_test, "refill_time_90", side), pressure_test.trace
    assert refill["stop_s"] - refill["start_s"] == pytest.approx(value(pressure_test, "refill_time_90", side))
    curve = trace[f"foot_vein_pressure_{side}"]
    around = curve.sel(time=slice(refill["stop_s"] - 0.5, refill["stop_s"] + 0.5))
    assert float(around.mean()) == pytest.approx(refill["stop"], abs=1.0)
    assert curve.attrs["units"] == "mmHg"
    lowest = mark(pressure_test, "lowest_foot_vein_pressure", side)
    assert lowest["start"] == lowest["stop"] == pytest.approx(value(pressure_test, "lowest_foot_vein_pressure", side))


def test_findings_are_a_table_of_pandas(pressure_test: ClinicalReport) -> None:
    frame = pressure_test.to_pandas()
    assert len(frame) == len(pressure_test.findings)
    assert set(frame["side"]) == set(LEGS)
    assert {"name", "value", "unit", "is_normal", "range_kind"} <= set(frame.columns)


def test_a_figure_has_the_marks_in_letters_and_each_leg_that_differs(volume_test: ClinicalReport) -> None:
    left, right = strips_of(volume_test.examination)
    assert (left.title, right.title) == (
        "Blood in the veins of the calf, left",
        "Blood in the veins of the calf, right",
    )
    drawn = " ".join(text.get_text() for axes in volume_test.plot().findobj() if hasattr(axes, "texts")
                     for text in axes.texts)  # fmt: skip
    assert all(symbol in drawn for symbol in ("VV ", "VFT90 ", "VEV ", "RV "))


def test_legs_that_do_not_differ_are_drawn_once() -> None:
    same = sh.test("ppg", sh.Person())
    (strip,) = strips_of(same.examination)
    assert strip.title.endswith(", both legs")


def test_the_option_of_a_test_and_no_other() -> None:
    with pytest.raises(UnknownName, match="unknown test 'avq'; nearest: "):
        sh.test("avq", sh.Person())
    with pytest.raises(InputError, match="not an option of this test"):
        sh.test("avp", sh.Person(), device="calf")


def test_a_test_is_saved_and_read_again(volume_test: ClinicalReport, tmp_path: Path) -> None:
    files = save_examinations([volume_test.examination], tmp_path / "legs.nc")
    assert [path.name for path in files] == ["legs-apg-left.nc", "legs-apg-right.nc"]
    again = read_examination(sh.open_result(files[1]), files[1])
    assert again.findings == volume_test.findings
    assert [one.side for one in again.strips] == ["right"]
    for one, other in zip(again.strips[0].marks, volume_test.examination.strips[1].marks, strict=True):
        assert (one.finding, one.symbol, one.start_s) == (other.finding, other.symbol, other.start_s)
        assert (one.start, one.stop) == pytest.approx((other.start, other.stop), rel=1e-5)
    assert strip_figure([again]).get_size_inches()[1] > 2.0


def test_a_saved_test_that_this_version_does_not_have_is_one_sentence(pressure_test: ClinicalReport) -> None:
    with pytest.raises(BadFile, match=r"x\.nc: is of the test 'pulse', which this version does not have"):
        read_examination(pressure_test.result.assign_attrs(test="pulse"), "x.nc")
    with pytest.raises(BadFile, match=r"x\.nc: the findings of the test 'avp' cannot be read"):
        read_examination(pressure_test.result.assign_attrs(test="avp", test_run=0, test_findings="["), "x.nc")


def test_findings_and_trace_are_tables_for_a_spreadsheet(pressure_test: ClinicalReport, tmp_path: Path) -> None:
    findings, trace = save_examination_csv([pressure_test.examination], tmp_path / "avp.csv")
    rows = list(csv.DictReader(findings.read_text().splitlines()))
    assert [float(row["value"]) for row in rows] == pytest.approx(
        [one.value for one in pressure_test.findings], rel=1e-6
    )
    samples = list(csv.DictReader(trace.read_text().splitlines()))
    assert list(samples[0]) == ["time [s]", "Foot vein pressure, left [mmHg]", "Foot vein pressure, right [mmHg]"]


def test_a_row_has_words_digits_and_one_figure_where_both_legs_agree() -> None:
    common = {"unit": "mL/s", "normal_low": 0.5, "normal_high": 2.0, "test": "apg", "source": "a book"}
    pair = [
        Finding(name="VFI", value=number, side=side, **common) for side, number in zip(LEGS, (1.51, 1.49), strict=True)
    ]
    (row,) = finding_rows(pair)
    assert (row.label, row.cells, row.range) == ("venous filling index (VFI)", ("1.5",), "0.5 to 2")
    (row,) = finding_rows([pair[0], pair[1].replace(value=2.04)])
    assert row.cells == ("1.5", "2.04!")
    assert "2.04!" in finding_table([pair[0], pair[1].replace(value=2.04)])


def test_nobody_is_judged_by_a_published_spread() -> None:
    found = body_finding("calf_inflow", "mL/100 mL/min", 9.0, published_spread(2.0, 4.4, "11 people"))
    assert found.is_normal is None
    (row,) = finding_rows([found])
    assert (row.cells, row.range) == (("9.0",), "(2 to 4.4)")
    assert found.replace(range_kind="normal").is_normal is False


def test_what_says_nothing_has_no_row() -> None:
    empty = Finding(name="reflux_volume_popliteal", value=None, unit="mL", side="both", test="duplex")
    assert finding_rows([empty]) == []
    assert format_finding(empty) == "-"


def test_every_finding_of_these_tests_is_a_quantity(pressure_test: ClinicalReport, volume_test: ClinicalReport) -> None:
    for one in (*pressure_test.findings, *volume_test.findings):
        assert QUANTITIES[one.name].unit == one.unit


def duplex_of(back_mL_s: float, seconds: float):
    """A run of the examination in which the left great saphenous vein runs backwards after the calf is let go."""
    probe = next(one for one in PROBES if one.name == "great_saphenous")
    protocol = duplex_protocol()
    start = protocol.starts()[probe.after]
    name = probe.connection("left")
    course = {name: lambda t: np.where((t > start + 0.2) & (t < start + 0.2 + seconds), -back_mL_s, 0.5)}
    ends = {one.connection(side) for one in PROBES for side in LEGS}
    vessels = {f"{vein}_{side}": still(10.0) for one in PROBES for vein in (one.tail, one.head) for side in LEGS}
    result = result_of(protocol, flow={**dict.fromkeys(ends, still(0.5)), **course}, volume=vessels)
    return probe, result


def test_reverse_flow_has_duration_peak_and_volume() -> None:
    probe, result = duplex_of(5.0, 2.0)
    back = probed_flow(result, probe, "left")
    assert back.duration_s == pytest.approx(2.0, abs=0.05)
    assert back.volume_mL == pytest.approx(10.0, rel=0.03)
    assert back.start_s == pytest.approx(step_span(result, probe.after)[0] + 0.2, abs=0.05)
    assert back.fastest_cm_s == pytest.approx(2.0 * 5.0 / lumen(result, probe.connection("left"))[0], rel=0.1)
    assert reverse_flow(result, probe.connection("right"), step_span(result, probe.after)).volume_mL == 0.0


def test_the_screen_of_a_refluxing_vein_has_squeeze_time_peak_and_volume() -> None:
    probe, result = duplex_of(5.0, 2.0)
    strips = {one.label: one for one in duplex_strips(result)}
    assert len(strips) == 2 * len(PROBES)
    assert [one.symbol for one in strips["great saphenous, thigh, left"].marks] == [
        "squeeze",
        "reflux",
        "peak",
        "volume",
    ]
    assert [one.symbol for one in strips["great saphenous, thigh, right"].marks] == ["squeeze"]
    peak = strips["great saphenous, thigh, left"].marks[2]
    assert peak.start == pytest.approx(-probed_flow(result, probe, "left").fastest_cm_s)


def test_a_spectrum_of_a_parabola_reaches_from_nought_to_twice_the_mean() -> None:
    velocities = np.linspace(-20.0, 40.0, 301)
    (column,) = shades(np.array([10.0]), np.array([20.0]), velocities).T
    lit = velocities[column > 0.5 * column.max()]
    assert (lit.min(), lit.max()) == (pytest.approx(0.0, abs=0.5), pytest.approx(20.0, abs=0.5))
    (plug,) = shades(np.array([10.0]), np.array([10.0]), velocities).T
    assert abs(float(velocities[plug.argmax()]) - 10.0) < 0.5 or plug.max() == 0.0
