"""Run the benchmarks: all of them, or those that are named.

python -m benchmarks              # all, five times each
python -m benchmarks day parts    # some
python -m benchmarks --quick      # once each, to see that they run
python -m benchmarks --page       # all, written to docs/benchmarks.md
"""

from __future__ import annotations

import argparse
import sys
import time

from benchmarks import (
    ablations,
    calf,
    clinical,
    day,
    day_steps,
    page,
    people,
    recovery,
    report,
    solvers,
    startup,
    static_site,
    step,
    svzero,
)
from benchmarks.machine import load, machine, software

ALL = {
    "day": day.measure_day,
    "c": step.measure_in_c,
    "svzero": svzero.measure,
    "solvers": solvers.measure,
    "parts": step.measure_parts,
    "growth": step.measure_growth,
    "recording": day.measure_recording,
    "resolution": clinical.measure_resolutions,
    "clinical": clinical.measure_tests,
    "swelling": ablations.measure_swelling,
    "clocks": ablations.measure_clocks,
    "startup": startup.measure,
    "page": page.measure,
}
BY_NAME = {
    "people": people.measure,
    "recovery": recovery.measure,
    "site": static_site.measure,
    "day-steps": day_steps.measure,
    "calf": calf.measure_calf,
}  # of minutes each, and not on the page
USUAL, QUICK = 5, 1


def main(given: list[str]) -> int:
    """Run the named benchmarks and return an exit code."""
    asked = arguments().parse_args(given)
    unknown = [name for name in asked.names if name not in ALL | BY_NAME]
    if unknown:
        print(f"unknown benchmark '{unknown[0]}'; there are: {', '.join(ALL | BY_NAME)}", file=sys.stderr)
        return 2
    before, repeats, sections = load(), QUICK if asked.quick else USUAL, []
    print(f"{machine()}\n{software()}\n")
    for name in (name for name in ALL | BY_NAME if name in (asked.names or ALL)):
        began = time.perf_counter()
        sections.append((ALL | BY_NAME)[name](repeats))
        print(f"{sections[-1].text()}\n  ({name}: {time.perf_counter() - began:.0f} s)\n", flush=True)
    if asked.page:
        print(f"written: {report.write(sections, before, repeats)}")
    return 0


def arguments() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser("python -m benchmarks", description="How fast secondheart runs on this machine.")
    parser.add_argument("names", nargs="*", help=f"{', '.join(ALL)}; all unless named; or {', '.join(BY_NAME)}")
    parser.add_argument("--quick", action="store_true", help="once each, to see that they run")
    parser.add_argument("--page", action="store_true", help="write the results to docs/benchmarks.md")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
