"""A clinical test as an object: simulated once, whatever is asked of it, and found by its file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import secondheart
from secondheart import InputError, Person, lie
from secondheart.anatomy import LEGS
from secondheart.clinic import TESTS, ClinicalTest
from secondheart.clinic.clinical_test import Option
from secondheart.clinic.finding import leg_findings
from secondheart.clinic.trace import TRACE_POINTS, heart_traces, leg_traces, pressure_reading
from secondheart.results.measure import FOOT_VEIN, last_part, mean_pressure
from secondheart.simulation import parallel
from tests.clinic.synthetic import result_of

RUNS = ("first", "second")


def short_test(traced: tuple[str, ...] = ()) -> ClinicalTest[str, list[float]]:
    """A test of two runs, each some seconds of lying, that finds the pressure in the foot veins at their end."""
    return ClinicalTest(
        name="short",
        title="A short test",
        purpose="Test what a test does.",
        protocols=lambda seconds="2": {run: lie(seconds=float(seconds)).named(run) for run in RUNS},
        vessels=lambda _: [f"{FOOT_VEIN}_{leg}" for leg in LEGS],
        measure=lambda result, _: [
            mean_pressure(result, f"{FOOT_VEIN}_{leg}", last_part(result, 0, 1)) for leg in LEGS
        ],
        findings=lambda feet: [one for run in RUNS for one in leg_findings(f"pressure_{run}", "mmHg", feet[run])],
        trace=lambda result, run: leg_traces(result, f"Foot vein, {run}", "mmHg", pressure_reading(FOOT_VEIN)),
        traced=traced,
        sample_s=0.1,
        option=Option("seconds", float),
    )


def test_findings_and_traces_come_from_the_same_runs_each_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(person, protocol, **more):
        made.append(protocol.name)
        return secondheart.simulate(person, protocol, **more)

    monkeypatch.setattr(parallel, "simulate", counted)
    done = short_test(traced=RUNS).examine(Person())
    assert sorted(made) == ["first", "second"]
    assert [(one.name, one.side, one.test) for one in done.findings] == [
        (f"pressure_{run}", leg, "short") for run in RUNS for leg in LEGS
    ]
    assert [(one.label, one.side) for one in done.traces] == [
        (f"Foot vein, {run}, {leg}", leg) for run in RUNS for leg in LEGS
    ]
    assert np.mean(done.traces[0].values[-10:]) == pytest.approx(done.findings[0].value)
    assert [result.attrs["protocol_name"] for result in done.results] == ["first", "second"]
    assert done.parts == [("lie", 0.0, 2.0)]


def test_of_the_runs_that_are_not_traced_nothing_is_left() -> None:
    assert [one.attrs["protocol_name"] for one in short_test().examine(Person()).results] == ["first"]
    assert [one.attrs["protocol_name"] for one in short_test(("second",)).examine(Person()).results] == ["second"]


def test_what_is_recorded_beside_changes_no_finding() -> None:
    bare, more = short_test().examine(Person()), short_test().examine(Person(), beside=["right_atrium", "popliteal"])
    assert more.findings == bare.findings
    assert more.result["vessel"].values.tolist() == [
        "dorsal_arch_left", "dorsal_arch_right", "right_atrium", "popliteal_left", "popliteal_right",
    ]  # fmt: skip


def test_an_option_is_that_of_the_test_and_no_other() -> None:
    assert short_test().examine(Person(), seconds="3").parts == [("lie", 0.0, 3.0)]
    with pytest.raises(InputError, match="short: device is not allowed: not an option of this test"):
        short_test().examine(Person(), device="calf")


@pytest.mark.parametrize("name", TESTS)
def test_every_test_says_what_it_is_and_has_runs_to_be_shown(name: str) -> None:
    test = TESTS[name]
    protocols = test.protocols()
    assert test.name == name
    assert test.title
    assert test.purpose.endswith(".")
    assert set(test.traced) <= set(protocols)
    assert all(60 < protocol.duration_s < 2 * 3600 for protocol in protocols.values())
    assert set(test.vessels(Person())) <= {vessel.name for vessel in Person().body.vessels}


def test_a_trace_is_bounded_and_keeps_its_mean() -> None:
    protocol = lie(seconds=100)
    result = result_of(protocol, pressure={f"{FOOT_VEIN}_{leg}": np.sqrt for leg in LEGS})
    (left, right) = leg_traces(result, "Foot vein", "mmHg", pressure_reading(FOOT_VEIN))
    assert (left.label, right.side) == ("Foot vein, left", "right")
    assert 1000 < left.values.size == left.times_s.size <= TRACE_POINTS
    assert left.values.mean() == pytest.approx(np.sqrt(np.arange(0.01, 100, 0.02)).mean(), rel=1e-3)
    assert left.values == pytest.approx(np.sqrt(left.times_s), abs=1e-2)


def test_the_heart_is_traced_beat_by_beat() -> None:
    result = result_of(lie(seconds=5), beats={"arterial_mean": lambda t: 90.0 + t})
    rate, pressure = heart_traces(result)
    assert (rate.unit, rate.side, rate.values.tolist()) == ("1/min", "both", [60.0] * 5)
    assert pressure.values.tolist() == [90.5, 91.5, 92.5, 93.5, 94.5]


NEW = """
from secondheart.clinic.clinical_test import ClinicalTest
from secondheart.clinic.trace import heart_traces
from secondheart.protocol import lie

REST = ClinicalTest(
    name="rest",
    title="Rest",
    purpose="Test how a person rests.",
    protocols=lambda: {"rest": lie(minutes=2)},
    vessels=lambda _: ["right_atrium"],
    measure=lambda result, _: None,
    findings=lambda _: [],
    trace=lambda result, _: heart_traces(result),
)
"""


def test_a_new_test_is_one_file(tmp_path: Path) -> None:
    package = tmp_path / "secondheart"
    shutil.copytree(Path(secondheart.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "clinic" / "rest.py").write_text(NEW)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "secondheart", "list", "tests", "--json"]
    shown = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert '"Test how a person rests."' in shown
