"""The page of the evidence, and its tables on other pages: made of the rows and of how they came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grids import grid

from secondheart.evidence import Row, evidence_rows
from secondheart.evidence.cases import PERSONS
from secondheart.evidence.cross_validation import GroupLeftOut
from secondheart.evidence.cross_validation_table import read_left_out
from secondheart.evidence.expected import Expectation, expectations
from secondheart.evidence.published import ASKED, FINDING_GROUPS, REASONS, asides, published_finding, published_findings
from secondheart.person.values import body_numbers
from secondheart.report.text import band

WORTH = 0.005  # share of a lever's move from which it is told


def misses() -> str:
    """Return the rows that the model misses, by what is probably the cause."""
    steady = expectations(recorded=False)
    by_cause: dict[str, list[str]] = {}
    for row in evidence_rows():
        if not steady[row.id].holds:
            _, quantity, _, band_, number, unit, *_ = _held(row, steady)
            line = f"- **{quantity}**{_of_whom(row)}: {number} {unit}, published {band_}. {_known_as(row)}.\n"
            by_cause.setdefault(row.cause or "cause unknown", []).append(line)
    parts = [f"{''.join(lines)}\nProbably because: {cause}.\n" for cause, lines in _most_first(by_cause)]
    return "\n".join(parts)


def _known_as(row: Row) -> str:
    return f"{f'Finding {row.finding}' if row.finding else 'Asked of the model'}, {row.status}"


def _of_whom(row: Row) -> str:
    return "" if row.person == "default" else f" ({PERSONS[row.person].description})"


def _most_first(by_cause: Mapping[str, list[str]]) -> list[tuple[str, list[str]]]:
    return sorted(by_cause.items(), key=lambda one: (one[0] == "cause unknown", -len(one[1])))


def scores() -> str:
    """Return how many rows of each group are inside their band."""
    rows = evidence_rows()
    return SCORES.format(
        groups=_groups(rows, expectations(recorded=False)), **_counts(rows, expectations(recorded=False))
    )


SCORES = """\
{passed} of {total} rows are inside their published band: {calibrated_passed} of {calibrated_total} of the calibrated,
{predicted_passed} of {predicted_total} of the predicted. {own_passed} of {own_total} of those whose band is a tolerance
of our own, {cited_passed} of {cited_total} of those whose band is published; {edge} rows are near the edge of theirs.

{groups}"""


def calibrated() -> str:
    """Return the findings that parameters were set by."""
    chosen = {row.finding: row for row in evidence_rows() if row.status == "calibrated" and row.finding}
    rows = [(name, published_finding(name).quantity, row.group) for name, row in sorted(chosen.items())]
    return grid(("finding", "quantity", "group"), rows)


def moved_for() -> str:
    """Return which numbers of the body were moved, and the findings that they were moved for."""
    rows = [
        (f"`{name}`", f"{n.value:g} {n.unit}", band(n.low, n.high), ", ".join(n.moved_for))
        for name, n in body_numbers().items()
        if n.moved_for
    ]
    return grid(("number", "value", "range", "moved for"), rows)


def cross_validated() -> str:
    """Return what became of groups of rows that a few numbers were set without."""
    rows = [
        (one.group, one.rows, *map("{} ({:.2f})".format, one.inside, one.apart), _moves(one)) for one in read_left_out()
    ]
    return grid(("group", "rows", "as the model is", "levers set by all", "levers set without it", "levers"), rows)


def _moves(one: GroupLeftOut) -> str:
    return ", ".join(f"{name} {factor - 1.0:+.0%}" for name, factor in one.levers.items() if abs(factor - 1.0) >= WORTH)


def inputs() -> str:
    """Return the findings whose numbers are put into the model."""
    return grid(("finding", "quantity", "where it goes"), _aside("input"))


EVIDENCE = """\
# The evidence

<!-- Made by docs/evidence_page.py of the rows and of how they came out; `make docs` rewrites it. -->

{findings} published findings, and what becomes of each. {rows} rows compare the model with {measured} of them: one
default person, one set of parameters, named conditions, nothing tuned for a single row. `secondheart validate` runs
them and prints these tables with what it finds on your machine.

A row is *calibrated* if its number was used to set a parameter and *predicted* if it was not. Bands are the published
ones: standard deviation, quartiles, interval or range; where a finding has a mean alone, the tolerance that was
suggested for it. A finding has several rows only where it has several numbers. A row that misses stays, with the
likely cause; [where the model is wrong](where-it-is-wrong.md) has them by cause. The number of a finding that is
*input* is put into the model; it counts for nothing, as do the {given} rows of such numbers.

**{passed} of {total} rows are inside their band: {calibrated_passed} of {calibrated_total} of the calibrated,
{predicted_passed} of {predicted_total} of the predicted.**
Bands marked * are tolerances of our own: around a published mean that tells no spread, or asked of the model by no
publication. Of these {own_passed} of {own_total} are inside, of the published bands {cited_passed} of {cited_total}.
{edge} rows are inside by less than a twentieth of their band and say so: *near the edge*.

{groups}
{tables}
## What was moved for what

Every number of the body that was moved within its range, and the findings it was moved for; their rows are calibrated.

{moved}
## Groups left out

