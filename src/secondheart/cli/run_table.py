"""What `secondheart run` prints: a header, a row for each part of the run, and a line on the run itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from secondheart.cli.inputs import Plan, recording_fields
from secondheart.cli.tables import build_table, render
from secondheart.report.one_sided import legs_apart
from secondheart.report.summary import Means, Pair, Span, clock, means
from secondheart.report.text import DISCLAIMER, describe_person, format_number
from secondheart.report.tissue_and_oxygen import included_fields
from secondheart.results.beyond_life import beyond_life
from secondheart.results.measure import inside
from secondheart.variables import QUANTITIES, Quantity

if TYPE_CHECKING:
    import xarray as xr

    from secondheart.person import Person

# quantity: a heading and digits that leave room for ten columns in 80 letters
RUN_COLUMNS = {
    "heart_rate": ("heart", 0),
    "arterial_mean": ("artery", 0),
    "stroke_volume": ("stroke", 0),
    "cardiac_output": ("output", 1),
    "right_atrial_mean": ("atrium", 1),
    "ankle_vein_mean": ("ankle", 0),
    "ankle_vein_lowest": ("lowest", 0),
    "foot_vein_mean": ("foot", 0),
    "leg_outflow": ("legs", 2),
    "calf_volume_change": ("calf", 0),
}
RUN_LEGEND = (
    "Means; artery, atrium, ankle and foot: pressure in arteries, right atrium and veins; lowest: in the ankle vein; "
    "legs: {legs}; calf: volume of its veins at the end, less that at the start."
)
HELD_BACK_LINE = (
    "\nIn {} steps a vessel was asked for more blood than it held, and gave half of it: take such violent "
    "moments as rough."
)


def run_report(
    result: xr.Dataset,
    plan: Plan,
    person: Person,
    written: Sequence[str] = (),
    window: tuple[float, float] | None = None,
) -> str:
    """Return the report of a run, or of a stretch of it."""
    rows = [(span, means(result, span)) for span in _inside(plan.spans, window)]
    apart = legs_apart([result], [row for _, row in rows])
    legs = "outflow of each leg" if apart else "outflow of both legs"
    headings = ("", *(["leg"] if apart else []), "time", *(_heading(name) for name in RUN_COLUMNS))
    keys = headings.index("time")
    return render(
        format_fields([("person", describe_person(person)), *plan_fields(plan)]),
        "",
        build_table(headings, _cells(rows, apart), range(keys, 13), gap=1, keys=keys),
        "",
        RUN_LEGEND.format(legs=legs),
        *filter(None, [format_fields(included_fields(result))]),
        run_line(result, window),
        *(f"written: {path}" for path in written),
        DISCLAIMER,
    )


def _inside(spans: Iterable[Span], window: tuple[float, float] | None) -> list[Span]:
    """Return the parts, and of parts what lies in a window."""
    if window is None:
        return list(spans)
    cut = [Span(one.label, max(one.start_s, window[0]), min(one.stop_s, window[1])) for one in spans]
    return [one for one in cut if one.stop_s > one.start_s]


def run_line(result: xr.Dataset, window: tuple[float, float] | None = None) -> str:
    """Return a line with beats, computing time and drift, one on steps that were too long, and what no body has.

    Beats are those of the window, where there is one.
    """
    attributes = result.attrs
    held_back = attributes.get("held_back_steps", 0)  # a file of an earlier version has none
    return (
        f"{_beats(result, window)}; {clock(attributes['duration_s'])} in {attributes['wall_s']:.1f} s, "
        f"{in_figures(attributes['duration_s'] / attributes['wall_s'])} times faster than life; "
        f"volume drift {attributes['volume_drift_mL']} mL; "
        f"step {1000.0 * attributes['dt_s']:g} ms"
        + (HELD_BACK_LINE.format(held_back) if held_back else "")
        + "".join(f"\n{sentence}" for sentence in beyond_life(result))
    )


def _beats(result: xr.Dataset, window: tuple[float, float] | None) -> str:
    if window is None:
        return f"{result.attrs['beats']:,} beats"
    count = int(inside(np.asarray(result["beat_time"].values, float), window).sum())
    return f"{count:,} of {result.attrs['beats']:,} beats"


def in_figures(value: float) -> str:
    """Return a number in three figures, and never as a power of ten.

    Examples
    --------
    >>> in_figures(1046.3), in_figures(0.3312)
    ('1,050', '0.331')
    """
    return f"{float(f'{value:.3g}'):,.0f}" if value >= 100.0 else f"{value:.3g}"


def plan_fields(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return a protocol, and its recording, as labels and texts."""
    steps = len(plan.protocol.steps)
    duration = f"{steps} step{'s' if steps > 1 else ''}, {clock(plan.protocol.duration_s)}"
    protocol = ("protocol", f"{plan.protocol.name or 'a protocol'}: {duration}")
    return (protocol, *(recording_fields(plan.recording) if plan.recording else ()))


def format_fields(fields: Iterable[tuple[str, str]]) -> str:
    """Return labels and texts as lines, the labels in a column."""
    return "\n".join(f"{label:<10} {text}" for label, text in fields)


def _cells(rows: Iterable[tuple[Span, Means]], apart: bool) -> list[tuple[str, ...]]:
    legs = ("left\nright",) if apart else ()
    return [(span.label, *legs, clock(span.duration_s), *_numbers(row, apart)) for span, row in rows]


def _numbers(row: Means, apart: bool) -> Iterator[str]:
    for name, (_, digits) in RUN_COLUMNS.items():
        yield _cell(QUANTITIES[name], getattr(row, name), digits, apart)


def _heading(name: str) -> str:
    return f"{RUN_COLUMNS[name][0]}\n{QUANTITIES[name].unit.removeprefix('1')}"


def _cell(quantity: Quantity, value: float | Pair, digits: int, apart: bool) -> str:
    if not isinstance(value, tuple):
        return format_number(value, digits)
    if apart:
        return "\n".join(format_number(one, digits) for one in value)
    return format_number(sum(value) / (1 if quantity.summed else 2), digits)
