"""Write down anew which rows hold, and print them."""

from __future__ import annotations

import argparse
import sys

from secondheart.evidence.expected import rewrite
from secondheart.evidence.validate import Outcome, counts


def outcome_line(outcome: Outcome) -> str:
    """Return a row as a line of text."""
    verdict = {True: "holds", False: "MISS", None: "-"}[outcome.passed]
    model = "-" if outcome.model is None else f"{outcome.model:.4g}"
    low, high = (" " if end is None else f"{end:g}" for end in (outcome.low, outcome.high))
    row = f"{outcome.finding:4} {outcome.id:34} {model:>9} [{low:>7} .. {high:<7}] {outcome.unit:15}"
    return f"{verdict:5} {row} {outcome.status}"


def rewrite_and_print() -> None:
    """Rewrite the expectations."""
    outcomes = rewrite()
    for outcome in outcomes:
        if outcome.passed is not None:
            sys.stdout.write(outcome_line(outcome) + "\n")
    sys.stdout.write(
        "{passed} of {total}; predicted {predicted_passed} of {predicted_total}\n".format(**counts(outcomes))
    )


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m secondheart.evidence", description=__doc__).parse_args()
    rewrite_and_print()
