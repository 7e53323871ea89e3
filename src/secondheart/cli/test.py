"""secondheart test: what a vascular laboratory would find in a person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.anatomy import match_name
from secondheart.cli import options
from secondheart.cli.data_files import DataFiles
from secondheart.cli.output import emit, emit_json
from secondheart.cli.pictures import FigureAsked, pictures_of
from secondheart.cli.shared import command_line, progress_bar
from secondheart.errors import InputError, UnknownName

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from secondheart.clinic import Examination, Finding
    from secondheart.person import Person
    from secondheart.report.figure_options import FigureOptions

Options = dict[str, Any]  # by name, those that were given


@options.takes(FigureAsked)
@options.takes_person
def examine(
    context: typer.Context,
    names: Annotated[
        list[str], typer.Argument(metavar="NAME...", help="One or more tests, such as avp (secondheart list tests).")
    ],
    person: options.Asked,
    drawing: FigureAsked,
    tourniquet: options.Tourniquet = None,
    device: options.Device = None,
    angle: options.Angle = None,
    output: options.Output = None,
    table: options.Tables = None,
    report: options.Report = None,
    report_light: options.ReportLight = None,
    as_json: options.Json = False,
) -> None:
    """Run the tests of a vascular laboratory, and print the findings with their normal ranges.

    --plot draws what the instrument prints, with the measured points on it.
    """
    tests = _tests_of(names)
    asked = _options_of(tests, tourniquet=tourniquet, device=device, angle=angle)
    who = person.build()
    look, files = drawing.options(), DataFiles.of(output, table)
    pictures = pictures_of(drawing.plot, report, look.resolution_dpi, report_light)
    with files.only_writer():
        done = [_examine(name, who, asked, pictured=bool(pictures.pages)) for name in tests]
        findings = [finding for one in done for finding in one.findings]
        written = files.write(lambda path: _save_runs(done, path), lambda path: _save_csv(done, path))
    pictures.write(lambda: _figure(done, look), lambda light: test_page(done, findings, command_line(context), light))
    if as_json:
        emit_json({"findings": _as_json(findings)})
    else:
        from secondheart.cli.test_table import findings_report

        emit(findings_report(findings, who, asked, [*written, *pictures.written]))


def _as_json(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return findings as JSON has them; one that the model misses in a healthy person says so, as `misses`."""
    from secondheart.people.missed import missed_by_healthy

    missed = missed_by_healthy({finding.name for finding in findings})
    sentences = {finding.name: {"misses": missed[finding.name]} for finding in findings if finding.name in missed}
    return [finding.model_dump(mode="json") | sentences.get(finding.name, {}) for finding in findings]


def _tests_of(names: Sequence[str]) -> list[str]:
    """Return the names of the tests that are asked for, each once.

    Raises
    ------
    UnknownName
        If there is no such test.
    """
    from secondheart.clinic import TESTS

    for name in names:
        if match_name(name, TESTS) is None:
            raise UnknownName.of("test", name, TESTS)
    return list(dict.fromkeys(match_name(name, TESTS) or name for name in names))


def _options_of(names: Sequence[str], **given: str | float | None) -> Options:
    """Return the options that were given.

    Raises
    ------
    InputError
        If an option is given without the test that takes it, or names what does not exist.
    """
    from secondheart.clinic import TESTS

    asked = {option: value for option, value in given.items() if value is not None}
    for option, value in asked.items():
        takers = {name: test.option for name, test in TESTS.items() if test.option and test.option.name == option}
        if not set(takers) & set(names):
            raise InputError(f"--{option} {value} goes with the test {' or '.join(takers)}, which is not asked for")
        for taker in takers.values():
            taker.check(value)
    return asked


def _examine(name: str, person: Person, asked: Options, pictured: bool) -> Examination:
    from secondheart.clinic import TESTS
    from secondheart.report.summary import recorded_vessels

    test = TESTS[name]
    own = {option: value for option, value in asked.items() if test.option and test.option.name == option}
    with progress_bar(name) as progress:
        return test.examine(person, progress, beside=recorded_vessels(person, True) if pictured else (), **own)


def _save_runs(done: Sequence[Examination], path: Path) -> list[Path]:
    from secondheart.report.examination_files import save_examinations

    return save_examinations(done, path)


def _save_csv(done: Sequence[Examination], path: Path) -> list[Path]:
    from secondheart.report.examination_files import save_examination_csv

    return save_examination_csv(done, path)


def _figure(done: Sequence[Examination], look: FigureOptions) -> Figure:
    from secondheart.report.strips import strip_figure

    return strip_figure(done, look)


def test_page(done: Sequence[Examination], findings: Sequence[Finding], command: str, light: bool) -> str:
    """Return the page of findings, above the run of the first test."""
    from secondheart.clinic import TESTS
    from secondheart.report import page
    from secondheart.report.panels import LabelledRun

    title = ", ".join(dict.fromkeys(TESTS[one.test].title for one in done))
    return page.run_page([LabelledRun("", done[0].result)], command, findings, title, light)
