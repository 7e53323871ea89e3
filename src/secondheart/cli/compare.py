"""secondheart compare: the same tests, protocols or days for several people, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.anatomy import match_name
from secondheart.cli import options
from secondheart.cli.data_files import DataFiles
from secondheart.cli.inputs import Plan, recording_options
from secondheart.cli.output import emit, emit_json
from secondheart.cli.people import parse_person
from secondheart.cli.pictures import FigureAsked, Pictures, pictures_of
from secondheart.cli.shared import command_line, progress_bar
from secondheart.errors import InputError, RunFailed
from secondheart.variables import INCLUDED

if TYPE_CHECKING:
    from secondheart.cli.inputs import DayPlan
    from secondheart.clinic import Finding
    from secondheart.person import Person
    from secondheart.recordings.registry import Options
    from secondheart.report.comparison import Comparison
    from secondheart.report.figure_options import FigureOptions


@options.takes(FigureAsked)
@options.takes_person
def compare_people(
    context: typer.Context,
    measures: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="A protocol's name or file (.toml), a recording, a test or a day; several separated by commas: "
            "avp,apg,swelling.",
        ),
    ],
    people: Annotated[
        list[str],
        typer.Argument(
            metavar="A B...",
            help="Two or more: default, a person's file (.toml), or names of conditions, treatments and garments "
            "joined by +, such as leaking-deep+ral-ii.",
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
    output: options.Output = None,
    table: options.Tables = None,
    report: options.Report = None,
    report_light: options.ReportLight = None,
    as_json: options.Json = False,
) -> None:
    """Compare people by clinical tests, protocols or days, and print the answer and their findings side by side.

    Of several --plot, --report and --report-light write a file each, with the test's name behind that of the file.
    """
    from secondheart.report.comparison import MOST_COMPARED

    if not 2 <= len(people) <= MOST_COMPARED:
        raise InputError(f"compare: {len(people)} named ({', '.join(people)}); allowed are 2 to {MOST_COMPARED}")
    base = person.build()
    everyone = [parse_person(text, base, person.change) for text in people]
    parts = _plans(measures, everyone[0], recording_options(zone, date, pick))
    plans = [part for part in parts if isinstance(part, Plan)]
    included = [match_name(name, INCLUDED) or name for name in including or ()]
    files, look = DataFiles.of(output, table), drawing.options(everyone[0])
    _check_panels(parts, look)
    pictures = pictures_of(drawing.plot, report, look.resolution_dpi, report_light)
    with files.only_writer():
        done = [_compare(part, everyone, bool(pictures), included) for part in parts]
        written = files.write(lambda path: _save(done, path), lambda path: _save_findings(done, everyone, path))
    _draw(done, pictures, look, command_line(context))
    if as_json:
        emit_json(_object(done))
    else:
        from secondheart.cli.compare_table import comparisons_report

        drawn = [path for one in done for path in (pictures.beside(one.name) if len(done) > 1 else pictures).written]
        emit(comparisons_report(done, plans, everyone, [*written, *drawn]))


def _check_panels(parts: Sequence[str | DayPlan | Plan], look: FigureOptions) -> None:
    """Refuse what the figure of one of them does not have, before anybody is simulated."""
    from secondheart.cli.inputs import DayPlan
    from secondheart.report.day_plot import DAY_PANELS
    from secondheart.report.plot import COMPARED_HEIGHTS

    for part in parts:
        if isinstance(part, DayPlan):
            look.require_only("a day", "panels", "window")
            look.require_panels(DAY_PANELS)
        elif not isinstance(part, str):
            look.require_panels(COMPARED_HEIGHTS)


def _plans(measures: str, person: Person, asked: Options | None) -> list[str | DayPlan | Plan]:
    """Return what is compared: names of tests, days, and plans of protocols."""
    from secondheart.cli.inputs import day_of, plan_of, require_no_options

    plans: list[str | DayPlan | Plan] = []
    for part in comma_parts(measures):
        if is_test(part):
            require_no_options(part, asked)
            plans.append(part)
        else:
            plans.append(day_of(part, person, asked) if is_day(part) else plan_of(part, person, asked))
    return plans


def comma_parts(text: str) -> list[str]:
    """Return the tests, protocols and days of a list that is separated by commas.

    Raises
    ------
    InputError
        If a name is empty.
    """
    parts = [part.strip() for part in text.split(",")]
    if not all(parts):
        raise InputError(f"compare: '{text}' has an empty name; tests and protocols are separated by commas")
    return list(dict.fromkeys(parts))


def is_test(text: str) -> bool:
    """Say whether a name is that of a test, and of no protocol."""
    from secondheart.clinic import TESTS
    from secondheart.protocol import names

    return match_name(text, TESTS) is not None and match_name(text, names()) is None


def is_day(text: str) -> bool:
    """Say whether a text is the name of a day, or a file that holds a schedule."""
    from secondheart.day.schedule import day_names, is_schedule

    path = Path(text)
    is_file = path.suffix.lower() == ".toml" and path.is_file()
    return match_name(text, day_names()) is not None or (is_file and is_schedule(path))


def _compare(
    part: str | DayPlan | Plan, people: Sequence[Person], pictured: bool, included: Sequence[str]
) -> Comparison:
    from secondheart.cli.inputs import DayPlan
    from secondheart.report.comparison import compare_day, compare_protocol, compare_test
    from secondheart.report.summary import recorded_vessels

    name = part if isinstance(part, str) else (part.day.name if isinstance(part, DayPlan) else part.protocol.name)
    try:
        with progress_bar(name or "compare") as progress:
            if isinstance(part, str):
                return compare_test(part, people, recorded_vessels(people[0], True) if pictured else (), progress)
            if isinstance(part, DayPlan):
                return compare_day(part.day, people, progress=progress)
            return compare_protocol(part.protocol, people, included, pictured, progress)
    except RunFailed as error:
        raise RunFailed(f"{error}; nothing was kept") from error
    except KeyboardInterrupt as stop:
        raise KeyboardInterrupt("interrupted; nothing was kept") from stop


def _draw(done: Sequence[Comparison], pictures: Pictures, look: FigureOptions, command: str) -> None:
    """Draw what was asked for: one figure and page of each that is compared, its name behind that of the file."""
    for one in done:
        own = pictures.beside(one.name) if len(done) > 1 else pictures
        own.write(partial(one.plot, look), partial(_page, one, command))


def _page(one: Comparison, command: str, light: bool) -> str:
    from secondheart.report.page import run_page

    if one.protocol is None and not one.examinations:
        return _day_page(one, command)
    return run_page(one.runs, command, light=light)


def _day_page(one: Comparison, command: str) -> str:
    """Return the page of a day of several people: what each day comes to side by side, and its curves."""
    from secondheart.report.comparisons import compared_rows
    from secondheart.report.panels import CASE_LETTERS
    from secondheart.report.table_page import PageTable, table_page
    from secondheart.report.text import describe_person

    letters = CASE_LETTERS[: len(one.people)]
    who = [f"{letter}: {describe_person(person)}" for letter, person in zip(letters, one.people, strict=True)]
    rows = [(row.label, *row.cells, row.unit, row.range) for row in compared_rows(one.findings)]
    table = PageTable("Side by side", ("", *letters, "unit", "normal"), rows)
    notes = [*one.answers, *([command] if command else [])]
    return table_page(one.title, who, notes, [table], [("One day of each, one over the other", one.plot())])


def _save(done: Sequence[Comparison], path: Path) -> list[Path]:
    """Write each run to a file of its own: the person's letter, the test or protocol, and the leg behind the name."""
    from secondheart.report.panels import CASE_LETTERS
    from secondheart.results.csv_files import beside
    from secondheart.results.netcdf import save_result

    written = []
    for one in done:
        for letter, runs in zip(CASE_LETTERS, one.results, strict=False):
            for key, result in runs:
                legs = f"-{key}" if len(runs) > 1 else ""
                place = beside(path, f"{letter}-{result.attrs['protocol_name'] or 'run'}{legs}".replace(" ", "-"))
                save_result(result, place)
                written.append(place)
    return written


