"""secondheart sensitivity: what matters most for a finding in a population."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from secondheart.cli import options
from secondheart.cli.output import emit, emit_json
from secondheart.cli.shared import progress_bar

if TYPE_CHECKING:
    from secondheart.people.sensitivity import Sensitivity

ROWS_SHOWN = 6  # inputs of each finding
SENSITIVITY_HEADERS = ("input", "alone", "in all", "+-")


def rank_inputs(
    population: Annotated[str, typer.Argument(metavar="POPULATION", help="By name, or a file.")],
    findings: Annotated[
        str,
        typer.Option(
            "--findings",
            metavar="NAMES",
            show_default=False,
            help="Joined by commas, such as EF,refill-time-90; by default those of air plethysmography and of the "
            "ambulatory pressure.",
        ),
    ] = "VFI,EF,RVF,ambulatory-venous-pressure,refill-time-90",
    tests: Annotated[str, typer.Option("--tests", metavar="NAMES", help="Tests that give them.")] = "avp,apg",
    runs: Annotated[int, typer.Option("--runs", metavar="N", help="People that are simulated.")] = 300,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Another seed draws other people.")] = 0,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT.zarr", help="Keep the runs; goes on where it was.")
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", metavar="N", help="Threads.", show_default=False)] = None,
    as_json: options.Json = False,
) -> None:
    """Rank what people differ in by how much of a finding's spread it explains, by Sobol indices on an emulator."""
    from secondheart.people.sensitivity import sensitivity

    with progress_bar(f"{runs} people") as progress:
        ranked = sensitivity(
            population,
            [one.strip() for one in findings.split(",") if one.strip()],
            runs=runs,
            tests=[one.strip() for one in tests.split(",") if one.strip()],
            seed=seed,
            store=output,
            workers=workers,
            progress=progress,
        )
    if as_json:
        rows = [{**one._asdict(), "indices": [index._asdict() for index in one.indices]} for one in ranked]
        emit_json({"population": population, "runs": runs, "findings": rows})
    else:
        _print(population, runs, ranked)


def _print(population: str, runs: int, ranked: list[Sensitivity]) -> None:
    from secondheart.cli.tables import build_table, render
    from secondheart.people.missed import missed_rows
    from secondheart.report.text import DISCLAIMER

    parts: list[object] = [f"population {population}, {runs} people"]
    parts += [f"misses     {one.id}, {one.sentence}" for one in missed_rows(one.finding for one in ranked)]
    for one in ranked:
        doubt = "" if one.is_enough else ": too few to tell"
        parts.append(f"\n{one.finding.replace('_', ' ')}, emulator explains {100.0 * one.explained:.0f} %{doubt}")
        rows = [
            (index.input.replace("_", " "), f"{index.first:.2f}", f"{index.total:.2f}", f"{index.half_width:.2f}")
            for index in one.indices[:ROWS_SHOWN]
        ]
        parts.append(build_table(SENSITIVITY_HEADERS, rows, range(1, 4)))
    meaning = (
        "\nalone: share of the variance by the input alone; in all: with what it does together with others; +-: half"
        " of its 95 % interval. Inputs are taken as independent; legs are left ones."
    )
    emit(render(*parts, meaning, DISCLAIMER))  # type: ignore[arg-type]
