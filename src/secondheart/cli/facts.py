"""secondheart facts: the founding text's figures beside the model's day and what is published."""

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

HEADERS = ("the text says", "the model's day", "published")
OUTSIDE = "!: outside of what is published"
USUAL = "office"


def tell_facts(
    day: Annotated[
        str,
        typer.Argument(metavar="DAY", help="A day by name or file, a recording, or a result of secondheart day (.nc)."),
    ] = USUAL,
    as_json: options.Json = False,
) -> None:
    """Hold the founding text's figures beside those of a day and beside published sources."""
    from secondheart.cli.tables import rendered
    from secondheart.day import facts
    from secondheart.person import Person
    from secondheart.report.text import DISCLAIMER

    told = _account(day, Person())
    found = facts(told)
    if as_json:
        emit_json({"day": told.name, "duration_s": told.duration_s, "facts": facts_object(found)})
        return
    head = f"The founding text's figures, and a day of the default person: {told.name}"
    emit(rendered(head, "", *told_facts(found), "", *remarks(found), DISCLAIMER))


def _account(text: str, person: Person) -> Account:
    from secondheart.cli.inputs import day_of
    from secondheart.day import PersonDay, account
    from secondheart.day.compute import run_day
    from secondheart.results.netcdf import open_result

    if text.endswith(".nc"):
        return account(_of_a_day(open_result(text), text))
    plan = day_of(text, person)
    with tempfile.TemporaryDirectory(prefix="secondheart-") as folder, progress_bar(text) as progress:
        result = run_day(PersonDay(text, person, plan.day), Path(folder) / "day.nc", progress=progress)
        return account(result, plan.day.protocol)


def _of_a_day(result: Any, text: str) -> Any:
    from secondheart.errors import BadFile

    if "blood" not in result:
        raise BadFile(f"{text}: not a result of secondheart day; one of secondheart run does not hold all the blood")
    return result


def told_facts(found: Sequence[Fact]) -> Iterator[RenderableType]:
    """Yield the table of the founding text's figures, and below it the sources that are numbered in it."""
    from secondheart.cli.tables import numbered, table

    sources = numbered(_source(row) for fact in found for row in fact.claim.published)
    yield table(HEADERS, [(fact.claim.claim, _figure(fact), _published(fact.claim, sources)) for fact in found])
    if any(fact.model_within is False for fact in found):
        yield OUTSIDE
    yield from (f"[{number}] {source}" for source, number in sources.items())


def _source(row: PublishedFact) -> str:
    return f"{row.text} ({row.id})"


def _published(claim: Claim, sources: Mapping[str, int]) -> str:
    """Tell each range once, with the numbers of those who give it; a source without one is only referred to."""
    told: dict[str, str] = {}
    for row in claim.published:
        no_range = row.low is None or row.high is None
        words = "see" if no_range else f"{row.low:,.0f} to {row.high:,.0f} {claim.unit}"
        told[words] = f"{told.get(words, words)} [{sources[_source(row)]}]"
    return ", ".join(told.values())


def remarks(found: Sequence[Fact]) -> list[str]:
    """Return what is to be said of each figure."""
    return [f"{fact.claim.claim}: {fact.claim.remark}." for fact in found]


def facts_object(found: Sequence[Fact]) -> list[dict[str, Any]]:
    """Return the figures for JSON."""
    return [
        {
            **fact.claim.model_dump(mode="json"),
            "model": fact.model,
            "claim_within_published": fact.claim_within,
            "model_within_published": fact.model_within,
        }
        for fact in found
    ]


def _figure(fact: Fact) -> str:
    if fact.model is None:
        return "-"
    digits = 1 if fact.claim.unit == "%" else 0
    return f"{fact.model:,.{digits}f} {fact.claim.unit}{'!' if fact.model_within is False else ''}"
