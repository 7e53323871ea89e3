"""A long export of Apple Health: how long reading a day of it takes, and how much memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.clock import between
from benchmarks.report import Section, Table

TITLE = "A long recording"
RECORDS = 600_000
MOST_S, MOST_MB = 30.0, 100.0
HEAD = ("reading a day of it, in a process of its own", "found", "aim, at most")
KINDS = (
    ("HKQuantityTypeIdentifierStepCount", "count", "63"),
    ("HKQuantityTypeIdentifierHeartRate", "count/min", "71"),
    ("HKQuantityTypeIdentifierActiveEnergyBurned", "kcal", "0.31"),
)
DEVICES = ("Watch", "iPhone")
READ = """
import resource, sys, time
from pathlib import Path
began = time.process_time()
from secondheart.exchange import read_day
day = read_day(sys.argv[1])
told = Path("/proc/self/status")
if told.exists():  # what resource tells on Linux is the most of the parent, too
    most = next(float(line.split()[1]) / 1e3 for line in told.read_text().splitlines() if line.startswith("VmHWM"))
else:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
print(time.process_time() - began, most, len(day.protocol.steps))
"""


def measure(repeats: int) -> Section:
    """Read a day of an export that is made up: steps of a watch and a phone, heart rate, and what is not wanted."""
    if os.name == "nt":
        return Section(TITLE, ["Not measured: this system does not tell the memory of a process."])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xml"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(export())
        size = path.stat().st_size / 1e6
        found = [read(path) for _ in range(min(repeats, 3))]
    times, most, steps = zip(*found, strict=True)
    rows = [
        ("seconds of the processor", between(list(times), 1), f"{MOST_S:g}"),
        ("MB of memory, Python and all", between(list(most), 0), f"{MOST_MB:g}"),
    ]
    words = f"An export of {RECORDS:,} records, {size:.0f} MB; its best known day becomes {int(steps[0])} steps."
    missed = [f"**Missed**: {MOST_S:g} s."] if max(times) > MOST_S else []
    missed += [f"**Missed**: {MOST_MB:g} MB."] if max(most) > MOST_MB else []
    return Section(TITLE, [words, Table(HEAD, rows)], missed)


def read(path: Path) -> tuple[float, float, float]:
    """Return seconds, MB and steps of one reading."""
    done = subprocess.run([sys.executable, "-c", READ, str(path)], check=True, capture_output=True, text=True)
    seconds, most, steps = map(float, done.stdout.split())
    return seconds, most, steps


def export() -> Iterator[str]:
    """Yield the lines of an export, whose records follow one another every two minutes."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<HealthData locale="en_GB">\n'
    begin = datetime(2023, 1, 1)
    for number in range(RECORDS):
        kind, unit, value = KINDS[number % len(KINDS)]
        device = DEVICES[number // 7 % len(DEVICES)]
        start = begin + timedelta(seconds=120 * number)
        stop = f"{start + timedelta(seconds=150):%Y-%m-%d %H:%M:%S} +0100"
        yield (
            f' <Record type="{kind}" sourceName="{device}" sourceVersion="10" unit="{unit}" creationDate="{stop}" '
            f'startDate="{start:%Y-%m-%d %H:%M:%S} +0100" endDate="{stop}" value="{value}"/>\n'
        )
    yield "</HealthData>\n"
