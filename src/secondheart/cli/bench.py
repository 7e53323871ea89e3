"""secondheart bench and best: garments on a leg side by side, and the stocking that helps a population most."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.anatomy import LEGS, match_name
from secondheart.cli import options
from secondheart.cli.inputs import keeping_people
from secondheart.cli.output import emit, emit_json, save_output, writable, write_text
from secondheart.cli.pictures import SheetAsked, pictures_of
from secondheart.cli.shared import progress_bar
from secondheart.errors import InputError, UnknownName
from secondheart.variables import quantity_label

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from secondheart.compression import Garment
    from secondheart.people.bench import BenchRow
    from secondheart.people.best_stocking import Candidate
    from secondheart.person import Person
    from secondheart.report.figure_options import FigureOptions
    from secondheart.report.table_page import PageTable

BENCH_NOTE = (
    "Pressures are those of the garment, lying. Walls: pressure across them, means over 30 s. Static stiffness index: "
    "what the garment presses more on the ankle in standing than in lying."
)
INSIDE_NOTE = (
    "Ambulatory pressure is that inside a vein, hardly less than what presses on it: in a strong garment it rises "
    "again, while the wall bears less and less and the calf drives out more. Compare doses by walls, EF, RVF or VFI."
)
BEST_HEADERS = ("stocking", "gain %", "95 % interval", "helped", "front", "beside the first")
BEST_NOTE = (
    "gain: mean improvement over people in percent of bare; helped: by a tenth or more; front: no other presses the "
    "ankle less and gains as much. Class III and stronger is for a doctor to give, who has measured the arteries."
)


@options.takes(SheetAsked)
@options.takes_person
def compare_garments(
    garments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="GARMENT...", help="By name, pressures (stocking=B:27/C:20) or file.", show_default=False
        ),
    ] = None,
    person: options.Asked = options.Asked(),  # noqa: B008 - frozen
    drawing: SheetAsked = SheetAsked(),  # noqa: B008 - frozen
    points: Annotated[
        Path | None, typer.Option("--points", metavar="IN.csv", help="Garments as garment, point, pressure_mmHg.")
    ] = None,
    girths: Annotated[
        str | None,
        typer.Option(
            "--girths", metavar="B:23/C:36", help="Of the leg, in cm, for garments from files; else by build."
        ),
    ] = None,
    device: Annotated[
        list[str] | None,
        typer.Option("--device", metavar="DEVICE", help="By name or file: what it does lying; may be repeated."),
    ] = None,
    day: Annotated[str, typer.Option("--day", metavar="DAY", help="Swelling over it too, such as office.")] = "",
    leg: Annotated[str, typer.Option("--leg", metavar="left|right", help="Which leg is measured.")] = "left",
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="OUT.csv", help="Write the numbers.")] = None,
    report: options.Report = None,
    as_json: options.Json = False,
) -> None:
    """Put garments on a leg, one after the other, and compare pressures, walls, pump and reflux with bare.

    Garments are named by class (ral-ii), pressures (stocking=B:27/C:20), as a wrap (bandage-inelastic=40) or by a file
    with pressures, or with tensions of the knit, which press on the girths of the leg.
    """
    from secondheart.people.bench import bench, read_points, write_bench

    side: Any = match_name(leg, LEGS)
    if side is None:
        raise UnknownName.of("leg", leg, LEGS)
    who, look, target = person.build(), drawing.options(), writable(output, (".csv",))
    pictures = pictures_of(drawing.plot, report, look.resolution_dpi)
    asked = [*_on_leg(garments or (), who, girths), *(read_points(points) if points else ())]
    if not asked and not device:
        raise InputError("no garment is given, such as ral-i or stocking=B:27/C:20, no --points IN.csv and no --device")
    with progress_bar("bench") as progress:
        rows = bench(who, asked, side, progress, devices=device or (), day=day)
    if target:
        save_output(lambda path: write_bench(rows, path), target)
    pictures.write(lambda: _figure(rows, look), lambda _: _page(rows, who))
    if as_json:
        emit_json({"rows": [_object(row) for row in rows], "contrary": _contrary(rows)})
    else:
        _print(rows, who, [str(path) for path in (output, *pictures.written) if path])


def _on_leg(garments: Sequence[str], who: Person, girths: str | None) -> list[str | Garment]:
    """Return garments, those from files on the girths of the leg."""
    from secondheart.compression.files import is_file_name, read_garment
    from secondheart.compression.points import check_girths, girths_of_build

    by_build = girths_of_build(who.height_cm, who.mass_kg)
    of_leg = by_build if girths is None else {**by_build, **check_girths(_girths(girths))}
    return [read_garment(one, girth_cm=of_leg) if is_file_name(one) else one for one in garments]


def _girths(text: str) -> dict[str, float]:
    pairs = [part.partition(":") for part in text.split("/")]
    try:
        return {point: float(girth) for point, _, girth in pairs}
    except ValueError:
        raise InputError(f"--girths {text} is not allowed: point and cm, such as B:23/B1:29/C:36") from None


def _object(row: BenchRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "classes": list(row.classes),
        "prescribed": row.prescribed,
        "values": [one._asdict() for one in row.values],
    }


def _figure(rows: Sequence[BenchRow], look: FigureOptions | None = None) -> Figure:
    from secondheart.people.bench_figure import bench_figure
    from secondheart.report.figure_options import USUAL_FIGURE

    return bench_figure(rows, look or USUAL_FIGURE)


def _head(rows: Sequence[BenchRow], who: Person) -> list[str]:
    from secondheart.people.bench import BENCH_FINDINGS
    from secondheart.people.missed import missed_rows
    from secondheart.report.text import describe_person

    return [
        f"person     {describe_person(who)}",
        *(f"misses     {one.id}, {one.sentence}" for one in missed_rows(BENCH_FINDINGS)),
        *(f"{place:<11}{_who(row)}" for place, row in enumerate(rows[1:], 1)),
        *(f"contrary   {line}" for line in _contrary(rows)),
    ]


def _contrary(rows: Sequence[BenchRow]) -> list[str]:
    """Return what garments change in this leg unlike what is published."""
    from secondheart.people.published_direction import MovedFinding, other_directions

    bare = {one.quantity: one.value for one in rows[0].values}
    changes = [
        MovedFinding(row.name, one.quantity, one.unit, change, change, change)
        for row in rows[1:]
        if row.garment is not None
        for one in row.values
        for start in [bare.get(one.quantity)]
        if one.value is not None and start is not None
        for change in [one.value - start]
    ]
    return other_directions(changes)


def _who(row: BenchRow) -> str:
    from secondheart.compression.catalogue import PRESCRIBED

    if row.garment is None:
        return f"{row.name}: a device, on the bare leg, lying"
    return f"{row.name}: {', '.join(row.classes) or 'no class'}{f'; {PRESCRIBED}' if row.prescribed else ''}"


def _table(rows: Sequence[BenchRow], headers: Sequence[str]) -> PageTable:
    from secondheart.report.table_page import PageTable
    from secondheart.variables import quantity_of

    quantities = list(dict.fromkeys((one.quantity, one.unit) for row in rows for one in row.values))
    by_row = [{one.quantity: one.value for one in row.values} for row in rows]
    table = [
        (f"{kind.label} {unit}", *(_digits(values.get(name), kind.digits) for values in by_row))
        for name, unit in sorted(quantities, key=lambda pair: not pair[0].startswith("pressure at"))
        for kind in [quantity_of(name, unit)]
        if any(_digits(values.get(name), kind.digits) for values in by_row)
    ]
    return PageTable("Side by side", ("", *headers), table)


def _page(rows: Sequence[BenchRow], who: Person) -> str:
    from secondheart.report.table_page import table_page

    head = _head(rows, who)
    figures = [("Pressures of the garments along the leg, and what the leg does in each", _figure(rows))]
    notes, tables = [*head[1:], BENCH_NOTE, INSIDE_NOTE], [_table(rows, [row.name for row in rows])]
    return table_page("On the bench", head[:1], notes, tables, figures)


def _print(rows: list[BenchRow], who: Person, written: Sequence[str]) -> None:
    from secondheart.cli.tables import build_table, render
    from secondheart.report.text import DISCLAIMER

    one = _table(rows, (rows[0].name, *map(str, range(1, len(rows)))))
    drawn = build_table(one.headers, one.rows, range(1, len(one.headers)))
    files = [f"written    {path}" for path in written]
    emit(render("\n".join([*_head(rows, who), ""]), drawn, "", *files, BENCH_NOTE, INSIDE_NOTE, DISCLAIMER))


def _digits(value: float | None, digits: int = 1) -> str | None:
    return None if value is None or value != value else f"{value:.{digits}f}"


@options.takes(SheetAsked)
def search_stocking(
    population: Annotated[str, typer.Argument(metavar="POPULATION", help="Whose legs, by name or file.")],
    drawing: SheetAsked,
    finding: Annotated[str, typer.Option("--for", metavar="FINDING", help="What is to improve, such as VFI.")] = "VFI",
    people: Annotated[int, typer.Option("--people", metavar="N", help="How many are drawn.")] = 12,
    most: Annotated[float, typer.Option("--most-mmHg", metavar="MMHG", help="At the ankle, at most.")] = 32.0,
    seed: options.Seed = 0,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT.zarr", help="Keep the runs; goes on where it was.")
    ] = None,
    workers: options.Workers = None,
    table: options.Tables = None,
    report: options.Report = None,
    as_json: options.Json = False,
) -> None:
    """Search the graduated knee stocking that improves a finding most in the same legs, and show what it costs."""
    from secondheart.people.best_stocking import best_stockings, improved_finding

    look, sheet = drawing.options(), writable(table, (".csv",))
    pictures = pictures_of(drawing.plot, report, look.resolution_dpi)
    with keeping_people(output), progress_bar("best stocking") as progress:
        ranked = best_stockings(
            population, finding, people=people, most_mmHg=most, seed=seed, store=output, workers=workers,
            progress=progress,
        )  # fmt: skip
    if sheet:
        save_output(lambda path: write_text(_csv(ranked), path), sheet)
    name = improved_finding(finding)
    head = _best_head(population, people, name, ranked)
    pictures.write(lambda: _trade_off(ranked, name, look), lambda _: _best_page(head, name, ranked))
    if as_json:
        emit_json({"finding": name, "candidates": [one._asdict() for one in ranked]})
    else:
        _print_best(head, name, ranked, [str(path) for path in (output, table, *pictures.written) if path])


def _csv(ranked: Sequence[Candidate]) -> str:
    names = ranked[0]._fields
    lines = [",".join(f"{value:.6g}" if isinstance(value, float) else str(value) for value in one) for one in ranked]
    return "\n".join([",".join(names), *lines, ""])


def _trade_off(ranked: Sequence[Candidate], finding: str, look: FigureOptions | None = None) -> Figure:
    from secondheart.people.bench_figure import trade_off_figure
    from secondheart.report.figure_options import USUAL_FIGURE

    return trade_off_figure(ranked, finding, look or USUAL_FIGURE)


def _best_table(ranked: Sequence[Candidate]) -> PageTable:
    from secondheart.report.table_page import PageTable

    rows = [
        (
            one.name, f"{one.gain_percent:+.1f}", f"{one.low_percent:+.1f} to {one.high_percent:+.1f}",
            f"{one.helped_percent:.0f} %", "yes" if one.is_front else "", _beside(one) if place else "",
        )
        for place, one in enumerate(ranked)
    ]  # fmt: skip
    return PageTable("Stockings, the largest gain first", BEST_HEADERS, rows)


def _beside(one: Candidate) -> str:
    return "gains less" if one.is_behind else "too few to tell"


def _best_head(population: str, people: int, finding: str, ranked: Sequence[Candidate]) -> list[str]:
    """Return whose legs were examined, and whether they tell which stocking is best."""
    alike = sum(not one.is_behind for one in ranked[1:])
    doubt = f"{people} people are too few to tell the first from {alike} of {len(ranked) - 1} others"
    return [
        f"people     {people} of {population}, left legs",
        f"for        {quantity_label(finding)}",
        *([f"careful    {doubt}"] * (alike > 0)),
    ]


def _best_page(head: Sequence[str], finding: str, ranked: Sequence[Candidate]) -> str:
    from secondheart.report.table_page import table_page

    figures = [("What is gained over the pressure that it takes", _trade_off(ranked, finding))]
    notes = [*_misses(finding), *_best_notes(finding)]
    return table_page("The best stocking", head, notes, [_best_table(ranked)], figures)


def _best_notes(finding: str) -> list[str]:
    """Return what a search is read by, and that the pressure inside a vein does not follow the dose."""
    from secondheart.people.bench import INSIDE_FINDINGS

    return [BEST_NOTE, *([INSIDE_NOTE] if finding in INSIDE_FINDINGS else [])]


def _misses(finding: str) -> list[str]:
    from secondheart.people.missed import missed_rows

    return [f"misses     {one.id}, {one.sentence}" for one in missed_rows([finding])]


def _print_best(head: Sequence[str], finding: str, ranked: list[Candidate], written: Sequence[str]) -> None:
    from secondheart.cli.tables import build_table, render
    from secondheart.report.text import DISCLAIMER

    one = _best_table(ranked)
    drawn = build_table(one.headers, one.rows, (1, 2, 3))
    files = [f"written    {path}" for path in written]
    emit(render("\n".join([*head, *_misses(finding), ""]), drawn, "", *files, *_best_notes(finding), DISCLAIMER))
