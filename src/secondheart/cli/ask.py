"""secondheart ask: a short guided start for a person with tired or swollen legs; it never diagnoses."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from secondheart.cli import options
from secondheart.cli.output import emit, emit_json
from secondheart.errors import InputError

Answer = TypeVar("Answer", str, float)
STANDING_H = 4.0  # hours on the feet from which on a day is that of a shop, below it that of an office (assumed)
MOST_H = 24.0
PERSON_FILE = Path("me.toml")
USUAL_STANDING_H = 2.0


def ask(
    age: Annotated[float | None, typer.Option("--age", metavar="YEARS", help="Your age, 18 to 100.")] = None,
    sex: Annotated[str | None, typer.Option("--sex", metavar="female|male", help="Sex of your body.")] = None,
    height: Annotated[float | None, typer.Option("--height", metavar="CM", help="Your height.")] = None,
    mass: Annotated[float | None, typer.Option("--mass", metavar="KG", help="Your mass.")] = None,
    standing: Annotated[
        float | None, typer.Option("--standing", metavar="HOURS", help="Hours that you stand on a usual day.")
    ] = None,
    warning: Annotated[
        list[int] | None,
        typer.Option("--warning", metavar="N", help="A sign that needs a doctor, by its number; may be repeated."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="A recorded day of your phone or watch, if any.")
    ] = None,
    save: Annotated[
        Path, typer.Option("--save", metavar="ME.toml", help="Where your answers are saved.")
    ] = PERSON_FILE,
    country: options.Country = None,
    report: options.Report = None,
    report_light: options.ReportLight = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Print the command, and simulate nothing.")] = False,
    as_json: options.Json = False,
) -> None:
    """Ask a few questions, and show what helps on a day like yours; with options, nothing is asked.

    Signs that need a doctor come first. It is no diagnosis, and knows nothing of you but your answers.
    """
    from secondheart.cli import invoke_command
    from secondheart.day import urgent

    signs = urgent()
    numbers = _warnings(warning, [one.when for one in signs])
    if numbers and as_json:
        emit_json({"doctor_first": [signs[number - 1].model_dump(mode="json") for number in numbers], "command": None})
        return
    if numbers:
        emit("".join(f"{signs[number - 1].when}: {signs[number - 1].then}.\n" for number in numbers))
        emit("Nothing is simulated for you before a doctor has seen that.\n")
        return
    _save_person(save, _answer(sex, "Sex of your body (female, male)", str, "female"), age, height, mass)
    day = str(file) if file else _day(_answer(standing, "Hours that you stand on a usual day", float, USUAL_STANDING_H))
    land = ["--country", country] if country else []
    asked = (("--report", report), ("--report-light", report_light))
    pages = [word for option, path in asked if path for word in (option, str(path))]
    words = ["relief", day, "--person", str(save), *land, *pages]
    again = shlex.join(["secondheart", *words])
    if dry and as_json:
        emit_json({"doctor_first": [], "command": again})
    elif not as_json:
        emit(f"The same page again:\n  {again}\n\n")
    if not dry:
        invoke_command([*words, *(["--json"] if as_json else [])])


def _warnings(given: list[int] | None, signs: list[str]) -> list[int]:
    """Return the numbers of the signs that need a doctor; they are asked for where there is somebody to answer."""
    if given is None and _is_asking():
        emit("Is any of this so? It needs a doctor first.\n")
        emit("".join(f"  {number}  {sign}\n" for number, sign in enumerate(signs, start=1)))
        text = str(typer.prompt("Numbers, or nothing", default="", show_default=False))
        given = [int(word) for word in text.replace(",", " ").split() if word.isdecimal()]
    for number in given or ():
        if not 1 <= number <= len(signs):
            raise InputError(f"--warning {number} is not allowed: 1 to {len(signs)}: {'; '.join(signs)}")
    return given or []


def _is_asking() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _answer(given: Answer | None, question: str, kind: Callable[[str], Answer], usual: Answer) -> Answer:
    """Return an answer: as it was given, as it is typed, or the usual one."""
    if given is not None:
        return given
    return kind(typer.prompt(question, default=str(usual))) if _is_asking() else usual


def _save_person(path: Path, sex: str, age: float | None, height: float | None, mass: float | None) -> None:
    """Write the person to a file, and over nothing else that is there.

    Raises
    ------
    InputError
        If the file holds somebody else.
    """
    from secondheart.person import Person, read_person, write_person

    usual = Person(sex="female", height_cm=165, mass_kg=65, age_years=40) if sex == "female" else Person()
    person = Person(
        name="me",
        sex=sex,  # type: ignore[arg-type]  # refused with a sentence where it is neither
        age_years=_answer(age, "Age in years", float, usual.age_years),
        height_cm=_answer(height, "Height in cm", float, usual.height_cm),
        mass_kg=_answer(mass, "Mass in kg", float, usual.mass_kg),
    )
    if path.exists() and read_person(path) != person:
        raise InputError(f"{path}: holds another person; name another file with --save")
    write_person(person, path)


def _day(standing_h: float) -> str:
    if not 0.0 <= standing_h <= MOST_H:
        raise InputError(f"--standing {standing_h:g} is not allowed: 0 to {MOST_H:g} hours")
    return "shop" if standing_h >= STANDING_H else "office"