def _save_findings(done: Sequence[Comparison], people: Sequence[Person], path: Path) -> list[Path]:
    from secondheart.report.examination_files import FINDING_COLUMNS, finding_cells
    from secondheart.results.csv_files import save_table

    rows = [
        (letter, who.name, *finding_cells(finding))
        for one in done
        for letter, who, findings in zip("ABCDEF", people, one.findings, strict=False)
        for finding in findings
    ]
    save_table(("letter", "person", *FINDING_COLUMNS), rows, path)
    return [path]


def _object(done: Sequence[Comparison]) -> dict[str, Any]:
    """Return one comparison as an object; several as a list of such objects."""
    objects = [_one_object(one) for one in done]
    return objects[0] if len(objects) == 1 else {"comparisons": objects}


def _one_object(one: Comparison) -> dict[str, Any]:
    from secondheart.results.beyond_life import beyond_life

    first = one.results[0][0][1].attrs
    attributes = [runs[0][1].attrs for runs in one.results]
    return {
        "protocol": one.title if one.examinations else first["protocol_name"],
        "duration_s": first["duration_s"],
        "persons": [
            {
                "name": case.label,
                **{key: own[key] for key in ("beats", "wall_s", "volume_drift_mL")},
                "beyond_life": list(beyond_life(case.result)),
                "findings": [finding.model_dump(mode="json") for finding in rows],
            }
            for case, own, rows in zip(one.runs, attributes, one.findings, strict=True)
        ],
        "differences": [_difference(row) for row in zip(*one.findings, strict=True)],
    }


def _difference(row: Sequence[Finding]) -> dict[str, Any]:
    first = row[0]
    values = [finding.value for finding in row]
    apart = [None if one is None or first.value is None else one - first.value for one in values]
    fields = {"name": first.name, "side": first.side, "unit": first.unit, "test": first.test}
    return {**fields, "values": values, "differences": apart}
