"""secondheart test: findings beside what is normal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from secondheart import simulate
from secondheart.clinic import TESTS, Finding
from secondheart.clinic.avp import AVP
from secondheart.people.missed import missed_by_healthy

FINDING = ["name", "value", "unit", "side", "normal_low", "normal_high", "source", "test", "range_kind"]


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two findings, whatever the run: a bad one of those who leak."""

    def findings(feet):
        ((left, _),) = feet.values()
        common = {"name": "refill_time_90", "unit": "s", "normal_low": 18, "source": "a book", "test": ""}
        value = 5.0 if left.ambulatory > 40.0 else 25.0
        return [Finding(value=value, side="left", **common), Finding(value=None, side="right", **common)]

    monkeypatch.setitem(TESTS, "avp", replace(AVP, findings=findings))


def test_a_test_prints_findings_normal_ranges_and_the_disclaimer(cli) -> None:
    ran = cli("test", "avp")
    lines = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert lines[-1].startswith("For information and education only.")
    row = next(line for line in lines if "ambulatory venous pressure (AVP), mean" in line)
    told, _, number = row.rpartition("15 to 30 ")
    assert told
    assert any(line.startswith(number.split()[0]) and "Nicolaides" in line for line in lines)


@pytest.mark.usefixtures("made_up")
def test_json_holds_findings_left_first_and_null_for_what_is_missing(cli) -> None:
    told = cli("test", "avp", "--json").json
    assert list(told) == ["findings"]
    assert [list(finding) for finding in told["findings"]] == [FINDING, FINDING]
    assert [(f["side"], f["value"]) for f in told["findings"]] == [("left", 25.0), ("right", None)]


@pytest.mark.usefixtures("made_up")
def test_findings_outside_the_normal_range_are_no_error(cli, tmp_path: Path) -> None:
    drawn = tmp_path / "avp.png"
    ran = cli("test", "avp", "--condition", "leaking-deep", "--plot", drawn)
    assert ran.code == 0
    assert "leaking-deep=0.3" in ran.out
    (row,) = [line.split() for line in ran.out.splitlines() if line.startswith("refill time (RT90)")]
    assert row[3:] == ["5.0!", "-", "s", "18", "or", "more", "[1]"]
    assert "\n[1] a book\n" in ran.out
    assert drawn.read_bytes().startswith(b"\x89PNG")


@pytest.mark.usefixtures("made_up")
def test_a_report_has_the_findings_above_a_run_of_the_test(cli, tmp_path: Path) -> None:
    page = tmp_path / "avp.html"
    assert cli("test", "avp", "--condition", "leaking-deep", "--report", page).code == 0
    told = page.read_text(encoding="utf-8")
    assert told.index('<h2 id="h-normal">Findings</h2>') < told.index("Over time, left leg")
    assert "18 or more" in told
    assert "2. 10 x tiptoe, calf contracted" in told


def test_page_and_table_are_of_one_run(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(person, protocol, **more):
        made.append(protocol.name)
        return simulate(person, protocol, **more)

    monkeypatch.setattr("secondheart.simulation.parallel.simulate", counted)
    bare = cli("test", "avp", "--json").json
    shown = cli("test", "avp", "--json", "--report", tmp_path / "avp.html").json
    assert shown == bare
    assert made == ["avp", "avp"]


@pytest.mark.parametrize("name", ["apg", "occlusion", "tilt", "pneumatic"])
def test_every_kind_of_run_makes_a_page(cli, tmp_path: Path, name: str) -> None:
    page = tmp_path / "test.html"
    assert cli("test", name, "--report", page).code == 0
    assert "Over time, left leg" in page.read_text(encoding="utf-8")


@pytest.mark.usefixtures("made_up")
def test_a_test_named_twice_is_made_once(cli) -> None:
    assert len(cli("test", "avp", "avp", "--json").json["findings"]) == 2


def test_help_points_to_the_list_of_the_tests_that_there_are(cli) -> None:
    shown = " ".join(cli("test", "--help").out.replace("│", " ").split())
    assert "One or more tests, such as avp (secondheart list tests)." in shown
    rows = cli("list", "tests", "--json").json["tests"]
    assert [row["name"] for row in rows] == list(TESTS)
    assert {row["name"]: row["option"] for row in rows if row["option"]} == {
        "avp": "--tourniquet",
        "pneumatic": "--device",
        "tilt": "--angle",
    }


def test_a_tourniquet_is_told_in_findings_and_shown_in_the_page(cli, tmp_path: Path) -> None:
    page = tmp_path / "avp.html"
    ran = cli("test", "avp", "--tourniquet", "below_knee", "--report", page)
    assert ran.code == 0
    assert "tourniquet below_knee" in ran.out
    assert "avp, tourniquet below_knee" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("avp", "--tourniquet", "knee"), "unknown site of a tourniquet 'knee'; nearest: "),
        (("apg", "--tourniquet", "thigh"), "--tourniquet thigh goes with the test avp, which is not asked for"),
        (("avp", "--device", "calf"), "--device calf goes with the test pneumatic, which is not asked for"),
        (("pneumatic", "--device", "boots"), "unknown device 'boots'; nearest: "),
        (("avp", "--wear", "stocking=15/25"), "the profile of 'stocking, 15/25 mmHg' rises towards the thigh"),
    ],
)
def test_what_cannot_be_tested_so_is_one_sentence(cli, words: tuple[str, ...], sentence: str) -> None:
    ran = cli("test", *words)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err
    assert ran.err.count("\n") == 1


def test_a_finding_that_the_model_misses_in_the_healthy_says_so(cli) -> None:
    answer, text = cli("test", "occlusion", "--json").json, cli("test", "occlusion").out
    missed = missed_by_healthy({one["name"] for one in answer["findings"]})
    assert {one["name"]: one["misses"] for one in answer["findings"] if "misses" in one} == missed
    assert all(sentence in " ".join(text.split()) for sentence in missed.values())
