"""secondheart compare: several people on one clock."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import secondheart as sh
from secondheart import Person, read_protocol, simulate, stand, write_person
from secondheart.cli.people import parse_person
from secondheart.errors import InputError, KernelDiverged, UnknownName
from secondheart.report.comparison import COMPARED_SAMPLES, compared_sample_s
from tests.report.pages import Page

KEYS = ["protocol", "duration_s", "persons", "differences"]
PERSON = ["name", "beats", "wall_s", "volume_drift_mL", "beyond_life", "findings"]


def test_people_stand_side_by_side_with_differences_to_the_first(cli, short: Path, tmp_path: Path) -> None:
    drawn, page = tmp_path / "both.svg", tmp_path / "both.html"
    ran = cli("compare", short, "default", "leaking-great-saphenous", "--plot", drawn, "--report", page)
    lines = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert lines[1] == "A          default: male, 30 years, 170 cm, 70 kg"
    assert lines[2] == "B          leaking-great-saphenous: male, 30 years, 170 cm, 70 kg, leaking-great-saphenous=0.3"
    assert lines[4].startswith("B against A, stand: pressure across the ankle vein's wall rises from ")
    assert lines[6].split() == ["unit", "A", "B", "B", "-", "A"]
    row = next(line.split() for line in lines[lines.index("2. 2 x tiptoe, 0:02") :] if "foot vein" in line)
    assert float(row[-1]) == pytest.approx(float(row[-2]) - float(row[-3]), abs=0.11)
    assert float(row[-1]) > 1
    ankle = next(line.split() for line in lines if re.match(r"1\. stand +ankle vein ", line))
    assert ankle[-5:-1] == ["mmHg", "74", "to", "95"]
    source = next(line for line in lines if line.startswith(ankle[-1]))
    assert "Pollack AA" in source
    assert not any("ankle vein" in line and "left" in line for line in lines)  # both legs leak alike
    assert lines[-1].startswith("For information and education only.")
    assert "leaking-great-saphenous" in drawn.read_text(encoding="utf-8")
    shown = Page(page.read_text(encoding="utf-8"))
    assert shown.text("h1").strip() == "short: default, leaking great saphenous"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["both.html", "both.svg", "short.toml"]


def test_json_is_one_object_whose_differences_are_those_of_the_findings(cli, short: Path) -> None:
    told = cli("compare", short, "default", "leaking-deep=0.4", "default", "--json").json
    assert list(told) == KEYS
    assert [list(person) for person in told["persons"]] == [PERSON] * 3
    assert [person["name"] for person in told["persons"]] == ["A: default", "B: leaking-deep=0.4", "C: default"]
    assert all(person["volume_drift_mL"] == 0.0 for person in told["persons"])
    columns = [[finding["value"] for finding in person["findings"]] for person in told["persons"]]
    for place, row in enumerate(told["differences"]):
        assert row["values"] == [column[place] for column in columns]
        assert row["differences"][1] == row["values"][1] - row["values"][0]
    assert {row["differences"][2] for row in told["differences"]} == {0.0}  # the same person twice is the same run
    assert any(abs(row["differences"][1]) > 1 for row in told["differences"])


def test_what_is_compared_is_what_run_would_have_found(cli, short: Path) -> None:
    alone = cli("run", short, "--json", "--condition", "leaking-popliteal").json["findings"]
    beside = cli("compare", short, "default", "leaking-popliteal", "--json").json["persons"][1]["findings"]
    assert beside[: len(alone)] == alone


def test_people_are_default_files_and_conditions_joined(tmp_path: Path) -> None:
    file = tmp_path / "a+b.toml"
    write_person(Person(sex="female", name="Anna"), file)
    anna = parse_person(str(file), Person())
    assert (anna.name, anna.sex, anna.leaks) == ("Anna", "female", {})
    plain = tmp_path / "clara.toml"
    write_person(Person(age_years=50), plain)
    clara = parse_person(f"{plain}+leaking-popliteal=0.2", Person())
    assert (clara.name, clara.age_years) == ("clara+leaking-popliteal=0.2", 50)
    assert set(clara.leaks.values()) == {0.2}
    base = Person(mass_kg=90)
    assert parse_person("default", base) == base
    assert parse_person("default+leaking-deep", base).name == "default+leaking-deep"


def test_all_runs_together_fit_into_memory() -> None:
    assert compared_sample_s(2, 240.0) == 0.02
    assert compared_sample_s(6, 1800.0) == pytest.approx(0.06)
    assert 6 * 1800.0 / compared_sample_s(6, 1800.0) <= COMPARED_SAMPLES
    assert compared_sample_s(6, 1801.0) == 1.0
    assert compared_sample_s(2, 0.05) == 0.02
    assert compared_sample_s(2, 0.01) == 0.01


def test_whoever_fails_is_named(cli, short: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(person, *_, **__):
        if person.leaks:
            raise KernelDiverged("a volume is gone")
        return simulate(person, stand(seconds=1))

    monkeypatch.setattr("secondheart.simulation.parallel.simulate", broken)
    ran = cli("compare", short, "default", "leaking-deep")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "leaking-deep: a volume is gone; nothing was kept\n"


def test_without_matplotlib_a_figure_is_refused_before_the_runs(
    cli, short: Path, instead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    instead(lambda *_, **__: pytest.fail("it was simulated"))
    ran = cli("compare", short, "default", "leaking-deep", "--plot", short.with_name("out.png"))
    assert (ran.code, ran.out) == (2, "")


def test_tests_are_compared_with_the_answer_first(cli, tmp_path: Path) -> None:
    table = tmp_path / "all.csv"
    ran = cli("compare", "avp,ppg", "default", "leaking-deep", "--csv", table, "-o", tmp_path / "legs.nc")
    assert (ran.code, ran.err) == (0, "")
    answer = next(line for line in ran.out.splitlines() if line.startswith("B against A: "))
    assert "mean ambulatory venous pressure (AVP) " in answer
    lines = ran.out.splitlines()
    heads = [place for place, line in enumerate(lines) if line.startswith(("Ambulatory venous", "Photopleth"))]
    assert lines.index(answer) < heads[0] < heads[1]
    assert lines[heads[0] + 2].startswith("ambulatory venous pressure (AVP), mean ")
    rows = table.read_text().splitlines()
    assert rows[0].startswith("letter,person,test,finding,")
    assert {row.split(",")[0] for row in rows[1:]} == {"A", "B"}
    assert sorted(path.name for path in tmp_path.glob("*.nc")) == [
        "legs-A-avp.nc", "legs-A-ppg.nc", "legs-B-avp.nc", "legs-B-ppg.nc",
    ]  # fmt: skip


def test_a_comparison_of_tests_is_drawn_person_by_person(cli, tmp_path: Path) -> None:
    drawn = tmp_path / "two.svg"
    told = cli("compare", "avp", "default", "leaking-deep", "--plot", drawn, "--json").json
    assert drawn.read_text().count("Ambulatory venous pressure") == 2
    assert [person["name"] for person in told["persons"]] == ["default", "leaking-deep"]
    first, second = (person["findings"] for person in told["persons"])
    assert [one["name"] for one in first] == [one["name"] for one in second]
    row = next(row for row in told["differences"] if row["name"] == "ambulatory_venous_pressure")
    assert row["differences"][1] == row["values"][1] - row["values"][0]


def test_the_pressure_across_the_wall_comes_first(cli) -> None:
    ran = cli("compare", "stand-tiptoe", "default", "ral-ii")
    lines = [line.strip() for line in ran.out.splitlines()]
    first = lines.index("1. stand, 2:00") + 1
    assert lines[first].startswith("pressure across the ankle vein's wall")


@pytest.mark.parametrize(
    ("what", "sentence"),
    [("avp,", "has an empty name"), ("avp,stand-tipto", "unknown protocol 'stand-tipto'; nearest: stand-tiptoe")],
)
def test_what_cannot_be_compared_is_one_sentence(cli, what: str, sentence: str) -> None:
    ran = cli("compare", what, "default", "ral-i")
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err


DAY = """
hours = 0.02

