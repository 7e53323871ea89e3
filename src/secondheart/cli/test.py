"""secondheart test: what a vascular laboratory would find in a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.anatomy import match_name
from secondheart.cli import options
from secondheart.cli.output import emit, emit_json
from secondheart.cli.pictures import pictures_of
from secondheart.cli.shared import build_person, command_line, progress_bar
from secondheart.errors import InputError, UnknownName
from secondheart.report.text import DISCLAIMER, band, describe_person

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from secondheart.clinic import Finding
    from secondheart.person import Person
    from secondheart.protocol import Protocol

NAMES = "avp, apg, ppg, strain-gauge, duplex, occlusion, tilt, swelling, pneumatic, forces"
OF_TEST = {"tourniquet": "avp", "device": "pneumatic", "angle": "tilt"}  # options, and the test that each belongs to
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


def examine(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help=f"One or more tests: {NAMES}.")],
    person: options.Person = None,
    condition: options.Condition = None,
    treat: options.Treat = None,
    wear: options.Wear = None,
    tourniquet: TourniquetOption = None,
    device: DeviceOption = None,
    angle: AngleOption = None,
    resolution: options.Resolution = None,
    plot: options.Plot = None,
    report: options.Report = None,
    as_json: options.Json = False,
) -> None:
    """Test a person as a vascular laboratory does, and print the findings beside what is normal."""
    from secondheart.clinic import TESTS

    for name in names:
        if match_name(name, TESTS) is None:
            raise UnknownName.of("test", name, TESTS)
    names = [match_name(name, TESTS) or name for name in names]
    how = _asked(names, tourniquet=tourniquet, device=device, angle=angle)
    who = build_person(person, condition, wear, resolution, treat)
    pictures = pictures_of(plot, report)
    findings = [finding for name in dict.fromkeys(names) for finding in _examined(name, who, how)]
    pictures.write(lambda: _figure(findings), lambda: _page(names, who, findings, command_line(context), how))
    if as_json:
        emit_json({"findings": [finding.model_dump(mode="json") for finding in findings]})
    else:
        _print(findings, who, how)


def _asked(names: Sequence[str], **options: str | float | None) -> dict[str, dict[str, Any]]:
    """Return what each test is asked for beside the person.

    Raises
    ------
    InputError
        If an option is given without the test that it belongs to, or names what does not exist.
    """
    from secondheart.compression import as_device
    from secondheart.protocol import tilt, tourniquet

    read: dict[str, Callable[[Any], object]] = {
        "tourniquet": tourniquet,
        "device": as_device,
        "angle": lambda degrees: tilt(degrees, minutes=5),
    }
    asked: dict[str, dict[str, Any]] = {}
    for option, value in options.items():
        if value is None:
            continue
        if OF_TEST[option] not in names:
            raise InputError(f"--{option} {value} goes with the test {OF_TEST[option]}, which is not asked for")
        read[option](value)
        asked[OF_TEST[option]] = {option: value}
    return asked


def _examined(name: str, person: Person, how: Mapping[str, Mapping[str, Any]]) -> list[Finding]:
    from secondheart.clinic import TESTS

    test: Callable[..., list[Finding]] = TESTS[name]
    with progress_bar(name) as progress:
        return test(person, progress=progress, **how.get(name, {}))


def shown_protocol(name: str, *told: Any) -> Protocol:
    """Return the protocol whose course a page shows beside the findings of a test."""
    from importlib import import_module

    home = import_module(f"secondheart.clinic.{name.replace('-', '_')}")
    if name == "forces":
        protocol: Protocol = home.forces_protocol("walking", home.ALL)
    elif name == "apg":
        protocol = home.apg_protocol("left")
    else:
        protocol = getattr(home, f"{name.replace('-', '_')}_protocol")(*told)
    return protocol


def _figure(findings: Sequence[Finding]) -> Figure:
    from secondheart.report.plot import findings_figure

    return findings_figure(findings)


def _page(
    names: Sequence[str],
    person: Person,
    findings: Sequence[Finding],
    command: str,
    how: Mapping[str, Mapping[str, Any]],
) -> str:
    """Return the page of findings; the run of the first test is made again, as tests keep no more than they need."""
    from secondheart.report import page
    from secondheart.report.panels import LabelledRun
    from secondheart.simulation.simulate import simulate

    result = simulate(person, shown_protocol(names[0], *how.get(names[0], {}).values()))
    return page.run_page([LabelledRun("", result)], command, findings, title=f"test {', '.join(dict.fromkeys(names))}")


def _print(findings: Sequence[Finding], person: Person, how: Mapping[str, Mapping[str, Any]]) -> None:
    from secondheart.cli.tables import build_table, number_sources, render

    single = [f for f in findings if ":" not in f.test]
    sources = number_sources(f.source for f in single)
    rows = [(f.test, f.name, f.side, f.value, f.unit, _range(f, sources), f.is_normal) for f in single]
    tables = [build_table(HEADERS, rows, [VALUE]), *_variants([f for f in findings if ":" in f.test])]
    told = [f"{option:<11}{value}" for asked in how.values() for option, value in asked.items()]
    notes = [f"[{number}] {source}" for source, number in sources.items()]
    emit(render("\n".join([f"person     {describe_person(person)}", *told]), *tables, *notes, DISCLAIMER))


def _range(finding: Finding, sources: Mapping[str, int]) -> str:
    told = band(finding.normal_low, finding.normal_high)
    return f"{told} [{sources[finding.source]}]" if finding.source else told


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
