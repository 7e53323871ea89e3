"""secondheart show: a saved result again, as table, figure, page and CSV."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from secondheart.cli import options
from secondheart.cli.data_files import DataFiles
from secondheart.cli.output import emit, emit_json
from secondheart.cli.pictures import FigureAsked, pictures_of
from secondheart.cli.shared import command_line
from secondheart.errors import InputError


@options.takes(FigureAsked)
def show_result(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A saved result (.nc): of run, test, compare, day, sweep.")
    ],
    drawing: FigureAsked,
    start: Annotated[
        float | None, typer.Option("--from", metavar="SECONDS", help="Show the result from here on.")
    ] = None,
    stop: Annotated[float | None, typer.Option("--to", metavar="SECONDS", help="Show the result up to here.")] = None,
    table: options.Tables = None,
    report: options.Report = None,
    report_light: options.ReportLight = None,
    as_json: options.Json = False,
) -> None:
    """Show a saved result again: what happened, a figure, a page, tables as CSV."""
    from secondheart.cli.saved_result import saved_display, sweep_display
    from secondheart.people.sweep import open_sweep
    from secondheart.results.measure import person_of
    from secondheart.results.netcdf import open_result

    asked, sweep = _with_window(drawing, start, stop), open_sweep(file)
    if sweep is None:
        result = open_result(file)
        one, look = saved_display(result, file), asked.options(person_of(result))
        look.span(float(result.attrs["duration_s"]))
    elif asked.window or report or report_light:
        raise InputError(f"{file}: a sweep has neither a stretch of time nor a page; --plot OUT.png draws it")
    else:
        one, look = sweep_display(sweep), asked.options()
    files, pictures = DataFiles.of(None, table), pictures_of(drawing.plot, report, look.resolution_dpi, report_light)
    with files.only_writer():
        written = files.write(None, lambda path: one.tables(path, look))
    pictures.write(lambda: one.figure(look), lambda light: one.page(command_line(context), light))
    if as_json:
        emit_json(one.json())
    else:
        emit(one.text(look, [*written, *pictures.written]))


def _with_window(drawing: FigureAsked, start: float | None, stop: float | None) -> FigureAsked:
    """Return what is asked of a figure, with the stretch of time that --from and --to say."""
    if start is None and stop is None:
        return drawing
    if drawing.window is not None:
        raise InputError(f"--window {drawing.window} goes without --from and --to, which say the same")
    return replace(drawing, window=f"{0.0 if start is None else start:g}:{'' if stop is None else f'{stop:g}'}")
