"""Hold the canonical runs against what is written down: `python -m tests.canonical.compare [--write]`."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import llvmlite.binding
import numba

from tests.canonical.runs import Digest, digests

FILE = Path(__file__).with_name("digests.json")
ROUNDING = 1e-6  # relative, of a mean: what another processor's multiply-add leaves


def processor() -> str:
    """Return what the last bit hangs on: compiler, processor and its instructions."""
    features = llvmlite.binding.get_host_cpu_features().flatten()
    return f"numba {numba.__version__}, {llvmlite.binding.get_host_cpu_name()}, {hash_of(features)}"


def hash_of(text: str) -> str:
    """Return eight letters that stand for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def differences(name: str, now: dict[str, Digest]) -> Iterator[str]:
    """Yield a sentence for each variable of a run that is not as it was written down."""
    written = json.loads(FILE.read_text())
    exact = written["processor"] == processor()
    before = {variable: Digest(*one) for variable, one in written["runs"].get(name, {}).items()}
    for variable in sorted(before.keys() | now.keys()):
        one, other = before.get(variable), now.get(variable)
        if one is None or other is None:
            yield f"{name}: {variable} is {'new' if one is None else 'gone'}"
        elif exact and one.bits != other.bits:
            yield f"{name}: {variable} differs in its bits; its mean was {one.mean!r} and is {other.mean!r}"
        elif abs(one.mean - other.mean) > ROUNDING * max(abs(one.mean), 1e-3):
            yield f"{name}: the mean of {variable} was {one.mean!r} and is {other.mean!r}"


def main() -> int:
    """Write the digests or print how they differ from those written down."""
    found = dict(digests())
    if "--write" in sys.argv:
        FILE.write_text(json.dumps({"processor": processor(), "runs": found}, indent=1) + "\n")
        return 0
    lines = [line for name, run in found.items() for line in differences(name, run)]
    sys.stdout.write("\n".join([*lines, f"{len(found)} runs, {len(lines)} differences"]) + "\n")
    return bool(lines)


if __name__ == "__main__":
    sys.exit(main())
