"""A run, several runs or findings as one page that opens without a network, light or dark, wide or narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from secondheart.bibliography import assumptions, citations
from secondheart.clinic import Finding
from secondheart.report import leg
from secondheart.report.colours import CIVIDIS, series_colour
from secondheart.report.moments import leg_of, moments
from secondheart.report.normal_ranges import ends_beside
from secondheart.report.panels import LabelledRun
from secondheart.report.part_tables import part_tables
from secondheart.report.references import reference_lines
from secondheart.report.summary import Span, clock, spans
from secondheart.report.template import asset, fill_template, markup, require_bokeh, script_json
from secondheart.report.text import band, describe_person, format_number, short
from secondheart.results import measure
from secondheart.variables import quantity_label

MOST_PICTURES = 12  # of the leg; with several people there are fewer moments
PROTOCOL_LETTERS = 400_000  # of a protocol


@dataclass(frozen=True)
class Held:
    """A finding beside its normal range, by person; places are percent of a bar."""

    finding: Finding
    values: tuple[str, ...]
    range: str
    low: float
    high: float
    marks: tuple[tuple[float, str], ...]
    inside: tuple[bool | None, ...]


def run_page(cases: Sequence[LabelledRun], command: str = "", findings: Sequence[Finding] = (), title: str = "") -> str:
    """Return the page of a run, or of several runs of one protocol on one clock.

    Parameters
    ----------
    cases : sequence of Case
        Runs as `simulate` returns them, with what they are called.
    command : str
        What was typed to get here.
    findings : sequence of Finding
        What a clinical test found in the run, if it was one.
    title : str
        What the page is called; like its protocol if left out.
    """
    require_bokeh()
    from secondheart.report import panels_bokeh

    results = [case.result for case in cases]
    result, bibtex = results[0], citations(*results)
    people = (measure.person_of(case.result) for case in cases)
    side = leg_of(*people, protocol=measure.protocol_of(result))
    drawn = panels_bokeh.charts(cases, side)
    return fill_template(
        "page.html",
        title=title or _title(cases),
        side=side,
        cases=[_person(case, place) for place, case in enumerate(cases)],
        facts=_facts(cases),
        charts=drawn,
        data=script_json(panels_bokeh.document(drawn)),
        script=markup(asset("page.js")),
        zooms=_zooms(cases),
        legs=_legs(cases, side),
        tables=part_tables(cases),
        held=_held([[one for one in findings if ":" not in one.test]] if findings else ends_beside(cases)),
        variants=_variants([one for one in findings if ":" in one.test]),
        held_of_test=bool(findings),
        command=command,
        protocol=_beginning(str(result.attrs["protocol"])),
        references=reference_lines(bibtex),
        bibtex=bibtex,
        assumptions=assumptions(*results),
        notes=leg.notes(),
        ticks=leg.scale_ticks(),
        scale=CIVIDIS,
    )


def _variants(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return the variants of a test (named test:variant) as a table: a row for each of them, a column a finding."""
    names = list(dict.fromkeys((one.name, one.unit) for one in findings))
    values = {(one.test, one.name): one.value for one in findings}
    return {
        "columns": [(name.replace("_", " "), unit) for name, unit in names],
        "rows": [
            (test, [format_number(values.get((test, name)), 1) for name, _ in names])
            for test in dict.fromkeys(one.test for one in findings)
        ],
    }


def _title(cases: Sequence[LabelledRun]) -> str:
    name = str(cases[0].result.attrs["protocol_name"]) or "a protocol"
    return f"{name}: {', '.join(case.label for case in cases)}" if len(cases) > 1 else name


def _person(case: LabelledRun, place: int) -> dict[str, str]:
    result = case.result
    return {
        "label": case.label,
        "shown": "" if case.label == measure.person_of(result).name else case.label,
        "colour": series_colour(place),
        "description": describe_person(measure.person_of(result)),
        "toml": str(result.attrs["person"]),
        "hash": str(result.attrs["hash"]),
    }


