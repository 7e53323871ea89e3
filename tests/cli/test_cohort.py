"""secondheart cohort: drawn, examined, kept, gone on with, and taken into other commands."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from secondheart.people import cohort as cohorts
from secondheart.people.cohort import open_cohort
from secondheart.people.missed import missed_rows

QUICK = ("--tests", "apg", "--legs", "left")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cohort") / "clinic.zarr"


def test_a_cohort_is_examined_kept_and_read_again(cli, store: Path) -> None:
    first = cli("cohort", "varicose-clinic", "--people", "3", *QUICK, "--wear", "ral-ii", "-o", str(store)).out
    assert "varicose-clinic: 3 people, seed 0" in first
    assert "ral-ii, less bare" in first
    missed = [f"misses     {row.id}, " for row in missed_rows(["EF", "VV", "RVF"])]
    assert all(line in first.partition("finding")[0] for line in missed)  # before the numbers
    assert f"written    {store}" in first
    words = ("misses", "SD", "For", "written", "cohort", "contrary")
    table = [line for line in first.splitlines() if not line.startswith(words)]
    assert max(map(len, table)) <= 80
    assert "residual volume fraction (RVF) %" in first  # words, not names of the code
    assert not [line for line in table if "inflow to calf" in line]
    assert cli("cohort", str(store)).out == first.replace(f"written    {store}", f"read       {store}")
    rows = cli("cohort", str(store), "--json").json
    assert {row["finding"] for row in rows["findings"]} >= {"VV", "EF", "RVF"}
    assert rows["care"]["ral-ii"][0]["people"] == 3


def test_a_cohort_has_a_page_a_figure_and_a_table(cli, store: Path, tmp_path: Path) -> None:
    page, table = tmp_path / "a.html", tmp_path / "a.csv"
    ran = cli("cohort", str(store), "--report", str(page), "--csv", str(table), "--plot", str(tmp_path / "a.png"))
    assert all(f"written    {path}" in ran.out for path in (page, table, tmp_path / "a.png"))
    text = page.read_text("utf-8")
    assert "ral-ii, less bare" in text
    assert all(row.sentence.split(":")[0] in text for row in missed_rows(["EF", "VV", "RVF"]))
    assert "https://" not in text.replace("http://www.w3.org", "").partition("<svg")[0]
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["person"], row["care"]) for row in rows} == {
        (str(i), case) for i in range(3) for case in ("bare", "ral-ii")
    }
    bare = [float(row["VFI"]) for row in rows if row["care"] == "bare" and row["side"] == "left"]
    assert bare == pytest.approx(open_cohort(store).VFI.values[:, 0, 0].tolist(), rel=1e-4)


def test_a_treatment_is_a_case_too(cli) -> None:
    words = ("cohort", "varicose-clinic", "--people", "1", *QUICK, "--treat", "ablated-great-saphenous", "--json")
    assert list(cli(*words).json["care"]) == ["ablated-great-saphenous"]


def test_one_of_a_cohort_goes_into_another_command(cli, store: Path) -> None:
    assert "varicose-clinic/0#2" in cli("run", "lie-stand", "--person", f"{store}#2").out
    for person, sentence in [("#3", "is not allowed: it has the people 0 to 2"), ("#two", "the number of a person")]:
        refused = cli("run", "lie-stand", "--person", f"{store}{person}")
        assert refused.code == 2
        assert sentence in refused.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("healthy-adults",), "how many people? give --people N"),
        (("healthy-adults", "--people", "0"), "0 people are not allowed"),
        (("healthy", "--people", "2"), "unknown population 'healthy'; nearest: healthy-adults"),
        (("healthy-adults", "--people", "2", "--tests", "apgg"), "unknown test 'apgg'; nearest: apg"),
        (("healthy-adults", "--people", "2", "--legs", "both legs"), "unknown side"),
        (("healthy-adults", "--people", "2", "--wear", "ral-v"), "unknown garment"),
        (("healthy-adults", "--people", "2", "--treat", "ablated-gsw"), "unknown"),
        (("healthy-adults", "--people", "2", "--report", "a.pdf"), "a.pdf"),
        (("healthy-adults", "--people", "2", "--workers", "0"), "--workers 0 is not allowed"),
        (("healthy-adults", "--people", "2", "-o", "a.nc"), "must end in .zarr"),
        (("healthy-adults", "--people", "2", "--scheduler", "head"), "--scheduler head is not allowed: an address"),
        (("nothing.zarr",), "not a cohort of secondheart"),
        (("nothing.toml", "--people", "2"), "cannot be read"),
    ],
)
def test_bad_words_end_in_one_sentence(cli, words: tuple[str, ...], sentence: str) -> None:
    refused = cli("cohort", *words)
    assert refused.code == 2
    assert sentence in refused.err
    assert len(refused.err.splitlines()) == 1


def test_a_whole_store_of_another_state_of_the_program_is_read(
    cli, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohorts, "numbers_hash", lambda: "another")
    assert f"read       {store}; made by another state of the program" in cli("cohort", str(store)).out
    again = cli("cohort", "varicose-clinic", "--people", "3", *QUICK, "--wear", "ral-ii", "-o", str(store))
    assert "was made by another state of the program" in again.err


def test_another_command_for_a_store_is_refused(cli, store: Path) -> None:
    again = cli("cohort", "varicose-clinic", "--people", "3", "--seed", "1", *QUICK, "-o", str(store))
    assert "has another seed" in again.err
    assert "says itself who is examined" in cli("cohort", str(store), "--people", "5").err
