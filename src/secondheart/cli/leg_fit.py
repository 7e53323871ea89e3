"""secondheart fit: a leg from its measurements, and what of it can be told."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.cli import options
from secondheart.cli.output import emit, emit_json, save_output, writable
from secondheart.cli.pictures import pictures_of
from secondheart.cli.shared import progress_bar

if TYPE_CHECKING:
    from secondheart.people.leg_fit import FittedLeg

LEARNED_HEADERS = ("what", "best", "90 % interval", "width", "")
PREDICTED_HEADERS = ("finding", "measured", "fit", "90 % interval")
NOTE = (
    "width: of the posterior over that of the prior; under 0.6 it can be told. Names are those of parameters of the "
    "model: no diagnosis. What is right of the measured findings is only as right as the model."
)


def fit_leg(
    file: Annotated[Path, typer.Argument(metavar="LEG.toml", help="What was measured in one leg, with errors.")],
    runs: Annotated[int, typer.Option("--runs", metavar="N", help="People simulated for the emulator, once.")] = 300,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of people and of the sampler.")] = 0,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="BEST.toml", help="Write the best fit as a person.")
    ] = None,
    store: Annotated[
        Path | None, typer.Option("--store", metavar="RUNS.zarr", help="Where the runs are kept; else in the cache.")
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", metavar="N", help="Threads.", show_default=False)] = None,
    plot: options.Plot = None,
    as_json: options.Json = False,
) -> None:
    """Fit a leg to what a laboratory measured: the best fit, its posterior, and what these tests cannot tell."""
    from secondheart.people.leg_fit import fit, misfit_on_simulator
    from secondheart.people.measured_leg import read_leg
    from secondheart.person import write_person

    measured = read_leg(file)
    pictures, target = pictures_of(plot, None), writable(output, (".toml",))
    with progress_bar(f"{runs} people of {measured.prior}") as progress:
        leg = fit(measured, runs=runs, store=store, seed=seed, workers=workers, progress=progress)
    misfit = misfit_on_simulator(leg)
    if target:
        save_output(lambda path: write_person(leg.person, path), target)
    pictures.write(lambda: _figure(leg), lambda _: "")
    if as_json:
        emit_json(_object(leg, misfit))
    else:
        _print(leg, misfit, [str(one) for one in (output, plot) if one])


def _figure(leg: FittedLeg) -> Any:
    from secondheart.people.fit_figure import fit_figure

    return fit_figure(leg)


def _print(leg: FittedLeg, misfit: float, written: list[str]) -> None:
    from secondheart.cli.tables import build_table, render
    from secondheart.report.text import DISCLAIMER

    facts, count = leg.measurements.person, len(leg.measurements.finding)
    head = [
        f"person     {facts.sex}, {facts.age_years:g} years, {facts.height_cm:g} cm, {facts.mass_kg:g} kg",
        f"leg        {leg.measurements.side}, {count} findings of {', '.join(leg.measurements.tests)}",
        f"prior      {leg.prior.population.name}; emulator of {leg.emulator.runs} people; R-hat {leg.r_hat:.2f}",
        f"misfit     simulator at the best fit: {misfit:.2f} errors of the measurements",
        *(f"misses     {one.id}, {one.sentence}" for one in leg.misses),
        *(f"careful    {line}" for line in leg.warnings),
        "",
    ]
    learned = [
        (one.name.replace("_", " "), f"{one.best:.3g}", _interval(one.low, one.high), f"{one.ratio:.2f}", one.words)
        for one in leg.knowledge
    ]
    predicted = [
        (
            f"{one.name.replace('_', ' ')} {one.unit}", None if one.measured is None else f"{one.measured:.3g}",
            f"{one.middle:.3g}", _interval(one.low, one.high),
        )
        for one in leg.findings
    ]  # fmt: skip
    tables = build_table(LEARNED_HEADERS, learned, (1, 2, 3)), build_table(PREDICTED_HEADERS, predicted, (1, 2, 3))
    emit(
        render(
            "\n".join(head), tables[0], "", tables[1], "", *(f"written    {path}" for path in written), NOTE, DISCLAIMER
        )
    )


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
