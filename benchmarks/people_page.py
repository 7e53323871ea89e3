"""The measured part of docs/people.md: `python -m benchmarks.people_page [PEOPLE [LEGS]]` writes it anew."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.recovery import RECOVERY_WORDS, emulator_of, recoveries, summary
from benchmarks.report import Table
from secondheart.people.care import differences
from secondheart.people.cohort import dataset_of, plan_cohort, run_plan, runs_of_emulators
from secondheart.people.emulator import Inputs, build_emulator
from secondheart.people.population import population
from secondheart.people.published_spread import (
    correlation_of,
    facts_deviations,
    published_correlations,
    spread_rows,
    spread_targets,
)
from secondheart.variables import quantity_label

PAGE = Path(__file__).parents[1] / "docs" / "people.md"
MADE = re.compile(r"(<!-- made by benchmarks/people_page.py -->\n).*?(<!-- end -->)", re.DOTALL)
PEOPLE, LEGS = 100, 40
HEALTHY, CLINIC = "healthy-adults", "varicose-clinic"
CARE = ("RAL-I", "RAL-II")
CHANGED = ("ambulatory_venous_pressure", "refill_time_90", "VFI", "VV", "VFT90", "EF", "RVF")


def parts(people: int, legs: int) -> Iterator[str | Table]:
    """Yield the spreads of healthy adults, the correlation and the care of a clinic, and recoveries."""
    yield from _spreads(people)
    yield from _clinic(people)
    if legs:
        yield f"Recovery. {RECOVERY_WORDS}"
        prior = population(CLINIC)
        yield Table(("", "", "aim"), summary(recoveries(prior, emulator_of(prior), legs)))


def _spreads(people: int) -> Iterator[str | Table]:
    one, targets = population(HEALTHY), spread_targets(HEALTHY)
    plan = plan_cohort(HEALTHY, people, tests=("avp", "apg"), legs="left")
    data = dataset_of(plan, run_plan(plan, runs_of_emulators(plan)))
    emulator = build_emulator(data, one.draw(people), Inputs.of(one), "left", [row.finding for row in targets])
    alone = facts_deviations(one, emulator, targets)
    rows = [
        (
            f"{quantity_label(row.target.finding)}, {row.target.unit}",
            f"{row.target.mean:.3g} (SD {row.target.deviation:.3g})",
            f"{row.target.basis} {row.target.rows}", f"{row.mean:.3g} (SD {row.deviation:.3g})", f"{row.ratio:.2f}",
            f"{facts:.3g}", "yes" if row.is_reached else "no",
        )
        for row, facts in zip(spread_rows(data, targets), alone, strict=True)
    ]  # fmt: skip
    yield f"Left legs of {people} healthy adults, none weighted; reached: SD within 30 %, mean within one published SD."
    head = ("finding", "published", "from", "here", "SD over published", "SD of the facts alone", "reached")
    yield Table(head, rows)


def _clinic(people: int) -> Iterator[str | Table]:
    plan = plan_cohort(CLINIC, people, tests=("avp", "apg"), legs="left", wear=CARE)
    data = dataset_of(plan, run_plan(plan, runs_of_emulators(plan)))
    for one in published_correlations(CLINIC):
        r, ranks, count = correlation_of(data, one)
        papers = "; ".join(f"{paper['r']} ({paper['row']}: {paper['limbs']})" for paper in one.published)
        names = " with ".join(quantity_label(name) for name in one.of)
        yield f"{names}, {count} left legs of the varicose clinic: r {r:.2f}, of ranks {ranks:.2f}; published {papers}."
    yield (
        f"Stockings on the same {people} people, differences with their 95 % intervals over persons, and whom they "
        "help by a tenth. Published: AVP falls in all but one of 22 limbs with deep insufficiency (K24); VFI and VV "
        "fall and VFT90 rises, class I as II (K25); EF rises by a third at 15 to 25 mmHg (K19)."
    )
    by_care = [{one.finding: one for one in differences(data, care, findings=CHANGED)} for care in CARE]
    rows = [
        (
            f"{quantity_label(name)}, {by_care[0][name].unit}", f"{by_care[0][name].bare:.3g}",
            *(cell for some in by_care for cell in (_change(some[name]), f"{some[name].helped_percent:.0f} %")),
        )
        for name in CHANGED
    ]  # fmt: skip
    yield Table(("finding", "bare", *(cell for care in CARE for cell in (f"{care}, change", "helped"))), rows)


def _change(one: object) -> str:
    mean, low, high = (getattr(one, name) for name in ("mean", "low", "high"))
    return "-" if np.isnan(mean) else f"{mean:+.3g} ({low:+.3g} to {high:+.3g})"


def write(people: int = PEOPLE, legs: int = LEGS) -> None:
    """Write the measured part anew."""
    text = [part.markdown() if isinstance(part, Table) else part for part in parts(people, legs)]
    made = "\n" + "\n\n".join(text) + "\n\n"
    PAGE.write_text(MADE.sub(lambda found: found[1] + made + found[2], PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    write(*map(int, sys.argv[1:]))
