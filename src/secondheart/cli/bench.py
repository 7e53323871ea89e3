"""secondheart bench and best: garments on a leg side by side, and the stocking that helps a population most."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.anatomy import LEGS, match_name
from secondheart.cli import options
from secondheart.cli.output import emit, emit_json, save_output, writable
from secondheart.cli.shared import progress_bar
from secondheart.errors import InputError, UnknownName

if TYPE_CHECKING:
    from secondheart.people.bench import BenchRow, Candidate
    from secondheart.person import Person

BENCH_NOTE = (
    "Pressures are those of the garment, lying. Walls: pressure across them, means over 30 s. The rise on standing "
    "(static stiffness index) is not simulated: here legs do not grow thicker when they hang."
)
BEST_HEADERS = ("stocking", "gain %", "95 % interval", "helped", "front")
BEST_NOTE = (
    "gain: mean improvement over people in percent of bare; helped: by a tenth or more; front: no other presses the "
    "ankle less and gains as much. Class III and stronger is for a doctor to give, who has measured the arteries."
)


@options.takes_person
def compare_garments(
    garments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="GARMENT...", help="By name, pressures (stocking=B:27/C:20) or file.", show_default=False
        ),
    ] = None,
    person: options.Asked = options.Asked(),  # noqa: B008 - frozen
    points: Annotated[
        Path | None, typer.Option("--points", metavar="IN.csv", help="Garments as garment, point, pressure_mmHg.")
    ] = None,
    leg: Annotated[str, typer.Option("--leg", metavar="left|right", help="Which leg is measured.")] = "left",
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="OUT.csv", help="Write the numbers.")] = None,
    as_json: options.Json = False,
) -> None:
    """Put garments on a leg, one after the other, and compare pressures, walls, pump and reflux with bare."""
    from secondheart.people.bench import bench, read_points, write_bench

    side: Any = match_name(leg, LEGS)
    if side is None:
        raise UnknownName.of("leg", leg, LEGS)
    asked: list[Any] = [*(garments or ()), *(read_points(points) if points else ())]
    if not asked:
        raise InputError("no garment is given, such as ral-i or stocking=B:27/C:20, and no --points IN.csv")
    who, target = person.build(), writable(output, (".csv",))
    with progress_bar("bench") as progress:
        rows = bench(who, asked, side, progress)
    if target:
        save_output(lambda path: write_bench(rows, path), target)
    if as_json:
        emit_json({"rows": [_object(row) for row in rows]})
    else:
        _print(rows, who, output)


def _object(row: BenchRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "classes": list(row.classes),
        "prescribed": row.prescribed,
        "values": [one._asdict() for one in row.values],
    }


def _print(rows: list[BenchRow], who: Person, output: Path | None) -> None:
    from secondheart.cli.tables import build_table, render
    from secondheart.compression.catalogue import PRESCRIBED
    from secondheart.people.bench import BENCH_FINDINGS
    from secondheart.people.missed import missed_rows
    from secondheart.report.text import DISCLAIMER, describe_person

    head = [f"person     {describe_person(who)}"]
    head += [f"misses     {one.id}, {one.sentence}" for one in missed_rows(BENCH_FINDINGS)]
    head += [
        f"{place:<11}{row.name}: {', '.join(row.classes) or 'no class'}{f'; {PRESCRIBED}' if row.prescribed else ''}"
        for place, row in enumerate(rows[1:], 1)
    ]
    quantities = list(dict.fromkeys((one.quantity, one.unit) for row in rows for one in row.values))
    by_row = [{one.quantity: one.value for one in row.values} for row in rows]
    table = [
        (f"{name.replace('_', ' ')} {unit}", *(_digits(values.get(name)) for values in by_row))
        for name, unit in sorted(quantities, key=lambda pair: not pair[0].startswith("pressure at"))
    ]
    headers = ("", rows[0].name, *map(str, range(1, len(rows))))
    written = [f"written    {output}"] if output else []
    drawn = build_table(headers, table, range(1, len(headers)))
    emit(render("\n".join([*head, ""]), drawn, "", *written, BENCH_NOTE, DISCLAIMER))


def _digits(value: float | None) -> str | None:
    return None if value is None else f"{value:.1f}"


def search_stocking(
    population: Annotated[str, typer.Argument(metavar="POPULATION", help="Whose legs, by name or file.")],
    finding: Annotated[str, typer.Option("--for", metavar="FINDING", help="What is to improve, such as VFI.")] = "VFI",
    people: Annotated[int, typer.Option("--people", metavar="N", help="How many are drawn.")] = 12,
    most: Annotated[float, typer.Option("--most-mmHg", metavar="MMHG", help="At the ankle, at most.")] = 32.0,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Another seed draws other people.")] = 0,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT.zarr", help="Keep the runs; goes on where it was.")
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", metavar="N", help="Threads.", show_default=False)] = None,
    as_json: options.Json = False,
) -> None:
    """Search the graduated knee stocking that improves a finding most in the same legs, and show what it costs."""
    from secondheart.people.bench import best_stockings

    with progress_bar("best stocking") as progress:
        ranked = best_stockings(
            population, finding, people=people, most_mmHg=most, seed=seed, store=output, workers=workers,
            progress=progress,
        )  # fmt: skip
    if as_json:
        emit_json({"finding": finding, "candidates": [one._asdict() for one in ranked]})
    else:
        _print_best(population, people, finding, ranked)


def _print_best(population: str, people: int, finding: str, ranked: list[Candidate]) -> None:
    from secondheart.cli.tables import build_table, render
    from secondheart.people.missed import missed_rows
    from secondheart.report.text import DISCLAIMER

    rows = [
        (
            one.name, f"{one.gain_percent:+.1f}", f"{one.low_percent:+.1f} to {one.high_percent:+.1f}",
            f"{one.helped_percent:.0f} %", "yes" if one.is_front else "",
        )
        for one in ranked
    ]  # fmt: skip
    head = [f"people     {people} of {population}, left legs", f"for        {finding}"]
    head += [f"misses     {one.id}, {one.sentence}" for one in missed_rows([finding])]
    emit(render("\n".join([*head, ""]), build_table(BEST_HEADERS, rows, (1, 2, 3)), "", BEST_NOTE, DISCLAIMER))
