"""Recovery: legs that are simulated, measured with the errors of a laboratory, and fitted: does the truth come back.

python -m benchmarks recovery             # 40 legs
python -m benchmarks.recovery 100         # so many legs; 100 1 in one process

The runs of the emulator and every leg that is fitted are kept in the program's cache: the same command goes on where it
was.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.report import Section, Table
from secondheart.people.cohort import dataset_of, finding_names, plan_cohort, run_plan, runs_of_emulators
from secondheart.people.emulator import Emulator, Inputs, build_emulator
from secondheart.people.leg_fit import CLEARLY, FIT_TESTS, USUAL_FIT_RUNS, FittedLeg, fit_by, misfit_on_simulator
from secondheart.people.leg_prior import LegPrior
from secondheart.people.measured_leg import MeasuredLeg, Measurement, PersonFacts
from secondheart.people.population import Population, population
from secondheart.people.slice_sampler import slice_step
from secondheart.person import Person
from secondheart.person.traits import all_traits, trait_of

RECOVERY_TITLE = "A leg from its measurements: recoveries"
RECOVERY_WORDS = (
    "Legs of the population varicose-clinic that the emulator has not seen are simulated, measured with the errors of "
    "a laboratory, and fitted with AVP, APG and reflux times; heart rate and leg length are known. Coverage: how often "
    "the 90 % interval of a trait or condition holds its true value; told: where the posterior is under 0.6 of the "
    "prior. This tests the arithmetic and not the model."
)
LEGS_RECOVERED = 40
SIMULATED_LEGS = 10  # at whose best fit the simulator is asked
SHOWN_EVERY_S = 30.0
PRIOR, OTHER_SEED = "varicose-clinic", 77  # the emulator is built with seed 0
LEG = "left"
KNOWN = ("heart_rate", "leg_length")
# Standard deviations of a laboratory (assumed): percent of the value, or absolute
PERCENT = {"VV": 6.0, "VFI": 10.0, "EV": 8.0, "refill_time_90": 12.0}
ABSOLUTE = {"RV": 5.0, "ambulatory_venous_pressure": 3.0}
REFLUX_LOG, REFLUX_SHIFT_S = 0.25, 0.3
REFLUX = ("reflux_time_popliteal", "reflux_time_great_saphenous")
TEST_OF = {**dict.fromkeys(REFLUX, "reflux"), "refill_time_90": "avp", "ambulatory_venous_pressure": "avp"}
PER_HEADERS = ("trait or condition", "coverage, %", "legs in which it is told")
MEASURED = (*PERCENT, *ABSOLUTE, *REFLUX)
COVERAGE_AIM, R_HAT_AIM, MISFIT_AIM, SECONDS_AIM = "85 to 95", 1.1, 1.2, 30


Work = tuple[Population, MeasuredLeg, Emulator, Person, int]


class Recovered(NamedTuple):
    """One leg: for each parameter whether its interval holds the truth and whether it is told, and the rest."""

    inside: Mapping[str, bool]
    told: frozenset[str]
    r_hat: float
    misfit: float
    seconds: float


def measure(repeats: int, legs: int = LEGS_RECOVERED, processes: int | None = None) -> Section:
    """Recover some legs; with one repeat, a tenth of them."""
    count = legs if repeats > 1 else max(legs // 10, 2)
    prior = population(PRIOR)
    some = recoveries(prior, emulator_of(prior, processes=processes), count, processes)
    return Section(
        RECOVERY_TITLE, [RECOVERY_WORDS, Table(("", "", "aim"), summary(some)), Table(PER_HEADERS, per_name(some))]
    )


def emulator_of(prior: Population, runs: int = USUAL_FIT_RUNS, processes: int | None = None) -> Emulator:
    """Return the emulator of `secondheart fit`, from runs that are kept."""
    plan = plan_cohort(prior, runs, tests=FIT_TESTS, legs=LEG)
    data = dataset_of(plan, run_plan(plan, runs_of_emulators(plan), processes))
    return build_emulator(data, plan.source.some(0, runs), Inputs.of(prior), LEG, MEASURED)


def recoveries(prior: Population, emulator: Emulator, count: int, processes: int | None = None) -> list[Recovered]:
    """Simulate, measure and fit so many legs; those that are kept are not fitted again."""
    plan = plan_cohort(prior, count, seed=OTHER_SEED, tests=FIT_TESTS, legs=LEG)
    data = dataset_of(plan, run_plan(plan, runs_of_emulators(plan), processes))
    works: list[Work] = []
    for place, person in enumerate(plan.source.some(0, count)):
        found = {name: float(data[name].values[place, 0, 0]) for name in finding_names(data)}
        measured = measured_leg(person, found, np.random.default_rng([OTHER_SEED, place]))
        works.append((prior, measured, emulator, person, place))
    kept = KeptLegs(runs_of_emulators(plan).parent / f"recovered-{_key(emulator)}.jsonl")
    todo = [work for work in works if work[-1] not in kept.legs]
    shown = time.monotonic()
    for place, one in _recover_all(todo, processes):
        kept.add(place, one)
        if time.monotonic() > shown + SHOWN_EVERY_S:
            shown = time.monotonic()
            sys.stderr.write(f"{len(kept.legs)} of {count} legs, coverage {summary([*kept.legs.values()])[1][1]}\n")
    return [kept.legs[place] for place in range(count)]


def _recover_all(works: Sequence[Work], processes: int | None) -> Iterator[tuple[int, Recovered]]:
    """Yield the place of each leg and how it was recovered, as they are done."""
    if processes == 1:
        yield from ((work[-1], recover(*work)) for work in works)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        futures = {pool.submit(recover, *work): work[-1] for work in works}
        yield from ((futures[one], one.result()) for one in as_completed(futures))


def _key(emulator: Emulator) -> str:
    """Hash what decides how legs are recovered: the emulator, and the code of a fit."""
    sources = [Path(str(sys.modules[one.__module__].__file__)) for one in (fit_by, LegPrior, slice_step)]
    texts = [source.read_text("utf-8") for source in (*sources, Path(__file__))]
    numbers = [one.coefficients.tobytes() + one.terms.tobytes() for one in emulator.findings.values()]
    return hashlib.sha256("\0".join(texts).encode() + b"".join(numbers)).hexdigest()[:16]


class KeptLegs:
    """Legs that were recovered, a line each in a file: a line that was broken off is done again."""

    def __init__(self, path: Path) -> None:
        self.path, self.legs = path, dict[int, Recovered]()
        for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
            try:
                place, inside, told, *rest = json.loads(line)
            except ValueError:
                continue
            self.legs[place] = Recovered(inside, frozenset(told), *rest)

    def add(self, place: int, one: Recovered) -> None:
        """Keep one leg."""
        self.legs[place] = one
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([place, one.inside, sorted(one.told), one.r_hat, one.misfit, one.seconds]) + "\n")


def recover(prior: Population, measured: MeasuredLeg, emulator: Emulator, truth: Person, place: int) -> Recovered:
    """Fit one leg, and hold it against the truth; of the first ones the simulator is asked too."""
    began = time.process_time()
    leg = fit_by(LegPrior(prior, measured), emulator, seed=place)
    seconds = time.process_time() - began
    return recovered(leg, truth, seconds, misfit_on_simulator(leg) if place < SIMULATED_LEGS else np.nan)


def measured_leg(person: Person, found: Mapping[str, float], random: np.random.Generator) -> MeasuredLeg:
    """Return what a laboratory measures in a leg: the truth with its errors."""
    rows = []
    for name in MEASURED:
        true = found.get(name, np.nan)
        if not np.isfinite(true):
            continue
        noise = random.standard_normal()
        if name in REFLUX:
            value = max((true + REFLUX_SHIFT_S) * np.exp(REFLUX_LOG * noise) - REFLUX_SHIFT_S, 0.0)
            error = REFLUX_LOG * (value + REFLUX_SHIFT_S)
        elif name in PERCENT:
            value, error = true * np.exp(PERCENT[name] / 100.0 * noise), PERCENT[name] / 100.0 * true
        else:
            value, error = max(true + ABSOLUTE[name] * noise, 0.0), ABSOLUTE[name]
        test, error = TEST_OF.get(name, "apg"), max(float(error), 1e-3)
        rows.append(Measurement(test=test, name=name, value=float(value), error=error, side=LEG))
    facts = PersonFacts(sex=person.sex, age_years=person.age_years, height_cm=person.height_cm, mass_kg=person.mass_kg)
    known = {name: _true(person, name) for name in KNOWN}
    return MeasuredLeg(person=facts, prior=PRIOR, finding=tuple(rows), fixed=known)


def _true(person: Person, name: str) -> float:
    """Return a trait of the leg."""
    trait = all_traits()[name]
    return trait_of(person.traits, name, LEG) if trait.sided else float(person.traits.get(name, trait.usual))


def recovered(leg: FittedLeg, truth: Person, seconds: float, misfit: float) -> Recovered:
    """Hold a fit against the truth."""
    conditions = {one.name: one.degree for one in truth.conditions if one.side in (LEG, "both")}
    inside = {}
    for one in leg.knowledge:
        true = conditions.get(one.name, 0.0)
        if one.name in leg.prior.population.traits:
            true = _true(truth, one.name)
        inside[one.name] = bool(one.low - 1e-6 <= true <= one.high + 1e-6)
    told = frozenset(one.name for one in leg.knowledge if one.ratio < CLEARLY)
    return Recovered(inside, told, leg.r_hat, misfit, seconds)


def summary(some: Sequence[Recovered]) -> list[tuple[str, str, str]]:
    """Return coverage, mixing, misfit and time over all legs."""
    every = [inside for one in some for inside in one.inside.values()]
    told = [one.inside[name] for one in some for name in one.told]
    misfits = np.array([one.misfit for one in some])
    asked = int(np.isfinite(misfits).sum())
    r_hats, seconds = [one.r_hat for one in some], [one.seconds for one in some]
    return [
        ("legs", f"{len(some)}", ""),
        ("coverage of all, %", _percent(every), COVERAGE_AIM),
        ("coverage of those that are told, %", _percent(told), COVERAGE_AIM),
        ("largest R-hat", f"{max(r_hats):.2f}", f"under {R_HAT_AIM}"),
        (
            f"simulator at the best fit, errors of the measurements, root of the mean square of {asked} legs",
            f"{_rms(misfits):.2f}",
            f"{MISFIT_AIM}",
        ),
        ("seconds of a processor for a leg, longest", f"{max(seconds):.0f}", f"{SECONDS_AIM}"),
    ]


def _rms(values: np.ndarray) -> float:
    there = values[np.isfinite(values)]
    return float(np.sqrt(np.mean(there**2))) if there.size else np.nan


def _percent(inside: Sequence[bool]) -> str:
    if not inside:
        return "-"
    share = float(np.mean(inside))
    half = 196.0 * np.sqrt(share * (1.0 - share) / len(inside))
    return f"{100.0 * share:.0f} (+-{half:.0f}, {len(inside)} intervals)"


def per_name(some: Sequence[Recovered]) -> list[tuple[str, str, str]]:
    """Return coverage of each trait and condition."""
    names = list(some[0].inside)
    rows = [
        (
            name.replace("_", " "), f"{100.0 * np.mean([one.inside[name] for one in some]):.0f}",
            f"{sum(name in one.told for one in some)}",
        )
        for name in names
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -int(row[2]))


if __name__ == "__main__":
    print(measure(2, *map(int, sys.argv[1:])).text())
