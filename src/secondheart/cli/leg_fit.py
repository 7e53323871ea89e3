"""secondheart fit: a leg from its measurements, and what of it can be told."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.cli import options
from secondheart.cli.inputs import keeping_people
from secondheart.cli.output import emit, emit_json, save_output, writable
from secondheart.cli.pictures import SheetAsked, pictures_of
from secondheart.cli.shared import progress_bar
from secondheart.variables import quantity_label

if TYPE_CHECKING:
    from secondheart.people.care import Difference
    from secondheart.people.leg_fit import FittedLeg
    from secondheart.report.figure_options import FigureOptions
    from secondheart.report.table_page import PageTable

Changes = list[tuple[str, "list[Difference]"]]  # by case of care

WHO_LINES = 3  # of the head that say who was fitted to what
LEARNED_HEADERS = ("what", "best", "90 % interval", "width", "")
CHANGE_HEADERS = ("finding", "bare", "change", "90 % of people")
PREDICTED_HEADERS = ("finding", "measured", "fit", "90 % interval")
NOTE = (
    "width: of the posterior over that of the prior; under 0.6 it can be told. Names are those of parameters of the "
    "model: no diagnosis. What is right of the measured findings is only as right as the model."
)


@options.takes(SheetAsked)
def fit_leg(
    file: Annotated[Path, typer.Argument(metavar="LEG.toml", help="What was measured in one leg, with errors.")],
    drawing: SheetAsked,
    runs: Annotated[int, typer.Option("--runs", metavar="N", help="People simulated for the emulator, once.")] = 300,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of people and of the sampler.")] = 0,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="BEST.toml", help="Write the best fit as a person.")
    ] = None,
    store: options.Runs = None,
    wear: Annotated[
        list[str] | None,
        typer.Option("--wear", metavar="GARMENT", help="What it would change in this leg; may be repeated."),
    ] = None,
    treat: Annotated[
        list[str] | None, typer.Option("--treat", metavar="NAME", help="What a treatment would; may be repeated.")
    ] = None,
    workers: options.Workers = None,
    report: options.Report = None,
    as_json: options.Json = False,
) -> None:
    """Fit a leg to what a laboratory measured: the best fit, its posterior, and what these tests cannot tell."""
    from secondheart.people.leg_fit import fit, misfit_on_simulator
    from secondheart.people.measured_leg import read_leg
    from secondheart.person import write_person

    measured = read_leg(file)
    look, target = drawing.options(), writable(output, (".toml",))
    pictures = pictures_of(drawing.plot, report, look.resolution_dpi)
    with keeping_people(store, cached=True), progress_bar(f"{runs} people of {measured.prior}") as progress:
        leg = fit(measured, runs=runs, store=store, seed=seed, workers=workers, progress=progress)
    misfit = misfit_on_simulator(leg)
    if target:
        save_output(lambda path: write_person(leg.person, path), target)
    changes = _changes(leg, [*(wear or ()), *(treat or ())], workers)
    pictures.write(lambda: _figure(leg, look), lambda _: _page(leg, misfit, changes))
    if as_json:
        emit_json({**_object(leg, misfit), "care": {case: [one._asdict() for one in some] for case, some in changes}})
    else:
        _print(leg, misfit, changes, [str(one) for one in (output, *pictures.written) if one])


def _figure(leg: FittedLeg, look: FigureOptions | None = None) -> Any:
    from secondheart.people.fit_figure import fit_figure
    from secondheart.report.figure_options import USUAL_FIGURE

    return fit_figure(leg, look or USUAL_FIGURE)


def _changes(leg: FittedLeg, care: list[str], workers: int | None) -> Changes:
    from secondheart.people.leg_care import predict_care

    if not care:
        return []
    with progress_bar("in care") as progress:
        return predict_care(leg, care, workers=workers, progress=progress)


def _page(leg: FittedLeg, misfit: float, changes: Changes) -> str:
    from secondheart.report.table_page import table_page

    head = _head(leg, misfit)
    who, notes = head[:WHO_LINES], [*head[WHO_LINES:], NOTE]
    figures = [("Posterior over prior, and the fit beside what was measured", _figure(leg))]
    return table_page("A leg from its measurements", who, notes, _tables(leg, changes), figures)


def _print(leg: FittedLeg, misfit: float, changes: Changes, written: list[str]) -> None:
    from secondheart.cli.tables import build_table, render
    from secondheart.report.text import DISCLAIMER

    parts: list[Any] = []
    for one in _tables(leg, changes):
        parts += [f"{one.caption}:", build_table(one.headers, one.rows, (1, 2, 3)), ""]
    files = [f"written    {path}" for path in written]
    emit(render("\n".join([*_head(leg, misfit), ""]), *parts, *files, NOTE, DISCLAIMER))


def _head(leg: FittedLeg, misfit: float) -> list[str]:
    facts, count = leg.measurements.person, len(leg.measurements.finding)
    return [
        f"person     {facts.sex}, {facts.age_years:g} years, {facts.height_cm:g} cm, {facts.mass_kg:g} kg",
        f"leg        {leg.measurements.side}, {count} findings of {', '.join(leg.measurements.tests)}",
        f"prior      {leg.prior.population.name}; emulator of {leg.emulator.runs} people; R-hat {leg.r_hat:.2f}",
        f"misfit     simulator at the best fit: {misfit:.2f} errors of the measurements",
        *(f"misses     {one.id}, {one.sentence}" for one in leg.misses),
        *(f"careful    {line}" for line in leg.warnings),
    ]


def _tables(leg: FittedLeg, changes: Changes) -> list[PageTable]:
    from secondheart.people.emulator import input_label
    from secondheart.report.table_page import PageTable

    learned = [
        (input_label(one.name), f"{one.best:.3g}", _interval(one.low, one.high), f"{one.ratio:.2f}", one.words)
        for one in leg.knowledge
    ]
    predicted = [
        (
            f"{quantity_label(one.name)} {one.unit}", None if one.measured is None else f"{one.measured:.3g}",
            f"{one.middle:.3g}", _interval(one.low, one.high),
        )
        for one in leg.findings
    ]  # fmt: skip
    return [
        PageTable("What the measurements say", LEARNED_HEADERS, learned),
        PageTable("What the fit predicts", PREDICTED_HEADERS, predicted),
        *(PageTable(f"{case}, less bare, in people of the fit", CHANGE_HEADERS, _rows(some)) for case, some in changes),
    ]


def _rows(some: list[Difference]) -> list[tuple[str, str, str, str]]:
    return [
        (
            f"{quantity_label(one.finding)} {one.unit}", f"{one.bare:.3g}", f"{one.mean:+.3g}",
            f"{one.low:+.3g} to {one.high:+.3g}",
        )
        for one in some
    ]  # fmt: skip


def _interval(low: float, high: float) -> str:
    return f"{low:.3g} to {high:.3g}"


def _object(leg: FittedLeg, misfit: float) -> dict[str, Any]:
    return {
        "learned": [one._asdict() for one in leg.knowledge],
        "predicted": [one._asdict() for one in leg.findings],
        "misfit": misfit if math.isfinite(misfit) else None,
        "r_hat": leg.r_hat,
        "misses": [one._asdict() for one in leg.misses],
        "careful": list(leg.warnings),
        "person": leg.person.model_dump(mode="json"),
    }
