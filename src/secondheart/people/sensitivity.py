"""What matters most in a population: Sobol indices on an emulator with its error, and Morris on the simulator."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from secondheart.anatomy import Leg
from secondheart.errors import InputError, MissingExtra, UnknownName
from secondheart.people.cohort import COHORT_TESTS, dataset_of, finding_named, plan_cohort, run_plan
from secondheart.people.emulator import FEWEST_RUNS, TOO_FEW, Emulator, Inputs, build_emulator, check_runs
from secondheart.people.population import DRAWN_FACTS, Population, population
from secondheart.person import Person
from secondheart.person.traits import all_traits
from secondheart.results.measure import Floats
from secondheart.simulation.session import Progress

if TYPE_CHECKING:
    import xarray as xr

SOBOL_POINTS = 1024  # a power of two; half-widths of total indices come to some 0.05
USUAL_RUNS = 300
FEWEST_TRAJECTORIES = 2
MORRIS_TRAJECTORIES = 4  # through the inputs, one run more than there are inputs each
JACKKNIFE_PARTS = 5  # of the runs, each left out once: how far the emulator itself is sure of an index
FEWEST_JACKKNIFED = FEWEST_RUNS * JACKKNIFE_PARTS // (JACKKNIFE_PARTS - 1)  # so that each part still makes one
NORMAL_95 = 1.96  # standard deviations of a 95 % interval


class Index(NamedTuple):
    """How much one input matters for one finding.

    Attributes
    ----------
    input : str
    first : float
        Share of the variance by the input alone.
    total : float
        With all that it does together with others.
    half_width : float
        Of the 95 % interval of the total index, by resampling Sobol's sample.
    emulator_half_width : float
        Of that by leaving out a fifth of the runs in turn and building the emulator anew (jackknife).
    """

    input: str
    first: float
    total: float
    half_width: float
    emulator_half_width: float = 0.0

    @property
    def error(self) -> float:
        """Half of the 95 % interval of the total index, from both."""
        return math.hypot(self.half_width, self.emulator_half_width)


class Sensitivity(NamedTuple):
    """What matters for one finding.

    Attributes
    ----------
    finding, unit : str
    explained : float
        Share of the variance that the emulator explains in people left out.
    is_enough : bool
        Whether that is enough to tell: 0.8 or more.
    indices : tuple of Index
        The largest total index first.
    """

    finding: str
    unit: str
    explained: float
    is_enough: bool
    indices: tuple[Index, ...]


def require_salib() -> Any:
    """Return SALib's Sobol analysis and sampling.

    Raises
    ------
    MissingExtra
        If it is not installed.
    """
    try:
        from SALib.analyze import sobol
        from SALib.sample import sobol as sample
    except ImportError:
        raise MissingExtra.of("SALib", "population", "a sensitivity analysis") from None
    return sample, sobol


def sensitivity(
    of: str | Population,
    findings: Sequence[str] = (),
    *,
    runs: int = USUAL_RUNS,
    tests: Sequence[str] = COHORT_TESTS,
    leg: Leg = "left",
    seed: int = 0,
    points: int = SOBOL_POINTS,
    store: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Sensitivity]:
    """Return what matters most for findings in a population.

    Parameters
    ----------
    of : str or Population
        By its name or file.
    findings : sequence of str
        Left out, all of the tests.
    runs : int
        People that are simulated, 40 or more.
    tests : sequence of str
    leg : "left" or "right"
    seed : int
    points : int
        Base points of Sobol's sample on the emulator, a power of two.
    store : str or path, optional
        A folder ending in .zarr that keeps the runs.
    workers, progress
        See `cohort`.

    Raises
    ------
    InputError
        If there are too few runs, or a finding that no test gives.
    """
    check_runs(runs)
    one = of if isinstance(of, Population) else population(of)
    plan = plan_cohort(one, runs, seed=seed, tests=tests, legs=leg)
    names = [finding_named(plan, name) for name in findings]
    data = dataset_of(plan, run_plan(plan, store, workers, progress))
    some = plan.source.some(0, plan.people)
    emulator = build_emulator(data, some, Inputs.of(one), leg, names or None)
    parts = [_without(data, some, part) for part in range(JACKKNIFE_PARTS)] if runs >= FEWEST_JACKKNIFED else []
    others = [build_emulator(*part, emulator.inputs, leg, list(emulator.findings)) for part in parts]
    return [
        with_emulator_error(
            sobol_of(emulator, one, name, points, seed),
            [sobol_of(other, one, name, points, seed) for other in others if name in other.findings],
        )
        for name in emulator.findings
    ]


def _without(data: xr.Dataset, some: Sequence[Person], part: int) -> tuple[xr.Dataset, list[Person]]:
    """Return a cohort without a fifth of its people."""
    others = [i for i in range(len(some)) if i % JACKKNIFE_PARTS != part]
    return data.isel(person=others), [some[i] for i in others]


def with_emulator_error(whole: Sensitivity, others: Sequence[Sensitivity]) -> Sensitivity:
    """Return indices with the error that they have from the emulator: that of the jackknife over parts of the runs.

    Efron B, Stein C, The jackknife estimate of variance, Ann Stat 1981;9:586-96.
    """
    if not others:
        return whole
    totals = [{index.input: index.total for index in other.indices} for other in others]
    count = len(totals)
    return whole._replace(
        indices=tuple(
            index._replace(
                emulator_half_width=NORMAL_95
                * math.sqrt(count - 1)
                * float(np.std([one[index.input] for one in totals]))
            )
            for index in whole.indices
        )
    )


def sobol_of(emulator: Emulator, one: Population, finding: str, points: int, seed: int) -> Sensitivity:
    """Return Sobol indices of one finding; inputs are taken as independent."""
    if finding not in emulator.findings:
        raise UnknownName.of("finding", finding, emulator.findings)
    names = emulator.inputs.names
    sample, _ = require_salib()
    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    shares = sample.sample(problem, points, calc_second_order=False, seed=seed)
    values = emulator.predict(input_rows(emulator.inputs, one, shares), [finding])[:, 0]
    return indices_of(problem, values, emulator.findings[finding].explained, finding, emulator.findings[finding].unit)


def indices_of(problem: dict[str, Any], values: Floats, explained: float, finding: str, unit: str) -> Sensitivity:
    """Return indices from the values at the points of SALib's sample."""
    _, analyse = require_salib()
    if np.ptp(values) == 0.0:
        indices = [Index(name, 0.0, 0.0, 0.0) for name in problem["names"]]
    else:
        answer = analyse.analyze(problem, values, calc_second_order=False, seed=0)
        columns = zip(problem["names"], answer["S1"], answer["ST"], answer["ST_conf"], strict=True)
        indices = [Index(name, float(first), float(total), float(half)) for name, first, total, half in columns]
    ordered = tuple(sorted(indices, key=lambda index: -index.total))
    return Sensitivity(finding, unit, explained, explained >= TOO_FEW, ordered)


