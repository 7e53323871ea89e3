"""A leg from its measurements: the best fit, its posterior, and what of it can be told. It names no diagnosis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from secondheart.anatomy import Leg
from secondheart.errors import InputError, UnknownName
from secondheart.people.cohort import dataset_of, plan_cohort, run_plan, runs_of_emulators
from secondheart.people.emulator import Emulator, Inputs, Polynomial, build_emulator, check_runs
from secondheart.people.leg_prior import LegPrior
from secondheart.people.measured_leg import MeasuredLeg, read_leg
from secondheart.people.missed import MissedRow, missed_rows
from secondheart.people.population import Population, population
from secondheart.people.slice_sampler import sample_posterior
from secondheart.people.visit import visit
from secondheart.person import Person
from secondheart.person.traits import all_traits
from secondheart.results.measure import Floats
from secondheart.simulation.session import Progress

if TYPE_CHECKING:
    from secondheart.people.cohort import CohortPlan

CLEARLY, A_LITTLE = 0.6, 0.85  # posterior over prior standard deviation, of normal scores
INTERVAL = 0.9
POOR_EMULATOR = 0.5  # emulator's error over that of the measurement, above which more runs are asked for
STARTS = 4  # of the best fit
USUAL_FIT_RUNS = 300
FIT_TESTS = ("avp", "apg", "reflux")
OUTER_SCORE = 3.0  # normal score beyond which a value is one that no person of the prior gives


class Learned(NamedTuple):
    """What a fit says about one trait or condition.

    Attributes
    ----------
    name, unit : str
    best : float
    low, high : float
        The shortest interval that holds 90 %.
    ratio : float
        Posterior over prior standard deviation, of normal scores.
    words : str
    """

    name: str
    unit: str
    best: float
    low: float
    high: float
    ratio: float
    words: str


class Predicted(NamedTuple):
    """A finding as the fit has it.

    Attributes
    ----------
    name, unit : str
    measured, deviation : float or None
    low, middle, high : float
        5 %, 50 % and 95 % of the posterior, the emulator's error included.
    explained : float
        Share of the variance that the emulator explains.
    """

    name: str
    unit: str
    measured: float | None
    deviation: float | None
    low: float
    middle: float
    high: float
    explained: float


@dataclass(frozen=True, eq=False)
class FittedLeg:
    """A leg as its measurements have it.

    Attributes
    ----------
    prior : LegPrior
        What is free, and what was measured.
    emulator : Emulator
    draws : array
        Normal scores, draw x parameter.
    best : array
        Normal scores of the best fit.
    r_hat : float
        The largest; up to 1.1 is good.
    """

    prior: LegPrior
    emulator: Emulator
    draws: Floats
    best: Floats
    r_hat: float

    @property
    def measurements(self) -> MeasuredLeg:
        """What was measured."""
        return self.prior.measured

    @property
    def person(self) -> Person:
        """The best fit, as a person whose legs are both like the one that was measured."""
        return self.prior.person(self.best, "best fit")

    def people(self, n: int, seed: int = 0) -> tuple[Person, ...]:
        """Return draws of the posterior as persons, to be put into a cohort.

        Raises
        ------
        InputError
            If there are not so many draws.
        """
        if not 1 <= n <= len(self.draws):
            raise InputError(f"{n} people are not allowed: 1 to {len(self.draws)}")
        places = np.random.default_rng(seed).choice(len(self.draws), n, replace=False)
        return tuple(self.prior.person(self.draws[i], f"posterior#{k}") for k, i in enumerate(places))

    @cached_property
    def knowledge(self) -> tuple[Learned, ...]:
        """What can be told of each trait and condition, the best known first."""
        columns = [self._learn(place, name) for place, name in enumerate(self.prior.parameters)]
        return tuple(sorted(columns, key=lambda one: one.ratio))

    def _learn(self, place: int, name: str) -> Learned:
        values = self.prior.values(name, self.draws[:, place])
        low, high = shortest_interval(values, INTERVAL)
        ratio = float(self.draws[:, place].std())
        best = float(self.prior.values(name, self.best[place : place + 1])[0])
        trait = all_traits().get(name)
        leaks = self.prior.is_rare(name)
        return Learned(
            name=name,
            unit=trait.unit if trait else "degree",
            best=best,
            low=low,
            high=high,
            ratio=ratio,
            words=words_of(ratio, leaks, high if low <= 1e-9 else None, self.measurements.tests),
        )

    @cached_property
    def findings(self) -> tuple[Predicted, ...]:
        """Each finding of the emulator: as measured, and as the posterior has it."""
        rows = self.prior.rows(self.emulator.inputs, self.draws)
        by_name = {one.name: one for one in self.measurements.finding}
        values = self.emulator.predict(rows)
        random = np.random.default_rng(0)
        rows_out = []
        for place, (name, polynomial) in enumerate(self.emulator.findings.items()):
            noisy = values[:, place] + polynomial.error * random.standard_normal(len(values))
            low, middle, high = (float(polynomial.unscale(q)) for q in np.percentile(noisy, (5.0, 50.0, 95.0)))
            one = by_name.get(name)
            measured, deviation = (one.value, one.deviation) if one else (None, None)
            rows_out.append(
                Predicted(name, polynomial.unit, measured, deviation, low, middle, high, polynomial.explained)
            )
        return tuple(rows_out)

    @property
    def misses(self) -> list[MissedRow]:
        """Rows of the evidence that the measured findings miss."""
        return missed_rows(one.name for one in self.measurements.finding)

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What is said before the numbers: poor emulation, values that no person of the prior gives, chains unmixed."""
        lines = []
        for one in self.measurements.finding:
            polynomial = self.emulator.findings[one.name]
            share = polynomial.error / deviation_of(polynomial, one.value, one.deviation)
            if share > POOR_EMULATOR:
                lines.append(f"{one.name}: the emulator's error is {share:.1f} of that of the measurement; add runs")
            middle, spread = 0.5 * (polynomial.low + polynomial.high), 0.5 * (polynomial.high - polynomial.low)
            beyond = abs(float(polynomial.scale(one.value)) - middle) / spread if spread > 0.0 else 0.0
            if beyond > 1.0:
                lines.append(f"{one.name} = {one.value:g} is one that no person of {self.prior.population.name} gave")
        if self.r_hat > 1.1:
            lines.append(f"the chains have not mixed (R-hat {self.r_hat:.2f}): intervals may be too narrow")
        if len(self.measurements.finding) < 3:
            lines.append("fewer than three findings tell little about a leg")
        return tuple(lines)


