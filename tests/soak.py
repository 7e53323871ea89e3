"""Hours of random persons, protocols, devices, files, page messages, signals and kills: `make soak`, `SOAK=60` minutes.

The tests of damage are drawn anew, a file of them a round and each round with another seed, until the time is over; a
round that is not done by then is ended. It ends in a table of what was tried, and with 1 if there was a fault.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parent.parent
TRIED = [
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests/fuzz").glob("test_*.py")),
    "tests/app/test_messages.py",
    "tests/recordings/test_damage.py",
    "tests/results/test_hostile_files.py",
    "tests/simulation/test_long_run.py",
]
EXAMPLES = "300"  # of a round
MINUTES = 60.0


def main() -> int:
    """Draw and try until the time is over, and print what was tried."""
    begin, minutes = time.monotonic(), float(os.environ.get("SOAK", MINUTES))
    seed = int(os.environ.get("SEED", int(time.time())))
    tried, faults = Counter[str](), Counter[str]()
    rounds = 0
    files = random.Random(seed).sample(TRIED, len(TRIED))
    while (left := 60.0 * minutes - (time.monotonic() - begin)) > 0.0:
        done, failed, text = play_round(files[rounds % len(files)], seed + rounds, left)
        tried, faults, rounds = tried + done, faults + failed, rounds + 1
        if failed:
            sys.stdout.write(text)
    lines = [f"{name:60}{count:8}{faults[name]:8}" for name, count in sorted(tried.items())]
    head = f"{'tests, each of many examples':60}{'tried':>8}{'faults':>8}"
    total = f"{'all':60}{tried.total():8}{faults.total():8}"
    sys.stdout.write("\n".join([f"{rounds} rounds from seed {seed} in {minutes:g} minutes", head, *lines, total, ""]))
    return int(faults.total() > 0)


def play_round(tests: str, seed: int, seconds: float) -> tuple[Counter[str], Counter[str], str]:
    """Try one file of tests, and return what was tried and what failed, by file, and what the tests printed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--hypothesis-seed={seed}"),
            *(f"--junitxml={report}", f"--basetemp={folder}/tmp", tests),
        ]
        environment = {**os.environ, "SECONDHEART_FUZZ": EXAMPLES}
        try:
            text = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=seconds
            ).stdout
        except subprocess.TimeoutExpired:
            return Counter({f"cut off by the end of the time: {tests}": 1}), Counter(), ""
        cases = list(ElementTree.parse(report).iter("testcase"))
    files = Counter(str(case.get("classname")) for case in cases)
    bad = Counter(
        str(case.get("classname")) for case in cases if any(part.tag in ("failure", "error") for part in case)
    )
    return files, bad, text


if __name__ == "__main__":
    sys.exit(main())
