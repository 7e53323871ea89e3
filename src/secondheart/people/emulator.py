"""An emulator: findings of a leg as sparse polynomials of what its person differs in, with their own error.

Basis: each input, its square and all products; of a leak its root too, as the first small leak matters most. The lasso
chooses the terms, and its penalty is the one with the least error in people left out; that error is the emulator's.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from secondheart.anatomy import Leg
from secondheart.errors import InputError, MissingExtra
from secondheart.people.cohort import finding_names
from secondheart.people.examine import PERSON_DONE
from secondheart.people.population import DRAWN_FACTS, Population
from secondheart.person import Person
from secondheart.person.traits import all_traits, trait_of
from secondheart.results.measure import Floats

if TYPE_CHECKING:
    import xarray as xr

FOLDS = 5  # of the cross-validation that gives the error
FEWEST_RUNS = 40  # that an emulator is built from
MOST_TERMS = 120  # that the lasso may keep: more explain no more of people left out
LEAST_SHIFT = 0.05  # added before a logarithm, as a share of the median
# Findings whose logarithm is emulated: rates and times, spread over a power of ten
LOGARITHMIC = ("VFI", "VFT90", "refill_time_90")
REFLUX_SHIFT_S = 0.3  # added to reflux times before their logarithm
BEYOND_RUNS = 0.25  # of the range of the runs, that predictions may lie outside of it
TOO_FEW = 0.8  # explained variance under which runs are too few to tell


INPUT_WORDS = {
    "age_years": "age",
    "height_cm": "height",
    "bmi": "body mass index",
    "veno_arteriolar_gain": "veno-arteriolar gain",
}


def input_label(name: str) -> str:
    """Return what people differ in, as figures and tables name it.

    Examples
    --------
    >>> input_label("height_cm"), input_label("calf_inflow")
    ('height', 'calf inflow')
    """
    return INPUT_WORDS.get(name, name.replace("_", " "))


def require_sklearn() -> Any:
    """Return scikit-learn's linear models.

    Raises
    ------
    MissingExtra
        If it is not installed.
    """
    try:
        from sklearn import linear_model
    except ImportError:
        raise MissingExtra.of("scikit-learn", "population", "an emulator") from None
    return linear_model


@dataclass(frozen=True)
class Inputs:
    """What a leg and its person differ in, as numbers.

    Attributes
    ----------
    names : tuple of str
        Facts, traits and conditions that are drawn in a population.
    """

    names: tuple[str, ...]

    @classmethod
    def of(cls, one: Population) -> Inputs:
        """Return the inputs of a population: what is drawn in it."""
        return cls(("sex", *DRAWN_FACTS[:3], *one.traits, *one.conditions))

    def row(self, person: Person, leg: Leg) -> list[float]:
        """Return the numbers of one leg; of factors and sizes the logarithm."""
        return [self._number(person, leg, name) for name in self.names]

    def _number(self, person: Person, leg: Leg, name: str) -> float:
        if name == "sex":
            return float(person.sex == "female")
        if name == "bmi":
            return float(np.log(person.mass_kg / (person.height_cm / 100.0) ** 2))
        if name in DRAWN_FACTS:
            return float(getattr(person, name))
        if name in all_traits():
            return float(self.number_of(name, trait_of(person.traits, name, leg)))
        degrees = [one.degree for one in person.conditions if one.name == name and one.side in (leg, "both")]
        return max(degrees, default=0.0)

    @staticmethod
    def number_of(name: str, value: Any) -> Any:
        """Return a value as the emulator takes it: of a factor the logarithm."""
        trait = all_traits().get(name)
        return np.log(np.maximum(value, 1e-3)) if trait is not None and trait.is_factor else value

    def is_leak(self, name: str) -> bool:
        """Whether small values matter most."""
        trait = all_traits().get(name)
        return trait.is_leak if trait is not None else name not in ("sex", *DRAWN_FACTS)


@dataclass(frozen=True, eq=False)
class Polynomial:
    """One finding.

    Attributes
    ----------
    name, unit : str
    shift : float or None
        Added before the logarithm; None where the finding itself is emulated.
    terms : array of int
        Places in the basis.
    coefficients : array
    constant : float
    error : float
        Standard deviation of predictions of people left out, on the scale that is emulated.
    explained : float
        Share of the variance that they explain.
    low, high : float
        The range of the runs, on that scale; predictions stay within a little more.
    """

    name: str
    unit: str
    shift: float | None
    terms: np.ndarray
    coefficients: Floats
    constant: float
    error: float
    explained: float
    low: float
    high: float

    def scale(self, values: Any) -> Any:
        """Return findings on the scale that is emulated."""
        return values if self.shift is None else np.log(np.maximum(values, 0.0) + self.shift)

    def unscale(self, values: Any) -> Any:
        """Return findings from that scale; none is below zero where no run is, such as a volume."""
        if self.shift is not None:
            return np.maximum(np.exp(values) - self.shift, 0.0)
        return np.maximum(values, 0.0) if self.low >= 0.0 else values


_Matrices = tuple[np.ndarray, Floats, Floats, Floats, Floats]


@dataclass(frozen=True, eq=False)
class Emulator:
    """Polynomials of all findings over the same inputs.

    Attributes
    ----------
    inputs : Inputs
    middles, widths : array
        Mean and standard deviation of each input, for its standard score.
    findings : dict of Polynomial
    runs : int
        From which it was built.
    """

    inputs: Inputs
    middles: Floats
    widths: Floats
    findings: Mapping[str, Polynomial]
    runs: int
    cached: dict[tuple[str, ...], _Matrices] = field(default_factory=dict)

    def predict(self, rows: Floats, names: Sequence[str] | None = None) -> Floats:
        """Return findings, on their emulated scales, of rows of inputs: row x finding."""
        chosen = tuple(names or self.findings)
        terms, weights, constants, low, high = self._matrices(chosen)
        return np.clip(constants + build_basis(self._scores(rows), terms) @ weights, low, high)

    def _matrices(self, names: tuple[str, ...]) -> _Matrices:
        """Return the terms that count, their coefficients, term x finding, constants, and the ends of predictions."""
        if names not in self.cached:
            count = len(self.middles)
            weights = np.zeros((2 * count + count * (count - 1) // 2, len(names)))
            for place, name in enumerate(names):
                weights[self.findings[name].terms, place] = self.findings[name].coefficients
            some = [self.findings[name] for name in names]
            room = np.array([BEYOND_RUNS * (one.high - one.low) for one in some])
            low, high = np.array([one.low for one in some]) - room, np.array([one.high for one in some]) + room
            terms = np.flatnonzero(weights.any(axis=1))
            self.cached[names] = (terms, weights[terms], np.array([one.constant for one in some]), low, high)
        return self.cached[names]

    def _scores(self, rows: Floats) -> Floats:
        return standard_scores(self.inputs, rows, self.middles, self.widths)


def standard_scores(inputs: Inputs, rows: Floats, middles: Floats, widths: Floats) -> Floats:
    """Return the standard scores of inputs, and behind them those of the roots of leaks."""
    return (with_roots(inputs, rows) - middles) / widths


def with_roots(inputs: Inputs, rows: Floats) -> Floats:
    """Return inputs with the roots of leaks behind them."""
    leaks = [place for place, name in enumerate(inputs.names) if inputs.is_leak(name)]
    return np.column_stack([rows, np.sqrt(np.maximum(rows[:, leaks], 0.0))])


def build_basis(scores: Floats, terms: np.ndarray | None = None) -> Floats:
    """Return the basis: scores, their squares less one, and products of two; all, or some by their places.

    Examples
    --------
    >>> build_basis(np.array([[1.0, 2.0]])).tolist()
    [[1.0, 2.0, 0.0, 3.0, 2.0]]
    >>> build_basis(np.array([[1.0, 2.0]]), np.array([1, 4])).tolist()
    [[2.0, 2.0]]
    """
    count = scores.shape[1]
    first, second = pair_places(count)
    if terms is None:
        return np.column_stack([scores, scores**2 - 1.0, scores[:, first] * scores[:, second]])
    alone, squares, pairs = (terms[(terms // count).clip(max=2) == kind] - kind * count for kind in range(3))
    return np.column_stack(
        [scores[:, alone], scores[:, squares] ** 2 - 1.0, scores[:, first[pairs]] * scores[:, second[pairs]]]
    )


@cache
def pair_places(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of both of every pair of so many inputs."""
    pairs = np.array(list(combinations(range(count), 2)), int).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def check_runs(runs: int) -> None:
    """Raise InputError if an emulator cannot be built from so many runs: before they are done."""
    if runs < FEWEST_RUNS:
        raise InputError(f"{runs} runs are too few for an emulator: {FEWEST_RUNS} or more")


