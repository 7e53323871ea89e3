"""secondheart validate: published findings held against the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from secondheart.cli.output import emit, emit_json
from secondheart.cli.shared import JsonOption, progress_bar

if TYPE_CHECKING:
    from secondheart.evidence import Outcome

HEADERS = ("id", "quantity", "model", "must be", "unit", "", "status", "source")
MODEL = 2  # the column of numbers
VERDICTS = {True: "met", False: "missed", None: "left out"}


def hold_against(as_json: JsonOption = False) -> None:
    """Hold the model against published findings, and print which of them it meets."""
    from secondheart.evidence import counts, validate

    with progress_bar("validate") as progress:
        outcomes = validate(progress=progress)
    if as_json:
        emit_json({"rows": [asdict(outcome) for outcome in outcomes], **counts(outcomes)})
    else:
        _print(outcomes, counts(outcomes))


def _source(outcome: Outcome) -> str:
    return f"{outcome.source}; {outcome.reason}" if outcome.reason else outcome.source


def _print(outcomes: Sequence[Outcome], numbers: Mapping[str, int]) -> None:
    from secondheart.cli.tables import rendered, table
    from secondheart.report.words import band

    rows = [
        (o.id, o.quantity, o.model, band(o.low, o.high), o.unit, VERDICTS[o.passed], o.status, _source(o))
        for o in outcomes
    ]
    met = (
        "{passed} of {total} findings met; of those that were not used to set a parameter, "
        "{predicted_passed} of {predicted_total}"
    )
    emit(rendered(table(HEADERS, rows, [MODEL]), met.format(**numbers)))