def morris(
    of: str | Population,
    findings: Sequence[str] = (),
    *,
    trajectories: int = MORRIS_TRAJECTORIES,
    tests: Sequence[str] = COHORT_TESTS,
    leg: Leg = "left",
    seed: int = 0,
    store: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> dict[str, dict[str, float]]:
    """Return how much each input matters by Morris' method, on the simulator itself: a check of the emulator.

    Returns
    -------
    dict
        By finding and input the mean of the absolute elementary effects between the 5th and the 95th percentile.

    Raises
    ------
    InputError
        If there are fewer than two trajectories.
    """
    from SALib.analyze import morris as analyse
    from SALib.sample import morris as sample

    check_trajectories(trajectories)
    one = of if isinstance(of, Population) else population(of)
    names = Inputs.of(one).names
    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0.05, 0.95]] * len(names)}
    shares = sample.sample(problem, trajectories, num_levels=4, seed=seed)
    usual = dict.fromkeys(one.quantities, 0.5)
    people = [
        one.person_at({**usual, **dict(zip(names, row, strict=True))}, f"{one.name}, Morris {i}")
        for i, row in enumerate(shares)
    ]
    plan = plan_cohort(people, tests=tests, legs=leg)
    chosen = [finding_named(plan, name) for name in findings] or plan.finding_names
    data = dataset_of(plan, run_plan(plan, store, workers, progress))
    effects = {}
    for name in chosen:
        values = np.nan_to_num(np.asarray(data[name].sel(side=leg).values[:, 0], float))
        answer = analyse.analyze(problem, shares, values, num_levels=4, seed=seed)
        effects[name] = {key: float(value) for key, value in zip(names, answer["mu_star"], strict=True)}
    return effects


def check_trajectories(trajectories: int) -> None:
    """Raise InputError if so many trajectories are not allowed."""
    if trajectories < FEWEST_TRAJECTORIES:
        raise InputError(f"{trajectories} trajectories are not allowed: {FEWEST_TRAJECTORIES} or more")


def rank_agreement(one: Sensitivity, effects: Mapping[str, float]) -> float:
    """Return the rank correlation of total indices with Morris' effects: 1 where both order the inputs alike."""
    from scipy.stats import spearmanr

    totals = [index.total for index in one.indices]
    return float(spearmanr(totals, [effects[index.input] for index in one.indices]).statistic)


def input_rows(inputs: Inputs, one: Population, shares: Floats) -> Floats:
    """Return rows of inputs of people below whom such shares of the population are, input by input."""
    rows = np.empty_like(shares)
    female = shares[:, inputs.names.index("sex")] < one.facts.female
    for place, name in enumerate(inputs.names):
        rows[:, place] = _column(one, name, shares[:, place], female)
    return rows


def _column(one: Population, name: str, shares: Floats, female: np.ndarray) -> Floats:
    if name == "sex":
        return female.astype(float)
    if name in DRAWN_FACTS:
        spread = getattr(one.facts, name)
        men, women = ((spread.of(sex) if hasattr(spread, "of") else spread) for sex in ("male", "female"))
        values = np.where(female, women.quantiles(shares), men.quantiles(shares))
        return np.asarray(np.log(values) if name == "bmi" else values)
    if name in all_traits():
        values = one.traits[name].quantiles(shares)
        values = np.where(np.isnan(values), all_traits()[name].usual, values)
        trait = all_traits()[name]
        return np.asarray(Inputs.number_of(name, np.clip(values, trait.low, trait.high)))
    return np.nan_to_num(one.conditions[name].quantiles(shares))
