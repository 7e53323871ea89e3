"""secondheart test: what a vascular laboratory would find in a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.anatomy import match_name
from secondheart.cli import options
from secondheart.cli.output import emit, emit_json
from secondheart.cli.pictures import pictures_of
from secondheart.cli.shared import command_line, progress_bar
from secondheart.errors import InputError, UnknownName
from secondheart.report.text import DISCLAIMER, band, describe_person

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from secondheart.clinic import Examination, Finding
    from secondheart.person import Person

TourniquetOption = Annotated[
    str | None,
    typer.Option("--tourniquet", metavar="SITE", help="avp: tied at ankle, below-knee, above-knee or thigh."),
]
DeviceOption = Annotated[
    str | None,
    typer.Option("--device", metavar="NAME", help="pneumatic: which device (secondheart list devices)."),
]
AngleOption = Annotated[
    float | None,
    typer.Option("--angle", metavar="DEGREES", help="tilt: of the table, -90 to 90; negative is head down."),
]
HEADERS = ("test", "finding", "side", "value", "unit", "normal", "is normal")
VALUE = 3  # the column of numbers

Options = dict[str, Any]  # by name, those that were given


@options.takes_person
def examine(
    context: typer.Context,
    names: Annotated[
        list[str], typer.Argument(metavar="NAME...", help="One or more tests, such as avp (secondheart list tests).")
    ],
    person: options.Asked,
    tourniquet: TourniquetOption = None,
    device: DeviceOption = None,
    angle: AngleOption = None,
    plot: options.Plot = None,
    report: options.Report = None,
    as_json: options.Json = False,
) -> None:
    """Test a person as a vascular laboratory does, and print the findings beside what is normal."""
    tests = _tests_of(names)
    asked = _options_of(tests, tourniquet=tourniquet, device=device, angle=angle)
    who = person.build()
    pictures = pictures_of(plot, report)
    done = [_examine(name, who, asked, pictured=report is not None) for name in tests]
    findings = [finding for one in done for finding in one.findings]
    pictures.write(lambda: _figure(findings), lambda: _page(done, findings, command_line(context)))
    if as_json:
        emit_json({"findings": [finding.model_dump(mode="json") for finding in findings]})
    else:
        _print(findings, who, asked)


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
    from secondheart.cli.inputs import vessels_for
    from secondheart.clinic import TESTS

    test = TESTS[name]
    own = {option: value for option, value in asked.items() if test.option and test.option.name == option}
    with progress_bar(name) as progress:
        return test.examine(person, progress, beside=vessels_for(person, True) if pictured else (), **own)


def _figure(findings: Sequence[Finding]) -> Figure:
    from secondheart.report.plot import findings_figure

    return findings_figure(findings)


def _page(done: Sequence[Examination], findings: Sequence[Finding], command: str) -> str:
    """Return the page of findings, above the run of the first test."""
    from secondheart.report import page
    from secondheart.report.panels import LabelledRun

    title = f"test {', '.join(one.test for one in done)}"
    return page.run_page([LabelledRun("", done[0].result)], command, findings, title=title)


def _print(findings: Sequence[Finding], person: Person, asked: Options) -> None:
    from secondheart.cli.tables import build_table, number_sources, render

    single = [f for f in findings if ":" not in f.test]
    sources = number_sources(f.source for f in single)
    rows = [(f.test, f.name, f.side, f.value, f.unit, _range(f, sources), f.is_normal) for f in single]
    tables = [build_table(HEADERS, rows, [VALUE]), *_variants([f for f in findings if ":" in f.test])]
    lines = [f"person     {describe_person(person)}", *(f"{option:<11}{value}" for option, value in asked.items())]
    notes = [f"[{number}] {source}" for source, number in sources.items()]
    emit(render("\n".join(lines), *tables, *notes, DISCLAIMER))


def _range(finding: Finding, sources: Mapping[str, int]) -> str:
    limits = band(finding.normal_low, finding.normal_high)
    return f"{limits} [{sources[finding.source]}]" if finding.source else limits


def _variants(findings: Sequence[Finding]) -> list[Any]:
    """One line for each variant of a test (named test:variant), one column for each finding."""
    from secondheart.cli.tables import build_table

    if not findings:
        return []
    names = list(dict.fromkeys((f.name, f.unit) for f in findings))
    values = {(f.test, f.name): f.value for f in findings}
    rows = [
        (test, *(values.get((test, name)) for name, _ in names)) for test in dict.fromkeys(f.test for f in findings)
    ]
    headers = ("variant", *(f"{name.replace('_', ' ')} {unit}" for name, unit in names))
    return [build_table(headers, rows, range(1, len(headers)))]
