"""A run, several runs or findings as one page that opens without a network, light or dark, wide or narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from secondheart.bibliography import assumptions, citations
from secondheart.clinic import TESTS, Finding
from secondheart.report import leg
from secondheart.report.colours import CIVIDIS, series_colour
from secondheart.report.finding_rows import groups_of, range_in_words, says_something
from secondheart.report.moments import leg_of, moments
from secondheart.report.normal_ranges import ends_beside
from secondheart.report.panels import LabelledRun
from secondheart.report.part_tables import part_tables
from secondheart.report.references import reference_lines
from secondheart.report.summary import Span, clock, spans
from secondheart.report.template import asset, fill_template, markup, require_page, script_json
from secondheart.report.text import format_number, name_in_words, person_in_words, short
from secondheart.results import measure
from secondheart.results.beyond_life import beyond_life
from secondheart.variables import quantity_label

if TYPE_CHECKING:
    import xarray as xr

MOST_PICTURES, MOST_PICTURES_LIGHT = 12, 6  # of the leg; with several people there are fewer moments
TITLE_PARTS = 5  # parts of a run that its head names
PROTOCOL_LETTERS, PROTOCOL_LETTERS_LIGHT = 400_000, 20_000  # of a protocol


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


def run_page(
    cases: Sequence[LabelledRun],
    command: str = "",
    findings: Sequence[Finding] = (),
    title: str = "",
    light: bool = False,
) -> str:
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
    light : bool
        Whether it has no script, and is small enough to be mailed.
    """
    require_page(light)
    cases = [replace(case, label=name_in_words(case.label)) for case in cases]
    results = [case.result for case in cases]
    result, bibtex = results[0], citations(*results)
    people = (measure.person_of(case.result) for case in cases)
    side = leg_of(*people, protocol=measure.protocol_of(result))
    groups = list(groups_of(findings))
    shown = [one for group in groups if says_something(group) for one in group]
    return fill_template(
        "page.html",
        light,
        title=title or _title(cases),
        side=side,
        cases=[_person(case, place) for place, case in enumerate(cases)],
        facts=_facts(cases),
        legs=_legs(cases, side, light),
        tables=part_tables(cases),
        held=_held([shown] if findings else ends_beside(cases)),
        held_empty=sum(not says_something(group) for group in groups),
        variants=_variants([one for one in findings if ":" in one.test]),
        held_of_test=bool(findings),
        held_tests=len({one.test for one in findings}) if findings else len(spans(measure.protocol_of(result))),
        command=command,
        provenance=_provenance(results),
        protocol=_beginning(str(result.attrs["protocol"]), PROTOCOL_LETTERS_LIGHT if light else PROTOCOL_LETTERS),
        references=reference_lines(bibtex),
        bibtex=bibtex,
        assumptions=assumptions(*results),
        notes=leg.notes(),
        still=leg.still_shapes(),
        ticks=leg.scale_ticks(),
        scale=CIVIDIS,
        **_charts(cases, side, light),
    )


def _charts(cases: Sequence[LabelledRun], side: str, light: bool) -> dict[str, Any]:
    """Return the charts, and where they can be zoomed what moves them."""
    if light:
        from secondheart.report.panels_html import static_charts

        return {"charts": static_charts(cases, side)}
    from secondheart.report import panels_bokeh

    drawn = panels_bokeh.charts(cases, side)
    data = script_json(panels_bokeh.document(drawn))
    return {"charts": drawn, "data": data, "script": markup(asset("page.js")), "zooms": _zooms(cases)}


def _variants(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return the variants of a test (named test:variant) as a table: a row for each of them, a column a finding."""
    names = list(dict.fromkeys((one.name, one.unit) for one in findings))
    values = {(one.test, one.name): one.value for one in findings}
    return {
        "columns": [(quantity_label(name), unit) for name, unit in names],
        "rows": [
            (test.replace(":", ": "), [format_number(values.get((test, name)), 1) for name, _ in names])
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
        "colour": series_colour(place),
        "description": person_in_words(measure.person_of(result)),
        "toml": str(result.attrs["person"]),
        "hash": str(result.attrs["hash"]),
    }


def _facts(cases: Sequence[LabelledRun]) -> list[tuple[str, str]]:
    attributes = [case.result.attrs for case in cases]
    drift = ", ".join(f"{one['volume_drift_mL']:g}" for one in attributes)
    parts = [short(span.label) for span in spans(measure.protocol_of(cases[0].result))]
    done = ", then ".join(parts) if len(parts) <= TITLE_PARTS else f"{len(parts)} parts"
    return [
        ("what is done", f"{done}; {clock(float(attributes[0]['duration_s']))}"),
        ("beats", ", ".join(str(one["beats"]) for one in attributes)),
        ("blood gained or lost", f"{drift} mL"),
        *((f"beyond life, {case.label}", sentence) for case in cases for sentence in beyond_life(case.result)),
    ]


def _provenance(results: Sequence[xr.Dataset]) -> str:
    """Return what made the runs, and the hashes by which they are known."""
    return f"secondheart {results[0].attrs['version']}; {', '.join(str(one.attrs['hash']) for one in results)}"


def _beginning(text: str, most: int) -> str:
    """Return a protocol of many steps as far as a page can hold it; the command makes the whole of it again."""
    if len(text) <= most:
        return text
    rest = text.count("\n", most)
    return f"{text[: text.rindex(chr(10), 0, most)]}\n# and {rest} lines more"


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


def _legs(cases: Sequence[LabelledRun], side: str, light: bool) -> list[dict[str, Any]]:
    """Return the leg at chosen moments, each person's beside the others'."""
    chosen = moments(cases[0].result, side)
    most = max((MOST_PICTURES_LIGHT if light else MOST_PICTURES) // len(cases), 1)
    chosen = sorted(sorted(chosen, key=lambda one: "calf" not in one.label)[:most], key=lambda one: one.place)
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


def _test_title(test: str) -> str:
    """Return what a test is called; a part of a run is called what it is."""
    return TESTS[test].title if test in TESTS else test


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
        finding=first.replace(name=quantity_label(first.name), test=_test_title(first.test)),
        values=tuple(format_number(value, _digits(low, high)) for value in values),
        range=range_in_words(first),
        low=place(start if low is None else low),
        high=place(stop if high is None else high),
        marks=marks,
        inside=tuple(finding.is_normal for finding in row),
    )
