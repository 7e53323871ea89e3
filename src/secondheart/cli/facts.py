"""secondheart facts: popular claims beside the model's day and published ones."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secondheart.cli import options
from secondheart.cli.output import emit, emit_json
from secondheart.cli.shared import progress_bar

if TYPE_CHECKING:
    from rich.console import RenderableType

    from secondheart.day import Account, Fact
    from secondheart.day.facts import Claim, PublishedFact
    from secondheart.person import Person
    from secondheart.recordings.registry import Options

FACT_HEADERS = ("popular claim", "the model's day", "published")
OUTSIDE = "!: outside the published range"
DEFAULT_DAY = "office"


def compare_facts(
    day: Annotated[
        str,
        typer.Argument(metavar="DAY", help="A day by name or file, a recording, or a result of secondheart day (.nc)."),
    ] = DEFAULT_DAY,
    date: options.Date = None,
    zone: options.Zone = None,
    pick: options.Pick = None,
    as_json: options.Json = False,
) -> None:
    """Compare popular claims with a day of the model and with published sources."""
    from secondheart.cli.inputs import recording_options
    from secondheart.cli.tables import render
    from secondheart.day import facts
    from secondheart.person import Person
    from secondheart.report.text import DISCLAIMER

    totals = _account(day, Person(), recording_options(zone, date, pick))
    rows = facts(totals)
    if as_json:
        emit_json({"day": totals.name, "duration_s": totals.duration_s, "facts": facts_object(rows)})
        return
    head = f"Popular claims, and a day of the default person: {totals.name}"
    emit(render(head, "", *fact_lines(rows), "", *remarks(rows), DISCLAIMER))


def _account(text: str, person: Person, asked: Options | None) -> Account:
    from secondheart.cli.inputs import day_of
    from secondheart.day import PersonDay, account
    from secondheart.day.compute import run_day
    from secondheart.results.netcdf import open_result

    if text.endswith(".nc"):
        return account(_of_a_day(open_result(text), text))
    plan = day_of(text, person, asked)
    with tempfile.TemporaryDirectory(prefix="secondheart-") as folder, progress_bar(text) as progress:
        result = run_day(PersonDay(text, person, plan.day), Path(folder) / "day.nc", progress=progress)
        return account(result, plan.day.protocol)


def _of_a_day(result: Any, text: str) -> Any:
    from secondheart.errors import BadFile

    if "blood" not in result:
        raise BadFile(f"{text}: not a result of secondheart day; one of secondheart run does not hold all the blood")
    return result


def fact_lines(rows: Sequence[Fact]) -> Iterator[RenderableType]:
    """Yield the table of popular claims, and below it the sources that are numbered in it."""
    from secondheart.cli.tables import build_table, number_sources

    sources = number_sources(_source(row) for fact in rows for row in fact.claim.published)
    yield build_table(
        FACT_HEADERS, [(fact.claim.claim, _figure(fact), _published_ranges(fact.claim, sources)) for fact in rows]
    )
    yield ""
    if any(fact.model_within is False for fact in rows):
        yield OUTSIDE
    yield from (f"[{number}] {source}" for source, number in sources.items())


def _source(row: PublishedFact) -> str:
    return f"{row.text} ({row.id})"


def _published_ranges(claim: Claim, sources: Mapping[str, int]) -> str:
    """Return each range once, with the numbers of its sources; a source without a range is only referred to."""
    ranges: dict[str, str] = {}
    for row in claim.published:
        no_range = row.low is None or row.high is None
        words = "see" if no_range else f"{row.low:,.0f} to {row.high:,.0f} {claim.unit}"
        ranges[words] = f"{ranges.get(words, words)} [{sources[_source(row)]}]"
    return ", ".join(ranges.values())


def remarks(rows: Sequence[Fact]) -> list[str]:
    """Return what is to be said of each figure."""
    return [f"{fact.claim.claim}: {fact.claim.remark}." for fact in rows]


def facts_object(rows: Sequence[Fact]) -> list[dict[str, Any]]:
    """Return the figures for JSON."""
    return [
        {
            **fact.claim.model_dump(mode="json"),
            "model": fact.model,
            "claim_within_published": fact.claim_within,
            "model_within_published": fact.model_within,
        }
        for fact in rows
    ]


def _figure(fact: Fact) -> str:
    if fact.model is None:
        return "-"
    digits = 1 if fact.claim.unit == "%" else 0
    return f"{fact.model:,.{digits}f} {fact.claim.unit}{'!' if fact.model_within is False else ''}"
