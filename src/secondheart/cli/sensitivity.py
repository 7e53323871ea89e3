"""secondheart sensitivity: what matters most for a finding in a population."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.cli import options
from secondheart.cli.inputs import keeping_people
from secondheart.cli.output import emit, emit_json, save_output, writable, write_text
from secondheart.cli.pictures import pictures_of
from secondheart.cli.shared import progress_bar
from secondheart.variables import quantity_label

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from secondheart.people.sensitivity import Index, Sensitivity
    from secondheart.report.table_page import PageTable

Effects = dict[str, dict[str, float]]  # of Morris, by finding and input

ROWS_SHOWN = 6  # inputs of each finding
SENSITIVITY_HEADERS = ("input", "alone", "in all", "+-", "Morris")
MEANING = (
    "alone: share of the variance by the input alone; in all: with what it does together with others; +-: half of its "
    "95 % interval, from Sobol's sample and from the emulator; Morris: mean effect on the simulator, over the largest. "
    "Inputs are taken as independent; legs are left ones."
)


def rank_inputs(
    population: Annotated[str, typer.Argument(metavar="POPULATION", help="By name, or a file.")],
    findings: Annotated[
        str,
        typer.Option(
            "--findings",
            metavar="NAMES",
            show_default=False,
            help="Joined by commas, such as EF,AVP,RT90; by default those of air plethysmography and of the "
            "ambulatory pressure.",
        ),
    ] = "VFI,EF,RVF,ambulatory-venous-pressure,refill-time-90",
    tests: Annotated[str, typer.Option("--tests", metavar="NAMES", help="Tests that give them.")] = "avp,apg",
    runs: Annotated[int, typer.Option("--runs", metavar="N", help="People that are simulated.")] = 300,
    seed: options.Seed = 0,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT.zarr", help="Keep the runs; goes on where it was.")
    ] = None,
    check: Annotated[
        int, typer.Option("--morris", metavar="N", help="Trajectories of Morris' method on the simulator; 0: none.")
    ] = 4,
    workers: options.Workers = None,
    table: options.Tables = None,
    plot: options.Plot = None,
    report: options.Report = None,
    as_json: options.Json = False,
) -> None:
    """Rank what people differ in by how much of a finding's spread it explains, by Sobol indices on an emulator.

    Beside each index stands its error: that of Sobol's sample and that of the emulator. Morris' method, on the
    simulator itself, checks the order.
    """
    from secondheart.people.sensitivity import check_trajectories, morris, sensitivity

    if check:
        check_trajectories(check)
    pictures, sheet = pictures_of(plot, report), writable(table, (".csv",))
    names, asked = _parts(findings), _parts(tests)
    with keeping_people(output), progress_bar(f"{runs} people") as progress:
        ranked = sensitivity(
            population, names, runs=runs, tests=asked, seed=seed, store=output, workers=workers, progress=progress
        )
    effects: Effects = {}
    if check:
        beside = output.with_name(f"{output.stem}-morris.zarr") if output else None
        with keeping_people(output), progress_bar("Morris' check") as progress:
            effects = morris(
                population, names, trajectories=check, tests=asked, seed=seed, store=beside, workers=workers,
                progress=progress,
            )  # fmt: skip
    tables = [_ranking(one, effects.get(one.finding, {})) for one in ranked]
    if sheet:
        save_output(lambda path: write_text(_csv(ranked, effects), path), sheet)
    pictures.write(lambda: _figure(ranked), lambda _: _page(population, runs, ranked, tables))
    if as_json:
        rows = [{**one._asdict(), "indices": [_index(index) for index in one.indices]} for one in ranked]
        emit_json({"population": population, "runs": runs, "findings": rows, "morris": effects})
    else:
        _print(population, runs, ranked, tables, [str(path) for path in (output, table, plot, report) if path])


def _parts(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _index(index: Index) -> dict[str, Any]:
    return {**index._asdict(), "error": index.error}


def _ranking(one: Sensitivity, effects: Mapping[str, float]) -> PageTable:
    """Return the inputs that matter most for a finding, with the errors of their indices."""
    from secondheart.people.emulator import input_label
    from secondheart.people.sensitivity import rank_agreement
    from secondheart.report.table_page import PageTable

    doubt = "" if one.is_enough else ": too few to tell"
    caption = f"{quantity_label(one.finding)}, emulator explains {100.0 * one.explained:.0f} %{doubt}"
    largest = max(effects.values(), default=0.0) or 1.0
    rows = [
        (
            input_label(index.input), f"{index.first:.2f}", f"{index.total:.2f}", f"{index.error:.2f}",
            *([f"{effects[index.input] / largest:.2f}"] if effects else []),
        )
        for index in one.indices[:ROWS_SHOWN]
    ]  # fmt: skip
    hint = f"order agrees with Morris on the simulator: {rank_agreement(one, effects):.2f}" if effects else ""
    return PageTable(caption, SENSITIVITY_HEADERS[: None if effects else -1], rows, hint)


def _csv(ranked: Sequence[Sensitivity], effects: Effects) -> str:
    lines = ["finding,explained,enough,input,alone,in_all,error,morris"]
    for one in ranked:
        some = effects.get(one.finding, {})
        lines += [
            f"{one.finding},{one.explained:.4g},{one.is_enough},{index.input},{index.first:.4g},{index.total:.4g},"
            f"{index.error:.4g},{some.get(index.input, math.nan):.4g}"
            for index in one.indices
        ]
    return "\n".join([*lines, ""])


def _figure(ranked: Sequence[Sensitivity]) -> Figure:
    from secondheart.people.sensitivity_figure import sensitivity_figure

    return sensitivity_figure(ranked)


def _misses(ranked: Sequence[Sensitivity]) -> list[str]:
    from secondheart.people.missed import missed_rows

    return [f"misses {one.id}, {one.sentence}" for one in missed_rows(one.finding for one in ranked)]


def _page(population: str, runs: int, ranked: Sequence[Sensitivity], tables: Sequence[PageTable]) -> str:
    from secondheart.report.table_page import table_page

    who = [f"population {population}, {runs} people"]
    figures = [("Total indices of the inputs that matter most, with their errors", _figure(ranked))]
    return table_page("What matters most", who, [*_misses(ranked), MEANING], tables, figures)


def _print(
    population: str, runs: int, ranked: Sequence[Sensitivity], tables: Sequence[PageTable], written: Sequence[str]
) -> None:
    from secondheart.cli.tables import build_table, render
    from secondheart.report.text import DISCLAIMER

    parts: list[object] = [f"population {population}, {runs} people", *_misses(ranked)]
    for one in tables:
        parts += [f"\n{one.caption}", build_table(one.headers, one.rows, range(1, len(one.headers)))]
        parts += [one.hint] if one.hint else []
    emit(render(*parts, "", *(f"written    {path}" for path in written), MEANING, DISCLAIMER))  # type: ignore[arg-type]