def build_emulator(
    data: xr.Dataset, people: Sequence[Person], inputs: Inputs, leg: Leg = "left", names: Sequence[str] | None = None
) -> Emulator:
    """Return an emulator of the findings of one leg, bare.

    Parameters
    ----------
    data : xarray.Dataset
        A cohort.
    people : sequence of Person
        Its people.
    inputs : Inputs
    leg : "left" or "right"
    names : sequence of str, optional
        Findings; left out, all.

    Raises
    ------
    InputError
        If fewer than 40 people were examined.
    """
    done = np.flatnonzero(np.asarray(data["status"].values) == PERSON_DONE)
    check_runs(len(done))
    rows = np.array([inputs.row(people[int(i)], leg) for i in done])
    extended = with_roots(inputs, rows)
    middles, widths = extended.mean(axis=0), extended.std(axis=0)
    widths = np.where(widths > 1e-12, widths, 1.0)
    basis = build_basis((extended - middles) / widths)
    every = finding_names(data)
    findings = {}
    for name in names or every:
        values = np.asarray(data[name].sel(side=leg).values[:, 0], float)[done]
        if np.isfinite(values).sum() >= FEWEST_RUNS:
            findings[name] = _fit_polynomial(name, str(data[name].attrs["units"]), basis, values)
    return Emulator(inputs, middles, widths, findings, len(done))


