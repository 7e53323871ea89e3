"""secondheart run: what it prints and what it writes."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from secondheart import Person, open_result, write_person
from secondheart.cli import main
from secondheart.protocol import builtin
from tests.recordings import fitfile as fit

KEYS = ["protocol", "duration_s", "beats", "wall_s", "volume_drift_mL", "held_back_steps", "beyond_life", "findings"]
FINDING = ["name", "value", "unit", "side", "normal_low", "normal_high", "source", "test", "range_kind"]
DISCLAIMER = "For information and education only. Not medical advice and not a medical device. Ask a doctor."
# A chest that presses with 300 mmHg three times a second
BEYOND = """[[step]]
duration_s = 2.0
posture = { trunk_deg = 90, thigh_deg = 90, calf_deg = 90, foot_deg = 0 }
activity = { name = "strain", period_s = 0.3, bursts = [
  { group = "chest", pressure_mmHg = 300, start = 0, rise_end = 0.1, hold_end = 0.5, stop = 0.6, source = "none" } ] }
"""


def test_a_run_is_told_step_by_step_and_kept_whole(cli, short: Path, tmp_path: Path) -> None:
    kept, drawn = tmp_path / "kept.nc", tmp_path / "drawn.svg"
    ran = cli("run", short, "-o", kept, "--plot", drawn)
    lines = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert lines[0] == "person     default: male, 30 years, 170 cm, 70 kg"
    assert lines[1] == "protocol   short: 3 steps, 0:10"
    assert [line.split()[0] for line in lines[6:9]] == ["stand", "2", "stand"]
    assert f"written: {kept}" in lines
    assert f"written: {drawn}" in lines
    assert lines[-1] == DISCLAIMER
    assert "<svg" in drawn.read_text(encoding="utf-8")
    result = open_result(kept)
    assert result.attrs["duration_s"] == 10.0
    assert f"{result.attrs['beats']} beats; 0:10 in " in ran.out
    assert "times faster than life; volume drift 0.0 mL" in ran.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["drawn.svg", "kept.nc", "short.toml"]


def test_json_is_one_object_with_findings_left_first(cli, short: Path) -> None:
    told = cli("run", short, "--json", "--condition", "leaking-deep-left", "--sample-s", "5").json
    assert list(told) == KEYS
    assert told["protocol"] == "short"
    assert told["duration_s"] == 10.0
    assert told["volume_drift_mL"] == 0.0
    assert told["beats"] > 5
    assert all(list(finding) == FINDING for finding in told["findings"])
    assert all(finding["test"] == "run" for finding in told["findings"])
    sides = [finding["side"] for finding in told["findings"] if finding["name"] == "ankle_vein_mean"]
    assert sides == ["left", "right"]
    rate = next(finding for finding in told["findings"] if finding["name"] == "heart_rate")
    assert (rate["side"], rate["unit"]) == ("both", "1/min")
    assert 40 < rate["value"] < 140


def test_a_run_in_which_a_vessel_was_asked_for_too_much_tells_it(cli, tmp_path: Path) -> None:
    calm = cli("run", "valsalva")
    assert "a vessel was asked for more blood than it held" not in calm.out
    beyond = tmp_path / "beyond.toml"
    beyond.write_text(BEYOND, encoding="utf-8")
    told = cli("run", beyond)
    assert (told.code, told.err) == (0, "")
    steps = cli("run", beyond, "--json").json["held_back_steps"]
    assert f"In {steps} steps a vessel was asked for more blood than it held, and gave half of it" in told.out


def test_a_strain_that_nobody_survives_is_told_wherever_its_run_is_shown(cli, tmp_path: Path) -> None:
    strain, page = tmp_path / "strain.toml", tmp_path / "strain.html"
    strain.write_text(
        '[[step]]\ndo = "stand"\nseconds = 20\n[[step]]\ndo = "valsalva"\npressure_mmHg = 120\nposture = "stand"\n'
        '[[step]]\ndo = "stand"\nseconds = 5\n',
        encoding="utf-8",
    )
    sentence = "No living body has this: the mean arterial pressure of a beat comes to "
    assert sentence in cli("run", strain, "--report", page).out
    assert sentence in page.read_text(encoding="utf-8")
    beside = cli("compare", strain, "default", "leaking-deep")
    assert beside.out.count(sentence) == 2
    told = cli("compare", strain, "default", "leaking-deep", "--json").json["persons"]
    assert all(sentence in person["beyond_life"][0] for person in told)


def test_a_missing_number_is_null(cli, tmp_path: Path) -> None:
    blink = tmp_path / "blink.toml"
    blink.write_text('[[step]]\ndo = "lie"\nseconds = 0.1\n', encoding="utf-8")
    told = cli("run", blink, "--json").json
    assert {f["name"] for f in told["findings"] if f["value"] is None} >= {"stroke_volume", "cardiac_output"}


def test_quiet_prints_nothing(cli, short: Path) -> None:
    ran = cli("run", short, "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_legs_that_differ_are_told_one_by_one(cli, short: Path, tmp_path: Path) -> None:
    file = tmp_path / "person.toml"
    write_person(Person(name="Anna", sex="female", height_cm=160, mass_kg=55), file)
    words = ("run", short, "--person", file, "--condition", "leaking-all-left=0.9")
    out = cli(*words).out
    assert "person     Anna: female, 30 years, 160 cm, 55 kg, leaking-all-left=0.9" in out
    legs = [word for line in out.partition("Means")[0].splitlines() for word in line.split()[:4]]
    legs = [word for word in legs if word in ("left", "right")]
    assert legs == ["left", "right"] * 3


def test_names_of_commands_are_understood_in_any_spelling(cli, tmp_path: Path) -> None:
    file = tmp_path / "short.toml"
    file.write_text('[[step]]\ndo = "stand"\nseconds = 4\n', encoding="utf-8")
    words = ("--condition", "Weak_Calf left=0.6", "--treat", "Ablated Great Saphenous", "--wear", "RAL II_right")
    out = cli("run", file, *words, "--resolution", "Valves", "--including", "Oxygen").out
    assert "weak-calf-left=0.6, ablated-great-saphenous, RAL II, knee, 27.5 mmHg right" in out
    assert "every valve its own" in out
    assert "\noxygen " in out
    assert cli("list", "Protocols").out == cli("list", "protocols").out


def test_control_characters_of_names_are_escaped(cli, tmp_path: Path) -> None:
    file, evil = tmp_path / "person.toml", "\x1b[31mred\x1b]0;title\x07\u202e"
    write_person(Person(name=evil), file)
    protocol = tmp_path / "evil.toml"
    label = json.dumps(evil)
    protocol.write_text(f'name = {label}\n[[step]]\ndo = "stand"\nseconds = 4\nlabel = {label}\n', encoding="utf-8")
    for words in (("run", protocol), ("compare", protocol, "default", file)):
        out = cli(*words, "--person", file).out
        assert "\\x1b[31mred" in out
        assert all(letter.isprintable() or letter == "\n" for letter in out)


def test_conditions_add_up(cli, short: Path) -> None:
    words = ("run", short, "--condition", "leaking-popliteal", "--condition", "leaking-femoral=1")
    assert ", leaking-femoral=1, leaking-popliteal=0.3" in cli(*words).out


def test_a_recording_is_run_and_what_was_filled_in_is_told(cli, tmp_path: Path) -> None:
    rows = [fit.Row(t_s) for t_s in (*range(31), *range(51, 71))]
    file = tmp_path / "lap.fit"
    file.write_bytes(fit.activity(rows, timers=[(30, fit.STOP_ALL), (51, fit.START)]))
    ran = cli("run", file)
    assert ran.code == 0
    assert "recording  watch: running\n" in ran.out
    assert "pauses     1: 0:30 for 21 s\n" in ran.out
    assert "measured   heart rate, 1:10: imposed\n" in ran.out
    assert "derived    posture, 0:21: of watch\n" in ran.out
    assert len(ran.out.splitlines()) < 24
    recording = cli("run", file, "--json").json["recording"]
    assert recording["pauses"] == [{"start_s": 30.0, "stop_s": 51.0}]
    assert (recording["steps"], recording["left_out"]) == (98, [])


def test_a_bar_shows_on_a_terminal_only(cli, short: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli("run", short).err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    assert "short" in cli("run", short).err
    assert cli("run", short, "--quiet").err == ""


def test_a_built_in_protocol_is_run_by_its_name(cli, instead) -> None:
    asked = []
    instead(lambda _, protocol, **__: asked.append(protocol) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli("run", "stand-walk")
    assert asked == [builtin("stand-walk")]


def test_a_link_is_followed_and_a_long_run_keeps_what_the_table_needs(
    cli, short: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, link = tmp_path / "target.nc", tmp_path / "link.nc"
    link.symlink_to(target)
    monkeypatch.setattr(sys.modules["secondheart.simulation.simulate"], "ALL_UNTIL_S", 5.0)
    ran = cli("run", short, "-o", link, "--json")
    assert os.readlink(link) == str(target)
    assert open_result(target).sizes["vessel"] < 60
    assert next(f["value"] for f in ran.json["findings"] if f["name"] == "calf_volume_change") is not None


def test_a_report_holds_the_command_that_made_it(cli, short: Path, tmp_path: Path) -> None:
    page = tmp_path / "my page.html"
    ran = cli("run", short, "--condition", "leaking-deep-right=0.2", "--report", page)
    assert (ran.code, ran.err) == (0, "")
    assert f"written: {page}" in ran.out
    told = html.unescape(page.read_text(encoding="utf-8"))
    assert f"secondheart run {short} --condition leaking-deep-right=0.2 --report '{page}'" in told
    assert "Over time, right leg" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my page.html", "short.toml"]


@pytest.mark.parametrize("words", ["run {}", "compare {} default leaking-deep+ral-ii", "show {}"])
def test_a_light_page_is_small_and_needs_no_bokeh(
    cli, short: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    page, kept = tmp_path / "mail.html", tmp_path / "kept.nc"
    if words.startswith("show"):
        assert cli("run", short, "-o", kept).code == 0
    monkeypatch.setitem(sys.modules, "bokeh", None)
    ran = cli(*words.format(kept if words.startswith("show") else short).split(), "--report-light", page)
    assert (ran.code, ran.err) == (0, "")
    assert f"written: {page}" in ran.out
    text = page.read_text(encoding="utf-8")
    assert len(text.encode()) < 500_000
    assert "<script" not in text


@pytest.mark.parametrize("words", ["run {}", "compare {} default leaking-deep", "test avp"])
def test_without_bokeh_a_report_is_refused_before_the_run(
    cli, short: Path, tmp_path: Path, instead, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setitem(sys.modules, "bokeh", None)
    instead(lambda *_, **__: pytest.fail("it was simulated"))
    ran = cli(*words.format(short).split(), "--report", tmp_path / "out.html")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "a report needs the package bokeh; install it with: pip install 'secondheart[report]'\n"


def test_without_matplotlib_a_figure_is_refused_before_the_run(
    cli, short: Path, tmp_path: Path, instead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    instead(lambda *_, **__: pytest.fail("it was simulated"))
    ran = cli("run", short, "--plot", tmp_path / "out.png")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "a figure needs the package matplotlib; install it with: pip install 'secondheart[plot]'\n"


def test_what_is_included_is_told(cli, short: Path, tmp_path: Path) -> None:
    drawn, page = tmp_path / "both.svg", tmp_path / "both.html"
    words = ("run", short, "--including", "swelling", "--including", "oxygen")
    ran = cli(*words, "--plot", drawn, "--report", page)
    assert (ran.code, ran.err) == (0, "")
    assert re.search(
        r"^swelling   a lower leg 0\.\d mL, a foot \d\.\d mL more than at the start$", ran.out, re.MULTILINE
    )
    assert re.search(r"^oxygen     saturation at the end: 97\.\d % arteries, ", ran.out, re.MULTILINE)
    assert "fluid gained by the tissue of the leg" in drawn.read_text(encoding="utf-8")
    assert "oxygen saturation of the blood [%]" in page.read_text(encoding="utf-8")
    found = {(one["name"], one["side"]): one for one in cli(*words, "--json").json["findings"]}
    assert {side for name, side in found if name == "lower_leg_swelling"} == {"left", "right"}
    assert 50 < found["leg_venous_saturation", "both"]["value"] < found["arterial_saturation", "both"]["value"] < 100
    assert "swelling" not in cli("run", short).out


@pytest.mark.parametrize("command", ["run", "day"])
def test_explain_says_what_inspect_says_and_simulates_nothing(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "walk.csv"
    path.write_text("t_s,steps\n" + "".join(f"{60 * n},{50 * (n % 2)}\n" for n in range(30)), encoding="utf-8")
    printed = []
    for words in (["inspect", str(path)], [command, str(path), "--explain"]):
        with pytest.raises(SystemExit):
            main(words)
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert "What would be simulated" in printed[0]
    with pytest.raises(SystemExit) as left:
        main([command, "office" if command == "day" else "stand", "--explain"])
    assert left.value.code == 2
    assert "is not a recording" in capsys.readouterr().err


def test_a_run_loads_no_package_that_it_has_no_use_for(short: Path) -> None:
    report = "import atexit, sys; atexit.register(lambda: print(*sys.modules))"
    code = f"{report}; from secondheart.cli import main; main(['run', {str(short)!r}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "xarray" in loaded
    assert not loaded & {"dask", "pint", "matplotlib", "bokeh"}
