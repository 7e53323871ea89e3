"""The commands of many people: what is not allowed is one sentence, exit 2, before anybody is simulated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from secondheart.cli import spreads
from secondheart.cli.bench import INSIDE_NOTE, _best_head, _best_notes
from secondheart.clinic import Finding
from secondheart.people import examine
from secondheart.people.best_stocking import improved_finding
from secondheart.people.population import population
from secondheart.people.published_spread import FittedSpreads, SpreadRow, SpreadTarget
from secondheart.person import Person
from secondheart.report.table_page import PageTable, table_page

LEG = """
[[finding]]
test = "apg"
name = "VFI"
value = 4.8
error = 0.4
"""
FILES = {
    "zero.toml": LEG.replace("error = 0.4", "error = 0"),
    "none.toml": LEG.replace("VFI", "VFJ"),
    "untested.toml": LEG.replace('"apg"', '"apgg"'),
    "drawn.toml": LEG + "[fixed]\nstrength = 5\n",
    "prior.toml": 'prior = "clinic"\n' + LEG,
    "good.toml": LEG,
    "thin.toml": "[tension_N_per_m]\nB = 132\nC = 150\n[girth_cm]\nB = 30\nC = 20\n",
    "rises.csv": "garment,point,pressure_mmHg\nmine,B,20\nmine,C,25\n",
    "point.csv": "garment,point,pressure_mmHg\nmine,Q,20\n",
    "pump.toml": "chambers = ['calf']\npressures_mmHg = [50]\nhold_s = 50\nperiod_s = 20\n",
    "contradicts.toml": 'name = "x"\n[traits]\nstrength = {normal = [1, 0.1]}\nsinus_size = {normal = [1, 0.1]}\n'
    "vein_volume = {normal = [1, 0.1]}\n"
    + "".join(
        f'[[correlation]]\nof = ["{a}", "{b}"]\nr = {r}\n'
        for a, b, r in (
            ("strength", "sinus_size", 0.9), ("strength", "vein_volume", 0.9), ("sinus_size", "vein_volume", -0.9),
        )
    ),
    "twice.csv": "garment,point,pressure_mmHg\nmine,B,20\nmine,B,22\n",
    "bare.csv": "garment,point,pressure_mmHg\n",
    "narrow.toml": 'name = "x"\n[facts]\nage_years = {normal = [40, -3]}\n',
    "tall.toml": 'name = "x"\n[facts]\nheight_cm = {male = {value = 170}, female = {value = 900}}\n',
    "strong.toml": 'name = "x"\n[traits]\nstrength = {lognormal = [50, 0.1]}\n',
    "share.toml": 'name = "x"\n[traits]\nstrength = {uniform = [0.5, 1], share = 1.5}\n',
}  # fmt: skip


def only_the_default(person: Person, _tests: Sequence[str], legs: Sequence[Any], _: object = None) -> list[Finding]:
    """Say what tests find; of nobody who is drawn."""
    assert person == Person(), "somebody was simulated"
    return [Finding(name="VFI", value=1.0, unit="mL/s", side=legs[0], test="apg")]


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Let nobody be simulated, and be where the files are."""
    monkeypatch.setattr(examine, "visit", only_the_default)
    examine._findings.cache_clear()
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    yield
    examine._findings.cache_clear()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("sensitivity clinic", "unknown population 'clinic'"),
        ("sensitivity healthy-adults --runs 0", "0 runs are too few for an emulator: 40 or more"),
        ("sensitivity healthy-adults --tests apgg", "unknown test 'apgg'; nearest: apg"),
        ("sensitivity healthy-adults --findings VVV", "unknown finding 'VVV'"),
        ("sensitivity healthy-adults --runs 30", "30 runs are too few for an emulator: 40 or more"),
        ("sensitivity healthy-adults --morris 1", "1 trajectories are not allowed: 2 or more"),
        ("sensitivity healthy-adults --plot a.txt", "a.txt"),
        ("sensitivity contradicts.toml", "contradict one another: the smallest eigenvalue is -0.8"),
        ("sensitivity share.toml", "share = 1.5 is not allowed"),
        ("spreads standing-workers", "nothing is published for a population called standing-workers"),
        ("spreads varicose-clinic -o a.toml", "no spreads can be fitted to varicose-clinic"),
        ("spreads healthy-adults --people 20 -o a.toml", "healthy-adults: 20 people are too few: 40 or more"),
        ("cohort narrow.toml --people 1", r"normal = \[40.*, -3.*\] is not allowed: a standard deviation above 0"),
        ("cohort tall.toml --people 1", "height_cm around 900 is not allowed: 120 to 220"),
        ("cohort strong.toml --people 1", "strength around 50 is not allowed: 0 to 2"),
        ("bench --points twice.csv", "twice.csv: the point B of 'mine' is given twice"),
        ("bench --points bare.csv", "bare.csv: holds no garment"),
        ("fit zero.toml", "greater than 0"),
        ("fit drawn.toml", "strength = 5 is not allowed: 0 to 2"),
        ("fit prior.toml", "unknown population 'clinic'"),
        ("fit absent.toml", "absent.toml"),
        ("fit none.toml", "unknown finding of apg 'VFJ'; nearest: VFI"),
        ("fit untested.toml", "unknown test 'apgg'; nearest: apg"),
        ("fit good.toml --runs 20", "20 runs are too few for an emulator: 40 or more"),
        ("fit good.toml -o best.txt", "best.txt"),
        ("bench", "no garment is given"),
        ("bench ral-9", "unknown garment 'ral-9'"),
        ("bench stocking=20/25", "rises towards the thigh|rises from"),
        ("bench ral-i --leg middle", "unknown leg 'middle'"),
        ("bench --points rises.csv", "rises from 20 mmHg at B to 25 at C"),
        ("bench --points point.csv", "unknown measuring point 'Q'"),
        ("bench thin.toml", "the girth falls from 30 cm at B to 20 at C"),
        ("bench ral-i --girths B:30/C:20", "the girth falls from 30 cm at B to 20 at C"),
        ("bench ral-i --girths B=30", "--girths B=30 is not allowed: point and cm"),
        ("bench ral-i --device pump.toml", "its period is 20 s"),
        ("bench ral-i --day weekend", "unknown day 'weekend'"),
        ("bench ral-i -o a.xls", "a.xls"),
        ("best varicose-clinic --most-mmHg 70", "70 mmHg at the ankle is not allowed: 15 to 60"),
        ("best varicose-clinic --for VVV", "unknown finding 'VVV'"),
        ("best varicose-clinic --people 0", "0 people are not allowed"),
    ],
)
def test_bad_words_end_in_one_sentence(cli, words: str, sentence: str, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    refused = cli(*words.split())
    assert refused.code == 2, refused.err
    assert re.search(sentence, refused.err)
    assert len(refused.err.splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before


def test_a_page_of_tables_holds_what_it_is_given_and_no_markup_of_it() -> None:
    page = table_page("T", ["<b>who</b>"], ["note"], [PageTable("caption", ("a", "b"), [("x", None), ("y", 1)])])
    assert "&lt;b&gt;who" in page
    assert "caption" in page
    assert 'data-head="b">-</td>' in page
    assert "<script" not in page


def test_findings_and_inputs_are_called_by_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = SpreadTarget(
        population="x", finding="refill_time_90", unit="s", mean=29.0, deviation=5.6, rows="P21", basis="range"
    )
    row = SpreadRow(target, 10, 30.0, 5.0, 0.9, is_reached=True)
    fitted = FittedSpreads(population("healthy-adults"), {"height_cm": 0.8}, {"calf_inflow": 1.1})
    spreads._print("population x", [(row, 4.4)], [], fitted, tmp_path / "x.toml")
    shown = capsys.readouterr().out
    assert "refill time (RT90) s" in shown
    assert "spreads times: height 0.80" in shown
    assert "medians times: calf inflow 1.10" in shown
    assert "refill time 90" not in shown
    head = _best_head("varicose-clinic", 12, improved_finding("vfi"), [])
    assert "for        venous filling index (VFI)" in head


@pytest.mark.parametrize(
    ("finding", "said"), [("ambulatory_venous_pressure", True), ("ambulatory_pressure_drop", True), ("VFI", False)]
)
def test_a_search_by_the_pressure_inside_a_vein_says_that_strong_garments_hold_it_up(finding: str, said: bool) -> None:
    assert (INSIDE_NOTE in _best_notes(finding)) is said


def test_a_target_knows_where_it_is_from() -> None:
    with pytest.raises(ValueError, match="basis"):
        SpreadTarget(population="x", finding="VV", unit="mL", mean=1, deviation=1, rows="", basis="guess")  # type: ignore[arg-type]
