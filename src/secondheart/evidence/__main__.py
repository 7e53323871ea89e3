"""Write down anew which rows hold, and print them; or leave groups out, predict them, and write down that."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from secondheart.evidence.cross_validation import GROUPS_LEFT_OUT, GroupLeftOut, leave_groups_out
from secondheart.evidence.cross_validation_table import write_left_out
from secondheart.evidence.expected import rewrite
from secondheart.evidence.published import ASKED, FINDING_GROUPS
from secondheart.evidence.validate import Outcome, counts

SUMMARY = (
    "{passed} of {total}; predicted {predicted_passed} of {predicted_total}; "
    "with a tolerance of our own {own_tolerance_passed} of {own_tolerance_total}; near the edge {near_edge}\n"
)


def outcome_line(outcome: Outcome) -> str:
    """Return a row as a line of text."""
    verdict = {True: "holds", False: "MISS", None: "-"}[outcome.passed]
    model = "-" if outcome.model is None else f"{outcome.model:.4g}"
    low, high = (" " if end is None else f"{end:g}" for end in (outcome.low, outcome.high))
    row = f"{outcome.finding:4} {outcome.id:34} {model:>9} [{low:>7} .. {high:<7}] {outcome.unit:15}"
    marks: list[str] = [outcome.status]
    marks += ["own tolerance"] if outcome.own_tolerance else []
    marks += ["near the edge"] if outcome.near_edge else []
    return f"{verdict:5} {row} {', '.join(marks)}"


def left_out_line(one: GroupLeftOut) -> str:
    """Return what became of a group as a line of text."""
    inside = ", ".join(
        f"{count} of {one.rows} ({apart:.2f})" for count, apart in zip(one.inside, one.apart, strict=True)
    )
    return f"{one.group:20} inside, and mean distance from the middle, as is, with all, without it: {inside}"


def rewrite_and_print() -> None:
    """Rewrite the expectations."""
    outcomes = rewrite()
    for outcome in outcomes:
        if outcome.passed is not None:
            sys.stdout.write(outcome_line(outcome) + "\n")
    sys.stdout.write(SUMMARY.format(**counts(outcomes)))


def leave_out_and_print(groups: Sequence[str]) -> None:
    """Leave groups out, one at a time, and write down what became of each."""
    left_out = leave_groups_out(groups)
    write_left_out(left_out)
    for one in left_out:
        sys.stdout.write(left_out_line(one) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m secondheart.evidence", description=__doc__)
    parser.add_argument(
        "--leave-out",
        nargs="*",
        metavar="GROUP",
        choices=(*FINDING_GROUPS.values(), ASKED),
        help=f"set a few numbers without each of these groups, and predict it; by default {', '.join(GROUPS_LEFT_OUT)}",
    )
    chosen = parser.parse_args().leave_out
    if chosen is None:
        rewrite_and_print()
    else:
        leave_out_and_print(chosen or GROUPS_LEFT_OUT)
