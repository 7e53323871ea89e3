"""A day that is stopped at fifty random moments equals the day that was not: `python -m tests.stopped_day [DAY]`.

Each part is a process of its own, in one of two working folders with compiled code of their own, as on two machines.
Half of the stops are interrupts, half are kills. `SEED` and `STOPS` in the environment draw others. It ends with 1
where a single bit differs.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from secondheart.day.schedule import builtin_day
from secondheart.results.netcdf import open_result

ROOT = Path(__file__).parent.parent
FIRST_S = 1800.0  # by then there is a state to go on from
PART = """
import os, signal, sys
from pathlib import Path
import secondheart as sh
from secondheart.day.schedule import builtin_day
from secondheart.simulation import simulate_to_file
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background may ignore it
path, day, until, how, resume = sys.argv[1:]
def stop(now_s, _):
    if now_s >= float(until):
        os.kill(os.getpid(), int(how))
simulate_to_file(sh.Person(), builtin_day(day).protocol, Path(path), progress=stop, resume=resume == "resume")
"""


def play(path: Path, day: str, machine: Path, until: float = float("inf"), how: int = 0, resume: bool = False) -> int:
    """Go on with a day in a process of its own until it is stopped, and return how that ended."""
    machine.mkdir(exist_ok=True)
    places = {"SECONDHEART_CACHE": str(machine / "cache"), "PYTHONPATH": str(ROOT / "src")}
    words = [str(path), day, repr(until), str(how), "resume" if resume else "begin"]
    done = subprocess.run(
        [sys.executable, "-c", PART, *words],
        cwd=machine,
        env={**os.environ, **places},
        capture_output=True,
        check=False,
    )
    if done.returncode not in (0, -signal.SIGKILL, -signal.SIGINT):
        sys.stderr.write(done.stderr.decode())
    return done.returncode


def is_same_day(day: str, moments: Sequence[float], folder: Path) -> bool:
    """Say whether a day that is stopped at these moments, in s, is the day that was not."""
    machines = [folder / "one", folder / "other"]
    whole, parts = folder / "whole.nc", folder / "parts.nc"
    codes = [play(whole, day, machines[0])]
    for place, moment in enumerate(moments):
        how = (signal.SIGINT, signal.SIGKILL)[place // 2 % 2]
        codes.append(play(parts, day, machines[place % 2], moment, how, resume=place > 0))
        sys.stdout.write(f"{place + 1}: stopped at {moment / 3600.0:.2f} h, code {codes[-1]}\n")
        sys.stdout.flush()
    codes.append(play(parts, day, machines[len(moments) % 2], resume=True))
    stops = codes[1:-1]
    if codes[0] != 0 or codes[-1] != 0 or not all(code in (-signal.SIGINT, -signal.SIGKILL) for code in stops):
        return False
    one, other = (open_result(path).load().assign_attrs(wall_s=0.0) for path in (whole, parts))
    return one.identical(other)


def main() -> int:
    """Draw the moments, stop the day, and say whether it is the same."""
    day = sys.argv[1] if len(sys.argv) > 1 else "office"
    seed, stops = (int(os.environ.get(name, usual)) for name, usual in (("SEED", "1"), ("STOPS", "50")))
    length = builtin_day(day).protocol.duration_s
    draw = random.Random(seed)
    moments = sorted(draw.uniform(FIRST_S, length) for _ in range(stops))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        same = is_same_day(day, moments, Path(folder))
    what = "the same to the last bit" if same else "NOT the same"
    sys.stdout.write(f"{day}, stopped {stops} times (seed {seed}): {what}; {time.monotonic() - began:.0f} s\n")
    return int(not same)


if __name__ == "__main__":
    sys.exit(main())