def words_of(ratio: float, is_leak: bool, at_most: float | None, tests: Sequence[str]) -> str:
    """Return what can be told in words.

    Examples
    --------
    >>> words_of(0.4, False, None, ["apg"]), words_of(0.95, True, 0.2, ["apg"])
    ('can be told', 'at most 0.2 (90 %); the duplex would tell more')
    """
    if is_leak and at_most == 0.0:
        return "nothing points to it"
    if is_leak and at_most is not None:
        more = "" if ratio < CLEARLY or {"duplex", "reflux"} & set(tests) else "; the duplex would tell more"
        return f"at most {at_most:.2g} (90 %){more}"
    if ratio < CLEARLY:
        return "can be told"
    if ratio < A_LITTLE:
        return "a little"
    more = "; the duplex would" if is_leak and not {"duplex", "reflux"} & set(tests) else ""
    return f"cannot be told from these tests{more}"


def shortest_interval(values: Floats, share: float) -> tuple[float, float]:
    """Return the shortest interval that holds a share of some values: a leak at its bound is inside it.

    Examples
    --------
    >>> shortest_interval(np.array([0.0, 0.0, 0.0, 1.0, 2.0]), 0.6)
    (0.0, 0.0)
    """
    ordered = np.sort(values)
    count = max(int(np.ceil(share * len(ordered))), 1)
    widths = ordered[count - 1 :] - ordered[: len(ordered) - count + 1]
    place = int(np.argmin(widths))
    return float(ordered[place]), float(ordered[place + count - 1])


def deviation_of(polynomial: Polynomial, value: float, deviation: float) -> float:
    """Return the measurement's standard deviation on the scale that is emulated."""
    if polynomial.shift is None:
        return deviation
    return deviation / (max(value, 0.0) + polynomial.shift)


def plan_of_fit(measured: MeasuredLeg, prior: Population, runs: int, seed: int = 0) -> CohortPlan:
    """Return the cohort of which the emulator of a fit is built.

    Raises
    ------
    InputError
        If there are too few runs.
    """
    check_runs(runs)
    tests = tuple(dict.fromkeys((*FIT_TESTS, *measured.tests)))
    if "duplex" in tests:
        tests = tuple(one for one in tests if one != "reflux")
    return plan_cohort(prior, runs, seed=seed, tests=tests, legs="left")