def _fit_polynomial(name: str, unit: str, basis: Floats, values: Floats) -> Polynomial:
    there = np.isfinite(values)
    shift = _shift_of(name, values[there])
    scaled = values[there] if shift is None else np.log(np.maximum(values[there], 0.0) + shift)
    terms, coefficients, constant, error = _lasso(basis[there], scaled)
    spread = float(np.std(scaled))
    return Polynomial(
        name=name,
        unit=unit,
        shift=shift,
        terms=terms,
        coefficients=coefficients,
        constant=constant,
        error=error,
        explained=1.0 - (error / spread) ** 2 if spread > 0.0 else 1.0,
        low=float(scaled.min()),
        high=float(scaled.max()),
    )


def _shift_of(name: str, values: Floats) -> float | None:
    if name.startswith("reflux_time"):
        return REFLUX_SHIFT_S
    return LEAST_SHIFT * float(np.median(values)) if name in LOGARITHMIC else None


def _lasso(basis: Floats, values: Floats) -> tuple[np.ndarray, Floats, float, float]:
    """Return the terms that the lasso keeps, their coefficients, the constant, and the error in people left out.

    Terms are chosen anew in each fold: an error of terms that the left out have helped to choose would flatter.
    """
    if np.ptp(values) == 0.0:
        return np.zeros(0, int), np.zeros(0), float(values[0]), 0.0
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, "blas"), warnings.catch_warnings():  # more threads would wait for one another
        warnings.simplefilter("ignore")  # a path that ends early is a path
        model = require_sklearn().LassoLarsCV(cv=FOLDS, max_iter=MOST_TERMS).fit(basis, values)
    terms = np.flatnonzero(model.coef_)
    error = float(np.sqrt(model.mse_path_.mean(axis=1).min()))
    return terms, np.asarray(model.coef_[terms]), float(model.intercept_), error