[[at]]
time = "08:00"
do = "sit"
[[at]]
time = "08:00:40"
do = "walk"
"""


def test_a_day_is_compared_and_everything_is_drawn(cli, short: Path, tmp_path: Path) -> None:
    day, drawn = tmp_path / "morning.toml", tmp_path / "all.svg"
    day.write_text(DAY, encoding="utf-8")
    ran = cli("compare", f"avp,{short},{day}", "default", "leaking-deep", "--plot", drawn)
    assert (ran.code, ran.err) == (0, "")
    assert sorted(path.name for path in tmp_path.glob("*.svg")) == ["all-avp.svg", "all-morning.svg", "all-short.svg"]
    assert f"written: {tmp_path / 'all-avp.svg'}" in ran.out
    drawn_day = (tmp_path / "all-morning.svg").read_text("utf-8")
    for words in ("time of day", "fluid gained by a lower leg, mean of both", "posture", "leaking-deep"):
        assert words in drawn_day
    assert "pump of the calf" not in drawn_day
    lines = ran.out.splitlines()
    table = lines[lines.index(next(line for line in lines if line.startswith("day: morning"))) :]
    assert any(line.startswith("ankle vein pressure") for line in table)


def test_a_comparison_in_python_is_what_the_command_prints(cli, short: Path) -> None:
    people = [sh.Person(), sh.leaking_valves(sh.Person(), "deep", 0.3)]
    one = sh.compare(read_protocol(short), people)
    told = cli("compare", short, "default", "leaking-deep", "--json").json
    values = [[finding["value"] for finding in person["findings"]] for person in told["persons"]]
    assert [[finding.value for finding in mine] for mine in one.findings] == values
    frame = one.to_pandas()
    assert list(frame.columns[-2:]) == ["A: default", "B: default"]
    assert frame["B: default"].tolist() == values[1]
    assert one.answers[0].startswith("B against A, ")
    assert repr(one).splitlines()[1].startswith("A  default: male")
    assert one.plot().axes
    with pytest.raises(UnknownName, match="unknown test, protocol or day 'avx'; nearest: avp"):
        sh.compare("avx", people)
    with pytest.raises(InputError, match="1 people are not allowed; 2 to 6"):
        sh.compare("avp", people[:1])
