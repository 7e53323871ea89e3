"""secondheart relief: the same day again with what helps, alone and together, side by side."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.cli import options
from secondheart.cli.inputs import DayPlan, day_of, recording_options, with_sentence
from secondheart.cli.output import emit, emit_json
from secondheart.cli.pictures import pictures_of
from secondheart.cli.shared import command_line, progress_bar
from secondheart.errors import BadFile, InputError, RunFailed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from secondheart.day import Account, Measure, PersonDay
    from secondheart.person import Person

BARE = "as-it-is"
ALL = "together"

Cases = dict[str, tuple["Measure", ...]]


@options.takes_person
def relieve(
    context: typer.Context,
    day: options.Day,
    person: options.Asked,
    date: options.Date = None,
    zone: options.Zone = None,
    pick: options.Pick = None,
    target_mL: Annotated[
        str | None,
        typer.Option(
            "--target-mL", metavar="ML", help="Seek the least that keeps the swelling of a lower leg under this."
        ),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            metavar="NAME",
            help="Only this: walking, any garment (us-20-30, my-stocking.toml) or device (foot-pump); may be repeated.",
        ),
    ] = None,
    country: options.Country = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FOLDER", help="Where the days are written, a file each.")
    ] = None,
    resume: options.Resume = False,
    whole: Annotated[bool, typer.Option("--all", help="Print all of it, not only the answer.")] = False,
    plot: options.Plot = None,
    report: options.Report = None,
    report_light: options.ReportLight = None,
    as_json: options.Json = False,
) -> None:
    """Simulate a day again with socks, a trained calf, walking, ankle pumps and raised legs, alone and together.

    It takes some minutes: eight days or more are simulated.
    """
    if resume and output is None:
        raise InputError("--resume needs the folder of the earlier call: -o FOLDER")
    target = _target(target_mL)
    who = person.build()
    plan = day_of(day, who, recording_options(zone, date, pick))
    cases = _cases_of(measure, country)
    pictures = pictures_of(plot, report, light=report_light)
    with ExitStack() as stack:
        folder = _folder(output) or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="secondheart-")))
        accounts = _run(who, plan, cases, folder, resume, bool(output))
        least = None if target is None else _least(target, who, plan, (cases, accounts), folder, bool(output))
    command = command_line(context)
    pictures.write(
        lambda: _figure(cases, accounts, target), lambda _: _page(cases, accounts, who, (target, least), command)
    )
    if as_json:
        emit_json(_object(plan, cases, accounts, target, least))
    else:
        from secondheart.cli.relief_table import relief_report

        written = [str(path) for path in (output, *pictures.written) if path]
        emit(relief_report(plan, who, cases, accounts, target, least, written, whole))


def _figure(cases: Cases, accounts: dict[str, Account], target: float | None) -> Figure:
    from secondheart.report.relief import relief_figure

    return relief_figure(cases, accounts, accounts[BARE].name, target)


def _page(
    cases: Cases, accounts: dict[str, Account], who: Person, items: tuple[float | None, str | None], command: str
) -> str:
    from secondheart.cli.relief_table import sought
    from secondheart.report.relief import relief_page

    return relief_page(cases, accounts, who, sought(*items, cases), command, items[0])


def _cases_of(names: list[str] | None, country: str | None = None) -> Cases:
    """Return the day as it is, with each measure, and with all that go together."""
    from secondheart.day.relief import measure_of, measures, together

    if names and country is not None:
        raise InputError(f"--country {country} goes without --measure, which names what is tried")
    asked = [measure_of(name) for name in names or ()] or measures(country or reader_country())
    chosen = {one.name: one for one in asked}
    both = together(tuple(chosen.values()))
    cases: Cases = {BARE: (), **{name: (one,) for name, one in chosen.items()}}
    return {**cases, ALL: both} if len(both) > 1 else cases


def reader_country() -> str:
    """Return the country whose stockings are offered where none is named: that of the reader's language settings."""
    from secondheart.day.relief import country_standards

    settings = next((one for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (one := os.environ.get(name))), "")
    land = re.match(r"[a-z]+_([A-Z]{2})", settings)
    if land is None:
        return next(iter(country_standards()))
    return land[1].lower() if land[1].lower() in country_standards() else "eu"


def _target(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0.0 < value <= 10_000.0:
        raise InputError(f"--target-mL {text} is not allowed: more than 0, up to 10000 mL")
    return value


def _folder(path: Path | None) -> Path | None:
    if path is None:
        return None
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadFile(f"{path}: the folder cannot be made ({error.strerror or error})") from error
    return path


def _cases(who: Person, plan: DayPlan, cases: Cases) -> list[PersonDay]:
    from secondheart.day import PersonDay
    from secondheart.day.relief import with_measures

    return [PersonDay(name, *with_measures(who, plan.day, some)) for name, some in cases.items()]


def _run(who: Person, plan: DayPlan, cases: Cases, folder: Path, resume: bool, is_stored: bool) -> dict[str, Account]:
    from secondheart.day import run_days

    again = "the same command with --resume goes on from there" if is_stored else "nothing was kept, as no -o was given"
    try:
        with progress_bar("relief") as progress:
            return run_days(_cases(who, plan, cases), folder, resume, progress)
    except (RunFailed, KeyboardInterrupt) as error:
        raise with_sentence(error, f"what was computed is kept in {folder}; {again}" if is_stored else again) from error


def _least(
    target: float, who: Person, plan: DayPlan, known: tuple[Cases, dict[str, Account]], folder: Path, is_stored: bool
) -> str | None:
    """Return the name of the least set of measures that reaches the target; None if none does."""
    from secondheart.day.relief import sets

    cases, accounts = known
    alone = [some[0] for some in cases.values() if len(some) == 1]

    def name_that_reaches(some: tuple[Measure, ...]) -> str | None:
        name = next((name for name, other in cases.items() if other == some), None)
        swelling = accounts[name].swelling if name else None
        return name if swelling is not None and swelling.most_mL <= target else None

    for pair in _in_twos(list(sets(alone))):
        if name := name_that_reaches(pair[0]):
            return name
        wanted = {_name(some): some for some in pair if some not in cases.values()}
        if wanted:
            accounts |= _run(who, plan, wanted, folder, is_stored, is_stored)
            cases |= wanted
        if name := next(filter(None, map(name_that_reaches, pair)), None):
            return name
    return None


def _in_twos(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield pairs, to be run on both cores."""
    for place in range(0, len(items), 2):
        yield items[place : place + 2]


def _name(some: Sequence[Measure]) -> str:
    return "+".join(one.name for one in some) or BARE


def _object(
    plan: DayPlan, cases: Cases, accounts: dict[str, Account], target: float | None, least: str | None
) -> dict[str, Any]:
    from secondheart.report.relief import row_of

    rows = [
        {"name": name, "measures": [one.name for one in some], **row_of(accounts[name])} for name, some in cases.items()
    ]
    return {"day": plan.day.name, "cases": rows, "target_mL": target, "least": least}
