"""secondheart validate: published findings held against the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from secondheart.cli import options
from secondheart.cli.output import emit, emit_json
from secondheart.cli.shared import progress_bar

if TYPE_CHECKING:
    from secondheart.evidence import Outcome

HEADERS = ("finding", "quantity", "published", "model", "unit", "", "status", "source")
MODEL = 3  # the column of numbers
VERDICTS: dict[bool | None, str] = {True: "inside", False: "OUTSIDE"}

RowsOption = Annotated[
    Path | None,
    typer.Option(
        "--rows", metavar="FILE", help="A TOML file with rows of your own, in place of those that come along."
    ),
]


def hold_against(rows: RowsOption = None, as_json: options.Json = False) -> None:
    """Compare the model with published findings, and print which of them it meets.

    Runs that are finished are kept on disk: after an interruption the next call goes on from there.
    """
    from secondheart.evidence import counts, read_rows, validate

    chosen = None if rows is None else read_rows(rows)
    with progress_bar("validate") as progress:
        outcomes = validate(progress=progress, rows=chosen)
    if as_json:
        emit_json({"rows": [asdict(outcome) for outcome in outcomes], **counts(outcomes)})
    else:
        _print(outcomes)


def _print(outcomes: Sequence[Outcome]) -> None:
    from secondheart.cli.tables import render, table_or_records

    rows = [
        (o.finding or o.id, o.quantity, _band(o), o.model, o.unit, _verdict(o), o.status, o.source)
        for o in outcomes
        if o.passed is not None
    ]
    emit(render(table_or_records(HEADERS, rows, [MODEL]), *_misses(outcomes), *_summary(outcomes)))


def _band(outcome: Outcome) -> str:
    from secondheart.report.text import band

    return band(outcome.low, outcome.high) + (" *" if outcome.own_tolerance else "")


def _verdict(outcome: Outcome) -> str:
    return f"{VERDICTS[outcome.passed]}, at the edge" if outcome.near_edge else VERDICTS[outcome.passed]


def _misses(outcomes: Iterable[Outcome]) -> list[str]:
    lines = [f"  {o.finding or o.id} {o.quantity}: {o.cause or 'cause unknown'}" for o in outcomes if o.passed is False]
    return ["", "Outside, and why that may be:", *lines] if lines else []


def _summary(outcomes: Sequence[Outcome]) -> list[str]:
    from secondheart.evidence import counts

    numbers = counts(outcomes)
    calibrated = {
        "calibrated_passed": numbers["passed"] - numbers["predicted_passed"],
        "calibrated_total": numbers["total"] - numbers["predicted_total"],
    }
    aside = Counter(outcome.status for outcome in outcomes if outcome.passed is None)
    met = (
        "{passed} of {total} rows inside their band: {calibrated_passed} of {calibrated_total} that were used to set a "
        "parameter, {predicted_passed} of {predicted_total} that were not"
    )
    lines = ["", met.format(**numbers, **calibrated)]
    if numbers["own_tolerance_total"]:
        own = "* a tolerance of our own, no publication's: {own_tolerance_passed} of {own_tolerance_total} are inside"
        lines.append(own.format(**numbers))
    if numbers["near_edge"]:
        lines.append("{near_edge} are inside by less than a twentieth of their band (at the edge)".format(**numbers))
    if aside:
        aside_line = "{} findings are put into the model and {} left out; secondheart list findings --json says why"
        lines.append(aside_line.format(aside["input"], aside["left out"]))
    return lines
