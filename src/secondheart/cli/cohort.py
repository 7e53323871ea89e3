"""secondheart cohort: many people examined, kept as they are done, and compared in what they wear."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.anatomy import match_name
from secondheart.cli import options
from secondheart.cli.columns import stack_words
from secondheart.cli.interrupts import RUNNING
from secondheart.cli.output import emit, emit_json, save_output, writable, write_text
from secondheart.cli.pictures import SheetAsked, pictures_of
from secondheart.cli.shared import progress_bar
from secondheart.errors import BadFile, InputError, RunFailed, UnknownName
from secondheart.variables import quantity_label

if TYPE_CHECKING:
    import xarray as xr

    from secondheart.people.cohort import CohortPlan
    from secondheart.people.store import CohortStore
    from secondheart.report.figure_options import FigureOptions
    from secondheart.report.table_page import PageTable

STORE = ".zarr"
USUAL_TESTS = "avp,apg"
LABEL_WIDTH = 34  # letters of a finding in a line: tables fit 80
SPREAD_HEADERS = ("finding", "mean", "SD", "middle 95 %", "normal", "in %")
CARE_HEADERS = ("finding", "bare", "change", "95 % interval", "effect", "helped")

People = Annotated[int | None, typer.Option("--people", metavar="N", help="How many are drawn.", show_default=False)]
Tests = Annotated[str, typer.Option("--tests", metavar="NAMES", help="Tests, joined by commas; reflux is one too.")]
Legs = Annotated[str, typer.Option("--legs", metavar="left|right|both", help="Whose findings are asked for.")]
Wear = Annotated[
    list[str] | None,
    typer.Option("--wear", metavar="GARMENT", help="A garment, compared with bare legs; may be repeated."),
]
Treat = Annotated[
    list[str] | None,
    typer.Option("--treat", metavar="NAME", help="A treatment, compared with none; may be repeated."),
]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, such as tcp://head:8786, instead."),
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="OUT.zarr", help="Keep what is done; goes on where it was.")
]


@options.takes(SheetAsked)
def examine_cohort(
    name: Annotated[
        str, typer.Argument(metavar="POPULATION", help="By name (secondheart list populations), a file, or OUT.zarr.")
    ],
    drawing: SheetAsked,
    people: People = None,
    seed: options.Seed = 0,
    tests: Tests = USUAL_TESTS,
    legs: Legs = "both",
    wear: Wear = None,
    treat: Treat = None,
    output: Output = None,
    workers: options.Workers = None,
    scheduler: Scheduler = None,
    publish: Annotated[
        str | None,
        typer.Option("--publish", metavar="RECIPE", help="Make the data set of a recipe in the folder POPULATION."),
    ] = None,
    table: options.Tables = None,
    report: options.Report = None,
    as_json: options.Json = False,
) -> None:
    """Draw many people, examine them, and print how findings are spread and what garments change.

    With -o OUT.zarr people are kept in blocks as they are done. The same command, or secondheart cohort OUT.zarr, goes
    on with those that are missing. --person OUT.zarr#17 takes one of them into any other command.
    """
    if publish is not None:
        _publish(name, publish, people, output, workers)
        return
    plan, store = _plan(name, people, seed, tests, legs, [*(wear or ()), *(treat or ())], output)
    if workers is not None and workers < 1:
        raise InputError(f"--workers {workers} is not allowed: 1 or more")
    look, sheet = drawing.options(), writable(table, (".csv",))
    pictures = pictures_of(drawing.plot, report, look.resolution_dpi)
    goes_on = store is not None and bool(store.missing_blocks())
    data = _run(plan, store, workers, scheduler)
    tables = _tables(data)
    if sheet:
        save_output(lambda path: write_text(_csv(data), path), sheet)
    pictures.write(lambda: _figure(data, look), lambda _: _page(data, plan, tables))
    if as_json:
        emit_json(_object(data, plan))
    else:
        of_store = [f"{'written' if goes_on else 'read':<11}{store.path}{_other_state(store, plan)}"] if store else []
        files = [f"written    {one}" for one in (table, *pictures.written) if one]
        _print(data, plan, tables, [*of_store, *files])


def _publish(folder: str, recipe: str, people: int | None, store: Path | None, workers: int | None) -> None:
    from secondheart.people.publish import publish

    with progress_bar(f"data set {recipe}") as progress:
        target = publish(recipe, folder, people=people, store=store, workers=workers, progress=progress)
    emit(f"written    {target}\n")


def _plan(
    name: str, people: int | None, seed: int, tests: str, legs: str, care: list[str], output: Path | None
) -> tuple[CohortPlan, CohortStore | None]:
    from secondheart.anatomy import SIDES
    from secondheart.people.cohort import check_key, plan_cohort, plan_of_store, store_of
    from secondheart.people.store import open_store

    path = Path(name)
    if path.suffix == STORE:
        if people is not None or care or output is not None or seed or tests != USUAL_TESTS:
            raise InputError(f"{path} says itself who is examined and how; give it alone")
        store = open_store(path, writing=True)
        plan = plan_of_store(store)
        if store.missing_blocks():  # what is whole can be read by any state of the program
            check_key(store, plan)
        return plan, store
    if people is None:
        raise InputError("how many people? give --people N, such as --people 100")
    side: Any = match_name(legs, SIDES)
    if side is None:
        raise UnknownName.of("side", legs, SIDES)
    names = [one.strip() for one in tests.split(",") if one.strip()]
    plan = plan_cohort(name, people, seed=seed, tests=names, legs=side, wear=care)
    return plan, store_of(plan, output) if output else None


def _run(plan: CohortPlan, store: CohortStore | None, workers: int | None, scheduler: str | None) -> xr.Dataset:
    from secondheart.people.cohort import dataset_of, run_in_memory, run_to_store

    with progress_bar(f"cohort of {plan.people}") as progress:
        if store is None:
            return dataset_of(plan, run_in_memory(plan, workers, scheduler, progress))
        try:
            for _ in run_to_store(store, plan, workers, scheduler, progress):
                RUNNING.check()
        except (RunFailed, KeyboardInterrupt, BadFile) as error:
            if isinstance(error, KeyboardInterrupt):
                missing = [store.blocks()[place] for place in store.missing_blocks()]
                done = store.people - sum(stop - first for first, stop in missing)
                sentence = f"interrupted; {done} of {store.people} people are kept in {store.path}"
                raise KeyboardInterrupt(f"{sentence}; secondheart cohort {store.path} goes on") from error
            raise
    return dataset_of(plan, store.read())


def _figure(data: xr.Dataset, look: FigureOptions | None = None) -> Any:
    from secondheart.people.figures import cohort_figure

    return cohort_figure(data, *([look] if look else []))


def _csv(data: xr.Dataset) -> str:
    """Return a line a person, case of care and leg: facts, traits, findings."""
    from secondheart.people.summary_table import legs_table

    return str(legs_table(data).to_csv(index=False, lineterminator="\n", float_format="%.6g"))


def _tables(data: xr.Dataset) -> list[PageTable]:
    """Return how findings are spread, and what each case of care changes."""
    from secondheart.people.cohort import BARE_NAME
    from secondheart.report.table_page import PageTable

    cases = [str(one) for one in data["care"].values]
    changed = [
        PageTable(f"{case}, less bare", CARE_HEADERS, _care_rows(data, case)) for case in cases if case != BARE_NAME
    ]
    return [PageTable("How findings are spread, bare", SPREAD_HEADERS, _spread_rows(data)), *changed]


def _page(data: xr.Dataset, plan: CohortPlan, tables: Sequence[PageTable]) -> str:
    from secondheart.report.table_page import table_page

    notes = [*_misses(data), *_contrary_lines(data), *_failures(data), _meaning(len(tables) > 1)]
    return table_page(
        "Many people", [_who(plan), _describe_tests(plan)], notes, tables, [("Findings of all legs", _figure(data))]
    )


def _print(data: xr.Dataset, plan: CohortPlan, tables: Sequence[PageTable], files: Sequence[str]) -> None:
    from secondheart.cli.tables import build_table, render
    from secondheart.report.text import DISCLAIMER

    head = [f"cohort     {_who(plan)}", f"tests      {_describe_tests(plan)}", *_misses(data)]
    parts: list[Any] = []
    for place, one in enumerate(tables):
        parts += [f"\n{one.caption}"] if place else []
        parts.append(build_table(one.headers, one.rows, range(1, len(one.headers))))
    ends = [*_contrary_lines(data), *_failures(data), *files]
    emit(render("\n".join([*head, ""]), *parts, "\n".join(["", *ends, _meaning(len(tables) > 1), DISCLAIMER])))


def _misses(data: xr.Dataset) -> list[str]:
    from secondheart.people.missed import missed_rows

    names, dressed = [str(name) for name in data.data_vars], data.sizes["care"] > 1
    return [f"misses     {one.id}, {one.sentence}" for one in missed_rows(names, dressed=dressed)]


def _other_state(store: CohortStore, plan: CohortPlan) -> str:
    return "" if store.about["key"] == plan.about["key"] else "; made by another state of the program"


def _contrary(data: xr.Dataset) -> list[str]:
    """Return what garments change unlike what is published."""
    from secondheart.people.care import differences
    from secondheart.people.cohort import BARE_NAME
    from secondheart.people.published_direction import PUBLISHED_DIRECTIONS, MovedFinding, other_directions

    names = [name for name in PUBLISHED_DIRECTIONS if name in data]
    cases = [str(one) for one in data["care"].values if str(one) != BARE_NAME]
    changes = [
        MovedFinding(case, one.finding, one.unit, one.mean, one.low, one.high)
        for case in cases
        for one in differences(data, case, findings=names)
    ]
    return other_directions(changes)


def _contrary_lines(data: xr.Dataset) -> list[str]:
    return [f"contrary   {line}" for line in _contrary(data)]


def _describe_tests(plan: CohortPlan) -> str:
    return f"{', '.join(plan.asked.tests)}; {' and '.join(plan.asked.legs)} leg"


def _who(plan: CohortPlan) -> str:
    from secondheart.report.text import count_people

    name = plan.source.population.name if plan.source.text else "a list of persons"
    return f"{name}: {count_people(plan.people)}, seed {plan.source.seed}"


def _meaning(with_care: bool) -> str:
    text = "SD and percentiles are of legs; both legs of a person are not two people."
    if with_care:
        text += (
            " Changes are those of persons, means of their legs; effect: change over its standard deviation; helped:"
            " a tenth or more in the good direction."
        )
    return text


def _spread_rows(data: xr.Dataset) -> list[tuple[object, ...]]:
    from secondheart.people.summary_table import spreading
    from secondheart.report.text import band

    return [
        (
            _named(one.finding, one.unit), _digits(one.mean), _digits(one.spread),
            f"{_digits(one.low)} to {_digits(one.high)}", band(one.normal_low, one.normal_high),
            None if one.inside_percent is None else f"{one.inside_percent:.0f}",
        )
        for one in spreading(data)
    ]  # fmt: skip


def _care_rows(data: xr.Dataset, care: str) -> list[tuple[object, ...]]:
    from secondheart.people.care import differences

    return [
        (
            _named(one.finding, one.unit), _digits(one.bare), _with_sign(one.mean),
            f"{_with_sign(one.low)} to {_with_sign(one.high)}", f"{one.effect:+.1f}", f"{one.helped_percent:.0f} %",
        )
        for one in differences(data, care)
    ]  # fmt: skip


def _digits(value: float) -> str:
    """Return a number with three digits that count."""
    if not math.isfinite(value):
        return "-"
    return f"{value:.{min(max(0, 2 - math.floor(math.log10(abs(value)))), 2)}f}" if value else "0"


def _named(finding: str, unit: str) -> str:
    return "\n".join(stack_words(f"{quantity_label(finding)} {unit}", LABEL_WIDTH))


def _with_sign(value: float) -> str:
    text = _digits(value)
    return f"+{text}" if value > 0 else text


def _failures(data: xr.Dataset) -> list[str]:
    from secondheart.people.examine import PERSON_FAILED
    from secondheart.report.text import count_people

    failed = [int(i) for i in data["person"].values[data["status"].values == PERSON_FAILED]]
    lines = [f"failed     {len(failed)} of {count_people(data.sizes['person'])}"] if failed else []
    return lines + [f"           #{i}: {data['reason'].values[i]}" for i in failed[:3]]


def _object(data: xr.Dataset, plan: CohortPlan) -> dict[str, Any]:
    from secondheart.people.care import differences
    from secondheart.people.cohort import BARE_NAME
    from secondheart.people.missed import missed_rows
    from secondheart.people.summary_table import spreading

    cases = [str(one) for one in data["care"].values if str(one) != BARE_NAME]
    return {
        "cohort": _who(plan),
        "findings": [_clean(one._asdict()) for one in spreading(data)],
        "care": {case: [_clean(one._asdict()) for one in differences(data, case)] for case in cases},
        "failed": int((data["status"].values == 2).sum()),
        "misses": [one._asdict() for one in missed_rows(str(name) for name in data.data_vars)],
        "contrary": _contrary(data),
    }


def _clean(row: dict[str, Any]) -> dict[str, Any]:
    return {key: None if isinstance(value, float) and not math.isfinite(value) else value for key, value in row.items()}