Eight levers, each a few numbers of the atlas moved together within their ranges, are set by least squares on the
calibrated rows that have two ends and quick runs, once by all and once without a group, which is then predicted; the
model is taken as linear in the levers. It is no whole calibration: it shows how far rows hold each other up. Each cell
has the rows inside, and in brackets their mean distance from the middle of the band in halves of its width.
`python -m secondheart.evidence --leave-out` makes the table.

{crossed}
## The persons

{persons}
## With a recorded run

In the table a steady run at 170 beats and 87 strides a minute stands for a recorded one; these are its means.
With the recording itself:

{recorded}
## Put into the model

{input}
## Left out

{left_out}
*For information and education only. Not medical advice and not a medical device. Ask a doctor.*
"""
HELD = ("finding", "quantity", "person", "published", "model", "unit", "result", "status", "source")


def evidence() -> str:
    """Return the page of the evidence."""
    steady, recorded = expectations(recorded=False), expectations(recorded=True)
    rows = evidence_rows()
    running = [row for row in rows if row.protocol == "run"]
    return EVIDENCE.format(
        findings=len(published_findings()),
        rows=len(rows),
        given=sum(row.status == "input" for row in rows),
        measured=len({row.finding for row in rows} - {""}),
        groups=_groups(rows, steady),
        tables="\n".join(_table(group, rows, steady) for group in (*FINDING_GROUPS.values(), ASKED)),
        moved=moved_for(),
        crossed=cross_validated(),
        persons=grid(("person", "description"), [(name, one.description) for name, one in PERSONS.items()]),
        recorded=grid(HELD, [_held(row, recorded) for row in running]),
        input=grid(("finding", "quantity", "where it goes"), _aside("input")),
        left_out="\n".join(_left_out(reason) for reason in REASONS),
        **_counts(rows, steady),
    )


def _table(group: str, rows: Sequence[Row], came_out: Mapping[str, Expectation]) -> str:
    chosen = [row for row in rows if row.group == group]
    if not chosen:
        return ""
    missed = [row for row in chosen if not came_out[row.id].holds]
    causes = "".join(f"- {_name(row)} {row.quantity}: {row.cause or 'cause unknown'}.\n" for row in missed)
    title = f"## {group[0].upper()}{group[1:]}\n\n"
    table = grid(HELD, [_held(row, came_out) for row in chosen])
    return title + table + (f"\nOutside, and why that may be:\n\n{causes}" if causes else "")


def _name(row: Row) -> str:
    return row.finding or "(asked)"


def _held(row: Row, came_out: Mapping[str, Expectation]) -> tuple[object, ...]:
    holds, model = came_out[row.id]
    number = "-" if model is None else f"{model:.3g}" if abs(model) < 1000.0 else f"{model:.0f}"
    met = "inside" if holds else "**outside**"
    source = row.source.removeprefix(f"{row.finding}: ") if row.source != row.finding else "not noted"
    published = band(row.low, row.high) + (" *" if row.own_tolerance else "")
    if model is not None and row.near_edge(model):
        met += ", near the edge"
    return row.finding, row.quantity, row.person, published, number, row.unit, met, row.status, source


def _groups(rows: Sequence[Row], came_out: Mapping[str, Expectation]) -> str:
    lines: list[tuple[object, ...]] = []
    for group in (*FINDING_GROUPS.values(), ASKED):
        n = _counts([row for row in rows if row.group == group], came_out)
        held = [f"{n[f'{status}_passed']} of {n[f'{status}_total']}" for status in ("calibrated", "predicted")]
        if n["total"]:
            lines.append((group, *held))
    return grid(("group", "calibrated", "predicted"), lines)


def _counts(rows: Sequence[Row], came_out: Mapping[str, Expectation]) -> dict[str, int]:
    found: dict[str, int] = {}
    for status in ("calibrated", "predicted"):
        chosen = [came_out[row.id].holds for row in rows if row.status == status]
        found |= {f"{status}_passed": sum(chosen), f"{status}_total": len(chosen)}
    passed, total = (found[f"calibrated_{what}"] + found[f"predicted_{what}"] for what in ("passed", "total"))
    counted = [row for row in rows if row.status != "input"]
    own = [came_out[row.id].holds for row in counted if row.own_tolerance]
    values = [(row, came_out[row.id].model) for row in counted]
    edge = sum(value is not None and row.near_edge(value) for row, value in values)
    return {**found, "passed": passed, "total": total, **_own(own, passed, total), "edge": edge}


def _own(own: Sequence[bool], passed: int, total: int) -> dict[str, int]:
    cited = {"cited_passed": passed - sum(own), "cited_total": total - len(own)}
    return {"own_passed": sum(own), "own_total": len(own), **cited}


def _aside(reason: str) -> list[tuple[object, ...]]:
    chosen = [(id_, one) for id_, one in asides().items() if (one.reason or one.status) == reason]
    return [(id_, published_finding(id_).quantity, one.why) for id_, one in chosen]


def _left_out(reason: str) -> str:
    table = grid(("finding", "quantity", "what it is about"), _aside(reason))
    return f"### {reason[0].upper()}{reason[1:]}: {REASONS[reason]}\n\n{table}"