def fit(
    measured: str | Path | MeasuredLeg,
    *,
    runs: int = USUAL_FIT_RUNS,
    store: str | Path | None = None,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> FittedLeg:
    """Fit a leg to what was measured in it.

    Parameters
    ----------
    measured : str, path or MeasuredLeg
        A TOML file, or what was read from one.
    runs : int
        People of the prior that are simulated for the emulator, 40 or more; they serve every leg of that prior.
    store : str or path, optional
        A folder ending in .zarr that keeps them; left out, one in the program's cache.
    seed, workers, progress
        See `cohort`.

    Raises
    ------
    BadFile
        If the file is not allowed.
    InputError
        If a finding is one that no test gives, or there are too few runs.
    """
    leg = measured if isinstance(measured, MeasuredLeg) else read_leg(measured)
    prior = population(leg.prior)
    plan = plan_of_fit(leg, prior, runs, seed)
    check_findings(leg, [(one.test, one.name) for one in plan.asked.findings])
    block = run_plan(plan, runs_of_emulators(plan) if store is None else store, workers, progress)
    data = dataset_of(plan, block)
    emulator = build_emulator(data, plan.source.some(0, runs), Inputs.of(prior))
    return fit_by(LegPrior(prior, leg), emulator, seed)


def check_findings(leg: MeasuredLeg, given: Sequence[tuple[str, str]]) -> None:
    """Raise UnknownName if a finding is one that its test does not give."""
    for one in leg.finding:
        names = [name for test, name in given if test == one.test or (one.test == "duplex" and test == "reflux")]
        if not names:
            raise UnknownName.of("test", one.test, {test for test, _ in given})
        if one.name not in names:
            raise UnknownName.of(f"finding of {one.test}", one.name, names)


def fit_by(prior: LegPrior, emulator: Emulator, seed: int = 0, steps: int = 300) -> FittedLeg:
    """Fit a leg by an emulator that is there."""
    from threadpoolctl import threadpool_limits

    leg = prior.measured
    names = [one.name for one in leg.finding]
    missing = next((name for name in names if name not in emulator.findings), None)
    if missing:
        raise UnknownName.of("finding of the emulator", missing, emulator.findings)
    polynomials = [emulator.findings[name] for name in names]
    pairs = list(zip(polynomials, leg.finding, strict=True))
    wanted = np.array([float(one.scale(m.value)) for one, m in pairs])
    errors = np.array([np.hypot(one.error, deviation_of(one, m.value, m.deviation)) for one, m in pairs])

    def residuals(scores: Floats) -> Floats:
        rows = prior.rows(emulator.inputs, np.atleast_2d(scores))
        return np.asarray((emulator.predict(rows, names) - wanted) / errors)

    def log_likelihood(scores: Floats) -> Floats:
        return np.asarray(-0.5 * (residuals(scores) ** 2).sum(axis=1))

    size = len(prior.parameters)
    with threadpool_limits(1, "blas"):  # matrices are small: more threads would wait for one another
        draws, worst = sample_posterior(log_likelihood, size, seed=seed, steps=steps)
    flat = draws.reshape(-1, size)
    posterior = log_likelihood(flat[:: max(1, len(flat) // 20000)])
    scores = flat[:: max(1, len(flat) // 20000)]
    order = np.argsort(-(posterior - 0.5 * (scores**2).sum(axis=1)))
    best = _best_fit(residuals, scores[order[:STARTS]])
    return FittedLeg(prior, emulator, flat, best, worst)


def _best_fit(residuals: object, starts: Floats) -> Floats:
    """Return the scores of the highest posterior, by least squares with the prior as residuals, from some starts."""
    from scipy.optimize import least_squares

    def both(scores: Floats) -> Floats:
        return np.concatenate([residuals(scores)[0], scores])  # type: ignore[operator]

    tried = [least_squares(both, start, diff_step=np.full(len(start), 1e-3)) for start in starts]
    return np.asarray(min(tried, key=lambda one: one.cost).x)


def misfit_on_simulator(leg: FittedLeg) -> float:
    """Return how far the simulator at the best fit is from the measurements: root of the mean square, in their errors.

    The simulator is asked once, for both legs are like the one that was measured.
    """
    side: Leg = leg.measurements.side
    simulated = {one.name: one.value for one in visit(leg.person, leg.measurements.tests, [side]) if one.side == side}
    gaps = [
        (simulated[one.name] - one.value) / one.deviation  # type: ignore[operator]
        for one in leg.measurements.finding
        if simulated.get(one.name) is not None
    ]
    return float(np.sqrt(np.mean(np.square(gaps)))) if gaps else float("nan")
