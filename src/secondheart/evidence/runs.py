"""The persons and the protocols that the evidence needs."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from secondheart.clinic.avp import avp_protocol
from secondheart.clinic.forces import ALL, forces_protocol
from secondheart.clinic.measure import ANKLE_VEIN, FOOT_VEIN, SIDES
from secondheart.clinic.together import Job
from secondheart.errors import MissingExtra
from secondheart.exchange import activity_protocol, read_activity
from secondheart.person import Person, leaking_valves
from secondheart.protocol import Protocol, builtin, lie, run, sit, stand, walk

RECORDING = "run-65min.fit"
RECORDED_RATE_BPM, RECORDED_CADENCE_PER_MIN = 170.0, 87.0  # means of that recording, while running
LEAK = 0.3


class Case(NamedTuple):
    """A person doing a protocol, both by name."""

    person: str
    protocol: str


@dataclass(frozen=True)
class Plan:
    """A protocol, and what has to be kept of a run of it; no vessels named means all."""

    protocol: Callable[[], Protocol]
    sample_s: float = 0.02
    record: tuple[str, ...] | None = None


def recordings_folder() -> Path | None:
    """Return the folder with recordings of real people, where there is one."""
    folder = Path(os.environ.get("SECONDHEART_RECORDINGS", Path("..") / "shared" / "recordings"))
    return folder if (folder / RECORDING).is_file() else None


def recorded_run() -> Protocol | None:
    """Return the recorded run, where the recording and the package that reads it are there."""
    folder = recordings_folder()
    if folder is None:
        return None
    try:
        return activity_protocol(read_activity(folder / RECORDING), "recorded run")
    except MissingExtra:
        return None


def steady_run() -> Protocol:
    """Return a run at the recording's mean heart rate and cadence, in its place."""
    running = run(cadence_per_min=RECORDED_CADENCE_PER_MIN, minutes=10).heart_rate(RECORDED_RATE_BPM)
    return (stand(minutes=2) + running).named("run at 170 beats and 87 strides a minute")


PERSONS: Mapping[str, Callable[[], Person]] = {
    "default": Person,
    "great_saphenous": lambda: leaking_valves(Person(), "great_saphenous", LEAK).replace(name="great_saphenous"),
    "deep": lambda: leaking_valves(Person(), "deep", LEAK).replace(name="deep"),
}


def _both(*veins: str) -> tuple[str, ...]:
    return tuple(f"{vein}_{side}" for vein in veins for side in SIDES)


PROTOCOLS: Mapping[str, Plan] = {
    "lie-stand": Plan(lambda: lie(minutes=5) + stand(minutes=10), sample_s=0.1),
    "sit": Plan(lambda: sit(minutes=5), record=_both(ANKLE_VEIN)),
    "avp": Plan(avp_protocol, record=_both(FOOT_VEIN)),
    "stand-walk": Plan(lambda: stand(minutes=2) + walk(km_h=3, minutes=5), record=_both(ANKLE_VEIN)),
    "cycle": Plan(lambda: builtin("cycle"), record=_both(ANKLE_VEIN)),
    "run": Plan(steady_run, record=("right_atrium",)),
    "forces-walking": Plan(lambda: forces_protocol("walking", ALL), record=_both(ANKLE_VEIN)),
    "forces-walking-without-muscles": Plan(
        lambda: forces_protocol("walking", ALL - {"muscles"}), record=_both(ANKLE_VEIN)
    ),
}


def job(case: Case, recorded: Protocol | None) -> Job:
    """Return the run to be made for a case; `recorded` stands for the protocol "run" where it is given."""
    plan = PROTOCOLS[case.protocol]
    protocol = recorded if recorded is not None and case.protocol == "run" else plan.protocol()
    return Job(PERSONS[case.person](), protocol, plan.sample_s, plan.record)
