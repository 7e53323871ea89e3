"""A day of lying, standing and walking, as a multiple of real time on one core."""

from __future__ import annotations

import resource
import time

import secondheart as sh

HOURS = 24


def protocol() -> sh.Protocol:
    """Eight hours of lying, then sixteen of standing, sitting and walking in turn."""
    hour = sh.stand(minutes=20) + sh.walk(km_h=3, minutes=10) + sh.sit(minutes=20) + sh.walk(km_h=5, minutes=10)
    return (sh.lie(minutes=8 * 60) + 16 * hour).named("a day")


def main() -> None:
    """A day with everything on: reflexes, breathing, beat values and a record each second."""
    sh.simulate(sh.Person(), sh.lie(seconds=1))  # compiles, or fetches what was compiled
    began, processor = time.perf_counter(), time.process_time()
    result = sh.simulate(sh.Person(), protocol())
    wall, spent = time.perf_counter() - began, time.process_time() - processor
    seconds = HOURS * 3600.0
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(f"  {HOURS} h in {wall:.1f} s: {seconds / wall:.0f} times faster than life")
    print(f"  by processor time: {seconds / spent:.0f} times")
    print(
        f"  {result.attrs['beats']} beats, volume drift {result.attrs['volume_drift_mL']} mL, {memory:.0f} MB at most"
    )
