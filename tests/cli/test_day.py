"""secondheart day, relief and facts: what they print, keep and refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from secondheart import open_result
from secondheart.cli.day_table import figures
from secondheart.cli.facts import fact_lines
from secondheart.cli.relief_table import answer_lines, sought
from secondheart.cli.tables import render
from secondheart.day import Account, Fact, account, measures
from secondheart.day.facts import claims
from secondheart.day.relief import known_measures
from secondheart.results.netcdf import save_result
from tests.cli.conftest import Cli
from tests.report.pages import Page

DISCLAIMER = "For information and education only. Not medical advice and not a medical device. Ask a doctor."
KEYS = ["protocol", "duration_s", "beats", "wall_s", "volume_drift_mL", "findings"]
DAY = ["litres", "us_gallons", "venous_share", "swelling_mL"]
SHORT = """
hours = 0.05

[[at]]
time = "08:00"
do = "sit"
[[at]]
time = "08:01"
do = "walk"
[[at]]
time = "08:02:10"
do = "stand"
"""


@pytest.fixture
def morning(tmp_path: Path) -> Path:
    """Three minutes: sitting, walking, standing."""
    path = tmp_path / "morning.toml"
    path.write_text(SHORT, encoding="utf-8")
    return path


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch):
    """Let a run be stopped at a simulated time, with a state every 20 s."""
    run = import_module("secondheart.simulation.long_run")
    monkeypatch.setattr(run, "STRETCH_S", 20.0)
    remember, stop = run._remember, {"at": float("inf"), "with": KeyboardInterrupt}

    def and_stop(one, *more) -> None:
        remember(one, *more)
        if one.now_s >= stop["at"]:
            raise stop["with"]

    monkeypatch.setattr(run, "_remember", and_stop)
    return stop


def assert_head_and_foot(text: str) -> None:
    """A page of a day has the head and the foot of all pages."""
    page = Page(text)
    metas = page.all("meta")
    assert {"name": "color-scheme", "content": "light dark"} in metas
    assert [meta["content"] for meta in metas if meta.get("http-equiv") == "Content-Security-Policy"]
    assert page.text("footer").strip() == DISCLAIMER


def test_a_day_is_accounted_and_kept(cli: Cli, morning: Path, tmp_path: Path) -> None:
    kept, drawn, page = tmp_path / "morning.nc", tmp_path / "day.svg", tmp_path / "day.html"
    ran = cli("day", morning, "--all", "-o", kept, "--plot", drawn, "--report", page)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[1] == "day        morning: 3 steps, 3:00 from 08:00"
    assert [
        line for line in lines if line.startswith(("heart ", "pumped ", "veins ", "ankles ", "muscles ", "swelling "))
    ]
    assert lines[-1] == DISCLAIMER
    told = ran.out
    assert told.index("See a doctor first if there is:") < told.index("model prediction for these inputs")
    assert "you have" not in told.lower()
    result = open_result(kept)
    assert result.attrs["duration_s"] == 180.0
    assert result.attrs["begins_s"] == 8 * 3600
    assert DISCLAIMER in drawn.read_text(encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    assert_head_and_foot(text)
    assert "<script" not in text
    assert "http://" not in text
    assert len(text) < 500_000
    assert "5,600 to 11,800 miles" in text  # what is published stands in figures
    assert [a["id"] for a in Page(text).all("figure")][:2] == ["figure-lane", "figure-ankle"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["day.html", "day.svg", "morning.nc", "morning.toml"]


def test_json_of_a_day_has_what_others_rely_on(cli: Cli, morning: Path) -> None:
    told = cli("day", morning, "--json").json
    assert list(told)[:10] == [*KEYS, *DAY]
    assert told["volume_drift_mL"] == 0.0
    assert told["beats"] > 180
    assert 55 < told["venous_share"] < 75
    assert told["swelling_mL"] == pytest.approx(told["swelling"]["most_mL"])
    assert [fact["model"] for fact in told["facts"]][:2] == [None, None]  # three minutes are no day
    assert [sign["name"] for sign in told["signs"]] == ["swelling", "pain", "colour", "warmth", "fatigue"]
    assert told["signs"][0]["value"] == told["signs"][0]["healthy"]


def test_a_patient_s_day_stands_beside_a_healthy_one(cli: Cli, morning: Path) -> None:
    told = cli("day", morning, "--json", "--condition", "leaking-great-saphenous").json
    swelling = told["signs"][0]
    assert swelling["value"] != swelling["healthy"]


def test_an_interrupted_day_can_be_read_and_goes_on(cli: Cli, morning: Path, tmp_path: Path, stopping) -> None:
    kept = tmp_path / "morning.nc"
    stopping["at"] = 60.0
    ran = cli("day", morning, "-o", kept)
    assert (ran.code, ran.out) == (130, "")
    assert ran.err == (
        f"interrupted; the first 60 s are kept in {kept}; the same command with --resume continues from there\n"
    )
    assert open_result(kept).sizes["time"] == 60
    stopping["at"] = float("inf")
    assert cli("day", morning, "-o", kept, "--resume", "--json").json["duration_s"] == 180.0
    assert cli("day", morning, "-o", kept, "--resume", "--quiet").out == ""


def test_a_finished_day_of_an_earlier_version_is_told_as_any_other(cli: Cli, morning: Path, tmp_path: Path) -> None:
    folder = tmp_path / "relief"
    kept, page, drawn = folder / "as-it-is.nc", tmp_path / "day.html", tmp_path / "day.svg"
    folder.mkdir()
    new = cli("day", morning, "-o", kept)
    earlier = open_result(kept)
    assert earlier.attrs.pop("held_back_steps") == 0
    save_result(earlier, kept)
    was = kept.stat().st_mtime_ns
    old = cli("day", morning, "-o", kept, "--resume", "--report", page, "--plot", drawn)
    assert old.out.split("written: ")[0] == new.out.split("written: ")[0]
    assert old.out.splitlines()[-1] == DISCLAIMER
    assert_head_and_foot(page.read_text(encoding="utf-8"))
    assert cli("day", morning, "-o", kept, "--resume", "--json").json["duration_s"] == 180.0
    assert cli("facts", kept, "--json").json["duration_s"] == 180.0
    told = cli("relief", morning, "-o", folder, "--resume", "--measure", "ral-i", "--json").json
    assert [row["name"] for row in told["cases"]] == ["as-it-is", "ral-i"]
    assert kept.stat().st_mtime_ns == was


@pytest.fixture
def told(cli: Cli, morning: Path, tmp_path: Path) -> Account:
    """The account of three minutes."""
    cli("day", morning, "-o", tmp_path / "morning.nc", "-q")
    return account(open_result(tmp_path / "morning.nc"))


@pytest.mark.parametrize(
    ("end_mL", "ends"), [(-15.2, "has 15 mL less"), (-0.4, "has 0 mL more"), (15.2, "has 15 mL more")]
)
def test_swelling_is_told_by_the_clock_and_less_is_called_less(told: Account, end_mL: float, ends: str) -> None:
    assert told.swelling is not None
    late = replace(told, begins_s=20 * 3600.0, swelling=replace(told.swelling, most_at_s=5.5 * 3600.0, end_mL=end_mL))
    line = dict(figures(late))["swelling"]
    assert line.endswith(f"at 01:30, has 7 mL at 20:00 and at the end of the day {ends} than at its beginning")


def test_an_interrupt_without_an_output_says_that_nothing_is_kept(cli: Cli, morning: Path, stopping) -> None:
    stopping["at"] = 60.0
    ran = cli("day", morning)
    assert (ran.code, ran.out, ran.err) == (130, "", "interrupted; nothing was kept, as no output was given\n")


@pytest.mark.usefixtures("stopping")
def test_a_full_disk_is_one_sentence(cli: Cli, morning: Path, tmp_path: Path, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(import_module("secondheart.simulation.long_run").np, "savez", full)
    ran = cli("day", morning, "-o", tmp_path / "morning.nc")
    assert (ran.code, ran.out) == (2, "")
    assert "cannot be written (No space left on device); what was computed until 20 s can be read in" in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["day", "ofice"], r"unknown day 'ofice'; nearest: office"),
        (["day", "office", "--resume"], "--resume needs the output of the earlier call: -o OUT.nc"),
        (["day", "office", "--date", "2026-11-08"], "--date 2026-11-08 is not allowed: office is not a recording"),
        (
            ["day", "office", "--zone", "Europe/Berlin"],
            "--zone Europe/Berlin is not allowed: office is not a recording",
        ),
        (["day", "none.toml"], "none.toml: the protocol cannot be read: no such file or directory"),
        (["day", "office", "-o", "day.txt"], "day.txt: the name of this output must end in .nc"),
        (["relief", "office", "--resume"], "--resume needs the folder of the earlier call: -o FOLDER"),
        (
            ["relief", "office", "--target-mL", "little"],
            "--target-mL little is not allowed: more than 0, up to 10000 mL",
        ),
        (["relief", "office", "--target-mL", "0"], "--target-mL 0 is not allowed"),
        (["relief", "office", "--measure", "ral-ii", "--measure", "walk"], "unknown measure 'walk'; nearest: walking"),
        (["facts", "none.nc"], "none.nc: there is no such file"),
        (["facts", "ofice"], "unknown day 'ofice'"),
    ],
)
def test_bad_input_is_one_sentence(cli: Cli, words: list[str], sentence: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = cli(*words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert sentence in ran.err


def test_a_protocol_longer_than_a_day_is_refused(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "long.toml"
    path.write_text('[[step]]\ndo = "lie"\nminutes = 1800\n', encoding="utf-8")
    ran = cli("day", path)
    assert (ran.code, ran.err) == (2, f"{path}: a day of 30 hours is not allowed: up to 25\n")


def test_resuming_without_an_earlier_call_is_refused(cli: Cli, morning: Path, tmp_path: Path) -> None:
    ran = cli("day", morning, "-o", tmp_path / "morning.nc", "--resume")
    assert ran.code == 2
    assert "there is nothing to go on with" in ran.err


def test_facts_hold_the_text_beside_a_day(cli: Cli, morning: Path, tmp_path: Path) -> None:
    ran = cli("facts", morning)
    assert ran.code == 0
    for claim in (
        "about 100,000 beats a day",
        "2,250 US gallons a day",
        "70 % of the blood in the veins",
        "60,000 miles",
    ):
        assert claim in ran.out
    assert ran.out.splitlines()[-1] == DISCLAIMER
    cli("day", morning, "-o", tmp_path / "kept.nc", "-q")
    told = cli("facts", tmp_path / "kept.nc", "--json").json
    assert [fact["claimed"] for fact in told["facts"]] == [100_000, 2250, 70, 60_000]
    assert told["facts"][2]["model"] == pytest.approx(cli("facts", morning, "--json").json["facts"][2]["model"])


def test_figures_stand_in_a_narrow_table_over_their_numbered_sources() -> None:
    found = [Fact(claim=claim, model=value) for claim, value in zip(claims(), (99_506, 2123, 59.5, None), strict=True)]
    lines = render(*fact_lines(found)).splitlines()
    assert lines[2] == "about 100,000 beats a day       99,506 beats      86,400 to 115,000 beats [1]"
    assert lines[4].split()[-8:] == ["59.5", "%!", "60", "to", "70", "%", "[3]", "[4]"]
    assert lines[5].endswith("5,600 to 11,800 miles [5], see [6]")
    assert lines[6:8] == ["", "!: outside the published range"]
    sources = [f"{row.text} ({row.id})" for claim in claims() for row in claim.published]
    assert lines[8:] == [f"[{number}] {source}" for number, source in enumerate(sources, start=1)]
    assert max(map(len, lines[:8])) <= 100


def test_facts_of_another_result_are_refused(cli: Cli, short: Path, tmp_path: Path) -> None:
    cli("run", short, "-o", tmp_path / "run.nc")
    ran = cli("facts", tmp_path / "run.nc")
    assert ran.code == 2
    assert "not a result of secondheart day" in ran.err


def test_relief_holds_a_day_with_each_measure_side_by_side(cli: Cli, morning: Path, tmp_path: Path) -> None:
    folder = tmp_path / "relief"
    ran = cli(
        "relief",
        morning,
        "-o",
        folder,
        "--measure",
        "ral-iii",
        "--measure",
        "walking",
        "--measure",
        "training",
        "--all",
    )
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("See a doctor first if there is:")
    for title in ("as it is", "stockings, RAL class III", "a calf trained for six months", "together"):
        assert title in ran.out
    assert ran.out.splitlines()[-1] == DISCLAIMER
    files = sorted(path.name for path in folder.iterdir())
    assert files == ["as-it-is.nc", "ral-iii.nc", "together.nc", "training.nc", "walking.nc"]
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    drawn, page = tmp_path / "relief.svg", tmp_path / "relief.html"
    again = (
        "--plot",
        drawn,
        "--report",
        page,
        "--resume",
        "--json",
        "--target-mL",
        "5000",
        "--measure",
        "training",
        "--measure",
        "walking",
        "--measure",
        "ral-iii",
    )
    told = cli("relief", morning, "-o", folder, *again).json
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert told["least"] == "as-it-is"
    assert "a calf trained for six months" in drawn.read_text(encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    kept = "The day as it is keeps the swelling of a lower leg under 5000 mL."
    assert text.index("See a doctor first if there is") < text.index("Side by side") < text.index(kept)
    for picture in (text, drawn.read_text(encoding="utf-8")):
        assert "dashed: the target, 5000 mL" in picture
    assert text.count('<b style="left:') >= 4  # a dashed line on each bar
    assert_head_and_foot(text)
    rows = {row["name"]: row for row in told["cases"]}
    assert rows["ral-iii"]["swelling_mL"] < rows["as-it-is"]["swelling_mL"]
    assert rows["as-it-is"]["measures"] == []


@pytest.mark.parametrize(
    ("least", "names", "words"),
    [
        ("as-it-is", [], "The day as it is keeps the swelling of a lower leg under 60 mL."),
        ("walking", ["walking"], "under 60 mL: five minutes of walking an hour."),
        ("walking+ral-ii", ["walking", "ral-ii"], "under 60 mL: walking + stockings of RAL class II."),
        ("together", ["walking", "training", "ral-i"], "under 60 mL: all together, with stockings of RAL class I."),
        (None, [], "is prescribed, after a doctor has measured the arteries, and is not sought here."),
    ],
)
def test_the_least_is_told_in_the_words_of_the_table(least: str | None, names: Sequence[str], words: str) -> None:
    known = {one.name: one for one in measures()}
    (line,) = sought(60.0, least, {least or "as-it-is": [known[name] for name in names]})
    assert line.endswith(words)
    assert sought(None, None, {}) == []


def test_a_target_is_drawn_only_where_one_is_sought(cli: Cli, morning: Path, tmp_path: Path) -> None:
    page, drawn = tmp_path / "relief.html", tmp_path / "relief.svg"
    cli("relief", morning, "--measure", "ral-i", "--report", page, "--plot", drawn)
    for picture in (page, drawn):
        assert "the target" not in picture.read_text(encoding="utf-8")
    assert '<b style="left:' not in page.read_text(encoding="utf-8")


def test_a_day_is_answered_in_a_few_lines(cli: Cli, morning: Path) -> None:
    lines = cli("day", morning).out.splitlines()
    assert len(lines) <= 10
    assert any(line.startswith("See a doctor first if there is: one leg newly swollen; ") for line in lines)
    assert any(line.startswith("A lower leg gains ") and " mL at 20:00 and " in line for line in lines)
    assert f"What helps on such a day: secondheart relief {morning}" in lines
    assert lines[-1] == DISCLAIMER


def test_relief_answers_first_and_offers_nothing_that_is_prescribed(cli: Cli, morning: Path) -> None:
    lines = cli("relief", morning, "--measure", "ral-iii", "--measure", "walking").out.splitlines()
    assert len(lines) <= 7
    assert lines[0].startswith("See a doctor first if there is: ")
    (helps,) = [line for line in lines if line.startswith("What helps most by 20:00: ")]
    assert "class III" not in helps
    assert lines[-1] == DISCLAIMER


def totals_of(evening_mL: float, template):
    return replace(template, swelling=replace(template.swelling, evening_mL=evening_mL))


def test_the_answer_names_the_best_first_and_by_the_evening(cli: Cli, morning: Path, tmp_path: Path) -> None:
    kept = tmp_path / "morning.nc"
    cli("day", morning, "-o", kept, "-q")
    base = account(open_result(kept))
    known = {one.name: one for one in known_measures()}
    cases = {"as-it-is": (), **{name: (known[name],) for name in ("walking", "ankle-pumps", "ral-iii")}}
    values = {"as-it-is": 100.0, "walking": 80.0, "ankle-pumps": 60.0, "ral-iii": 10.0}
    lines = list(answer_lines(cases, {name: totals_of(value, base) for name, value in values.items()}))
    helps = next(line for line in lines if line.startswith("What helps most"))
    assert helps.index("-40 mL") < helps.index("-20 mL")
    assert "-90 mL" not in helps


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("--country", "us"), ["us-15-20", "us-20-30"]),
        (("--country", "GB"), ["bs-1", "bs-2"]),
        (("--measure", "us-20-30", "--measure", "foot-pump"), ["us-20-30", "foot-pump"]),
    ],
)
def test_any_garment_and_device_is_a_measure_and_classes_are_those_of_a_country(
    cli: Cli, morning: Path, words: tuple[str, ...], names: list[str]
) -> None:
    told = cli("relief", morning, *words, "--json").json
    tried = [case["name"] for case in told["cases"]]
    assert [name for name in tried if name in {*names, "ral-i", "ral-ii", "bs-3", "us-30-40"}] == names


def test_measures_that_do_not_exist_or_contradict_are_refused(cli: Cli, morning: Path) -> None:
    for words, sentence in (
        (("--measure", "us-20-40"), "unknown measure 'us-20-40'; nearest: us-30-40, us-20-30, "),
        (("--country", "xx"), "unknown country 'xx'"),
        (("--country", "us", "--measure", "walking"), "--country us goes without --measure, which names what is tried"),
    ):
        ran = cli("relief", morning, *words)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(sentence)
