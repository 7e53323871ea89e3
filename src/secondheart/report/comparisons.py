"""People compared by their findings: rows side by side, what a garment changes first, and the answer in a sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secondheart.clinic import Finding
from secondheart.report.finding_rows import ABNORMAL, VARIANT, format_finding, range_in_words
from secondheart.report.panels import LabelledRun
from secondheart.report.summary import Means, means, part_findings, spans
from secondheart.report.text import format_difference
from secondheart.results.measure import protocol_of
from secondheart.variables import quantity_of

# What a garment, a device or a treatment changes, in the order in which it is asked for
CHANGED_FIRST = (
    "ankle_wall_mean",
    "ambulatory_venous_pressure",
    "EF",
    "RVF",
    "VFI",
    "refill_time_90",
    "reflux_time_great_saphenous",
    "calf_swelling_standing",
    "strain_gauge_EF",
    "lower_leg_swelling",
    "day_swelling_evening",
    "day_swelling_most",
    "day_wall_hours",
    "day_swelling_end",
    "ankle_vein_mean",
)
NOTED_SHARE = 0.02  # of the first person's value; less is no difference of note
LEGS_APART_SHARE = 0.05  # of the greater one
NOTED = 3  # differences that a sentence names


@dataclass(frozen=True)
class ComparedRow:
    """One quantity of several people; `cells` are their figures, `differences` those to the first."""

    test: str
    name: str
    label: str
    unit: str
    cells: tuple[str, ...]
    differences: tuple[str, ...]
    range: str
    source: str


def compared_rows(people: Sequence[Sequence[Finding]]) -> list[ComparedRow]:
    """Return the findings of several people side by side, both legs in one row where they agree in everybody.

    What a garment changes comes first; a finding that one of them lacks is missing in that column.
    """
    tables = [{(one.test, one.name, one.side): one for one in findings} for findings in people]
    keys = [key for key in dict.fromkeys(key for table in tables for key in table) if VARIANT not in key[0]]
    rows: list[ComparedRow] = []
    for key in sorted(keys, key=_place):
        row = _row([table.get(key) for table in tables])
        last = rows[-1] if rows else None
        if last and (last.test, last.name) == key[:2] and last.cells == row.cells:
            rows[-1] = _of_both(last)
        else:
            rows.append(row)
    return [row for row in rows if any(cell not in ("-", "0", "0.0", "0.00") for cell in row.cells)]


def _place(key: tuple[str, str, str]) -> int:
    return CHANGED_FIRST.index(key[1]) if key[1] in CHANGED_FIRST else len(CHANGED_FIRST)


def _row(findings: Sequence[Finding | None]) -> ComparedRow:
    first = next(one for one in findings if one is not None)
    quantity = quantity_of(first.name, first.unit)
    side = "" if first.side == "both" else f", {first.side}"
    return ComparedRow(
        test=first.test,
        name=first.name,
        label=f"{quantity.label}{side}",
        unit=first.unit,
        cells=tuple(_cell(one) for one in findings),
        differences=tuple(format_difference(_difference(findings[0], one), quantity.digits) for one in findings[1:]),
        range=range_in_words(first) or "-",
        source=first.source,
    )


def _of_both(row: ComparedRow) -> ComparedRow:
    label = row.label.removesuffix(", left").removesuffix(", right")
    return ComparedRow(row.test, row.name, label, row.unit, row.cells, row.differences, row.range, row.source)


def _cell(one: Finding | None) -> str:
    return "-" if one is None else format_finding(one) + (ABNORMAL if one.is_normal is False else "")


def _difference(first: Finding | None, other: Finding | None) -> float | None:
    values = [math.nan if one is None or one.value is None else one.value for one in (first, other)]
    return None if any(map(math.isnan, values)) else values[1] - values[0]


def part_of_note(cases: Sequence[LabelledRun]) -> tuple[str, list[list[Finding]]]:
    """Return the part of a run in which the pressure across the ankle veins' walls differs most, and its means.

    The means are findings, a list for each person.
    """
    parts = spans(protocol_of(cases[0].result))
    by_part = [[means(case.result, part) for case in cases] for part in parts]

    def apart(rows: Sequence[Means]) -> float:
        pairs = (zip(row.ankle_wall_mean, rows[0].ankle_wall_mean, strict=True) for row in rows)
        known = [abs(one - two) for pair in pairs for one, two in pair if not math.isnan(one - two)]
        return max(known, default=0.0)

    place = max(range(len(parts)), key=lambda place: apart(by_part[place]))
    return parts[place].label, [part_findings(row) for row in by_part[place]]


def answers(labels: Sequence[str], people: Sequence[Sequence[Finding]], where: str = "") -> list[str]:
    """Return for each person but the first what differs most of what a garment changes, in a sentence.

    `where` names the part of a run that the findings are of.

    Examples
    --------
    >>> common = {"name": "ambulatory_venous_pressure", "unit": "mmHg", "side": "both", "test": "avp"}
    >>> answers(["bare", "stocking"], [[Finding(value=47, **common)], [Finding(value=41, **common)]])
    ['stocking against bare: mean ambulatory venous pressure (AVP) falls from 47 to 41 mmHg.']
    """
    against = f"against {labels[0]}{', ' * bool(where)}{where}"
    return [
        f"{label} {against}: {'; '.join(_notable(people[0], findings)) or 'no difference of note'}."
        for label, findings in zip(labels[1:], people[1:], strict=True)
    ]


def _notable(first: Sequence[Finding], other: Sequence[Finding]) -> Iterator[str]:
    count = 0
    for name in CHANGED_FIRST:
        pairs = [(one, two) for one in first for two in other if _same(one, two) and one.name == name]
        apart = bool(pairs) and _legs_differ(first, other, pairs[0][0])
        pairs = [pair for pair in (pairs if apart else _means(pairs)) if _is_noted(*pair)]
        if not pairs or count == NOTED:
            continue
        one, two = max(pairs, key=lambda pair: abs(_difference(*pair) or 0.0))
        quantity, count = quantity_of(name, one.unit), count + 1
        leg, goes = f", {one.side}" if apart else "", "rises" if (_difference(one, two) or 0.0) > 0.0 else "falls"
        figures = f"{format_finding(one)} to {format_finding(two)} {one.unit.removeprefix('1')}"
        yield f"{_in_a_sentence(quantity.label)}{leg} {goes} from {figures}".rstrip()


def _in_a_sentence(label: str) -> str:
    """Return the label of a row as a sentence names it: "ankle pressure, mean" as "mean ankle pressure"."""
    name, _, kind = label.rpartition(", ")
    return f"{kind} {name}" if kind == "mean" else label


def _means(pairs: Sequence[tuple[Finding, Finding]]) -> list[tuple[Finding, Finding]]:
    """Return the pairs of each test as one, the mean of both legs."""
    tests = dict.fromkeys(one.test for one, _ in pairs)
    grouped = [[pair for pair in pairs if pair[0].test == test] for test in tests]
    return [(_mean([one for one, _ in group]), _mean([two for _, two in group])) for group in grouped]


def _mean(legs: Sequence[Finding]) -> Finding:
    known = [one.value for one in legs if one.value is not None]
    return legs[0].replace(value=sum(known) / len(known) if len(known) == len(legs) else None)


def _legs_differ(first: Sequence[Finding], other: Sequence[Finding], one: Finding) -> bool:
    """Say whether the legs differ so much in either person that a sentence must name the leg."""
    for findings in (first, other):
        legs = [each.value for each in findings if (each.test, each.name) == (one.test, one.name)]
        known = [value for value in legs if value is not None]
        if len(known) != len(legs) or max(known) - min(known) > LEGS_APART_SHARE * max(map(abs, known)):
            return True
    return False


def _same(one: Finding, other: Finding) -> bool:
    return (one.test, one.name, one.side) == (other.test, other.name, other.side)


def _is_noted(one: Finding, other: Finding) -> bool:
    apart = _difference(one, other)
    if apart is None or one.value is None or format_finding(one) == format_finding(other):
        return False
    return abs(apart) >= NOTED_SHARE * abs(one.value)
