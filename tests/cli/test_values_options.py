"""Numbers of the body on the command line: on every command that takes a person, from one place."""

from __future__ import annotations

import inspect
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from secondheart.cli import CLI_COMMANDS, app
from secondheart.cli.options import Asked
from secondheart.cli.people import parse_person
from secondheart.person import Person

SINUS = "leg.vessel.soleal_sinuses.unstressed_volume"


def test_every_command_that_takes_a_person_takes_all_of_its_options() -> None:
    takers = [name for name, command in CLI_COMMANDS.items() if "condition" in inspect.signature(command).parameters]
    assert {"run", "compare", "test", "day", "relief"} <= set(takers)
    for name in takers:
        assert {one.name for one in fields(Asked)} <= set(inspect.signature(CLI_COMMANDS[name]).parameters), name


OWN_WORDS = {"--wear", "--output", "--quiet"}  # of cohort, of what is written, of what is not printed
OWN_WORDS |= {"--seed", "--tests", "--workers", "--runs"}  # of many people
OWN_WORDS |= {"--treat", "--device"}  # cases that are compared with none


def test_an_option_means_the_same_in_every_command() -> None:
    meanings: dict[str, set[tuple[str | None, str | None]]] = {}
    takers: dict[str, set[str]] = {}
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        for one in (one for one in command.params if one.param_type_name == "option"):
            option = max(one.opts, key=len)
            meanings.setdefault(option, set()).add((one.metavar, one.help))
            takers.setdefault(option, set()).add(name)
    assert {option for option, words in meanings.items() if len(words) > 1} <= OWN_WORDS
    assert takers["--date"] == takers["--zone"] == takers["--pick"]
    assert {"run", "compare", "test", "sweep", "day", "relief"} <= takers["--output"] & takers["--plot"]


def test_set_and_scale_change_the_person() -> None:
    person = Asked(set=[f"{SINUS}=10"], scale=["soleal_sinuses.unstressed_volume=1.5"]).build()
    assert person.values == {SINUS: 15.0}
    assert Asked(set=[f"{SINUS}=30"], beyond_range=True).build().values == {SINUS: 30.0}


def test_a_run_says_what_was_set(cli, short: Path, tmp_path: Path) -> None:
    ran = cli("run", short, "--set", f"{SINUS}=30", "--beyond-range", "--report", tmp_path / "page.html")
    assert ran.code == 0
    assert f"{SINUS} = 30, 1 beyond its range" in ran.out
    assert f"{SINUS} = 30; 1 beyond its range" in (tmp_path / "page.html").read_text("utf-8").replace("&gt;", ">")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--set", f"{SINUS}=30"], f"{SINUS} = 30 is not allowed: 5.625 to 22.5 mL; --beyond-range allows more"),
        (["--set", "soleal=3"], "unknown value 'soleal'; nearest: "),
        (["--set", SINUS], f"--set {SINUS} is not allowed: NAME=NUMBER is needed"),
        (["--set", f"{SINUS}=x"], f"--set {SINUS}=x is not allowed: NAME=NUMBER is needed"),
        (["--set", f"{SINUS}=nan"], "a number is needed"),
        (["--set", f"{SINUS}=10", "--set", f"{SINUS}=11"], "is given twice"),
        (["--scale", f"{SINUS}=9"], "factors of 0.5 to 2 keep all in range"),
        (["--beyond-range"], "--beyond-range goes with --set, --scale or --atlas"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(cli, short: Path, words: list[str], sentence: str) -> None:
    ran = cli("run", short, *words)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err
    assert ran.err.count("\n") == 1


def test_a_compared_person_may_differ_by_a_number() -> None:
    person = parse_person(f"leaking-gsv+{SINUS}=15", Person())
    assert person.values == {SINUS: 15.0}
    assert len(person.leaks) == 10


def test_values_are_listed_by_pattern(cli) -> None:
    rows = cli("list", "values", "*gsv*compliance", "--json").json["values"]
    assert rows[0]["name"] == "leg.vessel.great_saphenous_ankle.compliance"
    assert len(rows) == 4
    assert set(rows[0]) == {"name", "value", "unit", "low", "high", "source", "why"}
    assert len(cli("list", "values", "leg.vein.*.compliance", "--json").json["values"]) == 29
    assert "nearest: " in cli("list", "values", "xyz").err
