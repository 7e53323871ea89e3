"""secondheart day: simulate a whole day, and print its account."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.cli import options
from secondheart.cli.facts import facts_object
from secondheart.cli.inputs import (
    DayPlan,
    day_of,
    describe_partial,
    recording_object,
    recording_options,
    with_sentence,
)
from secondheart.cli.interrupts import RUNNING
from secondheart.cli.output import emit, emit_json, writable
from secondheart.cli.pictures import SheetAsked, pictures_of
from secondheart.cli.shared import command_line, progress_bar
from secondheart.errors import InputError, RunFailed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr
    from matplotlib.figure import Figure

    from secondheart.day import Account, PersonDay, Sign
    from secondheart.person import Person
    from secondheart.report.figure_options import FigureOptions


@options.takes(SheetAsked)
@options.takes_person
def simulate_day(
    context: typer.Context,
    person: options.Asked,
    drawing: SheetAsked,
    day: options.Day = "office",
    date: options.Date = None,
    zone: options.Zone = None,
    pick: options.Pick = None,
    explain: options.Explain = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="OUT.nc", help="Write the day to this file while it is simulated."),
    ] = None,
    resume: options.Resume = False,
    whole: Annotated[bool, typer.Option("--all", help="Print all of it, not only the answer.")] = False,
    report: options.Report = None,
    report_light: options.ReportLight = None,
    as_json: options.Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print no progress bar and no account.")] = False,
) -> None:
    """Simulate a day and print its account: heart, veins, ankles, muscle pumps, signs and their drivers."""
    from secondheart.cli.inspect import explain_recording
    from secondheart.day import PersonDay, account, signs

    if explain:
        explain_recording(day, zone, date, pick, as_json)
        return
    if resume and output is None:
        raise InputError("--resume needs the output of the earlier call: -o OUT.nc")
    who = person.build()
    plan = day_of(day, who, recording_options(zone, date, pick))
    look, output_path = drawing.options(), writable(output, options.RESULT_ENDINGS)
    pictures = pictures_of(drawing.plot, report, look.resolution_dpi, report_light)
    result, beside = _simulate(PersonDay("day", who, plan.day), output_path, resume, quiet)
    totals = account(result, plan.day.protocol)
    day_signs = signs(totals, beside)
    pictures.write(
        lambda: _figure(result, totals, look), lambda _: _page(result, totals, day_signs, command_line(context))
    )
    if as_json:
        emit_json(day_object(result, totals, day_signs) | _recording_part(plan))
    elif not quiet:
        written = [str(path) for path in (output, *pictures.written) if path]
        if whole:
            _print(result, plan, who, totals, day_signs, written)
        else:
            _print_answer(plan, who, totals, day, written)


def _print_answer(plan: DayPlan, who: Person, totals: Account, day: str, written: Sequence[str]) -> None:
    from secondheart.cli.day_table import day_answer

    emit(day_answer(plan, who, totals, day, written))


def healthy(person: Person) -> Person:
    """Return the same body without leaks, conditions and garments, with its usual strength."""
    return person.replace(name="healthy", leaks={}, conditions=(), garments=(), strength_percent=100.0)


def _simulate(
    case: PersonDay, output_path: Path | None, resume: bool, quiet: bool
) -> tuple[xr.Dataset, Account | None]:
    """Simulate the day, and that of a healthy person where this one is not."""
    from secondheart.day import PersonDay, account
    from secondheart.day.compute import run_day

    well = healthy(case.person)
    alone = well.replace(name=case.person.name) == case.person
    whole = case.day.protocol.duration_s * (1 if alone else 2)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="secondheart-")))
        progress = stack.enter_context(progress_bar(case.day.name or "day", quiet))
        try:
            result = run_day(case, output_path or folder / "day.nc", resume, lambda now, _: progress(now, whole))
        except (RunFailed, KeyboardInterrupt) as error:
            raise with_sentence(
                error, describe_partial(output_path, "the same command with --resume continues from there")
            ) from error
        if output_path:
            RUNNING.written.append(output_path)
        if alone:
            return result, None
        first = case.day.protocol.duration_s
        beside = run_day(
            PersonDay("healthy", well, case.day),
            folder / "well.nc",
            progress=lambda now, _: progress(first + now, whole),
        )
        return result, account(beside, case.day.protocol)


def _figure(result: xr.Dataset, totals: Account, look: FigureOptions) -> Figure:
    from secondheart.report.day_plot import day_figure

    return day_figure(result, totals, look)


def _page(result: xr.Dataset, totals: Account, day_signs: Sequence[Sign], command: str) -> str:
    from secondheart.report.day_page import day_page

    return day_page(result, totals, day_signs, command)


def day_object(result: xr.Dataset, totals: Account, day_signs: Sequence[Sign]) -> dict[str, Any]:
    """Return a day for JSON."""
    from dataclasses import asdict

    from secondheart.day import facts
    from secondheart.report.summary import run_findings

    parts = {key: value for key, value in asdict(totals).items() if key not in ("name", "swelling", "duration_s")}
    hours = {str(limit): list(pair) for limit, pair in parts.pop("hours_above").items()}
    return {
        "protocol": totals.name,
        "duration_s": result.attrs["duration_s"],
        "beats": parts.pop("beats"),
        "wall_s": result.attrs["wall_s"],
        "volume_drift_mL": result.attrs["volume_drift_mL"],
        "findings": [finding.model_dump(mode="json") for finding in run_findings(result)],
        "litres": parts.pop("litres"),
        "us_gallons": parts.pop("us_gallons"),
        "venous_share": parts.pop("venous_share"),
        "swelling_mL": totals.swelling.most_mL if totals.swelling else None,
        "swelling": asdict(totals.swelling) if totals.swelling else None,
        "hours_above_mmHg": hours,
        **parts,
        "facts": facts_object(facts(totals)),
        "signs": [sign_object(sign) for sign in day_signs],
    }


def _recording_part(plan: DayPlan) -> dict[str, Any]:
    return {"recording": recording_object(plan.recorded)} if plan.recorded else {}


def sign_object(sign: Sign) -> dict[str, Any]:
    """Return a sign for JSON."""
    return {**sign.mechanism.model_dump(mode="json"), "value": sign.value, "healthy": sign.healthy}


def _print(
    result: xr.Dataset,
    plan: DayPlan,
    who: Person,
    totals: Account,
    day_signs: Sequence[Sign],
    written: Sequence[str],
) -> None:
    from secondheart.cli.day_table import day_report

    emit(day_report(result, plan, who, totals, day_signs, written))
