"""secondheart test: what a vascular laboratory would find in a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.cli.output import emit, emit_json, writable
from secondheart.cli.shared import (
    ConditionOption,
    JsonOption,
    PersonOption,
    PlotOption,
    ReportOption,
    WearOption,
    command_line,
    person_of,
    progress_bar,
)
from secondheart.errors import UnknownName
from secondheart.report.words import DISCLAIMER, band, told_person

if TYPE_CHECKING:
    from secondheart.clinic import Finding
    from secondheart.person import Person
    from secondheart.protocol import Protocol

NAMES = "avp, apg, ppg, strain-gauge, duplex, occlusion, tilt, forces"
HEADERS = ("test", "finding", "side", "value", "unit", "normal", "is normal", "source of the normal range")
VALUE = 3  # the column of numbers


def examine(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help=f"One or more tests: {NAMES}.")],
    person: PersonOption = None,
    condition: ConditionOption = None,
    wear: WearOption = None,
    plot: PlotOption = None,
    report: ReportOption = None,
    as_json: JsonOption = False,
) -> None:
    """Test a person as a vascular laboratory does, and print the findings beside what is normal."""
    from secondheart.clinic import TESTS
    from secondheart.report import page
    from secondheart.report import plot as figures

    for name in names:
        if name not in TESTS:
            raise UnknownName.of("test", name, TESTS)
    who = person_of(person, condition, wear)
    drawn, paged = writable(plot, figures.FORMATS), writable(report, page.FORMATS)
    if drawn:
        figures.require_matplotlib()
    if paged:
        page.require_bokeh()
    findings = [finding for name in dict.fromkeys(names) for finding in _examined(name, who)]
    if drawn:
        figures.save_figure(figures.findings_figure(findings), drawn)
    if paged:
        page.save_page(_page(names, who, findings, command_line(context)), paged)
    if as_json:
        emit_json({"findings": [finding.model_dump(mode="json") for finding in findings]})
    else:
        _print(findings, who)


def _examined(name: str, person: Person) -> list[Finding]:
    from secondheart.clinic import TESTS

    with progress_bar(name) as progress:
        return TESTS[name](person, progress=progress)


def shown_protocol(name: str) -> Protocol:
    """Return the protocol whose course a page shows beside the findings of a test."""
    from importlib import import_module

    home = import_module(f"secondheart.clinic.{name.replace('-', '_')}")
    if name == "forces":
        protocol: Protocol = home.forces_protocol("walking", home.ALL)
    elif name == "apg":
        protocol = home.apg_protocol("left")
    else:
        protocol = getattr(home, f"{name.replace('-', '_')}_protocol")()
    return protocol


def _page(names: Sequence[str], person: Person, findings: Sequence[Finding], command: str) -> str:
    """Return the page of findings; the run of the first test is made again, as tests keep no more than they need."""
    from secondheart.report import page
    from secondheart.report.series import Case
    from secondheart.simulate import simulate

    result = simulate(person, shown_protocol(names[0]))
    return page.run_page([Case("", result)], command, findings, title=f"test {', '.join(dict.fromkeys(names))}")


def _print(findings: Sequence[Finding], person: Person) -> None:
    from secondheart.cli.tables import rendered, table

    single = [f for f in findings if ":" not in f.test]
    rows = [
        (f.test, f.name, f.side, f.value, f.unit, band(f.normal_low, f.normal_high), f.is_normal, f.source)
        for f in single
    ]
    tables = [table(HEADERS, rows, [VALUE]), *_variants([f for f in findings if ":" in f.test])]
    emit(rendered(f"person     {told_person(person)}", *tables, DISCLAIMER))


def _variants(findings: Sequence[Finding]) -> list[Any]:
    """One line for each variant of a test (named test:variant), one column for each finding."""
    from secondheart.cli.tables import table

    if not findings:
        return []
    names = list(dict.fromkeys((f.name, f.unit) for f in findings))
    values = {(f.test, f.name): f.value for f in findings}
    rows = [
        (test, *(values.get((test, name)) for name, _ in names)) for test in dict.fromkeys(f.test for f in findings)
    ]
    headers = ("variant", *(f"{name.replace('_', ' ')} {unit}" for name, unit in names))
    return [table(headers, rows, range(1, len(headers)))]
