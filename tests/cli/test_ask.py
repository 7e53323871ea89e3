"""secondheart ask: signs that need a doctor first, then the page of relief and the command that gives it."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from secondheart import read_person
from secondheart.day import urgent


def test_answers_become_a_person_and_a_command(cli, tmp_path: Path) -> None:
    me = tmp_path / "me.toml"
    ran = cli("ask", "--age", 45, "--sex", "female", "--height", 168, "--standing", 7, "--save", me, "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    person = read_person(me)
    assert (person.sex, person.age_years, person.height_cm, person.name) == ("female", 45, 168, "me")
    assert ran.out.startswith("The same page again:\n")
    command = ran.out.splitlines()[1]
    assert shlex.split(command) == ["secondheart", "relief", "shop", "--person", str(me)]
    less = cli("ask", "--age", 45, "--sex", "female", "--height", 168, "--standing", 2, "--save", me, "--dry-run")
    assert " relief office " in less.out


def test_a_recorded_day_takes_the_place_of_hours(cli, tmp_path: Path) -> None:
    ran = cli("ask", "--file", "walk.csv", "--save", tmp_path / "me.toml", "--dry-run")
    assert "secondheart relief walk.csv --person" in ran.out


def test_a_sign_that_needs_a_doctor_ends_it(cli, tmp_path: Path) -> None:
    me = tmp_path / "me.toml"
    ran = cli("ask", "--warning", 2, "--save", me)
    assert ran.code == 0
    assert urgent()[1].then in ran.out
    assert "relief" not in ran.out
    assert not me.exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--warning", 9), "--warning 9 is not allowed: 1 to "),
        (("--standing", 30), "--standing 30 is not allowed: 0 to 24 hours"),
        (("--age", 7), "age_years"),
        (("--sex", "none"), "sex"),
    ],
)
def test_an_answer_that_cannot_be_is_one_sentence(
    cli, tmp_path: Path, words: tuple[object, ...], sentence: str
) -> None:
    ran = cli("ask", *words, "--save", tmp_path / "me.toml")
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err
    assert ran.err.count("\n") == 1


def test_a_file_of_somebody_else_is_left_alone(cli, tmp_path: Path) -> None:
    me = tmp_path / "me.toml"
    me.write_text('name = "Ada"\n')
    ran = cli("ask", "--save", me, "--dry-run")
    assert (ran.code, ran.out) == (2, "")
    assert f"{me}: holds another person; name another file with --save" in ran.err
    assert me.read_text() == 'name = "Ada"\n'


def test_json_has_the_command_or_what_needs_a_doctor(cli, tmp_path: Path) -> None:
    me = tmp_path / "me.toml"
    told = cli("ask", "--standing", 7, "--save", me, "--dry-run", "--json").json
    assert told == {"doctor_first": [], "command": f"secondheart relief shop --person {me}"}
    told = cli("ask", "--warning", 1, "--save", me, "--json").json
    assert told["command"] is None
    assert told["doctor_first"][0]["then"] == urgent()[0].then
