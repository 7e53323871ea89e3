"""A laboratory that finds something in no time: put in place of the visits of this process, or of a worker of Dask.

As a program it examines a cohort into a store, slowly enough to be killed: STORE, and where to wait.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from secondheart.clinic import Finding
from secondheart.errors import KernelDiverged
from secondheart.people import examine, workers
from secondheart.person import Person

FEET = {"ambulatory_venous_pressure": 30.0, "refill_time_90": 20.0}
TALLEST_CM = 195.0  # who is taller fails
DEADLY = "SECONDHEART_TEST_DEADLY"  # environment: file that a worker makes before it kills itself, once
DEADLY_CM = 170.0  # at this person
PEOPLE = [Person(height_cm=150.0 + 4.0 * i) for i in range(13)]  # the last ones are too tall


def pressures(person: Person) -> dict[str, float]:
    """Return what such a laboratory finds: it follows from the person alone."""
    relief = sum(one.ankle_mmHg for one in person.garments) / 10.0
    return {name: usual + person.height_cm / 10.0 - relief for name, usual in FEET.items()}


def quick_visit(person: Person, _: Sequence[str], legs: Sequence[Any], progress: Any = None) -> list[Finding]:
    """Find something in no time; people of more than 195 cm fail."""
    if progress is not None:
        progress(0.0, 1.0)
    if person.height_cm > TALLEST_CM:
        raise KernelDiverged("the volume of 'aorta' stopped being a number")
    return [
        Finding(name=name, value=value, unit="mmHg", side=leg, test="avp")
        for name, value in pressures(person).items()
        for leg in legs
    ]


def deadly_visit(person: Person, *words: Any, **more: Any) -> list[Finding]:
    """Kill the process at one person, the first time."""
    mark = Path(os.environ[DEADLY])
    if person.height_cm == DEADLY_CM and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return quick_visit(person, *words, **more)


def dask_setup(_: Any) -> None:
    """Let a worker examine in no time, and die once; called by Dask, which preloads this file."""
    examine.visit = deadly_visit
    workers.compile_stepper = lambda: None


def main(store: Path, waiting: Path) -> None:
    """Examine the people, and wait for ever, with `waiting` made, at the fifth block."""
    from secondheart.people.cohort import plan_cohort, run_to_store, store_of

    examine.visit, workers.compile_stepper = quick_visit, lambda: None
    plan = plan_cohort(PEOPLE, tests=["avp"])
    for done, _ in enumerate(run_to_store(store_of(plan, store), plan, workers=1), 1):
        if done == 5:
            waiting.touch()
            while True:
                time.sleep(1.0)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
