"""Run the benchmarks: all of them, or those that are named.

python -m benchmarks            # all
python -m benchmarks day parts  # some
"""

from __future__ import annotations

import sys

from benchmarks import day, parts

ALL = {"parts": parts.main, "day": day.main}


def main(names: list[str]) -> int:
    """Run the named benchmarks and return an exit code."""
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"unknown benchmark '{unknown[0]}'; there are: {', '.join(ALL)}", file=sys.stderr)
        return 2
    for name in names or ALL:
        print(f"== {name}: {ALL[name].__doc__.splitlines()[0]}")
        ALL[name]()
    return 0


sys.exit(main(sys.argv[1:]))
