"""A whole day, simulated; and a day of a long recording, read."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import secondheart as sh
from benchmarks.machine import between, once, rate
from benchmarks.report import Section, Table
from secondheart.simulation import simulate_to_file

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

DAY = "A day"
LEAST, AIM = 3456, 8640  # times faster than life: a day in 25 s, in 10 s
LEAST_BLOOD = 4000  # of the blood alone
MOST_FILE_MB, MOST_MEMORY_MB = 60, 400  # of the file, and at work
DAY_HEAD = ("clock", "times faster than life", "aim")
MOST = """
import resource
from pathlib import Path
status = Path("/proc/self/status")
if status.exists():  # what resource tells on Linux is the most of the parent, too
    most = next(float(line.split()[1]) / 1e3 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
else:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
"""
FIRST = f"""
import secondheart as sh
sh.simulate(sh.Person(), sh.walk(seconds=60))
{MOST}
print(most)
"""


def first_run(environment: Mapping[str, str]) -> float:
    """Return how much memory a process takes that compiles the stepper, or finds it compiled; 0 on Windows."""
    code = FIRST if resource else FIRST.replace(MOST, "most = 0")
    place = {**os.environ, **environment}
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=place)
    return float(done.stdout)


def day_protocol(hours: int) -> sh.Protocol:
    """A third of the hours of lying, then standing, walking and sitting in turn."""
    hour = sh.stand(minutes=20) + sh.walk(km_h=3, minutes=10) + sh.sit(minutes=20) + sh.walk(km_h=5, minutes=10)
    return (sh.lie(minutes=hours * 20) + (hours - hours // 3) * hour).named("a day")


def measure_day(repeats: int) -> Section:
    """A day with everything on, written to disk as it goes: tissues that swell, oxygen, beats, a record each second."""
    hours = 24  # of fewer, what is done once for a file would be a third of it
    walls, processor = [], []
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "day.nc"
        compiling = first_run({"SECONDHEART_CACHE": f"{folder}/empty"})
        first_run({})  # where nothing is compiled yet it is in a process of its own: the memory below is a day's
        simulate_to_file(sh.Person(), sh.walk(seconds=60), kept)
        for _ in range(min(repeats, 3)):
            began = time.perf_counter()
            processor.append(once(lambda: simulate_to_file(sh.Person(), day_protocol(hours), kept)))
            walls.append(time.perf_counter() - began)
        used, attrs = memory(), sh.open_result(kept).attrs
        blood = [once(lambda: sh.simulate(sh.Person(), day_protocol(hours))) for _ in walls]
        return section(hours, (processor, walls, blood), attrs, kept.stat().st_size / 1e6, (used, compiling))


def section(
    hours: int,
    times: tuple[list[float], list[float], list[float]],
    attrs: dict[str, Any],
    size: float,
    most: tuple[float, float],
) -> Section:
    """Put the times of the processor, of the wall and of the blood alone into a table and words."""
    seconds, (processor, walls, blood), (used, compiling) = 3600.0 * hours, times, most
    rows = [
        ("everything on, of the processor", rate(processor, seconds), f"{LEAST:,}, better {AIM:,}"),
        ("everything on, on the wall", rate(walls, seconds), ""),
        ("the blood alone, of the processor", rate(blood, seconds), f"{LEAST_BLOOD:,}, better {AIM:,}"),
    ]
    words = (
        f"{hours} hours of the default person lying, standing, sitting and walking, on one core. Everything on: "
        f"reflexes, breathing, swelling, oxygen, a row for each of {attrs['beats']:,} beats and a sample each second, "
        f"in steps of {1000.0 * attrs['dt_s']:g} ms, written to disk as it goes; settling, packing and reading the "
        "file included. "
        f"Volume drift {attrs['volume_drift_mL']} mL; {used:.0f} MB of memory at most (up to {MOST_MEMORY_MB}; "
        f"{compiling:.0f} in a process that compiles the stepper first), a file of {size:.0f} MB "
        f"(up to {MOST_FILE_MB}). The blood alone: `simulate`, in steps of 2.5 ms, its samples "
        "and beats in memory."
    )
    behind = {
        f"a day {LEAST:,} times faster than life on one core": seconds / statistics.median(processor) < LEAST,
        f"a day of the blood alone {LEAST_BLOOD:,} times faster": seconds / statistics.median(blood) < LEAST_BLOOD,
        f"at most {MOST_MEMORY_MB} MB of memory": used > MOST_MEMORY_MB,
        f"a file of at most {MOST_FILE_MB} MB": size > MOST_FILE_MB,
    }
    return Section(DAY, [words, Table(DAY_HEAD, rows)], [f"**Missed**: {what}." for what, so in behind.items() if so])


def memory() -> float:
    """Return how much memory was used at most, in MB; 0 where the system does not tell."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 if resource else 0.0


RECORDING = "A long recording"
RECORDS = 600_000
MOST_S, MOST_MB = 30.0, 100.0
RECORDING_HEAD = ("reading a day of it, in a process of its own", "found", "aim, at most")
KINDS = (
    ("HKQuantityTypeIdentifierStepCount", "count", "63"),
    ("HKQuantityTypeIdentifierHeartRate", "count/min", "71"),
    ("HKQuantityTypeIdentifierActiveEnergyBurned", "kcal", "0.31"),
)
DEVICES = ("Watch", "iPhone")
READ = f"""
import sys, time
began = time.process_time()
from secondheart.recordings import read_day
day = read_day(sys.argv[1])
spent = time.process_time() - began
{MOST}
print(spent, most, len(day.protocol.steps))
"""


def measure_recording(repeats: int) -> Section:
    """Read a day of an export that is made up: steps of a watch and a phone, heart rate, and what is not wanted."""
    if os.name == "nt":
        return Section(RECORDING, ["Not measured: this system does not tell the memory of a process."])
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
    return Section(RECORDING, [words, Table(RECORDING_HEAD, rows)], missed)


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
