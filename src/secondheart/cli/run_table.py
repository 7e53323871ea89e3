"""What `secondheart run` prints: a header, a row for each part of the run, and how the run went."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from secondheart.cli.inputs import Plan, told_recording
from secondheart.cli.tables import rendered, table
from secondheart.report.one_sided import legs_apart
from secondheart.report.summary import Means, Pair, Span, clock, means
from secondheart.report.text import DISCLAIMER, fixed, told_person
from secondheart.report.tissue_and_oxygen import told_included

if TYPE_CHECKING:
    import xarray as xr

    from secondheart.person import Person

# heading with unit, value (of one leg: a pair), digits after the point
COLUMNS: tuple[tuple[str, Callable[[Means], float | Pair], int], ...] = (
    ("heart\n/min", lambda m: m.heart_rate, 0),
    ("artery\nmmHg", lambda m: m.arterial_mean, 0),
    ("stroke\nmL", lambda m: m.stroke_volume, 0),
    ("output\nL/min", lambda m: m.cardiac_output, 1),
    ("atrium\nmmHg", lambda m: m.right_atrial_mean, 1),
    ("ankle\nmmHg", lambda m: m.ankle_vein_mean, 0),
    ("lowest\nmmHg", lambda m: m.ankle_vein_lowest, 0),
    ("foot\nmmHg", lambda m: m.foot_vein_mean, 0),
    ("legs\nL/min", lambda m: m.leg_outflow, 2),
    ("calf\nmL", lambda m: m.calf_volume_change, 0),
)
LEGEND = (
    "Means: mean arterial pressure, right atrium, ankle and foot vein, {legs}; "
    "lowest: of the ankle vein; calf: volume of its veins at the end, less that at the start."
)
HELD_BACK = (
    "\nIn {} steps a vessel was asked for more blood than it held, and gave half of it: moments so violent are told "
    "roughly."
)


def run_report(result: xr.Dataset, plan: Plan, person: Person, written: Sequence[str] = ()) -> str:
    """Return the report of a run."""
    rows = [(span, means(result, span)) for span in plan.spans]
    apart = legs_apart([result], [row for _, row in rows])
    legs = "outflow of each leg" if apart else "outflow of both legs"
    headings = ("", "time", *(heading for heading, _, _ in COLUMNS), *(["leg"] if apart else []))
    return rendered(
        headed([("person", told_person(person)), *told_plan(plan)]),
        "",
        table(headings, _cells(rows, apart), range(1, 12), gap=1),
        "",
        LEGEND.format(legs=legs),
        *filter(None, [headed(told_included(result))]),
        how_it_went(result),
        *(f"written: {path}" for path in written),
        DISCLAIMER,
    )


def how_it_went(result: xr.Dataset) -> str:
    """Tell beats, time taken and drift in a line, and where the step was too long for what was asked."""
    told = result.attrs
    held_back = told.get("held_back_steps", 0)  # a file of an earlier version has none
    return (
        f"{told['beats']} beats; {clock(told['duration_s'])} in {told['wall_s']:.1f} s, "
        f"{in_figures(told['duration_s'] / told['wall_s'])} times faster than life; "
        f"volume drift {told['volume_drift_mL']} mL; "
        f"step {1000.0 * told['dt_s']:g} ms" + (HELD_BACK.format(held_back) if held_back else "")
    )


def in_figures(value: float) -> str:
    """Return a number in three figures, and never as a power of ten.

    Examples
    --------
    >>> in_figures(1046.3), in_figures(0.3312)
    ('1,050', '0.331')
    """
    return f"{float(f'{value:.3g}'):,.0f}" if value >= 100.0 else f"{value:.3g}"


def told_plan(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Tell a protocol, and its recording, in headed lines."""
    steps = len(plan.protocol.steps)
    duration = f"{steps} step{'s' if steps > 1 else ''}, {clock(plan.protocol.duration_s)}"
    protocol = ("protocol", f"{plan.protocol.name or 'a protocol'}: {duration}")
    return (protocol, *(told_recording(plan.recording) if plan.recording else ()))


def headed(lines: Iterable[tuple[str, str]]) -> str:
    """Return lines with their heads in a column."""
    return "\n".join(f"{head:<10} {text}" for head, text in lines)


def _cells(rows: Iterable[tuple[Span, Means]], apart: bool) -> list[tuple[str, ...]]:
    last = ("left\nright",) if apart else ()
    return [(span.label, clock(span.duration_s), *_numbers(row, apart), *last) for span, row in rows]


def _numbers(row: Means, apart: bool) -> Iterator[str]:
    for heading, value, digits in COLUMNS:
        yield _cell(heading, value(row), digits, apart)


def _cell(heading: str, value: float | Pair, digits: int, apart: bool) -> str:
    if not isinstance(value, tuple):
        return fixed(value, digits)
    if apart:
        return "\n".join(fixed(one, digits) for one in value)
    total = sum(value)
    return fixed(total if heading.startswith("legs") else total / 2, digits)
