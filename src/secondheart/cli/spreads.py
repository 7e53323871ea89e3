"""secondheart spreads: how far findings are spread in a population, beside what is published, and spreads that fit."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from secondheart.cli import options
from secondheart.cli.columns import stack_words
from secondheart.cli.inputs import keeping_people
from secondheart.cli.output import emit, emit_json, save_output, writable, write_text
from secondheart.cli.shared import progress_bar
from secondheart.errors import InputError
from secondheart.variables import quantity_label

if TYPE_CHECKING:
    import xarray as xr

    from secondheart.people.population import Population
    from secondheart.people.published_spread import FittedSpreads, SpreadRow, SpreadTarget

SPREAD_LABEL_WIDTH = 24  # letters of a finding in a line
PUBLISHED_HEADERS = ("finding", "published", "SD", "from", "mean", "SD", "of SD", "facts", "")
SPREADS_NOTE = (
    "from: read in the source, recalled, or range: a quarter of a normal range, taken as the middle 95 %. reached: SD "
    "within 30 %, mean within one published SD. facts: SD that age, sex, height and mass give alone. People are not "
    "weighted: all count alike. Legs are left ones."
)


def compare_spreads(
    population: Annotated[str, typer.Argument(metavar="POPULATION", help="By name, such as healthy-adults.")],
    people: Annotated[int, typer.Option("--people", metavar="N", help="How many are drawn.")] = 200,
    seed: options.Seed = 0,
    store: options.Runs = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="OUT.toml", help="Write the population with fitted spreads."),
    ] = None,
    workers: options.Workers = None,
    as_json: options.Json = False,
) -> None:
    """Compare the spreads of findings in a population with published ones; with -o, fit its traits to them."""
    from secondheart.people.cohort import dataset_of, plan_cohort, run_plan
    from secondheart.people.population import population as read_population
    from secondheart.people.published_spread import spread_rows, spread_targets
    from secondheart.report.text import count_people

    one, target = read_population(population), writable(output, (".toml",))
    _check_published(one, people, target)
    plan = plan_cohort(one, people, seed=seed, tests=("avp", "apg"), legs="left")
    with keeping_people(store), progress_bar(count_people(people)) as progress:
        data = dataset_of(plan, run_plan(plan, store, workers, progress))
    rows, lines = spread_rows(data, spread_targets(one.name)), _correlations(one, data)
    alone, fitted = _fit(one, data, seed, target)
    if as_json:
        emit_json(
            {
                "population": one.name,
                "rows": [_object(row) for row in rows],
                "correlations": lines,
                "factors": fitted.factors if fitted else {},
                "medians": fitted.medians if fitted else {},
            }
        )
    else:
        head = f"population {one.name}, {count_people(people)}, seed {seed}"
        _print(head, list(zip(rows, alone, strict=True)), lines, fitted, output)


def _check_published(one: Population, people: int, target: Path | None) -> None:
    """Raise InputError if nothing is published for a population, or too few people are asked for to fit it."""
    from secondheart.people.emulator import FEWEST_RUNS
    from secondheart.people.published_spread import published_correlations, spread_targets

    targets = spread_targets(one.name)
    if not targets and not published_correlations(one.name):
        allowed = "healthy-adults, varicose-clinic"
        raise InputError(f"nothing is published for a population called {one.name}; allowed: {allowed}")
    if target and (not targets or people < FEWEST_RUNS):
        why = f"{people} people are too few: {FEWEST_RUNS} or more" if targets else "no spread of it is published"
        raise InputError(f"no spreads can be fitted to {one.name}: {why}")


def _correlations(one: Population, data: xr.Dataset) -> list[str]:
    """Return how findings go together over the legs of a cohort, beside what is published, in lines."""
    from secondheart.people.published_spread import correlation_of, published_correlations

    lines = []
    for pair in published_correlations(one.name):
        r, ranks, count = correlation_of(data, pair)
        names = " with ".join(quantity_label(name) for name in pair.of)
        papers = ", ".join(f"{paper['r']} ({paper['row']})" for paper in pair.published)
        lines.append(f"{names}, {count} legs: r {r:.2f}, of ranks {ranks:.2f}; published {papers}")
    return lines


def _fit(one: Population, data: xr.Dataset, seed: int, target: Path | None) -> tuple[list[float], FittedSpreads | None]:
    """Return what facts alone give of each deviation, and the fitted population where one is asked for."""
    import tomli_w

    from secondheart.people.emulator import FEWEST_RUNS, Inputs, build_emulator
    from secondheart.people.published_spread import facts_deviations, fit_spreads, spread_targets

    targets, people = spread_targets(one.name), data.sizes["person"]
    if not targets or people < FEWEST_RUNS:
        return [math.nan] * len(targets), None
    emulator = build_emulator(data, one.draw(people, seed), Inputs.of(one), "left", [row.finding for row in targets])
    alone = facts_deviations(one, emulator, targets, seed).tolist()
    if target is None:
        return alone, None
    fitted = fit_spreads(one, emulator, targets, seed)
    text = tomli_w.dumps(fitted.population.model_dump(mode="json", exclude_defaults=True, exclude_none=True))
    save_output(lambda path: write_text(text, path), target)
    return alone, fitted


def _object(row: SpreadRow) -> dict[str, object]:
    return {**row._asdict(), "target": row.target.model_dump()}


def _label(target: SpreadTarget) -> str:
    return "\n".join(stack_words(f"{quantity_label(target.finding)} {target.unit}", SPREAD_LABEL_WIDTH))


def _print(
    head: str, rows: list[tuple[SpreadRow, float]], lines: list[str], fitted: FittedSpreads | None, output: Path | None
) -> None:
    from secondheart.cli.tables import build_table, render
    from secondheart.people.emulator import input_label
    from secondheart.report.text import DISCLAIMER

    table = [
        (
            _label(row.target), f"{row.target.mean:.3g}",
            f"{row.target.deviation:.3g}", f"{row.target.basis} {row.target.rows}", f"{row.mean:.3g}",
            f"{row.deviation:.3g}", f"{row.ratio:.2f}", "-" if alone != alone else f"{alone:.3g}",
            "reached" if row.is_reached else "not reached",
        )
        for row, alone in rows
    ]  # fmt: skip
    parts: list[object] = [f"{head}\n"]
    if table:
        reached = sum(row.is_reached for row, _ in rows)
        parts += [build_table(PUBLISHED_HEADERS, table, (1, 2, 4, 5, 6, 7)), f"reached: {reached} of {len(rows)}"]
    parts += lines
    if fitted:
        for what, moved in (("spreads", fitted.factors), ("medians", fitted.medians)):
            words = [f"{input_label(name)} {by:.2f}" for name, by in moved.items() if f"{by:.2f}" != "1.00"]
            parts.append(f"{what} times: {', '.join(words) or '1, all of them'}")
        parts.append(f"written    {output}; draw from it to see what it gives")
    emit(render(*parts, SPREADS_NOTE, DISCLAIMER))  # type: ignore[arg-type]
