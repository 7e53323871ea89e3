"""What cannot be done is told in one sentence, before anything is simulated or written."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.recordings import fitfile as fit

STEP = '[[step]]\ndo = "stand"\n'
FILES = {
    "day.toml": '[[at]]\ntime = "07:00"\ndo = "sit"\n',
    "speed.toml": '[[step]]\ndo = "walk"\nspeed = 3\nminutes = 1\n',
    "typo.toml": '[[step]]\ndo = "wakl"\nminutes = 1\n',
    "unit.toml": '[[step]]\ndo = "walk"\nmph = 3\n',
    "nan.toml": STEP + "seconds = nan\n",
    "negative.toml": STEP + "seconds = -3\n",
    "cuff.toml": STEP + 'seconds = 3\ncuffs = [{site = "neck", pressure_mmHg = 40}]\n',
    "overlap.toml": STEP + "start_s = 0\nstop_s = 9\n" + STEP + "start_s = 8\nstop_s = 12\n",
    "text.toml": "stand for a while\n",
    "notes.txt": "stand\n",
    "notes.md": "stand\n",
    "short.toml": STEP + "seconds = 3\n",
    "tall.toml": "height_cm = 300\n",
    "foreign.toml": "colour = 1\n",
    "valve.toml": "[leaks]\npopliteal_lfet = 0.3\n",
    "pump.toml": 'chambers = ["ankle", "calf", "thigh"]\npressures_mmHg = [45, 40]\nhold_s = 9\nperiod_s = 60\n',
    "other.csv": "a,b\n1,2\n",
    "leak.toml": "[leaks]\npopliteal_left = 1.3\n",
}
RECORDINGS = {
    "rowing.fit": fit.activity(fit.steady(20), sport=fit.ROWING),
    "truncated.fit": fit.activity(fit.steady(20))[:20],
    "foreign.fit": b"GIF89a, which is no recording",
    "empty.fit": fit.wrap(fit.file_id(fit.SETTINGS)),
}

BAD = [
    # words of the command line
    ("rnu short.toml", r"unknown command 'rnu'; nearest: run, \w+, \w+"),
    ("run", r"secondheart run: missing argument 'PROTOCOL'; see secondheart run --help"),
    ("run short.toml more", r"secondheart run: got unexpected extra argument.*more"),
    ("run short.toml --jsn", r"secondheart run: unknown option '--jsn'; nearest: --json, "),
    ("run short.toml -o", r"option '-o' requires an argument"),
    ("--verison", r"secondheart: unknown option '--verison'; nearest: --version"),
    ("list vesels", r"unknown list 'vesels'; nearest: vessels, "),
    ("test avpp", r"unknown test 'avpp'; nearest: avp, "),
    ("test", r"secondheart test: missing argument 'NAME\.\.\.'"),
    ("validate all", r"secondheart validate: got unexpected extra argument"),
    (
        "run short.toml --sample-s soon",
        r"--sample-s soon is not allowed: a multiple of 0\.01 s, up to the 3 s of the protocol",
    ),
    ("run short.toml --sample-s nan", r"--sample-s nan is not allowed"),
    ("run short.toml --sample-s -1", r"--sample-s -1 is not allowed"),
    ("run short.toml --sample-s 0.015", r"--sample-s 0\.015 is not allowed: a multiple of 0\.01 s"),
    ("run short.toml --sample-s 4", r"--sample-s 4 is not allowed: .* up to the 3 s of the protocol"),
    ("compare", r"secondheart compare: missing argument 'WHAT'"),
    ("compare short.toml default", r"compare: 1 named \(default\); allowed are 2 to 6"),
    ("compare short.toml 1 2 3 4 5 6 7", r"compare: 7 named \(1, .*\); allowed are 2 to 6"),
    ("compare short.toml default leaking-deeep", r"unknown condition 'leaking-deeep'; nearest: leaking-deep, leaking"),
    (
        "compare short.toml default leaking-deep+",
        r"compare: 'leaking-deep\+' has an empty name; allowed are names joined",
    ),
    ("run speed.toml", r"step 1: walk has no key 'speed'; .*; its own are km_h, cadence_per_min, minutes, seconds"),
    ("run office", r"'office' is a whole day: secondheart day office; protocols: ankle-pumps, "),
    ("run day.toml", r"day\.toml: tells a day by the clock, under \[\[at\]\]; it is run by secondheart day"),
    ("compare short.toml default ral-2", r"unknown condition, treatment or garment 'ral-2'; nearest: ral-i, "),
    ("compare short.toml default leaking-deep=2", r"the leak of deep is 2, allowed is 0"),
    ("compare short.toml default tall.toml", r"tall\.toml: Person: height_cm = 300 is not allowed"),
    ("compare short.toml default absent.toml+leaking-deep", r"absent\.toml: the person cannot be read"),
    ("compare stand-tiptow default leaking-deep", r"unknown protocol 'stand-tiptow'"),
    ("sweep leaking-deep=0:2:3", r"the leak of deep is 2, allowed is 0"),
    ("test pneumatic --device pump.toml", r"pump\.toml: .*has 3 chambers and 2 pressures"),
    ("bench --points other.csv", r"other\.csv: needs the columns garment, point and pressure_mmHg"),
    ("fit short.toml", r"short\.toml: MeasuredLeg needs 'finding'"),
    ("list values zzz", r"unknown name 'zzz'; nearest: "),
    ("ask --age 200 --dry-run", r"age_years = 200.* is not allowed"),
    ("sensitivity healthy-adults --findings XYZ", r"unknown finding 'XYZ'; nearest: \w+, \w+, \w+"),
    ("site short.toml", r"short\.toml: is a file; a folder is needed"),
    ("app --port 99999", r"--port 99999 is not allowed: 0 to 65535"),
    ("facts other.csv", r"other\.csv: "),
    ("show other.csv", r"other\.csv: not a readable netCDF file"),
    ("relief office --country zz", r"unknown country 'zz'; nearest: \w+, \w+, \w+"),
    ("cohort healthy-adults --people 0", r"0 people are not allowed"),
    ("export", r"name one output: OUT\.bin for a body file, or --fmu OUT\.fmu"),
    ("validate --rows other.csv", r"other\.csv: not a TOML file"),
    ("inspect other.csv", r"other\.csv: line 1: is a table of no known form"),
    # protocols
    (
        "run stand-tiptow",
        r"unknown protocol 'stand-tiptow'; nearest: stand-tiptoe, .*; a file's name ends in",
    ),
    ("run absent.toml", r"absent\.toml: the protocol cannot be read: no such file"),
    ("run typo.toml", r"typo\.toml: step 1: unknown verb 'wakl'; nearest: walk, "),
    ("run unit.toml", r"unit\.toml: step 1: walk has no key 'mph'; nearest: "),
    ("run nan.toml", r"nan\.toml: step 1: .*nan is not allowed"),
    ("run negative.toml", r"negative\.toml: step 1: .*-3.* is not allowed"),
    ("run cuff.toml", r"cuff\.toml: step 1: .*neck.* is not allowed.*ankle"),
    ("run overlap.toml", r"overlap\.toml: overlapping steps: step 1 .* and step 2"),
    ("run text.toml", r"text\.toml: not a TOML file"),
    ("run notes.txt", r"notes\.txt: line 1: 'stand' is not allowed: one RR interval, 261 to 2400 ms"),
    ("run notes.md", r"notes\.md: not a protocol or a recording: the name of the file must end in \.toml, "),
    ("run .", r"\.: holds 3 recordings; secondheart inspect --list shows them, --pick names one"),
    # recordings
    ("run absent.fit", r"absent\.fit: cannot be read: No such file"),
    (
        "run rowing.fit",
        r"rowing\.fit: sport rowing has no muscle pattern in the model; allowed: cycling, hiking, running",
    ),
    ("run truncated.fit", r"truncated\.fit: nothing of it can be read: is cut off at byte 20"),
    ("run foreign.fit", r"foreign\.fit: is not a FIT file"),
    ("run empty.fit", r"empty\.fit: is a FIT file of type settings and holds neither"),
    # persons and conditions
    ("run short.toml --person absent.toml", r"absent\.toml: the person cannot be read"),
    ("run short.toml --person text.toml", r"text\.toml: not a TOML file"),
    ("run short.toml --person tall.toml", r"tall\.toml: Person: height_cm = 300 is not allowed: .*220"),
    ("test avp --person foreign.toml", r"foreign\.toml: Person has no field 'colour'; nearest: "),
    ("run short.toml --person valve.toml", r"unknown valve 'popliteal_lfet'; nearest: popliteal_left, "),
    ("run short.toml --person leak.toml", r"leak of popliteal_left is 1\.3, allowed is 0 \(tight\) to 1"),
    (
        "run short.toml --condition leaking-deeep",
        r"unknown condition 'leaking-deeep'; nearest: leaking-deep, leaking",
    ),
    ("test avp --condition swollen", r"unknown condition 'swollen'; nearest: "),
    ("run short.toml --condition leaking-deep=1.5", r"the leak of deep is 1\.5, allowed is 0 \(tight\) to 1"),
    ("run short.toml --condition leaking-deep=nan", r"the leak of deep is nan, allowed is 0 \(tight\) to 1"),
    (
        "run short.toml --condition leaking-deep=a",
        r"condition 'leaking-deep=a': the leak 'a' is not a number; allowed",
    ),
    # outputs
    ("run short.toml -o nowhere/out.nc", r"nowhere/out\.nc: cannot be written, there is no folder nowhere"),
    ("run short.toml -o notes.txt/out.nc", r"notes\.txt/out\.nc: cannot be written, there is no folder notes\.txt"),
    ("run short.toml -o out.csv", r"out\.csv: the name of this output must end in \.nc"),
    ("run short.toml -o folder.nc", r"folder\.nc: cannot be written, it is not a file"),
    ("run short.toml --plot out.gif", r"out\.gif: the name of this output must end in \.png or \.svg or \.pdf"),
    ("run short.toml --report out.pdf", r"out\.pdf: the name of this output must end in \.html or \.htm"),
    ("run short.toml --report nowhere/out.html", r"nowhere/out\.html: cannot be written, there is no folder nowhere"),
    ("test avp --report notes.txt/out.html", r"notes\.txt/out\.html: cannot be written"),
    ("compare short.toml default leaking-deep --report nowhere/out.html", r"nowhere/out\.html: cannot be written"),
    ("compare short.toml default leaking-deep --plot out.gif", r"out\.gif: the name of this output must end in"),
    ("test avp --plot nowhere/out.png", r"nowhere/out\.png: cannot be written"),
]


@pytest.fixture
def folder(tmp_path: Path, instead, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with good and bad files in it, where nothing can be simulated."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name, data in RECORDINGS.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder.nc").mkdir()
    monkeypatch.chdir(tmp_path)
    instead(lambda *_, **__: pytest.fail("it was simulated"))
    return tmp_path


@pytest.mark.parametrize(("words", "sentence"), BAD, ids=[words for words, _ in BAD])
def test_bad_input_is_one_sentence(cli, folder: Path, words: str, sentence: str) -> None:
    before = sorted(folder.iterdir())
    ran = cli(*words.split())
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert re.search(sentence, ran.err), ran.err
    assert sorted(folder.iterdir()) == before


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="this user may write everywhere")
def test_a_folder_that_may_only_be_read_is_refused(cli, folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o500)
    ran = cli("run", "short.toml", "-o", closed / "out.nc")
    assert (ran.code, ran.out) == (2, "")
    assert "closed/out.nc: cannot be written (Permission denied)" in ran.err


def test_a_file_of_settings_of_a_real_device_is_refused(cli, recordings: Path) -> None:
    file = recordings / "broken" / "Settings.fit"
    ran = cli("run", file)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert str(file) in ran.err