def _facts(cases: Sequence[LabelledRun]) -> list[tuple[str, str]]:
    attributes = [case.result.attrs for case in cases]
    drift = ", ".join(f"{one['volume_drift_mL']:g}" for one in attributes)
    return [
        ("protocol", f"{attributes[0]['protocol_name'] or 'a protocol'}, {clock(float(attributes[0]['duration_s']))}"),
        ("beats", ", ".join(str(one["beats"]) for one in attributes)),
        ("blood gained or lost", f"{drift} mL"),
        ("version", str(attributes[0]["version"])),
        ("hash", ", ".join(str(one["hash"]) for one in attributes)),
    ]


def _beginning(text: str) -> str:
    """Return a protocol of many steps as far as a page can hold it; the command makes the whole of it again."""
    if len(text) <= PROTOCOL_LETTERS:
        return text
    rest = text.count("\n", PROTOCOL_LETTERS)
    return f"{text[: text.rindex(chr(10), 0, PROTOCOL_LETTERS)]}\n# and {rest} lines more"


def _zooms(cases: Sequence[LabelledRun]) -> list[Span]:
    """Return the stretches that a button shows: the whole run, and its parts with a little of what is around them."""
    protocol = measure.protocol_of(cases[0].result)
    parts, whole = spans(protocol), Span("whole run", 0.0, protocol.duration_s)
    if len(parts) == 1:
        return [whole]
    around = [max(0.1 * part.duration_s, 1.0) for part in parts]
    return [whole] + [
        Span(f"{number}. {short(part.label)}", max(part.start_s - more, 0.0), min(part.stop_s + more, whole.stop_s))
        for number, (part, more) in enumerate(zip(parts, around, strict=True), start=1)
    ]


def _legs(cases: Sequence[LabelledRun], side: str) -> list[dict[str, Any]]:
    """Return the leg at chosen moments, each person's beside the others'."""
    chosen = moments(cases[0].result, side)
    most = max(MOST_PICTURES // len(cases), 1)
    while len(chosen) > most:
        del chosen[len(chosen) // 2]
    return [
        {
            "label": moment.label,
            "time_s": moment.time_s,
            "clock": clock(round(moment.time_s, 1)),
            "pictures": [(case.label, leg.picture(case.result, side, moment.place)) for case in cases],
        }
        for moment in chosen
    ]


def _held(findings_of_runs: Sequence[Sequence[Finding]]) -> list[Held]:
    """Return findings beside their ranges, both legs as one where their figures are the same."""
    rows: list[Held] = []
    for row in (held(list(row)) for row in zip(*findings_of_runs, strict=True)):
        if rows and _same(rows[-1], row):
            rows[-1] = replace(rows[-1], finding=row.finding.replace(side="both"))
        else:
            rows.append(row)
    return rows


def _digits(*ends: float | None) -> int:
    """Return the digits after the point that a value needs beside its range: one, or as many as the ends have."""
    return max(1, *(len(f"{end:g}".partition(".")[2]) for end in ends if end is not None), 0)


def _same(one: Held, other: Held) -> bool:
    fields = ("name", "test", "source", "unit")
    alike = all(getattr(one.finding, name) == getattr(other.finding, name) for name in fields)
    return alike and one.values == other.values and one.inside == other.inside


def held(row: Sequence[Finding]) -> Held:
    """Return one finding, of one person or of several, as a bar with the normal range on it."""
    first, values = row[0], [finding.value for finding in row]
    low, high = first.normal_low, first.normal_high
    known = [value for value in (*values, low, high) if value is not None]
    start, stop = min([0.0, *known]), max([0.0, *known])
    room = 0.12 * (stop - start) or 1.0
    start, stop = (start - room if start < 0 else start), stop + room

    def place(value: float) -> float:
        return round(100 * (value - start) / (stop - start), 2)

    marks = tuple((place(value), series_colour(i)) for i, value in enumerate(values) if value is not None)
    return Held(
        finding=first.replace(name=quantity_label(first.name)),
        values=tuple(format_number(value, _digits(low, high)) for value in values),
        range=band(low, high) if low is not None or high is not None else "",
        low=place(start if low is None else low),
        high=place(stop if high is None else high),
        marks=marks,
        inside=tuple(finding.is_normal for finding in row),
    )
