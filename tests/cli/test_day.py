"""secondheart day, relief and facts: what they print, keep and refuse."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from secondheart import open_result
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
    run = import_module("secondheart.stream.run")
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
    ran = cli("day", morning, "-o", kept, "--plot", drawn, "--report", page)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[1] == "day        morning: 3 steps, 3:00 from 08:00"
    assert [
        line for line in lines if line.startswith(("heart ", "pumped ", "veins ", "ankles ", "muscles ", "swelling "))
    ]
    assert lines[-1] == DISCLAIMER
    told = ran.out
    assert told.index("To a doctor first:") < told.index("the model with these inputs predicts")
    assert "you have" not in told.lower()
    result = open_result(kept)
    assert result.attrs["duration_s"] == 180.0
    assert result.attrs["begins_s"] == 8 * 3600
    assert DISCLAIMER in drawn.read_text(encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    assert_head_and_foot(text)
    assert "Bokeh" in text
    assert "http://" not in text.split("<script>")[0]
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
    told = cli("day", morning, "--json", "--condition", "leaking-great_saphenous").json
    swelling = told["signs"][0]
    assert swelling["value"] != swelling["healthy"]


def test_an_interrupted_day_can_be_read_and_goes_on(cli: Cli, morning: Path, tmp_path: Path, stopping) -> None:
    kept = tmp_path / "morning.nc"
    stopping["at"] = 60.0
    ran = cli("day", morning, "-o", kept)
    assert (ran.code, ran.out) == (130, "")
    assert ran.err == (
        f"interrupted; the first 60 s are kept in {kept}; the same command with --resume goes on from there\n"
    )
    assert open_result(kept).sizes["time"] == 60
    stopping["at"] = float("inf")
    assert cli("day", morning, "-o", kept, "--resume", "--json").json["duration_s"] == 180.0
    assert cli("day", morning, "-o", kept, "--resume", "--quiet").out == ""


def test_an_interrupt_without_an_output_says_that_nothing_is_kept(cli: Cli, morning: Path, stopping) -> None:
    stopping["at"] = 60.0
    ran = cli("day", morning)
    assert (ran.code, ran.out, ran.err) == (130, "", "interrupted; nothing was kept, as no output was given\n")


@pytest.mark.usefixtures("stopping")
def test_a_full_disk_is_one_sentence(cli: Cli, morning: Path, tmp_path: Path, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(import_module("secondheart.stream.run").np, "savez", full)
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
        (["relief", "office", "--measure", "RAL-II", "--measure", "walk"], "unknown measure 'walk'; nearest: walking"),
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


def test_facts_of_another_result_are_refused(cli: Cli, short: Path, tmp_path: Path) -> None:
    cli("run", short, "-o", tmp_path / "run.nc")
    ran = cli("facts", tmp_path / "run.nc")
    assert ran.code == 2
    assert "not a result of secondheart day" in ran.err


def test_relief_holds_a_day_with_each_measure_side_by_side(cli: Cli, morning: Path, tmp_path: Path) -> None:
    folder = tmp_path / "relief"
    ran = cli("relief", morning, "-o", folder, "--measure", "RAL-III", "--measure", "training")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("To a doctor first:")
    for title in ("as it is", "stockings, RAL class III", "a calf trained for six months", "together"):
        assert title in ran.out
    assert ran.out.splitlines()[-1] == DISCLAIMER
    files = sorted(path.name for path in folder.iterdir())
    assert files == ["RAL-III.nc", "as-it-is.nc", "together.nc", "training.nc"]
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
        "RAL-III",
    )
    told = cli("relief", morning, "-o", folder, *again).json
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert told["least"] == "as-it-is"
    assert "a calf trained for six months" in drawn.read_text(encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    assert text.index("To a doctor first") < text.index("Side by side") < text.index("under 5000 mL: as-it-is")
    assert_head_and_foot(text)
    rows = {row["name"]: row for row in told["cases"]}
    assert rows["RAL-III"]["swelling_mL"] < rows["as-it-is"]["swelling_mL"]
    assert rows["as-it-is"]["measures"] == []
