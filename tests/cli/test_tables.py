"""Tables fit a terminal: no word and no number is broken, and what has no room stands below, behind the names again."""

from __future__ import annotations

import pytest

from secondheart.cli import tables

HEADERS = ("finding", *(f"{letter} " for letter in "ABCDEF"), "unit", "normal")
ROWS = [
    ("reflux time, saphenofemoral junction, straining", *("12.5!",) * 6, "s", "0 to 0.5 [1]"),
    ("  ankle vein pressure", *("24 ",) * 6, "mmHg", "15 to 30 [2]"),
]


@pytest.mark.parametrize("columns", [50, 60, 80, 100])
def test_a_table_fits_and_breaks_no_word(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_room", lambda: columns)
    text = tables.render(tables.build_table(HEADERS, ROWS, range(1, 7)))
    lines = text.splitlines()
    assert all(len(line) <= columns for line in lines)
    words = {word for row in (HEADERS, *ROWS) for cell in row for word in cell.split()}
    assert {word for line in lines for word in line.split() if not word.startswith("--")} == words
    assert text.count("12.5!") == 6
    assert text.count("finding") == (1 if columns >= 80 else 2)


def test_the_second_line_of_a_name_stands_further_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_room", lambda: 60)
    lines = tables.render(tables.build_table(HEADERS[:4], ROWS_OF_THREE, range(1, 4))).splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("reflux time"))
    assert lines[place + 1].startswith("  ")
    assert not lines[place + 1].strip()[0].isdigit()


ROWS_OF_THREE = [row[:4] for row in ROWS]


def test_a_text_is_wrapped_behind_its_label(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_room", lambda: 30)
    text = tables.render("person     default: male, 30 years, 170 cm", "[1] Nicolaides AN, Circulation 2000;102:e126")
    assert text.splitlines() == [
        "person     default: male, 30",
        "           years, 170 cm",
        "[1] Nicolaides AN, Circulation",
        "    2000;102:e126",
    ]


def test_a_file_or_a_pipe_has_no_edge(capsys: pytest.CaptureFixture[str]) -> None:
    text = tables.render("word " * 60)
    assert text.splitlines() == [("word " * 60).strip()]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("terminal", ["dumb", "xterm"])
def test_no_letter_is_cut_on_any_terminal(terminal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", terminal)
    monkeypatch.setattr(tables.sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(tables, "_room", lambda: 100)
    name = "leg.connection.calf_skin_capillaries>great_saphenous_calf.resistance." + "x" * 60
    assert tables.render("word " * 19 + "end", name).splitlines() == ["word " * 19 + "end", name]
