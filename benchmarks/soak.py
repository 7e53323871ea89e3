"""Random persons, protocols, conditions, garments and devices: what no living body has, a run must say.

`python -m benchmarks.soak --count 1500` prints a table; `soak(count, seed)` returns one line a run. What leaves the
limits of `secondheart.results.beyond_life` is no failure, as long as a run says so; what fails is a crash, a number
that is none, blood that is lost, an oxygen saturation outside 0 to 1, and a limit that was left without a sentence.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import Any

import numpy as np

from secondheart import Person, condition, leaking_valves, simulate, wear_stockings
from secondheart.compression import devices
from secondheart.errors import InputError, SecondheartError
from secondheart.person.conditions import ailments
from secondheart.protocol import Breathing, Posture, Protocol, Step
from secondheart.protocol.verbs import all_verbs
from secondheart.results.beyond_life import LIFE_LIMITS, beyond_life
from secondheart.simulation.parallel import perform_all
from secondheart.simulation.session import Progress

SOAK_STEPS = (1, 4)  # steps of a protocol
STEP_S = (2.0, 40.0)
STOCKINGS = ("RAL I", "RAL II", "RAL III")
CUFF_SITES = ("ankle", "calf", "thigh", "lower_body")
SLOW_PARTS = 0.8  # share of the runs with tissue and oxygen
SMALLEST_SATURATION = -1e-9  # rounding


@dataclass(frozen=True)
class Soaked:
    """What came of one random run: nothing wrong where `fault` is empty; `words` are what the run itself says."""

    seed: int
    fault: str
    words: tuple[str, ...]
    held_back: int


@dataclass(frozen=True)
class RandomRun:
    """A run that follows from its seed."""

    seed: int
    duration_s: float = STEP_S[1]

    def perform(self, progress: Progress) -> Soaked:  # noqa: ARG002 - as of a work
        """Make it and look at it."""
        return soak_one(self.seed)


def soak(count: int, seed: int = 0, progress: Progress | None = None) -> list[Soaked]:
    """Return what came of `count` random runs; the same seed gives the same runs."""
    return perform_all([RandomRun(one) for one in range(seed, seed + count)], progress)


def soak_one(seed: int) -> Soaked:
    """Return what came of one random run."""
    dice = np.random.default_rng(seed)
    person, protocol = random_person(dice), random_protocol(dice)
    try:
        including = ("swelling", "oxygen") if dice.random() < SLOW_PARTS else ()
        result = simulate(person, protocol, sample_s=0.1, including=including)
    except SecondheartError as error:
        return Soaked(seed, f"{type(error).__name__}: {error}", (), 0)
    words = beyond_life(result)
    return Soaked(seed, "; ".join(_faults(result, words)), words, int(result.attrs["held_back_steps"]))


def _faults(result: Any, words: Sequence[str]) -> Iterator[str]:
    for name in result.data_vars:
        values = np.asarray(result[name])
        if values.dtype.kind == "f" and not np.isfinite(values).all() and name != "opening":
            yield f"{name} is no number"
    if result.attrs["volume_drift_mL"] != 0.0:
        yield f"volume drift {result.attrs['volume_drift_mL']} mL"
    if float(result["volume"].min()) < 0.0:
        yield "a volume below 0"
    if "saturation" in result and float(result["saturation"].min()) < SMALLEST_SATURATION:
        yield "a saturation below 0"
    if "saturation" in result and float(result["saturation"].max()) > 1.0:
        yield "a saturation above 1"
    for limit in LIFE_LIMITS:
        if limit.variable in result and not any(limit.words in sentence for sentence in words):
            values = np.asarray(result[limit.variable], float)
            if values.size and (values.max() > limit.high + 1e-6 or values.min() < limit.low - 1e-6):
                yield f"{limit.words} is beyond life, and nothing says so"


def random_person(dice: np.random.Generator) -> Person:
    """Return anyone who can be described."""
    person = Person(
        sex=str(dice.choice(["male", "female"])),
        age_years=float(dice.uniform(18, 100)),
        height_cm=float(dice.uniform(140, 205)),
        mass_kg=float(dice.uniform(40, 150)),
        strength_percent=float(dice.uniform(0, 200)),
    )
    for name in dice.choice(list(ailments()), size=dice.integers(0, 4), replace=False):
        person = _unless_refused(person, lambda one, name=str(name): condition(one, name))
    if dice.random() < 0.3:
        vein = str(dice.choice(["deep", "great_saphenous", "all"]))
        person = _unless_refused(person, lambda one: leaking_valves(one, vein, float(dice.uniform(0, 1))))
    if dice.random() < 0.3:
        person = wear_stockings(person, str(dice.choice(STOCKINGS)))
    return person


def _unless_refused(person: Person, change: Any) -> Person:
    try:
        return change(person)
    except InputError:
        return person


def random_protocol(dice: np.random.Generator) -> Protocol:
    """Return one to four steps of any kind, some with cuffs, devices, deep breaths or another gravity."""
    steps: list[Step] = []
    while len(steps) < dice.integers(*SOAK_STEPS, endpoint=True):
        step = _random_step(dice)
        try:
            steps.append(_with_extras(step, dice))
        except InputError:  # what the program refuses is not run
            steps.append(step)
    return Protocol(steps=tuple(steps), name="soak")


def _random_step(dice: np.random.Generator) -> Step:
    seconds = float(dice.uniform(*STEP_S))
    if dice.random() < 0.15:
        angles = dict(zip(("trunk_deg", "thigh_deg", "calf_deg", "foot_deg"), dice.uniform(-90, 90, 4), strict=True))
        return Step(duration_s=seconds, posture=Posture(**{name: float(angle) for name, angle in angles.items()}))
    name = str(dice.choice(list(all_verbs())))
    verb = all_verbs()[name]
    arguments: dict[str, Any] = {"seconds": seconds} if "minutes" in signature(verb).parameters else {}
    if name == "tilt":
        arguments["angle_deg"] = float(dice.uniform(-90, 90))
    if name == "valsalva":
        arguments |= {"pressure_mmHg": float(dice.uniform(0, 200)), "seconds": seconds}
    if name == "cough":
        arguments |= {"pressure_mmHg": float(dice.uniform(0, 300)), "times": 3}
    if name == "run":
        arguments["km_h"] = float(dice.uniform(5, 25))
    if name == "walk":
        arguments["km_h"] = float(dice.uniform(0.5, 8))
    if name == "cycle":
        arguments["watts"] = float(dice.uniform(0, 300))
    step = verb(**arguments).steps[0]
    return step.replace(transition_s=min(step.transition_s, step.duration_s))


def _with_extras(step: Step, dice: np.random.Generator) -> Step:
    protocol = Protocol(steps=(step,))
    if dice.random() < 0.2:
        site = str(dice.choice(CUFF_SITES))
        pressure = float(dice.uniform(-80, 0) if site == "lower_body" else dice.uniform(0, 300))
        protocol = protocol.cuff(site, pressure_mmHg=pressure)
    elif dice.random() < 0.15:
        protocol = Protocol(steps=(step.replace(device=devices()[str(dice.choice(list(devices())))]),))
    step = protocol.steps[0]
    if dice.random() < 0.2:
        breath = Breathing(
            rate_per_min=float(dice.uniform(2, 60)),
            depth_mL=float(dice.uniform(0, 4000)),
            belly_percent=float(dice.uniform(0, 100)),
        )
        step = step.replace(breathing=breath)
    if dice.random() < 0.1:
        step = step.replace(gravity_g=float(dice.uniform(0, 3)))
    if dice.random() < 0.05:
        step = step.replace(without=frozenset({str(dice.choice(["heart", "breathing", "muscles"]))}))
    return step


def report(soaked: Sequence[Soaked]) -> str:
    """Return a table of what was seen, and every fault with its seed."""
    kinds = Counter(limit.words for one in soaked for limit in LIFE_LIMITS if any(limit.words in w for w in one.words))
    lines = [f"{len(soaked)} runs, {sum(one.held_back > 0 for one in soaked)} with steps that were held back"]
    lines += [f"  said: {words} beyond life in {count} runs" for words, count in kinds.most_common()]
    faults = [one for one in soaked if one.fault]
    return "\n".join([*lines, f"{len(faults)} faults", *(f"  seed {one.seed}: {one.fault}" for one in faults)]) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--count", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    seen = soak(asked.count, asked.seed)
    sys.stdout.write(report(seen))
    sys.exit(1 if any(one.fault for one in seen) else 0)
