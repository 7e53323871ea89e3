"""secondheart compare: the same tests, protocols or days for several people, side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.anatomy import match_name
from secondheart.cli import options
from secondheart.cli.data_files import DataFiles
from secondheart.cli.inputs import recording_options
from secondheart.cli.output import emit, emit_json
from secondheart.cli.people import parse_person
from secondheart.cli.pictures import FigureAsked, pictures_of
from secondheart.cli.shared import command_line, progress_bar
from secondheart.errors import InputError, RunFailed
from secondheart.variables import INCLUDED

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from secondheart.cli.comparison import Comparison
    from secondheart.cli.inputs import Plan
    from secondheart.clinic import Finding
    from secondheart.person import Person
    from secondheart.recordings.registry import Options
    from secondheart.report.figure_options import FigureOptions
    from secondheart.report.panels import LabelledRun

MOST_PEOPLE = 6  # nobody can distinguish more curves
FINE_SAMPLE_S, COARSE_SAMPLE_S = 0.02, 1.0  # as `simulate` has them
COMPARED_SAMPLES = 180_000  # of all runs together, so that they fit into memory


@options.takes(FigureAsked)
@options.takes_person
def compare(
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

    --plot, --report and --report-light are of the first that is compared.
    """
    if not 2 <= len(people) <= MOST_PEOPLE:
        raise InputError(f"compare: {len(people)} named ({', '.join(people)}); allowed are 2 to {MOST_PEOPLE}")
    base = person.build()
    everyone = [parse_person(text, base, person.change) for text in people]
    parts = _plans(measures, everyone[0], recording_options(zone, date, pick))
    included = [match_name(name, INCLUDED) or name for name in including or ()]
    files, look = DataFiles.of(output, table), drawing.options(everyone[0])
    pictures = pictures_of(drawing.plot, report, look.resolution_dpi, report_light)
    with files.only_writer():
        done = [_compare(part, everyone, bool(pictures), included) for part in parts]
        written = files.write(lambda path: _save(done, path), lambda path: _save_findings(done, everyone, path))
    first = done[0]
    command = command_line(context)
    pictures.write(lambda: _figure(first, everyone, look), lambda light: _page(first, everyone, command, light))
    if as_json:
        emit_json(_object(done, everyone))
    else:
        from secondheart.cli.compare_table import comparisons_report

        emit(comparisons_report(done, everyone, [*written, *pictures.written]))


def _plans(measures: str, person: Person, asked: Options) -> list[str | Plan]:
    """Return what is compared: names of tests and days, and plans of protocols."""
    from secondheart.cli.comparison import comma_parts, is_day, is_test
    from secondheart.cli.inputs import plan_of, require_no_options

    plans: list[str | Plan] = []
    for part in comma_parts(measures):
        if is_test(part) or is_day(part):
            require_no_options(part, asked)
            plans.append(part)
        else:
            plans.append(plan_of(part, person, asked))
    return plans


def _compare(part: str | Plan, people: Sequence[Person], pictured: bool, included: Sequence[str]) -> Comparison:
    from secondheart.cli.comparison import Comparison, compare_day, compare_test, is_day
    from secondheart.cli.inputs import vessels_for

    if isinstance(part, str):
        if is_day(part):
            return compare_day(part, people)
        return compare_test(part, people, vessels_for(people[0], True) if pictured else ())
    cases = _cases(people, part, pictured, included)
    return Comparison(
        title=str(cases[0].result.attrs["protocol_name"]),
        findings=[_findings(case) for case in cases],
        results=[[("run", case.result)] for case in cases],
        plan=part,
    )


def _cases(people: Sequence[Person], plan: Plan, pictured: bool, included: Sequence[str]) -> list[LabelledRun]:
    """Run all of them, as many at once as there are cores."""
    from secondheart.cli.inputs import vessels_for
    from secondheart.report.panels import LabelledRun, distinguish_labels
    from secondheart.simulation.parallel import Job, perform_all

    sample_s, record = _sample_s(len(people), plan.protocol.duration_s), tuple(vessels_for(people[0], pictured))
    jobs = [Job(one, plan.protocol, sample_s, record, tuple(included)) for one in people]
    try:
        with progress_bar("compare") as progress:
            results = perform_all(jobs, progress)
    except RunFailed as error:
        raise RunFailed(f"{error}; nothing was kept") from error
    except KeyboardInterrupt as stop:
        raise KeyboardInterrupt("interrupted; nothing was kept") from stop
    return distinguish_labels([LabelledRun(one.name, result) for one, result in zip(people, results, strict=True)])


def _sample_s(people: int, duration_s: float) -> float:
    """Return the time between samples: fine where memory allows; of long runs a second, or what memory allows."""
    from secondheart.simulation.simulate import ALL_UNTIL_S

    needed = math.ceil(100.0 * people * duration_s / COMPARED_SAMPLES - 1e-9) / 100.0
    usual = FINE_SAMPLE_S if duration_s <= ALL_UNTIL_S else COARSE_SAMPLE_S
    return min(max(usual, needed), max(math.floor(100.0 * duration_s) / 100.0, 0.01))


def _first_runs(one: Comparison, people: Sequence[Person]) -> list[LabelledRun]:
    """Return the first run of everybody."""
    from secondheart.report.panels import LabelledRun, distinguish_labels

    runs = [LabelledRun(who.name, results[0][1]) for who, results in zip(people, one.results, strict=True)]
    return distinguish_labels(runs)


def _figure(one: Comparison, people: Sequence[Person], look: FigureOptions) -> Figure:
    from secondheart.report.plot import comparison_figure
    from secondheart.report.strips import strip_figure

    if one.examinations:
        return strip_figure(one.examinations, look)
    return comparison_figure(_first_runs(one, people), options=look)


def _page(one: Comparison, people: Sequence[Person], command: str, light: bool) -> str:
    from secondheart.report.page import run_page

    return run_page(_first_runs(one, people), command, light=light)


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


def _object(done: Sequence[Comparison], people: Sequence[Person]) -> dict[str, Any]:
    """Return one comparison as an object; several as a list of such objects."""
    objects = [_one_object(one, people) for one in done]
    return objects[0] if len(objects) == 1 else {"comparisons": objects}


def _one_object(one: Comparison, people: Sequence[Person]) -> dict[str, Any]:
    first = one.results[0][0][1].attrs
    attributes = [runs[0][1].attrs for runs in one.results]
    return {
        "protocol": one.title if one.examinations else first["protocol_name"],
        "duration_s": first["duration_s"],
        "persons": [
            {
                "name": case.label,
                **{key: own[key] for key in ("beats", "wall_s", "volume_drift_mL")},
                "findings": [finding.model_dump(mode="json") for finding in rows],
            }
            for case, own, rows in zip(_first_runs(one, people), attributes, one.findings, strict=True)
        ],
        "differences": [_difference(row) for row in zip(*one.findings, strict=True)],
    }


def _findings(case: LabelledRun) -> list[Finding]:
    from secondheart.report.normal_ranges import end_findings
    from secondheart.report.summary import run_findings
    from secondheart.report.tissue_and_oxygen import included_findings

    return [*run_findings(case.result), *included_findings(case.result), *end_findings(case.result)]


def _difference(row: Sequence[Finding]) -> dict[str, Any]:
    first = row[0]
    values = [finding.value for finding in row]
    apart = [None if one is None or first.value is None else one - first.value for one in values]
    fields = {"name": first.name, "side": first.side, "unit": first.unit, "test": first.test}
    return {**fields, "values": values, "differences": apart}
