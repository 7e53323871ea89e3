"""secondheart compare: the same protocol for several people, side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.cli import options
from secondheart.cli.output import emit, emit_json
from secondheart.cli.people import parse_person
from secondheart.cli.pictures import pictures_of
from secondheart.cli.shared import command_line, progress_bar
from secondheart.errors import InputError, RunFailed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from secondheart.cli.inputs import Plan
    from secondheart.clinic import Finding
    from secondheart.person import Person
    from secondheart.report.panels import LabelledRun

MOST_PEOPLE = 6  # nobody can distinguish more curves
FINE_SAMPLE_S, COARSE_SAMPLE_S = 0.02, 1.0  # as `simulate` has them
COMPARED_SAMPLES = 180_000  # of all runs together, so that they fit into memory


@options.takes_person
def compare(
    context: typer.Context,
    protocol: Annotated[
        str,
        typer.Argument(metavar="PROTOCOL", help="A protocol's name or file (.toml), or a recording."),
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
    zone: options.Zone = None,
    plot: options.Plot = None,
    report: options.Report = None,
    as_json: options.Json = False,
) -> None:
    """Simulate the same protocol for several people, and print their findings side by side."""
    from secondheart.cli.inputs import plan_of, recording_options

    if not 2 <= len(people) <= MOST_PEOPLE:
        raise InputError(f"compare: {len(people)} named ({', '.join(people)}); allowed are 2 to {MOST_PEOPLE}")
    base = person.build()
    everyone = [parse_person(text, base, person.change) for text in people]
    plan = plan_of(protocol, everyone[0], recording_options(zone, None))
    pictures = pictures_of(plot, report)
    cases = _cases(everyone, plan, bool(pictures))
    pictures.write(lambda: _figure(cases), lambda: _page(cases, command_line(context)))
    if as_json:
        emit_json(_object(cases))
    else:
        _print(cases, plan, [str(path) for path in (plot, report) if path])


def _cases(people: Sequence[Person], plan: Plan, pictured: bool) -> list[LabelledRun]:
    """Run all of them, as many at once as there are cores."""
    from secondheart.cli.inputs import vessels_for
    from secondheart.report.panels import LabelledRun, distinguish_labels
    from secondheart.simulation.parallel import Job, perform_all

    sample_s, record = _sample_s(len(people), plan.protocol.duration_s), tuple(vessels_for(people[0], pictured))
    jobs = [Job(one, plan.protocol, sample_s, record) for one in people]
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


def _figure(cases: Sequence[LabelledRun]) -> Figure:
    from secondheart.report.plot import comparison_figure

    return comparison_figure(cases)


def _page(cases: Sequence[LabelledRun], command: str) -> str:
    from secondheart.report.page import run_page

    return run_page(cases, command)


def _object(cases: Sequence[LabelledRun]) -> dict[str, Any]:
    first = cases[0].result.attrs
    findings = [_findings(case) for case in cases]
    return {
        "protocol": first["protocol_name"],
        "duration_s": first["duration_s"],
        "persons": [
            {
                "name": case.label,
                **{key: case.result.attrs[key] for key in ("beats", "wall_s", "volume_drift_mL")},
                "findings": [finding.model_dump(mode="json") for finding in rows],
            }
            for case, rows in zip(cases, findings, strict=True)
        ],
        "differences": [_difference(row) for row in zip(*findings, strict=True)],
    }


def _findings(case: LabelledRun) -> list[Finding]:
    from secondheart.report.normal_ranges import end_findings
    from secondheart.report.summary import run_findings

    return [*run_findings(case.result), *end_findings(case.result)]


def _difference(row: Sequence[Finding]) -> dict[str, Any]:
    first = row[0]
    values = [finding.value for finding in row]
    apart = [None if one is None or first.value is None else one - first.value for one in values]
    fields = {"name": first.name, "side": first.side, "unit": first.unit, "test": first.test}
    return {**fields, "values": values, "differences": apart}


def _print(cases: Sequence[LabelledRun], plan: Plan, written: Sequence[str]) -> None:
    from secondheart.cli.compare_table import comparison

    emit(comparison(cases, plan, written))
