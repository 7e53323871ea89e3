"""secondheart run: simulate a protocol and print what happened."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.anatomy import match_name
from secondheart.cli import options
from secondheart.cli.data_files import DataFiles
from secondheart.cli.output import emit, emit_json, save_output
from secondheart.cli.pictures import FigureAsked, pictures_of
from secondheart.cli.shared import command_line, progress_bar
from secondheart.errors import BadFile, InputError, RunFailed
from secondheart.variables import INCLUDED

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

    from secondheart.cli.inputs import Plan
    from secondheart.person import Person
    from secondheart.report.figure_options import FigureOptions


@options.takes(FigureAsked)
@options.takes_person
def run_protocol(
    context: typer.Context,
    protocol: Annotated[
        str,
        typer.Argument(
            metavar="PROTOCOL",
            help="A protocol's name (secondheart list protocols), its file (.toml; verbs, such as a walk's "
            "cadence_per_min: secondheart list verbs), or a recording (secondheart list formats).",
        ),
    ],
    person: options.Asked,
    drawing: FigureAsked,
    including: Annotated[
        list[str] | None,
        typer.Option("--including", metavar="swelling|oxygen", help="Simulate these, too; may be repeated."),
    ] = None,
    date: options.Date = None,
    zone: options.Zone = None,
    pick: options.Pick = None,
    explain: options.Explain = False,
    output: options.Output = None,
    table: options.Tables = None,
    sample_s: Annotated[
        str | None,
        typer.Option("--sample-s", metavar="SECONDS", help="Time between samples: 0.02, or 1 in long runs."),
    ] = None,
    report: options.Report = None,
    report_light: options.ReportLight = None,
    as_json: options.Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print no progress bar and no table.")] = False,
) -> None:
    """Simulate a protocol, or a recorded walk or run, and print what happened."""
    from secondheart.cli.inputs import plan_of, recording_options
    from secondheart.cli.inspect import explain_recording

    if explain:
        explain_recording(protocol, zone, date, pick, as_json)
        return
    who = person.build()
    plan = plan_of(protocol, who, recording_options(zone, date, pick))
    parts = [match_name(name, INCLUDED) or name for name in including or ()]
    look = drawing.options(who)
    _require_panels(look, parts)
    files = DataFiles.of(output, table)
    pictures = pictures_of(drawing.plot, report, look.resolution_dpi, report_light)
    record = _record(who, plan, bool(pictures), look.vessels)
    with files.only_writer():
        seconds = _seconds(sample_s, plan.protocol.duration_s)
        result = _simulate(who, plan, seconds, record, files.netcdf, quiet, parts)
        written = files.write(None, lambda path: _save_csv(result, path, look))
    pictures.write(lambda: _figure(result, look), lambda light: _page(result, command_line(context), light))
    if as_json:
        emit_json(run_object(result, plan))
    elif not quiet:
        _print(result, plan, who, [str(path) for path in (output, *written, *pictures.written) if path])


def _require_panels(look: FigureOptions, parts: Sequence[str]) -> None:
    """Refuse panels that the figure of this run cannot have."""
    if look.panels or look.over:
        from secondheart.report.plot import ROW_HEIGHTS

        look.require_panels([row for row in ROW_HEIGHTS if row not in INCLUDED or row in parts])


def _simulate(
    person: Person,
    plan: Plan,
    sample_s: float | None,
    record: list[str] | None,
    path: Path | None,
    quiet: bool,
    including: Sequence[str],
) -> xr.Dataset:
    """Simulate and save; an interrupt between the two must not lose the result."""
    from secondheart.simulation.simulate import simulate

    result = None
    try:
        with progress_bar(plan.protocol.name or "run", quiet) as progress:
            result = simulate(
                person, plan.protocol, sample_s=sample_s, record=record, progress=progress, including=including
            )
        if path:
            _save(result, path)
        return result
    except RunFailed as error:
        raise RunFailed(f"{error}; {_keep(error.partial, path)}", error.partial) from error
    except KeyboardInterrupt as stop:
        if str(stop):  # the file is written
            raise
        partial = getattr(stop, "partial", None) if result is None else result
        raise KeyboardInterrupt(f"interrupted; {_keep(partial, path)}") from stop


def _seconds(text: str | None, most: float) -> float | None:
    """Return the time between samples, of which the protocol must hold at least one."""
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    hundredths = 100.0 * seconds
    if not 0.0 < seconds <= most or abs(hundredths - round(hundredths)) > 1e-6:
        raise InputError(
            f"--sample-s {text} is not allowed: a multiple of 0.01 s, up to the {most:g} s of the protocol"
        )
    return seconds


def _record(person: Person, plan: Plan, pictured: bool, more: Sequence[str]) -> list[str] | None:
    """Name the vessels to record in a long run; None stands for all."""
    from secondheart.report.summary import recorded_vessels
    from secondheart.simulation.simulate import ALL_UNTIL_S

    return None if plan.protocol.duration_s <= ALL_UNTIL_S else [*recorded_vessels(person, pictured), *more]


def _keep(partial: xr.Dataset | None, path: Path | None) -> str:
    """Save what was computed before a run stopped, where there is a file for it, and return a sentence on it."""
    if partial is None:
        return "nothing was kept"
    until = float(partial["time"].values[-1]) if partial.sizes["time"] else 0.0
    if path is None:
        return f"the first {until:g} s were computed and not kept, as no -o OUT.nc was given"
    try:
        _save(partial, path)
    except BadFile as error:
        return f"the first {until:g} s were computed; {error}"
    return f"the first {until:g} s were computed and are kept in {path}"


def _save(result: xr.Dataset, path: Path) -> None:
    from secondheart.results.netcdf import save_result

    save_output(lambda place: save_result(result, place), path)


def _save_csv(result: xr.Dataset, path: Path, look: FigureOptions) -> list[Path]:
    from secondheart.results.csv_files import save_result_csv

    return save_result_csv(result, path, look.vessels or None, look.window)


def _figure(result: xr.Dataset, look: FigureOptions) -> Figure:
    from secondheart.report.plot import run_figure

    return run_figure(result, options=look)


def _page(result: xr.Dataset, command: str, light: bool) -> str:
    from secondheart.report.page import run_page
    from secondheart.report.panels import LabelledRun

    return run_page([LabelledRun("", result)], command, light=light)


def run_object(result: xr.Dataset, plan: Plan) -> dict[str, Any]:
    """Return a run for JSON."""
    from secondheart.cli.inputs import recording_object
    from secondheart.report.summary import run_findings
    from secondheart.report.tissue_and_oxygen import included_findings
    from secondheart.results.beyond_life import beyond_life

    findings = [*run_findings(result), *included_findings(result)]
    data: dict[str, Any] = {
        "protocol": plan.protocol.name,
        "duration_s": result.attrs["duration_s"],
        "beats": result.attrs["beats"],
        "wall_s": result.attrs["wall_s"],
        "volume_drift_mL": result.attrs["volume_drift_mL"],
        "held_back_steps": result.attrs["held_back_steps"],
        "beyond_life": list(beyond_life(result)),
        "findings": [finding.model_dump(mode="json") for finding in findings],
    }
    return data | ({"recording": recording_object(plan.recording)} if plan.recording else {})


def _print(result: xr.Dataset, plan: Plan, person: Person, written: list[str]) -> None:
    from secondheart.cli.run_table import run_report

    emit(run_report(result, plan, person, written))
