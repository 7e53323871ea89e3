"""How the parts of a run end, beside what is normal there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from secondheart._files import package_toml
from secondheart.clinic import Finding
from secondheart.clinic.finding import is_rounded
from secondheart.protocol import Protocol, Step
from secondheart.report.moments import END_WINDOW_S, end_of
from secondheart.report.one_sided import is_one_sided, merge_legs
from secondheart.report.panels import LabelledRun
from secondheart.report.summary import Span, findings_of, means, spans
from secondheart.results import measure

if TYPE_CHECKING:
    import xarray as xr

FILLED_AGAIN_S = 60.0  # s, assumed: healthy legs have refilled 18 to 40 s after ten tiptoes (P21)


@cache
def ranges() -> list[dict[str, Any]]:
    """Return the normal ranges: finding, what is done, low, high, source."""
    rows: list[dict[str, Any]] = package_toml("report/normal_ranges.toml")["row"]
    return rows


def is_measured(source: str) -> bool:
    """Say whether a range was measured: what a textbook rounds is shown, and calls nothing abnormal.

    Examples
    --------
    >>> is_measured("textbook, about 0 (W11)"), is_measured("P02: 76 to 87 mmHg"), is_measured("")
    (False, True, False)
    """
    return bool(source) and not is_rounded(source)


def last_step(protocol: Protocol, span: Span) -> Step:
    """Return the step in which a part ends."""
    return protocol.step_at(max(span.start_s, span.stop_s - 1e-6))


def is_comparable(row: Mapping[str, Any], protocol: Protocol, span: Span) -> bool:
    """Say whether a movement is about as fast, as hard and as long as where the range was measured.

    A posture is, where a run begins with it, settled, or where the veins have had time to fill again.
    """
    activity = last_step(protocol, span).activity
    if activity is None:
        return span.start_s == 0.0 or span.duration_s >= FILLED_AGAIN_S
    pace = {
        "period_s": activity.period_s,
        "effort_percent": activity.effort_percent,
        "cycles": span.duration_s / activity.period_s,
    }
    return all(row[name][0] <= value <= row[name][1] for name, value in pace.items() if name in row)


def end_findings(result: xr.Dataset) -> list[Finding]:
    """Return what is known to be normal at the end of each part, with the run's own value; the test is the part.

    Notes
    -----
    The value is the mean over the last 10 s, or over the last cycle of a movement of less than a minute; what the
    heart does is always that of the last 10 s.
    """
    protocol = measure.protocol_of(result)
    parts = spans(protocol)
    return [
        finding
        for number, span in enumerate(parts, start=1)
        for finding in _end(result, protocol, span, f"{number}. {span.label}" if len(parts) > 1 else span.label)
    ]


def ends_beside(cases: Sequence[LabelledRun]) -> list[list[Finding]]:
    """Return how the parts of each run end; both legs as one where nothing in any run is one-sided."""
    ends = [end_findings(case.result) for case in cases]
    return ends if any(is_one_sided(case.result) for case in cases) else [merge_legs(row) for row in ends]


def _end(result: xr.Dataset, protocol: Protocol, span: Span, label: str) -> Iterator[Finding]:
    doing = last_step(protocol, span).undisturbed_action
    rows = {row["finding"]: row for row in ranges() if row["doing"] == doing and is_comparable(row, protocol, span)}
    if not rows:
        return
    veins = asdict(means(result, Span(label, *end_of(protocol, span))))
    heart = asdict(means(result, Span(label, max(span.start_s, span.stop_s - END_WINDOW_S), span.stop_s)))
    for name, row in rows.items():
        value = veins[name] if isinstance(veins[name], tuple) else heart[name]
        for finding in findings_of(name, value, test=label):
            kind = "normal" if is_measured(row["source"]) else "published"
            ends = {"normal_low": row["low"], "normal_high": row["high"]}
            yield finding.replace(**ends, source=row["source"], range_kind=kind)
